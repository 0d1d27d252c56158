"""What the buttons say: taps as typed values, packed into Telegram's 64 bytes of callback data.

The form is `1q:11:kc2:C`: the version, a letter or two for the kind, then the fields. Anyone can send a bot any
callback data, so a tap proves nothing by itself: who tapped is taken from the update, what they may do from the
database.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, timedelta
from typing import Any, ClassVar, get_args

VERSION = "1"
LIMIT = 64
"""Bytes that Telegram allows (https://core.telegram.org/bots/api#inlinekeyboardbutton)."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class OldTapError(ValueError):
    """The data is of no button that this version makes: too old, too new, or forged."""


@dataclass(frozen=True, slots=True)
class Begin:
    """Open the lesson of a day, or go on where it was left."""

    kind: ClassVar[str] = "b"
    day: int


@dataclass(frozen=True, slots=True)
class ReadAgain:
    """Open a finished lesson from its start."""

    kind: ClassVar[str] = "a"
    day: int


@dataclass(frozen=True, slots=True)
class Continue:
    """Go on from a step."""

    kind: ClassVar[str] = "c"
    day: int
    step: str


@dataclass(frozen=True, slots=True)
class Answer:
    """Choose an option of a knowledge check."""

    kind: ClassVar[str] = "q"
    day: int
    step: str
    option: str


@dataclass(frozen=True, slots=True)
class Replay:
    """See the conversation of a demo again."""

    kind: ClassVar[str] = "r"
    day: int
    step: str


@dataclass(frozen=True, slots=True)
class ShowLessons:
    """See the list of lessons."""

    kind: ClassVar[str] = "l"


@dataclass(frozen=True, slots=True)
class ShowProgress:
    """See how far one has come."""

    kind: ClassVar[str] = "p"


@dataclass(frozen=True, slots=True)
class DeleteAll:
    """Have everything deleted. `learner` is who was asked whether they are sure, `asked` when, in Unix microseconds."""

    kind: ClassVar[str] = "d"
    learner: int
    asked: int

    @classmethod
    def asking(cls, learner_id: int, asked_at: datetime) -> DeleteAll:
        """The answer to the question put to this learner at this moment."""
        return cls(learner_id, (asked_at - _EPOCH) // timedelta(microseconds=1))

    @property
    def asked_at(self) -> datetime:
        """When the question was asked."""
        return _EPOCH + timedelta(microseconds=self.asked)


@dataclass(frozen=True, slots=True)
class KeepAll:
    """Have nothing deleted after all."""

    kind: ClassVar[str] = "k"


@dataclass(frozen=True, slots=True)
class OpenReview:
    """Review what is due today."""

    kind: ClassVar[str] = "v"


@dataclass(frozen=True, slots=True)
class AnswerReview:
    """Choose an option of a knowledge check in the review of a learning date."""

    kind: ClassVar[str] = "va"
    on: date
    day: int
    step: str
    option: str


@dataclass(frozen=True, slots=True)
class ContinueReview:
    """Go on from a knowledge check in the review of a learning date."""

    kind: ClassVar[str] = "vc"
    on: date
    day: int
    step: str


@dataclass(frozen=True, slots=True)
class ShowStatistics:
    """See how the course does in a period. This and the taps below are for admins."""

    kind: ClassVar[str] = "xs"
    period: str


@dataclass(frozen=True, slots=True)
class GetStatistics:
    """Have the figures of a period as a file."""

    kind: ClassVar[str] = "xf"
    period: str


@dataclass(frozen=True, slots=True)
class ReloadCourse:
    """Read the course's files anew."""

    kind: ClassVar[str] = "xr"


@dataclass(frozen=True, slots=True)
class PreviewStep:
    """See a step of a day as learners do, without being there."""

    kind: ClassVar[str] = "xp"
    day: int
    step: str


@dataclass(frozen=True, slots=True)
class AnswerPreview:
    """Choose an option of a knowledge check that is only looked at."""

    kind: ClassVar[str] = "xa"
    day: int
    step: str
    option: str


AdminTap = ShowStatistics | GetStatistics | ReloadCourse | PreviewStep | AnswerPreview
ReviewTap = OpenReview | AnswerReview | ContinueReview
LearnerTap = Begin | ReadAgain | Continue | Answer | Replay | ShowLessons | ShowProgress | DeleteAll | KeepAll
Tap = LearnerTap | ReviewTap | AdminTap
_KINDS: dict[str, type[Any]] = {kind.kind: kind for kind in get_args(Tap)}
_DIGITS = {"day": 3, "learner": 16, "asked": 16}  # at most, for each field that is a number


def pack(tap: Tap) -> str:
    """The callback data of a tap. Raises ValueError where it is over LIMIT, which the lesson checker prevents."""
    data = ":".join([VERSION + tap.kind, *(str(getattr(tap, field.name)) for field in fields(tap))])
    if len(data.encode()) > LIMIT:
        raise ValueError(f"callback data over {LIMIT} bytes: {data}")
    return data


def unpack(data: str) -> Tap:
    """The tap of callback data. Raises OldTapError where there is no such button."""
    head, *values = data.split(":")
    kind = _KINDS.get(head.removeprefix(VERSION)) if head.startswith(VERSION) else None
    if kind is None or len(values) != len(fields(kind)) or not all(values):
        raise OldTapError(data)
    tap: Tap = kind(*(_read(field.name, value) for field, value in zip(fields(kind), values, strict=True)))
    return tap


def _read(name: str, value: str) -> str | int | date:
    if name == "on":
        return _date(value)
    if name not in _DIGITS:
        return value
    # Only what pack() writes: int() alone would also read ' 11', '+11', '1_1' and digits of other scripts.
    if not (value.isascii() and value.isdigit() and len(value) <= _DIGITS[name] and value == str(int(value))):
        raise OldTapError(value)
    return int(value)


def _date(value: str) -> date:
    try:
        on = date.fromisoformat(value)
    except ValueError as error:
        raise OldTapError(value) from error
    if on.isoformat() != value:  # fromisoformat() alone would also read 20260310 and 2026-W11-2
        raise OldTapError(value)
    return on

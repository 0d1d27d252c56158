"""Taps of announcements: what learners do with them, and how admins make them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import ClassVar

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class MuteAnnouncements:
    """Get no more announcements."""

    kind: ClassVar[str] = "m"


@dataclass(frozen=True, slots=True)
class HearAnnouncements:
    """Get announcements after all."""

    kind: ClassVar[str] = "mh"


@dataclass(frozen=True, slots=True)
class ComposeMessage:
    """Write the message of a new broadcast."""

    kind: ClassVar[str] = "nm"


@dataclass(frozen=True, slots=True)
class ShowDays:
    """See the days of the course that can be announced."""

    kind: ClassVar[str] = "nd"


@dataclass(frozen=True, slots=True)
class AnnounceDay:
    """Draft the announcement of a day."""

    kind: ClassVar[str] = "nb"
    day: int


@dataclass(frozen=True, slots=True)
class ShowBroadcast:
    """See a view of a broadcast: the `panel`, or what one of its choices can be set to."""

    kind: ClassVar[str] = "nv"
    broadcast: int
    view: str


@dataclass(frozen=True, slots=True)
class OpenBroadcast:
    """See a broadcast in a message of its own."""

    kind: ClassVar[str] = "no"
    broadcast: int


@dataclass(frozen=True, slots=True)
class ChooseAudience:
    """Have a draft go to everyone, to those `active`, or to those with today `open`."""

    kind: ClassVar[str] = "na"
    broadcast: int
    whom: str


@dataclass(frozen=True, slots=True)
class ChooseDay:
    """Have a draft go to those at a day."""

    kind: ClassVar[str] = "ny"
    broadcast: int
    day: int


@dataclass(frozen=True, slots=True)
class AskFor:
    """Type something about a broadcast: a `language`, a `list` of numbers, a `moment`, a `local` time, a new `text`."""

    kind: ClassVar[str] = "nq"
    broadcast: int
    what: str


@dataclass(frozen=True, slots=True)
class Prepare:
    """Have a draft go `now`, to oneself as a `test`, or nowhere: `discard`; or draft the `recall` of a broadcast."""

    kind: ClassVar[str] = "np"
    broadcast: int
    act: str


@dataclass(frozen=True, slots=True)
class Steer:
    """`pause` or `resume` a broadcast, or get all its recipients as `csv`."""

    kind: ClassVar[str] = "ns"
    broadcast: int
    act: str


@dataclass(frozen=True, slots=True)
class AskWhether:
    """Be asked whether to `stop` a broadcast, or to `resend` what is uncertain."""

    kind: ClassVar[str] = "nw"
    broadcast: int
    act: str


@dataclass(frozen=True, slots=True)
class Confirm:
    """Yes to a question. `asked` is when it was put, in Unix microseconds, `code` what proves it."""

    kind: ClassVar[str] = "nc"
    broadcast: int
    act: str
    asked: int
    code: str

    @classmethod
    def of(cls, broadcast_id: int, act: str, asked_at: datetime, code: str) -> Confirm:
        """Yes to the question that was put at this moment."""
        return cls(broadcast_id, act, (asked_at - _EPOCH) // timedelta(microseconds=1), code)

    @property
    def asked_at(self) -> datetime:
        """When the question was put."""
        return _EPOCH + timedelta(microseconds=self.asked)


@dataclass(frozen=True, slots=True)
class NeverMind:
    """No to a question."""

    kind: ClassVar[str] = "nn"


AnnouncementTap = MuteAnnouncements | HearAnnouncements
DraftTap = ComposeMessage | ShowDays | AnnounceDay | ShowBroadcast | ChooseAudience | ChooseDay | AskFor | Prepare
SteeringTap = OpenBroadcast | Steer | AskWhether | Confirm | NeverMind
BroadcastTap = DraftTap | SteeringTap

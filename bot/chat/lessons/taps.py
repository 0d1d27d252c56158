"""Taps of learning: lessons, reviews, progress."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar


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
class ShowProgress:
    """See how far one has come."""

    kind: ClassVar[str] = "p"


@dataclass(frozen=True, slots=True)
class GetCertificate:
    """Have the certificate of a finished course."""

    kind: ClassVar[str] = "g"


LessonTap = Begin | ReadAgain | Continue | Answer | Replay | ShowLessons
ReviewTap = OpenReview | AnswerReview | ContinueReview
PictureTap = ShowProgress | GetCertificate

"""Taps of lessons."""

from __future__ import annotations

from dataclasses import dataclass
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

"""Taps of the review."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar


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

"""Taps of admins: statistics, and the course."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from bot.core.statistics import Period


@dataclass(frozen=True, slots=True)
class ShowStatistics:
    """See how the course does in a period."""

    kind: ClassVar[str] = "xs"
    period: Period


@dataclass(frozen=True, slots=True)
class GetStatistics:
    """Have the figures of a period as a file."""

    kind: ClassVar[str] = "xf"
    period: Period


@dataclass(frozen=True, slots=True)
class ReloadCourse:
    """Read the course’s files anew."""

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

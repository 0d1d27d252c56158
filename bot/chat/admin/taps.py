"""Taps of admins: statistics, and the course."""

from __future__ import annotations

from bot.chat.tap import Tap
from bot.core.statistics import Period


class ShowStatistics(Tap, kind="xs"):
    """See how the course does in a period."""

    period: Period


class GetStatistics(Tap, kind="xf"):
    """Have the figures of a period as a file."""

    period: Period


class ReloadCourse(Tap, kind="xn"):
    """Teach what the files say, if they still are as they were seen: `digest` is the beginning of theirs."""

    digest: str


class LookAgain(Tap, kind="xr"):
    """Look at the course’s files again."""


class RestoreCourse(Tap, kind="xb"):
    """Teach again what was taught before the last reload."""


class PreviewStep(Tap, kind="xp"):
    """See a step of a day as learners do, without being there."""

    day: int
    step: str


class AnswerPreview(Tap, kind="xa"):
    """Choose an option of a knowledge check that is only looked at."""

    day: int
    step: str
    option: str

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


class ShowAudit(Tap, kind="xu"):
    """See what admins did before the latest so many things."""

    passing: int


class WishLetters(Tap, kind="xl"):
    """Get no more weekly letters (0), or get them again (1)."""

    wanted: int


class WriteTo(Tap, kind="xw"):
    """Write to a learner."""

    learner: int


class EndPause(Tap, kind="xe"):
    """End the pause of a learner."""

    learner: int


class ShowFeedback(Tap, kind="xc"):
    """See what learners say is wrong or out of date, after so many of the oldest messages."""

    passing: int


class ReadFeedback(Tap, kind="xo"):
    """Read one of these messages of a learner to its end."""

    learner: int
    message: int


class AnswerFeedback(Tap, kind="xy"):
    """Answer one of these messages."""

    learner: int
    message: int


class SettleFeedback(Tap, kind="xd"):
    """Have dealt with one of these messages (1), or not after all (0), and see those after so many of the oldest."""

    learner: int
    message: int
    settled: int
    passing: int


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

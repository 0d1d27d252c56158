"""What learners decide about being written to unasked, and how they came by their zone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from enum import Enum

UNTIL_RETURN = datetime(9999, 12, 31, tzinfo=UTC)
"""The end of a pause that only its learner ends, by coming back."""


_HALF_AN_HOUR = 30  # minutes


class ZoneFrom(Enum):
    """How a learner came by their zone."""

    DEFAULT = "default"
    ASKED = "asked"
    """Which one it is has been asked, and the question is open."""
    CHOSEN = "chosen"


@dataclass(frozen=True, slots=True)
class Preferences:
    """One learner's wishes; times are on their own clock. `remind_at` is None for somebody who wants no reminders.

    The quiet hours go from `quiet_from` up to `quiet_until`, over midnight where that is the earlier; none where both
    are the same. `paused_until` may lie in the past.
    """

    remind_at: time | None = time(9)
    quiet_from: time = time(22)
    quiet_until: time = time(8)
    paused_until: datetime | None = None
    announcements: bool = True

    def is_quiet(self, at: time) -> bool:
        """Whether this time of day lies in the quiet hours."""
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= at < self.quiet_until
        return at >= self.quiet_from or at < self.quiet_until

    @property
    def clash(self) -> bool:
        """Whether the reminder would come in the quiet hours, so that it never could."""
        return self.remind_at is not None and self.is_quiet(self.remind_at)

    def with_quiet_hours_moved(self) -> Preferences:
        """The same, but quiet hours that clash end with the reminder, or begin after it where that changes less."""
        if self.remind_at is None or not self.clash:
            return self
        to_the_start = _minutes_between(self.quiet_from, self.remind_at)
        to_the_end = _minutes_between(self.remind_at, self.quiet_until)
        if to_the_end <= to_the_start:
            return replace(self, quiet_until=self.remind_at)
        return replace(self, quiet_from=_later(self.remind_at, min(_HALF_AN_HOUR, to_the_end)))

    def with_reminder_moved(self) -> Preferences:
        """The same, but a reminder that clashes comes as the quiet hours end."""
        return replace(self, remind_at=self.quiet_until) if self.clash else self

    def is_paused(self, now: datetime) -> bool:
        """Whether nothing is to be sent unasked at this moment."""
        return self.paused_until is not None and now < self.paused_until


def _minutes_between(start: time, end: time) -> int:
    return (60 * (end.hour - start.hour) + end.minute - start.minute) % (24 * 60)


def _later(at: time, minutes: int) -> time:
    total = (60 * at.hour + at.minute + minutes) % (24 * 60)
    return time(total // 60, total % 60)

"""What learners decide about being written to unasked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time

UNTIL_RETURN = datetime(9999, 12, 31, tzinfo=UTC)
"""The end of a pause that only its learner ends, by coming back."""


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

    def is_paused(self, now: datetime) -> bool:
        """Whether nothing is to be sent unasked at this moment."""
        return self.paused_until is not None and now < self.paused_until

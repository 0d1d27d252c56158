"""What learners decide: when they are written to, where they live, when their days begin; and the wishes that change
it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum

from bot.core.wall_clock import first_instant

UNTIL_RETURN = datetime(9999, 12, 31, tzinfo=UTC)
"""The end of a pause that only its learner ends, by coming back."""

GOALS = (7, 14, 28)
"""How many days of the course somebody may mean to do first."""

_PAUSE_FOR = timedelta(weeks=1)
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
    are the same. `paused_until` may lie in the past; `paused_on` is the learning date on which that pause began.
    `goal` is how many days of the course they mean to do first, None before they have chosen.
    """

    remind_at: time | None = time(9)
    quiet_from: time = time(22)
    quiet_until: time = time(8)
    paused_until: datetime | None = None
    announcements: bool = True
    paused_on: date | None = None
    goal: int | None = None

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

    @property
    def hears(self) -> bool:
        """Whether they will be reminded, now or once a pause is over."""
        return self.remind_at is not None and self.paused_until != UNTIL_RETURN

    def is_paused(self, now: datetime) -> bool:
        """Whether nothing is to be sent unasked at this moment."""
        return self.paused_until is not None and now < self.paused_until


@dataclass(frozen=True, slots=True)
class LearnerSettings:
    """All that a learner has decided. `now` is the present moment on their own clock.

    `zone_name` is the IANA name they have chosen; where it is no longer known, `now` is on the clock of another.
    """

    preferences: Preferences
    zone_name: str
    zone_from: ZoneFrom
    day_starts_at: int
    now: datetime

    @property
    def zone_in_force(self) -> str:
        """The name of the zone whose clock they live by."""
        return str(self.now.tzinfo)

    @property
    def zone_is_known(self) -> bool:
        """Whether that is the one they have chosen."""
        return self.zone_name == self.zone_in_force


Wish = Callable[[LearnerSettings], LearnerSettings]
"""What is to change; it is given the settings as they are."""


def remind_at(at: time | None, *, move_quiet_hours: bool = False) -> Wish:
    """Be reminded at this time of day, never with None; the quiet hours make room for it or not."""

    def wish(settings: LearnerSettings) -> LearnerSettings:
        wished = replace(settings.preferences, remind_at=at)
        return replace(settings, preferences=wished.with_quiet_hours_moved() if move_quiet_hours else wished)

    return wish


def remind_at_the_hour_of(taken_at: datetime) -> Wish:
    """Be reminded at the hour, on their own clock, at which they took a lesson; not in the quiet hours, and not where
    they have chosen a time themselves.
    """

    def wish(settings: LearnerSettings) -> LearnerSettings:
        at = time(taken_at.astimezone(settings.now.tzinfo).hour)
        is_chosen = settings.preferences.remind_at != Preferences().remind_at
        if is_chosen or settings.preferences.is_quiet(at):
            return settings
        return replace(settings, preferences=replace(settings.preferences, remind_at=at))

    return wish


def be_quiet(start: time, end: time, *, move_reminder: bool = False) -> Wish:
    """Have these quiet hours, none where both are the same; the reminder makes room for them or not."""

    def wish(settings: LearnerSettings) -> LearnerSettings:
        wished = replace(settings.preferences, quiet_from=start, quiet_until=end)
        return replace(settings, preferences=wished.with_reminder_moved() if move_reminder else wished)

    return wish


def pause_for_a_week(settings: LearnerSettings) -> LearnerSettings:
    """Hear nothing unasked for seven of the learner's own dates, today's the first."""
    ends_at = first_instant(settings.now.date() + _PAUSE_FOR, time(), settings.now.tzinfo or UTC)
    return _paused(settings, ends_at)


def pause_until_return(settings: LearnerSettings) -> LearnerSettings:
    """Hear nothing unasked until coming back."""
    return _paused(settings, UNTIL_RETURN)


def unpause(settings: LearnerSettings) -> LearnerSettings:
    """Be written to again."""
    return _paused(settings, None)


def announce(wanted: bool) -> Wish:
    """Get announcements, or none."""
    return lambda settings: replace(settings, preferences=replace(settings.preferences, announcements=wanted))


def aim_for(days: int) -> Wish:
    """Mean to do so many days of the course first."""
    return lambda settings: replace(settings, preferences=replace(settings.preferences, goal=days))


def begin_days_at(hour: int) -> Wish:
    """Have days begin at this hour."""
    return lambda settings: replace(settings, day_starts_at=hour)


def live_in(zone_name: str) -> Wish:
    """Live by the clock of the zone of this name, which is known."""
    return lambda settings: replace(settings, zone_name=zone_name, zone_from=ZoneFrom.CHOSEN)


def be_asked_where(settings: LearnerSettings) -> LearnerSettings:
    """Be asked for the zone, whichever it is so far."""
    return replace(settings, zone_from=ZoneFrom.ASKED)


def hear_nothing(settings: LearnerSettings) -> LearnerSettings:
    """Hear nothing unasked any more."""
    return replace(settings, preferences=replace(settings.preferences, remind_at=None, announcements=False))


def hear_again(at: time | None, *, announcements: bool) -> Wish:
    """Hear again what came before nothing was to be heard any more: reminders at a time, announcements, or both."""

    def wish(settings: LearnerSettings) -> LearnerSettings:
        wished = replace(settings.preferences, remind_at=at, announcements=announcements)
        return replace(settings, preferences=wished)

    return wish


def _minutes_between(start: time, end: time) -> int:
    return (60 * (end.hour - start.hour) + end.minute - start.minute) % (24 * 60)


def _later(at: time, minutes: int) -> time:
    total = (60 * at.hour + at.minute + minutes) % (24 * 60)
    return time(total // 60, total % 60)


def _paused(settings: LearnerSettings, until: datetime | None) -> LearnerSettings:
    return replace(settings, preferences=replace(settings.preferences, paused_until=until))

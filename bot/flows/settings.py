"""What learners decide: when they are written to, where they live, when their days begin."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.core.preferences import UNTIL_RETURN, Preferences, ZoneFrom
from bot.core.wall_clock import first_instant
from bot.flows.enrolment import Enrolment
from bot.flows.flow import of_enrolled, of_learner
from bot.flows.reminders.planning import plan_reminder
from bot.store.learners import save_calendar, save_zone_from
from bot.store.neutral_dates import forget_neutral_dates, save_neutral_dates
from bot.store.preferences import load_preferences, save_preferences

_PAUSE_FOR = timedelta(weeks=1)


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


@dataclass(frozen=True, slots=True)
class Clash:
    """Nothing was changed: the reminder would come in the quiet hours. `wished` is what was wished for."""

    wished: Preferences


Wish = Callable[[LearnerSettings], LearnerSettings]
"""What is to change; it is given the settings as they are."""


@of_learner
def look_at_settings(enrolment: Enrolment) -> LearnerSettings:
    """The learner's settings as of now; those everybody begins with for somebody who has never begun."""
    return _settings(enrolment)


@of_enrolled
def change_settings(enrolment: Enrolment, wish: Wish) -> LearnerSettings | Clash:
    """Change a learner's settings; what they are then. Whoever is new is enrolled."""
    return fulfil(enrolment, wish)


def fulfil(enrolment: Enrolment, wish: Wish) -> LearnerSettings | Clash:
    """Change the settings of an enrolled learner, as part of the enrolment's transaction; what they are then. Nothing
    else writes them, so that the learner's reminders are always planned by those in force.
    """
    before = _settings(enrolment)
    wished = wish(before)
    if wished.preferences.clash and wished.preferences != before.preferences:
        return Clash(wished.preferences)
    save_preferences(enrolment.transaction, enrolment.learner.id, wished.preferences)
    save_zone_from(enrolment.transaction, enrolment.learner.id, wished.zone_from)
    if (wished.zone_name, wished.day_starts_at) != (before.zone_name, before.day_starts_at):
        _move(enrolment, wished.zone_name, wished.day_starts_at)
    after = Enrolment.of(enrolment.transaction, enrolment.school, enrolment.learner.id, enrolment.now)
    plan_reminder(after)
    return _settings(after)


def come_back(enrolment: Enrolment) -> None:
    """End a pause that lasts until its learner comes back: they open a lesson or a review."""
    if load_preferences(enrolment.transaction, enrolment.learner.id).paused_until == UNTIL_RETURN:
        fulfil(enrolment, unpause)


def remind_at(at: time | None, *, move_quiet_hours: bool = False) -> Wish:
    """Be reminded at this time of day, never with None; the quiet hours make room for it or not."""

    def wish(settings: LearnerSettings) -> LearnerSettings:
        wished = replace(settings.preferences, remind_at=at)
        return replace(settings, preferences=wished.with_quiet_hours_moved() if move_quiet_hours else wished)

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


def _settings(enrolment: Enrolment) -> LearnerSettings:
    preferences = load_preferences(enrolment.transaction, enrolment.learner.id)
    learner = enrolment.learner
    return LearnerSettings(preferences, learner.zone_name, learner.zone_from, learner.day_starts_at, enrolment.now_here)


def _paused(settings: LearnerSettings, until: datetime | None) -> LearnerSettings:
    return replace(settings, preferences=replace(settings.preferences, paused_until=until))


def _move(enrolment: Enrolment, zone_name: str, day_starts_at: int) -> None:
    """Live by another zone or hour from now on. Today goes on; the dates this takes away cannot be missed."""
    before = enrolment.calendar
    if before.is_held(enrolment.now):
        forget_neutral_dates(enrolment.transaction, enrolment.learner.id, before.skipped())
    after = before.changed(enrolment.now, ZoneInfo(zone_name), day_starts_at)
    save_calendar(enrolment.transaction, enrolment.learner.id, zone_name, day_starts_at, after.hold)
    save_neutral_dates(enrolment.transaction, enrolment.learner.id, after.skipped())

"""What learners decide: looked at, and changed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from bot.core.preferences import (
    UNTIL_RETURN,
    LearnerSettings,
    Preferences,
    Wish,
    ZoneFrom,
    remind_at_the_hour_of,
    unpause,
)
from bot.flows.enrolment import Enrolment
from bot.flows.flow import of_enrolled, of_learner
from bot.flows.reminders.planning import plan_reminder
from bot.store.completions import load_first_lesson_at
from bot.store.learners import save_calendar, save_zone_from
from bot.store.neutral_dates import forget_neutral_dates, save_neutral_dates
from bot.store.preferences import load_preferences, save_preferences


@dataclass(frozen=True, slots=True)
class Clash:
    """Nothing was changed: the reminder would come in the quiet hours. `wished` is what was wished for."""

    wished: Preferences


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
    save_preferences(enrolment.transaction, enrolment.learner.id, _dated(enrolment, before, wished.preferences))
    save_zone_from(enrolment.transaction, enrolment.learner.id, wished.zone_from)
    if (wished.zone_name, wished.day_starts_at) != (before.zone_name, before.day_starts_at):
        _move(enrolment, wished.zone_name, wished.day_starts_at)
    after = Enrolment.of(enrolment.transaction, enrolment.school, enrolment.learner.id, enrolment.now)
    if before.zone_from is not ZoneFrom.CHOSEN and wished.zone_from is ZoneFrom.CHOSEN:
        _keep_their_hour(after)
    plan_reminder(after)
    return _settings(after)


def come_back(enrolment: Enrolment) -> None:
    """End a pause that lasts until its learner comes back: they open a lesson or a review."""
    if load_preferences(enrolment.transaction, enrolment.learner.id).paused_until == UNTIL_RETURN:
        fulfil(enrolment, unpause)


def _settings(enrolment: Enrolment) -> LearnerSettings:
    preferences = load_preferences(enrolment.transaction, enrolment.learner.id)
    learner = enrolment.learner
    return LearnerSettings(preferences, learner.zone_name, learner.zone_from, learner.day_starts_at, enrolment.now_here)


def _keep_their_hour(enrolment: Enrolment) -> None:
    """Remind somebody whose clock is known now at the hour at which they took their first lesson."""
    taken_at = load_first_lesson_at(enrolment.transaction, enrolment.learner.id)
    if taken_at is not None:
        wished = remind_at_the_hour_of(taken_at)(_settings(enrolment))
        save_preferences(enrolment.transaction, enrolment.learner.id, wished.preferences)


def _dated(enrolment: Enrolment, before: LearnerSettings, wished: Preferences) -> Preferences:
    """The wishes with the date on which their pause begins, if it is new. What the one before protects is kept."""
    if wished.paused_until == before.preferences.paused_until:
        return wished
    save_neutral_dates(enrolment.transaction, enrolment.learner.id, enrolment.history.paused_so_far())
    return replace(wished, paused_on=enrolment.today_on if wished.paused_until else None)


def _move(enrolment: Enrolment, zone_name: str, day_starts_at: int) -> None:
    """Live by another zone or hour from now on. Today goes on; the dates this takes away cannot be missed."""
    before = enrolment.calendar
    if before.is_held(enrolment.now):
        forget_neutral_dates(enrolment.transaction, enrolment.learner.id, before.skipped())
    # By the other zone a lesson may have come on another date: what could not be missed so far, cannot be.
    save_neutral_dates(enrolment.transaction, enrolment.learner.id, enrolment.history.idle_so_far())
    after = before.changed(enrolment.now, ZoneInfo(zone_name), day_starts_at)
    save_calendar(enrolment.transaction, enrolment.learner.id, zone_name, day_starts_at, after.hold)
    save_neutral_dates(enrolment.transaction, enrolment.learner.id, after.skipped())

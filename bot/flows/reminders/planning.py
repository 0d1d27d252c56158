"""When a learner is reminded next: planned anew whenever something changes that it depends on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from bot.core.preferences import Preferences, ZoneFrom
from bot.core.reminders import AT_RISK_STREAK, Planned, Situation, look_again, plan
from bot.core.streak import Fate, Streak
from bot.flows.enrolment import Enrolment
from bot.flows.reminders.waiting import Wait, wait_of
from bot.gazetteer import plausible_zones
from bot.store.preferences import load_preferences
from bot.store.reminders import load_entries
from bot.store.rhythms import Rhythm, load_rhythm, save_plan

_NOWHERE = "UTC"
"""The zone everybody begins with where the operator names none: it says nothing of when it is day."""

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Outlook:
    """A learner's situation, the streak it speaks of, and what they wait for."""

    situation: Situation
    streak: Streak
    wait: Wait


def plan_reminder(enrolment: Enrolment) -> Planned | None:
    """Plan the learner's next reminder anew, as part of the enrolment's transaction; None where none is to come.

    To be called after whatever it depends on has been saved: preferences, zone, something finished.
    """
    rhythm = load_rhythm(enrolment.transaction, enrolment.learner.id)
    if rhythm is None:
        return None
    if rhythm.blocked_at:
        save_plan(enrolment.transaction, enrolment.learner.id, None)
        return None
    return plan_after(enrolment, look_out(enrolment, rhythm).situation, enrolment.now)


def plan_after(enrolment: Enrolment, situation: Situation, after: datetime) -> Planned | None:
    """Plan the next reminder after a moment, which is told, and for whoever waits the look that may come before it."""
    planned, look = plan(situation, after), look_again(situation, enrolment.now)
    is_first = look is not None and (planned is None or look.at <= planned.at)
    save_plan(enrolment.transaction, enrolment.learner.id, look if is_first else planned)
    return planned


def look_out(enrolment: Enrolment, rhythm: Rhythm) -> Outlook:
    """What the learner's reminders depend on, as of now."""
    preferences = load_preferences(enrolment.transaction, enrolment.learner.id)
    known = zone_by_day(enrolment, preferences)
    zone = known or enrolment.calendar.zone
    streak = enrolment.streak()
    is_done = streak.today.fate is Fate.DONE
    is_at_risk = streak.today.fate is Fate.OPEN and streak.current >= AT_RISK_STREAK and not streak.freezes
    wait = wait_of(enrolment, rhythm.seen_at.astimezone(zone).date())
    since_on = enrolment.now.astimezone(zone).date() - _ONE_DAY
    entries = load_entries(enrolment.transaction, enrolment.learner.id, since_on)
    situation = Situation(
        preferences=preferences,
        zone=zone,
        seen_at=rhythm.seen_at,
        snoozed_until=rhythm.snoozed_until,
        done_until=enrolment.today_ends_at if is_done else None,
        at_risk_until=enrolment.today_ends_at if is_at_risk else None,
        decided={(entry.on, entry.kind) for entry in entries},
        is_day_known=known is not None,
        has_lesson=wait.ready is not None,
        idle_on=wait.idle_on,
        owed=wait.owed,
        opened_at=wait.opened_at,
        waits=wait.ready is None and wait.coming is not None,
    )
    return Outlook(situation, streak, wait)


def is_zone_unasked(enrolment: Enrolment) -> bool:
    """Whether the learner has never been asked where they live: that comes after the first lesson."""
    return enrolment.learner.zone_from is ZoneFrom.DEFAULT and not enrolment.finished_on()


def zone_by_day(enrolment: Enrolment, preferences: Preferences) -> tzinfo | None:
    """The zone by whose clock the learner is reminded. One who was never asked is reminded by the westernmost that is
    plausible for their language, if it is day in all of them then; None where that can't be told.
    """
    if not is_zone_unasked(enrolment):
        return enrolment.calendar.zone
    default = enrolment.calendar.zone
    names = plausible_zones(enrolment.learner.language, enrolment.now) or [str(default)] * (str(default) != _NOWHERE)
    if not names or preferences.remind_at is None:
        return None
    west, east = ZoneInfo(names[0]), ZoneInfo(names[-1])
    here = datetime.combine(enrolment.now.astimezone(west).date(), preferences.remind_at, west)
    return None if preferences.is_quiet(here.astimezone(east).time()) else west

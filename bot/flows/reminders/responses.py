"""What learners do with a reminder instead of beginning: put it off, pause them all for a week, go on after a pause."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.core.lesson import Refusal
from bot.core.preferences import Wish, pause_for_a_week, unpause
from bot.core.reminders import Postponement, snooze
from bot.flows.enrolment import Enrolment
from bot.flows.flow import of_learner
from bot.flows.reminders.planning import is_zone_unasked, look_out, plan_reminder, zone_by_day
from bot.flows.settings import fulfil
from bot.store.preferences import load_preferences
from bot.store.reminders import load_last_message_id
from bot.store.rhythms import load_rhythm, save_snooze
from bot.store.unasked import load_unasked


@dataclass(frozen=True, slots=True)
class Response:
    """What a tap on a reminder came to: when the next one comes, if any does, and as of when that is said, both on
    the learner's own clock. `refused` says why it cannot be put off. `day` is the one whose lesson waits. None comes
    before they have said where they live to somebody of whom that `asks_zone`.
    """

    now: datetime
    next_at: datetime | None
    day: int | None
    refused: Postponement | None = None
    asks_zone: bool = False


@of_learner
def put_off(enrolment: Enrolment, message_id: int | None = None) -> Response | Refusal:
    """Have the reminder of this message come back in two hours; refused for somebody who never began, and of one in
    whose place another has come.
    """
    rhythm = load_rhythm(enrolment.transaction, enrolment.learner.id)
    if rhythm is None:
        return Refusal.UNKNOWN
    newest = load_last_message_id(enrolment.transaction, enrolment.learner.id, enrolment.now)
    if message_id is not None and newest is not None and message_id < newest:
        return Refusal.OLD
    situation = look_out(enrolment, rhythm).situation
    on = enrolment.now.astimezone(situation.zone).date()
    unasked = load_unasked(enrolment.transaction, enrolment.learner.id, on, enrolment.now)
    until = snooze(situation, enrolment.now, unasked)
    if isinstance(until, Postponement):
        return _plan_next(enrolment, until)
    save_snooze(enrolment.transaction, enrolment.learner.id, until)
    return _plan_next(enrolment)


@of_learner
def pause_reminders(enrolment: Enrolment) -> Response | Refusal:
    """Send no reminder for seven local dates from today on; refused for somebody who never began."""
    return _fulfil(enrolment, pause_for_a_week)


@of_learner
def end_pause(enrolment: Enrolment) -> Response | Refusal:
    """Send reminders again; refused for somebody who never began."""
    return _fulfil(enrolment, unpause)


def _fulfil(enrolment: Enrolment, wish: Wish) -> Response | Refusal:
    if load_rhythm(enrolment.transaction, enrolment.learner.id) is None:
        return Refusal.UNKNOWN
    fulfil(enrolment, wish)
    return _plan_next(enrolment)


def _plan_next(enrolment: Enrolment, refused: Postponement | None = None) -> Response:
    """Plan the next reminder anew, and tell when it comes."""
    planned = plan_reminder(enrolment)
    ready = enrolment.ready()
    preferences = load_preferences(enrolment.transaction, enrolment.learner.id)
    zone = zone_by_day(enrolment, preferences) or enrolment.calendar.zone
    next_at = planned.at.astimezone(zone) if planned else None
    asks_zone = planned is None and is_zone_unasked(enrolment)
    return Response(
        enrolment.now.astimezone(zone), next_at, ready.number if ready else None, refused, asks_zone=asks_zone
    )

"""What learners do with a reminder instead of beginning: put it off, pause them all for a week, go on after a pause."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.core.lesson import open_lesson
from bot.core.reminders import Postponement, snooze
from bot.flows import settings
from bot.flows.enrolment import Enrolment
from bot.flows.reminders.planning import look_out, plan_reminder
from bot.flows.school import School
from bot.store.engine.sqlite import Transaction
from bot.store.rhythms import load_rhythm, save_snooze
from bot.store.unasked import load_unasked


@dataclass(frozen=True, slots=True)
class Response:
    """What a tap on a reminder came to: when the next one comes, if any does, and as of when that is said, both on
    the learner's own clock. `refused` says why it cannot be put off. `day` is the one whose lesson waits.
    """

    now: datetime
    next_at: datetime | None
    day: int | None
    refused: Postponement | None = None


async def put_off(school: School, learner_id: int) -> Response | None:
    """Have the reminder come back in two hours; None for somebody who never began."""

    def work(enrolment: Enrolment) -> Postponement | None:
        rhythm = load_rhythm(enrolment.transaction, learner_id)
        if rhythm is None:
            return None
        situation = look_out(enrolment, rhythm).situation
        on = enrolment.now.astimezone(situation.zone).date()
        until = snooze(situation, enrolment.now, load_unasked(enrolment.transaction, learner_id, on, enrolment.now))
        if isinstance(until, Postponement):
            return until
        save_snooze(enrolment.transaction, learner_id, until)
        return None

    return await _then_plan(school, learner_id, work)


async def pause_reminders(school: School, learner_id: int) -> Response | None:
    """Send no reminder for seven local dates from today on; None for somebody who never began."""
    return await _then_plan(school, learner_id, _wishing(settings.pause_for_a_week))


async def end_pause(school: School, learner_id: int) -> Response | None:
    """Send reminders again; None for somebody who never began."""
    return await _then_plan(school, learner_id, _wishing(settings.unpause))


def _wishing(wish: settings.Wish) -> Callable[[Enrolment], None]:
    def change(enrolment: Enrolment) -> None:
        settings.fulfil(enrolment, wish)

    return change


async def _then_plan(
    school: School, learner_id: int, change: Callable[[Enrolment], Postponement | None]
) -> Response | None:
    now = school.clock.now()

    def work(transaction: Transaction) -> Response | None:
        enrolment = Enrolment.of(transaction, school, learner_id, now)
        if load_rhythm(transaction, learner_id) is None:
            return None
        refused = change(enrolment)
        planned = plan_reminder(enrolment)
        day = enrolment.learner.open_day or open_lesson(school.course, enrolment.finished_on().keys())
        next_at = planned.at.astimezone(enrolment.calendar.zone) if planned else None
        return Response(enrolment.now_here, next_at, day, refused)

    return await school.database.transact(work)

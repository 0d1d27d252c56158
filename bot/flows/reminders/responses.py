"""What learners do with a reminder instead of beginning: put it off, pause them all for a week, go on after a pause."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.core.lesson import open_lesson
from bot.core.reminders import Postponement, snooze
from bot.flows import settings
from bot.flows.enrolment import Desk
from bot.flows.reminders.planning import look_out, plan_reminder
from bot.flows.school import School
from bot.store.engine.sqlite import Transaction
from bot.store.rhythms import load_rhythm, save_snooze
from bot.store.unasked import load_unasked


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a tap on a reminder came to: when the next one comes, if any does, and as of when that is said, both on
    the learner's own clock. `refused` says why it cannot be put off. `day` is the one whose lesson waits.
    """

    now: datetime
    next_at: datetime | None
    day: int | None
    refused: Postponement | None = None


async def put_off(school: School, learner_id: int) -> Outcome | None:
    """Have the reminder come back in two hours; None for somebody who never began."""

    def work(desk: Desk) -> Postponement | None:
        rhythm = load_rhythm(desk.transaction, learner_id)
        if rhythm is None:
            return None
        situation = look_out(desk, rhythm).situation
        on = desk.now.astimezone(situation.zone).date()
        until = snooze(situation, desk.now, load_unasked(desk.transaction, learner_id, on, desk.now))
        if isinstance(until, Postponement):
            return until
        save_snooze(desk.transaction, learner_id, until)
        return None

    return await _then_plan(school, learner_id, work)


async def pause_for_a_week(school: School, learner_id: int) -> Outcome | None:
    """Send no reminder for seven local dates from today on; None for somebody who never began."""
    return await _then_plan(school, learner_id, _wishing(settings.pause_for_a_week))


async def end_pause(school: School, learner_id: int) -> Outcome | None:
    """Send reminders again; None for somebody who never began."""
    return await _then_plan(school, learner_id, _wishing(settings.resume))


def _wishing(wish: settings.Wish) -> Callable[[Desk], None]:
    def change(desk: Desk) -> None:
        settings.fulfil(desk, wish)

    return change


async def _then_plan(school: School, learner_id: int, change: Callable[[Desk], Postponement | None]) -> Outcome | None:
    now = school.clock.now()

    def work(transaction: Transaction) -> Outcome | None:
        desk = Desk.of(transaction, school, learner_id, now)
        if load_rhythm(transaction, learner_id) is None:
            return None
        refused = change(desk)
        planned = plan_reminder(desk)
        day = desk.learner.open_day or open_lesson(school.course, desk.finished_on().keys())
        next_at = planned.at.astimezone(desk.calendar.zone) if planned else None
        return Outcome(desk.now_here, next_at, day, refused)

    return await school.database.transact(work)

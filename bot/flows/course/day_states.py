"""Which days of the course can be read: noted whenever that may have changed, so that it is known of every date."""

from __future__ import annotations

from datetime import datetime

from bot.core.course import Course
from bot.core.day_states import EVER, DayState, changed_states, states_since
from bot.flows.flow import of_school
from bot.flows.school import School
from bot.store.day_states import load_day_states, load_reminded, load_traces, save_day_state
from bot.store.engine.database import Transaction


@of_school
def note_course(transaction: Transaction, school: School, now: datetime) -> None:
    """Note how the course is from now on; the first time, as of when each day could be read for all that is known."""
    states = load_day_states(transaction)
    changed = changed_states(states, school.course, now) if states else _first_states(transaction, school.course, now)
    for each in changed:
        save_day_state(transaction, each)


def _first_states(transaction: Transaction, course: Course, now: datetime) -> list[DayState]:
    """The course as it is, each day written since a learner read it, or was reminded of it. The first one was always
    there, and a day of which nothing is known comes now: to have missed it would be a guess.
    """
    known_at = load_traces(transaction)
    for last_finished, reminded_at in load_reminded(transaction).items():
        following = min((number for number in course.lessons if number > last_finished), default=0)
        known_at[following] = min(reminded_at, known_at.get(following, reminded_at))
    known_at[min(course.lessons, default=0)] = EVER
    return [
        DayState(each.day, each.written, known_at.get(each.day, now) if each.written else EVER)
        for each in states_since(course, now)
    ]

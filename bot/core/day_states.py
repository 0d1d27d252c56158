"""The course in time: when each of its days could be read, and on which dates that left a learner nothing to finish.

- A lesson is there on a date if it could be read all of that date. Whoever gets it half-way through has missed nothing.
- A date is idle on which no lesson was there that was not finished before, and no review was due.
- Whoever has finished every day there was has finished the course: from then on every date is idle, reviews or not.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from bot.core.course import Course

EVER = datetime(1970, 1, 1, tzinfo=UTC)
"""Before any learner."""


@dataclass(frozen=True, slots=True)
class DayState:
    """A day of the course over a time, which has not ended while `until_at` is None: `written`, so that it could be
    read, or announced only.
    """

    day: int
    written: bool
    since_at: datetime
    until_at: datetime | None = None


def states_since(course: Course, since_at: datetime) -> list[DayState]:
    """The days of a course that has been as it is since then."""
    return [DayState(day.number, day.lesson is not None, since_at) for day in course.days]


def changed_states(states: Iterable[DayState], course: Course, now: datetime) -> list[DayState]:
    """What is new where the course is this one from now on: states that end now, and such as begin."""
    present = {each.day: each for each in states if each.until_at is None}
    wanted = {each.day: each for each in states_since(course, now)}
    changed = [
        day for day in sorted({*present, *wanted}) if _is_written(present.get(day)) != _is_written(wanted.get(day))
    ]
    ended = [replace(present[day], until_at=now) for day in changed if day in present]
    return [*ended, *(wanted[day] for day in changed if day in wanted)]


@dataclass(frozen=True, slots=True)
class Offer:
    """What there was to finish for one learner. `date_of` tells which learning date a moment was for them,
    `finished_on` when they finished which day, `due_among` on which of some dates a review was due.
    """

    states: Collection[DayState]
    date_of: Callable[[datetime], date]
    finished_on: Mapping[int, date]
    due_among: Callable[[Collection[date]], Collection[date]]

    def idle_among(self, dates: Iterable[date]) -> set[date]:
        """Those of these dates on which there was nothing to finish."""
        dated = list(self._dated())
        waited, over = set[date](), set[date]()
        for on in dates:
            known = [state for state, since_on, until_on in dated if since_on < on and (not until_on or on <= until_on)]
            there = [state for state, since_on, until_on in dated if since_on < on and (not until_on or on < until_on)]
            if not any(state.written and not self._is_finished(state.day, on) for state in there):
                is_over = known and all(self._is_finished(state.day, on) for state in known)
                (over if is_over else waited).add(on)
        return over | waited.difference(self.due_among(waited) if waited else ())

    def _dated(self) -> Iterator[tuple[DayState, date, date | None]]:
        for each in self.states:
            yield each, self.date_of(each.since_at), self.date_of(each.until_at) if each.until_at else None

    def _is_finished(self, day: int, before: date) -> bool:
        return day in self.finished_on and self.finished_on[day] < before


def _is_written(state: DayState | None) -> bool | None:
    """None where there is no such day."""
    return state.written if state else None

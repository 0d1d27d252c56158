"""How far a learner has come: the days of the course, and the streak with all there is to tell of it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from bot.core.course import Course, Day
from bot.core.streak import Streak
from bot.flows.enrolment import Enrolment, Score
from bot.flows.flow import of_learner
from bot.store.answers import load_score

MILESTONE_EVERY = 7
"""Days done from one picture of the progress to the next."""


class Mark(Enum):
    """What a day of the course is to a learner."""

    DONE = "done"
    OPEN = "open"
    READY = "ready"
    COMING = "coming"


@dataclass(frozen=True, slots=True)
class Progress:
    """The days of the course, each with its mark; the score so far and the streak.

    `finished_on` is the learning date the whole course was finished, None before.
    """

    course: Course
    marks: tuple[tuple[Day, Mark], ...]
    score: Score
    streak: Streak
    finished_on: date | None = None

    @property
    def done(self) -> int:
        """How many days are finished."""
        return sum(mark is Mark.DONE for _, mark in self.marks)


@dataclass(frozen=True, slots=True)
class Ledger:
    """A learner's streak; `today_ends_at` is when their learning date ends, on their own clock."""

    streak: Streak
    today_ends_at: datetime


def is_milestone(days_done: int) -> bool:
    """Whether so many days done are worth a picture."""
    return days_done > 0 and days_done % MILESTONE_EVERY == 0


@of_learner
def look_at_progress(enrolment: Enrolment) -> Progress:
    """The learner's progress as of now."""
    course, finished, open_day = enrolment.school.course, enrolment.finished_on(), enrolment.learner.open_day
    marks = tuple((day, _mark(day, finished, open_day)) for day in course.days)
    is_over = all(mark is Mark.DONE for _, mark in marks)
    over_on = max((finished[day.number] for day, _ in marks), default=None) if is_over else None
    score = Score(*load_score(enrolment.transaction, enrolment.learner.id))
    return Progress(course, marks, score, enrolment.streak(), over_on)


@of_learner
def look_at_ledger(enrolment: Enrolment) -> Ledger:
    """The learner's streak as of now."""
    return Ledger(enrolment.streak(), enrolment.today_ends_at)


def _mark(day: Day, finished: Collection[int], open_day: int | None) -> Mark:
    if day.number in finished:
        return Mark.DONE
    if day.lesson is None:
        return Mark.COMING
    return Mark.OPEN if day.number == open_day else Mark.READY

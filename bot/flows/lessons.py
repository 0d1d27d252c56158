"""Taking a lesson: open it, go on, answer, replay. Each is one transaction; the chat sends what comes back."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.course import Course, Day, Demo, Quiz
from bot.core.lesson import OPENING, Refusal, go_on, is_double_tap, judge, open_lesson, replay
from bot.core.review import Answered, Question
from bot.flows.enrolment import Enrolment, Showing
from bot.flows.reminders.planning import plan_reminder
from bot.flows.review import reviews_due
from bot.flows.school import School
from bot.flows.settings import come_back
from bot.store.answers import save_answer
from bot.store.engine.sqlite import Transaction
from bot.store.learners import load_learner
from bot.store.places import load_place


@dataclass(frozen=True, slots=True)
class Judged:
    """A knowledge check with its answer; `first` tells whether this tap was the one that counts."""

    day: Day
    days: int
    quiz: Quiz
    choice: str
    first: bool


@dataclass(frozen=True, slots=True)
class Replaying:
    """A demo to be played once more; `current` tells whether the learner stands there, so that it leads on."""

    day: Day
    days: int
    demo: Demo
    current: bool


@dataclass(frozen=True, slots=True)
class Welcome:
    """Nothing has been begun. `first` is the day to begin with, None while no lesson is written."""

    course: Course
    first: Day | None


@dataclass(frozen=True, slots=True)
class Rest:
    """No lesson is open. `ready` is the next written one, `coming` the next that is not written yet.

    Both None: the whole course is finished. `due` counts the questions to be reviewed today.
    """

    finished_today: bool
    ready: Day | None
    coming: Day | None
    due: int = 0


async def open_today(school: School, learner_id: int, cause: str) -> Showing | Welcome | Rest | Refusal:
    """Go on where the learner stands, or say what there is to begin. Enrols whoever is new."""
    now = school.clock.now()

    def work(transaction: Transaction) -> Showing | Welcome | Rest | Refusal:
        enrolment = Enrolment.enrol(transaction, school, learner_id, now)
        come_back(enrolment)
        if enrolment.is_new:
            plan_reminder(enrolment)
        if enrolment.learner.open_day is not None and school.course.lesson(enrolment.learner.open_day):
            return enrolment.open(enrolment.learner.open_day, cause)
        finished_on = enrolment.finished_on()
        ready = open_lesson(school.course, finished_on.keys())
        if not finished_on:
            return Welcome(school.course, school.course.day(ready) if ready else None)
        return Rest(
            finished_today=enrolment.today_on in finished_on.values(),
            ready=school.course.day(ready) if ready else None,
            coming=_next_unwritten(school.course, max(finished_on)),
            due=reviews_due(enrolment),
        )

    return await school.database.transact(work)


async def open_day(school: School, learner_id: int, day: int, cause: str, *, again: bool = False) -> Showing | Refusal:
    """Open the lesson of a day by a tap: where the learner stands in it, or from the start if it is read `again`.

    A double tap shows nothing a second time.
    """
    now, cause = school.clock.now(), OPENING + cause

    def work(transaction: Transaction) -> Showing | Refusal:
        enrolment = Enrolment.enrol(transaction, school, learner_id, now)
        place = load_place(transaction, learner_id, day)
        if place and is_double_tap(place, cause, now):
            return Refusal.REPEATED
        come_back(enrolment)
        showing = enrolment.open(day, cause, again=again)
        if enrolment.is_new or _has_finished(showing):
            plan_reminder(enrolment)
        return showing

    return await school.database.transact(work)


async def continue_from(school: School, learner_id: int, day: int, step_id: str, cause: str) -> Showing | Refusal:
    """Go on from a step to the next; arriving at the closing card finishes the day."""
    now = school.clock.now()

    def work(transaction: Transaction) -> Showing | Refusal:
        enrolment = Enrolment.of(transaction, school, learner_id, now)
        if enrolment.is_overtaken(cause):
            return Refusal.REPEATED
        standing = enrolment.standing(day)
        if isinstance(standing, Refusal):
            return standing
        outcome = go_on(standing.place, step_id, cause, standing.lesson, standing.answers)
        if isinstance(outcome, Refusal):
            return outcome
        showing = enrolment.arrive(outcome.place)
        if _has_finished(showing):
            plan_reminder(enrolment)
        return showing

    return await school.database.transact(work)


async def answer(school: School, learner_id: int, day: int, question: str, option: str) -> Judged | Refusal:
    """Answer a knowledge check. The first answer of a visit is kept; a later one is told what was chosen first."""
    now = school.clock.now()

    def work(transaction: Transaction) -> Judged | Refusal:
        enrolment = Enrolment.of(transaction, school, learner_id, now)
        standing = enrolment.standing(day)
        if isinstance(standing, Refusal):
            return standing
        outcome = judge(standing.place, question, option, standing.lesson, standing.answers)
        if isinstance(outcome, Refusal):
            return outcome
        if outcome.first:
            right = outcome.option == outcome.quiz.answer
            answered = Answered(Question(day, question), enrolment.today_on, outcome.option, right=right)
            save_answer(transaction, learner_id, standing.place.visit, answered, now)
        return Judged(standing.day, len(school.course.days), outcome.quiz, outcome.option, outcome.first)

    return await school.database.transact(work)


async def replay_demo(school: School, learner_id: int, day: int, step_id: str) -> Replaying | Refusal:
    """See a demo's conversation again."""
    now = school.clock.now()

    def work(transaction: Transaction) -> Replaying | Refusal:
        standing = Enrolment.of(transaction, school, learner_id, now).standing(day)
        if isinstance(standing, Refusal):
            return standing
        outcome = replay(standing.place, step_id, standing.lesson)
        if isinstance(outcome, Refusal):
            return outcome
        return Replaying(standing.day, len(school.course.days), outcome.demo, outcome.current)

    return await school.database.transact(work)


async def open_lesson_day(school: School, learner_id: int) -> Day | None:
    """The day the learner is in the middle of, None between lessons."""

    def work(transaction: Transaction) -> Day | None:
        learner = load_learner(transaction, learner_id)
        return school.course.day(learner.open_day) if learner and learner.open_day else None

    return await school.database.transact(work)


def _has_finished(outcome: Showing | Refusal) -> bool:
    return isinstance(outcome, Showing) and outcome.card is not None


def _next_unwritten(course: Course, after: int) -> Day | None:
    """The first day after this one that is not written yet, or else the first at all."""
    unwritten = [day for day in course.days if not day.lesson]
    return next((day for day in unwritten if day.number > after), unwritten[0] if unwritten else None)

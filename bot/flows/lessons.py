"""Taking a lesson: open it, go on, answer, replay. Each is one transaction; the chat sends what comes back."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.course import Course, Day, Demo, Quiz
from bot.core.lesson import OPENING, Refusal, go_on, is_double_tap, judge, open_lesson, present_day, replay
from bot.core.review import Answered, Question
from bot.flows.enrolment import Enrolment, Showing
from bot.flows.flow import of_enrolled, of_learner
from bot.flows.reminders.planning import plan_reminder
from bot.flows.settings import come_back
from bot.store.answers import save_answer
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


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The learner is at the day `here`, `midway` or about to begin it, and has tapped on the beginning of another."""

    here: Day
    there: Day
    midway: bool


@of_enrolled
def open_today(enrolment: Enrolment, cause: str) -> Showing | Welcome | Rest | Refusal:
    """Go on where the learner stands, or say what there is to begin. Enrols whoever is new."""
    course, open_day = enrolment.school.course, enrolment.learner.open_day
    come_back(enrolment)
    if enrolment.is_new:
        plan_reminder(enrolment)
    if open_day is not None and course.lesson(open_day):
        return enrolment.open(open_day, cause)
    finished_on = enrolment.finished_on()
    ready = open_lesson(course, finished_on.keys())
    if not finished_on:
        return Welcome(course, course.day(ready) if ready else None)
    return Rest(
        finished_today=enrolment.today_on in finished_on.values(),
        ready=course.day(ready) if ready else None,
        coming=_next_unwritten(course, max(finished_on)),
        due=enrolment.reviews_due(),
    )


@of_enrolled
def open_day(enrolment: Enrolment, day: int, cause: str, *, again: bool = False) -> Showing | Refusal:
    """Open the lesson of a day by a tap: where the learner stands in it, or from the start if it is read `again`.

    A double tap shows nothing a second time.
    """
    return _opened(enrolment, day, cause, again=again)


def _opened(enrolment: Enrolment, day: int, cause: str, *, again: bool) -> Showing | Refusal:
    cause = OPENING + cause
    place = load_place(enrolment.transaction, enrolment.learner.id, day)
    if place and is_double_tap(place, cause, enrolment.now):
        return Refusal.REPEATED
    come_back(enrolment)
    showing = enrolment.open(day, cause, again=again)
    if enrolment.is_new or _has_finished(showing):
        plan_reminder(enrolment)
    return showing


@of_enrolled
def begin_day(enrolment: Enrolment, day: int, cause: str) -> Showing | Elsewhere | Refusal:
    """Open the lesson of a day by a tap that may be out of place, such as one on an announcement: whoever is at another
    day is not moved by it, but has to say so.
    """
    finished = enrolment.finished_on()
    at = present_day(enrolment.school.course, enrolment.learner.open_day, finished.keys())
    here, there = enrolment.school.course.day(at or day), enrolment.school.course.day(day)
    if here and there and there.lesson and here != there and day not in finished:
        come_back(enrolment)
        if enrolment.is_new:
            plan_reminder(enrolment)
        return Elsewhere(here, there, midway=at == enrolment.learner.open_day)
    return _opened(enrolment, day, cause, again=False)


@of_learner
def continue_from(enrolment: Enrolment, day: int, step_id: str, cause: str) -> Showing | Refusal:
    """Go on from a step to the next; arriving at the closing card finishes the day."""
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


@of_learner
def answer(enrolment: Enrolment, day: int, question: str, option: str) -> Judged | Refusal:
    """Answer a knowledge check. The first answer of a visit is kept; a later one is told what was chosen first."""
    standing = enrolment.standing(day)
    if isinstance(standing, Refusal):
        return standing
    outcome = judge(standing.place, question, option, standing.lesson, standing.answers)
    if isinstance(outcome, Refusal):
        return outcome
    if outcome.first:
        right = outcome.option == outcome.quiz.answer
        answered = Answered(Question(day, question), enrolment.today_on, outcome.option, right=right)
        save_answer(enrolment.transaction, enrolment.learner.id, standing.place.visit, answered, enrolment.now)
    return Judged(standing.day, len(enrolment.school.course.days), outcome.quiz, outcome.option, outcome.first)


@of_learner
def replay_demo(enrolment: Enrolment, day: int, step_id: str) -> Replaying | Refusal:
    """See a demo's conversation again."""
    standing = enrolment.standing(day)
    if isinstance(standing, Refusal):
        return standing
    outcome = replay(standing.place, step_id, standing.lesson)
    if isinstance(outcome, Refusal):
        return outcome
    return Replaying(standing.day, len(enrolment.school.course.days), outcome.demo, outcome.current)


@of_learner
def open_lesson_day(enrolment: Enrolment) -> Day | None:
    """The day the learner is in the middle of, None between lessons."""
    open_day = enrolment.learner.open_day
    return enrolment.school.course.day(open_day) if open_day else None


def _has_finished(outcome: Showing | Refusal) -> bool:
    return isinstance(outcome, Showing) and outcome.card is not None


def _next_unwritten(course: Course, after: int) -> Day | None:
    """The first day after this one that is not written yet, or else the first at all."""
    unwritten = [day for day in course.days if not day.lesson]
    return next((day for day in unwritten if day.number > after), unwritten[0] if unwritten else None)

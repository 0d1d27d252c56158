"""Taking a lesson: open it, go on, answer, replay. Each is one transaction; the chat sends what comes back."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.course import Course, Day, Demo, Quiz
from bot.core.delivery import Delivery
from bot.core.lesson import OPENING, Place, Refusal, go_on, is_double_tap, judge, jump, present_day, replay
from bot.core.review import Answered, Question
from bot.core.typed import read_choice
from bot.flows.enrolment import Enrolment, Showing
from bot.flows.flow import of_enrolled, of_learner
from bot.flows.reminders.planning import plan_reminder
from bot.flows.settings import come_back
from bot.store.answers import save_answer
from bot.store.places import load_place
from bot.store.reviews import load_sitting


@dataclass(frozen=True, slots=True)
class Judged:
    """A knowledge check with its answer; `first` tells whether this tap was the one that counts, `current` whether the
    learner stands there, so that it leads on.
    """

    day: Day
    days: int
    quiz: Quiz
    choice: str
    first: bool
    current: bool = True


@dataclass(frozen=True, slots=True)
class TypedChoice:
    """What came of a letter that was typed to a knowledge check, and the message in which that stands, if known."""

    judged: Judged
    message_id: int | None


@dataclass(frozen=True, slots=True)
class Replaying:
    """A demo to be played once more; `current` tells whether the learner stands there, so that it leads on. If they are
    further on in that day, the step they are `at` is where it leads back to.
    """

    day: Day
    days: int
    demo: Demo
    current: bool
    at: str | None = None


@dataclass(frozen=True, slots=True)
class Welcome:
    """Nothing has been begun. `first` is the day to begin with, None while no lesson is written; of its opening they
    are `told` or not.
    """

    course: Course
    first: Day | None
    told: bool = True


@dataclass(frozen=True, slots=True)
class Rest:
    """No lesson is open. `ready` is the next written one, `coming` the next that is not written yet.

    Both None: the whole course is finished. Of the opening they are `told` or not. `due` counts the questions to be
    reviewed today.
    """

    finished_today: bool
    ready: Day | None
    coming: Day | None
    due: int = 0
    told: bool = True


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for somebody: the `open` day, else the next that is `ready`, else the one that is still `coming`, and
    how many questions are `due`. Nobody `is_known` who never began, or had all deleted.
    """

    is_known: bool
    open: Day | None
    ready: Day | None
    coming: Day | None
    due: int


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The learner is at the day `here`, `midway` or about to begin it, and has tapped on the beginning of another,
    before which they have `skipped` so many. Whoever `is_new` has not been welcomed yet.
    """

    here: Day
    there: Day
    midway: bool
    skipped: int
    is_new: bool = False


@of_enrolled
def open_today(enrolment: Enrolment, cause: str) -> Showing | Welcome | Rest | Refusal:
    """Go on where the learner stands, or say what there is to begin. Enrols whoever is new."""
    course, open_day = enrolment.school.course, enrolment.learner.open_day
    come_back(enrolment)
    if enrolment.is_new:
        plan_reminder(enrolment)
    if open_day is not None and course.lesson(open_day):
        return enrolment.open(open_day, cause)
    finished_on, ready = enrolment.finished_on(), enrolment.ready()
    if not finished_on:
        return Welcome(course, ready, enrolment.history.wishes().hears)
    return Rest(
        finished_today=enrolment.today_on in finished_on.values(),
        ready=ready,
        coming=enrolment.coming(),
        due=enrolment.reviews_due(),
        told=enrolment.history.wishes().hears,
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
def move_to(enrolment: Enrolment, day: int, step_id: str, cause: str) -> None:
    """Put the learner at a step of a day, on a visit of its own, and owe it to them. The day has that step."""
    before = load_place(enrolment.transaction, enrolment.learner.id, day)
    visit = before.visit + 1 if before else 1
    enrolment.arrive(Place(day, step_id, visit, delivery=Delivery.PENDING, cause=OPENING + cause))


@of_enrolled
def begin_day(enrolment: Enrolment, day: int, cause: str) -> Showing | Elsewhere | Refusal:
    """Open the lesson of a day out of turn, be it by a tap on an announcement, in the list of lessons or on a link:
    whoever is at another day is not moved by it, but has to say so.
    """
    finished = enrolment.finished_on()
    at = present_day(enrolment.school.course, enrolment.learner.open_day, finished.keys())
    here, there = enrolment.school.course.day(at or day), enrolment.school.course.day(day)
    if here and there and there.lesson and here != there and day not in finished:
        come_back(enrolment)
        if enrolment.is_new:
            plan_reminder(enrolment)
        skipped = sum(number < day and number not in finished for number in enrolment.school.course.lessons)
        return Elsewhere(here, there, midway=at == enrolment.learner.open_day, skipped=skipped, is_new=enrolment.is_new)
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
def jump_to(enrolment: Enrolment, day: int, step_id: str, cause: str) -> Showing | Refusal:
    """Go to any part of a finished day that is read again."""
    cause = OPENING + cause
    if enrolment.is_overtaken(cause):
        return Refusal.REPEATED
    standing = enrolment.standing(day)
    if isinstance(standing, Refusal):
        return standing
    outcome = jump(standing.place, step_id, cause, standing.lesson)
    if isinstance(outcome, Refusal):
        return outcome
    come_back(enrolment)
    return enrolment.arrive(outcome.place)


@of_learner
def answer(enrolment: Enrolment, day: int, question: str, option: str) -> Judged | Refusal:
    """Answer a knowledge check. The first answer of a visit is kept; a later one is told what was chosen first."""
    return _answer(enrolment, day, question, option)


@of_learner
def answer_typed(enrolment: Enrolment, text: str) -> TypedChoice | None:
    """Answer the knowledge check that the learner stands at by a typed letter, or the words of an option; None where
    it is no answer, and where they have gone on to a review since.
    """
    place, sitting = enrolment.open_place(), load_sitting(enrolment.transaction, enrolment.learner.id)
    quiz = enrolment.school.course.quiz(place.day, place.step) if place else None
    if place is None or quiz is None or (sitting and place.shown_at and place.shown_at < sitting.opened_at):
        return None
    option = read_choice(text, {each.id: each.text for each in quiz.options})
    outcome = _answer(enrolment, place.day, quiz.id, option) if option else None
    return TypedChoice(outcome, place.message_id) if isinstance(outcome, Judged) else None


@of_learner
def replay_demo(enrolment: Enrolment, day: int, step_id: str) -> Replaying | Refusal:
    """See a demo's conversation again."""
    standing = enrolment.standing(day)
    if isinstance(standing, Refusal):
        return standing
    outcome = replay(standing.place, step_id, standing.lesson)
    if isinstance(outcome, Refusal):
        return outcome
    is_inside = enrolment.learner.open_day == day and standing.place.step != standing.lesson.steps[-1].id
    at = standing.place.step if is_inside and not outcome.current else None
    return Replaying(standing.day, len(enrolment.school.course.days), outcome.demo, outcome.current, at)


@of_learner
def open_lesson_day(enrolment: Enrolment) -> Day | None:
    """The day the learner is in the middle of, None between lessons."""
    open_day = enrolment.learner.open_day
    return enrolment.school.course.day(open_day) if open_day else None


def _answer(enrolment: Enrolment, day: int, question: str, option: str) -> Judged | Refusal:
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
    days = len(enrolment.school.course.days)
    return Judged(standing.day, days, outcome.quiz, outcome.option, outcome.first, outcome.current)


@of_learner
def look_at_waiting(enrolment: Enrolment) -> Waiting:
    """What waits for the learner."""
    course, open_day = enrolment.school.course, enrolment.learner.open_day
    return Waiting(
        is_known=not enrolment.is_new,
        open=course.day(open_day) if open_day and course.lesson(open_day) else None,
        ready=enrolment.ready(),
        coming=enrolment.coming(),
        due=enrolment.reviews_due(),
    )


def _has_finished(outcome: Showing | Refusal) -> bool:
    return isinstance(outcome, Showing) and outcome.card is not None

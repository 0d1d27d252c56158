"""A lesson as a state machine: where the learner stands, what they did, and what follows from it.

The rules, whatever the order in which taps arrive:
- a learner stands at one step of a day; only that step's Continue moves them, by one step;
- a knowledge check must be answered before it can be left, and its first answer stands;
- a tap on an older step never moves them; a tap on a later one was not made with our buttons;
- the same tap delivered twice (same cause) is recognised and shows nothing a second time.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum, auto

from bot.core.course import Closing, Course, Demo, Lesson, Practice, Quiz, Step
from bot.core.delivery import UNSETTLED, Delivery

DOUBLE_TAP_FOR = timedelta(seconds=3)
"""A second tap that opens the same lesson within this time is the first one's shadow."""

OPENING = "open "
"""How the cause of a step begins that was brought by opening its lesson."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a learner stands in one day, and how far the messages of that step have got.

    `visit` counts the passes through the day from 1. `part` is the index of the step's message that `delivery`
    speaks of; `message_id` is that of the last one delivered. `cause` names the update that brought the step,
    `shown_at` the moment it did. `finished` once the closing card was reached, on whichever visit.
    """

    day: int
    step: str
    visit: int = 1
    part: int = 0
    delivery: Delivery = Delivery.SENDING
    message_id: int | None = None
    cause: str = ""
    shown_at: datetime | None = None
    finished: bool = False


@dataclass(frozen=True, slots=True)
class Show:
    """Save the place and send its step; the delivery is already claimed."""

    place: Place


@dataclass(frozen=True, slots=True)
class Judge:
    """Mark the tapped knowledge check with `option`; `first` tells whether this tap is the answer that counts,
    `current` whether the learner still stands there, so that it leads on.
    """

    quiz: Quiz
    option: str
    first: bool
    current: bool = True


@dataclass(frozen=True, slots=True)
class Play:
    """Play the demo again. `current` tells whether the learner still stands there, so that it leads on."""

    demo: Demo
    current: bool


class Refusal(Enum):
    """Why a tap shows nothing new."""

    OLD = auto()
    """The lesson has gone on since, or the lesson is finished."""
    NOT_YET = auto()
    """The step is ahead of the learner."""
    UNANSWERED = auto()
    """The knowledge check waits for its answer."""
    UNKNOWN = auto()
    """There is no such step or option."""
    REPEATED = auto()
    """The very tap that brought the learner here, delivered again; its step has been sent."""
    OWED = auto()
    """What a tap has brought is owed still, or on its way."""
    UNSURE = auto()
    """Delivered again, and whether its step arrived is not known: the learner may ask for it."""


def go_on(place: Place, step_id: str, cause: str, lesson: Lesson, answers: Mapping[str, str]) -> Show | Refusal:
    """What a tap on Continue under `step_id` leads to, given this visit's `answers` (question → option)."""
    tapped, standing = lesson.index_of(step_id), lesson.index_of(place.step) or 0
    if tapped is None:
        return Refusal.UNKNOWN
    if tapped > standing:
        return Refusal.NOT_YET
    if tapped < standing:
        return _go_on_again(place, cause)
    step = lesson.steps[standing]
    if isinstance(step, Closing):
        return Refusal.OLD
    if isinstance(step, Quiz) and step.id not in answers:
        return Refusal.UNANSWERED
    following = lesson.steps[standing + 1]
    return Show(
        replace(
            place,
            step=following.id,
            part=0,
            delivery=Delivery.SENDING,
            message_id=None,
            cause=cause,
            finished=place.finished or isinstance(following, Closing),
        )
    )


def judge(place: Place, step_id: str, option: str, lesson: Lesson, answers: Mapping[str, str]) -> Judge | Refusal:
    """What a tap on `option` of the knowledge check `step_id` leads to. The first answer of a visit stands."""
    step = _reached(place, step_id, lesson)
    if isinstance(step, Refusal):
        return step
    if not isinstance(step, Quiz) or all(each.id != option for each in step.options):
        return Refusal.UNKNOWN
    earlier = answers.get(step.id)
    return Judge(step, earlier or option, first=earlier is None, current=step.id == place.step)


def replay(place: Place, step_id: str, lesson: Lesson) -> Play | Refusal:
    """What a tap on Replay under the demo `step_id` leads to."""
    step = _reached(place, step_id, lesson)
    if isinstance(step, Refusal):
        return step
    if not isinstance(step, Demo):
        return Refusal.UNKNOWN
    return Play(step, current=step.id == place.step)


def practise(place: Place, step_id: str, lesson: Lesson) -> Practice | Refusal:
    """What a tap below the practice `step_id` leads to. The extra is there once the day is finished."""
    practice = lesson.practice(step_id)
    if practice is None:
        return Refusal.UNKNOWN
    if practice is lesson.extra:
        return practice if place.finished else Refusal.NOT_YET
    step = _reached(place, step_id, lesson)
    return step if isinstance(step, Refusal) else practice


def open_lesson(course: Course, finished: Collection[int]) -> int | None:
    """The first written day that is not finished yet, or None where there is none (yet)."""
    return next((day.number for day in course.days if day.lesson and day.number not in finished), None)


def present_day(course: Course, open_day: int | None, finished: Collection[int]) -> int | None:
    """The day somebody is at: the one they are in, or, between lessons and while they read one again, the next."""
    if open_day is not None and course.lesson(open_day) and open_day not in finished:
        return open_day
    return open_lesson(course, finished)


def reopen(place: Place | None, day: int, lesson: Lesson, cause: str, *, again: bool = False) -> Show | Refusal:
    """Open a day: at its first step, at the step where the learner stands, or, if finished and `again`, from the start.

    A finished day that is not read `again` shows its closing card. The same cause a second time shows nothing.
    """
    first = lesson.steps[0].id
    if place is None:
        return Show(Place(day, first, cause=cause))
    if place.cause == cause:
        return _repeated(place)
    standing = lesson.index_of(place.step)
    over = standing == len(lesson.steps) - 1
    return Show(
        replace(
            place,
            step=first if standing is None or (over and again) else place.step,
            visit=place.visit + 1 if over and again else place.visit,
            part=0,
            delivery=Delivery.SENDING,
            cause=cause,
        )
    )


def jump(place: Place, step_id: str, cause: str, lesson: Lesson) -> Show | Refusal:
    """What a tap on one of the parts of a day leads to while it is read again: any but the closing card."""
    if cause == place.cause:
        return _repeated(place)
    index, last = lesson.index_of(step_id), len(lesson.steps) - 1
    if index is None or index == last or not place.finished:
        return Refusal.UNKNOWN
    visit = place.visit + 1 if lesson.index_of(place.step) in {None, last} else place.visit
    arrived = replace(place, step=step_id, visit=visit, part=0, message_id=None)
    return Show(replace(arrived, delivery=Delivery.SENDING, cause=cause))


def is_double_tap(place: Place, cause: str, now: datetime) -> bool:
    """Whether a tap that opens the lesson is the shadow of one that has just done so."""
    if place.cause == cause or not place.cause.startswith(OPENING) or place.shown_at is None:
        return False
    return place.delivery is Delivery.SENT and now - place.shown_at < DOUBLE_TAP_FOR


def _go_on_again(place: Place, cause: str) -> Show | Refusal:
    """A tap under an earlier step: the same one once more, one whose step never arrived, or simply an old one."""
    if cause == place.cause or place.delivery in UNSETTLED:
        return _repeated(place)
    if place.delivery is Delivery.SENT:
        return Refusal.OLD
    return Show(replace(place, delivery=Delivery.SENDING, cause=cause))


def _repeated(place: Place) -> Refusal:
    """The same cause again: what it brought has arrived or is owed still, or nobody knows."""
    if place.delivery in UNSETTLED:
        return Refusal.OWED
    return Refusal.REPEATED if place.delivery is Delivery.SENT else Refusal.UNSURE


def _reached(place: Place, step_id: str, lesson: Lesson) -> Step | Refusal:
    """The step, if the learner has come that far."""
    tapped = lesson.index_of(step_id)
    if tapped is None:
        return Refusal.UNKNOWN
    return lesson.steps[tapped] if tapped <= (lesson.index_of(place.step) or 0) else Refusal.NOT_YET

"""Practice: the learner writes a prompt and hears what it has. Nothing of it counts, and the prompt is not kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.content.patterns import fits
from bot.core.course import Day, Practice
from bot.core.lesson import Refusal, practise
from bot.core.practice import Assessment, assess, has_words
from bot.flows.enrolment import Enrolment
from bot.flows.flow import in_transaction, of_learner
from bot.store.engine.database import Transaction
from bot.store.places import move_buttons
from bot.store.practices import OpenedExtra, load_extra, save_extra, save_try
from bot.store.reviews import load_sitting


@dataclass(frozen=True, slots=True)
class Practising:
    """A learner at a practice. `current` tells whether they stand at it in the lesson, so that it leads on; then its
    buttons are under the message `message_id`, if that is known. `chatgpt` is where prompts are tried, or empty.
    """

    day: Day
    days: int
    practice: Practice
    chatgpt: str
    current: bool = False
    message_id: int | None = None


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of a try; no `assessment` where there was nothing to be judged."""

    at: Practising
    assessment: Assessment | None


def judge_prompt(practice: Practice, text: str) -> Assessment:
    """What a prompt has of that for which its practice asks."""
    return assess(practice, text, fits)


@of_learner
def try_prompt(enrolment: Enrolment, text: str) -> Tried | None:
    """Judge what the learner has typed while they are at a practice; None where they are at none."""
    at = _practising(enrolment)
    if at is None or not has_words(text):
        return Tried(at, None) if at else None
    assessment = judge_prompt(at.practice, text)
    met = {finding.criterion.id: finding.met for finding in assessment.findings}
    save_try(enrolment.transaction, enrolment.learner.id, at.day.number, at.practice.id, met, enrolment.now)
    return Tried(at, assessment)


@of_learner
def look_at_practice(enrolment: Enrolment, day: int, step_id: str) -> Practising | Refusal:
    """A practice the learner has come to, or is past."""
    standing = enrolment.standing(day)
    if isinstance(standing, Refusal):
        return standing
    practice = practise(standing.place, step_id, standing.lesson)
    if isinstance(practice, Refusal):
        return practice
    is_current = standing.place.step == practice.id
    return _at(enrolment, standing.day, practice, standing.place.message_id, is_current=is_current)


@of_learner
def open_extra(enrolment: Enrolment, day: int) -> Practising | Refusal:
    """Open the extra practice of a day that is finished: until the next step comes, what is typed is a try at it."""
    standing = enrolment.standing(day)
    if isinstance(standing, Refusal):
        return standing
    extra = standing.lesson.extra
    practice = practise(standing.place, extra.id, standing.lesson) if extra else Refusal.UNKNOWN
    if isinstance(practice, Refusal):
        return practice
    opened = OpenedExtra(day, _latest_cause(enrolment), enrolment.now)
    save_extra(enrolment.transaction, enrolment.learner.id, opened)
    return _at(enrolment, standing.day, practice)


@in_transaction
def note_buttons(transaction: Transaction, learner_id: int, at: Practising, message_id: int) -> None:
    """Note under which message the buttons of a practice are now."""
    move_buttons(transaction, learner_id, at.day.number, at.practice.id, message_id)


def _practising(enrolment: Enrolment) -> Practising | None:
    """The practice that was opened last, unless something else was since."""
    sitting = load_sitting(enrolment.transaction, enrolment.learner.id)
    opened_at, at = _opened_extra(enrolment) or _open_step(enrolment) or (None, None)
    return None if sitting and opened_at and sitting.opened_at > opened_at else at


def _opened_extra(enrolment: Enrolment) -> tuple[datetime, Practising] | None:
    """The extra practice, and when it was opened, while it is the same date and no step has come since."""
    extra = load_extra(enrolment.transaction, enrolment.learner.id)
    if extra is None or extra.cause != _latest_cause(enrolment):
        return None
    day = enrolment.school.course.day(extra.day)
    if enrolment.calendar.date_at(extra.opened_at) != enrolment.today_on or not (
        day and day.lesson and day.lesson.extra
    ):
        return None
    return extra.opened_at, _at(enrolment, day, day.lesson.extra)


def _open_step(enrolment: Enrolment) -> tuple[datetime | None, Practising] | None:
    """The practice at which they stand in the open day, and since when."""
    place = enrolment.open_place()
    day = enrolment.school.course.day(place.day) if place else None
    practice = day.lesson.practice(place.step) if place and day and day.lesson else None
    if place is None or day is None or practice is None:
        return None
    return place.shown_at, _at(enrolment, day, practice, place.message_id, is_current=True)


def _at(
    enrolment: Enrolment, day: Day, practice: Practice, message_id: int | None = None, *, is_current: bool = False
) -> Practising:
    course = enrolment.school.course
    return Practising(day, len(course.days), practice, course.chatgpt, is_current, message_id if is_current else None)


def _latest_cause(enrolment: Enrolment) -> str:
    """What brought the latest step."""
    return enrolment.learner.causes[-1] if enrolment.learner.causes else ""

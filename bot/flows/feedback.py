"""What learners say is wrong or out of date in a day, and what admins do about that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.core.audit import AuditAction, AuditEntry
from bot.core.course import Course
from bot.core.feedback import AT_MOST, Feedback, Reception
from bot.flows.enrolment import Enrolment
from bot.flows.flow import in_transaction, of_learner, of_school
from bot.flows.school import School
from bot.store.audit import save_audit
from bot.store.engine.database import Transaction
from bot.store.feedback import (
    load_feedback,
    load_feedback_count_on,
    load_open_feedback,
    load_open_feedback_count,
    save_feedback,
    settle_feedback,
)
from bot.store.places import load_place

SHOWN = 3
"""So many messages are shown at a time."""


@dataclass(frozen=True, slots=True)
class FeedbackPage:
    """Some of what nobody has dealt with yet, the oldest first: `shown` comes after `passing` others, of `count`."""

    course: Course
    shown: list[Feedback]
    passing: int
    count: int


@of_learner
def offer_feedback(enrolment: Enrolment, day: int) -> Reception:
    """Find out whether something that the learner says about a day would be taken."""
    return _reception(enrolment, day)


@of_learner
def give_feedback(enrolment: Enrolment, day: int, step: str, message_id: int, text: str) -> Reception:
    """Take what the learner says about a day, whether that is still in the course or not. A message that comes again is
    kept once.
    """
    if load_feedback(enrolment.transaction, enrolment.learner.id, message_id):
        return Reception.TAKEN
    reception = _reception(enrolment, day)
    if reception is Reception.TAKEN:
        given = Feedback(enrolment.learner.id, message_id, day, step, text, enrolment.now, enrolment.today_on)
        save_feedback(enrolment.transaction, given)
    return reception


def _reception(enrolment: Enrolment, day: int) -> Reception:
    if load_place(enrolment.transaction, enrolment.learner.id, day) is None:
        return Reception.UNKNOWN
    given = load_feedback_count_on(enrolment.transaction, enrolment.learner.id, enrolment.today_on)
    return Reception.TAKEN if given < AT_MOST else Reception.ENOUGH


@in_transaction
def count_open_feedback(transaction: Transaction) -> int:
    """How many messages nobody has dealt with yet."""
    return load_open_feedback_count(transaction)


@of_school
def look_at_feedback(transaction: Transaction, school: School, _: datetime, passing: int) -> FeedbackPage:
    """The next few messages after `passing` others, or the last ones where there are not so many (any more)."""
    count = load_open_feedback_count(transaction)
    passing = min(passing, max(count - 1, 0) // SHOWN * SHOWN)
    return FeedbackPage(school.course, load_open_feedback(transaction, SHOWN, passing), passing, count)


@in_transaction
def find_feedback(transaction: Transaction, learner_id: int, message_id: int) -> Feedback | None:
    """What a learner has said in a message; None where that is gone."""
    return load_feedback(transaction, learner_id, message_id)


@of_school
def deal_with_feedback(
    transaction: Transaction, _: School, now: datetime, learner_id: int, message_id: int, *, settled: bool
) -> None:
    """Note that an admin has dealt with a message, or has not after all."""
    settle_feedback(transaction, learner_id, message_id, now if settled else None)


@of_school
def note_answer(
    transaction: Transaction, _: School, now: datetime, admin_id: int, learner_id: int, message_id: int, called: str
) -> None:
    """Note that an admin has answered a message, which deals with it; the audit calls the learner by a pseudonym."""
    settle_feedback(transaction, learner_id, message_id, now)
    save_audit(transaction, AuditEntry(now, admin_id, AuditAction.WROTE_TO_LEARNER, detail=called))

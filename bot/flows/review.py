"""Reviewing what was missed: open the review of today, answer, go on. Each is one transaction."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.core.course import Day, Quiz
from bot.core.lesson import DOUBLE_TAP_FOR, Refusal
from bot.core.review import Answered, Question, Review, shuffled
from bot.core.streak import Completion, CompletionKind, Streak
from bot.core.typed import read_choice
from bot.flows.enrolment import Enrolment
from bot.flows.flow import in_transaction, of_learner
from bot.flows.reminders.planning import plan_reminder
from bot.flows.settings import come_back
from bot.store.completions import save_completion
from bot.store.engine.database import Transaction
from bot.store.reviews import Sitting, load_sitting, save_reviewed, save_sitting, settle_sitting

TAP = "tap "
"""How the cause of a review begins that was opened by a button."""


@dataclass(frozen=True, slots=True)
class Asking:
    """A question of the review of the learning date `on`, the `number`th (from 1) of `count`; `left` are to be
    answered. `choice` is what was answered on this date, `first` tells whether by this very tap.

    `replaces` is the message in which the review before this one was asked, whose buttons are to go. `order` has the
    ids of the options as they are shown, under the letters of the lesson. It is asked `below`, in a message of its own,
    where it cannot take the place of the one before.
    """

    on: date
    day: Day
    quiz: Quiz
    number: int
    count: int
    left: int
    choice: str | None = None
    first: bool = False
    replaces: int | None = None
    order: tuple[str, ...] = ()
    below: bool = False


@dataclass(frozen=True, slots=True)
class Reviewed:
    """The review of today is done, or there was nothing to review: then it has no questions. It is told `below` a
    question that it cannot take the place of.
    """

    review: Review
    streak: Streak
    below: bool = False


@dataclass(frozen=True, slots=True)
class TypedReview:
    """What came of a letter that was typed to a review: the question answered in the message it stands in, or, where
    that is None, asked anew.
    """

    asking: Asking
    message_id: int | None


@of_learner
def open_review(enrolment: Enrolment, cause: str) -> Asking | Reviewed | Refusal:
    """Ask the first question that is due today. A double tap shows nothing a second time, nor does an update that
    comes again after its question has arrived.
    """
    before = load_sitting(enrolment.transaction, enrolment.learner.id)
    if before and before.message_id and _is_shadow(cause, before, enrolment.now):
        return Refusal.REPEATED
    come_back(enrolment)
    outcome = _next(enrolment, before)
    if isinstance(outcome, Asking):
        sitting = Sitting(cause, enrolment.now, message_id=None)
        save_sitting(enrolment.transaction, enrolment.learner.id, sitting)
    return outcome


@in_transaction
def settle_review(transaction: Transaction, learner_id: int, cause: str, message_id: int) -> None:
    """Record in which message the review is asked that this cause opened."""
    settle_sitting(transaction, learner_id, cause, message_id)


@of_learner
def answer_review(enrolment: Enrolment, on: date, question: Question, option: str) -> Asking | Refusal:
    """Answer a question of the review of a date. The first answer counts; the last question finishes the review."""
    review = enrolment.review()
    quiz = _quiz(enrolment, review, on, question)
    if isinstance(quiz, Refusal):
        return quiz
    if all(each.id != option for each in quiz.options):
        return Refusal.UNKNOWN
    first = question not in review.given
    if first:
        answered = Answered(question, on, option, right=option == quiz.answer)
        save_reviewed(enrolment.transaction, enrolment.learner.id, answered, enrolment.now)
        review = enrolment.review()
        _finish(enrolment, review)
    return _asking(enrolment, review, question, first=first)


@of_learner
def answer_review_typed(enrolment: Enrolment, text: str, cause: str) -> TypedReview | None:
    """Answer what today's review asks by a typed letter, or the words of an option. Which question is in sight is
    certain only until the first is answered: after that the next one is asked anew. None where no review is open.
    """
    sitting, review = load_sitting(enrolment.transaction, enrolment.learner.id), enrolment.review()
    if sitting is None or not review.due or enrolment.calendar.date_at(sitting.opened_at) != review.on:
        return None
    place = enrolment.open_place()
    if place and place.shown_at and place.shown_at > sitting.opened_at:
        return None
    asking = _asking(enrolment, review, review.due[0])
    letters = dict(zip((option.id for option in asking.quiz.options), asking.order, strict=True))
    words = {option.id: option.text for option in asking.quiz.options}
    letter = read_choice(text, {letter: words[option] for letter, option in letters.items()})
    if letter is None:
        return None
    if review.given:
        save_sitting(enrolment.transaction, enrolment.learner.id, Sitting(cause, enrolment.now, message_id=None))
        return TypedReview(replace(asking, replaces=sitting.message_id), None)
    option, question = letters[letter], review.due[0]
    answered = Answered(question, review.on, option, right=option == asking.quiz.answer)
    save_reviewed(enrolment.transaction, enrolment.learner.id, answered, enrolment.now)
    review = enrolment.review()
    _finish(enrolment, review)
    return TypedReview(_asking(enrolment, review, question, first=True), sitting.message_id)


@of_learner
def go_on_reviewing(enrolment: Enrolment, on: date, question: Question, cause: str) -> Asking | Reviewed | Refusal:
    """Go on from an answered question of the review of a date to the next that is not. What shows a file is no message
    that words can take the place of, or the other way round.
    """
    review = enrolment.review()
    quiz = _quiz(enrolment, review, on, question)
    if isinstance(quiz, Refusal):
        return quiz
    if question not in review.given:
        return Refusal.UNANSWERED
    outcome = _next(enrolment)
    if isinstance(outcome, Asking) and (quiz.media or outcome.quiz.media):
        save_sitting(enrolment.transaction, enrolment.learner.id, Sitting(cause, enrolment.now, message_id=None))
        return replace(outcome, below=True)
    return replace(outcome, below=quiz.media is not None) if isinstance(outcome, Reviewed) else outcome


def _next(enrolment: Enrolment, before: Sitting | None = None) -> Asking | Reviewed:
    """The first question that is due, or how today's review ended, given the sitting that this one replaces."""
    review = enrolment.review()
    if review.due:
        return _asking(enrolment, review, review.due[0], replaces=before.message_id if before else None)
    _finish(enrolment, review)
    return Reviewed(review, enrolment.streak())


def _asking(
    enrolment: Enrolment, review: Review, question: Question, *, first: bool = False, replaces: int | None = None
) -> Asking:
    course, given = enrolment.school.course, review.given.get(question)
    day, quiz = course.day(question.day), course.quiz(*question)
    if day is None or quiz is None:
        raise LookupError(f"the course has no question {question}")
    return Asking(
        on=review.on,
        day=day,
        quiz=quiz,
        number=review.questions.index(question) + 1,
        count=len(review.questions),
        left=len(review.due),
        choice=given.option if given else None,
        first=first,
        replaces=replaces,
        order=shuffled(quiz, enrolment.learner.id, review.on),
    )


def _quiz(enrolment: Enrolment, review: Review, on: date, question: Question) -> Quiz | Refusal:
    """The knowledge check of a question of this review: refused where it is none, or was one on another date."""
    if on != review.on:
        return Refusal.OLD
    quiz = enrolment.school.course.quiz(*question) if question in review.questions else None
    return quiz or Refusal.UNKNOWN


def _finish(enrolment: Enrolment, review: Review) -> None:
    """Keep that the review is finished, if it is. It may be so by a question that the course no longer has."""
    if review.done:
        completion = Completion(review.on, CompletionKind.REVIEW, review.on.isoformat())
        save_completion(enrolment.transaction, enrolment.learner.id, completion, enrolment.now)
        plan_reminder(enrolment)


def _is_shadow(cause: str, before: Sitting, now: datetime) -> bool:
    """Whether this is the update that opened the review before, come again, or the second tap of a double one."""
    if cause == before.cause:
        return True
    both_tapped = cause.startswith(TAP) and before.cause.startswith(TAP)
    return both_tapped and now - before.opened_at < DOUBLE_TAP_FOR

"""What learners answered in reviews, and the sitting in which they were asked last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select, update

from bot.core.review import Answered, Question
from bot.store.engine.database import Transaction
from bot.store.engine.statement import Statement, insert
from bot.store.tables import review_answers, sittings


@dataclass(frozen=True, slots=True)
class Sitting:
    """The latest review that was opened: by which update and when. `message_id` is where it is asked, None until that
    message is known to have arrived.
    """

    cause: str
    opened_at: datetime
    message_id: int | None


_LOAD = Statement(
    select(*(review_answers.c[name] for name in ("day", "question", "learning_on", "option", "correct"))).where(
        review_answers.c.learner_id == bindparam("learner")
    )
)
_SAVE = Statement(
    insert(review_answers)
    .values(
        learner_id=bindparam("learner"),
        learning_on=bindparam("learning_on"),
        day=bindparam("day"),
        question=bindparam("question"),
        option=bindparam("option"),
        correct=bindparam("correct"),
        answered_at=bindparam("answered_at"),
    )
    .on_conflict_do_nothing()
)
_LOAD_SITTING = Statement(select(sittings).where(sittings.c.learner_id == bindparam("learner")))
_new = insert(sittings)
_SAVE_SITTING = Statement(
    _new.values(
        learner_id=bindparam("learner"),
        cause=bindparam("cause"),
        opened_at=bindparam("opened_at"),
        message_id=bindparam("message_id"),
    ).on_conflict_do_update(
        index_elements=["learner_id"],
        set_={name: _new.excluded[name] for name in ("cause", "opened_at", "message_id")},
    )
)
_SETTLE_SITTING = Statement(
    update(sittings)
    .where(sittings.c.learner_id == bindparam("learner"), sittings.c.cause == bindparam("for_cause"))
    .values(message_id=bindparam("sent_message"))
)


def load_reviewed(transaction: Transaction, learner_id: int) -> list[Answered]:
    """All answers the learner gave in reviews, in no order."""
    rows = transaction.all(_LOAD, learner=learner_id)
    return [
        Answered(
            question=Question(day=row.day, step=row.question),
            learning_on=row.learning_on,
            option=row.option,
            right=row.correct,
        )
        for row in rows
    ]


def save_reviewed(transaction: Transaction, learner_id: int, answered: Answered, answered_at: datetime) -> None:
    """Keep the answer if it is the first to this question on its learning date."""
    transaction.run(
        _SAVE,
        learner=learner_id,
        learning_on=answered.learning_on,
        day=answered.question.day,
        question=answered.question.step,
        option=answered.option,
        correct=answered.right,
        answered_at=answered_at,
    )


def load_sitting(transaction: Transaction, learner_id: int) -> Sitting | None:
    """The latest review the learner opened, or None."""
    row = transaction.first(_LOAD_SITTING, learner=learner_id)
    return Sitting(cause=row.cause, opened_at=row.opened_at, message_id=row.message_id) if row else None


def save_sitting(transaction: Transaction, learner_id: int, sitting: Sitting) -> None:
    """Keep that a review was opened; it takes the place of the one before."""
    transaction.run(
        _SAVE_SITTING,
        learner=learner_id,
        cause=sitting.cause,
        opened_at=sitting.opened_at,
        message_id=sitting.message_id,
    )


def settle_sitting(transaction: Transaction, learner_id: int, cause: str, message_id: int) -> None:
    """Record in which message the review that this cause opened is asked; nothing where another was opened since."""
    transaction.run(_SETTLE_SITTING, learner=learner_id, for_cause=cause, sent_message=message_id)

"""What learners say is wrong or out of date in a day, and what of it admins have dealt with."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import and_, bindparam, func, select, update

from bot.core.feedback import Feedback
from bot.store.engine.database import Transaction
from bot.store.engine.statement import Statement, insert
from bot.store.tables import feedback

_this = and_(feedback.c.learner_id == bindparam("learner"), feedback.c.message_id == bindparam("message"))
_is_open = feedback.c.settled_at.is_(None)

_LOAD = Statement(select(feedback).where(_this))
_LOAD_OPEN = Statement(
    select(feedback)
    .where(_is_open)
    .order_by(feedback.c.said_at, feedback.c.learner_id, feedback.c.message_id)
    .limit(bindparam("most"))
    .offset(bindparam("passing"))
)
_COUNT_OPEN = Statement(select(func.count().label("total")).select_from(feedback).where(_is_open))
_COUNT_ON = Statement(
    select(func.count().label("total")).where(
        feedback.c.learner_id == bindparam("learner"), feedback.c.learning_on == bindparam("on")
    )
)
_SAVE = Statement(insert(feedback).values({each.name: bindparam(each.name) for each in feedback.columns}))
_SETTLE = Statement(update(feedback).where(_this).values(settled_at=bindparam("at")))


def load_feedback(transaction: Transaction, learner_id: int, message_id: int) -> Feedback | None:
    """What a learner has said in a message, if that is kept."""
    row = transaction.first(_LOAD, learner=learner_id, message=message_id)
    return Feedback(**row._asdict()) if row else None


def load_open_feedback(transaction: Transaction, most: int, passing: int = 0) -> list[Feedback]:
    """So much of what nobody has dealt with, the oldest first, after `passing` the oldest."""
    return [Feedback(**row._asdict()) for row in transaction.all(_LOAD_OPEN, most=most, passing=passing)]


def load_open_feedback_count(transaction: Transaction) -> int:
    """How much there is that nobody has dealt with."""
    row = transaction.first(_COUNT_OPEN)
    return int(row.total) if row else 0


def load_feedback_count_on(transaction: Transaction, learner_id: int, on: date) -> int:
    """How many messages a learner has given on a learning date."""
    row = transaction.first(_COUNT_ON, learner=learner_id, on=on)
    return int(row.total) if row else 0


def save_feedback(transaction: Transaction, given: Feedback) -> None:
    """Keep what a learner, who is enrolled, has said in a message of which nothing is kept yet."""
    transaction.run(_SAVE, **{each.name: getattr(given, each.name) for each in feedback.columns})


def settle_feedback(transaction: Transaction, learner_id: int, message_id: int, settled_at: datetime | None) -> None:
    """Record when an admin has dealt with it; None for not yet, after all."""
    transaction.run(_SETTLE, learner=learner_id, message=message_id, at=settled_at)

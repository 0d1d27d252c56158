"""What learners were sent unasked, over all kinds: reminders and broadcasts."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Date, bindparam, func, or_, select

from bot.core.delivery import WENT_OUT
from bot.store.engine.database import Transaction
from bot.store.engine.statement import Statement, spelled_out
from bot.store.tables import broadcasts, learners, recipients, reminders

_A_DATE_LASTS = timedelta(days=2)  # at most, wherever it is

_lately = select(broadcasts.c.id).where(
    broadcasts.c.kind == "copy",
    broadcasts.c.launched_at.is_not(None),
    or_(broadcasts.c.ended_at.is_(None), broadcasts.c.ended_at > bindparam("lately")),
)


def unasked(learner_id: ColumnElement[int], on: ColumnElement[Any]) -> ColumnElement[int]:
    """How many messages a learner has, or may have, got unasked on a local date. Needs `lately` as a parameter."""
    copies = select(func.count()).where(
        recipients.c.broadcast_id.in_(_lately), recipients.c.learner_id == learner_id, recipients.c.sent_on == on
    )
    reminded = select(func.count()).where(
        reminders.c.learner_id == learner_id,
        reminders.c.due_on == on,
        spelled_out(reminders.c.state, WENT_OUT),
    )
    return copies.scalar_subquery() + reminded.scalar_subquery()


def since(now: datetime) -> datetime:
    """`lately`: broadcasts that ended before it have sent nothing on a date that lasts."""
    return now - _A_DATE_LASTS


_LOAD = Statement(
    select(unasked(learners.c.id, bindparam("on", type_=Date)).label("count")).where(
        learners.c.id == bindparam("learner")
    )
)


def load_unasked(transaction: Transaction, learner_id: int, on: date, now: datetime) -> int:
    """How many messages a learner has, or may have, got unasked on a local date of now."""
    row = transaction.first(_LOAD, learner=learner_id, on=on, lately=since(now))
    return row.count if row else 0

"""When learners were last here, and when to look at their reminders next. It is kept with the learner."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select, text, update

from bot.core.reminders import Look, Planned, ReminderKind
from bot.store.engine.database import Transaction
from bot.store.engine.statement import Row, Statement
from bot.store.tables import learners

_COLUMNS = (
    learners.c.id,
    func.coalesce(learners.c.seen_at, learners.c.joined_at).label("seen_at"),
    learners.c.blocked_at,
    learners.c.snoozed_until,
    learners.c.next_due_at,
    learners.c.next_due_on,
    learners.c.next_due_kind,
)
_this = learners.c.id == bindparam("learner_id")

_LOAD = Statement(select(*_COLUMNS).where(_this))
_LOAD_DUE = Statement(
    select(*_COLUMNS)
    # Literally, so that SQLite uses the partial index.
    .where(text("learners.next_due_at IS NOT NULL"), learners.c.next_due_at <= bindparam("now"))
    .order_by(learners.c.next_due_at)
    .limit(bindparam("most"))
)
_SAVE_PLAN = Statement(
    update(learners)
    .where(_this)
    .values(next_due_at=bindparam("at"), next_due_on=bindparam("on"), next_due_kind=bindparam("kind"))
)
_SAVE_PRESENCE = Statement(update(learners).where(_this).values(seen_at=bindparam("now"), blocked_at=None))
_SAVE_BLOCK = Statement(
    update(learners)
    .where(_this)
    .values(blocked_at=bindparam("now"), next_due_at=None, next_due_on=None, next_due_kind=None)
)
_SAVE_SNOOZE = Statement(update(learners).where(_this).values(snoozed_until=bindparam("until")))


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Where a learner stands with their reminders. `due` is the next one as it was planned, if it was, or the look that
    comes first.
    """

    learner_id: int
    seen_at: datetime
    blocked_at: datetime | None
    snoozed_until: datetime | None
    due: Planned | Look | None


def load_rhythm(transaction: Transaction, learner_id: int) -> Rhythm | None:
    """The learner's rhythm, None for somebody who never began."""
    row = transaction.first(_LOAD, learner_id=learner_id)
    return _rhythm(row) if row else None


def load_due(transaction: Transaction, now: datetime, most: int) -> list[Rhythm]:
    """The learners whose reminders are to be looked at now, the longest due first."""
    return [_rhythm(row) for row in transaction.all(_LOAD_DUE, now=now, most=most)]


def save_plan(transaction: Transaction, learner_id: int, planned: Planned | Look | None) -> None:
    """Keep when to look at the learner's reminders next, and at which, None for never."""
    at, on = (planned.at, planned.on) if planned else (None, None)
    kind = planned.kind if isinstance(planned, Planned) else None
    transaction.run(_SAVE_PLAN, learner_id=learner_id, at=at, on=on, kind=kind)


def save_presence(transaction: Transaction, learner_id: int, now: datetime) -> None:
    """Keep that the learner was here, and can be written to."""
    transaction.run(_SAVE_PRESENCE, learner_id=learner_id, now=now)


def save_block(transaction: Transaction, learner_id: int, now: datetime) -> None:
    """Keep that the learner cannot be written to; nothing is due for them."""
    transaction.run(_SAVE_BLOCK, learner_id=learner_id, now=now)


def save_snooze(transaction: Transaction, learner_id: int, until: datetime) -> None:
    """Keep until when the learner put their reminder off."""
    transaction.run(_SAVE_SNOOZE, learner_id=learner_id, until=until)


def _rhythm(row: Row) -> Rhythm:
    due: Planned | Look | None = None
    if row.next_due_on is not None and row.next_due_kind is None:
        due = Look(at=row.next_due_at, on=row.next_due_on)
    elif row.next_due_on is not None:
        due = Planned(at=row.next_due_at, on=row.next_due_on, kind=ReminderKind(row.next_due_kind))
    return Rhythm(
        learner_id=row.id,
        seen_at=row.seen_at,
        blocked_at=row.blocked_at,
        snoozed_until=row.snoozed_until,
        due=due,
    )

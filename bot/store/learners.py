"""Who learns here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects.sqlite import insert

from bot.store.database import Transaction
from bot.store.statement import Statement
from bot.store.tables import learners


@dataclass(frozen=True, slots=True)
class Learner:
    """One learner: `zone` is an IANA name, `open_day` the day being read now, None between lessons."""

    id: int
    zone: str
    open_day: int | None
    joined_at: datetime


_LOAD = Statement(select(learners).where(learners.c.id == bindparam("learner_id")))
_SAVE_NEW = Statement(
    insert(learners)
    .values(id=bindparam("learner_id"), zone=bindparam("zone"), joined_at=bindparam("joined_at"))
    .on_conflict_do_nothing()
)
_SAVE_OPEN_DAY = Statement(
    update(learners).where(learners.c.id == bindparam("learner_id")).values(open_day=bindparam("day"))
)


def load_learner(transaction: Transaction, learner_id: int) -> Learner | None:
    """The learner, or None for somebody who never began."""
    row = transaction.first(_LOAD, learner_id=learner_id)
    return Learner(row.id, row.zone, row.open_day, row.joined_at) if row else None


def save_new_learner(transaction: Transaction, learner_id: int, zone: str, joined_at: datetime) -> None:
    """Enrol somebody; nothing changes for one who is enrolled already."""
    transaction.run(_SAVE_NEW, learner_id=learner_id, zone=zone, joined_at=joined_at)


def save_open_day(transaction: Transaction, learner_id: int, day: int | None) -> None:
    """Remember which day is being read, None for none."""
    transaction.run(_SAVE_OPEN_DAY, learner_id=learner_id, day=day)

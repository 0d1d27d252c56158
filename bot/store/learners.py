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
    """One learner: `zone` is an IANA name, `open_day` the day being read now, None between lessons.

    `causes` are those that brought the latest steps, newest last, at most eight.
    """

    id: int
    zone: str
    open_day: int | None
    joined_at: datetime
    causes: tuple[str, ...] = ()


_LOAD = Statement(select(learners).where(learners.c.id == bindparam("learner_id")))
_SAVE_NEW = Statement(
    insert(learners)
    .values(id=bindparam("learner_id"), zone=bindparam("zone"), joined_at=bindparam("joined_at"), causes="")
    .on_conflict_do_nothing()
)
_SAVE_STEP = Statement(
    update(learners)
    .where(learners.c.id == bindparam("learner_id"))
    .values(open_day=bindparam("day"), causes=bindparam("latest"))
)
_REMEMBERED = 8  # causes: more updates of one learner are never on their way at once


def load_learner(transaction: Transaction, learner_id: int) -> Learner | None:
    """The learner, or None for somebody who never began."""
    row = transaction.first(_LOAD, learner_id=learner_id)
    if row is None:
        return None
    return Learner(row.id, row.zone, row.open_day, row.joined_at, tuple(filter(None, row.causes.split(","))))


def save_new_learner(transaction: Transaction, learner_id: int, zone: str, joined_at: datetime) -> None:
    """Enrol somebody; nothing changes for one who is enrolled already."""
    transaction.run(_SAVE_NEW, learner_id=learner_id, zone=zone, joined_at=joined_at)


def save_step(transaction: Transaction, learner: Learner, open_day: int | None, cause: str) -> None:
    """Remember which day is being read, None for none, and what brought the learner's new step."""
    latest = ",".join([*learner.causes, cause][-_REMEMBERED:])
    transaction.run(_SAVE_STEP, learner_id=learner.id, day=open_day, latest=latest)

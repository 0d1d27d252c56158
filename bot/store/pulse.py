"""When learners were last known to reach the bot."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, select

from bot.store.engine.database import Transaction
from bot.store.engine.statement import Statement, insert
from bot.store.tables import pulse

_new = insert(pulse).values(id=1, beat_at=bindparam("beat_at"))
_SAVE = Statement(_new.on_conflict_do_update(index_elements=["id"], set_={"beat_at": _new.excluded.beat_at}))
_LOAD = Statement(select(pulse.c.beat_at))


def load_pulse(transaction: Transaction) -> datetime | None:
    """The last moment that learners are known to have reached the bot, or None before the first."""
    row = transaction.first(_LOAD)
    return row.beat_at if row else None


def save_pulse(transaction: Transaction, beat_at: datetime) -> None:
    """Keep that learners could reach the bot."""
    transaction.run(_SAVE, beat_at=beat_at)

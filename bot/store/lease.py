"""Who is the bot, as the database knows it."""

from __future__ import annotations

from sqlalchemy import bindparam, select, update

from bot.core.lease import Tenure
from bot.store.engine.database import Transaction
from bot.store.engine.statement import Statement
from bot.store.tables import lease

_LOAD = Statement(select(lease.c.epoch, lease.c.holder, lease.c.beats))
_TAKE = Statement(
    update(lease)
    .where(lease.c.epoch == bindparam("of_epoch"), lease.c.beats == bindparam("of_beats"))
    .values(epoch=lease.c.epoch + 1, holder=bindparam("by"), beats=0)
)
_BEAT = Statement(update(lease).where(lease.c.epoch == bindparam("of_epoch")).values(beats=lease.c.beats + 1))
_GIVE_BACK = Statement(update(lease).where(lease.c.epoch == bindparam("of_epoch")).values(holder=None))


def load_tenure(transaction: Transaction) -> Tenure:
    """Who is the bot."""
    row = transaction.first(_LOAD)
    if row is None:
        raise LookupError("the lease has no row")
    return Tenure(epoch=row.epoch, holder=row.holder, beats=row.beats)


def save_taken(transaction: Transaction, seen: Tenure, holder: str) -> bool:
    """Let a process be the bot, unless anything has happened since the lease was `seen`."""
    return transaction.run(_TAKE, of_epoch=seen.epoch, of_beats=seen.beats, by=holder) == 1


def save_beat(transaction: Transaction, epoch: int) -> bool:
    """Note that the bot of this epoch is alive; whether it still is the bot."""
    return transaction.run(_BEAT, of_epoch=epoch) == 1


def save_given_back(transaction: Transaction, epoch: int) -> None:
    """Let whoever waits be the bot at once."""
    transaction.run(_GIVE_BACK, of_epoch=epoch)

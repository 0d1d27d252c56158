"""How long Telegram asked us to be silent, kept so that a restart doesn't forget it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, delete, select

from bot.store.engine.database import Transaction
from bot.store.engine.statement import Statement, insert
from bot.store.tables import pauses

EVERY_CHAT = 0
"""Stands in the place of a chat id where the pause holds for all of them."""

_new = insert(pauses).values(chat_id=bindparam("chat"), until_at=bindparam("until"))
_SAVE = Statement(_new.on_conflict_do_update(index_elements=["chat_id"], set_={"until_at": _new.excluded.until_at}))
_LOAD = Statement(select(pauses).where(pauses.c.until_at > bindparam("now")))
_FORGET = Statement(delete(pauses).where(pauses.c.until_at <= bindparam("now")))


def load_pauses(transaction: Transaction, now: datetime) -> dict[int | None, datetime]:
    """The pauses still in force, by chat; under None the one for every chat."""
    return {row.chat_id or None: row.until_at for row in transaction.all(_LOAD, now=now)}


def save_pause(transaction: Transaction, chat_id: int | None, until_at: datetime) -> None:
    """Keep a pause until the given moment, for one chat or, with None, for all."""
    transaction.run(_SAVE, chat=EVERY_CHAT if chat_id is None else chat_id, until=until_at)


def forget_pauses(transaction: Transaction, now: datetime) -> None:
    """Forget the pauses that are over."""
    transaction.run(_FORGET, now=now)

"""Updates that are not dealt with yet, a row each."""

from __future__ import annotations

from sqlalchemy import bindparam, delete, select, update

from bot.core.inbox import ATTEMPTS, Incoming, UpdateKind
from bot.store.engine.database import Transaction
from bot.store.engine.statement import Statement, insert
from bot.store.tables import inbox

_SAVE = Statement(insert(inbox).on_conflict_do_nothing())
_LOAD = Statement(select(inbox).order_by(inbox.c.update_id))
_FAIL = Statement(update(inbox).where(inbox.c.update_id == bindparam("of")).values(attempts=bindparam("failed")))
_FORGET_ALL = Statement(
    delete(inbox).where(inbox.c.sender_id == bindparam("of"), inbox.c.attempts >= bindparam("failed"))
)
_FORGET = Statement(delete(inbox).where(inbox.c.update_id == bindparam("of")))


def save_incoming(transaction: Transaction, update: Incoming) -> None:
    """Keep an update; one that is kept already stays as it is."""
    transaction.run(
        _SAVE,
        update_id=update.update_id,
        sender_id=update.sender_id,
        kind=update.kind.value,
        received_at=update.received_at,
        attempts=update.attempts,
        payload=update.payload,
    )


def load_inbox(transaction: Transaction) -> list[Incoming]:
    """Every update that is kept, in the order in which they came."""
    return [
        Incoming(
            update_id=row.update_id,
            sender_id=row.sender_id,
            kind=UpdateKind(row.kind),
            payload=row.payload,
            received_at=row.received_at,
            attempts=row.attempts,
        )
        for row in transaction.all(_LOAD)
    ]


def save_attempts(transaction: Transaction, update_id: int, attempts: int) -> None:
    """Note how often an update has failed."""
    transaction.run(_FAIL, of=update_id, failed=attempts)


def forget_incoming(transaction: Transaction, update_id: int) -> None:
    """Forget an update: it is dealt with."""
    transaction.run(_FORGET, of=update_id)


def forget_set_aside(transaction: Transaction, sender_id: int) -> None:
    """Forget what somebody has sent that was set aside; the rest is forgotten once it is answered."""
    transaction.run(_FORGET_ALL, of=sender_id, failed=ATTEMPTS)

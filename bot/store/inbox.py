"""Updates that are not dealt with yet, a row each."""

from __future__ import annotations

from sqlalchemy import bindparam, delete, select, update

from bot.core.inbox import ATTEMPTS, Incoming, UpdateKind
from bot.store.engine.database import Transaction
from bot.store.engine.statement import Row, Statement, insert
from bot.store.tables import inbox

_SAVE = Statement(insert(inbox).on_conflict_do_nothing())
_LOAD = Statement(select(inbox).order_by(inbox.c.update_id))
_LOAD_SET_ASIDE = Statement(select(inbox).where(inbox.c.attempts >= bindparam("failed")).order_by(inbox.c.update_id))
_FAIL = Statement(update(inbox).where(inbox.c.update_id == bindparam("of")).values(attempts=bindparam("failed")))
_HAND_BACK = Statement(update(inbox).where(inbox.c.attempts >= bindparam("failed")).values(attempts=0))
_DROP = Statement(delete(inbox).where(inbox.c.update_id == bindparam("of"), inbox.c.attempts >= bindparam("failed")))
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
    return [_incoming(row) for row in transaction.all(_LOAD)]


def load_set_aside(transaction: Transaction) -> list[Incoming]:
    """Every update that failed so often that it is not tried any more."""
    return [_incoming(row) for row in transaction.all(_LOAD_SET_ASIDE, failed=ATTEMPTS)]


def save_attempts(transaction: Transaction, update_id: int, attempts: int) -> None:
    """Note how often an update has failed."""
    transaction.run(_FAIL, of=update_id, failed=attempts)


def forget_incoming(transaction: Transaction, update_id: int) -> None:
    """Forget an update: it is dealt with."""
    transaction.run(_FORGET, of=update_id)


def save_handed_back(transaction: Transaction) -> int:
    """Let what was set aside be as if it had never failed; how many updates that are."""
    return transaction.run(_HAND_BACK, failed=ATTEMPTS)


def drop_set_aside(transaction: Transaction, update_id: int) -> bool:
    """Forget an update that was set aside; whether there was one."""
    return transaction.run(_DROP, of=update_id, failed=ATTEMPTS) == 1


def forget_set_aside(transaction: Transaction, sender_id: int) -> None:
    """Forget what somebody has sent that was set aside; the rest is forgotten once it is answered."""
    transaction.run(_FORGET_ALL, of=sender_id, failed=ATTEMPTS)


def _incoming(row: Row) -> Incoming:
    return Incoming(
        update_id=row.update_id,
        sender_id=row.sender_id,
        kind=UpdateKind(row.kind),
        payload=row.payload,
        received_at=row.received_at,
        attempts=row.attempts,
    )

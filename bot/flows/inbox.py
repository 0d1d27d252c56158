"""What comes in: kept before Telegram is told that it arrived, and forgotten once it is dealt with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.core.inbox import Incoming
from bot.flows.flow import in_transaction
from bot.store.engine.database import Transaction
from bot.store.inbox import (
    drop_set_aside,
    forget_incoming,
    load_inbox,
    load_set_aside,
    save_attempts,
    save_handed_back,
    save_incoming,
)


@in_transaction
def keep(transaction: Transaction, updates: Sequence[Incoming]) -> None:
    """Keep these updates."""
    for update in updates:
        save_incoming(transaction, update)


@in_transaction
def kept(transaction: Transaction) -> list[Incoming]:
    """Every update that is not dealt with, in the order in which they came, those set aside included."""
    return load_inbox(transaction)


@in_transaction
def note_attempts(transaction: Transaction, update: Incoming) -> None:
    """Note how often an update has failed, by an error of ours."""
    save_attempts(transaction, update.update_id, update.attempts)


@in_transaction
def forget(transaction: Transaction, update_ids: Iterable[int]) -> None:
    """Forget updates that are dealt with."""
    for update_id in update_ids:
        forget_incoming(transaction, update_id)


@in_transaction
def set_aside(transaction: Transaction) -> list[Incoming]:
    """Every update that failed so often that it is the operator’s."""
    return load_set_aside(transaction)


@in_transaction
def hand_back(transaction: Transaction) -> int:
    """Have the bot try again what was set aside; how many updates that are."""
    return save_handed_back(transaction)


@in_transaction
def drop(transaction: Transaction, update_id: int) -> bool:
    """Forget an update that was set aside; whether there was one."""
    return drop_set_aside(transaction, update_id)

"""What comes in: kept before Telegram is told that it arrived, and forgotten once it is dealt with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.core.inbox import Incoming
from bot.flows.flow import in_transaction
from bot.store.engine.database import Transaction
from bot.store.inbox import forget_incoming, load_inbox, save_attempts, save_incoming


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

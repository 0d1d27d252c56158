"""Telegram's requests for silence, remembered over a restart."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.flows.flow import of_school
from bot.flows.school import School
from bot.store.engine.database import Transaction
from bot.store.learners import load_learner
from bot.store.pauses import forget_pauses, load_pauses, save_pause


@of_school
def remember_pauses(transaction: Transaction, _: School, now: datetime, pauses: Mapping[int | None, float]) -> None:
    """Keep how many seconds each learner is to be left alone; under None, everything in bulk.

    Nothing is kept about a chat that is no learner's, nor about a pause that is over.
    """
    forget_pauses(transaction, now)
    for chat_id, seconds in pauses.items():
        if chat_id is None or load_learner(transaction, chat_id):
            save_pause(transaction, chat_id, now + timedelta(seconds=seconds))


@of_school
def recall_pauses(transaction: Transaction, _: School, now: datetime) -> dict[int | None, float]:
    """The pauses that are still in force, in seconds from now."""
    pauses = load_pauses(transaction, now)
    return {chat_id: (until_at - now).total_seconds() for chat_id, until_at in pauses.items()}

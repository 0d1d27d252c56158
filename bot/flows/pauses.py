"""Telegram's requests for silence, remembered over a restart."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from bot.flows.school import School
from bot.store.engine.sqlite import Transaction
from bot.store.learners import load_learner
from bot.store.pauses import forget_pauses, load_pauses, save_pause


async def remember_pauses(school: School, pauses: Mapping[int | None, float]) -> None:
    """Keep how many seconds each learner is to be left alone; under None, everything in bulk.

    Nothing is kept about a chat that is no learner's, nor about a pause that is over.
    """
    now = school.clock.now()

    def work(transaction: Transaction) -> None:
        forget_pauses(transaction, now)
        for chat_id, seconds in pauses.items():
            if chat_id is None or load_learner(transaction, chat_id):
                save_pause(transaction, chat_id, now + timedelta(seconds=seconds))

    await school.database.transact(work)


async def recall_pauses(school: School) -> dict[int | None, float]:
    """The pauses that are still in force, in seconds from now."""
    now = school.clock.now()
    pauses = await school.database.transact(lambda transaction: load_pauses(transaction, now))
    return {chat_id: (until_at - now).total_seconds() for chat_id, until_at in pauses.items()}

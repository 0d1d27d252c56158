"""Telegram's requests for silence, remembered over a restart."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from bot.flows.school import School
from bot.store.database import Transaction
from bot.store.pauses import load_pauses, save_pause


async def remember_pauses(school: School, pauses: Mapping[int | None, float]) -> None:
    """Keep how many seconds each chat is to be left alone; under None, everything in bulk."""
    now = school.clock.now()

    def work(transaction: Transaction) -> None:
        for chat_id, seconds in pauses.items():
            save_pause(transaction, chat_id, now + timedelta(seconds=seconds))

    await school.database.transact(work)


async def recall_pauses(school: School) -> dict[int | None, float]:
    """The pauses that are still in force, in seconds from now."""
    now = school.clock.now()
    pauses = await school.database.transact(lambda transaction: load_pauses(transaction, now))
    return {chat_id: (until_at - now).total_seconds() for chat_id, until_at in pauses.items()}

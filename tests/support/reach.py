"""What is known of when learners could reach the bot."""

from __future__ import annotations

from bot.flows.school import School
from bot.store.pulse import save_pulse


async def was_reached_until_now(school: School) -> None:
    """Let it be known that there was no outage up to this moment."""
    now = school.clock.now()
    await school.database.transact(lambda transaction: save_pulse(transaction, now))

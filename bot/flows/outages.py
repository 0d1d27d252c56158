"""Outages: how long the bot was down, and whom that must not cost a streak."""

from __future__ import annotations

from datetime import datetime

from bot.core.learning_calendar import OUTAGE_FOR, outage_dates
from bot.flows.school import School
from bot.store.engine.sqlite import Transaction
from bot.store.neutral_dates import load_rules, save_neutral_date
from bot.store.pulse import load_pulse, save_pulse


async def note_pulse(school: School) -> None:
    """Note that the bot is alive."""
    now = school.clock.now()
    await school.database.transact(lambda transaction: save_pulse(transaction, now))


async def last_pulse(school: School) -> datetime | None:
    """The last moment the bot was alive, None before its first start."""
    return await school.database.transact(load_pulse)


async def note_start(school: School) -> None:
    """Note that the bot is alive again, and make neutral the dates that the time since its last pulse took away."""
    now = school.clock.now()

    def work(transaction: Transaction) -> None:
        down_at = load_pulse(transaction)
        save_pulse(transaction, now)
        if down_at is None or now - down_at <= OUTAGE_FOR:
            return
        for zone_name, day_starts_at in load_rules(transaction):
            for on in outage_dates(down_at, now, school.zone_of(zone_name), day_starts_at):
                save_neutral_date(transaction, zone_name, day_starts_at, on)

    await school.database.transact(work)

"""Outages: how long the bot was down, and whom that must not cost a streak."""

from __future__ import annotations

from datetime import datetime

from bot.core.learning_calendar import OUTAGE_FOR, outage_dates
from bot.flows.flow import in_transaction, of_school
from bot.flows.school import School
from bot.store.engine.database import Transaction
from bot.store.neutral_dates import load_rules, save_neutral_date
from bot.store.pulse import load_pulse, save_pulse


@of_school
def note_pulse(transaction: Transaction, _: School, now: datetime) -> None:
    """Note that the bot is alive."""
    save_pulse(transaction, now)


@in_transaction
def last_pulse(transaction: Transaction) -> datetime | None:
    """The last moment the bot was alive, None before its first start."""
    return load_pulse(transaction)


@of_school
def note_start(transaction: Transaction, school: School, now: datetime) -> None:
    """Note that the bot is alive again, and make neutral the dates that the time since its last pulse took away."""
    down_at = load_pulse(transaction)
    save_pulse(transaction, now)
    if down_at is None or now - down_at <= OUTAGE_FOR:
        return
    for zone_name, day_starts_at in load_rules(transaction):
        for on in outage_dates(down_at, now, school.zone_of(zone_name), day_starts_at):
            save_neutral_date(transaction, zone_name, day_starts_at, on)

"""Outages: how long learners could not reach the bot, and whom that must not cost a streak."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.core.learning_calendar import OUTAGE_FOR, outage_dates
from bot.flows.flow import of_school
from bot.flows.school import School
from bot.store.engine.database import Transaction
from bot.store.neutral_dates import load_rules, save_neutral_date
from bot.store.pulse import load_pulse, save_pulse


@of_school
def note_reached(
    transaction: Transaction, school: School, now: datetime, ago: timedelta, gap: timedelta | None = None
) -> None:
    """Note that learners could reach the bot so long ago, and make neutral the dates that were lost to the time before,
    whatever it was: a bot that was down, a Telegram that was, or a line between them.

    `gap` is how long they could not before that, by a clock that nobody sets; without it, it is the time since it was
    last noted, by an earlier process.
    """
    reached_at = now - ago
    down_at = reached_at - gap if gap is not None else load_pulse(transaction)
    save_pulse(transaction, reached_at)
    if down_at is None or reached_at - down_at <= OUTAGE_FOR:
        return
    for zone_name, day_starts_at in load_rules(transaction):
        for on in outage_dates(down_at, reached_at, school.zone_of(zone_name), day_starts_at):
            save_neutral_date(transaction, zone_name, day_starts_at, on)

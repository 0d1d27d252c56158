"""What admins see of broadcasts: whom one would reach, how it goes, what has become of everybody."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.core.audience import LeftOut, Listed
from bot.core.broadcast import Broadcast, Kind, Status, Tally, takes_for
from bot.core.learning_calendar import learning_date
from bot.flows.flow import in_transaction, of_school
from bot.flows.school import School
from bot.store.audiences import DatesOf, count_audience, load_stretch, save_dates
from bot.store.broadcasts import load_broadcast, load_broadcasts
from bot.store.engine.database import Transaction
from bot.store.recipients import Outcome, count_waiting, load_last_due, load_outcomes, load_tally

STRETCH = 500
"""Learners looked at in one transaction: a few milliseconds, in which nobody else can write."""


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom a broadcast would be sent to as of now, whom not and why, and how long it would take."""

    recipients: int
    left_out: dict[LeftOut, int]
    takes_for: timedelta


@dataclass(frozen=True, slots=True)
class Report:
    """How a broadcast goes. `ends_at` is a guess, None where it is not running or stands still; `waiting` have a turn
    that comes later, by their own clock.
    """

    broadcast: Broadcast
    tally: Tally
    waiting: int
    ends_at: datetime | None


async def count(school: School, broadcast_id: int, per_second: float) -> Reach | None:
    """Whom a broadcast would reach as of now; None where there is no such broadcast."""
    now = school.clock.now()
    broadcast = await _begin_count(school, broadcast_id, dates_of(school, now))
    if broadcast is None:
        return None
    counts: Counter[LeftOut | None] = Counter()
    after: int | None = 0
    while after is not None:
        after, counted = await _count_on(school, broadcast, now, after)
        counts.update(counted)
    recipients = counts.pop(None, 0)
    left_out = {reason: number for reason, number in counts.items() if reason is not None}
    audience = broadcast.audience
    if broadcast.kind is Kind.COPY and isinstance(audience, Listed) and audience.unknown:
        left_out[LeftOut.UNKNOWN] = audience.unknown
    return Reach(recipients, left_out, takes_for(recipients, per_second))


@of_school
def report(transaction: Transaction, _: School, now: datetime, broadcast_id: int) -> Report | None:
    """How a broadcast goes; None where there is no such broadcast."""
    broadcast = load_broadcast(transaction, broadcast_id)
    return report_of(transaction, broadcast, now) if broadcast else None


@in_transaction
def past(transaction: Transaction, most: int = 20) -> list[Broadcast]:
    """The latest broadcasts that went out or are to, newest first."""
    return load_broadcasts(transaction, most)


@in_transaction
def outcomes(transaction: Transaction, broadcast_id: int, after: int = 0, most: int = STRETCH) -> list[Outcome]:
    """What became of recipients, by learner id: so many after this one. An empty list ends them."""
    return load_outcomes(transaction, broadcast_id, after, most)


def dates_of(school: School, now: datetime) -> DatesOf:
    """What the learning date and the local date are, wherever somebody lives."""

    def dates(zone_name: str, day_starts_at: int) -> tuple[date, date]:
        zone = school.zone_of(zone_name)
        return learning_date(now, zone, day_starts_at), now.astimezone(zone).date()

    return dates


def report_of(transaction: Transaction, broadcast: Broadcast, now: datetime) -> Report:
    """How a broadcast goes, as part of a transaction."""
    tally = load_tally(transaction, broadcast.id, broadcast.size)
    waiting = count_waiting(transaction, broadcast.id, now)
    ends_at = None
    if broadcast.status is Status.RUNNING and broadcast.per_second:
        at_pace = now + takes_for(tally.left, broadcast.per_second)
        ends_at = max(at_pace, load_last_due(transaction, broadcast.id) or at_pace)
    return Report(broadcast, tally, waiting, ends_at)


@in_transaction
def _begin_count(transaction: Transaction, broadcast_id: int, dates: DatesOf) -> Broadcast | None:
    """Write down the dates that counting goes by; the broadcast whose audience is to be counted."""
    save_dates(transaction, dates)
    return load_broadcast(transaction, broadcast_id)


@in_transaction
def _count_on(
    transaction: Transaction, broadcast: Broadcast, now: datetime, after: int
) -> tuple[int | None, dict[LeftOut | None, int]]:
    """Count the next stretch of learners; the id of the last of them, None after the last of all."""
    up_to = load_stretch(transaction, after, STRETCH)
    return up_to, count_audience(transaction, broadcast, now, after, up_to) if up_to is not None else {}

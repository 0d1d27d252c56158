"""What admins see of broadcasts: whom one would reach, how it goes, what has become of everybody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from bot.core.audience import Everyone, FromDay, LeftOut, Listed
from bot.core.broadcast import Amended, Broadcast, Later, Status, Tally, takes_for, waits_until
from bot.core.learning_calendar import learning_date
from bot.flows.flow import in_transaction, of_school
from bot.flows.school import School
from bot.store.audiences import DatesOf, Group, count_audience, count_resendable, load_stretch, save_dates
from bot.store.broadcasts import has_open_amendment, load_amended, load_broadcast, load_broadcasts
from bot.store.engine.database import Transaction
from bot.store.recipients import Outcome, count_uncertain, load_later, load_outcomes, load_tally

STRETCH = 500
"""Learners looked at in one transaction: a few milliseconds, in which nobody else can write."""


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom a broadcast would be sent to as of now, whom not and why, and how long it would take to those whose turn
    does not come `later`.
    """

    recipients: int
    left_out: dict[LeftOut, int]
    takes_for: timedelta
    later: Later = field(default_factory=Later)


@dataclass(frozen=True, slots=True)
class Report:
    """How a broadcast goes. `ends_at` is a guess, None where it is not running or stands still. It is
    `amended` while its copies are deleted or changed. `resendable` counts the uncertain who were not sent it again.
    """

    broadcast: Broadcast
    tally: Tally
    later: Later
    ends_at: datetime | None
    amended: bool
    resendable: int

    @property
    def can_change(self) -> bool:
        """Whether there will be more to tell without an admin's doing anything about it."""
        return self.broadcast.is_under_way or self.amended


async def count(school: School, broadcast_id: int, per_second: float) -> Reach | None:
    """Whom a broadcast would reach as of now; None where there is no such broadcast."""
    now = school.clock.now()
    broadcast = await _begin_count(school, broadcast_id, dates_of(school, now))
    if broadcast is None:
        return None
    reach = _reach(school, broadcast, now, await _groups(school, broadcast, now), per_second)
    match broadcast.audience:
        case Listed(unknown) if unknown:
            reach.left_out[LeftOut.UNKNOWN] = unknown
        case FromDay():
            everyone = replace(broadcast, audience=Everyone())
            of_all = _reach(school, everyone, now, await _groups(school, everyone, now), per_second)
            if earlier := of_all.recipients - reach.recipients:
                reach.left_out[LeftOut.EARLIER] = earlier
    return reach


async def count_again(school: School, broadcast_id: int, per_second: float) -> Reach | None:
    """Whom a broadcast would be sent to again, of those who may have it or not; None where there is no such one."""
    now = school.clock.now()
    broadcast = await _begin_count(school, broadcast_id, dates_of(school, now))
    if broadcast is None:
        return None
    groups = await in_transaction(count_resendable)(school, broadcast_id, now)
    return _reach(school, broadcast, now, groups, per_second)


@of_school
def report(transaction: Transaction, _: School, now: datetime, broadcast_id: int) -> Report | None:
    """How a broadcast goes; None where there is no such broadcast."""
    broadcast = load_broadcast(transaction, broadcast_id)
    return report_of(transaction, broadcast, now) if broadcast else None


@in_transaction
def past(transaction: Transaction, most: int = 20) -> list[tuple[Broadcast, Mapping[Amended, int]]]:
    """The latest broadcasts that went out or are to, newest first, each with what has become of its copies since."""
    changed = load_amended(transaction)
    return [
        (each, load_tally(transaction, each.id, each.size).amended if each.id in changed else {})
        for each in load_broadcasts(transaction, most)
    ]


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
    later = load_later(transaction, broadcast.id, now)
    ends_at = None
    if broadcast.status is Status.RUNNING and broadcast.per_second:
        at_pace = now + takes_for(tally.left, broadcast.per_second)
        ends_at = max(at_pace, later.last_at or at_pace)
    amended = has_open_amendment(transaction, broadcast.id)
    return Report(broadcast, tally, later, ends_at, amended, count_uncertain(transaction, broadcast.id))


def _reach(school: School, broadcast: Broadcast, now: datetime, groups: Iterable[Group], per_second: float) -> Reach:
    """Whom it reaches of these, each by their own clock, from the moment it would begin."""
    begins_at = max(now, broadcast.when.at or now)
    left_out: Counter[LeftOut] = Counter()
    turns: Counter[datetime] = Counter()
    for group in groups:
        zone = school.zone_of(group.zone_name)
        turn_at = waits_until(broadcast, group.preferences, zone, begins_at) or begins_at
        capped = group.capped and turn_at.astimezone(zone).date() == now.astimezone(zone).date()
        if reason := group.reason or (LeftOut.CAPPED if capped else None):
            left_out[reason] += group.number
        else:
            turns[turn_at] += group.number
    at_once = turns.pop(begins_at, 0)
    later = Later(turns.total(), min(turns), max(turns)) if turns else Later()
    return Reach(at_once + later.number, dict(left_out), takes_for(at_once, per_second), later)


async def _groups(school: School, broadcast: Broadcast, now: datetime) -> list[Group]:
    """All of an audience, counted a stretch at a time."""
    groups: list[Group] = []
    after: int | None = 0
    while after is not None:
        after, some = await _count_on(school, broadcast, now, after)
        groups += some
    return groups


@in_transaction
def _begin_count(transaction: Transaction, broadcast_id: int, dates: DatesOf) -> Broadcast | None:
    """Write down the dates that counting goes by; the broadcast whose audience is to be counted."""
    save_dates(transaction, dates)
    return load_broadcast(transaction, broadcast_id)


@of_school
def _count_on(
    transaction: Transaction, school: School, _: datetime, broadcast: Broadcast, now: datetime, after: int
) -> tuple[int | None, list[Group]]:
    """Count the next stretch of learners; the id of the last of them, None after the last of all."""
    up_to = load_stretch(transaction, after, STRETCH)
    if up_to is None:
        return None, []
    return up_to, count_audience(transaction, broadcast, school.course.lessons.keys(), now, after, up_to)

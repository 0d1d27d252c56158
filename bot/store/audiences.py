"""Audiences: who belongs to one, who of them is left out and why, and the rows that freeze the rest.

All of it goes through the learners by id, a stretch in each transaction, so that nobody has to wait for long.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    String,
    and_,
    bindparam,
    case,
    cast,
    delete,
    exists,
    func,
    literal,
    or_,
    select,
    text,
    true,
)

from bot.core.audience import (
    ACTIVE_FOR,
    CHOICES,
    Active,
    AtDay,
    Audience,
    Everyone,
    FromDay,
    InLanguage,
    LeftOut,
    Listed,
    TodayOpen,
)
from bot.core.broadcast import RECALLABLE_FOR, Broadcast, Kind
from bot.core.preferences import Preferences
from bot.core.reminders import MOST_UNASKED
from bot.store.engine.database import Transaction
from bot.store.engine.statement import Row, Statement, insert
from bot.store.tables import UtcTimestamp, completions, learners, listed, places, recipients, zone_dates
from bot.store.unasked import since, unasked

_here = and_(zone_dates.c.zone == learners.c.zone, zone_dates.c.day_starts_at == learners.c.day_starts_at)
_today_on = case((learners.c.held_until > bindparam("now"), learners.c.held_on), else_=zone_dates.c.learning_on)
_finished_today = exists().where(completions.c.learner_id == learners.c.id, completions.c.learning_on >= _today_on)
_finished_up_to = (
    select(func.coalesce(func.max(places.c.day), 0))
    .where(places.c.learner_id == learners.c.id, places.c.finished_on.is_not(None))
    .scalar_subquery()
)
_day, _written = bindparam("day", type_=Integer), bindparam("written", type_=String)
_written_before: ColumnElement[int] = bindparam("written_before", type_=Integer)
_written_in_all: ColumnElement[int] = bindparam("written_in_all", type_=Integer)


def _is_written(day: ColumnElement[int]) -> ColumnElement[bool]:
    """Whether a day is among those of the course that are written, which a parameter lists between commas."""
    return _written.like(literal("%,") + cast(day, String) + ",%")


_finished = and_(places.c.learner_id == learners.c.id, places.c.finished_on.is_not(None))
_finished_written = select(func.count()).where(_finished, _is_written(places.c.day))
_finished_before = _finished_written.where(places.c.day < _day).scalar_subquery()
_has_finished = exists().where(_finished, places.c.day == _day)
_midway = and_(  # in a day that is not only read again
    learners.c.open_day.is_not(None),
    _is_written(learners.c.open_day),
    ~exists().where(_finished, places.c.day == learners.c.open_day),
)
_offered = and_(_is_written(_day), ~_has_finished, _finished_before == _written_before)
_awaited = and_(~_is_written(_day), _finished_written.scalar_subquery() == _written_in_all, _finished_up_to == _day - 1)
_BELONGS: dict[type[Audience], ColumnElement[bool]] = {
    Everyone: true(),
    Active: func.coalesce(learners.c.seen_at, learners.c.joined_at) >= bindparam("active_since"),
    TodayOpen: ~_finished_today,
    AtDay: or_(learners.c.open_day == _day, and_(~_midway, or_(_offered, _awaited))),
    FromDay: or_(
        _has_finished, and_(_midway, learners.c.open_day >= _day), and_(~_midway, _finished_before == _written_before)
    ),
    InLanguage: or_(
        learners.c.language == bindparam("language"),
        learners.c.language.like(bindparam("language", type_=String) + "-%"),
    ),
    Listed: learners.c.id.in_(select(listed.c.learner_id).where(listed.c.broadcast_id == bindparam("broadcast"))),
}
_left_out = case(
    (learners.c.blocked_at.is_not(None), LeftOut.BLOCKED),
    (learners.c.paused_until > bindparam("now"), LeftOut.PAUSED),
    (learners.c.announcements.is_(False), LeftOut.MUTED),
)
_had = unasked(learners.c.id, zone_dates.c.local_on)
_uncertain = recipients.alias("uncertain")
_had_of_others = _had - case((_uncertain.c.sent_on == zone_dates.c.local_on, 1), else_=0)

_stretch = and_(learners.c.id > bindparam("after"), learners.c.id <= bindparam("up_to"))
_amendable = and_(
    recipients.c.broadcast_id == bindparam("of"),
    recipients.c.learner_id > bindparam("after"),
    recipients.c.learner_id <= bindparam("up_to"),
    recipients.c.state == "sent",
    recipients.c.message_id.is_not(None),
    recipients.c.settled_at > bindparam("sent_since"),
)
_this, _due = bindparam("broadcast", type_=Integer), bindparam("now", type_=UtcTimestamp())
_as_pending = (literal("pending"), literal(0), _due)


def _counting(had: ColumnElement[int]) -> Select[Any]:
    """Learners by all that decides when, and whether, their turn comes; `had` is how many messages they have had."""
    capped = case((_left_out.is_not(None), False), else_=had >= MOST_UNASKED)
    quiet = (learners.c.quiet_from, learners.c.quiet_until)
    return (
        select(_left_out.label("reason"), capped.label("capped"), learners.c.zone, *quiet, func.count().label("number"))
        .join_from(learners, zone_dates, _here, isouter=True)
        .group_by(text("reason"), text("capped"), learners.c.zone, *quiet)
    )


def _freezing(chosen: Select[Any]) -> Statement:
    columns = ["broadcast_id", "learner_id", "state", "attempt", "due_at", "message_id", "resent"]
    return Statement(insert(recipients).from_select(columns, chosen, include_defaults=False))


# For all choices there are, not for those above: one that has no SQL is found as soon as this is imported.
_among = {
    choice: and_(_stretch, _BELONGS[choice], learners.c.joined_at <= bindparam("now")) for choice in CHOICES.values()
}
_COUNT = {choice: Statement(_counting(_had).where(among)) for choice, among in _among.items()}
_COUNT_LEFT_OUT = {
    choice: Statement(
        select(_left_out.label("reason"), func.count().label("number"))
        .join_from(learners, zone_dates, _here, isouter=True)
        .where(among, _left_out.is_not(None))
        .group_by(text("reason"))
    )
    for choice, among in _among.items()
}
_FREEZE = {
    choice: _freezing(
        select(_this, learners.c.id, *_as_pending, literal(None), literal(False))
        .join_from(learners, zone_dates, _here, isouter=True)
        .where(among, _left_out.is_(None))
        .order_by(learners.c.id)
    )
    for choice, among in _among.items()
}
_COUNT_RESENDABLE = Statement(
    _counting(_had_of_others).where(
        _uncertain.c.learner_id == learners.c.id,
        _uncertain.c.broadcast_id == bindparam("broadcast"),
        _uncertain.c.state == "uncertain",
        _uncertain.c.resent.is_(False),
    )
)
_COUNT_COPIES = Statement(select(func.count().label("count")).where(_amendable))
_FREEZE_COPIES = _freezing(
    select(_this, recipients.c.learner_id, *_as_pending, recipients.c.message_id, literal(False))
    .where(_amendable)
    .order_by(recipients.c.learner_id)
)

_LIST = Statement(
    insert(listed)
    .from_select(["broadcast_id", "learner_id"], select(_this, learners.c.id).where(learners.c.id == bindparam("one")))
    .on_conflict_do_nothing()
)
_UNLIST = Statement(delete(listed).where(listed.c.broadcast_id == bindparam("broadcast")))
_stretch_ids = select(learners.c.id).where(learners.c.id > bindparam("after")).order_by(learners.c.id)
_LOAD_STRETCH = Statement(select(func.max(_stretch_ids.limit(bindparam("most")).subquery().c.id).label("up_to")))
_LOAD_RULES = Statement(select(learners.c.zone, learners.c.day_starts_at).distinct())
_FORGET_DATES = Statement(delete(zone_dates))
_SAVE_DATE = Statement(
    insert(zone_dates).values({column.name: bindparam(column.name) for column in zone_dates.columns})
)

_EVER = datetime.min.replace(tzinfo=UTC)

DatesOf = Callable[[str, int], tuple[date, date]]
"""The learning date and the local date for whoever lives in the zone of this name and begins the day at this hour."""


@dataclass(frozen=True, slots=True)
class Group:
    """So many of an audience of whom the same holds: why they are left out, if they are; whether they have had all that
    they may get today; where they live, and when it is quiet there.
    """

    number: int
    reason: LeftOut | None
    capped: bool
    zone_name: str
    preferences: Preferences


def load_stretch(transaction: Transaction, after: int, most: int) -> int | None:
    """The id of the last of so many learners after this id; None where there are no more."""
    row = transaction.first(_LOAD_STRETCH, after=after, most=most)
    return row.up_to if row else None


def count_audience(
    transaction: Transaction, broadcast: Broadcast, written: Collection[int], now: datetime, after: int, up_to: int
) -> list[Group]:
    """Those of a stretch who belong to the audience of a broadcast, in groups; `written` are the days of the course
    that are. Whoever has a copy that is to be changed
    has their turn at once, wherever that is.
    """
    parameters = _parameters(broadcast, written, now, after, up_to)
    if broadcast.kind is not Kind.COPY:
        row = transaction.first(_COUNT_COPIES, **parameters)
        number = row.count if row else 0
        return [Group(number=number, reason=None, capped=False, zone_name="UTC", preferences=Preferences())]
    return list(map(_group, transaction.all(_COUNT[type(broadcast.audience)], **parameters)))


def count_resendable(transaction: Transaction, broadcast_id: int, now: datetime) -> list[Group]:
    """Those who may have a broadcast or not and were not sent it again yet, in groups. That it may have reached them
    today is not held against them.
    """
    rows = transaction.all(_COUNT_RESENDABLE, broadcast=broadcast_id, now=now, lately=since(now))
    return list(map(_group, rows))


def freeze_audience(
    transaction: Transaction, broadcast: Broadcast, written: Collection[int], launched_at: datetime, up_to: int
) -> tuple[int, dict[str, int]]:
    """Make recipients of those of the next stretch who belong to the audience, due from now on: how many there were,
    and how many were left out by reason.

    Who has had enough messages today is left out when their turn comes: it may come on another date.
    """
    parameters = _parameters(broadcast, written, launched_at, broadcast.frozen_to or 0, up_to)
    if broadcast.kind is not Kind.COPY:
        return transaction.run(_FREEZE_COPIES, **parameters), {}
    choice = type(broadcast.audience)
    counts = {row.reason: row.number for row in transaction.all(_COUNT_LEFT_OUT[choice], **parameters)}
    return transaction.run(_FREEZE[choice], **parameters), counts


def save_list(transaction: Transaction, broadcast_id: int, learner_ids: Iterable[int]) -> int:
    """Keep whom a pasted list names, in the place of an earlier list; how many of the ids are no learner's."""
    transaction.run(_UNLIST, broadcast=broadcast_id)
    known = [transaction.run(_LIST, broadcast=broadcast_id, one=learner_id) for learner_id in set(learner_ids)]
    return known.count(0)


def forget_list(transaction: Transaction, broadcast_id: int) -> None:
    """Forget whom a pasted list names."""
    transaction.run(_UNLIST, broadcast=broadcast_id)


def save_dates(transaction: Transaction, dates_of: DatesOf) -> None:
    """Write down what date it is wherever learners live; counting and freezing go by it."""
    transaction.run(_FORGET_DATES)
    for zone_name, day_starts_at in transaction.all(_LOAD_RULES):
        learning_on, local_on = dates_of(zone_name, day_starts_at)
        transaction.run(
            _SAVE_DATE, zone=zone_name, day_starts_at=day_starts_at, learning_on=learning_on, local_on=local_on
        )


def _group(row: Row) -> Group:
    return Group(
        number=row.number,
        reason=LeftOut(row.reason) if row.reason else None,
        capped=bool(row.capped),
        zone_name=row.zone,
        preferences=Preferences(quiet_from=row.quiet_from, quiet_until=row.quiet_until),
    )


def _parameters(
    broadcast: Broadcast, written: Collection[int], now: datetime, after: int, up_to: int
) -> dict[str, object]:
    choice = asdict(broadcast.audience)
    return {
        **choice,
        "written": "".join(f",{day}" for day in written) + ",",
        "written_before": sum(day < choice.get("day", 0) for day in written),
        "written_in_all": len(written),
        "after": after,
        "up_to": up_to,
        "broadcast": broadcast.id,
        "of": broadcast.of,
        "now": now,
        "active_since": now - ACTIVE_FOR,
        "lately": since(now),
        "sent_since": now - RECALLABLE_FOR if broadcast.kind is Kind.RECALL else _EVER,
    }

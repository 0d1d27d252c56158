"""How the course does: figures about all learners, gathered a few learners at a time.

Every figure adds up learner by learner, so each transaction looks at some of them only, and whoever taps meanwhile
waits for one of these and not for all. The parts are therefore of slightly different moments.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from bot.core.course import Course
from bot.core.learning_calendar import begins_at, learning_date
from bot.core.statistics import Figures, Period
from bot.flows.enrolment import Enrolment
from bot.flows.flow import in_transaction, of_school
from bot.flows.school import School
from bot.store.day_states import load_day_states
from bot.store.engine.database import Transaction
from bot.store.statistics import (
    Range,
    Since,
    load_broadcast_outcomes,
    load_departures,
    load_figures,
    load_launched,
    load_perhaps_alive,
    load_range,
)

LEARNERS_AT_ONCE = 100
"""So many are looked at in one transaction, which takes about ten milliseconds."""

STILL_FOR = timedelta(days=1)
"""Whoever has not gone on from a step for so long has stopped there."""

_EVER = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Statistics:
    """The figures of a period, as of a learning date in the zone that new learners begin with."""

    course: Course
    period: Period
    today_on: date
    figures: Figures


async def look_at_statistics(
    school: School, period: Period, looked_at: Callable[[int], object] = lambda _: None
) -> Statistics:
    """How the course does, in all or of late. `looked_at` hears of each few learners how many they were."""
    now, zone = school.clock.now(), school.zone_of(school.default_zone_name)
    today_on = learning_date(now, zone)
    since_on = period.since(today_on)
    since = Since(
        at=begins_at(since_on, zone) if since_on else _EVER,
        on=since_on or _EVER.date(),
        today_at=begins_at(today_on, zone),
        week_at=begins_at(today_on - timedelta(days=6), zone),
        still_at=now - STILL_FOR,
    )
    figures = Figures()
    after: int | None = 0
    while after is not None:
        part, after = await _look_at_some(school, after, since, today_on)
        figures.add(part)
        looked_at(part.people["learners"])
    await _add_the_rest(school, since, figures)
    return Statistics(school.course, period, today_on, figures)


@of_school
def _look_at_some(
    transaction: Transaction, school: School, now: datetime, after: int, since: Since, today_on: date
) -> tuple[Figures, int | None]:
    """The figures of the next few learners, and the id after which to go on."""
    among: Range | None = load_range(transaction, after, LEARNERS_AT_ONCE)
    if among is None:
        return Figures(), None
    figures = load_figures(transaction, among, since)
    lasting = [each for each in load_day_states(transaction) if each.written and each.until_at is None]
    lessons = sum(each.since_at < since.week_at for each in lasting)
    for learner_id in load_perhaps_alive(transaction, among, today_on, lessons):
        figures.streaks[Enrolment.of(transaction, school, learner_id, now).streak().current] += 1
    del figures.streaks[0]
    return figures, among.upto


async def _add_the_rest(school: School, since: Since, figures: Figures) -> None:
    """Count in what is kept about nobody, and the broadcasts, one by one."""
    figures.people["left"] = await in_transaction(load_departures)(school, since.on)
    for broadcast_id in await in_transaction(load_launched)(school, since.at):
        figures.broadcasts += await in_transaction(load_broadcast_outcomes)(school, broadcast_id)

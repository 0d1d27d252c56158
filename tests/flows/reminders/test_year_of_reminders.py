"""A year of reminders in every zone there is, by the rules alone and, for some zones, through the database."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

import pytest

from bot.core.delivery import Delivery, Receipt
from bot.core.preferences import Preferences, ZoneFrom
from bot.core.reminders import ReminderKind, Ruling, Situation, plan, rule
from bot.flows.presence import note_presence
from bot.flows.reminders.due import claim_due, settle_reminder
from bot.flows.school import School
from bot.store.engine.database import Transaction
from bot.store.engine.sqlite import open_file
from bot.store.learners import save_new_learner, save_zone_from
from bot.store.preferences import save_preferences
from tests.support.clock import MovableClock
from tests.support.course import a_course_of

NEW_YEAR = datetime(2026, 1, 1, 12, 0, tzinfo=UTC)
YEAR = timedelta(days=365)
ONE_DAY = timedelta(days=1)
STALL = timedelta(seconds=10)
LATE_FOR = timedelta(hours=3)
ZONES = sorted(available_timezones() - {"localtime"})
NO_QUIET = Preferences(quiet_from=time(0), quiet_until=time(0))
WISHES = {
    "where the clocks are changed": replace(NO_QUIET, remind_at=time(2, 30)),
    "at midnight": replace(NO_QUIET, remind_at=time(0, 0)),
    "just before the quiet hours": Preferences(remind_at=time(21, 59, 30)),
}


@dataclass(frozen=True, slots=True)
class Sent:
    """A reminder as it went out."""

    at: datetime
    on: date
    kind: ReminderKind


def live(zone: ZoneInfo, wishes: Preferences, chance: random.Random, jumps: float = 0.0) -> Iterator[Sent]:
    """A year of somebody who is there every day, with a scheduler that stalls for up to ten seconds.

    `jumps` is how often the clock leaps a day ahead or back before a reminder.
    """
    now, decided = NEW_YEAR, set[tuple[date, ReminderKind]]()
    situation = Situation(wishes, zone, now)
    planned = plan(situation, now)
    while now < NEW_YEAR + YEAR:
        assert planned is not None
        if jumps and chance.random() < jumps:
            now += ONE_DAY * chance.choice((1, -1)) + timedelta(hours=chance.uniform(0, 4))
        else:
            now = max(now, planned.at) + STALL * chance.random()
        if planned.at <= now:
            ruling = rule(planned.on, planned.kind, situation, now, unasked=0)
            if ruling is Ruling.SEND:
                yield Sent(now, planned.on, planned.kind)
            if ruling is not Ruling.EARLY:
                assert (planned.on, planned.kind) not in decided
                decided.add((planned.on, planned.kind))
        situation = Situation(wishes, zone, now, decided=decided)
        planned = plan(situation, now)


def check(sent: list[Sent], zone: ZoneInfo, wishes: Preferences, late_for: timedelta) -> None:
    """At most one daily reminder on a local date; each at its wall-clock time, at most so late; none in quiet hours."""
    assert wishes.remind_at is not None
    assert max(Counter(each.on for each in sent).values()) == 1
    for each in sent:
        local = each.at.astimezone(zone)
        before = (each.at - late_for).astimezone(zone)
        assert local.date() == each.on, each
        assert local.time() >= wishes.remind_at, each
        # So short a while ago, the wall clock had not shown this time on this date yet: it is the first time it does.
        assert (before.date(), before.time()) < (each.on, wishes.remind_at), each
        assert not wishes.is_quiet(local.time()), each


@pytest.mark.parametrize("wishes", WISHES.values(), ids=WISHES)
def test_in_every_zone_each_date_has_its_reminder_once_and_on_time(wishes: Preferences) -> None:
    chance = random.Random(2026)  # noqa: S311 -- the same every time
    for name in ZONES:
        zone = ZoneInfo(name)
        sent = list(live(zone, wishes, chance))
        check(sent, zone, wishes, STALL)
        dates = {each.on for each in sent}
        assert len(dates) == (max(dates) - min(dates)).days + 1 >= 365, name


def test_a_clock_that_leaps_by_a_day_doubles_nothing_and_wakes_nobody() -> None:
    chance = random.Random(366)  # noqa: S311 -- the same every time
    for name in chance.sample(ZONES, 150):
        zone = ZoneInfo(name)
        wishes = chance.choice([*WISHES.values(), Preferences()])
        check(list(live(zone, wishes, chance, jumps=0.1)), zone, wishes, LATE_FOR)


@pytest.fixture
async def yearly_school(tmp_path: Path, clock: MovableClock) -> AsyncIterator[School]:
    database = await open_file(tmp_path / "year.db")
    await database._writer.run(lambda connection: connection.execute("PRAGMA synchronous = OFF"))  # nothing is pulled
    yield School(a_course_of(28), database, clock, default_zone_name="UTC", process="this process", secret=b"a secret")
    await database.close()


async def test_a_quarter_of_a_year_in_many_zones_through_the_database(
    yearly_school: School, clock: MovableClock
) -> None:
    """Learners who are there every morning, in one database, with a clock that leaps now and then."""
    chance = random.Random(90)  # noqa: S311 -- the same every time
    names = ["Pacific/Apia", "America/St_Johns", "Africa/Casablanca", *chance.sample(ZONES, 21)]
    learners = {learner_id: ZoneInfo(name) for learner_id, name in enumerate(names, start=1)}
    wishes = {
        learner_id: chance.choice([Preferences(), replace(NO_QUIET, remind_at=time(2, 30))]) for learner_id in learners
    }
    clock.move(datetime(2026, 3, 1, tzinfo=UTC) - clock.now())

    def enrol(transaction: Transaction) -> None:
        for learner_id, zone in learners.items():
            save_new_learner(transaction, learner_id, zone.key, clock.now())
            save_zone_from(transaction, learner_id, ZoneFrom.CHOSEN)
            save_preferences(transaction, learner_id, wishes[learner_id])

    await yearly_school.database.transact(enrol)
    sent: dict[int, list[Sent]] = {learner_id: [] for learner_id in learners}
    until = clock.now() + YEAR / 4
    while clock.now() < until:
        clock.move(ONE_DAY * chance.choice((1, -1)) if chance.random() < 0.002 else timedelta(minutes=30))
        for learner_id in learners:
            if chance.random() < 1 / 48:
                await note_presence(yearly_school, learner_id)
        is_last = False
        while not is_last:
            batch = await claim_due(yearly_school, chance)
            is_last = batch.is_last
            for each in batch.reminders:
                await settle_reminder(yearly_school, each, Receipt(Delivery.SENT, message_id=1))
                sent[each.entry.learner_id].append(Sent(clock.now(), each.entry.on, each.entry.kind))
    for learner_id, zone in learners.items():
        check(sent[learner_id], zone, wishes[learner_id], LATE_FOR)
        assert len(sent[learner_id]) > 60

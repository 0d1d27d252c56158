"""The time the bot was down costs nobody a streak."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.core.streak import Fate
from bot.flows.outages import note_reached
from bot.flows.progress import look_at_ledger
from bot.flows.school import School
from bot.store.engine.database import Transaction
from bot.store.neutral_dates import load_neutral_dates
from tests.support.clock import MovableClock
from tests.support.pupil import Pupil
from tests.support.reach import was_reached_until_now

ONE_DAY = timedelta(days=1)


async def neutral_dates(pupil: Pupil) -> set[date]:
    def work(transaction: Transaction) -> set[date]:
        return load_neutral_dates(transaction, pupil.id)

    return await pupil.school.database.transact(work)


@pytest.fixture(autouse=True)
async def first_start(school: School) -> None:
    await note_reached(school, timedelta())


async def test_days_without_the_bot_keep_the_streak_and_the_freezes(ada: Pupil, clock: MovableClock) -> None:
    await ada.reaches("end")
    clock.move(4 * ONE_DAY)
    await note_reached(ada.school, timedelta())
    found = (await look_at_ledger(ada.school, ada.id)).streak
    assert [entry.fate for entry in found.ledger] == [Fate.DONE, *[Fate.NEUTRAL] * 4]
    assert (found.current, found.freezes) == (1, 2)


async def test_two_hours_down_are_not_enough(ada: Pupil, clock: MovableClock) -> None:
    await ada.reaches("end")
    clock.move(timedelta(hours=2))
    await note_reached(ada.school, timedelta())
    assert await neutral_dates(ada) == set()
    clock.move(timedelta(hours=2, seconds=1))
    await note_reached(ada.school, timedelta())
    assert await neutral_dates(ada) == {date(2026, 3, 10)}


async def test_a_bot_that_runs_is_not_down(ada: Pupil, clock: MovableClock) -> None:
    await ada.reaches("end")
    for _ in range(3 * 24):
        clock.move(timedelta(hours=1))
        await note_reached(ada.school, timedelta())
    assert await neutral_dates(ada) == set()


async def test_a_clock_set_back_is_no_outage(ada: Pupil, clock: MovableClock) -> None:
    await ada.reaches("end")
    clock.move(-3 * ONE_DAY)
    await note_reached(ada.school, timedelta())
    assert await neutral_dates(ada) == set()


async def test_each_loses_the_dates_of_their_own_zone(
    ada: Pupil, noor: Pupil, school: School, clock: MovableClock
) -> None:
    await ada.reaches("end")
    school.default_zone_name = "Pacific/Kiritimati"  # 14 hours ahead
    await noor.reaches("end")
    clock.move(timedelta(hours=12))  # 21:00 on 10 March, and 11:00 on the 11th
    await was_reached_until_now(school)
    clock.move(timedelta(hours=3))
    await note_reached(school, timedelta())
    assert await neutral_dates(ada) == {date(2026, 3, 10)}
    assert await neutral_dates(noor) == {date(2026, 3, 11)}


async def test_nothing_is_kept_for_those_without_a_streak(ada: Pupil, clock: MovableClock) -> None:
    await ada.opens(2)
    clock.move(ONE_DAY)
    await note_reached(ada.school, timedelta())
    assert await neutral_dates(ada) == set()


async def test_a_silent_telegram_is_an_outage_however_alive_the_bot_was(ada: Pupil, clock: MovableClock) -> None:
    await ada.reaches("end")
    for _ in range(20):
        clock.move(timedelta(hours=1))  # no poll is answered
    await note_reached(ada.school, timedelta(hours=1))
    assert await neutral_dates(ada) == {date(2026, 3, 10)}


async def test_what_was_answered_a_while_ago_counts_up_to_then(ada: Pupil, clock: MovableClock) -> None:
    await ada.reaches("end")
    clock.move(timedelta(hours=3))
    await note_reached(ada.school, timedelta(hours=1))
    assert await neutral_dates(ada) == set()
    await note_reached(ada.school, timedelta())
    assert await neutral_dates(ada) == set()


async def test_a_clock_that_is_put_forward_is_no_outage(ada: Pupil, clock: MovableClock) -> None:
    await ada.reaches("end")
    clock.move(4 * ONE_DAY)
    await note_reached(ada.school, timedelta(), gap=timedelta(seconds=5))
    assert await neutral_dates(ada) == set()


async def test_a_telegram_that_comes_back_ends_an_outage(ada: Pupil, clock: MovableClock) -> None:
    await ada.reaches("end")
    clock.move(timedelta(hours=3))
    await note_reached(ada.school, timedelta(), gap=timedelta(hours=2, seconds=1))
    assert await neutral_dates(ada) == {date(2026, 3, 10)}

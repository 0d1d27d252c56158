"""Who has never been asked where they live is written to when it is day wherever that may be, or not at all."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from bot.core.preferences import ZoneFrom, remind_at
from bot.core.reminders import Planned
from bot.flows.presence import note_language
from bot.flows.reminders.due import claim_due
from bot.flows.reminders.responses import end_pause, put_off
from bot.flows.school import School
from bot.flows.settings import change_settings
from bot.flows.zones import choose_zone, open_zone_question
from bot.store.engine.database import Transaction
from bot.store.learners import save_zone_from
from bot.store.rhythms import load_rhythm
from tests.support.clock import MovableClock
from tests.support.pupil import Pupil

CHANCE = Random(5)  # noqa: S311 -- the same every time
WINTER = datetime(2026, 1, 14, 3, 0, tzinfo=UTC)


@pytest.fixture
async def pupil(ada: Pupil, clock: MovableClock) -> Pupil:
    """Has pressed START."""
    clock.move(WINTER - clock.now())
    await ada.asks_for_today()
    return ada


async def planned(pupil: Pupil) -> Planned | None:
    def work(transaction: Transaction) -> Planned | None:
        rhythm = load_rhythm(transaction, pupil.id)
        return rhythm.due if rhythm else None

    return await pupil.school.database.transact(work)


async def test_nobody_is_reminded_of_whom_nothing_is_known(pupil: Pupil) -> None:
    assert await planned(pupil) is None


@pytest.mark.parametrize(
    ("language", "zone_name"),
    [
        ("de", "Europe/Berlin"),
        ("ja", "Asia/Tokyo"),
        ("ru", "Europe/Kaliningrad"),
        ("es", "America/Tijuana"),
        ("pt", "America/Rio_Branco"),
        ("en-US", "Pacific/Honolulu"),
    ],
)
async def test_who_is_likely_somewhere_is_reminded_when_it_is_day_in_all_of_it(
    pupil: Pupil, language: str, zone_name: str
) -> None:
    await note_language(pupil.school, pupil.id, language)
    due = await planned(pupil)
    assert due is not None
    assert due.at.astimezone(ZoneInfo(zone_name)).time() == time(9)


async def test_who_speaks_english_may_be_anywhere_and_is_left_in_peace(pupil: Pupil) -> None:
    await note_language(pupil.school, pupil.id, "en")
    assert await planned(pupil) is None


async def test_an_hour_that_is_night_somewhere_is_no_hour(pupil: Pupil) -> None:
    await note_language(pupil.school, pupil.id, "es")
    await change_settings(pupil.school, pupil.id, remind_at(time(19)))  # two in the night in Madrid, where it is six
    assert await planned(pupil) is None
    await change_settings(pupil.school, pupil.id, remind_at(time(10)))
    assert await planned(pupil) is not None


async def test_the_first_reminder_asks_and_the_next_does_not(pupil: Pupil, clock: MovableClock) -> None:
    await note_language(pupil.school, pupil.id, "de")
    clock.move(timedelta(hours=5))
    (reminder,) = (await claim_due(pupil.school, CHANCE)).reminders
    assert reminder.asks_zone
    await open_zone_question(pupil.school, pupil.id)
    await choose_zone(pupil.school, pupil.id, "Europe/Vienna")
    clock.move(timedelta(days=1))
    (reminder,) = (await claim_due(pupil.school, CHANCE)).reminders
    assert not reminder.asks_zone


async def test_what_was_planned_by_utc_before_is_not_sent(pupil: Pupil, school: School, clock: MovableClock) -> None:
    await choose_zone(school, pupil.id, "UTC")
    assert await planned(pupil) is not None

    def forget(transaction: Transaction) -> None:
        save_zone_from(transaction, pupil.id, ZoneFrom.DEFAULT)

    await school.database.transact(forget)
    clock.move(timedelta(hours=7))
    assert (await claim_due(school, CHANCE)).reminders == []


async def test_a_place_that_the_operator_names_is_plausible(school: School, ada: Pupil) -> None:
    school.default_zone_name = "Europe/Rome"
    await ada.asks_for_today()
    due = await planned(ada)
    assert due is not None
    assert due.at.astimezone(ZoneInfo("Europe/Rome")).time() == time(9)


async def test_whoever_has_finished_a_lesson_has_been_asked(pupil: Pupil) -> None:
    await pupil.reaches("end")
    assert await planned(pupil) is not None


async def test_what_is_asked_for_comes_all_the_same(pupil: Pupil, clock: MovableClock) -> None:
    await note_language(pupil.school, pupil.id, "en")
    clock.move(timedelta(hours=7))  # ten by UTC
    put = await put_off(pupil.school, pupil.id)
    assert put is not None
    assert (put.next_at, put.asks_zone) == (clock.now() + timedelta(hours=2), False)
    clock.move(timedelta(hours=2))
    assert len((await claim_due(pupil.school, CHANCE)).reminders) == 1


async def test_who_wants_reminders_again_is_asked_for_their_clock(pupil: Pupil) -> None:
    resumed = await end_pause(pupil.school, pupil.id)
    assert resumed is not None
    assert (resumed.next_at, resumed.asks_zone) == (None, True)
    await choose_zone(pupil.school, pupil.id, "Asia/Tokyo")
    resumed = await end_pause(pupil.school, pupil.id)
    assert resumed is not None
    assert resumed.next_at is not None
    assert not resumed.asks_zone

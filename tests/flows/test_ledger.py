"""The streak as it is lived: lessons taken or not, days that pass, journeys and outages."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.core.streak import Completion, CompletionKind, Fate, Repair, Streak
from bot.flows.enrolment import Showing
from bot.flows.progress import look_at_ledger, look_at_progress
from bot.flows.school import School
from bot.store.completions import load_completions
from bot.store.engine.database import Transaction
from bot.store.places import load_finished_on
from tests.support.clock import MovableClock
from tests.support.course import a_course_of
from tests.support.pupil import Pupil

ONE_DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def long_course(school: School) -> None:
    school.course = a_course_of(28)


async def lives(pupil: Pupil, clock: MovableClock, days: str, first: int = 1) -> Streak:
    """Take as many new lessons as each digit says, a day for each character, and end on the last of them."""
    number = first
    for index, lessons in enumerate(days):
        if index:
            clock.move(ONE_DAY)
        for _ in range(int(lessons)):
            await pupil.reaches("bye", day=number)
            number += 1
    return (await look_at_ledger(pupil.school, pupil.id)).streak


async def test_whoever_is_new_has_two_freezes_and_an_open_day(ada: Pupil) -> None:
    ledger = await look_at_ledger(ada.school, ada.id)
    assert [(entry.on, entry.fate) for entry in ledger.streak.ledger] == [(date(2026, 3, 10), Fate.OPEN)]
    assert (ledger.streak.freezes, ledger.streak.best) == (2, 0)


async def test_a_freeze_a_break_and_a_repair(ada: Pupil, clock: MovableClock) -> None:
    found = await lives(ada, clock, "11010")
    assert (found.current, found.freezes, found.today.fate) == (3, 1, Fate.OPEN)
    clock.move(2 * ONE_DAY)
    found = await lives(ada, clock, "0", first=4)
    assert (found.current, found.best, found.freezes) == (0, 3, 0)
    assert found.repair == Repair(3, needs=2, last_on=date(2026, 3, 17))
    found = await lives(ada, clock, "2", first=4)
    assert (found.current, found.best, found.repaired_on) == (4, 4, date(2026, 3, 16))
    assert [entry.fate for entry in found.ledger][-3:] == [Fate.FROZEN, Fate.REPAIRED, Fate.DONE]


async def test_a_lesson_read_again_does_not_count(ada: Pupil, clock: MovableClock) -> None:
    await ada.reaches("bye", day=1)
    clock.move(ONE_DAY)
    await ada.opens(1, again=True)
    await ada.reaches("bye", day=1)
    found = (await look_at_ledger(ada.school, ada.id)).streak
    assert (found.current, found.today.fate) == (1, Fate.OPEN)


async def test_the_closing_card_and_the_progress_tell_the_same_streak(ada: Pupil, clock: MovableClock) -> None:
    await lives(ada, clock, "110")
    closing = await ada.reaches("bye", day=3)
    found = (await look_at_ledger(ada.school, ada.id)).streak
    assert closing.card is not None
    assert closing.card.streak == (await look_at_progress(ada.school, ada.id)).streak == found


async def test_what_is_kept_of_a_finish_agrees_with_the_place(ada: Pupil, clock: MovableClock) -> None:
    await lives(ada, clock, "1021")

    def work(transaction: Transaction) -> tuple[list[Completion], dict[int, date]]:
        return load_completions(transaction, ada.id), load_finished_on(transaction, ada.id)

    completions, finished_on = await ada.school.database.transact(work)
    assert completions == [Completion(on, CompletionKind.LESSON, str(day)) for day, on in finished_on.items()]
    assert len(completions) == 4


async def test_a_finish_whose_tap_comes_again_counts_once(ada: Pupil) -> None:
    await ada.opens(1)
    first = await ada.goes_on("hello", "the same tap", day=1)
    await ada.goes_on("hello", "the same tap", day=1)
    found = (await look_at_ledger(ada.school, ada.id)).streak
    assert isinstance(first, Showing)
    assert (found.current, found.days_done) == (1, 1)


async def test_today_ends_at_three_on_the_learners_own_clock(ada: Pupil, clock: MovableClock) -> None:
    ada.school.default_zone_name = "Asia/Kathmandu"  # 14:45 there
    await ada.opens(1)
    ends_at = datetime(2026, 3, 11, 3, tzinfo=ZoneInfo("Asia/Kathmandu"))
    assert (await look_at_ledger(ada.school, ada.id)).today_ends_at == ends_at
    clock.move(timedelta(hours=12, minutes=14))  # 02:59
    assert (await look_at_ledger(ada.school, ada.id)).today_ends_at == ends_at
    clock.move(timedelta(minutes=1))
    assert (await look_at_ledger(ada.school, ada.id)).today_ends_at == ends_at + ONE_DAY

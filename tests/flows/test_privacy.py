"""What learners may know about themselves, and how they leave for good."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from bot.core.confirmation import CONFIRM_FOR
from bot.core.lesson import Refusal
from bot.flows.lessons import Welcome, replay_demo
from bot.flows.pauses import remember_pauses
from bot.flows.privacy import ask_to_delete, delete, export
from bot.flows.progress import look_at_progress
from bot.flows.school import School
from bot.store.engine.statement import Statement
from bot.store.tables import departures
from tests.support.clock import MovableClock
from tests.support.pupil import Pupil


async def asks(pupil: Pupil) -> datetime:
    asked_at = await ask_to_delete(pupil.school, pupil.id)
    assert asked_at is not None
    return asked_at


async def leaves(pupil: Pupil) -> bool:
    return await delete(pupil.school, pupil.id, pupil.id, await asks(pupil))


async def departed(school: School) -> dict[date, int]:
    statement = Statement(departures.select())
    rows = await school.database.transact(lambda transaction: transaction.all(statement))
    return {row.left_on: row.learners for row in rows}


async def test_an_export_holds_what_was_done_and_when(ada: Pupil, noor: Pupil, clock: MovableClock) -> None:
    await noor.reaches("end")
    await ada.reaches("check-2", wrong=("check-1",))
    found = await export(ada.school, ada.id)
    assert found is not None
    assert found.at == clock.now()
    (learner,) = found.dossier["learners"]
    assert (learner["id"], learner["zone"], learner["open_day"], learner["joined_at"]) == (1, "UTC", 2, clock.now())
    (place,) = found.dossier["places"]
    assert (place["learner_id"], place["day"], place["step"]) == (1, 2, "check-2")
    (answer,) = found.dossier["answers"]
    assert (answer["question"], answer["option"], answer["correct"]) == ("check-1", "A", False)


async def test_there_is_nothing_to_export_or_delete_of_somebody_unknown(ada: Pupil, school: School) -> None:
    assert await export(school, ada.id) is None
    assert await ask_to_delete(school, ada.id) is None


async def test_whoever_confirms_is_gone_and_counted_and_others_stay(ada: Pupil, noor: Pupil, school: School) -> None:
    await noor.reaches("end")
    await ada.reaches("check-2")
    await remember_pauses(school, {ada.id: 30.0})
    noors = await export(school, noor.id)
    assert await leaves(ada) is True
    assert await export(school, ada.id) is None
    assert await export(school, noor.id) == noors
    assert await departed(school) == {date(2026, 3, 10): 1}


async def test_a_late_evening_departure_counts_for_that_evening(
    ada: Pupil, school: School, clock: MovableClock
) -> None:
    clock.move(timedelta(hours=17))
    await ada.asks_for_today()
    await leaves(ada)
    assert await departed(school) == {date(2026, 3, 10): 1}


async def test_a_confirmation_that_comes_again_counts_once(ada: Pupil, school: School) -> None:
    await ada.reaches("demo")
    asked_at = await asks(ada)
    assert [await delete(school, ada.id, ada.id, asked_at) for _ in range(3)] == [True, True, True]
    assert await departed(school) == {date(2026, 3, 10): 1}


@pytest.mark.parametrize(
    ("waits_for", "deleted"),
    [
        (timedelta(0), True),
        (CONFIRM_FOR - timedelta(microseconds=1), True),
        (CONFIRM_FOR, False),
        (timedelta(days=3), False),
        (timedelta(seconds=-1), False),
    ],
)
async def test_a_confirmation_holds_for_ten_minutes(
    ada: Pupil, clock: MovableClock, waits_for: timedelta, deleted: bool
) -> None:
    await ada.reaches("demo")
    clock.move(timedelta(hours=1))
    asked_at = await asks(ada)
    clock.move(waits_for)
    assert await delete(ada.school, ada.id, ada.id, asked_at) is deleted
    assert (await export(ada.school, ada.id) is None) is deleted


async def test_the_confirmation_of_one_deletes_no_other(ada: Pupil, noor: Pupil, school: School) -> None:
    await ada.reaches("demo")
    await noor.reaches("demo")
    asked_at = await asks(ada)
    assert await delete(school, noor.id, ada.id, asked_at) is False
    assert await export(school, ada.id) is not None
    assert await export(school, noor.id) is not None
    assert await departed(school) == {}


async def test_whoever_returns_is_new_and_safe_from_their_old_confirmation(
    ada: Pupil, school: School, clock: MovableClock
) -> None:
    await ada.reaches("end")
    asked_at = await asks(ada)
    await delete(school, ada.id, ada.id, asked_at)
    clock.move(timedelta(seconds=1))
    assert isinstance(await ada.asks_for_today(), Welcome)
    assert (await look_at_progress(school, ada.id)).done == 0
    assert await delete(school, ada.id, ada.id, asked_at) is False
    assert await export(school, ada.id) is not None


async def test_old_buttons_keep_nothing_about_somebody_who_left(ada: Pupil, school: School) -> None:
    await ada.reaches("check-1")
    await leaves(ada)
    assert await ada.goes_on("hello") is Refusal.NOT_YET
    assert await ada.answers("check-1", "A") is Refusal.NOT_YET
    assert await replay_demo(school, ada.id, 2, "demo") is Refusal.NOT_YET
    assert (await look_at_progress(school, ada.id)).done == 0
    assert await export(school, ada.id) is None

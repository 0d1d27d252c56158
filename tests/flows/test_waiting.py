"""The streak of whoever has nothing to learn: days that are not written, a finished course, a pause."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.core.preferences import live_in, pause_for_a_week, pause_until_return, unpause
from bot.core.statistics import Period
from bot.core.streak import Fate, Repair, Streak
from bot.flows.admin.statistics import look_at_statistics
from bot.flows.course.day_states import note_course
from bot.flows.progress import look_at_ledger
from bot.flows.school import School
from bot.flows.settings import change_settings
from bot.store.day_states import load_day_states
from tests.support.clock import MovableClock
from tests.support.course import a_course_of, a_course_of_questions
from tests.support.pupil import Pupil
from tests.support.teaching import only, teach

ONE_DAY = timedelta(days=1)
COURSE = a_course_of(5)


async def streak_of(pupil: Pupil) -> Streak:
    return (await look_at_ledger(pupil.school, pupil.id)).streak


def fates(found: Streak) -> str:
    letters = {Fate.DONE: "D", Fate.FROZEN: "f", Fate.NEUTRAL: "n", Fate.MISSED: "-", Fate.OPEN: "o"}
    return "".join(letters[entry.fate] for entry in found.ledger)


async def finishes(pupil: Pupil, clock: MovableClock, *days: int) -> None:
    """Finish one of these each day, and let the last day end."""
    for day in days:
        await pupil.reaches("bye", day=day)
        clock.move(ONE_DAY)


async def test_waiting_costs_nothing_and_nothing_is_missed(school: School, ada: Pupil, clock: MovableClock) -> None:
    await teach(school, only(COURSE, {1, 2}))
    await finishes(ada, clock, 1, 2)
    clock.move(47 * ONE_DAY)
    found = await streak_of(ada)
    assert fates(found) == "DD" + 48 * "n"
    assert (found.current, found.freezes, found.repair) == (2, 2, None)


async def test_a_day_that_opens_counts_from_the_next_date_on(school: School, ada: Pupil, clock: MovableClock) -> None:
    await teach(school, only(COURSE, {1, 2}))
    await finishes(ada, clock, 1, 2)
    clock.move(ONE_DAY)
    await teach(school, only(COURSE, {1, 2, 3}))
    clock.move(2 * ONE_DAY)
    assert fates(await streak_of(ada)) == "DDnnfo"
    await ada.reaches("bye", day=3)
    assert (await streak_of(ada)).current == 3


async def test_a_review_that_is_due_can_be_missed(school: School, ada: Pupil, clock: MovableClock) -> None:
    await teach(school, only(a_course_of_questions(1, days=2), {1}))
    await ada.reaches("bye", day=1, wrong=("q1",))
    clock.move(3 * ONE_DAY)
    assert fates(await streak_of(ada)) == "Dffo"


async def test_a_finished_course_keeps_its_streak_for_good_reviews_or_not(
    school: School, ada: Pupil, clock: MovableClock
) -> None:
    await teach(school, a_course_of_questions(1, days=2))
    for day in (1, 2):
        await ada.reaches("bye", day=day, wrong=("q1",))
        clock.move(ONE_DAY)
    clock.move(400 * ONE_DAY)
    found = await streak_of(ada)
    assert (found.current, found.freezes, found.repair) == (2, 2, None)
    figures = (await look_at_statistics(school, Period.WEEK)).figures
    assert figures.streaks == {2: 1}


@pytest.mark.parametrize(("readable", "offered"), [({1, 2, 3}, None), ({1, 2, 3, 4}, Repair(2, 2, date(2026, 3, 16)))])
async def test_a_repair_is_on_offer_only_where_there_is_enough_for_it(
    school: School, ada: Pupil, clock: MovableClock, readable: set[int], offered: Repair | None
) -> None:
    await teach(school, only(COURSE, readable))
    await finishes(ada, clock, 1, 2)
    clock.move(3 * ONE_DAY)
    found = await streak_of(ada)
    assert fates(found) == "DDff-o"
    assert found.repair == (offered and Repair(2, 2, date(2026, 3, 16)))


async def test_a_pause_protects_the_streak_from_the_day_it_begins_to_its_end(
    school: School, ada: Pupil, clock: MovableClock
) -> None:
    await teach(school, COURSE)
    await finishes(ada, clock, 1)
    await change_settings(school, ada.id, pause_for_a_week)
    clock.move(8 * ONE_DAY)
    assert fates(await streak_of(ada)) == "D" + 7 * "n" + "fo"


async def test_a_pause_that_ends_early_protects_up_to_that_day_whatever_comes_later(
    school: School, ada: Pupil, clock: MovableClock
) -> None:
    await teach(school, COURSE)
    await finishes(ada, clock, 1)
    await change_settings(school, ada.id, pause_until_return)
    clock.move(30 * ONE_DAY)
    await change_settings(school, ada.id, unpause)
    clock.move(2 * ONE_DAY)
    assert fates(await streak_of(ada)) == "D" + 31 * "n" + "fo"
    await change_settings(school, ada.id, pause_for_a_week)
    clock.move(ONE_DAY)
    assert fates(await streak_of(ada)) == "D" + 31 * "n" + "fnn"


async def test_a_pause_until_return_ends_with_a_lesson_that_then_counts(
    school: School, ada: Pupil, clock: MovableClock
) -> None:
    await teach(school, COURSE)
    await finishes(ada, clock, 1)
    await change_settings(school, ada.id, pause_until_return)
    clock.move(10 * ONE_DAY)
    await finishes(ada, clock, 2)
    clock.move(ONE_DAY)
    assert fates(await streak_of(ada)) == "D" + 10 * "n" + "Dfo"


async def test_no_journey_makes_a_date_missed_that_was_not(school: School, ada: Pupil, clock: MovableClock) -> None:
    await teach(school, only(COURSE, {1}))
    await finishes(ada, clock, 1)
    clock.move(timedelta(hours=21))  # at six in the morning of the third day
    await teach(school, only(COURSE, {1, 2}))
    clock.move(ONE_DAY)
    assert fates(await streak_of(ada)) == "Dnno"
    await change_settings(school, ada.id, live_in("America/Los_Angeles"))  # where it was the evening before
    assert fates(await streak_of(ada)).startswith("Dnn")


async def test_a_streak_that_broke_before_this_was_kept_comes_back(
    school: School, ada: Pupil, noor: Pupil, clock: MovableClock
) -> None:
    """Day 2 opened on the eighth day, when Noor read it first; nobody has noted anything yet."""
    school.course = only(COURSE, {1})
    await ada.reaches("bye", day=1)
    await noor.reaches("bye", day=1)
    clock.move(7 * ONE_DAY)
    school.course = only(COURSE, {1, 2})
    await noor.opens(2)
    clock.move(ONE_DAY)
    assert fates(await streak_of(ada)) == "Dff-----o"
    await note_course(school)
    assert fates(await streak_of(ada)) == "D" + 7 * "n" + "o"


async def test_what_somebody_was_reminded_of_was_there(
    school: School, ada: Pupil, clock: MovableClock, tmp_path: Path
) -> None:
    school.course = only(COURSE, {1, 2, 3})
    await finishes(ada, clock, 1, 2)
    clock.move(20 * ONE_DAY)
    with closing(sqlite3.connect(tmp_path / "bot.db")) as connection:
        connection.execute(
            "INSERT INTO reminders (learner_id, due_on, kind, due_at, state, owner, claimed_at, judged) "
            "VALUES (1, '2026-03-12', 'daily', '2026-03-12 09:00:00.000000', 'sent', '', '2026-03-12 09:00:00', 1)"
        )
        connection.commit()
    await note_course(school)
    assert fates(await streak_of(ada)).startswith("DDnff--")


async def test_of_a_day_nobody_knew_it_is_not_held_against_anybody(
    school: School, ada: Pupil, clock: MovableClock
) -> None:
    school.course = only(COURSE, {1, 2})
    await finishes(ada, clock, 1)
    clock.move(9 * ONE_DAY)
    await note_course(school)
    assert fates(await streak_of(ada)) == "D" + 10 * "n"


async def test_every_start_and_reload_notes_what_has_changed(school: School, clock: MovableClock) -> None:
    await teach(school, only(COURSE, {1}))
    clock.move(ONE_DAY)
    await note_course(school)
    await teach(school, only(COURSE, {1, 2}))
    states = await school.database.transact(load_day_states)
    opened = [(each.day, each.since_at) for each in states if each.written and each.until_at is None]
    assert opened == [(1, datetime(1970, 1, 1, tzinfo=UTC)), (2, clock.now())]

"""Reminders that are due: decided once, settled with what became of them, judged by what they led to."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import insert

from bot.content import load_course
from bot.core.bandit import ArmFigures
from bot.core.delivery import BLOCKED, Delivery, Receipt
from bot.core.lesson import Refusal
from bot.core.preferences import UNTIL_RETURN
from bot.core.reminders import WORDED, ReminderKind
from bot.core.wordings import REST_FOR, Wording
from bot.flows.enrolment import Enrolment
from bot.flows.lesson_delivery import disown
from bot.flows.presence import note_block, note_language, note_presence
from bot.flows.reminders.due import (
    BATCH,
    Reminder,
    claim_due,
    claim_pending,
    keep_ledger,
    settle_reminder,
)
from bot.flows.reminders.effects import Effect, look_at_wordings
from bot.flows.reminders.planning import plan_reminder
from bot.flows.reminders.responses import put_off
from bot.flows.school import School
from bot.flows.zones import choose_zone
from bot.store.engine.database import Database, Transaction
from bot.store.engine.sqlite import open_file
from bot.store.engine.statement import Statement
from bot.store.preferences import load_preferences, save_preferences
from bot.store.reminders import ReminderEntry, load_entries
from bot.store.rhythms import load_rhythm
from bot.store.tables import completions
from bot.store.unasked import load_unasked
from bot.store.wordings import load_arm_figures
from tests.support.clock import MovableClock
from tests.support.newsroom import taken_meanwhile
from tests.support.pupil import Pupil

ONE_DAY, ONE_HOUR = timedelta(days=1), timedelta(hours=1)
LESSONS = Path(__file__).parents[3] / "lessons" / "chatgpt"
SENT = Receipt(Delivery.SENT, message_id=7)
CHANCE = Random(5)  # noqa: S311 -- the same every time


@pytest.fixture
async def pupil(ada: Pupil, school: School, clock: MovableClock) -> Pupil:
    """Came yesterday at nine, which is when a reminder is due now."""
    school.course = replace(school.course, wordings=load_course(LESSONS).wordings)
    await comes(ada)
    clock.move(ONE_DAY)
    return ada


async def comes(pupil: Pupil) -> None:
    """Begins, and says where they live."""
    await pupil.asks_for_today()
    await choose_zone(pupil.school, pupil.id, "UTC")


async def due(school: School) -> list[Reminder]:
    return (await claim_due(school, CHANCE)).reminders


async def send_all(school: School, receipt: Receipt = SENT) -> list[Reminder]:
    reminders = await due(school)
    for each in reminders:
        await settle_reminder(school, each, receipt)
    return reminders


async def entries(pupil: Pupil) -> list[ReminderEntry]:
    return await pupil.school.database.transact(
        lambda transaction: load_entries(transaction, pupil.id, date(2026, 1, 1))
    )


async def states(pupil: Pupil) -> list[tuple[str, str | None]]:
    return [(entry.state, entry.reason) for entry in await entries(pupil)]


async def next_on(pupil: Pupil) -> date | None:
    rhythm = await pupil.school.database.transact(lambda transaction: load_rhythm(transaction, pupil.id))
    return rhythm.due.on if rhythm and rhythm.due else None


async def test_a_reminder_is_decided_once(school: School, pupil: Pupil) -> None:
    batches = await asyncio.gather(*(due(school) for _ in range(10)))
    assert sum(map(len, batches)) == 1
    assert await states(pupil) == [("sending", None)]
    assert await next_on(pupil) == date(2026, 3, 12)


async def test_two_schedulers_on_one_file_decide_it_once(school: School, pupil: Pupil, tmp_path: Path) -> None:
    other = replace(school, database=await open_file(tmp_path / "bot.db"), process="another process")
    batches = await asyncio.gather(*(due(each) for _ in range(5) for each in (school, other)))
    await other.database.close()
    assert sum(map(len, batches)) == 1


async def test_a_reminder_leads_to_the_lesson_where_they_stand(school: School, pupil: Pupil) -> None:
    await pupil.opens(4)
    ((reminder),) = await due(school)
    assert reminder.facts
    assert reminder.facts.day == 4
    assert reminder.entry.kind is ReminderKind.DAILY


async def test_a_reminder_speaks_the_language_that_is_kept_of_the_learner(school: School, pupil: Pupil) -> None:
    await note_language(school, pupil.id, "pt-br")
    (reminder,) = await send_all(school, Receipt(Delivery.PENDING))
    assert reminder.language == "pt-br"
    await note_language(school, pupil.id, "de")
    (again,) = await claim_pending(school)
    assert again.language == "de"


async def test_where_the_course_has_no_words_of_its_own_there_is_no_wording(school: School, pupil: Pupil) -> None:
    school.course = replace(school.course, wordings=())
    (reminder,) = await due(school)
    assert reminder.facts
    assert (reminder.wording, reminder.entry.wording, reminder.facts.day) == (None, None, 2)


async def test_a_batch_is_limited_and_the_longest_due_come_first(
    school: School, pupil: Pupil, clock: MovableClock
) -> None:
    for learner_id in range(2, BATCH + 12):
        await comes(Pupil(school, learner_id))
    clock.move(ONE_DAY)
    first = await claim_due(school, CHANCE)
    second = await claim_due(school, CHANCE)
    assert (len(first.reminders), first.is_last) == (BATCH - 1, False)  # the pupil’s of yesterday was too late
    assert (len(second.reminders), second.is_last) == (12, False)  # with that of the pupil for today
    assert (await claim_due(school, CHANCE)).is_last
    assert await states(pupil) == [("expired", "late"), ("sending", None)]


async def test_nobody_is_reminded_of_nothing(school: School, pupil: Pupil) -> None:
    school.course = replace(school.course, days=school.course.days[:1])
    assert await due(school) == []
    assert await states(pupil) == []


async def test_a_reminder_that_was_not_planned_by_these_rules_is_planned_again(
    school: School, pupil: Pupil, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(tmp_path / "bot.db")) as connection:
        connection.execute("UPDATE learners SET zone = 'Etc/GMT+1'")  # nine comes an hour later there
        connection.commit()
    assert await due(school) == []
    assert await states(pupil) == []
    assert await next_on(pupil) == date(2026, 3, 11)


async def test_those_who_were_here_before_there_were_reminders_are_planned_by_the_first_tick(
    school: School, pupil: Pupil, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(tmp_path / "bot.db")) as connection:
        connection.execute("UPDATE learners SET next_due_at = joined_at, next_due_on = NULL, next_due_kind = NULL")
        connection.commit()
    assert await due(school) == []
    assert await states(pupil) == []
    assert await next_on(pupil) == date(2026, 3, 12)


async def test_what_never_left_is_tried_again_until_it_is_too_late(
    school: School, pupil: Pupil, clock: MovableClock
) -> None:
    (reminder,) = await send_all(school, Receipt(Delivery.PENDING, reason="Too Many Requests"))
    clock.move(ONE_HOUR)
    (again,) = await claim_pending(school)
    assert (again.wording, again.facts) == (reminder.wording, reminder.facts)
    assert await claim_pending(school) == []
    await settle_reminder(school, again, Receipt(Delivery.PENDING))
    clock.move(2 * ONE_HOUR)
    assert await claim_pending(school) == []
    assert await states(pupil) == [("expired", "late")]


async def test_what_somebody_else_takes_meanwhile_is_not_sent_again(
    school: School, pupil: Pupil, tmp_path: Path
) -> None:
    await send_all(school, Receipt(Delivery.PENDING))
    taken_meanwhile(tmp_path / "bot.db", "reminders")
    assert await claim_pending(school) == []
    assert await states(pupil) == [("sending", None)]


async def test_what_never_left_is_dropped_once_the_lesson_is_done(school: School, pupil: Pupil) -> None:
    await send_all(school, Receipt(Delivery.PENDING))
    await pupil.reaches("end")
    assert await claim_pending(school) == []
    assert await states(pupil) == [("skipped", "done")]


async def test_whoever_cannot_be_written_to_is_left_alone_until_they_return(
    school: School, pupil: Pupil, clock: MovableClock
) -> None:
    await send_all(school, Receipt(Delivery.FAILED, reason=BLOCKED))
    assert await states(pupil) == [("failed", BLOCKED)]
    clock.move(5 * ONE_DAY)
    assert await due(school) == []
    await note_presence(school, pupil.id)
    assert await next_on(pupil) == date(2026, 3, 17)


async def test_a_block_is_kept_when_something_is_planned_anew(school: School, pupil: Pupil) -> None:
    await note_block(school, pupil.id)
    await pupil.reaches("end")
    assert await next_on(pupil) is None


async def test_what_a_dead_process_was_sending_becomes_uncertain_and_is_not_sent(school: School, pupil: Pupil) -> None:
    await due(school)
    after = replace(school, process="the next process")
    assert await disown(school) == 0
    assert await disown(after) == 1
    assert await states(pupil) == [("uncertain", None)]
    assert await claim_pending(after) == await due(after) == []


async def test_nobody_reads_a_wording_twice_in_seven_days(school: School, pupil: Pupil, clock: MovableClock) -> None:
    for _ in range(60):
        await send_all(school)
        await note_presence(school, pupil.id)
        if CHANCE.random() < 0.5:
            await put_off(school, pupil.id)
            clock.move(2 * ONE_HOUR)
            await send_all(school)
            clock.move(-2 * ONE_HOUR)
        clock.move(ONE_DAY)
    read = [(entry.wording, entry.on) for entry in await entries(pupil) if entry.went_out]
    assert len(read) > 80
    assert all(wording for wording, _ in read)
    for wording in {wording for wording, _ in read}:
        dates = sorted(on for each, on in read if each == wording)
        assert all((later - on).days >= REST_FOR for on, later in pairwise(dates)), wording


async def test_a_reminder_keeps_what_it_was_chosen_from(school: School, pupil: Pupil) -> None:
    await send_all(school)
    (entry,) = await entries(pupil)
    eligible = json.loads(entry.eligible or "")
    assert entry.wording in eligible
    assert len(eligible) >= 8
    assert abs(sum(eligible.values()) - 1) < 1e-4
    assert "weekend" not in eligible  # it is Wednesday


async def figures(school: School) -> dict[str, ArmFigures]:
    return await school.database.transact(load_arm_figures)


@pytest.mark.parametrize(("after", "led"), [(ONE_HOUR, True), (3 * ONE_HOUR, False), (None, False)])
async def test_a_lesson_within_two_hours_speaks_for_the_wording(
    school: School, pupil: Pupil, clock: MovableClock, after: timedelta | None, led: bool
) -> None:
    (reminder,) = await send_all(school)
    if after:
        clock.move(after)
        await pupil.reaches("end")
    clock.move(2 * ONE_HOUR - (after or timedelta(0)))
    clock.move(max(timedelta(0), (after or timedelta(0)) - 2 * ONE_HOUR))
    for _ in range(2):
        await keep_ledger(school)
    known = await figures(school)
    chosen = known.pop(str((await entries(pupil))[0].wording))
    assert (chosen.chosen.rounds, chosen.chosen.finished, chosen.passed.rounds) == (1, led, 0)
    assert {(each.chosen.rounds, each.passed.rounds, each.passed.finished) for each in known.values()} == {(0, 1, led)}
    assert reminder.entry.wording is not None


async def test_nothing_is_judged_before_two_hours_have_passed(
    school: School, pupil: Pupil, clock: MovableClock
) -> None:
    await send_all(school)
    clock.move(2 * ONE_HOUR - timedelta(seconds=1))
    await keep_ledger(school)
    assert await figures(school) == {}


async def test_the_effects_of_the_wordings_are_told_kind_by_kind(
    school: School, pupil: Pupil, clock: MovableClock
) -> None:
    await send_all(school)
    clock.move(ONE_HOUR)
    await pupil.reaches("end")
    clock.move(2 * ONE_HOUR)
    await keep_ledger(school)
    sent = str((await entries(pupil))[0].wording)
    effects = {effect.wording.id: effect for effect in await look_at_wordings(school)}
    assert effects[sent].figures.chosen.finished == 1
    assert list(effects) == [each.id for kind in ReminderKind for each in ordered(school, kind, effects)]
    assert abs(sum(effect.chance for effect in effects.values()) - len(WORDED)) < 1e-9


def ordered(school: School, kind: ReminderKind, effects: dict[str, Effect]) -> list[Wording]:
    wordings = [each for each in school.course.wordings if each.kind is kind]
    return sorted(wordings, key=lambda each: -effects[each.id].chance)


async def test_what_went_out_counts_as_unasked_and_what_did_not_does_not(school: School, pupil: Pupil) -> None:
    async def unasked() -> int:
        on, on_at = date(2026, 3, 11), school.clock.now()
        return await school.database.transact(lambda transaction: load_unasked(transaction, pupil.id, on, on_at))

    assert await unasked() == 0
    (reminder,) = await due(school)
    assert await unasked() == 1
    await settle_reminder(school, reminder, Receipt(Delivery.FAILED))
    assert await unasked() == 0


async def test_a_lesson_ends_a_pause_until_then_but_no_other(school: School, pupil: Pupil, clock: MovableClock) -> None:
    for paused_until, kept in ((UNTIL_RETURN, None), (clock.now() + ONE_DAY, clock.now() + ONE_DAY)):
        await change(school, pupil, lambda enrolment, until=paused_until: pause(enrolment, until))
        await note_presence(school, pupil.id)
        await pupil.asks_for_today()
        found = await school.database.transact(lambda transaction: load_preferences(transaction, pupil.id))
        assert found.paused_until == kept


async def test_one_that_is_too_late_does_not_take_along_the_next_which_is_not(
    school: School, pupil: Pupil, clock: MovableClock
) -> None:
    await send_all(school)
    clock.move(10 * ONE_HOUR)
    await put_off(school, pupil.id)  # until nine in the evening
    clock.move(14.5 * ONE_HOUR)  # half past nine in the morning
    assert await send_all(school) == []
    (reminder,) = await send_all(school)
    assert (reminder.entry.kind, reminder.entry.on) == (ReminderKind.DAILY, date(2026, 3, 12))
    assert [state for state, _ in await states(pupil)] == ["sent", "expired", "sent"]
    assert await send_all(school) == []


async def test_a_learner_whose_rows_make_no_sense_keeps_nobody_else_waiting(
    school: School, pupil: Pupil, noor: Pupil, clock: MovableClock
) -> None:
    clock.move(-ONE_DAY)
    await comes(noor)
    clock.move(ONE_DAY)
    juggling = insert(completions).values(
        learner_id=pupil.id, kind="juggling", what="1", learning_on=date(2026, 3, 10), completed_at=clock.now()
    )
    await school.database.transact(lambda transaction: transaction.run(Statement(juggling)))
    batch = await claim_due(school, CHANCE)
    assert [type(fault) for fault in batch.faults] == [ValueError]
    assert [reminder.entry.learner_id for reminder in batch.reminders] == [noor.id]
    assert (await claim_due(school, CHANCE)).faults == []


def pause(enrolment: Enrolment, until: Any) -> None:
    before = load_preferences(enrolment.transaction, enrolment.learner.id)
    save_preferences(enrolment.transaction, enrolment.learner.id, replace(before, paused_until=until))
    plan_reminder(enrolment)


async def change(school: School, pupil: Pupil, what: Callable[[Enrolment], None]) -> None:
    def work(transaction: Transaction) -> None:
        what(Enrolment.of(transaction, school, pupil.id, school.clock.now()))

    await school.database.transact(work)


async def test_nothing_is_kept_of_the_presence_of_strangers(school: School) -> None:
    await note_presence(school, 99)
    await note_block(school, 99)
    assert await school.database.transact(lambda transaction: load_rhythm(transaction, 99)) is None
    assert await put_off(school, 99) is Refusal.UNKNOWN


async def test_what_is_due_is_found_through_the_index(database: Database) -> None:
    def explain(transaction: Transaction) -> list[str]:
        connection = transaction._connection
        asked = (
            "SELECT id FROM learners WHERE learners.next_due_at IS NOT NULL AND learners.next_due_at <= ? "
            "ORDER BY learners.next_due_at LIMIT 50",
            "SELECT * FROM reminders WHERE reminders.state IN ('pending', 'sending') AND reminders.state = ?",
            "SELECT * FROM reminders WHERE reminders.state = 'sent' AND NOT reminders.judged AND sent_at <= ?",
        )
        return [row[3] for sql in asked for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}", ["x"])]

    plan = await database.transact(explain)
    assert [line.split(" INDEX ")[1].split()[0] for line in plan] == [
        "learners_due",
        "reminders_unsettled",
        "reminders_unjudged",
    ]

"""How a bot ends: what waits is left to the next one as what never left, and who lost the lease ends at once."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import pytest

from bot.bootstrap import lesson_bot, open_school
from bot.chat import app, heartbeat
from bot.core.broadcast import Act, Source
from bot.core.course import Course
from bot.flows.broadcasts.drafts import Confirmation, ask, draft, launch
from bot.flows.lease import LeaseLostError
from bot.flows.school import School
from bot.playground import Playground
from bot.playground.server import Call
from bot.store.pulse import load_pulse
from tests.support.rest import at_rest


def calls(playground: Playground, method: str) -> list[Call]:
    return [call for call in playground.calls if call.method == method]


def states(database: Path, sql: str) -> Counter[str]:
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        return Counter(state for (state,) in connection.execute(sql))


async def broadcast(school: School, playground: Playground, size: int) -> None:
    """Have a broadcast go out to so many, most of whom never wrote."""
    admin = playground.person("Admin")
    admin.say("News")
    people = [playground.person(f"Learner {number}") for number in range(size)]
    for person in people:
        person._chat.started = True
    joined_at = school.clock.now().replace(tzinfo=None).isoformat(" ")
    await school.database._writer.run(
        lambda connection: connection.executemany(
            "INSERT INTO learners (id, zone, causes, joined_at) VALUES (?, 'UTC', '', ?)",
            [(person.id, joined_at) for person in people],
        )
    )
    drafted = await draft(school, admin.id, Source(admin.id, admin.messages[-1].message_id))
    confirmation = await ask(school, admin.id, drafted.id, Act.LAUNCH)
    assert isinstance(confirmation, Confirmation)
    await launch(school, admin.id, confirmation)


async def test_a_stop_makes_nothing_uncertain_that_only_waited(
    playground: Playground, course: Course, tmp_path: Path
) -> None:
    """Telegram asks for silence in the middle of a broadcast and of a lesson, and the bot is told to stop."""
    ada, database = playground.person("Ada"), tmp_path / "bot.db"
    async with open_school(database, course, playground.clock, "UTC", playground.token) as school:
        bot, stopping = lesson_bot(school, playground.token, playground.url, tick_for=0.05), asyncio.Event()
        running = asyncio.create_task(bot.run(stopping))
        ada.say("/start")
        await at_rest(playground, bot)
        playground.faults.add("sendMessage", "429", 3, retry_after=4)
        playground.faults.add("copyMessage", "429", retry_after=20, after=5)
        ada.tap("Begin Day 11")
        await broadcast(school, playground, 40)
        await playground.wait_for(lambda: any(call.status == 429 for call in calls(playground, "sendMessage")))
        await playground.wait_for(lambda: any(call.status == 429 for call in calls(playground, "copyMessage")))
        await asyncio.sleep(0.2)
        stopping.set()
        await running
    arrived = sum(call.effect for call in calls(playground, "copyMessage"))
    recipients = states(database, "SELECT state FROM recipients")
    assert recipients == Counter(sent=arrived, pending=recipients.total() - arrived)
    assert recipients["pending"] > 20
    assert states(database, "SELECT delivery FROM places") == Counter(["pending"])


async def test_who_lost_the_lease_ends_at_once_whatever_waits(
    playground: Playground, course: Course, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """One answer waits for a minute, and a demo of which a message is on its way."""
    ada, noor = playground.person("Ada"), playground.person("Noor")
    async with open_school(tmp_path / "bot.db", course, playground.clock, "UTC", playground.token) as school:
        bot = lesson_bot(school, playground.token, playground.url, tick_for=0.05)
        running = asyncio.create_task(bot.run(asyncio.Event()))
        noor.say("/start")
        for label in ("Begin Day 11", "Continue", "Continue"):
            await at_rest(playground, bot)
            noor.tap(label)
        await playground.wait_for(lambda: noor.draft)
        playground.faults.add("sendMessage", "timeout")
        noor.tap("Continue")
        await playground.wait_for(lambda: any(call.status == 0 for call in calls(playground, "sendMessage")))
        playground.faults.add("sendMessage", "429", retry_after=60)
        ada.say("/help")
        await playground.wait_for(lambda: any(call.status == 429 for call in playground.calls))
        await school.database._writer.run(lambda connection: connection.execute("UPDATE lease SET epoch = epoch + 1"))
        async with asyncio.timeout(2):
            with pytest.raises(LeaseLostError):
                await running
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


async def test_what_is_cut_off_is_written_down_before_the_database_closes(
    playground: Playground, course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, written = asyncio.Event(), asyncio.Event()

    async def look(school: School, _: Mapping[int | None, float]) -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            await school.database.transact(load_pulse)
            written.set()

    monkeypatch.setattr(heartbeat, "remember_pauses", look)
    monkeypatch.setattr(app, "_DRAIN_FOR", 0.1)
    async with open_school(tmp_path / "bot.db", course, playground.clock, "UTC", playground.token) as school:
        stopping = asyncio.Event()
        running = asyncio.create_task(lesson_bot(school, playground.token, playground.url).run(stopping))
        await begun.wait()
        stopping.set()
        await running
        assert written.is_set()

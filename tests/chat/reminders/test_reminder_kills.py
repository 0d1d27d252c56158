"""Reminders and processes: one that dies in the middle of a batch, and two that live on one database."""

from __future__ import annotations

import asyncio
import random
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.flows.reminders.due import BATCH
from bot.playground import Playground, TravellingClock
from bot.playground.messages import Json
from bot.store.engine.sqlite import open_file
from tests.support.due import make_due, states
from tests.support.kills import TOKEN, MortalBot, _is_message_of_bot

EACH = 30  # learners who are due at the same time: a process sends them in a second or so
KILLS = 8


@pytest.fixture
async def playground() -> AsyncIterator[Playground]:
    playground = Playground(TOKEN, TravellingClock())
    playground.limits = None
    await playground.start()
    yield playground
    await playground.stop()


def messages(playground: Playground, people: set[int]) -> Counter[int]:
    """How often each was written to, by the ledger of calls that had their effect."""
    found = Counter(
        int(str(call.parameters["chat_id"]))
        for call in playground.calls
        if call.method == "sendMessage" and call.effect
    )
    return Counter({person: found[person] for person in people})


async def kill_at_message(playground: Playground, bot: MortalBot, count: int, before: bool) -> None:
    """Kill the process as its message of this number arrives, or in the middle of the call that would bring it."""
    if before:
        playground.faults.add("sendMessage", "timeout", after=count)
    died = asyncio.Event()

    def on_event(event: Json) -> None:
        nonlocal count
        hanging = event["type"] == "call" and getattr(event["call"], "description", "") == "no answer, on demand"
        count -= _is_message_of_bot(event)
        if (hanging or (count <= 0 and not before)) and not died.is_set():
            died.set()
            bot._kill("in a batch")

    playground._world.listeners.append(on_event)
    try:
        async with asyncio.timeout(30):
            await died.wait()
    finally:
        playground._world.listeners.remove(on_event)
        playground.faults.clear()


@pytest.mark.timeout(240)
async def test_a_process_that_is_killed_in_the_middle_of_a_batch_doubles_nothing(
    playground: Playground, tmp_path: Path
) -> None:
    bot, chance, people = MortalBot(playground, tmp_path), random.Random(), set[int]()  # noqa: S311
    await (await open_file(bot.database)).close()
    try:
        for number in range(KILLS):
            people |= make_due(playground, bot.database, [f"{number}-{each}" for each in range(EACH)])
            await bot.start()
            await kill_at_message(playground, bot, chance.randrange(1, EACH - 1), before=bool(number % 2))
            await bot._process.wait()
        people |= make_due(playground, bot.database, [f"last-{each}" for each in range(EACH)])
        await bot.start()
        await playground.wait_for(lambda: states(bot.database).total() == len(people), timeout=60)
        await playground.wait_for(lambda: states(bot.database)["sent"] >= EACH, timeout=60)
        assert await bot.stop() == 0
    finally:
        bot.end()
    got = messages(playground, people)
    assert max(got.values()) == 1
    kept = states(bot.database)
    lost = sum(count == 0 for count in got.values())
    # What a dead process was sending is never sent again, and it had claimed one batch at most; what had not left when
    # the last one stopped is pending still.
    assert kept["sending"] + kept["uncertain"] <= KILLS * min(BATCH, EACH)
    assert lost <= kept["sending"] + kept["uncertain"] + kept["pending"]
    assert kept["pending"] <= EACH
    assert sum(got.values()) >= KILLS + EACH


@pytest.mark.timeout(120)
async def test_of_two_processes_on_a_new_database_one_is_the_bot(playground: Playground, tmp_path: Path) -> None:
    first, second = MortalBot(playground, tmp_path), MortalBot(playground, tmp_path)
    try:
        await asyncio.gather(first.start(), second.start())
        await playground.wait_for(lambda: any(call.method == "getMe" for call in playground.calls), timeout=30)
        people = make_due(playground, first.database, [f"Learner {number}" for number in range(4 * BATCH)])
        await playground.wait_for(lambda: states(first.database)["sent"] == len(people), timeout=60)
        assert messages(playground, people) == Counter(dict.fromkeys(people, 1))
        with closing(sqlite3.connect(first.database, timeout=30)) as connection:
            owners = connection.execute("SELECT count(DISTINCT owner) FROM reminders").fetchone()
        assert owners == (1,)
        assert [call.method for call in playground.calls].count("setMyCommands") == 1
        assert [await first.stop(), await second.stop()] == [0, 0]
    finally:
        first.end()
        second.end()

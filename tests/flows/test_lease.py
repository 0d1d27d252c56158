"""One process at a time is the bot: who has the lease, how it is lost, and that nothing is written without it."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.core.lease import Tenure
from bot.flows import lease as flows_lease
from bot.flows.lease import LEASE_FOR, Lease, LeaseLostError, StoppedError, is_gone, name_of_process, take_lease
from bot.store.engine.database import Database
from bot.store.engine.sqlite import open_file
from bot.store.lease import load_tenure, save_beat
from bot.store.pulse import load_pulse, save_pulse

NOON = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
ELSEWHERE = "0a1b2c3d 17 12345 another machine"


class Monotonic:
    """A clock that knows no time of day, and goes only when it is moved."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture(autouse=True)
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever waits looks often."""
    monkeypatch.setattr(flows_lease, "_LOOK_EVERY", 0.02)


@pytest.fixture
def monotonic() -> Monotonic:
    return Monotonic()


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = await open_file(tmp_path / "bot.db")
    yield database
    await database.close()


@pytest.fixture
async def other(database: Database, tmp_path: Path) -> AsyncIterator[Database]:
    """The same file, as another process has it open."""
    other = await open_file(tmp_path / "bot.db")
    yield other
    await other.close()


async def take(database: Database, holder: str, monotonic: Monotonic) -> Lease:
    return await take_lease(database, holder, asyncio.Event(), monotonic)


async def looks_twice() -> None:
    """Let whoever waits look again."""
    await asyncio.sleep(0.2)


async def test_a_lease_that_is_given_back_is_taken_at_once(
    database: Database, other: Database, monotonic: Monotonic, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    lease = await take(database, name_of_process(), monotonic)
    waiting = asyncio.create_task(take(other, ELSEWHERE, monotonic))
    await looks_twice()
    assert not waiting.done()
    assert caplog.messages == ["Another process is the bot. This one waits, ready to take over"]
    await lease.give_back()
    assert (await waiting).is_sure()


async def test_of_one_that_is_silent_too_long_the_lease_is_taken(
    database: Database, other: Database, monotonic: Monotonic
) -> None:
    lease = await take(database, ELSEWHERE, monotonic)
    waiting = asyncio.create_task(take(other, name_of_process(), monotonic))
    await looks_twice()
    monotonic.seconds += LEASE_FOR - 0.1
    await looks_twice()
    assert not waiting.done()
    await database.transact(lambda transaction: save_beat(transaction, 1))
    await looks_twice()
    monotonic.seconds += LEASE_FOR - 0.1
    await looks_twice()
    assert not waiting.done()
    monotonic.seconds += 0.1
    assert (await waiting).is_sure()
    assert not lease.is_sure()


async def test_whoever_lost_the_lease_writes_nothing(database: Database, other: Database, monotonic: Monotonic) -> None:
    lost = await take(database, ELSEWHERE, monotonic)
    waiting = asyncio.create_task(take(other, name_of_process(), monotonic))
    await looks_twice()
    monotonic.seconds += LEASE_FOR
    await waiting
    assert not lost.lost.is_set()
    with pytest.raises(LeaseLostError):
        await database.transact(lambda transaction: save_pulse(transaction, NOON))
    await asyncio.wait_for(lost.lost.wait(), 5)
    assert await other.transact(load_pulse) is None
    before = await other.transact(load_tenure)
    await lost.give_back()
    await asyncio.wait_for(lost.keep(), 5)
    assert await other.transact(load_tenure) == before


async def test_a_lease_is_sure_for_a_while_after_each_beat(database: Database, monotonic: Monotonic) -> None:
    lease = await take(database, ELSEWHERE, monotonic)
    assert lease.is_sure()
    monotonic.seconds += LEASE_FOR
    assert not lease.is_sure()
    keeping = asyncio.create_task(lease.keep())
    await looks_twice()
    assert lease.is_sure()
    assert await database.transact(load_tenure) == Tenure(1, ELSEWHERE, 1)
    keeping.cancel()


async def test_whoever_waits_bears_a_process_that_is_frozen_in_the_middle_of_a_commit(
    database: Database, other: Database, tmp_path: Path, monotonic: Monotonic, caplog: pytest.LogCaptureFixture
) -> None:
    await take_lease(database, ELSEWHERE, asyncio.Event(), monotonic)
    await other._writer.run(lambda connection: connection.execute("PRAGMA busy_timeout = 50"))
    with closing(sqlite3.connect(tmp_path / "bot.db", isolation_level=None)) as frozen:
        frozen.execute("BEGIN IMMEDIATE")
        waiting = asyncio.create_task(take_lease(other, name_of_process(), asyncio.Event(), monotonic))
        while "keeps the database locked" not in caplog.text:
            await asyncio.sleep(0.01)
            assert not waiting.done()
        frozen.execute("ROLLBACK")
    await asyncio.sleep(0.2)
    monotonic.seconds += LEASE_FOR
    async with asyncio.timeout(5):
        await waiting


async def test_whoever_is_told_to_stop_while_it_waits_takes_nothing(
    database: Database, other: Database, monotonic: Monotonic
) -> None:
    await take(database, ELSEWHERE, monotonic)
    stopping = asyncio.Event()
    waiting = asyncio.create_task(take_lease(other, name_of_process(), stopping, monotonic))
    await looks_twice()
    stopping.set()
    with pytest.raises(StoppedError):
        await waiting
    assert (await database.transact(load_tenure)).holder == ELSEWHERE


async def test_a_process_that_died_on_this_machine_is_known_to_be_gone() -> None:
    sleeping = await asyncio.create_subprocess_exec("sleep", "60")
    here = name_of_process()
    there = here.replace(f" {os.getpid()} ", f" {sleeping.pid} ", 1)
    try:
        assert not is_gone(here)
        assert is_gone(there)  # an id that another process has by now
        assert is_gone(here.replace(f" {os.getpid()} ", " 4194305 ", 1))
        assert not is_gone(ELSEWHERE)
        assert not is_gone(f"{there} of another namespace")
    finally:
        sleeping.send_signal(signal.SIGKILL)
        await sleeping.wait()

"""Transactions on a real file: whole or not there at all, whoever is cancelled, fails or comes at the same time."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Coroutine, Generator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from bot.core.learner import Learner
from bot.core.plain_error import PlainError
from bot.core.review import Answered, Question
from bot.flows.lessons import open_day
from bot.flows.school import School
from bot.store.answers import save_answer
from bot.store.engine.database import Database, DatabaseClosedError, DatabaseError, Transaction
from bot.store.engine.sqlite import open_file
from bot.store.learners import load_learner, save_new_learner, save_step
from bot.store.pauses import load_pauses, save_pause
from bot.store.places import load_place

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)


class CancelledAt:
    """Awaits a handler, and cancels the task it runs in at its suspension number `at`, counted from 1."""

    def __init__(self, handler: Coroutine[Any, Any, None], at: int) -> None:
        self.handler = handler
        self.at = at
        self.suspensions = 0

    def __await__(self) -> Generator[Any, Any, None]:
        go_on: Callable[[], Any] = partial(self.handler.send, None)
        while True:
            try:
                waiting_for = go_on()
            except StopIteration:
                return
            self.suspensions += 1
            if self.suspensions == self.at:
                current = asyncio.current_task()
                assert current is not None
                current.cancel()
            try:
                yield waiting_for
                go_on = partial(self.handler.send, None)
            except BaseException as error:
                go_on = partial(self.handler.throw, error)


def enrol(learner_id: int) -> Callable[[Transaction], None]:
    """Two statements, so that there is a half."""

    def work(transaction: Transaction) -> None:
        save_new_learner(transaction, learner_id, "UTC", NOW)
        save_step(transaction, Learner(learner_id, "UTC", None, NOW), 2, "tap 1")

    return work


def count(transaction: Transaction) -> None:
    """Read a number, and write it back greater by one: one second of a pause is one."""
    until_at = load_pauses(transaction, NOW).get(1, NOW)
    save_pause(transaction, 1, until_at + timedelta(seconds=1))


async def counted(database: Database) -> int:
    pauses = await database.transact(lambda transaction: load_pauses(transaction, NOW))
    return round((pauses.get(1, NOW) - NOW).total_seconds())


async def enrolled(database: Database, learner_id: int) -> str:
    learner = await database.transact(lambda transaction: load_learner(transaction, learner_id))
    if learner is None:
        return "not at all"
    return "whole" if learner.open_day == 2 else "half"


async def pragma(database: Database, text: str) -> Any:
    return await database._writer.run(lambda connection: connection.execute(f"PRAGMA {text}").fetchone()[0])


async def statements(database: Database) -> list[str]:
    """Everything that SQLite is told from now on."""
    told: list[str] = []
    await database._writer.run(lambda connection: connection.set_trace_callback(told.append))
    return told


@asynccontextmanager
async def a_busy_writer(database: Database) -> AsyncIterator[asyncio.Task[None]]:
    """Learner 99 being enrolled, held up half-way, in the writer's thread, until the end of the block."""
    halfway, go_on = asyncio.Event(), Event()
    loop = asyncio.get_running_loop()

    def work(transaction: Transaction) -> None:
        save_new_learner(transaction, 99, "UTC", NOW)
        loop.call_soon_threadsafe(halfway.set)
        assert go_on.wait(10)
        save_step(transaction, Learner(99, "UTC", None, NOW), 2, "tap 1")

    busy = asyncio.create_task(database.transact(work))
    await halfway.wait()
    try:
        yield busy
    finally:
        go_on.set()
    await asyncio.wait([busy])


async def test_the_file_is_as_durable_as_promised(database: Database) -> None:
    assert await pragma(database, "journal_mode") == "wal"
    assert await pragma(database, "synchronous") == 2  # FULL
    assert await pragma(database, "foreign_keys") == 1


async def test_a_folder_that_is_not_there_is_made(tmp_path: Path) -> None:
    database = await open_file(tmp_path / "deep" / "down" / "bot.db")
    await database.close()
    assert (tmp_path / "deep" / "down" / "bot.db").is_file()


async def test_what_was_committed_is_there_after_reopening(tmp_path: Path) -> None:
    database = await open_file(tmp_path / "bot.db")
    await database.transact(enrol(1))
    await database.close()
    database = await open_file(tmp_path / "bot.db")
    assert await enrolled(database, 1) == "whole"
    await database.close()


async def test_transactions_that_wait_together_share_one_commit(database: Database) -> None:
    told = await statements(database)
    async with a_busy_writer(database):
        waiting = [asyncio.create_task(database.transact(enrol(number))) for number in range(1, 51)]
        await asyncio.sleep(0)  # lets each of them queue up
    await asyncio.gather(*waiting)
    assert told.count("COMMIT") == told.count("BEGIN IMMEDIATE") == 2
    assert {await enrolled(database, number) for number in (1, 50, 99)} == {"whole"}


async def test_twenty_increments_at_once_give_twenty(database: Database) -> None:
    await asyncio.gather(*(database.transact(count) for _ in range(20)))
    assert await counted(database) == 20


async def test_one_failing_transaction_rolls_back_alone(database: Database) -> None:
    def failing(transaction: Transaction) -> None:
        enrol(2)(transaction)
        raise ValueError("no")

    results = await asyncio.gather(
        database.transact(enrol(1)), database.transact(failing), database.transact(enrol(3)), return_exceptions=True
    )
    assert [type(result) for result in results] == [type(None), ValueError, type(None)]
    assert [await enrolled(database, number) for number in (1, 2, 3)] == ["whole", "not at all", "whole"]


async def test_what_belongs_to_nobody_is_refused(database: Database) -> None:
    def work(transaction: Transaction) -> None:
        save_answer(transaction, 1, 1, Answered(Question(2, "check-1"), NOW.date(), "B", right=True), NOW)

    with pytest.raises(DatabaseError, match="FOREIGN KEY"):
        await database.transact(work)


async def test_a_handler_cancelled_at_any_await_leaves_each_transaction_whole_or_not_there(
    school: School, database: Database
) -> None:
    suspensions = at = 0
    while suspensions >= at:  # until there was no suspension left to cancel at
        at += 1
        mine, theirs = 10 * at, 10 * at + 1
        cancelled = CancelledAt(handler(school, mine), at)
        task = asyncio.ensure_future(cancelled)
        await asyncio.wait([task])
        suspensions = cancelled.suspensions
        assert task.cancelled() == (suspensions >= at)
        told = await statements(database)
        assert await enrolled(database, mine) in {"whole", "not at all"}
        place = await database.transact(lambda transaction, learner=mine: load_place(transaction, learner, 2))
        assert (place is not None) == (await enrolled(database, mine) == "whole")
        told.clear()
        await database.transact(enrol(theirs))
        assert [text.split()[0] for text in told] == ["BEGIN", "INSERT", "UPDATE", "COMMIT"]
        assert await enrolled(database, theirs) == "whole"
    assert at == 3 + 1  # three transactions, each of them one await
    assert await counted(database) == 1 + 1 + 2 + 2  # all of them reached the first count, two the second


async def handler(school: School, learner_id: int) -> None:
    await school.database.transact(count)
    await open_day(school, learner_id, 2, "a tap")
    await school.database.transact(count)


async def test_a_handler_cancelled_half_way_through_its_work_is_finished_whole_and_commits_nobody_elses(
    database: Database,
) -> None:
    told = await statements(database)
    async with a_busy_writer(database) as busy:
        busy.cancel()
        await asyncio.wait([busy])
        another = asyncio.create_task(database.transact(enrol(1)))
        await asyncio.sleep(0)
    await another
    assert busy.cancelled()
    assert [text.split()[0] for text in told] == ["BEGIN", "INSERT", "UPDATE", "COMMIT"] * 2
    assert [await enrolled(database, number) for number in (99, 1)] == ["whole", "whole"]


async def test_a_cancelled_transaction_that_fails_disturbs_nobody(database: Database) -> None:
    def failing(transaction: Transaction) -> None:
        enrol(1)(transaction)
        raise ValueError("no")

    async with a_busy_writer(database):
        cancelled = asyncio.create_task(database.transact(failing))
        another = asyncio.create_task(database.transact(enrol(2)))
        await asyncio.sleep(0)
        cancelled.cancel()
    await another
    assert [await enrolled(database, number) for number in (1, 2)] == ["not at all", "whole"]


async def test_a_closed_database_refuses_and_changes_nothing(tmp_path: Path) -> None:
    database = await open_file(tmp_path / "bot.db")
    await database.close()
    with pytest.raises(DatabaseClosedError):
        await database.transact(enrol(1))
    await database.close()  # a second time does no harm
    database = await open_file(tmp_path / "bot.db")
    assert await enrolled(database, 1) == "not at all"
    await database.close()


async def test_closing_finishes_what_was_begun(tmp_path: Path) -> None:
    database = await open_file(tmp_path / "bot.db")
    async with a_busy_writer(database) as busy:
        closing = asyncio.create_task(database.close())
        await asyncio.sleep(0)
        with pytest.raises(DatabaseClosedError):
            await database.transact(enrol(1))
    await closing
    await busy
    database = await open_file(tmp_path / "bot.db")
    assert [await enrolled(database, number) for number in (99, 1)] == ["whole", "not at all"]
    await database.close()


async def test_a_cancelled_closing_closes_all_the_same(tmp_path: Path) -> None:
    database = await open_file(tmp_path / "bot.db")
    async with a_busy_writer(database) as busy:
        closing = asyncio.create_task(database.close())
        await asyncio.sleep(0)
        closing.cancel()
        await asyncio.wait([closing])
    await busy
    await database.close()
    database = await open_file(tmp_path / "bot.db")
    assert await enrolled(database, 99) == "whole"
    await database.close()


async def test_a_full_disk_is_told_and_the_next_transaction_works(database: Database) -> None:
    await pragma(database, f"max_page_count = {await pragma(database, 'page_count')}")

    def too_much(transaction: Transaction) -> None:
        enrol(1)(transaction)
        for chat_id in range(10_000):
            save_pause(transaction, chat_id, NOW)

    with pytest.raises(DatabaseError, match="full"):
        await database.transact(too_much)
    assert await enrolled(database, 1) == "not at all"
    await database.transact(enrol(2))
    assert await enrolled(database, 2) == "whole"


async def test_a_file_that_cannot_be_written_is_told_and_works_again_afterwards(database: Database) -> None:
    await database._writer.run(lambda connection: connection.execute("PRAGMA query_only = ON"))
    with pytest.raises(DatabaseError, match="readonly"):
        await database.transact(enrol(1))
    await database._writer.run(lambda connection: connection.execute("PRAGMA query_only = OFF"))
    await database.transact(enrol(2))
    assert [await enrolled(database, number) for number in (1, 2)] == ["not at all", "whole"]


async def test_a_full_disk_is_told_in_words(database: Database) -> None:
    await pragma(database, "max_page_count = 1")  # SQLite takes no less than what there is
    with pytest.raises(
        DatabaseError, match=r"^The disk is full: make room, and the bot goes on by itself \("
    ) as caught:
        await database.transact(lambda transaction: [enrol(number)(transaction) for number in range(10_000)])
    assert isinstance(caught.value, PlainError)


async def test_a_damaged_file_is_told_in_words_when_it_is_opened(database: Database, tmp_path: Path) -> None:
    await database.close()
    raw = bytearray((tmp_path / "bot.db").read_bytes())
    raw[4096 * 3 : 4096 * 5] = b"\xff" * 8192
    (tmp_path / "bot.db").write_bytes(raw)
    with pytest.raises(DatabaseError, match=r"^The database is damaged: stop the bot, and put a backup in its place"):
        await open_file(tmp_path / "bot.db")


async def test_a_folder_that_cannot_be_made_is_told_with_its_setting() -> None:
    with pytest.raises(DatabaseError, match=r"its folder /proc/x can't be made: .* \(see DATABASE_URL\)"):
        await open_file(Path("/proc/x/bot.db"))


async def test_a_file_locked_by_somebody_else_is_told_and_works_once_it_is_free(
    database: Database, tmp_path: Path
) -> None:
    await pragma(database, "busy_timeout = 20")
    somebody = sqlite3.connect(tmp_path / "bot.db", isolation_level=None)
    somebody.execute("BEGIN IMMEDIATE")
    told = await statements(database)
    results = await asyncio.gather(*(database.transact(enrol(1)) for _ in range(9)), return_exceptions=True)
    told_of = "Another program keeps the database locked: close it (database is locked)"
    assert [str(result) for result in results] == [told_of] * 9
    assert told == ["BEGIN IMMEDIATE"]  # they wait for the lock together, not one after the other
    somebody.execute("ROLLBACK")
    somebody.close()
    await database.transact(enrol(2))
    assert [await enrolled(database, number) for number in (1, 2)] == ["not at all", "whole"]

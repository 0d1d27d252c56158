"""All that is kept about a learner, whichever table it is in."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column, Table, insert, select

from bot.core.broadcast import UNSAVED, Broadcast, Kind, Source, Status
from bot.store.broadcasts import load_broadcast, save_new_broadcast
from bot.store.dossier import _DELETE, _LOAD, delete_dossier, learner_column, load_dossier, save_departure
from bot.store.engine.database import Database, Transaction
from bot.store.engine.sqlite import DIALECT, open_file
from bot.store.engine.statement import Statement
from bot.store.learners import save_new_learner
from bot.store.tables import UtcTimestamp, departures, metadata

ABOUT_NOBODY = {"departures", "pulse", "lease", "wordings", "broadcasts", "zone_dates", "audit", "panels", "inbox"}
ABOUT_NOBODY |= {"course_versions", "course_files", "day_states", "admins", "uploads"}
ABOUT_LEARNERS = [table for table in metadata.sorted_tables if table.name not in ABOUT_NOBODY]
VALUES: dict[type, Any] = {
    str: "a trace of somebody",
    int: 1,
    bool: True,
    date: date(2026, 3, 10),
    datetime: datetime(2026, 3, 10, 9, 0, tzinfo=UTC),
    time: time(9, 30),
}
TODAY_ON = date(2026, 3, 10)


def owner(table: Table) -> Column[int]:
    column = learner_column(table)
    assert column is not None, f"nothing says whom a row of {table.name} is about"
    return column


def a_row(table: Table, learner_id: int) -> dict[str, Any]:
    """A row about the learner, with a value in every column."""
    row = {
        column.name: VALUES[datetime if isinstance(column.type, UtcTimestamp) else column.type.python_type]
        for column in table.columns
    }
    return {**row, owner(table).name: learner_id}


def fill(transaction: Transaction, learner_id: int) -> None:
    if load_broadcast(transaction, VALUES[int]) is None:
        news = Broadcast(UNSAVED, Kind.COPY, Status.RUNNING, 70, Source(70, 700), VALUES[datetime])
        assert save_new_broadcast(transaction, news).id == VALUES[int]
    for table in ABOUT_LEARNERS:
        transaction.run(Statement(insert(table).values(a_row(table, learner_id))))


def everything(transaction: Transaction) -> dict[str, list[Any]]:
    """The rows of every table."""
    return {table.name: transaction.all(Statement(select(table))) for table in metadata.sorted_tables}


@pytest.mark.parametrize("table", ABOUT_LEARNERS, ids=str)
def test_every_table_says_whom_its_rows_are_about(table: Table) -> None:
    assert owner(table).table is table


async def test_a_dossier_holds_every_row_about_a_learner_and_none_about_another(database: Database) -> None:
    await database.transact(lambda transaction: fill(transaction, 1))
    await database.transact(lambda transaction: fill(transaction, 2))
    dossier = await database.transact(lambda transaction: load_dossier(transaction, 1))
    assert dossier == {table.name: [a_row(table, 1)] for table in ABOUT_LEARNERS}


async def test_the_dossier_of_somebody_unknown_is_empty(database: Database) -> None:
    await database.transact(lambda transaction: fill(transaction, 2))
    assert await database.transact(lambda transaction: load_dossier(transaction, 1)) == {}


async def test_a_deleted_learner_is_gone_from_every_table_and_everybody_else_stays(database: Database) -> None:
    await database.transact(lambda transaction: fill(transaction, 2))
    before = await database.transact(everything)
    await database.transact(lambda transaction: fill(transaction, 1))
    await database.transact(lambda transaction: delete_dossier(transaction, 1))
    assert await database.transact(everything) == before


def test_what_was_deleted_is_gone_from_the_file_too(tmp_path: Path) -> None:
    async def come_and_go(file: Path, *works: Callable[[Transaction, int], None]) -> bytes:
        database = await open_file(file)
        for work in works:
            await database.transact(lambda transaction, work=work: work(transaction, 1))
        await database.close()
        return file.read_bytes()  # noqa: ASYNC240 -- nothing else is waiting

    trace = VALUES[str].encode()
    assert trace in asyncio.run(come_and_go(tmp_path / "kept.db", fill))
    assert trace not in asyncio.run(come_and_go(tmp_path / "gone.db", fill, delete_dossier))


async def test_what_was_deleted_is_gone_from_the_log_as_well(tmp_path: Path) -> None:
    def traces() -> list[str]:
        return [path.name for path in tmp_path.glob("bot.db*") if VALUES[str].encode() in path.read_bytes()]

    database = await open_file(tmp_path / "bot.db")
    await database.transact(lambda transaction: fill(transaction, 1))
    await database.transact(lambda transaction: delete_dossier(transaction, 1))
    assert traces() == ["bot.db-wal"]
    assert await database.erase()
    assert traces() == []
    await database.close()


async def test_departures_are_counted_by_date_and_name_nobody(database: Database) -> None:
    for left_on in (TODAY_ON, TODAY_ON, date(2026, 3, 11)):
        await database.transact(lambda transaction, left_on=left_on: save_departure(transaction, left_on))
    rows = (await database.transact(everything))["departures"]
    assert rows == [(TODAY_ON, 2), (date(2026, 3, 11), 1)]
    assert list(departures.c.keys()) == ["left_on", "learners"]


async def test_a_deletion_that_fails_leaves_everything_as_it_was(database: Database) -> None:
    await database.transact(lambda transaction: fill(transaction, 1))
    before = await database.transact(everything)

    def work(transaction: Transaction) -> None:
        delete_dossier(transaction, 1)
        raise RuntimeError("the lights went out")

    with pytest.raises(RuntimeError, match="lights"):
        await database.transact(work)
    assert await database.transact(everything) == before


async def test_whoever_returns_has_a_new_dossier(database: Database) -> None:
    await database.transact(lambda transaction: fill(transaction, 1))
    await database.transact(lambda transaction: delete_dossier(transaction, 1))
    joined_at = VALUES[datetime]
    await database.transact(lambda transaction: save_new_learner(transaction, 1, "UTC", joined_at))
    dossier = await database.transact(lambda transaction: load_dossier(transaction, 1))
    assert list(dossier) == ["learners"]


async def test_a_dossier_is_found_without_going_through_every_recipient_there_was(database: Database) -> None:
    plans: list[str] = []

    def explain(transaction: Transaction) -> None:
        for statement in (_LOAD["recipients"], *_DELETE):
            sql = statement.compiled(DIALECT).sql
            if "recipients" in sql:
                rows = transaction._connection.execute(f"EXPLAIN QUERY PLAN {sql}", [1])
                plans.append(next(row[3] for row in rows))

    await database.transact(explain)
    assert plans == ["SEARCH recipients USING PRIMARY KEY (broadcast_id=? AND learner_id=?)"] * 2

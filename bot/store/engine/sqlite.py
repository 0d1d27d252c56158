"""The database: one connection, one writer, and transactions that are whole or not there at all."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import aiosqlite

from bot.store.engine.statement import Row, Statement
from bot.store.migrations import check_version, migrate

_PATIENCE = 5.0  # seconds to wait for a file that is locked, as long as sqlite3 itself waits

T = TypeVar("T")


class DatabaseClosedError(RuntimeError):
    """The database has been closed; nothing was read or written."""


class Transaction:
    """What a transaction may do: run statements, one after the other, and look at their rows."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def all(self, statement: Statement, **parameters: Any) -> list[Row]:
        """Every row of a query."""
        return [statement.row(values) for values in self._execute(statement, parameters)]

    def first(self, statement: Statement, **parameters: Any) -> Row | None:
        """The first row of a query, or None."""
        values = self._execute(statement, parameters).fetchone()
        return statement.row(values) if values is not None else None

    def run(self, statement: Statement, **parameters: Any) -> int:
        """Run a statement that writes; the number of rows it touched."""
        return self._execute(statement, parameters).rowcount

    def _execute(self, statement: Statement, parameters: dict[str, Any]) -> sqlite3.Cursor:
        return self._connection.execute(statement.sql, statement.arguments(parameters))


class _Writer(aiosqlite.Connection):
    """aiosqlite's connection and thread, given a whole batch of work instead of a statement at a time."""

    async def run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        result: T = await self._execute(work, self._conn)  # type: ignore[no-untyped-call]
        return result


Work = Callable[[Transaction], Any]
Guard = Callable[[Transaction], None]


class Database:
    """A SQLite file with one write connection, so that two writers can never meet.

    `transact` runs a function in the writer's thread, inside BEGIN IMMEDIATE … COMMIT with synchronous=FULL.
    Functions that wait at the same moment share one commit. If one of them raises, the batch is rolled back and
    each runs again on its own, so a function must touch nothing but its transaction. `guard` runs first in every
    transaction, and may raise.
    """

    def __init__(self, writer: _Writer) -> None:
        self._writer = writer
        self._waiting: list[tuple[Work, asyncio.Future[Any]]] = []
        self._flushing: asyncio.Task[None] | None = None
        self._closing: asyncio.Task[None] | None = None
        self.guard: Guard = lambda _: None

    @classmethod
    async def open(cls, path: Path, until: int | None = None) -> Database:
        """Open the file, made with its folder where there is none, and bring its tables up to date: to the version
        `until`, or else to the newest.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        return await cls._open(str(path), partial(_prepare, partial(migrate, until=until)))

    @classmethod
    async def open_beside(cls, path: Path) -> Database:
        """Open the file to write beside a bot that may be at work on it, whose tables are left as they are.

        Raises OlderDatabaseError and NewerDatabaseError.
        """
        return await cls._open(str(path), partial(_prepare, check_version))

    @classmethod
    async def open_to_read(cls, path: Path) -> Database:
        """Open the file beside a bot that may be at work on it. Nothing can be written, and the write-ahead log is left
        alone, so that there is still one connection only that ever changes a file.

        Raises FileNotFoundError where there is none, OlderDatabaseError and NewerDatabaseError.
        """
        if not path.is_file():  # noqa: ASYNC240 -- nothing else is waiting
            raise FileNotFoundError(f"There is no database at {path} yet: the first start of the bot makes it.")
        return await cls._open(f"{path.absolute().as_uri()}?mode=ro", check_version)  # noqa: ASYNC240

    @classmethod
    async def _open(cls, name: str, prepare: Callable[[sqlite3.Connection], None]) -> Database:
        # Autocommit: BEGIN and COMMIT are ours to say, sqlite3 starts nothing by itself.
        is_uri = name.startswith("file:")
        writer = _Writer(lambda: sqlite3.connect(name, isolation_level=None, uri=is_uri), iter_chunk_size=64)
        await writer
        try:
            await writer.run(prepare)
        except BaseException:
            await writer.close()
            raise
        return cls(writer)

    async def transact(self, work: Callable[[Transaction], T]) -> T:
        """Run `work` in a transaction of its own and return its result once that is durable.

        A caller that is cancelled meanwhile loses the result only: the transaction is finished whole all the same.
        Raises what `work` raises, after a rollback, and DatabaseClosedError.
        """
        if self._closing is not None:
            raise DatabaseClosedError("the database is closed")
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append((work, future))
        if self._flushing is None:
            self._flushing = asyncio.create_task(self._flush())
        return await future

    async def migrate(self) -> None:
        """Bring its tables up to date."""
        await self._writer.run(migrate)

    async def tidy(self) -> None:
        """Let SQLite look how its tables have grown, and give back the room of a log that grew large.

        https://www.sqlite.org/pragma.html#pragma_optimize
        """
        await self._writer.run(_tidy)

    async def close(self) -> None:
        """Finish what was begun, then close the file, even if the caller is cancelled meanwhile.

        A second call waits for what the first has set going.
        """
        if self._closing is None:
            self._closing = asyncio.create_task(self._finish())
        await asyncio.shield(self._closing)

    async def _finish(self) -> None:
        if self._flushing is not None:
            await self._flushing
        await self._writer.close()

    async def _flush(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            results = await self._commit(batch)
            for (_, future), result in zip(batch, results, strict=True):
                if future.done():  # its caller was cancelled
                    continue
                if isinstance(result, BaseException):
                    future.set_exception(result)
                else:
                    future.set_result(result)
        self._flushing = None

    async def _commit(self, batch: list[tuple[Work, asyncio.Future[Any]]]) -> list[Any]:
        works = [work for work, _ in batch]
        try:
            return await self._writer.run(lambda connection: _commit_together(connection, self.guard, works))
        except Exception as error:  # the writer itself is gone: every caller has to hear of it
            return [error] * len(batch)


def _prepare(tables: Callable[[sqlite3.Connection], None], connection: sqlite3.Connection) -> None:
    """Set up a connection that writes, and see to its `tables`."""
    _write_ahead(connection)
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")  # what a learner had deleted leaves the file, not only its tables
    tables(connection)


def _tidy(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA optimize")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Switch the file to a write-ahead log. For this SQLite does not wait for another process that is about it too."""
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(0.05)
        else:
            return


def _commit_together(connection: sqlite3.Connection, guard: Guard, works: list[Work]) -> list[Any]:
    """The results of several works in one commit; an exception stands in the place of its result."""
    try:
        connection.execute("BEGIN IMMEDIATE")
    except sqlite3.Error as error:  # a locked file, for instance: alone, none of them would fare better
        return [error] * len(works)
    try:
        return _commit(connection, guard, works)
    except Exception as error:
        return [error] if len(works) == 1 else [_commit_together(connection, guard, [work])[0] for work in works]


def _commit(connection: sqlite3.Connection, guard: Guard, works: list[Work]) -> list[Any]:
    """The results of the works, which end the open transaction: committed, or rolled back where one of them raises."""
    try:
        transaction = Transaction(connection)
        guard(transaction)
        results = [work(transaction) for work in works]
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return results

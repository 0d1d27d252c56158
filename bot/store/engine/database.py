"""The database: one writer, and transactions that are whole or not there at all. What differs from one database to
another is its `Writer` and what a `Statement` becomes in its dialect.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol, TypeVar

from sqlalchemy import Dialect

from bot.core.plain_error import PlainError
from bot.store.engine.statement import Row, Statement

T = TypeVar("T")


class DatabaseError(PlainError):
    """The database cannot do what it was asked."""


class DatabaseLockedError(DatabaseError):
    """Another process keeps the database locked; nothing was read or written, and later it may be."""


class DatabaseClosedError(DatabaseError):
    """The database has been closed; nothing was read or written."""


class Cursor(Protocol):
    """What a statement came to."""

    @property
    def rowcount(self) -> int:
        """How many rows a statement that writes has touched."""

    def fetchone(self) -> Any:
        """The next row of a query, None after the last."""

    def __iter__(self) -> Iterator[Any]: ...


class Connection(Protocol):
    """A connection on which nothing is begun or committed but by us."""

    def execute(self, sql: str, arguments: Sequence[Any] = ..., /) -> Cursor:
        """Run one statement."""

    def commit(self) -> None:
        """End the open transaction."""

    def rollback(self) -> None:
        """Undo the open transaction, if there is one."""


class Writer(Protocol):
    """The one connection that writes, in a thread of its own. `begin` is how it begins a transaction that no other
    writer can come into, `error` what its driver raises.
    """

    dialect: Dialect
    begin: str
    error: type[Exception]

    def in_words(self, error: Exception) -> DatabaseError:
        """What an error of the driver means."""

    async def run(self, work: Callable[[Any], T]) -> T:
        """Run `work` with the connection, in the thread, after what was given to it before."""

    async def migrate(self) -> None:
        """Bring the tables up to date."""

    async def tidy(self) -> None:
        """Do what such a database wants done once a night."""

    async def erase(self) -> bool:
        """Overwrite what was deleted wherever it still stands, such as in a log; whether that was possible."""

    async def close(self) -> None:
        """Close the connection and end the thread."""


class Transaction:
    """What a transaction may do: run statements, one after the other, and look at their rows."""

    def __init__(self, connection: Connection, dialect: Dialect) -> None:
        self._connection = connection
        self._dialect = dialect

    def all(self, statement: Statement, **parameters: Any) -> list[Row]:
        """Every row of a query."""
        compiled = statement.compiled(self._dialect)
        return [compiled.named(row) for row in self._connection.execute(compiled.sql, compiled.arguments(parameters))]

    def first(self, statement: Statement, **parameters: Any) -> Row | None:
        """The first row of a query, or None."""
        compiled = statement.compiled(self._dialect)
        row = self._connection.execute(compiled.sql, compiled.arguments(parameters)).fetchone()
        return compiled.named(row) if row is not None else None

    def run(self, statement: Statement, **parameters: Any) -> int:
        """Run a statement that writes; the number of rows it touched."""
        compiled = statement.compiled(self._dialect)
        return self._connection.execute(compiled.sql, compiled.arguments(parameters)).rowcount


Work = Callable[[Transaction], Any]
Guard = Callable[[Transaction], None]


class Database:
    """A database with one write connection, so that two writers can never meet.

    `transact` runs a function in the writer's thread, from BEGIN to a COMMIT that is durable. Functions that wait at
    the same moment share one commit. If one of them raises, the batch is rolled back and each runs again on its own,
    so a function must touch nothing but its transaction. `guard` runs first in every transaction, and may raise.
    """

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._waiting: list[tuple[Work, asyncio.Future[Any]]] = []
        self._flushing: asyncio.Task[None] | None = None
        self._closing: asyncio.Task[None] | None = None
        self.guard: Guard = lambda _: None

    async def transact(self, work: Callable[[Transaction], T]) -> T:
        """Run `work` in a transaction of its own and return its result once that is durable.

        A caller that is cancelled meanwhile loses the result only: the transaction is finished whole all the same.
        Raises what `work` raises, after a rollback, and DatabaseError.
        """
        if self._closing is not None:
            raise DatabaseClosedError("the database is closed")
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append((work, future))
        if self._flushing is None:
            self._flushing = asyncio.create_task(self._flush())
        try:
            return await future
        except self._writer.error as error:
            raise self._writer.in_words(error) from error

    async def migrate(self) -> None:
        """Bring the tables up to date."""
        await self._writer.migrate()

    async def tidy(self) -> None:
        """Do what the database wants done once a night."""
        await self._writer.tidy()

    async def erase(self) -> bool:
        """Leave nothing of what was deleted in any of the database's files; False where a reader keeps us from it."""
        return await self._writer.erase()

    async def close(self) -> None:
        """Finish what was begun, then close the connection, even if the caller is cancelled meanwhile.

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
            return await self._writer.run(
                lambda connection: _commit_together(self._writer, connection, self.guard, works)
            )
        except Exception as error:  # the writer itself is gone: every caller has to hear of it
            return [error] * len(batch)


def _commit_together(writer: Writer, connection: Connection, guard: Guard, works: list[Work]) -> list[Any]:
    """The results of several works in one commit; an exception stands in the place of its result."""
    try:
        connection.execute(writer.begin)
    except writer.error as error:  # it is locked, for instance: alone, none of them would fare better
        return [error] * len(works)
    try:
        return _commit(connection, writer.dialect, guard, works)
    except Exception as error:
        if len(works) == 1:
            return [error]
        return [_commit_together(writer, connection, guard, [work])[0] for work in works]


def _commit(connection: Connection, dialect: Dialect, guard: Guard, works: list[Work]) -> list[Any]:
    """The results of the works, which end the open transaction: committed, or rolled back where one of them raises."""
    try:
        transaction = Transaction(connection, dialect)
        guard(transaction)
        results = [work(transaction) for work in works]
        connection.commit()
    except BaseException:
        connection.rollback()
        raise
    return results

"""SQLite: a file with one connection, in aiosqlite's thread."""

from __future__ import annotations

import logging
import sqlite3
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TypeVar

import aiosqlite
from sqlalchemy import Dialect
from sqlalchemy.dialects import sqlite  # noqa: TID251 -- of the one database this module is about

from bot.store.engine.database import Database, DatabaseError, DatabaseLockedError
from bot.store.migrations import (
    StrangeDatabaseError,
    applied_scripts,
    check_columns,
    check_version,
    missing_scripts,
    tables_made_by,
)

_log = logging.getLogger(__name__)

DIALECT = sqlite.dialect(paramstyle="qmark")

_PATIENCE = 5.0  # seconds to wait for a file that is locked, as long as sqlite3 itself waits

_TROUBLES = {
    sqlite3.SQLITE_FULL: "The disk is full: make room, and the bot goes on by itself",
    sqlite3.SQLITE_CORRUPT: "The database is damaged: stop the bot, and put a backup in its place",
    sqlite3.SQLITE_NOTADB: "The file is no database of SQLite, or a damaged one",
    sqlite3.SQLITE_READONLY: "The database may not be written to: its file and folder have to belong to the bot's user",
    sqlite3.SQLITE_CANTOPEN: "The database can't be opened: its file and folder have to be there, and the bot's user's",
    sqlite3.SQLITE_IOERR: "The disk fails to read or write the database",
    sqlite3.SQLITE_BUSY: "Another program keeps the database locked: close it",
}

T = TypeVar("T")


async def open_file(path: Path, until: int | None = None) -> Database:
    """Open the file, made with its folder where there is none, and bring its tables up to date; no further than to the
    migration `until`, where there is one.

    Raises DatabaseError where it cannot be used, and NewerDatabaseError.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DatabaseError(f"its folder {path.parent} can't be made: {error.strerror} (see DATABASE_URL)") from error
    return await _open(str(path), partial(_prepare, partial(_bring_along, path, until)))


async def open_file_beside(path: Path) -> Database:
    """Open the file to write beside a bot that may be at work on it, and leave the tables as they are.

    Raises DatabaseError, OlderDatabaseError and NewerDatabaseError.
    """
    return await _open(str(path), partial(_prepare, _check))


async def open_file_to_read(path: Path) -> Database:
    """Open the file beside a bot that may be at work on it. Nothing can be written, and the write-ahead log is left
    alone, so that there is still one connection only that ever changes a file.

    Raises FileNotFoundError where there is none, DatabaseError, OlderDatabaseError and NewerDatabaseError.
    """
    if not path.is_file():  # noqa: ASYNC240 -- nothing else is waiting
        raise FileNotFoundError(f"There is no database at {path} yet: the first start of the bot makes it.")
    return await _open(f"{path.absolute().as_uri()}?mode=ro", _check)  # noqa: ASYNC240


class _Writer(aiosqlite.Connection):
    """aiosqlite's connection and thread, given a whole batch of work instead of a statement at a time."""

    dialect: Dialect = DIALECT
    begin = "BEGIN IMMEDIATE"
    error: type[Exception] = sqlite3.Error

    def in_words(self, error: Exception) -> DatabaseError:
        return _in_words(error)

    async def run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        result: T = await self._execute(work, self._conn)  # type: ignore[no-untyped-call]
        return result

    async def migrate(self) -> None:
        await self.run(migrate)

    async def tidy(self) -> None:
        await self.run(_tidy)

    async def erase(self) -> bool:
        return await self.run(_write_back)


async def _open(name: str, prepare: Callable[[sqlite3.Connection], None]) -> Database:
    # Autocommit: BEGIN and COMMIT are ours to say, sqlite3 starts nothing by itself.
    is_uri = name.startswith("file:")
    writer = _Writer(lambda: sqlite3.connect(name, isolation_level=None, uri=is_uri), iter_chunk_size=64)
    try:
        await writer
        try:
            await writer.run(prepare)
        except BaseException:
            await writer.close()
            raise
    except sqlite3.Error as error:
        raise _in_words(error) from error
    return Database(writer)


def _in_words(error: Exception) -> DatabaseError:
    """What an error of SQLite means, with what it says itself; its words alone where they are plain enough."""
    code = getattr(error, "sqlite_errorcode", None)
    words = _TROUBLES.get(code & 0xFF) if code is not None else None
    kind = DatabaseLockedError if code is not None and code & 0xFF == sqlite3.SQLITE_BUSY else DatabaseError
    return kind(f"{words} ({error})" if words else str(error))


def _prepare(see_to_tables: Callable[[sqlite3.Connection], None], connection: sqlite3.Connection) -> None:
    _write_ahead(connection)
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")  # what a learner had deleted leaves the file, not only its tables
    see_to_tables(connection)


def _check(connection: sqlite3.Connection) -> None:
    check_version(_version(connection))


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


def _tidy(connection: sqlite3.Connection) -> None:
    """See how the tables have grown, and give back the room of a log that grew large.

    https://www.sqlite.org/pragma.html#pragma_optimize
    """
    connection.execute("PRAGMA optimize")
    _write_back(connection)


def _write_back(connection: sqlite3.Connection) -> bool:
    """Write the log back into the file, and make it empty: until then it holds rows as they were before. False where
    somebody who reads for long keeps it from being emptied.
    """
    busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy


def _bring_along(path: Path, until: int | None, connection: sqlite3.Connection) -> None:
    """Say what was found, which may not be what was meant, and migrate. Raises DatabaseError where it is damaged."""
    version, missing = _version(connection), missing_scripts(_version(connection))
    if version and (wrong := connection.execute("PRAGMA quick_check(1)").fetchone()[0]) != "ok":
        raise DatabaseError(f"{_TROUBLES[sqlite3.SQLITE_CORRUPT]} ({wrong})")
    if not version:
        _log.warning("There was no database at %s: a new one has been made", path.absolute())
    elif missing:
        _log.info("The tables of %s are of version %d; they are brought to %d", path.absolute(), version, max(missing))
    migrate(connection, until)


def migrate(connection: sqlite3.Connection, until: int | None = None) -> None:
    """Bring the tables up to date, or to the migration `until`. The number of the last one is kept in the file
    (PRAGMA user_version).

    Raises NewerDatabaseError, and StrangeDatabaseError where the tables are not what the migrations so far have made.
    """
    version = _version(connection)
    missing = missing_scripts(version)
    scripts = {number: script for number, script in missing.items() if until is None or number <= until}
    if not scripts:
        return
    overlooked = _overlooked(connection, version)
    _check_origin(connection, version, overlooked)
    for number, script in sorted({**overlooked, **scripts}.items()):
        try:
            _apply(connection, number, script)
        except sqlite3.Error as error:
            if "locked" in str(error) or _version(connection) == 0:
                raise
            raise StrangeDatabaseError(f"migration {number}: {error}") from error


def _overlooked(connection: sqlite3.Connection, version: int) -> dict[int, str]:
    """The scripts that were there only after a later one had been applied: none of what they make is there."""
    there = set(_columns(connection))
    made = {number: (script, tables_made_by(script)) for number, script in applied_scripts(version).items()}
    return {number: script for number, (script, tables) in made.items() if tables and not tables & there}


def _check_origin(connection: sqlite3.Connection, version: int, overlooked: Collection[int]) -> None:
    """Hold the tables against those that the scripts make which have been applied."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as model:
        for number, script in applied_scripts(version).items():
            if number not in overlooked:
                model.executescript(script)
        check_columns(_columns(connection), _columns(model))


def _columns(connection: sqlite3.Connection) -> dict[str, frozenset[str]]:
    """The names of each table's columns."""
    columns: defaultdict[str, set[str]] = defaultdict(set)
    for table, column in connection.execute(
        "SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table'"
    ):
        columns[table].add(column)
    return {table: frozenset(names) for table, names in columns.items()}


def _apply(connection: sqlite3.Connection, number: int, script: str) -> None:
    """Run the script in a transaction, unless another process that started at the same time was quicker."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        version = _version(connection)
        tables = tables_made_by(script)
        if version < number or (tables and not tables & set(_columns(connection))):
            for statement in _statements(script):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {max(version, number)}")
        connection.commit()
    except BaseException:
        connection.rollback()
        raise


def _version(connection: sqlite3.Connection) -> int:
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version


def _statements(script: str) -> Iterator[str]:
    """The statements of a script one by one: `executescript` would end the transaction before it begins."""
    statement = ""
    for piece in script.split(";"):
        statement += piece + ";"
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""

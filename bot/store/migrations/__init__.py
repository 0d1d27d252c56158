"""Forward-only migrations: `NNNN_what_it_does.sql`, each applied once, in order, in a transaction of its own."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from bot.store.engine.database import DatabaseError

_FOLDER = Path(__file__).parent


class NewerDatabaseError(DatabaseError):
    """The file was last used by a newer version of the bot."""


class OlderDatabaseError(DatabaseError):
    """The file was last used by an older version of the bot, and is only to be read."""


def migrate(connection: sqlite3.Connection) -> None:
    """Apply what is missing. The number of the last one applied is kept in the file (PRAGMA user_version).

    Raises NewerDatabaseError where the file is ahead of this version: going on might lose what it doesn't know.
    """
    scripts = {int(path.name[:4]): path for path in sorted(_FOLDER.glob("[0-9][0-9][0-9][0-9]_*.sql"))}
    applied = _version(connection)
    if applied > max(scripts):
        raise NewerDatabaseError(f"its tables are of version {applied}, this bot knows up to {max(scripts)}")
    for number, path in scripts.items():
        if number > applied:
            _apply(connection, number, path.read_text(encoding="utf-8"))


def check_version(connection: sqlite3.Connection) -> None:
    """Change nothing. Raises NewerDatabaseError or OlderDatabaseError where the tables are of another version."""
    applied, known = _version(connection), max(int(path.name[:4]) for path in _FOLDER.glob("[0-9]*.sql"))
    if applied > known:
        raise NewerDatabaseError(f"its tables are of version {applied}, this bot knows up to {known}")
    if applied < known:
        raise OlderDatabaseError(f"its tables are of version {applied}, this bot needs {known}: start it once")


def _apply(connection: sqlite3.Connection, number: int, script: str) -> None:
    """Run the script in a transaction, unless another process that started at the same time was quicker."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        if _version(connection) < number:
            for statement in _statements(script):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {number}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
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

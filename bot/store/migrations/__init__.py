"""Forward-only migrations: `NNNN_what_it_does.sql`, each applied once, in order, in a transaction of its own."""

from __future__ import annotations

import sqlite3
from pathlib import Path

_FOLDER = Path(__file__).parent


class NewerDatabaseError(RuntimeError):
    """The file was last used by a newer version of the bot."""


def migrate(connection: sqlite3.Connection) -> None:
    """Apply what is missing. The number of the last one applied is kept in the file (PRAGMA user_version).

    Raises NewerDatabaseError where the file is ahead of this version: going on might lose what it doesn't know.
    """
    scripts = {int(path.name[:4]): path for path in sorted(_FOLDER.glob("[0-9][0-9][0-9][0-9]_*.sql"))}
    (applied,) = connection.execute("PRAGMA user_version").fetchone()
    if applied > max(scripts):
        raise NewerDatabaseError(f"its tables are of version {applied}, this bot knows up to {max(scripts)}")
    for number, path in scripts.items():
        if number > applied:
            script = path.read_text(encoding="utf-8")
            connection.executescript(f"BEGIN IMMEDIATE;\n{script}\nPRAGMA user_version = {number};\nCOMMIT;")

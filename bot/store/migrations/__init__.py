"""Forward-only migrations: `NNNN_what_it_does.sql`, each applied once, in order, in a transaction of its own. How they
are applied, and where the number of the last one is kept, is the engine's. Once landed, a script is never changed:
`frozen.sha256` has their digests.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from bot.store.engine.database import DatabaseError

_FOLDER = Path(__file__).parent


LEASE = 9
"""The migration that brings the lease: as far as here any process may go, beyond it only the one that is the bot."""


class NewerDatabaseError(DatabaseError):
    """The database was last used by a newer version of the bot."""


class OlderDatabaseError(DatabaseError):
    """The database was last used by an older version of the bot, and is only to be read."""


class StrangeDatabaseError(DatabaseError):
    """The tables are not those that the migrations make."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"its tables are none that a version of this bot has made: {what}. It may come from a state between two "
            "versions. It was left as it is; begin with a new file, or bring what is in it over by hand"
        )


Columns = Mapping[str, frozenset[str]]
"""The names of each table's columns."""


def missing_scripts(applied: int) -> dict[int, str]:
    """What is to be applied after the migration of this number, by number, in order.

    Raises NewerDatabaseError where it is ahead of this version: going on might lose what this doesn't know.
    """
    scripts = _scripts()
    if applied > max(scripts):
        raise NewerDatabaseError(f"its tables are of version {applied}, this bot knows up to {max(scripts)}")
    return {number: path.read_text(encoding="utf-8") for number, path in scripts.items() if number > applied}


def applied_scripts(applied: int) -> dict[int, str]:
    """What has been applied up to the migration of this number, by number, in order."""
    return {number: path.read_text(encoding="utf-8") for number, path in _scripts().items() if number <= applied}


def check_version(applied: int) -> None:
    """Raise NewerDatabaseError or OlderDatabaseError unless the migration of this number is the last there is."""
    if missing := missing_scripts(applied):
        raise OlderDatabaseError(f"its tables are of version {applied}, this bot needs {max(missing)}: start it once")


def check_columns(found: Columns, expected: Columns) -> None:
    """Raise StrangeDatabaseError where a table or a column is missing that an applied migration has made: a script was
    changed, or left out, after it had been applied.
    """
    for table, columns in expected.items():
        if table not in found:
            raise StrangeDatabaseError(f"there is no table `{table}`")
        if missing := columns - found[table]:
            raise StrangeDatabaseError(f"`{table}` has no `{min(missing)}`")


def tables_made_by(script: str) -> frozenset[str]:
    """The tables that a script creates."""
    return frozenset(re.findall(r"^CREATE TABLE (\w+)", script, re.MULTILINE))


def _scripts() -> dict[int, Path]:
    return {int(path.name[:4]): path for path in sorted(_FOLDER.glob("[0-9][0-9][0-9][0-9]_*.sql"))}

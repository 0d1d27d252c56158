"""Forward-only migrations: `NNNN_what_it_does.sql`, each applied once, in order, in a transaction of its own. How they
are applied, and where the number of the last one is kept, is the engine's.
"""

from __future__ import annotations

from pathlib import Path

from bot.store.engine.database import DatabaseError

_FOLDER = Path(__file__).parent


LEASE = 9
"""The migration that brings the lease: as far as here any process may go, beyond it only the one that is the bot."""


class NewerDatabaseError(DatabaseError):
    """The database was last used by a newer version of the bot."""


class OlderDatabaseError(DatabaseError):
    """The database was last used by an older version of the bot, and is only to be read."""


def missing_scripts(applied: int) -> dict[int, str]:
    """What is to be applied after the migration of this number, by number, in order.

    Raises NewerDatabaseError where it is ahead of this version: going on might lose what this doesn't know.
    """
    scripts = {int(path.name[:4]): path for path in sorted(_FOLDER.glob("[0-9][0-9][0-9][0-9]_*.sql"))}
    if applied > max(scripts):
        raise NewerDatabaseError(f"its tables are of version {applied}, this bot knows up to {max(scripts)}")
    return {number: path.read_text(encoding="utf-8") for number, path in scripts.items() if number > applied}


def check_version(applied: int) -> None:
    """Raise NewerDatabaseError or OlderDatabaseError unless the migration of this number is the last there is."""
    if missing := missing_scripts(applied):
        raise OlderDatabaseError(f"its tables are of version {applied}, this bot needs {max(missing)}: start it once")

"""Learners whose reminder is due, as a process of the bot finds them, and what becomes of it."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.playground import Playground


def make_due(playground: Playground, database: Path, names: list[str]) -> set[int]:
    """Learners whose reminder has been due for a minute; by their clock it is noon or thereabouts."""
    people = [playground.person(name) for name in names]
    for person in people:
        person._chat.started = True
    ids = [person.id for person in people]
    save_due(database, ids)
    return set(ids)


def save_due(database: Path, ids: list[int]) -> None:
    """Have these new learners be due."""
    now = datetime.now(UTC).replace(tzinfo=None)  # noqa: TID251 -- the process lives in real time
    due_at, hours = now - timedelta(minutes=1), 12 - now.hour
    local = due_at + timedelta(hours=hours)
    zone = f"Etc/GMT{-hours:+d}" if hours else "UTC"
    rows = [
        (
            person_id,
            zone,
            "",
            f"{now - timedelta(days=1):%Y-%m-%d %H:%M:%S.%f}",
            f"{local:%H:%M:%S.%f}",
            f"{due_at:%Y-%m-%d %H:%M:%S.%f}",
            f"{local:%Y-%m-%d}",
            "daily",
        )
        for person_id in ids
    ]
    with closing(sqlite3.connect(database, timeout=30)) as connection:
        connection.executemany(
            "INSERT INTO learners (id, zone, causes, joined_at, remind_at, next_due_at, next_due_on, next_due_kind) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            rows,
        )
        connection.commit()


def states(database: Path) -> Counter[str]:
    """How many reminders are in which state."""
    with closing(sqlite3.connect(database, timeout=30)) as connection:
        return Counter(state for (state,) in connection.execute("SELECT state FROM reminders"))

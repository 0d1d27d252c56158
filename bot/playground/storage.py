"""The playground's own SQLite file: one row for each person, message and pending update, rewritten when it changes.

Every change is written before the call that made it is answered. The log is not synced to the disk, so what
survives is the end of the process, not that of the machine.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import orjson
from pydantic import TypeAdapter

T = TypeVar("T")

_SCHEMA = "CREATE TABLE IF NOT EXISTS rows (kind TEXT, key TEXT, value BLOB, PRIMARY KEY (kind, key)) WITHOUT ROWID"


class Storage:
    """Rows of JSON, by kind and key, in the file at `path`; without one nothing is kept."""

    def __init__(self, path: Path | None) -> None:
        self._connection = None
        if path is None:
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = OFF")
        self._connection.execute(_SCHEMA)

    def save(self, kind: str, key: object, value: object) -> None:
        """Keep `value`, a dataclass or anything JSON holds; bytes are kept as they are."""
        if self._connection is not None:
            content = value if isinstance(value, bytes) else orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS)
            self._connection.execute("INSERT OR REPLACE INTO rows VALUES (?, ?, ?)", (kind, str(key), content))

    def forget(self, kind: str, key: object) -> None:
        """Drop this row, if it is there."""
        if self._connection is not None:
            self._connection.execute("DELETE FROM rows WHERE kind = ? AND key = ?", (kind, str(key)))

    def load(self, kind: str, shape: type[T]) -> Iterator[tuple[str, T]]:
        """Every row of this kind as (key, value), in the order of the keys as numbers."""
        adapter = TypeAdapter(shape)
        for key, content in self._rows(kind):
            yield key, adapter.validate_json(content)

    def load_bytes(self, kind: str) -> Iterator[tuple[str, bytes]]:
        """Every row of this kind that was saved as bytes."""
        yield from self._rows(kind)

    def close(self) -> None:
        """Let go of the file."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _rows(self, kind: str) -> list[tuple[str, bytes]]:
        if self._connection is None:
            return []
        query = "SELECT key, value FROM rows WHERE kind = ? ORDER BY CAST(key AS INTEGER)"
        return self._connection.execute(query, (kind,)).fetchall()

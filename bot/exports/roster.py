"""The roster as a file for a spreadsheet: a line for each learner."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import astuple, fields
from datetime import datetime
from pathlib import Path

from bot.exports.cells import cells
from bot.store.roster import RosterLine

_HEADERS = {"zone_name": "zone"}  # spreadsheets and scripts know the column by it


@contextmanager
def roster_file(path: Path) -> Iterator[Callable[[list[RosterLine]], None]]:
    """Open the file to add lines to it. It has its name once all is written, and only its owner may read it."""
    part = path.with_name(f"{path.name}.part")
    part.touch(mode=0o600)
    try:
        with part.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(_HEADERS.get(field.name, field.name) for field in fields(RosterLine))
            yield lambda lines: writer.writerows(map(_values, lines))
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _values(line: RosterLine) -> list[object]:
    return cells(value.isoformat() if isinstance(value, datetime) else value for value in astuple(line))

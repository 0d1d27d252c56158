"""One tick of reminders beside itself: 500 that are due, among ever more learners for whom nothing is.

What is measured is the deciding, in its batches, with a commit for each: the ledger, the wording, the next plan. The
sends are not in it.
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from statistics import median

from bot.content import load_course
from bot.core.course import Course
from bot.flows.reminders.due import claim_due, keep_ledger
from bot.flows.school import School
from bot.store.engine.sqlite import open_file
from tests.benchmarks.contest import ROOT, UnfinishedError

DUE = 500
NOW = datetime(2026, 3, 10, 9, 0, 30, tzinfo=UTC)
_COPRIME = 7919  # spreads the due ones over the whole table

_FILL = """
INSERT INTO learners (id, zone, causes, joined_at, seen_at, next_due_at, next_due_on, next_due_kind)
WITH RECURSIVE number(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM number WHERE n + 1 < :learners)
SELECT 100000 + 37 * n, 'UTC', 'tap 1,tap 2', '2026-03-01 12:00:00.000000', '2026-03-09 12:00:00.000000',
    strftime('%Y-%m-%d %H:%M:%S', '2026-03-10 09:01:00', '+' || (n * 86340 / :learners) || ' seconds') || '.000000',
    '2026-03-10', 'daily'
FROM number ORDER BY n
"""
_LESSONS = """
INSERT INTO completions SELECT id, 'lesson', '1', '2026-03-09', '2026-03-09 12:00:00.000000' FROM learners
"""
_MAKE_DUE = """
UPDATE learners SET next_due_at = '2026-03-10 09:00:00.000000', next_due_on = '2026-03-10', next_due_kind = 'daily'
WHERE id IN (
    WITH RECURSIVE number(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM number WHERE n + 1 < :due)
    SELECT 100000 + 37 * ((n * :step + :first) % :learners) FROM number
)
"""


class _StoppedClock:
    def now(self) -> datetime:
        return NOW


def measure(folder: Path, sizes: Sequence[int], rounds: int) -> Iterator[str]:
    """The lines of the table; the sizes take turns within each round."""
    course = load_course(ROOT / "tests/courses/one-day")
    yield f"A tick that decides {DUE} reminders (ms)      median      min      max   ratio to the fewest learners"
    for size in sizes:
        _prepare(folder / f"{size}.db", size)
    results = asyncio.run(_measure(folder, sizes, rounds, course))
    for name, of_tick in (("with 500 due", 0), ("with nothing due", 1)):
        base = [each[of_tick] for each in results[sizes[0]]]
        for size in sizes:
            values = [each[of_tick] * 1000 for each in results[size]]
            ratio = median(value / (1000 * first) for value, first in zip(values, base, strict=True))
            figures = "".join(f"{figure:>9,.2f}" for figure in (median(values), min(values), max(values)))
            yield f"  {size:>9,} learners, {name:<18}{figures}   {ratio:.2f}"


def _prepare(path: Path, learners: int) -> None:
    asyncio.run(_create(path))
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute(_FILL, {"learners": learners})
        connection.execute(_LESSONS)
        connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


async def _create(path: Path) -> None:
    database = await open_file(path)
    await database.close()


async def _measure(
    folder: Path, sizes: Sequence[int], rounds: int, course: Course
) -> dict[int, list[tuple[float, float]]]:
    """The seconds of a full tick and of an empty one, for each size and round; a first round is not counted."""
    schools = {}
    for size in sizes:
        database = await open_file(folder / f"{size}.db")
        schools[size] = School(
            course, database, _StoppedClock(), default_zone_name="UTC", process="the benchmark", secret=b"a secret"
        )
    results: dict[int, list[tuple[float, float]]] = {size: [] for size in sizes}
    for number in range(rounds + 1):
        for size in sizes:
            _make_due(folder / f"{size}.db", size, number)
            full, claimed = await _tick(schools[size])
            empty, _ = await _tick(schools[size])
            if claimed != min(DUE, size):
                raise UnfinishedError(f"{claimed} reminders were decided of {DUE}")
            if number:
                results[size].append((full, empty))
    for school in schools.values():
        await school.database.close()
    return results


def _make_due(path: Path, learners: int, number: int) -> None:
    """Others each round, spread over the table; nothing of theirs is decided yet."""
    parameters = {"due": DUE, "step": _COPRIME, "first": number * DUE * _COPRIME, "learners": learners}
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(_MAKE_DUE, parameters)
        connection.commit()


async def _tick(school: School) -> tuple[float, int]:
    """The seconds it took, and how many reminders came of it."""
    chance, claimed, is_last = Random(7), 0, False  # noqa: S311 -- the same every time
    began_at = time.perf_counter()
    await keep_ledger(school)
    while not is_last:
        batch = await claim_due(school, chance)
        claimed, is_last = claimed + len(batch.reminders), batch.is_last
    return time.perf_counter() - began_at, claimed

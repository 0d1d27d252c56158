"""What /stats takes, and what it takes from learners who tap meanwhile: `--only stats`."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

from bot.content import load_course
from bot.core.statistics import Period
from bot.flows.admin.statistics import look_at_statistics
from bot.flows.pauses import recall_pauses
from bot.flows.school import School
from bot.store.engine.sqlite import open_file
from tests.benchmarks.contest import ROOT

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)

# One in two goes on from each day to the next for three days, later nine in ten; each lesson has four questions.
_FILL = """
WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < :learners)
INSERT INTO learners (id, zone, causes, joined_at)
SELECT 1000 + 7 * n, 'UTC', '', datetime(:now, '-' || (n % 60) || ' days') || '.000000' FROM number;

CREATE TEMP TABLE taken AS
WITH RECURSIVE lived(learner_id, day, chance, on_) AS (
    SELECT id, 1, abs(random()) % 100, date(joined_at) FROM learners
    UNION ALL
    SELECT learner_id, day + 1, abs(random()) % 100, date(on_, '+1 day') FROM lived
    WHERE day < 28 AND chance < iif(day < 4, 50, 90) AND on_ < date(:now)
)
SELECT learner_id, day, on_, on_ || ' 08:00:00.000000' AS at_, abs(random()) % 100 > 10 AS finished FROM lived;

INSERT INTO places (learner_id, day, visit, step, part, delivery, cause, owner, shown_at, finished_at, finished_on)
SELECT learner_id, day, 1, iif(finished, 'closing', 'kc' || (1 + abs(random()) % 4)), 0, 'sent', 'tap', 'process', at_,
    iif(finished, at_, NULL), iif(finished, on_, NULL) FROM taken;

INSERT INTO answers (learner_id, day, question, visit, option, correct, answered_at, learning_on)
SELECT learner_id, day, 'kc' || value, 1, substr('ABCD', 1 + abs(random()) % 4, 1), random() % 3 = 0, at_, on_
FROM taken, json_each('[1, 2, 3, 4]');

INSERT INTO completions (learner_id, kind, what, learning_on, completed_at)
SELECT learner_id, 'lesson', day, on_, at_ FROM taken WHERE finished;

INSERT INTO reminders (learner_id, due_on, kind, due_at, state, owner, claimed_at, sent_at, judged)
SELECT learner_id, on_, 'daily', at_, 'sent', 'process', at_, at_, 1 FROM taken;
"""


def measure(folder: Path, learners: int) -> Iterator[str]:
    """The time that figures take, the waits of small transactions meanwhile, and those of others while it is calm."""
    file = folder / "stats.db"
    asyncio.run(_prepare(file))
    with closing(sqlite3.connect(file)) as connection:
        for statement in _FILL.split(";\n\n"):
            connection.execute(
                statement, {"learners": learners, "now": f"{NOW:%Y-%m-%d %H:%M:%S}"} if ":" in statement else {}
            )
        connection.commit()
        (answers,) = connection.execute("SELECT count(*) FROM answers").fetchone()
    yield f"/stats of {learners:,} learners with {answers:,} answers"
    yield from asyncio.run(_measure(file))


async def _prepare(file: Path) -> None:
    await (await open_file(file)).close()


async def _measure(file: Path) -> list[str]:
    database = await open_file(file)
    school = School(
        load_course(ROOT / "tests/courses/one-day"), database, _Noon(), "UTC", "the benchmark", secret=b"a secret"
    )
    calm = await _waits(school, asyncio.create_task(asyncio.sleep(2)))
    lines = [_told("  a small transaction while it is calm", calm)]
    for period in Period:
        began_at = time.monotonic()
        gathering = asyncio.create_task(look_at_statistics(school, period))
        waits = await _waits(school, gathering)
        lines.append(f"  period {period.value}: {time.monotonic() - began_at:.2f} s")
        lines.append(_told("    a small transaction meanwhile", waits))
    await database.close()
    return lines


async def _waits(school: School, until: asyncio.Task[object]) -> list[float]:
    """How long each of many transactions takes (ms), one every ten milliseconds, until the task is done."""
    waits = []
    while not until.done():
        began_at = time.monotonic()
        await recall_pauses(school)
        waits.append(1000 * (time.monotonic() - began_at))
        await asyncio.sleep(0.01)
    until.result()
    return waits


def _told(what: str, waits: list[float]) -> str:
    ordered = sorted(waits)
    return (
        f"{what}: median {median(waits):.1f} ms, p95 {ordered[int(0.95 * len(ordered))]:.1f}, longest {ordered[-1]:.1f}"
    )


class _Noon:
    def now(self) -> datetime:
        return NOW + timedelta(hours=3)

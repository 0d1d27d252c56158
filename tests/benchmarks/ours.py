"""This bot as a contender: its learners before the round, and after it what it kept of their answers."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from bot.chat.lessons.taps import Answer
from bot.chat.tap import pack
from bot.content import load_course
from bot.core.audience import InLanguage
from bot.core.broadcast import UNSAVED, Broadcast, Kind, Source, Status
from bot.core.delivery import Delivery
from bot.core.lesson import Place
from bot.store.broadcasts import save_new_broadcast
from bot.store.engine.database import Transaction
from bot.store.engine.sqlite import open_file
from bot.store.learners import save_new_learner
from bot.store.places import save_place
from tests.benchmarks.contest import (
    ROOT,
    Contender,
    Start,
    UnfinishedError,
    Work,
    measure_start,
    measure_taps,
    watch,
)
from tests.benchmarks.stub import Done
from tests.benchmarks.taps import Tap

ENVIRONMENT = {"PYTHONPATH": str(ROOT), "COURSE": str(ROOT / "lessons/chatgpt")}

ADMIN = 77
FIRST_LEARNER = 100_000
FIRST_MESSAGE = 11
JOINED_AT = datetime(2026, 1, 1, tzinfo=UTC)


def prepare_learners(database: Path, learners: int) -> tuple[Tap, ...]:
    """Write a database in which each learner may answer every quiz of Day 11; the taps that are their first answers.

    The taps go quiz by quiz, so that neighbours are of different learners.
    """
    lesson = load_course(ROOT / "lessons/chatgpt").lesson(11)
    assert lesson is not None
    ids = range(FIRST_LEARNER, FIRST_LEARNER + learners)
    asyncio.run(_enrol(database, ids, Place(11, lesson.steps[-1].id, delivery=Delivery.SENT, cause="the benchmark")))
    return tuple(
        Tap(learner_id, message_id, pack(Answer(11, quiz.id, "C")))
        for message_id, quiz in enumerate(lesson.quizzes, start=FIRST_MESSAGE)
        for learner_id in ids
    )


async def _enrol(database: Path, learner_ids: Sequence[int], place: Place) -> None:
    """Make everyone a learner who stands at this place."""

    def work(transaction: Transaction) -> None:
        for learner_id in learner_ids:
            save_new_learner(transaction, learner_id, "UTC", JOINED_AT)
            save_place(transaction, learner_id, place, "the benchmark", JOINED_AT, JOINED_AT.date())

    opened = await open_file(database)
    await opened.transact(work)
    await opened.close()


def answer_taps(prepared: Path, taps: Sequence[Tap], *, kept: bool = True) -> Work:
    """Have this bot handle the taps on a copy of the prepared database, `kept` in its inbox meanwhile or not. Raises
    `UnfinishedError` if one is lost.
    """
    with tempfile.TemporaryDirectory(dir=prepared.parent) as folder:
        database = Path(shutil.copy(prepared, folder))
        work = measure_taps(_this_bot(database, "bot" if kept else "tests.benchmarks.unkept"), taps)
        with closing(sqlite3.connect(database)) as connection:
            (answers,) = connection.execute("SELECT count(*) FROM answers").fetchone()
    if answers != len(taps):
        raise UnfinishedError(f"{answers} answers were kept of {len(taps)}")
    return work


def broadcast(
    prepared: Path,
    recipients: int,
    *,
    paid: bool,
    taps: Sequence[Tap] = (),
    taps_per_second: float | None = None,
) -> Done:
    """Have this bot broadcast to so many, and meanwhile handle taps, on a copy of the prepared database."""
    with tempfile.TemporaryDirectory(dir=prepared.parent) as folder:
        database = Path(shutil.copy(prepared, folder))
        asyncio.run(_launch(database, recipients))
        bot = _this_bot(database)
        bot.environment.update({"ADMIN_IDS": str(ADMIN), "PAID_BROADCASTS": "yes" if paid else "no"})
        return watch(bot, taps, 0 if taps else recipients, taps_per_second)


async def _launch(database: Path, recipients: int) -> None:
    """Enrol recipients who have no quiet hours, and leave a broadcast to them as it stands after its launch."""
    opened = await open_file(database)
    ids = range(10 * FIRST_LEARNER, 10 * FIRST_LEARNER + recipients)
    await opened._writer.run(
        lambda connection: connection.executemany(
            "INSERT INTO learners (id, zone, causes, joined_at, quiet_from, quiet_until, language) VALUES "
            "(?, 'UTC', '', '2026-01-01 00:00:00.000000', '00:00:00.000000', '00:00:00.000000', 'xx')",
            [(id_,) for id_ in ids],
        )
    )
    if recipients:
        news = Broadcast(
            UNSAVED, Kind.COPY, Status.RUNNING, ADMIN, Source(ADMIN, 1), JOINED_AT,
            InLanguage("xx"), launched_at=JOINED_AT,
        )  # fmt: skip
        await opened.transact(lambda transaction: save_new_broadcast(transaction, news))
    await opened.close()


def start(prepared: Path, *, again: bool) -> Start:
    """Start this bot on a copy of the prepared database: for the first time, or `again` with its kept course."""
    with tempfile.TemporaryDirectory(dir=prepared.parent) as folder:
        bot = _this_bot(Path(shutil.copy(prepared, folder)))
        if again:
            measure_start(bot)
        return measure_start(bot)


def sender(count: int, in_flight: int) -> Contender:
    """The bot's own sender, to send `count` messages, so many at once."""
    return Contender((sys.executable, "-m", "tests.benchmarks.send_ours", str(count), str(in_flight)), ENVIRONMENT)


def _this_bot(database: Path, module: str = "bot") -> Contender:
    return Contender(
        (sys.executable, "-m", module, "run"),
        ENVIRONMENT | {"DATABASE_URL": f"sqlite:///{database}"},
    )

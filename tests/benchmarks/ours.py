"""This bot as a contender: its learners before the round, and after it what it kept of their answers."""

from __future__ import annotations

import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from tests.benchmarks.contest import ROOT, Contender, Start, UnfinishedError, Work, measure_start, measure_taps
from tests.benchmarks.taps import Tap

ENVIRONMENT = {"PYTHONPATH": str(ROOT), "COURSE": str(ROOT / "lessons/chatgpt")}

QUIZZES = ("kc1", "kc2", "kc3", "kc4")


def prepare_learners(database: Path, learners: int) -> tuple[Tap, ...]:
    """Write a database in which each learner may answer every quiz of Day 11; the taps that are their first answers.

    The taps go quiz by quiz, so that neighbours are of different learners.
    """
    database.touch()
    return tuple(
        Tap(100_000 + learner, message_id, f"1q:11:{quiz}:C")
        for message_id, quiz in enumerate(QUIZZES, start=11)
        for learner in range(learners)
    )


def answer_taps(prepared: Path, taps: Sequence[Tap]) -> Work:
    """Have this bot handle the taps on a copy of the prepared database. Raises `UnfinishedError` if one is lost."""
    with tempfile.TemporaryDirectory(dir=prepared.parent) as folder:
        database = Path(shutil.copy(prepared, folder))
        work = measure_taps(_this_bot(database), taps)
        with closing(sqlite3.connect(database)) as connection:
            (kept,) = connection.execute("SELECT count(*) FROM answers").fetchone()
    if kept != len(taps):
        raise UnfinishedError(f"{kept} answers were kept of {len(taps)}")
    return work


def start(prepared: Path) -> Start:
    """Start this bot on a copy of the prepared database."""
    with tempfile.TemporaryDirectory(dir=prepared.parent) as folder:
        return measure_start(_this_bot(Path(shutil.copy(prepared, folder))))


def sender(count: int, in_flight: int) -> Contender:
    """The bot's own sender, to send `count` messages, so many at once."""
    return Contender((sys.executable, "-m", "tests.benchmarks.send_ours", str(count), str(in_flight)), ENVIRONMENT)


def _this_bot(database: Path) -> Contender:
    return Contender(
        (sys.executable, "-m", "bot", "run"),
        ENVIRONMENT | {"DATABASE_URL": f"sqlite:///{database}"},
    )

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

import bot.words
from bot.flows.school import School
from bot.playground import Playground
from bot.store.engine.database import Database
from bot.store.engine.sqlite import open_file
from tests.support.clock import MovableClock, afternoon_clock
from tests.support.course import COURSE

os.environ["PTB_TIMEDELTA"] = "true"  # python-telegram-bot warns of its older way to say how long to wait


@pytest.fixture(autouse=True, scope="session")
def no_catalogues() -> Iterator[None]:
    """What tests read is English, whatever languages there are: one that is about another brings its own catalogue."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bot.words, "CATALOGUES", Path(__file__).parent / "no catalogues")
        bot.words.words_in.cache_clear()
        yield
    bot.words.words_in.cache_clear()


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock()


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = await open_file(tmp_path / "bot.db")
    yield database
    await database.close()


@pytest.fixture
def school(database: Database, clock: MovableClock) -> School:
    return School(COURSE, database, clock, default_zone_name="UTC", process="this process", secret=b"a secret")


@pytest.fixture
async def playground() -> AsyncIterator[Playground]:
    playground = Playground("42:playground", afternoon_clock())
    playground.limits = None
    await playground.start()
    yield playground
    await playground.stop()

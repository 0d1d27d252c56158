from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Collection
from pathlib import Path

import pytest

from bot.content import load_course
from bot.core.course import Course, Day
from bot.playground import Playground
from tests.support.classroom import DAY, LESSONS, Classroom, Learner


@pytest.fixture(scope="session")
def chatgpt_course() -> Course:
    return load_course(LESSONS)


@pytest.fixture
def course(chatgpt_course: Course) -> Course:
    return chatgpt_course


@pytest.fixture
def day_11(chatgpt_course: Course) -> Day:
    return chatgpt_course.days[DAY - 1]


@pytest.fixture
def tempo() -> float:
    """How long demos take to type: 0 at once, 1 at reading pace."""
    return 0.0


@pytest.fixture
def per_second() -> int:
    """How many messages the bot may send a second."""
    return 10_000


@pytest.fixture
def tick_for() -> float:
    """The seconds between the bot's looks for what is owed and due."""
    return 5.0


@pytest.fixture
def admins() -> Collection[str]:
    """Who administers the bot, by name."""
    return ()


@pytest.fixture
async def classroom(
    playground: Playground,
    course: Course,
    tempo: float,
    per_second: int,
    admins: Collection[str],
    tick_for: float,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> AsyncIterator[Classroom]:
    """The bot at work. It must log no error; a test that means one looks at it and clears the log."""
    classroom = Classroom(playground, course, tmp_path / "bot.db", tempo, per_second, admins, tick_for)
    await classroom.open()
    yield classroom
    await classroom.close()
    assert [record.getMessage() for record in caplog.get_records("call") if record.levelno >= logging.ERROR] == []


@pytest.fixture
def ada(classroom: Classroom) -> Learner:
    return classroom.learner("Ada")

from __future__ import annotations

import pytest

from bot.flows.school import School
from tests.support.clock import MovableClock
from tests.support.newsroom import Newsroom
from tests.support.pupil import Pupil


@pytest.fixture
def ada(school: School) -> Pupil:
    return Pupil(school, learner_id=1)


@pytest.fixture
def noor(school: School) -> Pupil:
    return Pupil(school, learner_id=2)


@pytest.fixture
def newsroom(school: School, clock: MovableClock) -> Newsroom:
    return Newsroom(school, clock)

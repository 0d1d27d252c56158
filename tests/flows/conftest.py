from __future__ import annotations

import pytest

from bot.flows.school import School
from tests.flows.pupil import Pupil


@pytest.fixture
def ada(school: School) -> Pupil:
    return Pupil(school, learner_id=1)


@pytest.fixture
def noor(school: School) -> Pupil:
    return Pupil(school, learner_id=2)

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

import pytest

from bot.playground.people import Person
from tests.support.admin import Admin
from tests.support.classroom import Classroom


@pytest.fixture
def admins() -> Collection[str]:
    return ("Ada", "Noor")


@pytest.fixture
async def ada(classroom: Classroom) -> Admin:
    """An admin, at noon: it is nobody's quiet hour."""
    now = classroom.playground.clock.now()
    classroom.playground.clock.travel(timedelta(hours=36) - timedelta(hours=now.hour, minutes=now.minute))
    return Admin("Ada", classroom)


@pytest.fixture
async def people(classroom: Classroom, ada: Admin) -> list[Person]:
    """Five learners, none of them an admin."""
    people = [classroom.playground.person(f"Learner {number}") for number in range(5)]
    for person in people:
        person.say("/start")
    await classroom.at_rest()
    return people

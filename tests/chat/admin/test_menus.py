"""Whoever becomes an admin has the menu at once, whoever was one has neither it nor panels."""

from __future__ import annotations

from collections.abc import Collection

import pytest

from tests.support.admin import Admin
from tests.support.classroom import ADMIN_COMMANDS, COMMANDS, Classroom, labels, words


@pytest.fixture
def admins() -> Collection[str]:
    return ("Ada", "Noor")


@pytest.fixture
def tick_for() -> float:
    return 0.2


@pytest.fixture
def per_second() -> int:
    return 3


def menus(classroom: Classroom, learner: Admin) -> list[str]:
    found = classroom.playground._world.bot.commands.get(f"chat/{learner.id}", [])
    return [str(each["command"]) for each in found]


async def restarts_with(classroom: Classroom, *names: str) -> None:
    await classroom.close()
    classroom._admins = names
    await classroom.open()


async def test_an_admin_who_first_writes_after_the_start_gets_the_menu(classroom: Classroom) -> None:
    noor = Admin("Noor", classroom)
    classroom.playground._world.bot.commands.pop(f"chat/{noor.id}", None)  # “chat not found”
    await noor.says("/start")
    await classroom.playground.wait_for(lambda: menus(classroom, noor) == [*COMMANDS, *ADMIN_COMMANDS])


async def test_whoever_is_no_admin_any_more_loses_the_menu_and_the_panels(classroom: Classroom) -> None:
    ada, noor = Admin("Ada", classroom), Admin("Noor", classroom)
    now = classroom.playground.clock.now()
    classroom.playground.clock.travel(-(now - now.replace(hour=12)))
    for name in ("Eve", "Bob", *(f"Learner {number}" for number in range(7))):
        classroom.playground.person(name).say("/start")
    await noor.says("/start")
    await classroom.at_rest(30)
    await ada.says("/start")
    await classroom.playground.wait_for(lambda: menus(classroom, ada) == [*COMMANDS, *ADMIN_COMMANDS])
    await ada.composes()
    await ada.confirms()
    assert words(ada.last).startswith("Broadcast 1 · running")
    noor.looks()
    await restarts_with(classroom, "Noor")
    await noor.sees("Broadcast 1 · running")
    await classroom.playground.wait_for(lambda: menus(classroom, ada) == [])
    await classroom.playground.wait_for(lambda: labels(ada.message("Broadcast 1 ·")) == [])
    last = words(ada.message("Broadcast 1 ·"))
    await classroom.playground.wait_for(lambda: "Broadcast 1 · done" in words(noor.message("Broadcast 1 ·")), 20)
    assert words(ada.message("Broadcast 1 ·")) == last
    assert menus(classroom, noor) == [*COMMANDS, *ADMIN_COMMANDS]

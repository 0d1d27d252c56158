"""Telegram's requests for silence outlive the process."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.flows.lessons import open_today
from bot.flows.pauses import recall_pauses, remember_pauses
from bot.flows.school import School
from tests.support.clock import MovableClock


@pytest.fixture(autouse=True)
async def learner_7(school: School) -> None:
    await open_today(school, 7, "update 1")


async def test_nothing_is_paused_to_begin_with(school: School) -> None:
    assert await recall_pauses(school) == {}


async def test_a_pause_is_recalled_with_what_is_left_of_it(school: School, clock: MovableClock) -> None:
    await remember_pauses(school, {7: 30.0, None: 12.5})
    assert await recall_pauses(school) == {7: 30.0, None: 12.5}
    clock.move(timedelta(seconds=10))
    assert await recall_pauses(school) == {7: 20.0, None: 2.5}


async def test_a_pause_that_is_over_is_forgotten(school: School, clock: MovableClock) -> None:
    await remember_pauses(school, {7: 30.0, None: 12.5})
    clock.move(timedelta(seconds=12.5))
    assert await recall_pauses(school) == {7: 17.5}
    await remember_pauses(school, {})
    clock.move(timedelta(seconds=-12.5))
    assert await recall_pauses(school) == {7: 30.0}


async def test_the_latest_word_on_a_pause_counts(school: School) -> None:
    await remember_pauses(school, {7: 30.0})
    await remember_pauses(school, {7: 5.0})
    assert await recall_pauses(school) == {7: 5.0}


async def test_nothing_is_kept_about_a_chat_that_is_no_learners(school: School) -> None:
    await remember_pauses(school, {-100_500: 30.0, 8: 30.0})
    assert await recall_pauses(school) == {}


async def test_remembering_nothing_changes_nothing(school: School) -> None:
    await remember_pauses(school, {7: 30.0})
    await remember_pauses(school, {})
    assert await recall_pauses(school) == {7: 30.0}

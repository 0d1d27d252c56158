"""What admins did is told with what they chose, by their names and on the clock of whoever reads it."""

from __future__ import annotations

from collections.abc import Collection

import pytest

from bot.core.preferences import live_in
from bot.flows.settings import change_settings
from tests.support.admin import Admin
from tests.support.classroom import Classroom, labels, words


@pytest.fixture
def admins() -> Collection[str]:
    return ("Ada", "Noor")


async def test_what_was_chosen_is_told_by_name_and_on_ones_own_clock(classroom: Classroom) -> None:
    ada, noor = Admin("Ada", classroom), Admin("Noor", classroom)
    await noor.says("/start")
    await ada.composes()
    await ada.taps("Audience")
    await ada.taps("Here within 7 days")
    await ada.taps("Time")
    await ada.taps("At a time on everybody’s clock …")
    await ada.says("9:00")
    await noor.says("/audit")
    assert "Ada chose for 1: whoever was here within 7 days" in words(noor.last)
    assert "Ada chose for 1: 09:00 on everybody’s own clock" in words(noor.last)
    assert "UTC  Ada drafted 1" in words(noor.last)
    await change_settings(classroom.school, noor.id, live_in("Asia/Tokyo"))
    await noor.says("/audit")
    assert "UTC" not in words(noor.last)


async def test_all_of_it_can_be_read(classroom: Classroom) -> None:
    ada = Admin("Ada", classroom)
    for number in range(1, 23):
        await ada.composes(f"Number {number}")
    await ada.says("/audit")
    assert labels(ada.last) == [["Earlier"]]
    assert "Ada drafted 22" in words(ada.last)
    await ada.taps("Earlier")
    assert "Ada drafted 2\n" in words(ada.last)
    assert labels(ada.last) == []


async def test_what_an_admin_says_unasked_is_not_answered_in_learners_words(classroom: Classroom) -> None:
    ada = Admin("Ada", classroom)
    await ada.says("Day 12 is here.")
    assert words(ada.last) == "Was that for your learners? Then reply to this with it. Your own lesson is at /today."
    await ada.says("Day 12 is here.")
    assert words(ada.last).startswith("Broadcast 1 · draft")
    ada.person.show(b"what is in it", "Look at this", name="plan.pdf", mime_type="application/pdf")
    await classroom.at_rest()
    assert words(ada.last).startswith("Broadcast 2 · draft")

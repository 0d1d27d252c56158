"""A day that is announced moves nobody who stands elsewhere without being asked."""

from __future__ import annotations

import pytest

from bot.core.course import Course
from tests.support.admin import Admin
from tests.support.classroom import Classroom, labels, words
from tests.support.course import a_course_of


@pytest.fixture
def course() -> Course:
    return a_course_of(3)


async def test_it_goes_to_those_who_have_come_that_far_and_counts_the_others(classroom: Classroom, ada: Admin) -> None:
    bob, eve = classroom.learner("Bob"), classroom.learner("Eve")
    for learner in (bob, eve):
        await learner.says("/start")
    await bob.taps("Begin Day 1")
    await bob.taps("Continue")
    await ada.says("/broadcast")
    await ada.taps("Announce a day")
    await ada.taps("2")
    assert "To: those at Day 2 · Lesson 2 or past it" in words(ada.last)
    assert "1 learner would get it now" in words(ada.last)
    assert "Left out – not that far yet: 1." in words(ada.last)
    await ada.taps("Audience")
    assert labels(ada.last)[:2] == [["✓ At Day 2 or past it"], ["Everyone"]]
    await ada.taps("Everyone")
    assert "2 learners would get it now" in words(ada.last)
    await ada.taps("Audience")
    await ada.taps("At Day 2 or past it")
    await ada.confirms()
    await ada.sees("Broadcast 1 · done", "✅ 1 sent")


async def test_whoever_is_in_another_day_is_asked_at_the_tap(classroom: Classroom, ada: Admin) -> None:
    bob = classroom.learner("Bob")
    await bob.says("/start")
    await bob.taps("Begin Day 1")
    await ada.says("/broadcast")
    await ada.taps("Announce a day")
    await ada.taps("3")
    await ada.taps("Audience")
    await ada.taps("Everyone")
    await ada.confirms()
    await bob.sees("Day 3 · Lesson 3\n\nIt goes on.")
    await bob.taps("Begin Day 3")
    assert words(bob.last) == (
        "You are in the middle of Day 1 · Lesson 1. Your place there is kept if you open Day 3 · Lesson 3."
    )
    assert labels(bob.last) == [["Go on with Day 1"], ["Open Day 3"]]
    await bob.says("/today")
    await bob.sees("Hello, day 1.")
    await bob.taps("Open Day 3")
    await bob.sees("Hello, day 3.")
    await bob.says("/lessons")
    await bob.taps("Day 2 · Lesson 2")
    await bob.sees("Hello, day 2.")

"""A day may begin with a note to whoever takes it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.course import Course
from bot.core.richtext import RichText, bold
from tests.support.classroom import Learner, labels, words
from tests.support.course import COURSE, HELLO, LESSON


@pytest.fixture
def course() -> Course:
    noted = replace(HELLO, note=bold("Much has changed.") + "\n\nThe rest stays.")
    day = replace(COURSE.days[1], lesson=replace(LESSON, steps=(noted, *LESSON.steps[1:])))
    return replace(COURSE, days=(COURSE.days[0], day, *COURSE.days[2:]))


async def test_it_comes_before_the_first_screen_in_a_message_of_its_own(ada: Learner) -> None:
    await ada.says("/lessons")
    assert labels(ada.last)[0] == [f"Day 2 · {COURSE.days[1].title} 📌"]
    assert "📌 begins with a note on what has changed since it was written." in words(ada.last)
    await ada.taps("Day 2")
    await ada.sees("There is a second part.")
    note, first, _ = [each for each in ada.person.messages if each.from_bot][-3:]
    assert (words(note), note.buttons) == ("📌\u00a0Much has changed.\n\nThe rest stays.", [])
    assert words(first) == "Day 2 of 5 · 1/5\n\nHello and welcome."


async def test_its_first_line_stands_on_the_closing_card(ada: Learner) -> None:
    await ada.says("/start")
    await ada.taps("Begin Day 2")
    await ada.sees("There is a second part.")
    await ada.taps("Continue")
    await ada.sees("Glad to hear it.")
    await ada.taps("Continue")
    for letter in "BD":
        await ada.taps(letter)
        await ada.taps("Continue")
    await ada.sees("Day 2 Complete")
    card = ada.message("Day 2 Complete")
    assert words(card).endswith("📌\u00a0Much has changed.")


def test_a_note_is_nothing_where_there_is_none() -> None:
    assert LESSON.note == RichText()

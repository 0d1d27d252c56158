"""Every prompt of the days that are finished, to be found again and copied."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.course import Course, Day, Demo, Exchange, Lesson
from bot.core.richtext import MESSAGE_LIMIT, RichText
from tests.support.classroom import Classroom, Learner, styled, words
from tests.support.course import a_course_of

LONG = ("Write a plan. " * 60).strip()  # longer than a button can hold
MANY = [f"Prompt number {number}" for number in range(1, 9)]


def with_prompts(day: Day, prompts: list[str]) -> Day:
    demo = Demo("talk", "A talk", tuple(Exchange(prompt, (RichText("Well."),)) for prompt in prompts))
    assert day.lesson is not None
    return replace(day, lesson=Lesson((demo, day.lesson.steps[-1])))


@pytest.fixture
def course() -> Course:
    course = a_course_of(4)
    days = [with_prompts(course.days[0], ["Hello?", LONG]), course.days[1], with_prompts(course.days[2], MANY)]
    return replace(course, days=(*days, with_prompts(course.days[3], ["Not seen yet"])))


async def finishes(learner: Learner, *numbers: int) -> None:
    for number in numbers:
        await learner.forges(f"1b:{number}")
        await learner.watches()
        lesson = learner._classroom.course.lesson(number)
        assert lesson is not None
        await learner.forges(f"1c:{number}:{lesson.steps[0].id}")
        await learner.sees(f"Day {number} Complete")


async def test_before_a_day_is_finished_there_is_none(ada: Learner) -> None:
    await ada.says("/start")
    await ada.says("/prompts")
    assert words(ada.last).startswith("Each prompt of a day that you finish is kept here")


async def test_the_latest_come_first_and_the_pages_are_turned_in_place(ada: Learner) -> None:
    await ada.says("/start")
    await finishes(ada, 1, 2, 3)
    await ada.says("/prompts")
    message = ada.last.message_id
    assert words(ada.last) == "Your prompts · 3 of 3\nDay 3 · Lesson 3\n\n1\nPrompt number 7\n\n2\nPrompt number 8"
    assert ada.last.buttons[0] == [
        {"text": "Copy 1", "copy_text": {"text": "Prompt number 7"}},
        {"text": "Copy 2", "copy_text": {"text": "Prompt number 8"}},
    ]
    await ada.taps("‹ Earlier")
    assert words(ada.last).startswith("Your prompts · 2 of 3\nDay 3 · Lesson 3\n\n1\nPrompt number 1")
    assert ada.buttons == [["Copy 1", "Copy 2", "Copy 3"], ["Copy 4", "Copy 5", "Copy 6"], ["‹ Earlier", "Later ›"]]
    await ada.taps("‹ Earlier")
    assert words(ada.last).startswith("Your prompts · 1 of 3\nDay 1 · Lesson 1\n\n1\nHello?")
    assert styled(ada.last, "pre") == [LONG]
    assert ada.buttons == [["Copy 1"], ["Later ›"]]
    assert ada.last.message_id == message
    assert "Not seen yet" not in words(ada.last)


@pytest.mark.parametrize("page", [0, 7, 10**15])
async def test_a_page_that_is_no_more_is_the_latest(ada: Learner, classroom: Classroom, page: int) -> None:
    await ada.says("/start")
    await finishes(ada, 1)
    await ada.says("/prompts")
    await ada.forges(f"1pp:{page}")
    assert ada.told == []
    assert words(ada.last).startswith("Your prompts · 1 of 1")
    assert len(words(ada.last)) < MESSAGE_LIMIT

"""A review in a real browser: two questions of Day 11 come back after another lesson, and both are answered."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from bot.bootstrap import lesson_bot, open_school
from bot.botapi.pacing import Pacer
from bot.content import load_course
from bot.core.course import Course
from bot.playground import Playground
from bot.playground.people import Person
from tests.browser.test_day_11 import Reader
from tests.support.course import LATER_LESSON
from tests.support.pupil import Pupil

OpenPage = Callable[..., Awaitable[Page]]

pytestmark = pytest.mark.asyncio(loop_scope="session")


def a_course() -> Course:
    """The real one, with a short lesson on the day after Day 11."""
    course = load_course(Path("tests/courses/one-day"))
    written = [replace(day, lesson=LATER_LESSON) if day.number == 12 else day for day in course.days]
    return replace(course, days=tuple(written))


class CalmReader(Reader):
    """Takes its pictures when nothing moves any more."""

    async def screenshot(self, name: str) -> None:
        await expect(self.page.get_by_test_id("confetti")).to_have_count(0, timeout=15_000)
        await self.page.wait_for_function("document.getAnimations().every((each) => each.playState !== 'running')")
        await super().screenshot(name)


@pytest_asyncio.fixture(loop_scope="session")
async def yesterday(playground: Playground, tmp_path: Path) -> AsyncIterator[None]:
    """The bot, and Ada, who has taken Day 11 the day before and missed two of its four questions."""
    ada = playground.person("Ada")
    async with open_school(tmp_path / "bot.db", a_course(), playground.clock, "UTC", playground.token) as school:
        await Pupil(school, ada.id).reaches("closing", day=11, wrong=("kc1", "kc3"))
        playground.clock.travel(timedelta(days=1))
        stopping = asyncio.Event()
        pacer = Pacer(chat_burst=1000, overall_per_second=1000)
        running = asyncio.create_task(lesson_bot(school, playground.token, playground.url, pacer=pacer).run(stopping))
        yield
        stopping.set()
        await running


def letter_of(person: Person, option: str) -> str:
    """The letter of an option of the question that came last."""
    (line,) = [line for line in (person.messages[-1].text or "").splitlines() if line.endswith(option)]
    return line[0]


@pytest.mark.usefixtures("yesterday")
async def test_two_questions_come_back_and_are_answered(playground: Playground, open_page: OpenPage) -> None:
    ada = playground.person("Ada")
    reader = CalmReader(await open_page(f"#{ada.id}", width=390, height=844, color_scheme="light"))
    page = reader.page
    ada.say("/today")
    await reader.sees("Your next lesson is Day 12")
    await reader.screenshot("review-rest-phone-light")
    await reader.taps("Begin Day 12")
    await reader.taps("Continue")
    await reader.sees("Day 12 of 28 · 2/3")
    await reader.taps("Continue")
    await page.get_by_test_id("message").filter(has_text="🎬 Day 12 Complete").wait_for()
    await reader.screenshot("review-offer-phone-light")

    await reader.taps("Review 2 questions")
    await reader.sees("Review · 1/2")
    await reader.sees("From Day 11 · Video Generation with Sora")
    messages = await page.get_by_test_id("message").count()
    await reader.screenshot("review-question-phone-light")
    right = letter_of(ada, "60 seconds")
    await page.get_by_test_id("button-row").last.locator(".inline-button", has_text=right).click()
    await reader.sees("Right.")
    await expect(page.locator("[data-style=success]")).to_have_text(right)
    await reader.screenshot("review-right-phone-light")
    await reader.taps("Next")
    await reader.sees("Review · 2/2")
    right, wrong = (letter_of(ada, option) for option in ("the same look across several clips", "Voice acting"))
    await page.get_by_test_id("button-row").last.locator(".inline-button", has_text=wrong).click()
    await reader.sees(f"Not quite: the answer is {right}.")
    await expect(page.locator("[data-style=danger]")).to_have_text(wrong)
    await reader.screenshot("review-wrong-phone-light")
    await reader.taps("Finish")
    await reader.sees("✓ Review done. 1 of 2 right.")
    await reader.sees("🔥 2-day streak")
    await reader.sees("The next question comes back tomorrow.")
    await expect(page.get_by_test_id("message")).to_have_count(messages)
    await reader.screenshot("review-end-phone-light")
    assert {call.status for call in playground.calls} == {200}

    other = CalmReader(await open_page(f"#{ada.id}", color_scheme="dark"))
    await other.sees("✓ Review done. 1 of 2 right.")
    await other.screenshot("review-end-desktop-dark")
    playground.clock.travel(timedelta(days=1))
    ada.say("/review")
    await other.sees("Review · 1/1")
    await other.screenshot("review-question-desktop-dark")

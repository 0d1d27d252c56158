"""An admin looks at the figures, the course and a learner, in a real browser: on a phone and at a desk."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from bot.bootstrap import lesson_bot, open_school
from bot.botapi.pacing import Pacer
from bot.content import load_course
from bot.core.course import Quiz
from bot.flows.school import School
from bot.playground import Playground
from tests.browser.test_review import CalmReader
from tests.support.pupil import Pupil

OpenPage = Callable[..., Awaitable[Page]]
DAY = 11
COURSE = Path("tests/courses/one-day")

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def learn(school: School, playground: Playground, learners: int) -> None:
    """Let so many take Day 11 within a week, some to its end, with whatever answers."""
    chance = random.Random(11)  # noqa: S311 -- the same pictures every time
    lesson = school.course.lesson(DAY)
    assert lesson is not None
    for number in range(learners):
        pupil = Pupil(school, 50_000 + number)
        quizzes = [step.id for step in lesson.steps if isinstance(step, Quiz)]
        stop = chance.choice([*lesson.steps, *[lesson.steps[-1]] * 12]).id
        await pupil.reaches(stop, day=DAY, wrong=tuple(chance.sample(quizzes, chance.randrange(len(quizzes)))))
        if number % 5 == 4:
            playground.clock.travel(timedelta(days=1))


@pytest_asyncio.fixture(loop_scope="session")
async def at_work(playground: Playground, tmp_path: Path) -> AsyncIterator[None]:
    """The bot, an admin, and a week of learners before."""
    admin = playground.person("Admin", admin=True)
    async with open_school(
        tmp_path / "bot.db", load_course(COURSE), playground.clock, "UTC", playground.token
    ) as school:
        school.folder = COURSE
        await learn(school, playground, learners=30)
        stopping = asyncio.Event()
        bot = lesson_bot(school, playground.token, playground.url, admin_ids={admin.id}, pacer=Pacer(chat_burst=1000))
        running = asyncio.create_task(bot.run(stopping))
        yield
        stopping.set()
        await running


@pytest.mark.usefixtures("at_work")
async def test_the_course_is_looked_at_from_all_sides(playground: Playground, open_page: OpenPage) -> None:
    admin = playground.person("Admin")
    phone = CalmReader(await open_page(f"#{admin.id}", width=390, height=844, color_scheme="light"))
    admin.say("/stats")
    await phone.has_seen("👥 30 learners")
    await phone.has_seen("Hardest questions")
    await expect(phone.page.locator(".photo")).to_have_count(2)
    await phone.screenshot("admin-stats-phone-light")
    await phone.page.locator(".photo").first.scroll_into_view_if_needed()
    await phone.screenshot("admin-stats-people-phone-light")
    await phone.taps("28 days")
    await expect(phone.page.locator(".photo")).to_have_count(4)
    await phone.page.get_by_role("button", name="Menu of commands").click()
    await expect(phone.page.get_by_role("option", name="/stats How the course does")).to_be_visible()
    await phone.screenshot("admin-menu-phone-light")
    await phone.page.keyboard.press("Escape")
    admin.say("/learner 50000")
    await phone.sees("Learner 50000")
    await phone.screenshot("admin-learner-phone-light")
    admin.say("/course")
    await phone.sees("1 of 28 days written.")
    await phone.screenshot("admin-course-phone-light")
    await phone.taps("Day 11")
    await phone.sees("Preview")
    await phone.screenshot("admin-preview-phone-light")
    for words in ("What Sora 2 can do", "It will be ready in about", "What is the longest video"):
        await phone.taps("Next")
        await phone.sees(words)
    await phone.screenshot("admin-preview-quiz-phone-light")
    admin.say("/audit")
    await phone.sees("looked at a learner")
    assert {call.status for call in playground.calls} == {200}

    desk = CalmReader(await open_page(f"#{admin.id}", color_scheme="dark"))
    await desk.sees("looked at a learner")
    await desk.screenshot("admin-audit-desktop-dark")
    admin.say("/help")
    await desk.sees("/stats – How the course does")
    admin.say("/stats")
    await expect(desk.page.locator(".photo")).to_have_count(6)
    await desk.screenshot("admin-stats-desktop-dark")
    admin.say("/learner @ada")
    await desk.sees("Telegram doesn’t tell me who @ada is")
    await desk.screenshot("admin-unknown-desktop-dark")

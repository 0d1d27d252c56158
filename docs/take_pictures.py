"""Takes the pictures of the README: the bot in the playground, on a phone. Run with `make picture`; needs Chromium."""

from __future__ import annotations

import asyncio
import shutil
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.async_api import Page, async_playwright

from bot.bootstrap import lesson_bot, open_school
from bot.botapi.pacing import Pacer
from bot.content import load_course
from bot.core.course import Course
from bot.playground import Playground, TravellingClock
from tests.browser.test_admin import learn
from tests.support.course import a_course_of

_ROOT = Path(__file__).parent.parent
_PICTURES = _ROOT / "docs/pictures"
_CHROMIUM = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]


async def take_pictures() -> None:
    """Take the lesson and stop for a picture at the demo, at a knowledge check and at the closing card; then live
    through two weeks of short lessons for one of the settings, of a reminder and of the progress; then be an admin, who
    announces a day and looks at how learners do.
    """
    await _take_day_11()
    await _take_two_weeks()
    await _take_a_broadcast()
    await _take_statistics()


def _one_day() -> Course:
    """The course while Day 11 is the one day that is written, so that it is the first to be taken."""
    course = load_course(_ROOT / "lessons/chatgpt")
    return replace(course, days=tuple(d if d.number == 11 else replace(d, lesson=None) for d in course.days))


async def _take_day_11() -> None:
    async with _learner_with_phone(_one_day()) as (playground, page):
        ada = playground.person("Ada")

        async def see(text: str) -> None:
            await page.get_by_test_id("message").filter(has_text=text).last.wait_for()

        ada.say("/start")
        await see("Welcome")
        ada.tap("Begin")
        await see("1/12")
        for step in range(2, 13):
            ada.tap("Continue")
            if step == 3:
                await playground.wait_for(lambda: ada.draft and "Camera" in ada.draft, timeout=60)
                await _take(page, "demo")
            await see(f"· {step}/12")
            if step in {3, 6}:
                await playground.wait_for(lambda: not ada.draft and not ada.messages[-1].text.startswith("Day"), 60)
            if step in {4, 7, 9, 11}:
                ada.tap("A" if step == 4 else "D")
                await see("Not quite" if step == 4 else "Right.")
            if step == 4:
                await page.locator(".inline-button[data-style=danger]").wait_for()
                await _take(page, "check")
        await see("Day 11 Complete")
        await _take(page, "closing")


async def _take_two_weeks() -> None:
    async with _learner_with_phone(a_course_of(28)) as (playground, page):
        ada, clock = playground.person("Ada"), playground.clock

        async def do(act: Callable[[], object]) -> None:
            act()
            await playground.wait_for(lambda: not playground.pending_update_count)

        async def live_until(hour: int, days: int = 0) -> None:
            later = (clock.now() + timedelta(days=days)).replace(hour=hour, minute=0, second=5)
            clock.travel(later - clock.now())

        lesson = 0
        await live_until(8, days=(7 - clock.now().weekday()) % 7)  # a Monday
        for learnt in "1101111001111":
            for _ in range(int(learnt)):
                lesson += 1
                await do(lambda: ada.say("/today"))
                await do(lambda number=lesson: ada.tap(f"Day {number}"))
                await do(lambda: ada.tap("Continue"))
            if lesson == 1:
                await do(lambda: ada.say("/settings"))
                await _take(page, "settings")
            await live_until(8, days=1)
        await live_until(9)
        await page.get_by_text("In 2 hours").last.wait_for(timeout=20_000)
        await do(lambda: ada.say("/progress"))
        await page.locator("[data-testid=message] img").last.wait_for()
        await _take(page, "progress")


async def _take_a_broadcast() -> None:
    async with _learner_with_phone(a_course_of(28), broadcasts_per_second=8) as (playground, page):
        playground.clock.travel(playground.clock.now().replace(hour=12) - playground.clock.now())
        for number in range(60):
            playground.person(f"Learner {number}").say("/start")
        await playground.wait_for(lambda: not playground.pending_update_count, 60)
        playground.person("Ada").say("/broadcast")
        for label in ("Announce a day", "1", "Send it …", "Yes, to 60 learners"):
            await page.get_by_role("button", name=label, exact=True).last.click()
        await page.get_by_text("🟩🟩🟩🟩🟩").last.wait_for()
        await _take(page, "broadcast")


async def _take_statistics() -> None:
    async with _learner_with_phone(_one_day(), learners=120) as (playground, page):
        playground.person("Ada").say("/stats")
        await page.locator("[data-testid=message] img").nth(1).wait_for()
        await page.locator("[data-testid=message] img").first.evaluate("image => image.scrollIntoView()")
        await _take(page, "stats")


@asynccontextmanager
async def _learner_with_phone(
    course: Course, broadcasts_per_second: int | None = None, learners: int = 0
) -> AsyncIterator[tuple[Playground, Page]]:
    """The bot in a playground, and the chat of Ada, its admin, on a phone. So many learners have been here before."""
    playground = Playground("42:playground", TravellingClock())
    await playground.start()
    with TemporaryDirectory() as folder:
        async with open_school(Path(folder) / "bot.db", course, playground.clock, "UTC", playground.token) as school:
            school.folder = _ROOT / "lessons/chatgpt"
            ada = playground.person("Ada")
            await learn(school, playground, learners)
            stopping = asyncio.Event()
            pacer = Pacer(chat_burst=30, overall_per_second=1000, broadcasts_per_second=broadcasts_per_second)
            playground.limits = None
            bot = lesson_bot(school, playground.token, playground.url, tempo=0.3, pacer=pacer, admin_ids={ada.id})
            running = asyncio.create_task(bot.run(stopping))
            async with async_playwright() as playwright:
                chromium = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=_CHROMIUM)
                page = await chromium.new_page(viewport={"width": 390, "height": 844}, device_scale_factor=2)
                await page.goto(f"{playground.url}/#{ada.id}")
                yield playground, page
                await chromium.close()
            stopping.set()
            await running
    await playground.stop()


async def _take(page: Page, name: str) -> None:
    await page.wait_for_timeout(900)  # until what moves has come to rest
    await page.screenshot(path=_PICTURES / f"{name}.png")


if __name__ == "__main__":
    _PICTURES.mkdir(exist_ok=True)
    sys.exit(asyncio.run(take_pictures()))

"""Takes the pictures of the README: the bot in the playground, on a phone. Run with `make picture`; needs Chromium, and
Noto Sans as the font of the system (`apt-get install fonts-noto-core`), which is as wide as a phone's.
"""

from __future__ import annotations

import asyncio
import random
import shutil
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.async_api import Page, async_playwright

from bot.bootstrap import lesson_bot, open_school
from bot.botapi.pacing import Pacer
from bot.content import load_course
from bot.core.course import Closing, Course, Day, Demo, Lesson, Quiz
from bot.flows.school import School
from bot.playground import Playground, TravellingClock
from bot.playground.people import Person
from tests.support.pupil import Pupil

_ROOT = Path(__file__).parent.parent
_PICTURES = _ROOT / "docs/pictures"
_CHROMIUM = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]


async def take_pictures() -> None:
    """Take the first lesson and stop for a picture at the demo, at a knowledge check and at the closing card; then live
    through two weeks of short lessons for one of the settings, of a reminder and of the progress; then be an admin, who
    announces a day and looks at how learners do.
    """
    await _take_day_1()
    await _take_two_weeks()
    await _take_a_broadcast()
    await _take_statistics()


def _course() -> Course:
    return load_course(_ROOT / "lessons/chatgpt")


def _in_short() -> Course:
    """The course with the first and the last step of each lesson."""
    course = _course()
    days = (replace(day, lesson=Lesson((lesson.steps[0], lesson.steps[-1]))) for day, lesson in _written(course))
    return replace(course, days=tuple(days))


def _written(course: Course) -> Iterator[tuple[Day, Lesson]]:
    return ((day, day.lesson) for day in course.days if day.lesson)


async def _take_day_1() -> None:
    async with _learner_with_phone(_course()) as (playground, page):
        ada = playground.person("Ada")
        _, lesson = next(_written(_course()))
        to_take = {Demo: "demo", Quiz: "check", Closing: "closing"}

        async def see(text: str) -> None:
            await page.get_by_test_id("message").filter(has_text=text).last.wait_for()

        ada.say("/start")
        await see("Welcome")
        ada.tap("Begin")
        for at, step in enumerate(lesson.steps, start=1):
            await see(f"· {at}/{len(lesson.steps)}")
            name = to_take.pop(type(step), None)
            if isinstance(step, Demo):
                await playground.wait_for(lambda: len(ada.draft or "") > 60, timeout=60)
                await (_take(page, name, rest=0) if name else asyncio.sleep(0))
                await playground.wait_for(lambda: _has(ada, "Replay"), timeout=60)
            if isinstance(step, Quiz):
                wrong = next(option.id for option in step.options if option.id != step.answer)
                ada.tap(wrong if name else step.answer)
                await see("Not quite" if name else "Right.")
            if not isinstance(step, Closing):
                await playground.wait_for(lambda: _has(ada, "Continue"), timeout=60)
                await (_take(page, name) if name and isinstance(step, Quiz) else asyncio.sleep(0))
                ada.tap("Continue")
        await page.get_by_text("where you are?").last.wait_for()
        await _take(page, "closing")


def _has(person: Person, label: str) -> bool:
    """Whether the newest message has a button of this name."""
    return any(label in button["text"] for row in person.messages[-1].buttons for button in row)


async def _take_two_weeks() -> None:
    async with _learner_with_phone(_in_short()) as (playground, page):
        ada, clock = playground.person("Ada"), playground.clock

        async def tap(label: str) -> None:
            await playground.wait_for(lambda: _has(ada, label), timeout=60)
            ada.tap(label)

        async def see(text: str) -> None:
            await page.get_by_test_id("message").filter(has_text=text).last.wait_for()

        async def live_until(hour: int, days: int = 0) -> None:
            later = (clock.now() + timedelta(days=days)).replace(hour=hour, minute=0, second=5)
            clock.travel(later - clock.now())

        lesson = 0
        await live_until(8, days=(7 - clock.now().weekday()) % 7)  # a Monday
        for learnt in "1101111001111":
            for _ in range(int(learnt)):
                lesson += 1
                ada.say("/today")
                await tap(f"Day {lesson}")
                await tap("Continue")
                await see(f"Day {lesson} of 28 · 2/2")
            if lesson == 1:
                ada.say("/settings")
                await see("Settings")
                await _take(page, "settings")
            await live_until(8, days=1)
        await live_until(9)
        await page.get_by_text("In 2 hours").last.wait_for(timeout=20_000)
        ada.say("/progress")
        await page.locator("[data-testid=message] img").last.wait_for()
        await _take(page, "progress")


async def _take_a_broadcast() -> None:
    async with _learner_with_phone(_in_short(), broadcasts_per_second=8) as (playground, page):
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
    async with _learner_with_phone(_course(), learners=120) as (playground, page):
        playground.person("Ada").say("/stats")
        await page.locator("[data-testid=message] img").nth(1).wait_for()
        await page.locator("[data-testid=message] img").first.evaluate("image => image.scrollIntoView()")
        await _take(page, "stats")


async def _learn(school: School, playground: Playground, learners: int) -> None:
    """Let so many come within two weeks and take a day on most dates, some to a step on the way, with slips."""
    chance = random.Random(11)  # noqa: S311 -- the same pictures every time
    pupils = [(Pupil(school, 50_000 + number), iter(list(_written(school.course)))) for number in range(learners)]
    for date in range(14 if learners else 0):
        for pupil, days in pupils[: (date + 1) * learners // 14]:
            if chance.random() < 0.3:
                continue
            day, lesson = next(days)
            stop = chance.choice([*lesson.steps, *[lesson.steps[-1]] * 20])
            checks = [step.id for step in lesson.steps if isinstance(step, Quiz)]
            await pupil.reaches(stop.id, day=day.number, wrong=tuple(chance.sample(checks, chance.randrange(3))))
        playground.clock.travel(timedelta(days=1))


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
            await _learn(school, playground, learners)
            stopping = asyncio.Event()
            pacer = Pacer(chat_burst=30, overall_per_second=1000, broadcasts_per_second=broadcasts_per_second)
            playground.limits = None
            bot = lesson_bot(school, playground.token, playground.url, tempo=0.3, pacer=pacer, admin_ids={ada.id})
            running = asyncio.create_task(bot.run(stopping))
            async with async_playwright() as playwright:
                chromium = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=_CHROMIUM)
                page = await chromium.new_page(
                    viewport={"width": 390, "height": 844}, device_scale_factor=2, reduced_motion="reduce"
                )
                await page.goto(f"{playground.url}/#{ada.id}")
                yield playground, page
                await chromium.close()
            stopping.set()
            await running
    await playground.stop()


async def _take(page: Page, name: str, rest: int = 900) -> None:
    await page.wait_for_timeout(rest)  # milliseconds, until what moves has come to rest
    await page.screenshot(path=_PICTURES / f"{name}.jpg", quality=85)


if __name__ == "__main__":
    _PICTURES.mkdir(exist_ok=True)
    sys.exit(asyncio.run(take_pictures()))

"""A learner in front of the page, day after day, and the bot they learn with."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

from playwright.async_api import Locator, Page, expect

from bot.bootstrap import lesson_bot, open_school
from bot.botapi.pacing import Pacer
from bot.chat.app import LessonBot
from bot.content import load_course
from bot.core.course import Demo, Quiz
from bot.flows.school import School
from bot.playground import Playground
from bot.playground.messages import Message
from tests.browser.test_review import letter_of
from tests.support.ticks import send_reminders

OpenPage = Callable[..., Awaitable[Page]]

SHOTS = Path(__file__).parent / "shots"
"""Where the screenshots go, to be looked at; git ignores them."""

RIGHT_AFTER = timedelta(seconds=10)


class Learner:
    """Ada in front of the page, day after day."""

    def __init__(self, playground: Playground, page: Page, school: School, bot: LessonBot) -> None:
        self.playground = playground
        self.page = page
        self.person = playground.person("Ada")
        self._school = school
        self._bot = bot

    async def wakes(self, moment: str) -> list[Message]:
        """Let the time pass until then (in UTC); what the bot wrote by itself."""
        clock, seen = self.playground.clock, len(self.person.messages)
        clock.travel(datetime.fromisoformat(f"2026-{moment}+00:00") + RIGHT_AFTER - clock.now())
        await send_reminders(self._bot)
        messages = self.person.messages[seen:]
        for message in messages:
            await self.page.wait_for_selector(f"[data-message-id='{message.message_id}']")
        return messages

    async def says(self, text: str, sees: str) -> None:
        self.person.say(text)
        await self.sees(sees)

    async def taps(self, label: str) -> None:
        await self._presses(self.page.locator(".inline-button", has_text=label).last)

    async def sees(self, *texts: str) -> None:
        """Wait until late messages have these words, and until the page has the latest of all."""
        await self._waits(lambda: all(any(text in each for each in words(self.person.messages[-5:])) for text in texts))
        await self.page.wait_for_selector(f"[data-message-id='{self.person.messages[-1].message_id}']")

    async def goes_on(self) -> None:
        """Tap Continue, once it is the only one."""
        await self._waits(lambda: sum("Continue" in labels(each) for each in self.person.messages) == 1)
        await expect(self.page.locator(".inline-button", has_text="Continue")).to_have_count(1, timeout=60_000)
        await self.taps("Continue")

    async def learns(self, number: int, *texts: str, begin: str, wrong: str | None = None) -> None:
        """Take a lesson that this button begins, with one answer wrong or none, and see all this at its end."""
        course = self._school.course
        lesson = course.lesson(number)
        assert lesson is not None
        header = f"Day {number} of {len(course.days)}"
        await self.taps(begin)
        await self.sees(f"{header} · 1/{len(lesson.steps)}")
        for at, step in enumerate(lesson.steps[:-1], start=1):
            if isinstance(step, Quiz):
                right = step.id != wrong
                row = self.page.get_by_test_id("button-row").last.locator(".inline-button")
                await self._presses(row.filter(has_text=step.answer if right else "A"))
            if isinstance(step, Demo):
                await self._waits(lambda: "↻ Replay conversation" in labels(self.person.messages[-1]))
            await self.goes_on()
            await self.sees(f"{header} · {at + 1}/{len(lesson.steps)}")
        await self.sees(f"Day {number} Complete", *texts)

    async def learns_on(self, number: int, *texts: str) -> None:
        """Take one more lesson on the same day."""
        await self.says("/today", "If you’d like to go on now")
        await self.learns(number, *texts, begin=f"Go on with Day {number}")

    async def reviews(self, answer: str) -> None:
        """Take a review of one question, right."""
        await self.taps("Review 1 question")
        await self.sees("Review · 1/1")
        await self.taps(letter_of(self.person, answer))
        await self.sees("Right.")
        await self.taps("Finish")
        await self.sees("Review done. 1 of 1 right.")

    async def _presses(self, button: Locator) -> None:
        """Press a button, and wait until the bot answers."""
        answers = len(self.person.answers)
        await button.dispatch_event("click")
        await self._waits(lambda: len(self.person.answers) > answers)

    async def _waits(self, condition: Callable[[], bool]) -> None:
        await self.playground.wait_for(condition, 60)

    async def screenshot(self, name: str) -> None:
        SHOTS.mkdir(exist_ok=True)
        await self.page.wait_for_function("document.getAnimations().every((each) => each.playState !== 'running')")
        await self.page.screenshot(path=SHOTS / f"{name}.png")


def words(messages: list[Message]) -> list[str]:
    return [message.text or message.caption or "" for message in messages]


def labels(message: Message) -> list[str]:
    return [button["text"] for row in message.buttons for button in row]


@asynccontextmanager
async def learning(
    playground: Playground, open_page: OpenPage, folder: Path, database: Path, admin_ids: Collection[int] = ()
) -> AsyncIterator[Learner]:
    """Ada with her phone, and the real bot with the course of this folder."""
    person = playground.person("Ada")
    async with open_school(database, load_course(folder), playground.clock, "UTC", playground.token) as school:
        school.folder = folder
        stopping = asyncio.Event()
        pacer = Pacer(chat_burst=10_000, overall_per_second=10_000)
        bot = lesson_bot(school, playground.token, playground.url, tempo=0.0, pacer=pacer, admin_ids=admin_ids)
        running = asyncio.create_task(bot.run(stopping))
        page = await open_page(f"#{person.id}", width=390, height=844, reduced_motion="reduce")
        yield Learner(playground, page, school, bot)
        stopping.set()
        await running

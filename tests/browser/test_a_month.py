"""A course lived through in a real browser: 28 lessons in five weeks, with everything that happens on the way."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Locator, Page, expect

from bot.bootstrap import lesson_bot, open_school
from bot.botapi.pacing import Pacer
from bot.chat.app import LessonBot
from bot.content import load_course
from bot.core.course import Course, Demo, Quiz
from bot.playground import Playground
from bot.playground.messages import Message
from tests.browser.test_review import letter_of
from tests.support.ticks import send_reminders

OpenPage = Callable[..., Awaitable[Page]]

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(600)]

LESSONS = Path("tests/courses/one-day")
SHOTS = Path(__file__).parent / "shots"
MONDAY = datetime(2026, 3, 2, 7, 30, tzinfo=UTC)
RIGHT_AFTER = timedelta(seconds=10)


def write_a_month(folder: Path) -> Course:
    """The lesson of Day 11 under 28 numbers, as files like those of any course."""
    folder.mkdir()
    titles = "\n".join(f"  {day}: {{title: Sora {day}, teaser: More of it.}}" for day in range(1, 29))
    (folder / "reminders.yaml").write_text((LESSONS / "reminders.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "course.yaml").write_text(f"title: Month of Sora\nlength: 28\ndays:\n{titles}\n", encoding="utf-8")
    day_11 = (LESSONS / "day-11.yaml").read_text(encoding="utf-8")
    for day in range(1, 29):
        lesson = re.sub(r"^day: 11$", f"day: {day}", day_11, count=1, flags=re.MULTILINE)
        (folder / f"day-{day:02}.yaml").write_text(lesson, encoding="utf-8")
    return load_course(folder)


class Learner:
    """Ada in front of the page, day after day."""

    def __init__(self, playground: Playground, page: Page, course: Course, bot: LessonBot) -> None:
        self.playground = playground
        self.page = page
        self.person = playground.person("Ada")
        self._course = course
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
        lesson = self._course.lesson(number)
        assert lesson is not None
        await self.taps(begin)
        await self.sees(f"Day {number} of 28 · 1/12")
        for at, step in enumerate(lesson.steps[:-1], start=1):
            if isinstance(step, Quiz):
                right = step.id != wrong
                row = self.page.get_by_test_id("button-row").last.locator(".inline-button")
                await self._presses(row.filter(has_text=step.answer if right else "A"))
            if isinstance(step, Demo):
                await self._waits(lambda: "↻ Replay conversation" in labels(self.person.messages[-1]))
            await self.goes_on()
            await self.sees(f"Day {number} of 28 · {at + 1}/12")
        await self.sees(f"🎬 Day {number} Complete", *texts)

    async def learns_on(self, number: int, *texts: str) -> None:
        """Take one more lesson on the same day."""
        await self.says("/today", "If you’d like to go on now")
        await self.learns(number, *texts, begin=f"Go on with Day {number}")

    async def _presses(self, button: Locator) -> None:
        """Press a button, and wait until the bot answers."""
        answers = len(self.person.answers)
        await button.dispatch_event("click")
        await self._waits(lambda: len(self.person.answers) > answers)

    async def _waits(self, condition: Callable[[], bool]) -> None:
        await self.playground.wait_for(condition, 60)

    async def screenshot(self, name: str) -> None:
        SHOTS.mkdir(exist_ok=True)
        await self.page.screenshot(path=SHOTS / f"month-{name}.png")


@pytest_asyncio.fixture(loop_scope="session")
async def ada(playground: Playground, open_page: OpenPage, tmp_path: Path) -> AsyncIterator[Learner]:
    course = write_a_month(tmp_path / "course")
    playground.clock.travel(MONDAY - playground.clock.now())
    person = playground.person("Ada")
    async with open_school(tmp_path / "bot.db", course, playground.clock, "UTC", playground.token) as school:
        stopping = asyncio.Event()
        pacer = Pacer(chat_burst=10_000, overall_per_second=10_000)
        bot = lesson_bot(school, playground.token, playground.url, tempo=0.0, pacer=pacer)
        running = asyncio.create_task(bot.run(stopping))
        page = await open_page(f"#{person.id}", width=390, height=844, reduced_motion="reduce")
        yield Learner(playground, page, course, bot)
        stopping.set()
        await running


def words(messages: list[Message]) -> list[str]:
    return [message.text or message.caption or "" for message in messages]


def labels(message: Message) -> list[str]:
    return [button["text"] for row in message.buttons for button in row]


async def test_a_course_of_28_lessons_is_lived_through(ada: Learner, open_page: OpenPage) -> None:
    await ada.page.get_by_test_id("start").click()
    await ada.sees("Welcome to the Month of Sora.")
    await ada.learns(1, "🔥 1-day streak", "Is it 07:30 where you are?", begin="Begin Day 1", wrong="kc1")
    await ada.screenshot("zone-question")
    await ada.taps("Yes")
    await ada.sees("UTC")

    # A reminder at nine opens the lesson, and offers what was missed.
    for day in (2, 3, 4):
        (reminder,) = await ada.wakes(f"03-{day + 1:02}T09:00")
        assert [button["text"] for button in reminder.buttons[0]] == ["Start", "In 2 hours"]
        if day == 2:
            await ada.sees("back for a review")
            await ada.screenshot("reminder")
            await ada.taps("Review 1 question")
            await ada.sees("Review · 1/1")
            await ada.taps(letter_of(ada.person, "60 seconds"))
            await ada.sees("Right.")
            await ada.taps("Finish")
            await ada.sees("Review done. 1 of 1 right.")
        await ada.learns(day, f"🔥 {day}-day streak", begin="Start")

    # A day is missed, and a freeze keeps the streak.
    assert len(await ada.wakes("03-06T09:00")) == 1
    assert len(await ada.wakes("03-07T09:00")) == 1
    await ada.learns(5, "🔥 5-day streak", "A freeze kept it on Friday, 1 left.", begin="Start")
    await ada.screenshot("freeze")
    await ada.wakes("03-08T09:00")
    await ada.learns(6, "🔥 6-day streak", begin="Start")
    await ada.wakes("03-09T09:00")
    await ada.learns(7, "🔥 7-day streak", "7 of 28 days done", begin="Start")
    await ada.screenshot("milestone-7")

    # Two freezes are used up, the streak breaks, and two lessons on one day repair it.
    for day in ("10", "11", "12"):
        assert len(await ada.wakes(f"03-{day}T09:00")) == 1
    await ada.wakes("03-13T09:00")
    await ada.says("/streak", "Two lessons or reviews by the end of Saturday bring your 7-day streak back.")
    await ada.learns(8, "One more lesson or review", begin="Start")
    await ada.learns_on(9, "🔥 8-day streak", "Repaired: your streak is back.")
    await ada.screenshot("repair")

    # No freeze is left: the evening brings a word.
    assert len(await ada.wakes("03-14T09:00")) == 1
    (warning,) = await ada.wakes("03-14T19:00")
    assert [[button["text"] for button in row] for row in warning.buttons] == [["Start"]]
    await ada.screenshot("at-risk")
    await ada.learns(10, "🔥 9-day streak", begin="Start")
    for number, day in enumerate(("15", "16", "17", "18"), start=11):
        await ada.wakes(f"03-{day}T09:00")
        await ada.learns(number, begin="Start")
    await ada.sees("14 of 28 days done")

    # Ada stays away: fewer and fewer reminders, a farewell, silence.
    heard = {day: await ada.wakes(f"03-{day}T09:00") for day in range(19, 28)}
    assert {day: len(messages) for day, messages in heard.items()} == {
        19: 1, 20: 1, 21: 1, 22: 0, 23: 1, 24: 0, 25: 1, 26: 0, 27: 0,
    }  # fmt: skip
    assert [button["text"] for button in heard[25][0].buttons[0]] == ["Resume"]
    await ada.screenshot("farewell")

    # Ada comes back, with two lessons a day, and reminders do too.
    await ada.says("/today", "Your next lesson is Day 15")
    await ada.learns(15, begin="Begin Day 15")
    await ada.learns_on(16)
    for number, day in ((17, "03-28"), (19, "03-29"), (21, "03-30"), (23, "03-31"), (25, "04-01")):
        assert len(await ada.wakes(f"{day}T09:00")) == 1
        await ada.learns(number, begin="Start")
        await ada.learns_on(number + 1)
    await ada.wakes("04-02T09:00")
    await ada.learns(27, begin="Start")
    await ada.wakes("04-03T09:00")
    await ada.learns(28, "That was the last day.", "28 of 28 days done", "Certificate", begin="Start")
    await ada.screenshot("certificate")
    assert await ada.wakes("04-04T09:00") == []

    await ada.says("/streak", "best")
    await ada.screenshot("streak")
    await ada.says("/progress", "28 of 28 days done")
    refused = [call for call in ada.playground.calls if call.status != 200]
    assert all("not modified" in call.description for call in refused)
    for name, options in {"dark": {"width": 390, "height": 844}, "desktop-dark": {}}.items():
        other = await open_page(f"#{ada.person.id}", color_scheme="dark", **options)
        await other.screenshot(path=SHOTS / f"month-progress-{name}.png")

"""Where a learner lives and what they decide, in a real browser: the question, each way to answer it, the settings."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from bot.bootstrap import lesson_bot, open_school
from bot.botapi.pacing import Pacer
from bot.playground import Playground
from tests.support.course import a_course_of

OpenPage = Callable[..., Awaitable[Page]]

pytestmark = pytest.mark.asyncio(loop_scope="session")

SHOTS = Path(__file__).parent / "shots"
"""Where the screenshots go, to be looked at; git ignores them."""

TUESDAY = datetime(2026, 3, 10, 9, 0, 5, tzinfo=UTC)


@pytest_asyncio.fixture(loop_scope="session")
async def bot(playground: Playground, tmp_path: Path) -> AsyncIterator[None]:
    """The real bot with a short course, on a Tuesday morning."""
    playground.clock.travel(TUESDAY - playground.clock.now())
    async with open_school(tmp_path / "bot.db", a_course_of(3), playground.clock, "UTC", playground.token) as school:
        stopping = asyncio.Event()
        pacer = Pacer(chat_burst=1000, overall_per_second=1000)
        running = asyncio.create_task(lesson_bot(school, playground.token, playground.url, pacer=pacer).run(stopping))
        yield
        stopping.set()
        await running


class Reader:
    """A learner in front of the page. Looks at the newest message only, and taps below it: an older one has buttons of
    the same names.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.newest = page.get_by_test_id("message").last

    async def says(self, text: str) -> None:
        await self.page.get_by_test_id("composer").fill(text)
        await self.page.get_by_test_id("send").click()

    async def taps(self, label: str) -> None:
        await self.newest.locator(".inline-button", has_text=label).click()

    async def sees(self, text: str) -> None:
        await expect(self.newest).to_contain_text(text, timeout=15_000)

    async def screenshot(self, name: str) -> None:
        SHOTS.mkdir(exist_ok=True)
        await self.page.wait_for_timeout(400)  # whatever moves has come to rest; only the picture waits for it
        await self.page.screenshot(path=SHOTS / f"time-{name}.png")

    async def finishes_a_lesson(self) -> None:
        await self.page.get_by_test_id("start").click()
        await self.taps("Begin Day 1")
        await self.taps("Continue")
        await self.sees("where you are?")


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("size", ["phone", "desktop"])
async def test_the_zone_is_asked_for_and_answered_in_every_way(
    playground: Playground, open_page: OpenPage, size: str
) -> None:
    ada = playground.person("Ada", language="de")
    shape = {"width": 390, "height": 844} if size == "phone" else {"color_scheme": "dark"}
    reader = Reader(await open_page(f"#{ada.id}", timezone_id="Europe/Berlin", **shape))
    page = reader.page

    await reader.finishes_a_lesson()
    await reader.sees("Is it 10:00 where you are?")
    await reader.screenshot(f"question-{size}")

    await reader.taps("No")
    await reader.sees("What time is it where you are?")
    await reader.screenshot(f"times-{size}")
    await reader.taps("04:00")
    await reader.sees("Which place is on your clock?")
    await reader.screenshot(f"places-{size}")

    await reader.taps("Type your city")
    await expect(page.get_by_test_id("reply-bar")).to_be_visible()
    await expect(page.get_by_test_id("button-row").last).to_have_text("Share locationBy the clock")
    await reader.screenshot(f"city-{size}")
    await reader.says("Москва")
    await reader.sees("Which one is “Москва”?")
    await expect(page.get_by_test_id("reply-bar")).to_be_hidden()
    await reader.screenshot(f"found-{size}")
    await reader.taps("Moscow, Russia")
    await reader.sees("Your time zone is Europe/Moscow.")
    await reader.sees("It is 12:00 there, and 10:00 on your device.")  # the stamp shows the slip
    await reader.screenshot(f"chosen-{size}")

    await reader.taps("That’s wrong")
    await reader.taps("Share location")
    await expect(page.get_by_test_id("big-buttons")).to_be_visible()
    await reader.screenshot(f"share-{size}")
    await page.get_by_test_id("big-buttons").get_by_text("Share my location").click()
    await page.get_by_test_id("place-dialog").get_by_text("Open sea").click()
    await page.get_by_test_id("place-dialog").get_by_text("Share", exact=True).click()
    await reader.sees("That looks like open water")
    await reader.screenshot(f"sea-{size}")
    await page.get_by_test_id("share-place").click()
    await page.get_by_test_id("place-dialog").get_by_text("Berlin").click()
    await reader.screenshot(f"dialog-{size}")
    await page.get_by_test_id("place-dialog").get_by_text("Share", exact=True).click()
    await reader.sees("Your time zone is Europe/Berlin.")
    await expect(page.get_by_test_id("big-buttons")).to_be_hidden()
    await reader.screenshot(f"located-{size}")
    assert {call.status for call in playground.calls} == {200}


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("size", ["phone", "desktop"])
async def test_settings_are_looked_at_and_changed(playground: Playground, open_page: OpenPage, size: str) -> None:
    ada = playground.person("Ada")
    shape = {"width": 390, "height": 844} if size == "phone" else {"color_scheme": "dark"}
    reader = Reader(await open_page(f"#{ada.id}", **shape))

    await reader.page.get_by_test_id("start").click()
    await reader.sees("Welcome")
    await reader.says("/settings")
    await reader.sees("🔔 Reminder: 09:00")
    await reader.screenshot(f"settings-{size}")
    for view in ("Reminder", "End of day", "Quiet hours", "Pause", "Announcements"):
        await reader.taps(view)
        await expect(reader.page.locator(".inline-button", has_text="Back")).to_have_count(1)
        await reader.screenshot(f"{view.lower().replace(' ', '-')}-{size}")
        await reader.taps("Back")
        await reader.sees("🔔 Reminder: 09:00")
    await reader.taps("Reminder")
    await reader.taps("06:00")
    await reader.sees("That would be in your quiet hours.")
    await reader.screenshot(f"clash-{size}")
    await reader.taps("Remind me at 06:00")
    await reader.sees("🔔 Reminder: 06:00")
    await reader.taps("Reminder")
    await reader.taps("Type a time")
    await reader.sees("Type a time, such as")
    await reader.says("half past")
    await reader.sees("I can’t read “half past” as a time.")
    await reader.screenshot(f"no-time-{size}")
    await reader.says("/stop")
    await reader.sees("I won’t write to you by myself any more.")
    await reader.screenshot(f"stop-{size}")
    await reader.taps("Turn both on again")
    await reader.sees("🔔 Reminder: 06:00")
    assert {call.status for call in playground.calls} == {200}

"""Pictures in a real browser: the progress on a phone and on a desk, in both themes, and the certificate."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
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


@pytest_asyncio.fixture(loop_scope="session")
async def bot(playground: Playground, tmp_path: Path) -> AsyncIterator[None]:
    """The real bot, with a course of two short lessons."""
    async with open_school(tmp_path / "bot.db", a_course_of(2), playground.clock, "UTC", playground.token) as school:
        stopping = asyncio.Event()
        pacer = Pacer(chat_burst=1000, overall_per_second=1000)
        running = asyncio.create_task(lesson_bot(school, playground.token, playground.url, pacer=pacer).run(stopping))
        yield
        stopping.set()
        await running


@pytest.mark.usefixtures("bot")
async def test_the_progress_and_the_certificate_are_seen_shared_and_tapped(
    playground: Playground, open_page: OpenPage
) -> None:
    ada = playground.person("Ada")
    page = await open_page(f"#{ada.id}", width=390, height=844, color_scheme="dark")
    newest = page.get_by_test_id("message").last
    await page.get_by_test_id("start").click()
    await expect(newest).to_contain_text("Welcome")
    ada.say("/progress")
    await expect(newest.locator("img.photo")).to_have_js_property("naturalWidth", 1120)
    await expect(newest).to_contain_text("0 of 2 days done")
    share = newest.locator("a.inline-button", has_text="Share")
    await expect(share).to_have_attribute("href", f"https://t.me/share/url?{SHARED}")
    await expect(share).to_have_attribute("target", "_blank")

    for day in (1, 2):
        ada.say("/lessons")
        await newest.locator(".inline-button", has_text=f"Lesson {day}").click()
        await newest.locator(".inline-button", has_text="Continue").click()
        await expect(page.get_by_test_id("message").filter(has_text=f"Day {day} Complete")).to_be_visible()
    await expect(newest).to_contain_text("\u2068Ada\u2069 has finished all 2 days of the A long course.")
    await expect(newest.locator("img.photo")).to_have_js_property("naturalWidth", 960)
    SHOTS.mkdir(exist_ok=True)
    for name, options in {
        "certificate-phone-dark": {"width": 390, "height": 844, "color_scheme": "dark"},
        "certificate-desktop-light": {"color_scheme": "light"},
    }.items():
        other = await open_page(f"#{ada.id}", **options)
        await expect(other.get_by_test_id("message").last.locator("img.photo")).to_be_visible()
        await other.screenshot(path=SHOTS / f"{name}.png")


SHARED = (
    "url=https%3A%2F%2Ft.me%2Fdaily_lesson_bot%3Fstart%3Dshare"
    "&text=I%E2%80%99m%20taking%20the%20A%20long%20course%3A%202%20days%2C%20about%20four%20minutes%20a%20day."
)

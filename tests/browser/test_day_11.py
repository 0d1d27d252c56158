"""Day 11, taken by a learner in a real browser: every screen read, both demos watched and replayed, four answers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from bot.bootstrap import lesson_bot, open_school
from bot.botapi.pacing import Pacer
from bot.content import load_course
from bot.playground import Playground

OpenPage = Callable[..., Awaitable[Page]]

pytestmark = pytest.mark.asyncio(loop_scope="session")

SHOTS = Path(__file__).parent / "shots"
"""Where the screenshots go, to be looked at; git ignores them."""


@pytest.fixture
def tempo() -> float:
    """How long demos take to type: a tenth of what one needs to read."""
    return 0.1


@pytest_asyncio.fixture(loop_scope="session")
async def bot(playground: Playground, tempo: float, tmp_path: Path) -> AsyncIterator[None]:
    """The real bot."""
    course = load_course(Path("tests/courses/one-day"))
    async with open_school(tmp_path / "bot.db", course, playground.clock, "UTC", playground.token) as school:
        stopping = asyncio.Event()
        pacer = Pacer(chat_burst=1000, overall_per_second=1000)
        running = asyncio.create_task(
            lesson_bot(school, playground.token, playground.url, tempo=tempo, pacer=pacer).run(stopping)
        )
        yield
        stopping.set()
        await running


class Reader:
    """A learner in front of the page. Looks at the newest message of the bot only."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.newest = page.locator("[data-testid=message]").last

    async def taps(self, label: str) -> None:
        await self.page.locator(".inline-button", has_text=label).last.click()

    async def sees(self, text: str) -> None:
        await expect(self.newest).to_contain_text(text, timeout=15_000)

    async def has_seen(self, *texts: str) -> None:
        """Each of these stands in the same message, the newest that has the first in it."""
        message = self.page.get_by_test_id("message").filter(has_text=texts[0]).last
        for text in texts:
            await expect(message).to_contain_text(text, timeout=15_000)

    async def screenshot(self, name: str) -> None:
        SHOTS.mkdir(exist_ok=True)
        await self.page.screenshot(path=SHOTS / f"{name}.png")


async def watch_and_replay(reader: Reader, step: str, first_words: str, demos: int) -> None:
    """A demo types itself; Replay types it once more, and its buttons move down to the new copy.

    `demos` so far, this one included: each keeps its Replay.
    """
    page = reader.page
    replay = page.locator(".inline-button", has_text="Replay conversation")
    await expect(page.get_by_test_id("draft")).to_be_visible(timeout=15_000)
    await expect(replay).to_have_count(demos, timeout=30_000)
    await reader.sees(first_words)
    await reader.taps("Replay conversation")
    await expect(page.get_by_test_id("draft")).to_be_visible(timeout=15_000)
    await expect(page.get_by_test_id("message").filter(has_text=f"· {step}/12")).to_have_count(2)
    await expect(page.get_by_test_id("draft")).to_be_hidden(timeout=30_000)
    await expect(replay).to_have_count(demos)
    await reader.sees(first_words)
    await reader.taps("Copy prompt")
    await expect(page.get_by_test_id("toast")).to_contain_text("Copied")


async def answer(reader: Reader, letter: str, *, right: str) -> None:
    """The tapped answer is judged in place, green where it is right and red where it is not."""
    await expect(reader.page.locator(".inline-button", has_text="Continue")).to_have_count(0)
    buttons = reader.page.get_by_test_id("button-row").last.locator(".inline-button")
    await buttons.filter(has_text=letter).click()
    await reader.sees("Right." if letter == right else f"Not quite: the answer is {right}.")
    judged = reader.page.get_by_test_id("button-row").filter(has=reader.page.locator("[data-style=success]")).last
    await expect(judged.locator("[data-style=success]")).to_have_text(right)
    await expect(judged.locator("[data-style=danger]")).to_have_text([] if letter == right else [letter])
    await expect(judged.locator(".inline-button:disabled")).to_have_text(list("ABCD"))


@pytest.mark.usefixtures("bot")
async def test_day_11_is_taken_from_start_to_closing_card(playground: Playground, open_page: OpenPage) -> None:
    ada = playground.person("Ada")
    reader = Reader(await open_page(f"#{ada.id}", width=390, height=844, color_scheme="light"))
    page = reader.page

    await page.get_by_test_id("start").click()
    await reader.sees("Welcome to the ChatGPT Course.")
    await reader.screenshot("welcome-phone-light")
    await reader.taps("Begin Day 11")
    await reader.sees("Day 11 of 28 · 1/12")
    await reader.sees("Video Generation with Sora")

    await reader.taps("Continue")
    await reader.sees("2/12")
    await reader.sees("What Sora 2 can do")
    await expect(page.locator(".inline-button", has_text="Continue")).to_have_count(1)

    await reader.taps("Continue")
    await watch_and_replay(reader, "3", "Your video is being generated", demos=1)
    await reader.screenshot("demo-phone-light")

    await reader.taps("Continue")
    await reader.sees("4/12")
    await answer(reader, "A", right="C")
    await reader.screenshot("check-phone-light")

    await reader.taps("Continue")
    await reader.sees("The video prompt formula")
    await reader.taps("Continue")
    await watch_and_replay(reader, "6", "Here is how your 30 seconds unfold", demos=2)

    await reader.taps("Continue")
    await reader.sees("7/12")
    await answer(reader, "D", right="D")
    await reader.taps("Continue")
    await reader.sees("Character Cameos: the same character in every video")
    await reader.taps("Continue")
    await reader.sees("9/12")
    await answer(reader, "D", right="D")
    await reader.taps("Continue")
    await reader.sees("Video Stitching: telling a story")
    await reader.taps("Continue")
    await reader.sees("11/12")
    await answer(reader, "D", right="D")

    await reader.taps("Continue")
    coming = "Day 12 · Writing Like a Pro is being written."
    await reader.has_seen("🎬 Day 11 Complete", "Score: 3 of 4", "🔥 1-day streak", coming)
    await expect(page.get_by_test_id("confetti")).to_be_attached()
    await reader.screenshot("closing-phone-light")
    assert {call.status for call in playground.calls} == {200}

    for name, options in {
        "closing-phone-dark": {"width": 390, "height": 844, "color_scheme": "dark"},
        "closing-desktop-light": {"color_scheme": "light"},
        "closing-desktop-dark": {"color_scheme": "dark"},
    }.items():
        other = Reader(await open_page(f"#{ada.id}", **options))
        await other.has_seen("🎬 Day 11 Complete")
        await other.screenshot(name)


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("tempo", [1.0])
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_stop_shows_the_rest_of_a_demo(playground: Playground, open_page: OpenPage, scheme: str) -> None:
    ada = playground.person("Ada")
    reader = Reader(await open_page(f"#{ada.id}", width=390, height=844, color_scheme=scheme))
    page = reader.page
    await page.get_by_test_id("start").click()
    await reader.sees("Welcome")
    for label, sight in {"Begin Day 11": "1/12", "Continue": "2/12"}.items():
        await reader.taps(label)
        await reader.sees(sight)
    await reader.taps("Continue")
    await expect(page.get_by_test_id("draft")).to_contain_text("Your video")
    await expect(page.get_by_test_id("stop")).to_be_visible()
    await reader.screenshot(f"stop-phone-{scheme}")
    await page.get_by_test_id("stop").click()
    await reader.sees("or a text overlay?")
    await expect(page.get_by_test_id("draft")).to_be_hidden()
    await expect(page.get_by_test_id("send")).to_be_visible()
    await expect(page.locator(".inline-button", has_text="Continue")).to_have_count(1)
    await reader.screenshot(f"stopped-phone-{scheme}")
    await reader.taps("Continue")
    await reader.sees("4/12")
    await answer(reader, "A", right="C")
    await page.wait_for_timeout(500)  # for the looks: until it stands still
    await reader.screenshot(f"answered-phone-{scheme}")
    assert {call.status for call in playground.calls} == {200}


@pytest.mark.usefixtures("bot")
async def test_the_next_day_is_a_click_on_the_clock_away(playground: Playground, open_page: OpenPage) -> None:
    ada = playground.person("Ada")
    reader = Reader(await open_page(f"#{ada.id}"))
    await reader.page.get_by_test_id("start").click()
    await reader.sees("Welcome to the ChatGPT Course.")
    before = playground.clock.now()

    await reader.page.get_by_test_id("clock-day").click()
    await playground.wait_for(lambda: (playground.clock.now() - before).total_seconds() > 86_000)
    ada.say("/progress")
    await reader.sees("0 of 28 days done")

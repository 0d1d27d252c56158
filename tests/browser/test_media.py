"""What steps show, in a real browser on a phone: each picture of the course with its Continue, and one with a check."""

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
from bot.core.course import Reading
from bot.flows.lessons import move_to
from bot.flows.school import School
from bot.playground import Playground
from tests.support.media import png

OpenPage = Callable[..., Awaitable[Page]]

pytestmark = pytest.mark.asyncio(loop_scope="session")

SHOTS = Path(__file__).parent / "shots"
LESSONS = Path(__file__).parents[2] / "lessons" / "chatgpt"
ROOM = 706  # pixels of the chat on a phone of 390 by 844
TALLER = {(11, "prompt-formula")}  # its text alone is
PICTURES = [
    (day, step.id)
    for day, lesson in load_course(LESSONS).lessons.items()
    for step in lesson.steps
    if isinstance(step, Reading) and step.media
]
DAY = """day: 1
steps:
  - id: which
    quiz: Which shade is it?
    options: {A: grey, B: red}
    answer: A
    why: It is grey.
    picture: a.png
    alt: Something grey.
  - id: end
    closing: Bye.
"""


@pytest.fixture
def folder() -> Path:
    return LESSONS


@pytest_asyncio.fixture(loop_scope="session")
async def school(playground: Playground, tmp_path: Path, folder: Path) -> AsyncIterator[School]:
    """The school of the course, with the real bot at work."""
    course = load_course(folder)
    async with open_school(tmp_path / "bot.db", course, playground.clock, "UTC", playground.token) as school:
        school.folder = folder
        stopping = asyncio.Event()
        pacer = Pacer(chat_burst=1000, overall_per_second=1000)
        bot = lesson_bot(school, playground.token, playground.url, tempo=0.0, pacer=pacer, tick_for=0.1)
        running = asyncio.create_task(bot.run(stopping))
        yield school
        stopping.set()
        await running


async def test_every_picture_of_the_course_is_seen_whole_with_its_continue(
    school: School, playground: Playground, open_page: OpenPage
) -> None:
    ada = playground.person("Ada")
    page = await open_page(f"#{ada.id}", width=390, height=844, reduced_motion="reduce")
    newest = page.get_by_test_id("message").last
    await page.get_by_test_id("start").click()
    await expect(newest).to_contain_text("Welcome")
    SHOTS.mkdir(exist_ok=True)
    tall = set()
    for day, step in PICTURES:
        await move_to(school, ada.id, day, step, f"look at {day}")
        await expect(newest).to_contain_text(f"Day {day} of 28")
        await expect(newest.locator("img.photo")).to_have_js_property("naturalWidth", 960)
        await expect(newest.locator(".inline-button")).to_have_text(["Continue"])
        box = await newest.bounding_box()
        assert box
        if box["height"] > ROOM:
            tall.add((day, step))
        await page.screenshot(path=SHOTS / f"picture-{day:02}.png")
    assert tall == TALLER
    assert len(PICTURES) == 9


class TestAPictureWithACheck:
    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        (tmp_path / "course.yaml").write_text("title: T\nlength: 1\ndays:\n  1: {title: One}\n", encoding="utf-8")
        (tmp_path / "day-01.yaml").write_text(DAY, encoding="utf-8")
        (tmp_path / "a.png").write_bytes(png(600, 300))
        return tmp_path

    @pytest.mark.usefixtures("school")
    async def test_it_stays_in_sight_as_it_is_judged(self, playground: Playground, open_page: OpenPage) -> None:
        ada = playground.person("Ada")
        page = await open_page(f"#{ada.id}", width=390, height=844)
        newest = page.get_by_test_id("message").last
        await page.get_by_test_id("start").click()
        await newest.locator(".inline-button", has_text="Begin Day 1").click()
        picture = newest.locator("img.photo")
        await expect(picture).to_have_js_property("naturalWidth", 600)
        await expect(picture).to_have_attribute("alt", "Photo, described below")
        await picture.evaluate("(node) => { node.seen = true; }")
        await newest.locator(".inline-button", has_text="B").click()
        await expect(newest).to_contain_text("Not quite: the answer is A.")
        await expect(picture).to_have_js_property("seen", True)
        await expect(newest.locator(".inline-button", has_text="Continue")).to_be_visible()

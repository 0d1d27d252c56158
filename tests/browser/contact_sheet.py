"""Draws a contact sheet of each day: every screen at the width of a phone, with a line where the phone ends. What does
not fit is listed. Run with `make screens`, or for some days with `python -m tests.browser.contact_sheet 3 11`; needs
Chromium. The sheets are to be looked at: git ignores them.
"""

from __future__ import annotations

import asyncio
import shutil
import sys
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image, ImageDraw
from playwright.async_api import Page, async_playwright

from bot.bootstrap import lesson_bot, open_school
from bot.botapi.pacing import Pacer
from bot.content import load_course
from bot.core.course import Closing, Course, Demo, Quiz
from bot.playground import Playground, TravellingClock
from bot.playground.messages import Message
from tests.browser.conftest import CALM

LESSONS = Path("lessons/chatgpt")
SHEETS = Path(__file__).parent / "shots" / "days"
PHONE = (390, 844)
TALL = 2000
"""How high the window is, so that no screen is cut."""
COLUMNS, SCALE, GAP = 7, 0.6, 24
SETTLED_AFTER = 700
"""How many milliseconds until buttons are as they stay, and what comes behind a closing is there."""


@dataclass(frozen=True, slots=True)
class Screen:
    """A screen of a day as it is seen, in pixels of the page."""

    step: str
    picture: Image.Image

    @property
    def height(self) -> int:
        return self.picture.height


async def draw_sheets(days: list[int]) -> None:
    """Draw the sheets of these days, and print which screens are higher than a phone."""
    SHEETS.mkdir(parents=True, exist_ok=True)
    course = load_course(LESSONS)
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CALM)
        page = await chromium.new_page(viewport={"width": PHONE[0], "height": PHONE[1]}, color_scheme="light")
        for day in days or course.lessons:
            room, screens = await _take(page, course, day)
            _draw(screens, room).save(SHEETS / f"day-{day:02}.png")
            high = ", ".join(f"{screen.step} {screen.height}" for screen in screens if screen.height > room)
            tallest = max(screen.height for screen in screens)
            print(
                f"Day {day}: {len(screens)} screens, the highest {tallest} of {room} px" + (f"; {high}" if high else "")
            )
        await chromium.close()


async def _take(page: Page, course: Course, day: int) -> tuple[int, list[Screen]]:
    """Take a day in a playground, every answer right: how much of a chat a phone shows, and each screen."""
    lesson = course.lesson(day)
    assert lesson
    earlier = tuple(replace(each, lesson=None) for each in course.days[: day - 1])
    alone = replace(course, days=(*earlier, *course.days[day - 1 :]))  # so that it is the first to be taken
    playground = Playground("42:playground", TravellingClock())
    playground.limits = None
    await playground.start()
    with TemporaryDirectory() as folder:
        async with open_school(Path(folder) / "bot.db", alone, playground.clock, "UTC", playground.token) as school:
            stopping = asyncio.Event()
            pacer = Pacer(chat_burst=1000, overall_per_second=1000)
            bot = lesson_bot(school, playground.token, playground.url, tempo=0, pacer=pacer)
            running = asyncio.create_task(bot.run(stopping))
            ada = playground.person("Ada")
            await page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
            await page.goto(f"{playground.url}/#{ada.id}")
            room = int(await page.locator("#scroller").evaluate("scroller => scroller.clientHeight"))
            await page.set_viewport_size({"width": PHONE[0], "height": TALL})

            async def sees(words: str, above: int = 0) -> int:
                """Wait for a button or for words in the newest message above this one; its id."""
                await playground.wait_for(
                    lambda: (
                        ada.messages[-1:] and ada.messages[-1].message_id > above and words in _shown(ada.messages[-1])
                    ),
                    20,
                )
                return ada.messages[-1].message_id

            screens = []
            ada.say("/start")
            before = await sees(f"Begin Day {day}")
            ada.tap("Begin")
            for step in lesson.steps:
                if isinstance(step, Quiz):
                    await sees(step.options[-1].text, above=before)
                    ada.tap(step.answer)
                if isinstance(step, Demo):
                    await sees("Replay", above=before)
                end = await sees(step.line.text if isinstance(step, Closing) else "Continue", above=before)
                screens.append(Screen(step.id, await _picture(page, before + 1, end)))
                before = end
                if not isinstance(step, Closing):
                    ada.tap("Continue")
            stopping.set()
            await running
    await playground.stop()
    return room, screens


def _shown(message: Message) -> str:
    """The words of a message and of its buttons."""
    return "\n".join([message.text or "", *(button["text"] for row in message.buttons for button in row)])


async def _picture(page: Page, first: int, last: int) -> Image.Image:
    """The messages from one id to another, with what is below the last."""
    newest = page.locator(f"[data-message-id='{last}']")
    await newest.wait_for()
    await page.wait_for_timeout(SETTLED_AFTER)
    top = await page.locator(f"[data-message-id='{first}']").bounding_box()
    bottom = await newest.bounding_box()
    assert top
    assert bottom
    clip = {"x": 0, "y": top["y"], "width": PHONE[0], "height": bottom["y"] + bottom["height"] - top["y"]}
    return Image.open(BytesIO(await page.screenshot(clip=clip, animations="disabled")))


def _draw(screens: list[Screen], room: int) -> Image.Image:
    """The screens of a day side by side, some in a row, with a red line where the phone ends."""
    rows = [screens[start : start + COLUMNS] for start in range(0, len(screens), COLUMNS)]
    heights = [max(room, *(screen.height for screen in row)) for row in rows]
    sheet = Image.new("RGB", ((PHONE[0] + GAP) * COLUMNS + GAP, sum(heights) + GAP * (len(rows) + 1)), "#888")
    draw, y = ImageDraw.Draw(sheet), GAP
    for row, height in zip(rows, heights, strict=True):
        for column, screen in enumerate(row):
            x = GAP + column * (PHONE[0] + GAP)
            sheet.paste(screen.picture.convert("RGB"), (x, y))
            draw.line((x, y + room, x + PHONE[0], y + room), fill="red", width=3)
        y += height + GAP
    return sheet.resize((int(sheet.width * SCALE), int(sheet.height * SCALE)), Image.Resampling.LANCZOS)


if __name__ == "__main__":
    asyncio.run(draw_sheets([int(day) for day in sys.argv[1:]]))

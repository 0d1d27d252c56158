"""The course lived through in a real browser: 28 lessons in five weeks, with everything that happens on the way."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio

from bot.playground import Playground
from tests.browser.learner import SHOTS, Learner, OpenPage, learning

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(600)]

LESSONS = Path(__file__).parents[2] / "lessons" / "chatgpt"
MONDAY = datetime(2026, 3, 2, 7, 30, tzinfo=UTC)


@pytest_asyncio.fixture(loop_scope="session")
async def ada(playground: Playground, open_page: OpenPage, tmp_path: Path) -> AsyncIterator[Learner]:
    shutil.copytree(LESSONS, tmp_path / "course")
    playground.clock.travel(MONDAY - playground.clock.now())
    async with learning(playground, open_page, tmp_path / "course", tmp_path / "bot.db") as ada:
        yield ada


async def test_a_course_of_28_lessons_is_lived_through(ada: Learner, open_page: OpenPage) -> None:
    await ada.page.get_by_test_id("start").click()
    await ada.sees("Welcome to the ChatGPT Course.")
    await ada.learns(1, "🔥 1-day streak", "Is it 07:30 where you are?", begin="Begin Day 1", wrong="kc1")
    await ada.screenshot("month-zone-question")
    await ada.taps("Yes")
    await ada.sees("UTC")

    # A reminder at nine opens the lesson, and offers what was missed.
    for day in (2, 3, 4):
        (reminder,) = await ada.wakes(f"03-{day + 1:02}T09:00")
        assert [button["text"] for button in reminder.buttons[0]] == ["Start", "In 2 hours"]
        if day == 2:
            await ada.sees("back for a review")
            await ada.screenshot("month-reminder")
            await ada.reviews("from patterns")
        await ada.learns(day, f"🔥 {day}-day streak", begin="Start")

    # A day is missed, and a freeze keeps the streak.
    assert len(await ada.wakes("03-06T09:00")) == 1
    assert len(await ada.wakes("03-07T09:00")) == 1
    await ada.learns(5, "🔥 5-day streak", "A freeze kept it on Friday, 1 left.", begin="Start")
    await ada.screenshot("month-freeze")
    await ada.wakes("03-08T09:00")
    await ada.learns(6, "🔥 6-day streak", begin="Start")
    await ada.wakes("03-09T09:00")
    await ada.learns(7, "🔥 7-day streak", "7 of 28 days done", begin="Start")
    await ada.screenshot("month-milestone-7")

    # Two freezes are used up, the streak breaks, and two lessons on one day repair it.
    for day in ("10", "11", "12"):
        assert len(await ada.wakes(f"03-{day}T09:00")) == 1
    await ada.wakes("03-13T09:00")
    await ada.says("/streak", "Two lessons or reviews by the end of Saturday bring your 7-day streak back.")
    await ada.learns(8, "One more lesson or review", begin="Start")
    await ada.learns_on(9, "🔥 8-day streak", "Repaired: your streak is back.")
    await ada.screenshot("month-repair")

    # No freeze is left: the evening brings a word.
    assert len(await ada.wakes("03-14T09:00")) == 1
    (warning,) = await ada.wakes("03-14T19:00")
    assert [[button["text"] for button in row] for row in warning.buttons] == [["Start"]]
    await ada.screenshot("month-at-risk")
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
    await ada.screenshot("month-farewell")

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
    await ada.screenshot("month-certificate")
    assert await ada.wakes("04-04T09:00") == []

    await ada.says("/streak", "best")
    await ada.screenshot("month-streak")
    await ada.says("/progress", "28 of 28 days done")
    refused = [call for call in ada.playground.calls if call.status != 200]
    assert all("not modified" in call.description for call in refused)
    for name, options in {"dark": {"width": 390, "height": 844}, "desktop-dark": {}}.items():
        other = await open_page(f"#{ada.person.id}", color_scheme="dark", **options)
        await other.screenshot(path=SHOTS / f"month-progress-{name}.png")

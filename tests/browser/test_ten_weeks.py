"""Ten weeks of a course that is still being written, lived through on a phone: Ada finishes what there is, waits,
reviews, hears of the days as they open, pauses, and graduates.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from bot.playground import Playground
from bot.playground.messages import Message
from tests.browser.learner import Learner, OpenPage, labels, learning, words

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(300)]

MONDAY = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
TITLES = ("Hello, ChatGPT", "Asking well", "Long texts", "Tables", "Pictures", "A plan", "Your own project")

LESSON = """\
day: {day}
steps:
  - id: hello
    text: |
      **{title}**

      This is what Day {day} is about, in a few words. The next screen shows it.
  - id: demo
    demo: A question
    turns:
      - you: What is Day {day} good for?
        chatgpt: It shows you **{title}**, step by step.
  - id: check
    quiz: What is Day {day} about?
    options:
      A: The weather
      B: It shows {title}
    answer: B
    why: It is in its title.
  - id: closing
    closing: That was Day {day}.
"""


def write(folder: Path, *days: int) -> None:
    """Write these days into the folder of the course."""
    for day in days:
        lesson = LESSON.format(day=day, title=TITLES[day - 1])
        (folder / f"day-{day:02}.yaml").write_text(lesson, encoding="utf-8")


@pytest_asyncio.fixture(loop_scope="session")
async def folder(tmp_path: Path) -> Path:
    """The course of seven days, of which two are written."""
    folder = tmp_path / "course"
    folder.mkdir()
    titles = "\n".join(f"  {day}: {{title: '{title}', teaser: More of it.}}" for day, title in enumerate(TITLES, 1))
    (folder / "course.yaml").write_text(f"title: ChatGPT Course\nlength: 7\ndays:\n{titles}\n", encoding="utf-8")
    write(folder, 1, 2)
    return folder


@pytest_asyncio.fixture(loop_scope="session")
async def ada(playground: Playground, open_page: OpenPage, folder: Path, tmp_path: Path) -> AsyncIterator[Learner]:
    playground.clock.travel(MONDAY - playground.clock.now())
    mary = playground.person("Mary", admin=True)
    async with learning(playground, open_page, folder, tmp_path / "bot.db", admin_ids={mary.id}) as ada:
        mary.say("/course")
        yield ada


async def reload(playground: Playground) -> None:
    """Mary, an admin, has the bot teach what has been written."""
    mary = playground.person("Mary")
    mary.say("/course")
    await playground.wait_for(lambda: "Reload" in labels(mary.messages[-1]))
    mary.tap("Reload")
    await playground.wait_for(lambda: any("Reloaded." in text for text in words(mary.messages[-1:])))


async def hears(ada: Learner, first: str, last: str, at: str = "08:00") -> dict[str, list[Message]]:
    """Let every day from the first to the last come to Ada's hour, and its evening; what she heard, by its date."""
    heard = {}
    on, last_on = (datetime.fromisoformat(f"2026-{each}") for each in (first, last))
    while on <= last_on:
        date = f"{on:%m-%d}"
        if messages := [*await ada.wakes(f"{date}T{at}"), *await ada.wakes(f"{date}T19:30")]:
            heard[date] = messages
        on += timedelta(days=1)
    return heard


def being_written(day: int) -> str:
    return f"Day {day} · {TITLES[day - 1]} is being written. I’ll tell you the moment it opens."


def last_words(ada: Learner) -> str:
    return words(ada.person.messages)[-1]


async def test_ten_weeks_of_waiting_and_learning(ada: Learner, playground: Playground, folder: Path) -> None:
    # Two days are there. Ada takes them, with a slip on the second, and is promised nothing that is not there.
    await ada.page.get_by_test_id("start").click()
    await ada.sees("Welcome to the ChatGPT Course.")
    await ada.screenshot("weeks-01-welcome")
    await ada.learns(1, "🌟 Every answer right!", "🔥 1-day streak", "Is it 08:00 where you are?", begin="Begin Day 1")
    await ada.screenshot("weeks-02-first-day")
    await ada.taps("Yes")
    await ada.sees("I’ll remind you at 08:00, your hour for a lesson.")
    await ada.taps("7 days")
    await ada.screenshot("weeks-03-first-evening")
    assert len(await ada.wakes("03-03T08:00")) == 1
    await ada.screenshot("weeks-04-reminder")
    slipped = "The one you missed comes back tomorrow, in a review."
    await ada.learns(2, "🔥 2-day streak", slipped, being_written(3), begin="Start", wrong="check")
    assert "🏁 2 of 7 days to your goal" in last_words(ada)
    assert "Tomorrow" not in last_words(ada)
    await ada.screenshot("weeks-05-nothing-next")

    # The first date without a lesson has one honest word, with the review, whose second round is told of by itself.
    assert len(await ada.wakes("03-04T08:00")) == 1
    await ada.sees(being_written(3))
    await ada.screenshot("weeks-06-waiting")
    await ada.reviews(f"It shows {TITLES[1]}")
    await ada.screenshot("weeks-07-reviewed")
    assert list(await hears(ada, "03-05", "03-07")) == ["03-07"]
    await ada.screenshot("weeks-08-review-by-itself")
    await ada.reviews(f"It shows {TITLES[1]}")

    # For five weeks nothing is said and nothing is missed.
    assert await hears(ada, "03-08", "04-10") == {}
    await ada.says("/streak", "🔥 4-day streak")
    assert "⬜ missed" not in last_words(ada)
    await ada.screenshot("weeks-09-streak-of-waiting")
    await ada.says("/progress", "2 of 7 days done")
    await ada.screenshot("weeks-10-progress-of-waiting")
    await ada.says("thanks!", "Day 3")
    await ada.screenshot("weeks-11-thanks")

    # Two days open in the middle of one: Ada hears of it in the morning, and reads one of them.
    write(folder, 3, 4)
    await reload(playground)
    (opened,) = (await hears(ada, "04-11", "04-11"))["04-11"]
    assert "Day 3 is open: Long texts." in words([opened])[0]
    assert labels(opened)[0] == "Start"
    await ada.screenshot("weeks-12-opened")
    await ada.learns(3, "🔥 5-day streak", begin="Start")
    await ada.screenshot("weeks-13-third-day")

    # She misses a date that had a lesson: a freeze keeps the streak, which the morning after tells.
    assert list(await hears(ada, "04-12", "04-12")) == ["04-12"]
    (reminder,) = await ada.wakes("04-13T08:00")
    assert "❄️ Yesterday a freeze kept your 5-day streak." in words([reminder])[0]
    await ada.screenshot("weeks-14-frozen")
    await ada.learns(4, "🔥 6-day streak", being_written(5), begin="Start")
    assert list(await hears(ada, "04-14", "04-20")) == ["04-14"]

    # The rest opens. A pause keeps quiet and protects.
    write(folder, 5, 6, 7)
    await reload(playground)
    assert list(await hears(ada, "04-21", "04-21")) == ["04-21"]
    await ada.learns(5, "🔥 7-day streak", begin="Start")
    assert len(await ada.wakes("04-22T08:00")) == 1
    await ada.taps("Pause a week")
    await ada.sees("Your place and your streak are kept")
    await ada.screenshot("weeks-15-paused")
    assert await hears(ada, "04-23", "04-28") == {}
    assert len(await ada.wakes("04-29T08:00")) == 1
    await ada.screenshot("weeks-16-back-from-pause")
    await ada.says("/streak", "🔥 7-day streak")
    assert "⬜ missed" not in last_words(ada)
    await ada.screenshot("weeks-17-streak-of-pause")
    await ada.learns(6, "🔥 8-day streak", begin="Start")
    # Buttons whose time is over are gone: of all reminders and welcomes, none is left.
    assert not any("Start" in labels(message) for message in ada.person.messages)

    # The end: the certificate, and a streak that stands.
    assert len(await ada.wakes("04-30T08:00")) == 1
    await ada.learns(7, "That was the last day.", "7 of 7 days done", "has finished all 7 days", begin="Start")
    assert not any("Get my certificate" in labels(message) for message in ada.person.messages)
    await ada.screenshot("weeks-18-graduated")
    assert await hears(ada, "05-01", "05-11") == {}
    await ada.says("/streak", "🔥 9-day streak")
    assert "⬜ missed" not in last_words(ada)
    await ada.screenshot("weeks-19-stands")
    await ada.says("/progress", "7 of 7 days done")
    await ada.screenshot("weeks-20-progress")
    refused = {call.description for call in playground.calls if call.status != 200}
    assert all("not modified" in each for each in refused)  # the buttons of a message that had none

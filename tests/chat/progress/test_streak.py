"""The streak in a chat: weeks of short lessons with freezes, a break and a repair, as the learner reads of them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.bootstrap import lesson_bot, open_school
from bot.botapi.pacing import Pacer
from bot.chat.app import LessonBot
from bot.flows.school import School
from bot.playground import Playground, TravellingClock
from tests.support.classroom import styled
from tests.support.course import a_course_of
from tests.support.rest import at_rest
from tests.support.teaching import only, teach

ONE_DAY = timedelta(days=1)
TUESDAY = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)


class Learner:
    """Takes a lesson a day, or doesn’t, and reads what the bot says of it."""

    def __init__(self, playground: Playground, bot: LessonBot, school: School) -> None:
        self._playground = playground
        self._bot = bot
        self.school = school
        self.person = playground.person("Ada")
        self._lessons = 0

    async def asks(self, command: str) -> str:
        """Send a command; what comes back."""
        return await self._hears(lambda: self.person.say(command))

    async def learns(self) -> str:
        """Take the next lesson; what its closing card says."""
        self._lessons += 1
        await self.asks("/today")
        await self._hears(lambda: self.person.tap(f"Day {self._lessons}"))
        return await self._hears(lambda: self.person.tap("Continue"))

    async def lives(self, days: str) -> str:
        """A lesson on each day that is a `1`, none on a `0`, up to the morning after; what the last card said."""
        card = ""
        for day in days:
            if day == "1":
                card = await self.learns()
            self._playground.clock.travel(ONE_DAY)
        return card

    async def _hears(self, act: Callable[[], object]) -> str:
        before = len(self._from_bot())
        act()
        await at_rest(self._playground, self._bot)
        assert len(self._from_bot()) > before
        return self._from_bot()[-1]

    def _from_bot(self) -> list[str]:
        return [message.text or message.caption or "" for message in self.person.messages if message.from_bot]


@pytest.fixture
async def ada(tmp_path: Path) -> AsyncIterator[Learner]:
    clock = TravellingClock()
    clock.travel(TUESDAY - clock.now())
    playground = Playground("42:playground", clock)
    playground.limits = None
    await playground.start()
    stopping = asyncio.Event()
    async with open_school(tmp_path / "bot.db", a_course_of(28), clock, "UTC", playground.token) as school:
        pacer = Pacer(overall_per_second=10_000, chat_burst=10_000)
        bot = lesson_bot(school, playground.token, playground.url, pacer=pacer)
        running = asyncio.create_task(bot.run(stopping))
        yield Learner(playground, bot, school)
        stopping.set()
        await running
    await playground.stop()


async def test_before_the_first_lesson_there_is_nothing_to_lose(ada: Learner) -> None:
    answer = await ada.asks("/streak")
    assert answer.startswith(
        "Your streak\n\n🔥 Your streak starts with your first lesson\n❄️ 2 freezes left\nToday is open until 03:00."
    )
    assert "Day by day\nTue 10 Mar  🟨 open\n" in answer
    assert "missed" not in answer.split("How it works")[0]


async def test_a_day_on_which_nothing_can_be_missed_says_so(ada: Learner) -> None:
    await teach(ada.school, only(ada.school.course, {1}))
    await ada.lives("100")
    answer = await ada.asks("/streak")
    assert "🔥 1-day streak\n❄️ 2 freezes left\nNothing can be missed today." in answer
    assert "▫️ not counted · 1\n" in answer


async def test_the_rules_are_folded_and_name_all_that_is_done_unasked(ada: Learner) -> None:
    answer = await ada.asks("/streak")
    (rules,) = styled(ada.person.messages[-1], "expandable_blockquote")
    assert rules.startswith("How it works\n")
    assert "how many there are in a row then" in rules
    assert "a streak of 2 days or more would end" in rules
    assert answer.endswith(rules)


async def test_a_lesson_a_day(ada: Learner) -> None:
    assert "🔥 2-day streak\n" in await ada.lives("11")
    await ada.learns()
    assert "🔥 3-day streak\n❄️ 2 freezes left\nToday is done. ✓" in await ada.asks("/streak")


async def test_a_missed_day_is_kept_by_a_freeze_and_told_kindly(ada: Learner) -> None:
    await ada.lives("110")
    told = "🔥 2-day streak\n❄️ A freeze kept it on Thursday, 1 left."
    assert told in await ada.asks("/progress")
    assert "🔥 3-day streak\n❄️ A freeze kept it on Thursday, 1 left." in await ada.learns()
    assert (
        "Day by day\n"
        "Fri 13 Mar  🟩 done · 3\n"
        "Thu 12 Mar  ❄️ kept by a freeze · 2\n"
        "Wed 11 Mar  🟩 done · 2\n"
        "Tue 10 Mar  🟩 done · 1\n\n"
        "How it works" in await ada.asks("/streak")
    )


async def test_two_freezes_in_a_row_are_told_together(ada: Learner) -> None:
    await ada.lives("100")
    assert "❄️ Freezes kept it on Wednesday and Thursday, none left." in await ada.asks("/progress")


async def test_a_break_is_repaired_by_two_lessons(ada: Learner) -> None:
    await ada.lives("11000")
    offer = "🔥 Best streak: 2 days\n🩹 Two lessons or reviews by the end of Monday bring your 2-day streak back."
    assert offer in await ada.asks("/streak")
    assert "🔥 1-day streak · best 2\n🩹 One more lesson or review by the end of Monday brings" in await ada.lives("1")
    assert "🩹 One more lesson or review today brings your 2-day streak back." in await ada.asks("/progress")
    assert "🔥 4-day streak\n🩹 Repaired: your streak is back." in await ada.learns()
    answer = await ada.asks("/streak")
    assert "❄️ No freeze left" in answer
    assert "Mon 16 Mar  🟩 done · 4\nSun 15 Mar  🟩 done · 3\nSat 14 Mar  🩹 repaired · 2\n" in answer


async def test_the_ledger_shows_the_last_14_days(ada: Learner) -> None:
    await ada.lives("1" * 15)
    lines = (await ada.asks("/streak")).split("The last 14 days\n")[1].split("\n\n")[0].splitlines()
    assert len(lines) == 14
    assert (lines[0], lines[-1]) == ("Wed 25 Mar  🟨 open", "Thu 12 Mar  🟩 done · 3")


async def test_help_tells_of_the_streak(ada: Learner) -> None:
    assert "/streak – See your streak, day by day" in await ada.asks("/help")

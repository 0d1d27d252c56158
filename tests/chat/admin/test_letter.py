"""Once a week admins get a letter, until they want none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.chat.admin.letter_screens import letter_screen
from bot.content import Problem
from bot.core.broadcast import UNSAVED, Broadcast, Kind, Source, Status
from bot.core.statistics import Figures, Period
from bot.flows.admin.statistics import Statistics
from bot.flows.course.versions import Inspection
from bot.words import words_in
from tests.support.admin import Admin
from tests.support.classroom import Classroom, labels, words
from tests.support.course import COURSE

ENGLISH = words_in(None)
LETTER = "ChatGPT Course · your week"


@pytest.fixture
def admins() -> Collection[str]:
    return ("Ada", "Noor")


@pytest.fixture
def tick_for() -> float:
    return 0.2


def until_monday(classroom: Classroom, hour: int = 9) -> timedelta:
    """From now to the next Monday at this hour."""
    now = classroom.playground.clock.now()
    monday = (now + timedelta(days=7 - now.weekday())).replace(hour=hour, minute=1)
    return monday - now


def letters(admin: Admin) -> int:
    return sum(LETTER in words(message) for message in admin.person.messages)


async def test_a_letter_comes_on_mondays_and_is_off_by_a_tap(classroom: Classroom) -> None:
    ada, noor, eve = Admin("Ada", classroom), Admin("Noor", classroom), classroom.learner("Eve")
    for learner in (ada, noor, eve):
        await learner.says("/start")
    assert (letters(ada), letters(noor)) == (0, 0)
    classroom.playground.clock.travel(until_monday(classroom, hour=8))
    await eve.says("/help")
    assert letters(ada) == 0
    classroom.playground.clock.travel(timedelta(hours=1))
    await classroom.playground.wait_for(lambda: (letters(ada), letters(noor)) == (1, 1))
    letter = ada.message(LETTER)
    assert "👥 1 learner" in words(letter)
    assert "None has enough answers yet to be called that." in words(letter)
    assert "Nothing that I know of." in words(letter)
    assert labels(letter) == [["🔕 No more letters"]]
    await ada.taps("🔕 No more letters")
    assert ada.told == ["No more letters. /stats tells it all whenever you like."]
    await classroom.close()
    await classroom.open()
    classroom.playground.clock.travel(timedelta(days=7))
    await classroom.playground.wait_for(lambda: letters(noor) == 2)
    assert letters(ada) == 1
    await ada.taps("🔕 Letters are off · Turn on")
    classroom.playground.clock.travel(timedelta(days=7))
    await classroom.playground.wait_for(lambda: (letters(ada), letters(noor)) == (2, 3))


async def test_nobody_else_gets_one(classroom: Classroom) -> None:
    eve = classroom.learner("Eve")
    await eve.says("/start")
    await eve.forges("1xl:1")
    assert eve.told == ["That button no longer works. /today shows where you are."]


def test_a_letter_says_what_there_is_to_mend() -> None:
    figures = Figures(
        people=Counter(learners=30, joined=2, week=25),
        stopped=Counter({(2, "demo"): 7}),
        answered=Counter({(2, "check-1", "A"): 20, (2, "check-1", "B"): 5}),
        right=Counter({(2, "check-1"): 5}),
        completed=Counter({("lesson", date(2026, 3, 9)): 12}),
    )
    statistics = Statistics(COURSE, Period.WEEK, date(2026, 3, 9), figures)
    draft = Broadcast(7, Kind.COPY, Status.HELD, 70, Source(70, 700), datetime(2026, 3, 9, tzinfo=UTC))
    others = [replace(draft, id=UNSAVED, status=Status.DONE)]
    inspection = Inspection(COURSE, (Problem(Path("day-2.yaml"), 1, 1, "bad"),) * 2, stale=((2, date(2025, 3, 9)),))
    letter = letter_screen(ENGLISH, statistics, inspection, [draft, *others]).text.text
    assert letter == (
        f"{COURSE.title} · your week, 3–9 Mar\n\n"
        "👥 30 learners · 2 new · 25 active\nFinished: 12 lessons, 0 reviews\n\n"
        "Where they stop\nDay 2 · A talk: 7\n\n"
        "The hardest question\nDay 2 · What is the answer to check-1?: 20% of 25 right\n"
        "   A 80% · B 20% ✓ · C 0% · D 0%\n\n"
        "To mend\n🔧 2 problems in the course’s files: /course\n"
        "📅 The facts of 1 day are to be checked again: /course\n📣 Broadcast 7 waits for you: /broadcasts\n"
        "❓ 1 question that most get wrong: /stats"
    )

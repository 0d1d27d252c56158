"""What the former version left: its database, the chats at Telegram, and what it then said to whom."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from bot.core.course import Closing, Course, Day, Demo, Exchange, Lesson, Reading
from bot.core.reminders import ReminderKind
from bot.core.richtext import RichText, bold
from bot.core.wordings import Conditions, Wording
from tests.support.course import a_quiz

FORMER = Path(__file__).parents[1] / "former"
ADMINS = ("Admin", "Another admin")
LEFT_AT = datetime(2026, 3, 10, 15, 32, 1, tzinfo=UTC)
"""Two minutes after the former version was killed."""

LESSON = Lesson(
    (
        Reading("hello", (bold("Hello") + " and welcome.", RichText("There is a second part."))),
        Demo("demo", "A talk", (Exchange("How are you?", (RichText("Well."), RichText("And you?"))),)),
        a_quiz("check-1", answer="B"),
        a_quiz("check-2", answer="D"),
        Closing("end", RichText("That was it.")),
    )
)
COURSE = Course(
    "A short course",
    tuple(Day(number, f"Lesson {number}", RichText("It goes on."), LESSON) for number in range(1, 10)),
    (
        Wording("ready", ReminderKind.DAILY, "Day {day} is ready: {title}. It takes {minutes}."),
        Wording("topic", ReminderKind.DAILY, "Today’s topic: {title}. Day {day} of {days}."),
        Wording("begun", ReminderKind.DAILY, "You are in the middle of Day {day}.", Conditions(lesson="begun")),
    ),
)


def restore(dump: str, file: Path) -> Path:
    """Make a database of a dump."""
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript((FORMER / f"{dump}.sql").read_text())
    return file

"""What a day is called, wherever that is said."""

from __future__ import annotations

from bot.core.course import Day
from bot.words import Words


def day_name(words: Words, day: Day) -> str:
    """The day's number and title: `Day 11 · Video Generation with Sora`."""
    if not day.title:
        return words.text("Day {day}", day=day.number).text
    return words.text("Day {day} · {title}", day=day.number, title=day.title).text

"""What a day is called, wherever that is said."""

from __future__ import annotations

from bot.core.course import Day
from bot.core.richtext import RichText
from bot.words import Words

NOTE_SIGN = "📌"


def pinned(text: RichText) -> RichText:
    """A note of the course to whoever takes a day."""
    return NOTE_SIGN + "\u00a0" + text


def day_name(words: Words, day: Day) -> str:
    """The day's number and title: `Day 11 · Video Generation with Sora`."""
    if not day.title:
        return words.text("Day {day}", day=day.number).text
    return words.text("Day {day} · {title}", day=day.number, title=day.title).text


def coming_line(words: Words, day: Day, *, told: bool) -> RichText:
    """That a day is being written, of whose opening they are `told` or not."""
    if told:
        return words.text("**{day}** is being written. I’ll tell you the moment it opens.", day=day_name(words, day))
    return words.text("**{day}** is being written and will open here.", day=day_name(words, day))

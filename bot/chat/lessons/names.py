"""What a day is called, and how far one is, wherever that is said."""

from __future__ import annotations

from bot.core.course import Day
from bot.core.richtext import RichText
from bot.words import Words

_BAR_LIMIT = 12  # segments of the progress bar


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


def progress_bar(at: int, of: int) -> str:
    """`▰▰▱▱`: a segment for each step, those up to and with number `at` filled."""
    segments = min(of, _BAR_LIMIT)
    filled = round(at * segments / of)
    return "▰" * filled + "▱" * (segments - filled)

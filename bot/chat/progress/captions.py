"""What is said under the pictures, all of what they show, and the link by which learners share them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from urllib.parse import urlencode

from bot.botapi.message import Button, Keyboard
from bot.chat.lessons.taps import ShowLessons
from bot.chat.progress.screens import streak_lines
from bot.chat.progress.taps import GetCertificate
from bot.chat.tap import button
from bot.core.richtext import RichText, bold, join
from bot.core.streak import Entry, Fate
from bot.flows.progress import Mark, Progress
from bot.pictures.certificate import NAMELESS
from bot.pictures.lettering import drawable
from bot.pictures.progress_picture import shown_entries
from bot.words import words_in

SHARED = "share"
"""What `/start` brings along when somebody follows a shared link."""

NOT_FINISHED = "The certificate comes with the last day of the course."

_MARKS = {Mark.DONE: "Done", Mark.OPEN: "Open", Mark.READY: "Ready", Mark.COMING: "To come"}
_FATES = {
    Fate.DONE: "Done",
    Fate.FROZEN: "Kept by a freeze",
    Fate.REPAIRED: "Repaired",
    Fate.NEUTRAL: "Not counted",
    Fate.MISSED: "Missed",
}
_MOST_RANGES = 14  # of days or dates in one line
_TITLE_LENGTH = 120  # characters of a course’s title, in a caption or a link


def progress_caption(progress: Progress) -> RichText:
    """The picture of /progress in words: the figures, and folded up beneath them the days and the dates."""
    days = {mark: _numbers([day.number for day, its in progress.marks if its is mark]) for mark in Mark}
    entries = shown_entries(progress)
    facts = [f"🎯 Score: {progress.score.right} of {progress.score.of}"] if progress.score.of else []
    calendar = [f"{word}: {_dates(entries, fate)}" for fate, word in _FATES.items() if _dates(entries, fate)]
    calendar += ["Today is open."] if progress.streak.today.fate is Fate.OPEN else []
    details = [
        bold("Days of the course") + "".join(f"\n{_MARKS[mark]}: {days[mark]}" for mark in Mark if days[mark]),
        bold("Calendar") + "".join(f"\n{line}" for line in calendar),
    ]
    return join(
        "\n\n",
        [
            bold(f"{progress.done} of {len(progress.marks)} days done"),
            "\n".join([*facts, *streak_lines(words_in(None), progress.streak)]),
            join("\n\n", details).styled("expandable_blockquote"),
        ],
    )


def progress_keyboard(progress: Progress, username: str) -> Keyboard:
    """The buttons under the progress: the certificate once everything is done, the lessons, and a link to share."""
    row = (button("Lessons", ShowLessons()), share_button(progress, username))
    if progress.finished_on is None:
        return (row,)
    return ((button("Get my certificate", GetCertificate(), style="primary"),), row)


def certificate_caption(progress: Progress, finished_on: date, name: str) -> RichText:
    """The certificate in words. Marks of direction keep a name of any script in its place."""
    who = f"\u2068{name}\u2069" if (name := drawable(name)[:_TITLE_LENGTH]) else NAMELESS
    best = progress.streak.best
    facts = [f"📅 Finished on {finished_on.day} {finished_on:%B} {finished_on.year}"]
    facts += [f"🎯 Score: {progress.score.right} of {progress.score.of}"] if progress.score.of else []
    facts.append(f"🔥 Best streak: {'1 day' if best == 1 else f'{best} days'}")
    said = f"{who} has finished all {len(progress.marks)} days of the {_title(progress)}."
    return join("\n\n", [bold("Certificate"), said, "\n".join(facts)])


def share_button(progress: Progress, username: str) -> Button:
    """Opens Telegram’s own list of chats to share with. The link says nothing of who shared it."""
    days, title = len(progress.marks), _title(progress)
    if not progress.done:
        words = f"I’m taking the {title}: {days} days, about four minutes a day."
    elif progress.finished_on:
        words = f"I’ve finished all {days} days of the {title}, about four minutes a day."
    else:
        words = f"I’ve finished {progress.done} of {days} days of the {title}, about four minutes a day."
    query = urlencode({"url": f"https://t.me/{username}?start={SHARED}", "text": words})
    return Button("Share", url=f"https://t.me/share/url?{query.replace('+', '%20')}")


def _title(progress: Progress) -> str:
    return progress.course.title[:_TITLE_LENGTH]


def _numbers(days: list[int]) -> str:
    """`1–7, 9`."""
    return _listed(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in _in_a_row(days))


def _dates(entries: list[Entry], fate: Fate) -> str:
    """`9–15 Mar, 30 Mar – 2 Apr`, empty where no date has this fate."""
    days = _in_a_row([entry.on.toordinal() for entry in entries if entry.fate is fate])
    return _listed(_span(date.fromordinal(run[0]), date.fromordinal(run[-1])) for run in days)


def _span(first_on: date, last_on: date) -> str:
    if first_on == last_on:
        return f"{last_on.day} {last_on:%b}"
    if first_on.month == last_on.month:
        return f"{first_on.day}–{last_on.day} {last_on:%b}"
    return f"{first_on.day} {first_on:%b} – {last_on.day} {last_on:%b}"


def _in_a_row(numbers: list[int]) -> list[list[int]]:
    """Ascending numbers, split where one is left out."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return runs


def _listed(runs: Iterable[str]) -> str:
    shown = list(runs)
    return ", ".join(shown[:_MOST_RANGES]) + (" …" if len(shown) > _MOST_RANGES else "")

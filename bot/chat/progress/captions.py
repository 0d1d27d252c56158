"""What is said under the pictures, all of what they show, and the link by which learners share them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from urllib.parse import urlencode

from bot.botapi.message import Button, Keyboard
from bot.chat.lessons.taps import ShowLessons
from bot.chat.progress.screens import done_line, score_lines, streak_lines
from bot.chat.progress.taps import GetCertificate
from bot.chat.tap import button
from bot.core.richtext import RichText, join
from bot.core.streak import Entry, Fate
from bot.flows.progress import Mark, Progress
from bot.pictures.lettering import drawable
from bot.pictures.progress_picture import shown_entries
from bot.words import N_, DateForm, Words

SHARED = "share"
"""What `/start` brings along when somebody follows a shared link."""

NOT_FINISHED = N_("The certificate comes with the last day of the course.")

_MARKS = {
    # Translators: days of the course by their numbers: “Done: 1–7, 9”.
    Mark.DONE: N_("Done: {days}"),
    # Translators: the day that is being read.
    Mark.OPEN: N_("Open: {days}"),
    Mark.READY: N_("Ready: {days}"),
    # Translators: days that are not written yet.
    Mark.COMING: N_("To come: {days}"),
}
_FATES = {
    # Translators: dates on which something was finished: “Done: 9–15 Mar”.
    Fate.DONE: N_("Done: {dates}"),
    # Translators: dates on which nothing was finished, and a freeze kept the streak.
    Fate.FROZEN: N_("Kept by a freeze: {dates}"),
    # Translators: dates on which nothing was finished, and for which the learner made up later.
    Fate.REPAIRED: N_("Repaired: {dates}"),
    # Translators: dates that are of no account for the streak.
    Fate.NEUTRAL: N_("Not counted: {dates}"),
    Fate.MISSED: N_("Missed: {dates}"),
}
_MOST_RANGES = 14  # of days or dates in one line
_TITLE_LENGTH = 120  # characters of a course’s title, in a caption or a link


def progress_caption(words: Words, progress: Progress) -> RichText:
    """The picture of /progress in words: the figures, and folded up beneath them the days and the dates."""
    numbers = {mark: [day.number for day, its in progress.marks if its is mark] for mark in Mark}
    days = [words.text(_MARKS[mark], days=_numbers(numbers[mark])) for mark in Mark if numbers[mark]]
    details = [
        join("\n", [words.text("**Days of the course**"), *days]),
        join("\n", [words.text("**Calendar**"), *_calendar(words, progress)]),
    ]
    facts = [*score_lines(words, progress.score), *streak_lines(words, progress.streak)]
    return join(
        "\n\n",
        [
            done_line(words, progress),
            "\n".join(facts),
            join("\n\n", details).styled("expandable_blockquote"),
        ],
    )


def progress_keyboard(words: Words, progress: Progress, username: str, *, certificate: bool) -> Keyboard:
    """The buttons under the progress: the `certificate` once everything is done, the lessons, and a link to share."""
    row = (button(words.text("Lessons"), ShowLessons()), share_button(words, progress, username))
    if progress.finished_on is None or not certificate:
        return (row,)
    return ((button(words.text("Get my certificate"), GetCertificate(), style="primary"),), row)


def certificate_caption(words: Words, progress: Progress, finished_on: date, name: str) -> RichText:
    """The certificate in words. Marks of direction keep a name of any script in its place."""
    finished = words.text("📅 Finished on {date}", date=words.date(finished_on, DateForm.LONG_DAY_AND_YEAR))
    best = words.plural("🔥 Best streak: {n} day", "🔥 Best streak: {n} days", progress.streak.best)
    facts = join("\n", [finished, *score_lines(words, progress.score), best])
    who = drawable(name)[:_TITLE_LENGTH]
    return join("\n\n", [words.text("**Certificate**"), _finished_line(words, progress, who), facts])


def share_button(words: Words, progress: Progress, username: str) -> Button:
    """A button that opens Telegram’s own list of chats to share with. The link says nothing of who shared it."""
    said = _shared_text(words, progress).text
    query = urlencode({"url": f"https://t.me/{username}?start={SHARED}", "text": said})
    # Translators: a button that opens a list of chats to share the course with.
    return Button(words.text("Share").text, url=f"https://t.me/share/url?{query.replace('+', '%20')}")


def _finished_line(words: Words, progress: Progress, who: str) -> RichText:
    """That somebody has finished; `who` is empty for one whose name is nothing that can be drawn. The line runs as the
    words do, whichever way the name runs that it may begin with.
    """
    days, title = len(progress.marks), _title(progress)
    if not who:
        return words.plural(
            "A learner who kept going has finished {n} day of the {title}.",
            "A learner who kept going has finished all {n} days of the {title}.",
            days,
            title=title,
        )
    told = words.plural(
        "{name} has finished {n} day of the {title}.",
        "{name} has finished all {n} days of the {title}.",
        days,
        name=f"\u2068{who}\u2069",
        title=title,
    )
    return words.direction_mark + told


def _shared_text(words: Words, progress: Progress) -> RichText:
    """What a learner says of the course to whomever they share it with."""
    days, title = len(progress.marks), _title(progress)
    if not progress.done:
        return words.plural(
            "I’m taking the {title}: {n} day, about four minutes a day.",
            "I’m taking the {title}: {n} days, about four minutes a day.",
            days,
            title=title,
        )
    if progress.finished_on:
        return words.plural(
            "I’ve finished {n} day of the {title}, about four minutes a day.",
            "I’ve finished all {n} days of the {title}, about four minutes a day.",
            days,
            title=title,
        )
    return words.plural(
        "I’ve finished {done} of {n} day of the {title}, about four minutes a day.",
        "I’ve finished {done} of {n} days of the {title}, about four minutes a day.",
        days,
        done=progress.done,
        title=title,
    )


def _title(progress: Progress) -> str:
    return progress.course.title[:_TITLE_LENGTH]


def _numbers(days: list[int]) -> str:
    """`1–7, 9`."""
    return _listed(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in _in_a_row(days))


def _calendar(words: Words, progress: Progress) -> list[RichText]:
    """The dates of each fate, and whether today is open."""
    dates = {fate: _dates(words, shown_entries(progress), fate) for fate in _FATES}
    lines = [words.text(text, dates=dates[fate]) for fate, text in _FATES.items() if dates[fate]]
    if progress.streak.today.fate is Fate.OPEN:
        lines.append(words.text("Today is open."))
    return lines


def _dates(words: Words, entries: list[Entry], fate: Fate) -> str:
    """`9–15 Mar, 30 Mar – 2 Apr`, empty where no date has this fate."""
    days = _in_a_row([entry.on.toordinal() for entry in entries if entry.fate is fate])
    return _listed(words.span(date.fromordinal(run[0]), date.fromordinal(run[-1])) for run in days)


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

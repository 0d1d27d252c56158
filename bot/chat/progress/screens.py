"""The progress and the streak in words, and the lines about the streak on other screens. Facts, never guilt."""

from __future__ import annotations

from datetime import date

from bot.botapi.message import Button, Message
from bot.chat.lessons.taps import ShowLessons
from bot.chat.progress.taps import ShowProgress
from bot.chat.tap import button
from bot.core.reminders import AT_RISK_STREAK
from bot.core.richtext import RichText, join
from bot.core.streak import FREEZE_EVERY, MOST_FREEZES, REPAIR_EVERY, Entry, Fate, Repair, Streak
from bot.flows.enrolment import Score
from bot.flows.progress import Ledger, Mark, Progress
from bot.words import N_, DateForm, Words

_CELLS = {Mark.DONE: "🟩", Mark.OPEN: "🟨", Mark.READY: "⬜", Mark.COMING: "▫️"}
_LEGEND = {Mark.DONE: N_("🟩 done"), Mark.OPEN: N_("🟨 open"), Mark.READY: N_("⬜ ready"), Mark.COMING: N_("▫️ to come")}
_WEEK = 7

LEDGER_DAYS = 14
"""The latest days of the ledger, which are shown."""

_FATES = {
    Fate.DONE: N_("🟩 done"),
    Fate.FROZEN: N_("❄️ kept by a freeze"),
    Fate.REPAIRED: N_("🩹 repaired"),
    Fate.NEUTRAL: N_("▫️ not counted"),
    Fate.MISSED: N_("⬜ missed"),
    Fate.OPEN: N_("🟨 open"),
}


def streak_screen(words: Words, ledger: Ledger) -> Message:
    """The streak, day by day, and how it works."""
    streak = ledger.streak
    facts = [*streak_lines(words, streak), _freezes_line(words, streak.freezes)]
    facts.append(_today_line(words, ledger).text)
    days = [entry_line(words, entry) for entry in reversed(streak.ledger[-LEDGER_DAYS:])]
    heading = words.text("**Day by day**")
    if len(streak.ledger) >= LEDGER_DAYS:
        heading = words.plural("**The last {n} day**", "**The last {n} days**", LEDGER_DAYS)
    parts: list[RichText | str] = [
        words.text("**Your streak**"),
        "\n".join(facts),
        heading + "\n" + "\n".join(days),
        (words.text("**How it works**") + "\n" + "\n".join(_rules(words))).styled("expandable_blockquote"),
    ]
    return Message(join("\n\n", parts), ((button(words.text("Progress"), ShowProgress()),),))


def _today_line(words: Words, ledger: Ledger) -> RichText:
    match ledger.streak.today.fate:
        case Fate.DONE:
            return words.text("Today is done. ✓")
        case Fate.NEUTRAL:
            return words.text("Nothing can be missed today.")
        case _:
            ends_at = ledger.today_ends_at
            return words.text("Today is open until {time}.", time=words.in_zone(str(ends_at.tzinfo)).time(ends_at))


def _rules(words: Words) -> list[str]:
    return [
        words.text(
            "• A finished lesson or review adds a day. Several on one day count once; a lesson read again doesn’t "
            "count. The number behind a day is how many there are in a row then."
        ).text,
        words.text(
            "• A missed day uses up a freeze. You begin with {most}, and every {every} days done bring one back, up to "
            "{most}. Days with nothing to finish, days of a pause and days I was down for don’t count.",
            most=MOST_FREEZES,
            every=FREEZE_EVERY,
        ).text,
        words.text(
            "• After a break, two lessons or reviews in the next two days bring the streak back, once in {days} days.",
            days=REPAIR_EVERY.days,
        ).text,
        words.plural(
            "• With reminders on, I tell you in the evening before a streak of {n} day or more would end.",
            "• With reminders on, I tell you in the evening before a streak of {n} days or more would end.",
            AT_RISK_STREAK,
        ).text,
    ]


def progress_screen(words: Words, progress: Progress) -> Message:
    """Days done, the grid of days, the score and the streak."""
    marks = [mark for _, mark in progress.marks]
    weeks = ["".join(_CELLS[mark] for mark in marks[start : start + _WEEK]) for start in range(0, len(marks), _WEEK)]
    legend = "  ".join(words.text(meaning).text for mark, meaning in _LEGEND.items() if mark in marks)
    facts = [*score_lines(words, progress.score), *streak_lines(words, progress.streak)]
    text = join("\n\n", [done_line(words, progress), "\n".join(weeks), legend, "\n".join(facts)])
    return Message(text, ((button(words.text("Lessons"), ShowLessons()),),))


def done_line(words: Words, progress: Progress) -> RichText:
    """How many days of the course are done."""
    return words.plural(
        "**{done} of {n} day done**", "**{done} of {n} days done**", len(progress.marks), done=progress.done
    )


def looks_row(words: Words) -> tuple[Button, ...]:
    """The ways to look around."""
    return (button(words.text("Progress"), ShowProgress()), button(words.text("Lessons"), ShowLessons()))


def score_lines(words: Words, score: Score) -> list[str]:
    """The score, where any question was asked."""
    return [words.text("🎯 Score: {right} of {of}", right=score.right, of=score.of).text] if score.of else []


def streak_lines(words: Words, streak: Streak) -> list[str]:
    """`🔥 3-day streak`, with the best where it was longer, and what became of it lately: freezes and repairs."""
    lines = [_count_line(words, streak)]
    if streak.repaired_on == streak.today.on:
        lines.append(words.text("🩹 Repaired: your streak is back.").text)
    elif streak.frozen_on:
        lines.append(_frozen_line(words, streak))
    if streak.repair:
        lines.append(_repair_line(words, streak.repair, streak.today.on))
    return lines


def _count_line(words: Words, streak: Streak) -> str:
    if not streak.best:
        return words.text("🔥 Your streak starts with your first lesson").text
    if streak.current == 0:
        return words.plural("🔥 Best streak: {n} day", "🔥 Best streak: {n} days", streak.best).text
    if streak.best > streak.current:
        return words.plural(
            "🔥 {n}-day streak · best {best}", "🔥 {n}-day streak · best {best}", streak.current, best=streak.best
        ).text
    return words.plural("🔥 {n}-day streak", "🔥 {n}-day streak", streak.current).text


def _frozen_line(words: Words, streak: Streak) -> str:
    frozen_on = streak.frozen_on
    days = words.listed([words.date(on, DateForm.WEEKDAY) for on in reversed(frozen_on)])
    if not streak.freezes:
        return words.plural(
            "❄️ A freeze kept it on {days}, none left.",
            "❄️ Freezes kept it on {days}, none left.",
            len(frozen_on),
            days=days,
        ).text
    return words.plural(
        "❄️ A freeze kept it on {days}, {left} left.",
        "❄️ Freezes kept it on {days}, {left} left.",
        len(frozen_on),
        days=days,
        left=streak.freezes,
    ).text


def _repair_line(words: Words, repair: Repair, today_on: date) -> str:
    if repair.last_on == today_on:
        return words.plural(
            "🩹 One more lesson or review today brings your {count}-day streak back.",
            "🩹 Two lessons or reviews today bring your {count}-day streak back.",
            repair.needs,
            count=repair.count,
        ).text
    return words.plural(
        "🩹 One more lesson or review by the end of {day} brings your {count}-day streak back.",
        "🩹 Two lessons or reviews by the end of {day} bring your {count}-day streak back.",
        repair.needs,
        count=repair.count,
        day=words.date(repair.last_on, DateForm.WEEKDAY),
    ).text


def _freezes_line(words: Words, freezes: int) -> str:
    if not freezes:
        return words.text("❄️ No freeze left").text
    return words.plural("❄️ {n} freeze left", "❄️ {n} freezes left", freezes).text


def entry_line(words: Words, entry: Entry) -> str:
    """One learning date of the ledger: `Tue 10 Mar  🟩 done · 3`."""
    day, fate = words.date(entry.on, DateForm.WEEKDAY_AND_DAY), words.text(_FATES[entry.fate])
    if entry.count and entry.fate is not Fate.OPEN:
        return words.text("{day}  {fate} · {count}", day=day, fate=fate, count=entry.count).text
    return words.text("{day}  {fate}", day=day, fate=fate).text

"""The progress and the streak in words, and the lines about the streak on other screens. Facts, never guilt."""

from __future__ import annotations

from datetime import date

from bot.botapi.message import Message
from bot.chat.lessons.taps import ShowLessons
from bot.chat.progress.taps import ShowProgress
from bot.chat.tap import button
from bot.core.richtext import RichText, bold, join
from bot.core.streak import FREEZE_EVERY, MOST_FREEZES, REPAIR_EVERY, Entry, Fate, Repair, Streak
from bot.flows.progress import Ledger, Mark, Progress

_CELLS = {Mark.DONE: "🟩", Mark.OPEN: "🟨", Mark.READY: "⬜", Mark.COMING: "▫️"}
_LEGEND = {Mark.DONE: "done", Mark.OPEN: "open", Mark.READY: "ready", Mark.COMING: "to come"}
_WEEK = 7

LEDGER_DAYS = 14
"""The latest days of the ledger, which are shown."""

_FATES = {
    Fate.DONE: "🟩 done",
    Fate.FROZEN: "❄️ kept by a freeze",
    Fate.REPAIRED: "🩹 repaired",
    Fate.NEUTRAL: "▫️ not counted",
    Fate.MISSED: "⬜ missed",
    Fate.OPEN: "🟨 open",
}
_RULES = (
    "• A finished lesson or review adds a day. Several on one day count once; a lesson read again doesn’t count.\n"
    f"• A missed day uses up a freeze. You begin with {MOST_FREEZES}, and every {FREEZE_EVERY} days done bring "
    f"one back, up to {MOST_FREEZES}. Days I was down for don’t count.\n"
    "• After a break, two lessons or reviews in the next two days bring the streak back, once in "
    f"{REPAIR_EVERY.days} days."
)


def streak_screen(ledger: Ledger) -> Message:
    """The streak, day by day, and how it works."""
    streak = ledger.streak
    facts: list[RichText | str] = [*streak_lines(streak), _freezes_line(streak.freezes)]
    if streak.today.fate is Fate.OPEN:
        facts.append(f"Today is open until {ledger.today_ends_at:%H:%M}.")
    else:
        facts.append("Today is done. ✓")
    days = [entry_line(entry) for entry in reversed(streak.ledger[-LEDGER_DAYS:])]
    parts = [
        bold("Your streak"),
        join("\n", facts),
        bold(f"The last {LEDGER_DAYS} days" if len(streak.ledger) >= LEDGER_DAYS else "Day by day")
        + "\n"
        + "\n".join(days),
        bold("How it works") + "\n" + _RULES,
    ]
    return Message(join("\n\n", parts), ((button("Progress", ShowProgress()),),))


def progress_screen(progress: Progress) -> Message:
    """Days done, the grid of days, the score and the streak."""
    marks = [mark for _, mark in progress.marks]
    weeks = ["".join(_CELLS[mark] for mark in marks[start : start + _WEEK]) for start in range(0, len(marks), _WEEK)]
    legend = "  ".join(f"{_CELLS[mark]} {word}" for mark, word in _LEGEND.items() if mark in marks)
    facts = [f"🎯 Score: {progress.score.right} of {progress.score.of}"] if progress.score.of else []
    facts += streak_lines(progress.streak)
    heading = bold(f"{progress.done} of {len(marks)} days done")
    text = join("\n\n", [heading, "\n".join(weeks), legend, "\n".join(facts)])
    return Message(text, ((button("Lessons", ShowLessons()),),))


def streak_lines(streak: Streak) -> list[str]:
    """`🔥 3-day streak`, with the best where it was longer, and what became of it lately: freezes and repairs."""
    lines = [_count_line(streak)]
    if streak.repaired_on == streak.today.on:
        lines.append("🩹 Repaired: your streak is back.")
    elif frozen_on := streak.frozen_on:
        days = " and ".join(f"{on:%A}" for on in reversed(frozen_on))
        kept = f"A freeze kept it on {days}" if len(frozen_on) == 1 else f"Freezes kept it on {days}"
        lines.append(f"❄️ {kept}, {streak.freezes or 'none'} left.")
    if streak.repair:
        lines.append(_repair_line(streak.repair, streak.today.on))
    return lines


def _count_line(streak: Streak) -> str:
    if streak.current == 0:
        best = "1 day" if streak.best == 1 else f"{streak.best} days"
        return f"🔥 Best streak: {best}" if streak.best else "🔥 Your streak starts with your first lesson"
    best = f" · best {streak.best}" if streak.best > streak.current else ""
    return f"🔥 {streak.current}-day streak{best}"


def _repair_line(repair: Repair, today_on: date) -> str:
    lessons = "One more lesson or review" if repair.needs == 1 else "Two lessons or reviews"
    when = "today" if repair.last_on == today_on else f"by the end of {repair.last_on:%A}"
    verb = "brings" if repair.needs == 1 else "bring"
    return f"🩹 {lessons} {when} {verb} your {repair.count}-day streak back."


def _freezes_line(freezes: int) -> str:
    if not freezes:
        return "❄️ No freeze left"
    return "❄️ 1 freeze left" if freezes == 1 else f"❄️ {freezes} freezes left"


def entry_line(entry: Entry) -> str:
    """One learning date of the ledger: `Tue 10 Mar  🟩 done · 3`."""
    on = entry.on
    count = f" · {entry.count}" if entry.count and entry.fate is not Fate.OPEN else ""
    return f"{on:%a} {on.day} {on:%b}  {_FATES[entry.fate]}{count}"

"""What a learner sees: every screen of the bot outside a lesson's steps, and what a tap is told."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from bot.botapi.message import Button, ButtonStyle, Keyboard, Screen
from bot.chat.progress.screens import streak_lines
from bot.chat.tap import Begin, OpenReview, ReadAgain, ShowLessons, ShowProgress, Tap, pack
from bot.core.course import Course, Day
from bot.core.lesson import Refusal
from bot.core.richtext import RichText, bold, join
from bot.flows.lessons import Rest, Welcome
from bot.flows.progress import Mark, Progress

COMMANDS = {
    "today": "Open today’s lesson",
    "review": "Answer again what you missed",
    "progress": "See how far you have come",
    "streak": "See your streak, day by day",
    "lessons": "Read a lesson again",
    "settings": "Reminder, time zone, quiet hours",
    "stop": "No more messages unasked",
    "help": "How this works",
    "privacy": "What is kept about you",
    "export": "Get all of it as a file",
    "delete": "Have all of it deleted",
}
"""The commands in Telegram's menu, each with what it is for."""

TOASTS = {
    Refusal.OLD: "That button is from earlier. Your lesson has moved on; /today shows where you are.",
    Refusal.NOT_YET: "That step isn’t open yet. /today shows where you are.",
    Refusal.UNANSWERED: "Choose an answer first.",
    Refusal.UNKNOWN: "That button no longer works. /today shows where you are.",
    Refusal.REPEATED: None,
    Refusal.UNSURE: "There was a short break. If nothing came, tap once more.",
}
"""What a tap that shows nothing new is told, in at most 200 characters; None for silence."""

ALREADY_ANSWERED = "Your first answer counts."
ALREADY_PLAYING = "It’s already playing."

_CELLS = {Mark.DONE: "🟩", Mark.OPEN: "🟨", Mark.READY: "⬜", Mark.COMING: "▫️"}
_LEGEND = {Mark.DONE: "done", Mark.OPEN: "open", Mark.READY: "ready", Mark.COMING: "to come"}
_WEEK = 7


def welcome_screen(welcome: Welcome, *, invited: bool = False) -> Screen:
    """What this is, and one button to begin; who was `invited` by a shared link is told so."""
    course, first = welcome.course, welcome.first
    text = (
        ("Somebody who takes this course thought of you.\n\n" if invited else "")
        + bold(f"Welcome to the {course.title}.")
        + f"\n\n{len(course.days)} days, about four minutes a day. Each lesson comes in short steps: "
        "something to read, a conversation with ChatGPT to watch, a question to check yourself.\n\n"
    )
    if first is None:
        return Screen(text + "The first lesson is being written. Come back soon.")
    opening = "It starts with" if first.number == 1 else "The first lesson that is ready is"
    text = text + f"{opening} " + bold(day_name(first)) + "."
    return Screen(text, ((_button(f"Begin Day {first.number}", Begin(first.number), style="primary"),),))


def rest_screen(rest: Rest) -> Screen:
    """No lesson is open: what is done, and what is next."""
    lines: list[RichText | str] = [bold("Today’s lesson is done. ✓")] if rest.finished_today else []
    keyboard: Keyboard = ()
    if rest.ready:
        lines.append(("Next is " if rest.finished_today else "Your next lesson is ") + bold(day_name(rest.ready)) + ".")
        if rest.finished_today:
            lines.append("It will be here tomorrow. If you’d like to go on now, you can.")
        label = f"{'Go on with' if rest.finished_today else 'Begin'} Day {rest.ready.number}"
        keyboard = ((_button(label, Begin(rest.ready.number), style="primary"),),)
    elif rest.coming:
        lines.append("You have read every lesson there is so far.")
        lines.append(bold(day_name(rest.coming)) + " is being written and will open here.")
    else:
        lines.append("You have finished the whole course. Every lesson stays open to read again.")
    if rest.due:
        lines.append(review_line(rest.due))
    looks = (_button("Lessons", ShowLessons()), _button("Progress", ShowProgress()))
    return Screen(join("\n\n", lines), (*keyboard, *review_row(rest.due, None if rest.ready else "primary"), looks))


def progress_screen(progress: Progress) -> Screen:
    """Days done, the grid of days, the score and the streak."""
    marks = [mark for _, mark in progress.marks]
    weeks = ["".join(_CELLS[mark] for mark in marks[start : start + _WEEK]) for start in range(0, len(marks), _WEEK)]
    legend = "  ".join(f"{_CELLS[mark]} {word}" for mark, word in _LEGEND.items() if mark in marks)
    facts = [f"🎯 Score: {progress.score.right} of {progress.score.of}"] if progress.score.of else []
    facts += streak_lines(progress.streak)
    heading = bold(f"{progress.done} of {len(marks)} days done")
    text = join("\n\n", [heading, "\n".join(weeks), legend, "\n".join(facts)])
    return Screen(text, ((_button("Lessons", ShowLessons()),),))


def lessons_screen(progress: Progress) -> Screen:
    """The days of the course; a button for each that can be opened."""
    rows: list[tuple[Button, ...]] = []
    for day, mark in progress.marks:
        if mark is Mark.DONE:
            rows.append((_button(f"✓ {day_name(day)}", ReadAgain(day.number)),))
        elif mark in {Mark.OPEN, Mark.READY}:
            rows.append((_button(day_name(day), Begin(day.number), style="primary"),))
    coming = [day for day, mark in progress.marks if mark is Mark.COMING]
    lines = ["Finished lessons stay open to read again." if progress.done else "Tap a lesson to open it."]
    if not rows:
        lines = ["The first lesson is being written."]
    if coming:
        lines.append(_coming_line(progress.course, coming))
    return Screen(bold("Lessons") + "\n\n" + "\n\n".join(lines), tuple(rows))


def help_screen(course: Course, day_starts_at: int, more: Mapping[str, str] = MappingProxyType({})) -> Screen:
    """How it works, in a few lines. `more` commands are there for some."""
    commands = "\n".join(f"/{name} – {meaning}" for name, meaning in {**COMMANDS, **more}.items())
    return Screen(
        bold("How this works")
        + f"\n\nThe {course.title} has {len(course.days)} lessons, one a day, about four minutes each. "
        "Tap Continue to go on, leave whenever you like: your place is kept.\n\n"
        + _day_line(day_starts_at)
        + "\n\n"
        + commands
    )


def pointer_screen(open_day: Day | None) -> Screen:
    """To anything typed that is no command."""
    if open_day is None:
        return Screen(RichText("I can’t chat, but I have a lesson for you: /today opens it."))
    return Screen(
        "I can’t chat, but " + bold(f"Day {open_day.number}") + " is open. Pick it up where you left it.",
        ((_button(f"Back to Day {open_day.number}", Begin(open_day.number), style="primary"),),),
    )


def offer_screen(day: int | None) -> Screen:
    """After a break in which it isn't known whether a step arrived."""
    text = RichText("There was a short break on my side. If your step didn’t arrive, here it is.")
    return Screen(text, ((_button("Show my step", Begin(day), style="primary"),),) if day else ())


def group_screen(username: str) -> Screen:
    """In a group: a way to the private chat."""
    link = f"https://t.me/{username}?start=group"
    return Screen(
        RichText("Lessons happen in a private chat, one learner at a time."),
        ((Button("Open the private chat", url=link),),),
    )


def apology_screen(reference: str) -> Screen:
    """Something broke on our side; `reference` finds it in the log."""
    return Screen(
        RichText(
            "Sorry, something went wrong on my side. Nothing of yours is lost; please try again.\n"
            f"If it keeps happening, mention {reference}."
        )
    )


def review_row(due: int, style: ButtonStyle | None = "primary") -> Keyboard:
    """A button to review the questions that are due, if any are."""
    label = "Review 1 question" if due == 1 else f"Review {due} questions"
    return ((_button(label, OpenReview(), style=style),),) if due else ()


def review_line(due: int) -> str:
    """What a review offers, where any question is due."""
    those = "A question that you missed is" if due == 1 else f"{due} questions that you missed are"
    return f"{those} back for a review."


def day_name(day: Day) -> str:
    """The day's number and title: `Day 11 · Video Generation with Sora`."""
    return f"Day {day.number} · {day.title}" if day.title else f"Day {day.number}"


def _day_line(day_starts_at: int) -> str:
    if day_starts_at == 0:
        return "A day begins at midnight, on your own clock; /settings changes that."
    hour = ("one", "two", "three", "four", "five", "six")[day_starts_at - 1]
    return f"A day begins at {hour} in the morning, so a late evening still counts; /settings changes that."


def _coming_line(course: Course, coming: list[Day]) -> str:
    if len(coming) == len(course.days) - 1:
        return "The other days are being written and will appear here."
    return f"{len(coming)} more days are being written and will appear here."


def _button(label: str, tap: Tap, style: ButtonStyle | None = None) -> Button:
    return Button(label, data=pack(tap), style=style)

"""What is seen between lessons: the welcome, what comes next, the list of all lessons."""

from __future__ import annotations

from bot.botapi.message import Button, Keyboard, Message
from bot.chat.lessons.names import day_name
from bot.chat.lessons.taps import Begin, ReadAgain, ShowLessons
from bot.chat.progress.taps import ShowProgress
from bot.chat.review.screens import review_line, review_row
from bot.chat.tap import button
from bot.core.course import Course, Day
from bot.core.richtext import RichText, bold, join
from bot.flows.lessons import Rest, Welcome
from bot.flows.progress import Mark, Progress


def welcome_screen(welcome: Welcome, *, invited: bool = False) -> Message:
    """What this is, and one button to begin; who was `invited` by a shared link is told so."""
    course, first = welcome.course, welcome.first
    text = (
        ("Somebody who takes this course thought of you.\n\n" if invited else "")
        + bold(f"Welcome to the {course.title}.")
        + f"\n\n{len(course.days)} days, about four minutes a day. Each lesson comes in short steps: "
        "something to read, a conversation with ChatGPT to watch, a question to check yourself.\n\n"
    )
    if first is None:
        return Message(text + "The first lesson is being written. Come back soon.")
    opening = "It starts with" if first.number == 1 else "The first lesson that is ready is"
    text = text + f"{opening} " + bold(day_name(first)) + "."
    return Message(text, ((button(f"Begin Day {first.number}", Begin(first.number), style="primary"),),))


def rest_screen(rest: Rest) -> Message:
    """No lesson is open: what is done, and what is next."""
    lines: list[RichText | str] = [bold("Today’s lesson is done. ✓")] if rest.finished_today else []
    keyboard: Keyboard = ()
    if rest.ready:
        lines.append(("Next is " if rest.finished_today else "Your next lesson is ") + bold(day_name(rest.ready)) + ".")
        if rest.finished_today:
            lines.append("It will be here tomorrow. If you’d like to go on now, you can.")
        label = f"{'Go on with' if rest.finished_today else 'Begin'} Day {rest.ready.number}"
        keyboard = ((button(label, Begin(rest.ready.number), style="primary"),),)
    elif rest.coming:
        lines.append("You have read every lesson there is so far.")
        lines.append(bold(day_name(rest.coming)) + " is being written and will open here.")
    else:
        lines.append("You have finished the whole course. Every lesson stays open to read again.")
    if rest.due:
        lines.append(review_line(rest.due))
    looks = (button("Lessons", ShowLessons()), button("Progress", ShowProgress()))
    return Message(join("\n\n", lines), (*keyboard, *review_row(rest.due, None if rest.ready else "primary"), looks))


def lessons_screen(progress: Progress) -> Message:
    """The days of the course; a button for each that can be opened."""
    rows: list[tuple[Button, ...]] = []
    for day, mark in progress.marks:
        if mark is Mark.DONE:
            rows.append((button(f"✓ {day_name(day)}", ReadAgain(day.number)),))
        elif mark in {Mark.OPEN, Mark.READY}:
            rows.append((button(day_name(day), Begin(day.number), style="primary"),))
    coming = [day for day, mark in progress.marks if mark is Mark.COMING]
    lines = ["Finished lessons stay open to read again." if progress.done else "Tap a lesson to open it."]
    if not rows:
        lines = ["The first lesson is being written."]
    if coming:
        lines.append(_coming_line(progress.course, coming))
    return Message(bold("Lessons") + "\n\n" + "\n\n".join(lines), tuple(rows))


def offer_screen(day: int | None) -> Message:
    """After a break in which it isn't known whether a step arrived."""
    text = RichText("There was a short break on my side. If your step didn’t arrive, here it is.")
    return Message(text, ((button("Show my step", Begin(day), style="primary"),),) if day else ())


def _coming_line(course: Course, coming: list[Day]) -> str:
    if len(coming) == len(course.days) - 1:
        return "The other days are being written and will appear here."
    return f"{len(coming)} more days are being written and will appear here."

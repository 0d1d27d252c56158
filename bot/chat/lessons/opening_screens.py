"""What is seen between lessons: the welcome, what comes next, the list of all lessons."""

from __future__ import annotations

from textwrap import shorten

from bot.botapi.message import Button, Keyboard, Message
from bot.chat.lessons.names import NOTE_SIGN, coming_line, day_name
from bot.chat.lessons.taps import Begin, JumpTo, MoveTo, ReadAgain, ShowLessons
from bot.chat.progress.taps import ShowProgress
from bot.chat.review.screens import review_line, review_row
from bot.chat.tap import button
from bot.core.course import Closing, Course, Day, Lesson, Step, heading_of
from bot.core.richtext import RichText, join
from bot.flows.lessons import Elsewhere, Rest, Welcome
from bot.flows.progress import Mark, Progress
from bot.words import Words

_PART_LENGTH = 40  # characters of a button on a phone


def welcome_screen(words: Words, welcome: Welcome, *, invited: bool = False) -> Message:
    """What this is, and one button to begin; who was `invited` by a shared link is told so."""
    course, first = welcome.course, welcome.first
    parts = [words.text("Somebody who takes this course thought of you.")] if invited else []
    parts += _welcome_lines(words, course)
    if first is None:
        if welcome.told:
            parts.append(words.text("The first lesson is being written. I’ll tell you the moment it opens."))
        else:
            parts.append(words.text("The first lesson is being written. Come back soon."))
        return Message(join("\n\n", parts))
    name = day_name(words, first)
    if first.number == 1:
        parts.append(words.text("It starts with **{day}**.", day=name))
    else:
        parts.append(words.text("The first lesson that is ready is **{day}**.", day=name))
    begin = button(words.text("Begin Day {day}", day=first.number), Begin(first.number), style="primary")
    return Message(join("\n\n", parts), ((begin,),))


def rest_screen(words: Words, rest: Rest) -> Message:
    """No lesson is open: what is done, and what is next."""
    parts = [words.text("**Today’s lesson is done. ✓**")] if rest.finished_today else []
    keyboard: Keyboard = ()
    if rest.ready:
        parts += _ready_lines(words, rest.ready, finished_today=rest.finished_today)
        label = words.text("Begin Day {day}", day=rest.ready.number)
        if rest.finished_today:
            label = words.text("Go on with Day {day}", day=rest.ready.number)
        keyboard = ((button(label, Begin(rest.ready.number), style="primary"),),)
    elif rest.coming:
        parts.append(words.text("You have read every lesson there is so far."))
        parts.append(coming_line(words, rest.coming, told=rest.told))
    else:
        parts.append(words.text("You have finished the whole course. Every lesson stays open to read again."))
    if rest.due:
        parts.append(review_line(words, rest.due))
    review = review_row(words, rest.due, None if rest.ready else "primary")
    looks = (button(words.text("Lessons"), ShowLessons()), button(words.text("Progress"), ShowProgress()))
    return Message(join("\n\n", parts), (*keyboard, *review, looks))


def lessons_screen(words: Words, progress: Progress) -> Message:
    """The days of the course; a button for each that can be opened."""
    written = [(day, mark) for day, mark in progress.marks if mark is not Mark.COMING]
    coming = [day for day, mark in progress.marks if mark is Mark.COMING]
    ahead = [day for day, mark in written if mark is Mark.READY]
    following = next((day for day, mark in written if mark is Mark.OPEN), ahead[0] if ahead else None)
    parts = [words.text("**Lessons**"), _choice_line(words, len(written), progress.done)]
    if any(day.lesson and day.lesson.note for day, _ in written):
        # Translators: 📌 stands behind the title of a lesson that begins with a note.
        parts.append(words.text("📌 begins with a note on what has changed since it was written."))
    if coming:
        parts.append(_coming_line(words, progress.course, coming))
    return Message(join("\n\n", parts), tuple((_lesson_button(words, day, mark, following),) for day, mark in written))


def _lesson_button(words: Words, day: Day, mark: Mark, following: Day | None) -> Button:
    name = day_name(words, day)
    if day.lesson and day.lesson.note:
        name = f"{name} {NOTE_SIGN}"
    if mark is Mark.DONE:
        return button(f"✓ {name}", ReadAgain(day.number))
    return button(name, Begin(day.number), style="primary" if day == following else None)


def _choice_line(words: Words, written: int, done: int) -> RichText:
    if not written:
        return words.text("The first lesson is being written.")
    if done == written:
        return words.text("Finished lessons stay open to read again.")
    if done:
        return words.text("Take them in order, or any you like. Finished ones stay open to read again.")
    if written == 1:
        return words.text("Tap a lesson to open it.")
    return words.text("Take them in order, or tap any you like.")


def parts_screen(words: Words, day: Day, lesson: Lesson) -> Message:
    """The parts of a day that is read again, each a tap away."""
    # Translators: the steps of a lesson, of which one is chosen by a tap.
    text = words.text("**{day}**\nWhich part?", day=day_name(words, day))
    parts = [step for step in lesson.steps if not isinstance(step, Closing)]
    rows = ((button(_part_name(number, step), JumpTo(day.number, step.id)),) for number, step in enumerate(parts, 1))
    return Message(text, tuple(rows))


def offer_screen(words: Words, day: int | None) -> Message:
    """After a break in which it isn't known whether a step arrived."""
    text = words.text("There was a short break on my side. If your step didn’t arrive, here it is.")
    show = button(words.text("Show my step"), Begin(day), style="primary") if day else None
    return Message(text, ((show,),) if show else ())


def elsewhere_screen(words: Words, course: Course, elsewhere: Elsewhere) -> Message:
    """To somebody who is at one day and has tapped on another: both ways on."""
    here, there = elsewhere.here, elsewhere.there
    names = {"here": day_name(words, here), "there": day_name(words, there)}
    if elsewhere.midway:
        text = words.text(
            "You are in the middle of **{here}**. Your place there is kept if you open **{there}**.", **names
        )
        # Translators: a button: go on with the day one is in the middle of.
        stay = words.text("Go on with Day {day}", day=here.number)
    elif elsewhere.skipped > 1:
        text = words.plural(
            "**{there}** comes after {n} lesson you haven’t taken. You can take it now: your next, **{here}**, waits "
            "for you.",
            "**{there}** comes after {n} lessons you haven’t taken. You can take it now: your next, **{here}**, waits "
            "for you.",
            elsewhere.skipped,
            **names,
        )
        stay = words.text("Begin Day {day}", day=here.number)
    else:
        text = words.text("Your next lesson is **{here}**. It waits for you if you open **{there}** first.", **names)
        stay = words.text("Begin Day {day}", day=here.number)
    # Translators: a button: open another day than the one that is next.
    leave = words.text("Open Day {day}", day=there.number)
    ways = ((button(stay, Begin(here.number), "primary"),), (button(leave, MoveTo(there.number)),))
    return Message(join("\n\n", [*(_welcome_lines(words, course) if elsewhere.is_new else []), text]), ways)


def _welcome_lines(words: Words, course: Course) -> list[RichText]:
    return [
        words.text("**Welcome to the {title}.**", title=course.title),
        words.plural(
            "{n} day, about four minutes a day. Each lesson comes in short steps: something to read, a conversation "
            "with ChatGPT to watch, a question to check yourself.",
            "{n} days, about four minutes a day. Each lesson comes in short steps: something to read, a conversation "
            "with ChatGPT to watch, a question to check yourself.",
            len(course.days),
        ),
    ]


def _part_name(number: int, step: Step) -> str:
    """The number of a step and how it begins, short enough for a button."""
    return f"{number} · {shorten(heading_of(step), _PART_LENGTH, placeholder='…')}"


def _ready_lines(words: Words, ready: Day, *, finished_today: bool) -> list[RichText]:
    name = day_name(words, ready)
    if not finished_today:
        return [words.text("Your next lesson is **{day}**.", day=name)]
    return [
        words.text("Next is **{day}**.", day=name),
        words.text("It will be here tomorrow. If you’d like to go on now, you can."),
    ]


def _coming_line(words: Words, course: Course, coming: list[Day]) -> RichText:
    if len(coming) == len(course.days) - 1:
        return words.text("The other days are being written and will appear here.")
    return words.plural(
        "{n} more day is being written and will appear here.",
        "{n} more days are being written and will appear here.",
        len(coming),
    )

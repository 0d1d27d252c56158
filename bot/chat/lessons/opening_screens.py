"""What is seen between lessons: the welcome, what comes next, the list of all lessons."""

from __future__ import annotations

from bot.botapi.message import Button, Keyboard, Message
from bot.chat.lessons.names import coming_line, day_name
from bot.chat.lessons.taps import Begin, MoveTo, ReadAgain, ShowLessons
from bot.chat.progress.taps import ShowProgress
from bot.chat.review.screens import review_line, review_row
from bot.chat.tap import button
from bot.core.course import Course, Day
from bot.core.richtext import RichText, join
from bot.flows.lessons import Elsewhere, Rest, Welcome
from bot.flows.progress import Mark, Progress
from bot.words import Words


def welcome_screen(words: Words, welcome: Welcome, *, invited: bool = False) -> Message:
    """What this is, and one button to begin; who was `invited` by a shared link is told so."""
    course, first = welcome.course, welcome.first
    parts = [words.text("Somebody who takes this course thought of you.")] if invited else []
    parts.append(words.text("**Welcome to the {title}.**", title=course.title))
    parts.append(
        words.plural(
            "{n} day, about four minutes a day. Each lesson comes in short steps: something to read, a conversation "
            "with ChatGPT to watch, a question to check yourself.",
            "{n} days, about four minutes a day. Each lesson comes in short steps: something to read, a conversation "
            "with ChatGPT to watch, a question to check yourself.",
            len(course.days),
        )
    )
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
    rows: list[tuple[Button, ...]] = []
    for day, mark in progress.marks:
        name = day_name(words, day)
        if mark is Mark.DONE:
            rows.append((button(f"✓ {name}", ReadAgain(day.number)),))
        elif mark in {Mark.OPEN, Mark.READY}:
            rows.append((button(name, MoveTo(day.number), style="primary"),))
    coming = [day for day, mark in progress.marks if mark is Mark.COMING]
    parts = [words.text("**Lessons**")]
    if not rows:
        parts.append(words.text("The first lesson is being written."))
    elif progress.done:
        parts.append(words.text("Finished lessons stay open to read again."))
    else:
        parts.append(words.text("Tap a lesson to open it."))
    if coming:
        parts.append(_coming_line(words, progress.course, coming))
    return Message(join("\n\n", parts), tuple(rows))


def offer_screen(words: Words, day: int | None) -> Message:
    """After a break in which it isn't known whether a step arrived."""
    text = words.text("There was a short break on my side. If your step didn’t arrive, here it is.")
    show = button(words.text("Show my step"), Begin(day), style="primary") if day else None
    return Message(text, ((show,),) if show else ())


def elsewhere_screen(words: Words, elsewhere: Elsewhere) -> Message:
    """To somebody who is at one day and has tapped on another: both ways on."""
    here, there = elsewhere.here, elsewhere.there
    names = {"here": day_name(words, here), "there": day_name(words, there)}
    if elsewhere.midway:
        text = words.text(
            "You are in the middle of **{here}**. Your place there is kept if you open **{there}**.", **names
        )
        # Translators: a button: go on with the day one is in the middle of.
        stay = words.text("Go on with Day {day}", day=here.number)
    else:
        text = words.text("Your next lesson is **{here}**. It waits for you if you open **{there}** first.", **names)
        stay = words.text("Begin Day {day}", day=here.number)
    # Translators: a button: open another day than the one that is next.
    leave = words.text("Open Day {day}", day=there.number)
    return Message(text, ((button(stay, Begin(here.number), "primary"),), (button(leave, MoveTo(there.number)),)))


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

"""Reminders as the learner sees them, and what a tap on one is answered with. Facts, never guilt."""

from __future__ import annotations

from bot.botapi.message import Button, ButtonStyle, Keyboard, Message
from bot.chat.lessons.names import coming_line
from bot.chat.lessons.taps import Begin
from bot.chat.reminders.taps import PauseWeek, Resume, Snooze
from bot.chat.review.screens import review_line, review_row
from bot.chat.settings.taps import ChangeTime
from bot.chat.tap import button
from bot.chat.zones.taps import SetClock
from bot.core.reminders import Postponement, ReminderKind
from bot.core.richtext import RichText, join
from bot.core.wordings import Facts
from bot.flows.reminders.due import Reminder
from bot.flows.reminders.responses import Response
from bot.words import N_, DateForm, Words, words_in

_WITH_REVIEW = {  # the others have one thing to say
    ReminderKind.DAILY,
    ReminderKind.SNOOZED,
    ReminderKind.WAITING,
    ReminderKind.OPENED,
}
_IN_THE_MORNING = {ReminderKind.DAILY, ReminderKind.REVIEW, ReminderKind.OPENED}

PLAIN = {
    # Translators: {day} is a number, {title} the title of the day, {minutes} such as “4 minutes”.
    ReminderKind.DAILY: N_("Day {day} is ready: {title}. It takes {minutes}."),
    # Translators: comes two hours after “In 2 hours”; {day} is a number, {title} the title of the day.
    ReminderKind.SNOOZED: N_("Here I am again. Day {day} is ready: {title}."),
    # Translators: {day} is a number, {title} the title of the day.
    ReminderKind.FAREWELL: N_("I’ll pause the reminders now. Your place is kept: Day {day}, {title}."),
    # Translators: {day} is a number, {title} the title of the day.
    ReminderKind.DAY_14: N_("Your place is kept: Day {day}, {title}."),
    # Translators: {day} is a number, {title} the title of the day.
    ReminderKind.DAY_30: N_("This is my last reminder. Day {day} stays open for you: {title}."),
    # Translators: the learner has waited for this day; {day} is a number, {title} the title of the day.
    ReminderKind.OPENED: N_("**Day {day} is open: {title}.** It takes {minutes}."),
}
"""What is said where a course has no words of its own, of all but a streak at risk, which is counted."""

_REFUSED = {
    Postponement.QUIET: N_("Two hours from now is in your quiet hours, so I’ll leave it for today."),
    Postponement.MIDNIGHT: N_("Two hours from now is tomorrow already, so I’ll leave it for today."),
    Postponement.ENOUGH: N_("That would be the third message in a day, so I’ll leave it for today."),
    Postponement.DONE: N_("Today’s lesson is done already. ✓"),
}


def reminder_screen(words: Words, reminder: Reminder) -> Message:
    """A reminder: its words, the way into the lesson or the review, and the ways to put it off."""
    facts, kind, due = reminder.facts, reminder.entry.kind, reminder.reviews_due
    parts = [_lesson_said(words, reminder, facts) if facts else _said(words, reminder)]
    keyboard = _keyboard(words, kind, facts) if facts else (*review_row(words, due), *_puts_off(words, kind))
    if reminder.kept and kind in _IN_THE_MORNING:
        parts.append(_kept_line(words, reminder.streak))
    if reminder.asks_zone:
        parts.append(
            words.text("Is this a good hour? Tell me what time it is where you are, and I’ll keep to your clock.")
        )
        # Translators: a button: tell what time it is where one is.
        keyboard = (*keyboard, (button(words.text("Set my clock"), SetClock()),))
    if facts and due and kind in _WITH_REVIEW:
        parts.append(review_line(words, due))
        keyboard = (keyboard[0], *review_row(words, due, None), *keyboard[1:])
    return Message(join("\n\n", parts), keyboard)


def opening_label(words: Words, *, begun: bool) -> RichText:
    """What the button says that opens a lesson, be it new or begun."""
    # Translators: a button that opens a lesson where it was left.
    # Translators: a button that opens the lesson.
    return words.text("Go on") if begun else words.text("Start")


def snoozed_screen(words: Words, outcome: Response) -> Message:
    """When the reminder comes back, or why it doesn’t today."""
    if outcome.refused is None:
        return _screen(words, _back_line(words, outcome), outcome)
    refused = words.text(_REFUSED[outcome.refused])
    return _screen(words, join(" ", [refused, _next_line(words, outcome)]), outcome)


def paused_screen(words: Words, outcome: Response) -> Message:
    """No reminders for a week, and the way back."""
    sentences = [
        words.text("No reminders for a week."),
        _next_line(words, outcome),
        words.text("Your place and your streak are kept, and the lessons stay open."),
    ]
    return _screen(words, join(" ", sentences), outcome, _resume(words))


def resumed_screen(words: Words, outcome: Response) -> Message:
    """Reminders come again."""
    text = join(" ", [words.text("Good to have you back."), _next_line(words, outcome)])
    return _screen(words, text, outcome)


def _said(words: Words, reminder: Reminder) -> RichText:
    """What the reminder tells where no lesson waits."""
    due = reminder.reviews_due
    match reminder.entry.kind:
        case ReminderKind.WAITING if reminder.coming:
            told = coming_line(words, reminder.coming, told=True)
            return join("\n\n", [told, review_line(words, due)]) if due else told
        case ReminderKind.AT_RISK:
            # Translators: no lesson waits, but questions that were missed do.
            return words.plural(
                "Your streak is at {n} day. A review keeps it going today.",
                "Your streak is at {n} days. A review keeps it going today.",
                reminder.streak,
            )
        case ReminderKind.SNOOZED:
            # Translators: comes two hours after “In 2 hours”; a line about questions to review follows.
            return words.text("Here I am again.") + " " + review_line(words, due)
        case _:
            return review_line(words, due)


def _lesson_said(words: Words, reminder: Reminder, told: Facts) -> RichText:
    """What it tells of the lesson: in the words of the course, which are plain text, or in those of the catalogue."""
    if reminder.wording is not None:
        return RichText(reminder.wording.fill(_told(words_in(reminder.course_language), told)))
    facts = _told(words, told)
    kind = reminder.entry.kind
    if kind is not ReminderKind.AT_RISK:
        return words.text(PLAIN[kind], **facts)
    # Translators: {streak} is how many days in a row, {day} a number, {minutes} such as “4 minutes”.
    return words.plural(
        "Your streak is at {streak} day. Day {day} takes {minutes}.",
        "Your streak is at {streak} days. Day {day} takes {minutes}.",
        told.streak,
        **facts,
    )


def _kept_line(words: Words, streak: int) -> RichText:
    # Translators: a freeze has kept the streak on the day before; {n} is how many days in a row there are.
    return words.plural(
        "❄️ Yesterday a freeze kept your {n}-day streak.", "❄️ Yesterday a freeze kept your {n}-day streak.", streak
    )


def _told(words: Words, facts: Facts) -> dict[str, str]:
    """What stands in a text for each placeholder."""
    return {
        "day": words.number(facts.day),
        "days": words.number(facts.days),
        "title": facts.title,
        # Translators: how long a lesson takes, as a part of a sentence.
        "minutes": words.plural("{n} minute", "{n} minutes", facts.minutes).text,
        "streak": words.number(facts.streak),
        "days_done": words.number(facts.days_done),
    }


def _keyboard(words: Words, kind: ReminderKind, facts: Facts) -> Keyboard:
    label = opening_label(words, begun=facts.begun)
    start = button(label, Begin(facts.day), style="primary")
    match kind:
        case ReminderKind.AT_RISK:
            return ((start,),)
        case ReminderKind.FAREWELL:
            return (_resume(words, "primary"),), (button(label, Begin(facts.day)), _change(words))
        case ReminderKind.DAY_14 | ReminderKind.DAY_30:
            # Translators: a button: reminders are to come again.
            resume = button(words.text("Resume reminders"), Resume())
            return (start,), (resume, _change(words))
        case ReminderKind.DAILY | ReminderKind.OPENED:
            ((later,), *others) = _puts_off(words, kind)
            return (start, later), *others
        case _:
            return (start,), *_puts_off(words, kind)


def _puts_off(words: Words, kind: ReminderKind) -> Keyboard:
    """The ways to put a reminder off, or all of them."""
    # Translators: a button: no reminders for a week.
    others = (button(words.text("Pause a week"), PauseWeek()), _change(words))
    match kind:
        case ReminderKind.DAILY | ReminderKind.OPENED | ReminderKind.REVIEW:
            # Translators: a button: the reminder is to come again in two hours.
            return (button(words.text("In 2 hours"), Snooze()),), others
        case ReminderKind.SNOOZED:
            return (others,)
        case _:
            return ()


def _change(words: Words) -> Button:
    # Translators: a button: choose another time for the reminders.
    return button(words.text("Change time"), ChangeTime())


def _back_line(words: Words, outcome: Response) -> RichText:
    """When the reminder that was put off comes back."""
    words = words.in_zone(str(outcome.now.tzinfo))
    at = outcome.next_at
    if at is None:
        return words.text("I’ll come back later.")
    match (at.date() - outcome.now.date()).days:
        case 0:
            return words.text("I’ll come back at {time}.", time=words.time(at))
        case 1:
            return words.text("I’ll come back tomorrow at {time}.", time=words.time(at))
    day = words.date(at, DateForm.LONG_WEEKDAY_AND_DAY)
    # Translators: {day} is such as “Tuesday 17 March”.
    return words.text("I’ll come back on {day} at {time}.", day=day, time=words.time(at))


def _next_line(words: Words, outcome: Response) -> RichText:
    """When the next reminder comes."""
    words = words.in_zone(str(outcome.now.tzinfo))
    at = outcome.next_at
    if at is None and outcome.asks_zone:
        return words.text("Tell me what time it is where you are, and I’ll remind you.")
    if at is None:
        return words.text("No reminder is planned.")
    match (at.date() - outcome.now.date()).days:
        case 0:
            return words.text("The next reminder comes at {time}.", time=words.time(at))
        case 1:
            return words.text("The next reminder comes tomorrow at {time}.", time=words.time(at))
    day = words.date(at, DateForm.LONG_WEEKDAY_AND_DAY)
    # Translators: {day} is such as “Tuesday 17 March”.
    return words.text("The next reminder comes on {day} at {time}.", day=day, time=words.time(at))


def _resume(words: Words, style: ButtonStyle | None = None) -> Button:
    # Translators: a button: reminders are to come again.
    return button(words.text("Resume"), Resume(), style=style)


def _screen(words: Words, text: RichText, outcome: Response, *buttons: Button) -> Message:
    start: tuple[Button, ...] = ()
    if outcome.day:
        # Translators: a button that opens the lesson.
        start = (button(words.text("Start now"), Begin(outcome.day), style="primary"),)
    row = (*start, *buttons)
    clock = (button(words.text("Set my clock"), SetClock()),) if outcome.asks_zone else ()
    return Message(text, tuple(each for each in (row, clock) if each))

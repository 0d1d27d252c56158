"""Reminders as the learner sees them, and what a tap on one is answered with. Facts, never guilt."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.botapi.message import Button, Keyboard, Message
from bot.chat.lessons.taps import Begin
from bot.chat.reminders.taps import PauseWeek, Resume, Snooze
from bot.chat.review.screens import review_line, review_row
from bot.chat.settings.taps import ChangeTime
from bot.chat.tap import button
from bot.core.reminders import Postponement, ReminderKind
from bot.core.richtext import RichText
from bot.flows.reminders.due import Reminder
from bot.flows.reminders.responses import Response
from bot.words import words_in

_WITH_REVIEW = {ReminderKind.DAILY, ReminderKind.SNOOZED}  # the others have one thing to say
_REFUSED = {
    Postponement.QUIET: "Two hours from now is in your quiet hours, so I’ll leave it for today.",
    Postponement.MIDNIGHT: "Two hours from now is tomorrow already, so I’ll leave it for today.",
    Postponement.ENOUGH: "That would be the third message in a day, so I’ll leave it for today.",
    Postponement.DONE: "Today’s lesson is done already. ✓",
}


def reminder_screen(reminder: Reminder) -> Message:
    """A reminder: its words, the way into the lesson, and the ways to put it off."""
    start = button("Start", Begin(reminder.day), style="primary")
    change = button("Change time", ChangeTime())
    rows: dict[ReminderKind, Keyboard] = {
        ReminderKind.DAILY: (
            (start, button("In 2 hours", Snooze())),
            (button("Pause a week", PauseWeek()), change),
        ),
        ReminderKind.SNOOZED: ((start,), (button("Pause a week", PauseWeek()), change)),
        ReminderKind.AT_RISK: ((start,),),
        ReminderKind.FAREWELL: (
            (button("Resume", Resume(), style="primary"),),
            (button("Start", Begin(reminder.day)), change),
        ),
    }
    after_silence: Keyboard = ((start,), (button("Resume reminders", Resume()), change))
    keyboard = rows.get(reminder.entry.kind, after_silence)
    if not reminder.reviews_due or reminder.entry.kind not in _WITH_REVIEW:
        return Message(RichText(reminder.text), keyboard)
    return Message(
        RichText(f"{reminder.text}\n\n{review_line(words_in(None), reminder.reviews_due)}"),
        (keyboard[0], *review_row(words_in(None), reminder.reviews_due, None), *keyboard[1:]),
    )


def snoozed_screen(outcome: Response) -> Message:
    """When the reminder comes back, or why it doesn’t today."""
    if outcome.refused is None:
        return _screen(f"I’ll come back {_when(outcome)}.", outcome)
    return _screen(f"{_REFUSED[outcome.refused]} {_next(outcome)}", outcome)


def paused_screen(outcome: Response) -> Message:
    """No reminders for a week, and the way back."""
    text = f"No reminders for a week. {_next(outcome)} Your place is kept, and the lessons stay open."
    return _screen(text, outcome, button("Resume", Resume()))


def resumed_screen(outcome: Response) -> Message:
    """Reminders come again."""
    return _screen(f"Good to have you back. {_next(outcome)}", outcome)


def _next(outcome: Response) -> str:
    return f"The next reminder comes {_when(outcome)}." if outcome.next_at else "No reminder is planned."


def _when(outcome: Response) -> str:
    """`at 11:00`, `tomorrow at 09:00` or `on Tuesday 17 March at 09:00`, as of now on the learner’s clock."""
    at, now = outcome.next_at, outcome.now
    if at is None or at.date() == now.date():
        return f"at {at:%H:%M}" if at else "later"
    if at.date() == now.date() + timedelta(days=1):
        return f"tomorrow at {at:%H:%M}"
    return f"on {_day(at)} at {at:%H:%M}"


def _day(at: datetime) -> str:
    return f"{at:%A} {at.day} {at:%B}"


def _screen(text: str, outcome: Response, *buttons: Button) -> Message:
    start = (button("Start now", Begin(outcome.day), style="primary"),) if outcome.day else ()
    row = (*start, *buttons)
    return Message(RichText(text), (row,) if row else ())

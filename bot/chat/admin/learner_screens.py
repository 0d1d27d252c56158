"""One learner as admins see them."""

from __future__ import annotations

from datetime import datetime

from bot.botapi.message import Keyboard, Message
from bot.chat.admin.taps import EndPause, WriteTo
from bot.chat.lessons.names import day_name
from bot.chat.progress.screens import LEDGER_DAYS, entry_line, streak_lines
from bot.chat.questions import question
from bot.chat.tap import button
from bot.core.delivery import Delivery
from bot.core.preferences import UNTIL_RETURN, Preferences
from bot.core.richtext import RichText, join
from bot.flows.admin.learner import Record
from bot.words import N_, DateForm, Words

_SAID = {
    Delivery.SENT: N_("Sent to that learner alone. What they answer does not reach you: say how they can."),
    Delivery.UNCERTAIN: N_("Telegram didn’t say whether that arrived."),
}
_NOT_SAID = N_("That did not arrive: they have blocked me, or it can’t be copied.")
"""What an admin is told of a message to one learner, by what became of it."""


def question_for_learner(words: Words, tap: WriteTo) -> Message:
    """Asks for what is to be said to a learner."""
    text = words.text("What shall {learner} read? Reply with it.", learner=str(tap.learner))
    # Translators: stands in the empty field where a message to one learner is to be typed.
    return question(text, tap, words.text("Your message"))


def said_screen(words: Words, outcome: Delivery) -> Message:
    """What became of a message to one learner."""
    return Message(words.text(_SAID.get(outcome, _NOT_SAID)))


def learner_screen(words: Words, record: Record) -> Message:
    """A learner's state, preferences and ledger."""
    streak = record.ledger.streak
    facts = [
        _joined(words, record),
        _last_step(words, record),
        *_blocked(words, record),
        _standing(words, record),
        _figures(words, record),
        _wishes(words, record.preferences),
    ]
    days = [entry_line(words, entry) for entry in reversed(streak.ledger[-LEDGER_DAYS:])]
    freezes = words.text("❄️ Freezes left: {n}", n=streak.freezes)
    parts = [
        words.text("**Learner {learner}**", learner=str(record.line.id)),
        join("\n", facts),
        join("\n", [words.text("**Streak**"), *streak_lines(words, streak), freezes]),
        join("\n", [words.text("**Day by day**"), *days]),
    ]
    # Translators: a button: write a message to one learner.
    rows: Keyboard = ((button(words.text("Write to them …"), WriteTo(record.line.id)),),)
    if record.preferences.paused_until is not None:
        # Translators: a button: have messages reach a learner again who had paused them.
        rows = (*rows, (button(words.text("End their pause"), EndPause(record.line.id)),))
    return Message(join("\n\n", parts), rows)


def unknown_learner_screen(words: Words, learner_id: int) -> Message:
    """To the number of somebody of whom nothing is kept."""
    return Message(
        words.text(
            "Nothing is kept about {learner}: they never began, or had everything deleted.", learner=str(learner_id)
        )
    )


def unknown_name_screen(words: Words, name: str) -> Message:
    """To a name that Telegram doesn't resolve."""
    return Message(
        words.text(
            "Telegram doesn’t tell me who {name} is, and I keep no names. Ask them for the number that stands first in "
            "their /export, then send /learner with it.",
            name=name,
        )
    )


def which_learner_screen(words: Words) -> Message:
    """To /learner without a word on whom."""
    return Message(words.text("Whose state? /learner 123456789, the number that stands first in their /export."))


_STANDINGS = {
    # Translators: where a learner is: at the step “intro” of “Day 11 · Video”, and what became of the step’s message.
    Delivery.PENDING: N_("At {step} of {day}, message pending"),
    # Translators: the message is being sent.
    Delivery.SENDING: N_("At {step} of {day}, message sending"),
    Delivery.SENT: N_("At {step} of {day}, message sent"),
    Delivery.FAILED: N_("At {step} of {day}, message failed"),
    # Translators: the message may or may not have arrived.
    Delivery.UNCERTAIN: N_("At {step} of {day}, message uncertain"),
    # Translators: the message is not to be sent any more.
    Delivery.CANCELLED: N_("At {step} of {day}, message cancelled"),
}


def _joined(words: Words, record: Record) -> RichText:
    line = record.line
    joined = _moment(words, line.joined_at)
    if not record.zone_is_told:
        # Translators: {zone} is the time zone that is assumed of a learner who has not said where they live.
        assumed = words.text(
            "Joined {moment}; {zone} is assumed, they have not said", moment=joined, zone=line.zone_name
        )
        # Translators: {joined} is when they joined and where they live, {language} the code of their language.
        return (
            words.text("{joined}, reads {language}", joined=assumed, language=line.language)
            if line.language
            else assumed
        )
    if not line.language:
        return words.text("Joined {moment}, lives in {zone}", moment=joined, zone=line.zone_name)
    # Translators: {zone} is a time zone such as Europe/Berlin, {language} the code of their language, such as de.
    return words.text(
        "Joined {moment}, lives in {zone}, reads {language}",
        moment=joined,
        zone=line.zone_name,
        language=line.language,
    )


def _last_step(words: Words, record: Record) -> RichText:
    if record.line.latest_at is None:
        return words.text("No step yet")
    return words.text("Last step {moment}", moment=_moment(words, record.line.latest_at))


def _blocked(words: Words, record: Record) -> list[RichText]:
    if record.line.blocked_at is None:
        return []
    return [words.text("Can’t be written to since {moment}", moment=_moment(words, record.line.blocked_at))]


def _standing(words: Words, record: Record) -> RichText:
    if record.place is None:
        return words.text("Between lessons")
    day = record.course.day(record.place.day)
    name = day_name(words, day) if day else str(record.place.day)
    return words.text(_STANDINGS[record.place.delivery], step=record.place.step, day=name)


def _figures(words: Words, record: Record) -> RichText:
    line = record.line
    # Translators: three figures in one line: days done, answers right, questions due.
    return words.text(
        "{days}, {answers}, {questions}",
        days=words.plural(
            "{done} of {n} day done", "{done} of {n} days done", len(record.course.days), done=line.days_done
        ),
        answers=words.plural(
            "{right} of {n} answer right", "{right} of {n} answers right", line.given, right=line.right
        ),
        questions=words.plural("{n} question due", "{n} questions due", record.questions_due),
    )


def _wishes(words: Words, preferences: Preferences) -> RichText:
    reminders = _reminders(words, preferences)
    if preferences.announcements:
        return reminders
    # Translators: {reminders} is what they want of reminders, such as “Reminder at 09:00, paused until they return”.
    return words.text("{reminders}, no announcements", reminders=reminders)


def _reminders(words: Words, preferences: Preferences) -> RichText:
    at = words.time(preferences.remind_at) if preferences.remind_at else None
    if preferences.paused_until is None:
        return words.text("Reminder at {time}", time=at) if at else words.text("No reminders")
    if preferences.paused_until == UNTIL_RETURN:
        if at is None:
            return words.text("No reminders, paused until they return")
        return words.text("Reminder at {time}, paused until they return", time=at)
    moment = _moment(words, preferences.paused_until)
    if at is None:
        return words.text("No reminders, paused until {moment}", moment=moment)
    return words.text("Reminder at {time}, paused until {moment}", time=at, moment=moment)


def _moment(words: Words, at: datetime) -> str:
    return words.date(at, DateForm.MOMENT_IN_UTC)

"""/learner: one learner’s state, for support."""

from __future__ import annotations

import re
from datetime import datetime

from bot.botapi.api import BotApi, Refused
from bot.botapi.message import Message
from bot.chat.conversation import Typed
from bot.chat.feature import Command, Feature
from bot.chat.lessons.names import day_name
from bot.chat.progress.screens import LEDGER_DAYS, entry_line, streak_lines
from bot.chat.pseudonym import pseudonym
from bot.core.delivery import Delivery
from bot.core.preferences import UNTIL_RETURN, Preferences
from bot.core.richtext import RichText, join
from bot.core.typed import plain, repeated
from bot.flows.learners import Record, look_at_learner
from bot.flows.school import School
from bot.words import N_, DateForm, Words

_ID = re.compile(r"[1-9][0-9]{0,15}")


class LearnerHandlers:
    """Where admins look at one learner. `api` may resolve a name; `secret` is that of the log's pseudonyms."""

    def __init__(self, school: School, api: BotApi, secret: str) -> None:
        self._school = school
        self._api = api
        self._secret = secret

    @property
    def feature(self) -> Feature:
        """What looking at a learner brings to the bot."""
        return Feature(
            commands=(Command("learner", self.on_learner, N_("One learner’s state, by number"), menu=121),),
            for_admins=True,
        )

    async def on_learner(self, typed: Typed) -> None:
        """Show the learner of a number, or of a name that Telegram may know."""
        about = typed.arguments[0] if typed.arguments else ""
        await typed.reply(await self._screen(typed.words, typed.learner_id, about))

    async def _screen(self, words: Words, admin_id: int, about: str) -> Message:
        if not about:
            return which_learner_screen(words)
        learner_id = await self._id_of(about)
        if learner_id is None:
            return unknown_name_screen(words, repeated(about))
        called = pseudonym(learner_id, self._secret)
        record = await look_at_learner(self._school, admin_id, learner_id, called)
        return learner_screen(words, record) if record else unknown_learner_screen(words, learner_id)

    async def _id_of(self, about: str) -> int | None:
        """The id of a number or a name; None for a name that Telegram doesn't resolve."""
        if _ID.fullmatch(plain(about)):
            return int(plain(about))
        try:
            chat = await self._api.call("getChat", {"chat_id": "@" + about.removeprefix("@")})
        except Refused:
            return None
        return int(chat["id"]) if chat.get("type") == "private" else None


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
    return Message(join("\n\n", parts))


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

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
from bot.core.preferences import UNTIL_RETURN, Preferences
from bot.core.richtext import RichText, bold, join
from bot.flows.learners import Record, look_at_learner
from bot.flows.school import School
from bot.words import N_, words_in

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
        """/learner and a number, or a name that Telegram may know."""
        about = typed.arguments[0] if typed.arguments else ""
        await typed.reply(await self._screen(typed.learner_id, about))

    async def _screen(self, admin_id: int, about: str) -> Message:
        if not about:
            return which_learner_screen()
        learner_id = await self._id_of(about)
        if learner_id is None:
            return unknown_name_screen(about[:64])
        called = pseudonym(learner_id, self._secret)
        record = await look_at_learner(self._school, admin_id, learner_id, called)
        return learner_screen(record) if record else unknown_learner_screen(learner_id)

    async def _id_of(self, about: str) -> int | None:
        """The id of a number or a name; None for a name that Telegram doesn't resolve."""
        if _ID.fullmatch(about):
            return int(about)
        try:
            chat = await self._api.call("getChat", {"chat_id": "@" + about.removeprefix("@")})
        except Refused:
            return None
        return int(chat["id"]) if chat.get("type") == "private" else None


def learner_screen(record: Record) -> Message:
    """A learner's state, preferences and ledger."""
    line, streak = record.line, record.ledger.streak
    facts = [
        f"Joined {_moment(line.joined_at)}, lives in {line.zone_name}"
        + (f", reads {line.language}" if line.language else ""),
        f"Last step {_moment(line.latest_at)}" if line.latest_at else "No step yet",
        f"Can’t be written to since {_moment(line.blocked_at)}" if line.blocked_at else "",
        _standing(record),
        f"{line.days_done} of {len(record.course.days)} days done, {line.right} of {line.given} answers right, "
        f"{record.questions_due} questions due",
        _wishes(record.preferences),
    ]
    days = [entry_line(words_in(None), entry) for entry in reversed(streak.ledger[-LEDGER_DAYS:])]
    return Message(
        join(
            "\n\n",
            [
                bold(f"Learner {line.id}"),
                "\n".join(filter(None, facts)),
                bold("Streak")
                + "\n"
                + "\n".join([*streak_lines(words_in(None), streak), f"❄️ Freezes left: {streak.freezes}"]),
                bold("Day by day") + "\n" + "\n".join(days),
            ],
        )
    )


def unknown_learner_screen(learner_id: int) -> Message:
    """To the number of somebody of whom nothing is kept."""
    return Message(RichText(f"Nothing is kept about {learner_id}: they never began, or had everything deleted."))


def unknown_name_screen(name: str) -> Message:
    """To a name that Telegram doesn't resolve."""
    return Message(
        RichText(
            f"Telegram doesn’t tell me who {name} is, and I keep no names. Ask them for the number that stands first "
            "in their /export, then send /learner with it."
        )
    )


def which_learner_screen() -> Message:
    """To /learner without a word on whom."""
    return Message(RichText("Whose state? /learner 123456789, the number that stands first in their /export."))


def _standing(record: Record) -> str:
    if record.place is None:
        return "Between lessons"
    day = record.course.day(record.place.day)
    name = day_name(words_in(None), day) if day else record.place.day
    return f"At {record.place.step} of {name}, message {record.place.delivery}"


def _wishes(preferences: Preferences) -> str:
    remind = f"Reminder at {preferences.remind_at:%H:%M}" if preferences.remind_at else "No reminders"
    if preferences.paused_until == UNTIL_RETURN:
        remind += ", paused until they return"
    elif preferences.paused_until:
        remind += f", paused until {_moment(preferences.paused_until)}"
    return remind + ("" if preferences.announcements else ", no announcements")


def _moment(at: datetime) -> str:
    return f"{at.day} {at:%b %Y, %H:%M} UTC"

"""/learner: one learner’s state, for support, and what can be done for them."""

from __future__ import annotations

import re

from bot.botapi.api import BotApi, Refused
from bot.botapi.message import Message
from bot.botapi.pacing import Lane
from bot.chat.admin.learner_screens import (
    learner_screen,
    question_for_learner,
    said_screen,
    unknown_learner_screen,
    unknown_name_screen,
    which_learner_screen,
)
from bot.chat.admin.taps import EndPause, WriteTo
from bot.chat.conversation import Tapped, Typed
from bot.chat.feature import Command, Feature
from bot.chat.pseudonym import pseudonym
from bot.core.broadcast import Source
from bot.core.delivery import Delivery
from bot.core.typed import plain, repeated
from bot.flows.admin.learner import end_pause_of, look_at_learner, note_message_to
from bot.flows.school import School
from bot.words import N_, Words

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
            taps={WriteTo: self.on_write_to, EndPause: self.on_end_pause},
            questions={WriteTo: self.on_message_to},
            for_admins=True,
        )

    async def on_learner(self, typed: Typed) -> None:
        """Show the learner of a number, or of a name that Telegram may know."""
        about = typed.arguments[0] if typed.arguments else ""
        await typed.reply(await self._screen(typed.words, typed.learner_id, about))

    async def on_write_to(self, tapped: Tapped, tap: WriteTo) -> None:
        """Ask for what is to be said to a learner."""
        await tapped.say()
        await tapped.reply(question_for_learner(tapped.words, tap))

    async def on_message_to(self, typed: Typed, tap: WriteTo) -> None:
        """Copy an admin's message to the learner it is for, and say what became of it."""
        original = Source(typed.message.chat_id, typed.message.message_id)
        receipt = await typed.sender.copy(tap.learner, original, (), Lane.REMINDER, patient=True)
        if receipt.outcome is Delivery.SENT:
            await note_message_to(self._school, typed.learner_id, pseudonym(tap.learner, self._secret))
        await typed.reply(said_screen(typed.words, receipt.outcome))

    async def on_end_pause(self, tapped: Tapped, tap: EndPause) -> None:
        """End the pause of a learner who asked for that; their state is shown anew."""
        called = pseudonym(tap.learner, self._secret)
        ended = await end_pause_of(self._school, tapped.learner_id, tap.learner, called)
        await tapped.say(None if ended else tapped.words.text("They have no pause any more."))
        await tapped.show(await self._screen(tapped.words, tapped.learner_id, str(tap.learner)))

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

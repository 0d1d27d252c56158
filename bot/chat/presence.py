"""Presence: what any update says of whoever sent it: that they are here or gone, and which language they speak."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from telegram import Chat, ChatMember, Update
from telegram.ext import Application, CallbackContext, TypeHandler

from bot.flows.presence import note_block, note_language, note_presence
from bot.flows.school import School

_NOTED_FOR = timedelta(hours=1)  # for which somebody’s presence is not written down again
_SWEPT_FROM = 4096  # learners remembered before those of long ago are forgotten
_LANGUAGES_REMEMBERED = 50_000  # learners; then everybody's language is noted once more
_GONE = frozenset({ChatMember.BANNED, ChatMember.LEFT})


class Presence:
    """Notes who is here, and at no cost what is noted already."""

    def __init__(self, school: School) -> None:
        self._school = school
        self._noted_at: dict[int, datetime] = {}
        self._sweep_from = _SWEPT_FROM
        self._languages: dict[int, str] = {}

    def register(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Hear of every update first, and last too: only then is somebody new a learner."""
        application.add_handler(TypeHandler(Update, self.note), group=-1)
        application.add_handler(TypeHandler(Update, self.note_language), group=1)

    async def note(self, update: Update, _: CallbackContext[Any, Any, Any, Any]) -> None:
        """Note that the learner of an update in a private chat is back, or has blocked the bot."""
        chat, user = update.effective_chat, update.effective_user
        if user is None or (chat is not None and chat.type != Chat.PRIVATE):
            return
        change = update.my_chat_member
        if change is not None:
            self._noted_at.pop(user.id, None)
        if change is not None and change.new_chat_member.status in _GONE:
            await note_block(self._school, user.id)
        elif self._is_news(user.id):
            await note_presence(self._school, user.id)
            self._remember(user.id)

    async def note_language(self, update: Update, _: CallbackContext[Any, Any, Any, Any]) -> None:
        """Keep the language of whoever sent this, if they are a learner and it is another than before."""
        user = update.effective_user
        if user is None or not user.language_code or self._languages.get(user.id) == user.language_code:
            return
        if len(self._languages) >= _LANGUAGES_REMEMBERED:
            self._languages.clear()
        if await note_language(self._school, user.id, user.language_code):
            self._languages[user.id] = user.language_code

    def _is_news(self, learner_id: int) -> bool:
        noted_at = self._noted_at.get(learner_id)
        return noted_at is None or abs(self._school.clock.now() - noted_at) >= _NOTED_FOR

    def _remember(self, learner_id: int) -> None:
        self._noted_at[learner_id] = now = self._school.clock.now()
        if len(self._noted_at) > self._sweep_from:
            self._noted_at = {who: at for who, at in self._noted_at.items() if abs(now - at) < _NOTED_FOR}
            self._sweep_from = max(_SWEPT_FROM, 2 * len(self._noted_at))

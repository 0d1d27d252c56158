"""The language of learners' Telegram, kept when it is new and otherwise at no cost."""

from __future__ import annotations

from telegram import User

from bot.flows.presence import note_language
from bot.flows.school import School

_REMEMBERED = 50_000  # learners; then everybody is noted once more


class Languages:
    """Notes the language that comes with each update, if it is not the one that came before."""

    def __init__(self, school: School) -> None:
        self._school = school
        self._noted: dict[int, str] = {}

    async def note(self, user: User | None) -> None:
        """Keep this user's language, if they are a learner and it is another than before."""
        if user is None or not user.language_code or self._noted.get(user.id) == user.language_code:
            return
        if len(self._noted) >= _REMEMBERED:
            self._noted.clear()
        if await note_language(self._school, user.id, user.language_code):
            self._noted[user.id] = user.language_code

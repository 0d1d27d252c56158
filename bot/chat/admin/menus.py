"""The menus of admins: whoever is one gets the commands as soon as they have a chat, whoever was one loses them."""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence

from telegram.error import TelegramError

from bot.botapi.api import BotApi, Unauthorised
from bot.chat.feature import Feature, Tick
from bot.chat.general import language_parameter, name_commands_of
from bot.flows.admin.menus import dismiss_admin, have_begun, note_admins
from bot.flows.school import School
from bot.words import languages

_log = logging.getLogger(__name__)


class AdminMenus:
    """Looks after the menus of those who had no chat when the bot started, and of those who are admins no more."""

    def __init__(self, school: School, api: BotApi, features: Sequence[Feature], admin_ids: Collection[int]) -> None:
        self._school = school
        self._api = api
        self._features = features
        self._admin_ids = frozenset(admin_ids)
        self._absent: set[int] | None = None  # those without a menu; None before it is known

    @property
    def feature(self) -> Feature:
        """What the menus of admins bring to the bot."""
        return Feature(ticks=(Tick(self.look),), for_admins=True)

    async def look(self) -> None:
        """Take menus away once, and give them to whoever has come since the last look."""
        if self._absent is None:
            for former in await note_admins(self._school, self._admin_ids):
                await self._take_away(former)
            self._absent = set(self._admin_ids) - await have_begun(self._school, self._admin_ids)
        elif self._absent:
            for admin_id in await have_begun(self._school, self._absent):
                await name_commands_of(self._api, self._features, admin_id)
                self._absent.discard(admin_id)

    async def _take_away(self, former: int) -> None:
        for language in languages():
            try:
                await self._api.call(
                    "deleteMyCommands", {"scope": {"type": "chat", "chat_id": former}, **language_parameter(language)}
                )
            except Unauthorised:
                raise
            except TelegramError as error:
                _log.info("The menu of a former admin could not be taken away: %s", error)
        await dismiss_admin(self._school, former)

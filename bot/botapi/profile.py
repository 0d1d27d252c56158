"""What a chat with the bot shows before it has begun, its shop window; and its name, which may change."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from telegram.error import NetworkError, TelegramError

from bot.botapi.api import BotApi, backoff

NAME_LIMIT, DESCRIPTION_LIMIT, ABOUT_LIMIT = 64, 512, 120
"""The longest name, description and short description, in characters (https://core.telegram.org/bots/api#setmyname)."""

_LOOKED_AT_EVERY = 3600.0  # seconds
_ATTEMPTS = 5
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Profile:
    """The bot in one language: its `name`, what an empty chat says, and what it is `about` in a list or a link."""

    name: str
    description: str
    about: str


class ShopWindow:
    """Sets the bot's profile at the start where it is another, by the code of the language, empty for all others; and
    learns every hour what the bot is called by now, from `ask_username`.
    """

    def __init__(
        self, api: BotApi, profiles: Callable[[], Mapping[str, Profile]], ask_username: Callable[[], Awaitable[str]]
    ) -> None:
        self._api = api
        self._profiles = profiles
        self._ask_username = ask_username
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        """Ask for nothing any more."""
        self._stopping.set()

    async def run(self) -> None:
        """Set the profile, then keep the bot's name in mind until `stop`."""
        await self._set_all()
        while not await self._is_stopped_within(_LOOKED_AT_EVERY):
            try:
                self._api.username = await self._ask_username()
            except TelegramError as error:
                _log.info("The bot’s name could not be asked for: %s", error)

    async def _set_all(self) -> None:
        """Set what is another. These methods may be called a few times a day only, so each is asked about first."""
        for language, profile in self._profiles().items():
            for what, field, text in (
                ("Description", "description", profile.description),
                ("ShortDescription", "short_description", profile.about),
                ("Name", "name", profile.name),
            ):
                await self._set(what, field, text, {"language_code": language} if language else {})

    async def _set(self, what: str, field: str, text: str, language: Mapping[str, str]) -> None:
        attempt = 0
        while not self._stopping.is_set():
            try:
                now = await self._api.call(f"getMy{what}", language)
                if now.get(field) != text:
                    await self._api.call(f"setMy{what}", {field: text, **language})
                return
            except NetworkError as error:
                attempt += 1
                if attempt > _ATTEMPTS:
                    _log.warning("The bot’s profile could not be set: %s", error)
                    return
                await self._is_stopped_within(backoff(attempt))
            except TelegramError as error:
                _log.info("The bot’s profile could not be set: %s", error)
                return

    async def _is_stopped_within(self, seconds: float) -> bool:
        try:
            await asyncio.wait_for(self._stopping.wait(), seconds)
        except TimeoutError:
            return False
        return True

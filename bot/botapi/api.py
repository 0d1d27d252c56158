"""The Bot API, called by method name with plain parameters and answered with plain JSON.

Sending and polling go this way rather than through `telegram.Bot`: an answer that is not turned into
objects costs half as much, and its HTTP status says plainly what became of the request.
"""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import Callable, Coroutine, Mapping
from typing import Any

import orjson
from telegram.error import NetworkError, TelegramError

from bot.botapi.extras import Extra, Extras, blamed, fitted
from bot.botapi.transport import AiohttpRequest, Files, NotSent

_log = logging.getLogger(__name__)

_ASKED_AGAIN = (0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0)  # seconds before each time that getMe is asked …
_AT_A_START = 4  # … of which there are so many for a token that has never been known
_SURE_FOR = 1.0  # seconds for which one that has just been known is not asked about again
_LONGEST_PAUSE = 86_400.0  # seconds


class Refused(TelegramError):  # noqa: N818 -- named like its siblings in telegram.error
    """Telegram answered, and not with success. `status` is that of HTTP, `description` Telegram's words,
    `retry_after` the seconds to wait that come with 429, else 0.
    """

    def __init__(self, status: int, description: str, retry_after: float = 0.0) -> None:
        super().__init__(f"{status} {description}")
        self.status = status
        self.description = description
        self.retry_after = retry_after


class Unauthorised(Refused):
    """Telegram does not know the token (any more): nothing can be sent or received until the operator mends it. It has
    said so again and again.
    """

    def __init__(self, status: int, description: str) -> None:
        super().__init__(status, f"{description}: Telegram does not accept the token. Check BOT_TOKEN.")


class BotApi:
    """The methods of one bot at `api_url`, the root of a Bot API server: `{api_url}/bot{token}/{method}` is called.

    `username` is the bot's own, known once it has been asked for.
    """

    def __init__(
        self,
        request: AiohttpRequest,
        token: str,
        api_url: str = "https://api.telegram.org",
        extras: Extras | None = None,
    ) -> None:
        self.username = ""
        self._extras = extras or Extras()
        self._request = request
        self._method_root = f"{api_url.rstrip('/')}/bot{token}/"
        self._known_at: float | None = None  # when Telegram last said that it knows the token
        self._unknown: Unauthorised | None = None  # what is believed in the end
        self._asking = asyncio.Lock()

    async def call(self, method: str, parameters: Mapping[str, object], read_timeout: float | None = None) -> Any:
        """Call a method; its `result`, as JSON. Raises Refused, Unauthorised, NotSent, TimedOut, NetworkError."""
        url = self._method_root + method
        return await self._with_extras(parameters, lambda fitted: self._request.post_json(url, fitted, read_timeout))

    async def upload(self, method: str, parameters: Mapping[str, object], files: Files) -> Any:
        """Call a method that is given files; its `result`. Raises what `call` raises."""
        url = self._method_root + method
        return await self._with_extras(parameters, lambda fitted: self._request.post_form(url, fitted, files))

    async def _with_extras(
        self,
        parameters: Mapping[str, object],
        exchange: Callable[[dict[str, Any]], Coroutine[Any, Any, tuple[int, bytes]]],
    ) -> Any:
        """Call with every extra that is to be had; where one is refused, at once without it."""
        refused: set[Extra] = set()
        while True:
            sent, used = fitted(parameters, self._extras.refused | refused)
            try:
                result = await self._answer(exchange(sent))
            except Refused as refusal:
                found = blamed(refusal.description, used) if refusal.status == 400 else set()
                if not found:
                    raise
                refused |= found
            else:
                self._extras.note(refused)
                return result

    async def _answer(self, exchange: Coroutine[Any, Any, tuple[int, bytes]]) -> Any:
        try:
            result = _result(*await exchange)
        except Unauthorised as refusal:
            async with self._asking:
                if await self._is_known(refusal):
                    if refusal.status == 404:  # said of a method that this server doesn't have, too
                        raise Refused(404, "Not Found: method not found") from None
                    raise NotSent("Telegram did not know the token for a moment") from None
            raise
        self._known_at = time.monotonic()
        return result

    async def _is_known(self, refusal: Unauthorised) -> bool:
        """Whether Telegram knows the token after all: a single answer that it doesn’t is not believed."""
        if self._unknown is not None:
            raise self._unknown
        if self._known_at is not None and time.monotonic() - self._known_at < _SURE_FOR:
            return True
        if refusal.status == 401:
            _log.warning("Telegram says that it does not know the token. It is asked again, in case that passes")
        for wait in _ASKED_AGAIN if self._known_at is not None else _ASKED_AGAIN[:_AT_A_START]:
            await asyncio.sleep(wait)
            if await self._knows_us():
                if refusal.status == 401:
                    _log.error("For a moment Telegram did not know our token; now it does")
                self._known_at = time.monotonic()
                return True
        self._unknown = refusal
        return False

    async def _knows_us(self) -> bool:
        """Whether Telegram knows the token, asked until Telegram itself answers."""
        attempt = 0
        while True:
            try:
                _result(*await self._request.post_json(self._method_root + "getMe", {}))
            except Unauthorised:
                return False
            except TelegramError:
                attempt += 1
                await asyncio.sleep(backoff(attempt))
            else:
                return True


def backoff(attempt: int, longest: float = 30.0) -> float:
    """The seconds to wait after failed attempt number 1, 2, 3…: doubling from half a second, and jittered."""
    return min(longest, 0.25 * 2.0**attempt) * random.uniform(0.5, 1.0)  # noqa: S311 -- spreads retries, hides nothing


def _result(status: int, payload: bytes) -> Any:
    """The result that an answer holds. What is not in Telegram’s own words comes from something between it and us, a
    proxy for instance, which knows nothing of what became of the request.
    """
    answer = _parsed(payload)
    if status == 200 and answer.get("ok") is True and "result" in answer:
        return answer["result"]
    if answer.get("ok") is not False or not isinstance(answer.get("error_code"), int) or status < 400:
        raise NetworkError(f"The answer was not Telegram’s: status {status}")
    description = str(answer.get("description", "no reason given"))
    if status == 401 or (status == 404 and "method not found" not in description):
        raise Unauthorised(status, description)
    raise Refused(status, description, _retry_after(answer) if status == 429 else 0.0)


def _retry_after(answer: dict[str, Any]) -> float:
    match answer:
        case {"parameters": {"retry_after": int() | float() as seconds}} if seconds > 0:
            return min(float(seconds), _LONGEST_PAUSE)
    return 1.0


def _parsed(payload: bytes) -> dict[str, Any]:
    """The answer as a dict; an empty one where a proxy or a fault answered with something else."""
    try:
        answer = orjson.loads(payload)
    except orjson.JSONDecodeError:
        return {}
    return answer if isinstance(answer, dict) else {}

"""The Bot API, called by method name with plain parameters and answered with plain JSON.

Sending and polling go this way rather than through `telegram.Bot`: an answer that is not turned into
objects costs half as much, and its HTTP status says plainly what became of the request.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from typing import Any

import orjson
from telegram.error import NetworkError, TelegramError

from bot.botapi.transport import AiohttpRequest, Files, NotSent


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
    """Telegram does not know the token (any more): nothing can be sent or received until the operator mends it."""

    def __init__(self, status: int, description: str) -> None:
        super().__init__(status, f"{description}: Telegram does not accept the token. Check BOT_TOKEN.")


class BotApi:
    """The methods of one bot at `api_url`, the root of a Bot API server: `{api_url}/bot{token}/{method}` is called.

    `username` is the bot's own, known once it has been asked for. Nothing is called while `may_call` says no.
    """

    def __init__(
        self,
        request: AiohttpRequest,
        token: str,
        api_url: str = "https://api.telegram.org",
        may_call: Callable[[], bool] | None = None,
    ) -> None:
        self.username = ""
        self._may_call = may_call
        self._request = request
        self._method_root = f"{api_url.rstrip('/')}/bot{token}/"

    async def call(self, method: str, parameters: Mapping[str, object], read_timeout: float | None = None) -> Any:
        """Call a method; its `result`, as JSON. Raises Refused, Unauthorised, NotSent, TimedOut, NetworkError."""
        self._ask_leave()
        return _result(*await self._request.post_json(self._method_root + method, parameters, read_timeout))

    async def upload(self, method: str, parameters: Mapping[str, object], files: Files) -> Any:
        """Call a method that is given files; its `result`. Raises what `call` raises."""
        self._ask_leave()
        return _result(*await self._request.post_form(self._method_root + method, parameters, files))

    def _ask_leave(self) -> None:
        if self._may_call is not None and not self._may_call():
            raise NotSent("Another process may be the bot by now")


def backoff(attempt: int, longest: float = 30.0) -> float:
    """The seconds to wait after failed attempt number 1, 2, 3…: doubling from half a second, and jittered."""
    return min(longest, 0.25 * 2.0**attempt) * random.uniform(0.5, 1.0)  # noqa: S311 -- spreads retries, hides nothing


def _result(status: int, payload: bytes) -> Any:
    answer = _parsed(payload)
    if status == 200 and "result" in answer:
        return answer["result"]
    if status == 200:
        raise NetworkError("The answer was not understood")
    description = str(answer.get("description", "no reason given"))
    if status == 401 or (status == 404 and "method not found" not in description):
        raise Unauthorised(status, description)
    retry_after = answer.get("parameters", {}).get("retry_after", 1) if status == 429 else 0
    raise Refused(status, description, float(retry_after))


def _parsed(payload: bytes) -> dict[str, Any]:
    """The answer as a dict; an empty one where a proxy or a fault answered with something else."""
    try:
        answer = orjson.loads(payload)
    except orjson.JSONDecodeError:
        return {}
    return answer if isinstance(answer, dict) else {}

"""Updates come in by long polling of our own, which asks for the next ones once the last are safe, and not before.

A process that dies loses nothing: an update is confirmed by asking for a higher offset
(https://core.telegram.org/bots/api#getupdates) and by nothing else, and what is not confirmed comes again.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from datetime import timedelta
from typing import Any, TypeVar

from telegram.error import NetworkError, TelegramError

from bot.botapi.api import BotApi, Refused, Unauthorised, backoff
from bot.botapi.extras import Either, Extra

T = TypeVar("T")

_log = logging.getLogger(__name__)

UPDATES = ("message", "callback_query", "my_chat_member", Either(Extra.STOP, "stopped_message_generation"))
"""The kinds of updates that the bot asks for."""

_POLL_FOR = 30  # seconds for which Telegram holds a poll open while there is nothing new
_MOST = 100  # updates in an answer
_CATCH_UP_FOR = 5.0  # seconds after which what has come so far is dealt with, however much there is still to come
_SILENT_FOR = 60.0  # seconds after which Telegram may have kept a lot for us

Receive = Callable[[Sequence[dict[str, Any]], bool], Awaitable[None]]
"""Keeps updates, as JSON, when it is given them and whether more are known to wait; when it returns, they are safe."""


class Intake:
    """Polls for updates, gives them to `receive` and, once they are safe there, polls on. A poll is always open.

    `uptime` is a clock that nobody sets.
    """

    def __init__(
        self,
        api: BotApi,
        receive: Receive,
        allowed_updates: Sequence[object] = UPDATES,
        uptime: Callable[[], float] = time.monotonic,
    ) -> None:
        self._api = api
        self._receive = receive
        self._allowed_updates = list(allowed_updates)
        self._offset = 0
        self._stopping = asyncio.Event()
        self._uptime = uptime
        self._began_at = uptime()
        self._catches_up_until = self._began_at + _CATCH_UP_FOR
        self._more_to_come = False
        self.answered_at: float | None = None
        """When Telegram last answered a poll, in seconds of `uptime`; None before the first time."""

    @property
    def silent_for(self) -> timedelta:
        """How long ago Telegram last answered a poll, or else the intake was made; more than a minute is a fault."""
        since = self.answered_at if self.answered_at is not None else self._began_at
        return timedelta(seconds=self._uptime() - since)

    def stop(self) -> None:
        """Ask `run` to fetch no more and to confirm what is safe."""
        self._stopping.set()

    async def run(self) -> None:
        """Take updates in until `stop`. Raises Unauthorised where Telegram does not accept the token."""
        failures = 0
        while True:
            # The first one is answered at once, so that it is known whether learners can reach us; and so is the one
            # after which what has come begins to be dealt with.
            wait_for = 0 if self.answered_at is None or self._more_to_come else _POLL_FOR
            try:
                updates = await self._unless_stopping(self._get_updates(wait_for))
                if updates is None:
                    break
                await self._take(updates)  # to its end: what is kept but not confirmed would come a second time
            except Unauthorised:
                raise
            except Exception as error:
                failures += 1
                await self._unless_stopping(asyncio.sleep(_delay_after(error, failures)))
            else:
                failures = 0
        await self._confirm()

    async def _unless_stopping(self, work: Coroutine[Any, Any, T]) -> T | None:
        """What `work` comes to; None, and it is cancelled, where a stop comes before."""
        working, stopping = asyncio.create_task(work), asyncio.create_task(self._stopping.wait())
        try:
            await asyncio.wait([working, stopping], return_when=asyncio.FIRST_COMPLETED)
            return working.result() if working.done() else None
        finally:
            working.cancel()
            stopping.cancel()

    async def _take(self, updates: list[dict[str, Any]]) -> None:
        now = self._uptime()
        if self.silent_for.total_seconds() > _SILENT_FOR:
            self._catches_up_until = now + _CATCH_UP_FOR
        self._more_to_come = len(updates) == _MOST and now < self._catches_up_until
        await self._receive(updates, self._more_to_come)
        self.answered_at = now
        if len(updates) < _MOST:
            self._catches_up_until = now
        if updates:
            self._offset = updates[-1]["update_id"] + 1

    async def _get_updates(self, wait_for: int, limit: int = _MOST) -> list[dict[str, Any]]:
        parameters = {
            "offset": self._offset,
            "limit": limit,
            "timeout": wait_for,
            "allowed_updates": self._allowed_updates,
        }
        updates = await self._api.call("getUpdates", parameters, read_timeout=wait_for + 10.0)
        if not isinstance(updates, list) or not all(isinstance(update, dict) for update in updates):
            raise NetworkError("The answer to a poll was not understood")
        return [update for update in updates if isinstance(update.get("update_id"), int)]

    async def _confirm(self) -> None:
        """Tell Telegram what is safe; an update that this fetches stays unconfirmed and comes again."""
        try:
            await self._get_updates(0, limit=1)
        except TelegramError as error:
            _log.warning("The last updates could not be confirmed and will come again: %s", error)


def _delay_after(error: Exception, failures: int) -> float:
    """Log why a poll failed, in words for the operator, and answer how many seconds to wait."""
    if not isinstance(error, TelegramError):
        _log.error("What came in could not be kept, and is asked for again: %s", error)
    elif not isinstance(error, Refused):
        _log.warning("Telegram cannot be reached: %s", error)
    elif error.status == 409:
        _log.error("Somebody else receives this bot’s updates; stop the other process or webhook. (%s)", error)
    else:
        _log.warning("Telegram refused a poll: %s", error)
    return max(backoff(failures), error.retry_after if isinstance(error, Refused) else 0.0)

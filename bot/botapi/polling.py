"""Updates come in: long polling of our own, which confirms an update to Telegram only after it has been handled.

A process that dies loses nothing: what it had not finished is delivered again, since an update is confirmed
by asking for a higher offset (https://core.telegram.org/bots/api#getupdates) and by nothing else.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Any

from telegram.error import TelegramError

from bot.botapi.api import BotApi, Refused, Unauthorised, backoff

_log = logging.getLogger(__name__)

_POLL_FOR = 30  # seconds for which Telegram holds a poll open while there is nothing new
_GRACE = 0.6  # seconds before looking beyond a slow batch; Telegram curtails a poll repeated within half a second


class Intake:
    """Polls for updates and hands each one, as JSON, to `handle`, all that are there at the same time.

    An update whose handling fails is logged and counts as handled, so that it never blocks those behind it. One that
    takes long holds up the confirmation but not the others: they are fetched and handled beside it. `uptime` is a clock
    that nobody sets.
    """

    def __init__(
        self,
        api: BotApi,
        handle: Callable[[dict[str, Any]], Awaitable[None]],
        allowed_updates: Sequence[str],
        uptime: Callable[[], float] = time.monotonic,
    ) -> None:
        self._api = api
        self._handle = handle
        self._allowed_updates = list(allowed_updates)
        self._handling: dict[int, asyncio.Task[None]] = {}  # by update id: all from the first unfinished one on
        self._offset = 0
        self._stopping = asyncio.Event()
        self._uptime = uptime
        self._began_at = uptime()
        self.answered_at: float | None = None
        """When Telegram last answered a poll, in seconds of `uptime`; None before the first time."""

    @property
    def silent_for(self) -> timedelta:
        """How long ago Telegram last answered a poll, or else the intake was made; more than a minute is a fault."""
        since = self.answered_at if self.answered_at is not None else self._began_at
        return timedelta(seconds=self._uptime() - since)

    def stop(self) -> None:
        """Ask `run` to fetch no more, to finish what is at hand and to confirm it."""
        self._stopping.set()

    async def run(self) -> None:
        """Take updates in until `stop`. Raises Unauthorised where Telegram does not accept the token.

        Cancelling it cancels the handling too; what is unfinished then will be delivered again.
        """
        polling = asyncio.create_task(self._poll_on())
        stopping = asyncio.create_task(self._stopping.wait())
        try:
            await asyncio.wait([polling, stopping], return_when=asyncio.FIRST_COMPLETED)
            if polling.done():
                polling.result()
            polling.cancel()
            await asyncio.wait([polling, *self._handling.values()])
            await self._confirm()
        finally:
            for task in (polling, stopping, *self._handling.values()):
                task.cancel()

    async def _poll_on(self) -> None:
        failures = 0
        while True:
            try:
                # The first one is answered at once, so that it is known at once whether learners can reach us.
                updates = await self._get_updates(_POLL_FOR if self.answered_at is not None else 0)
            except Unauthorised:
                raise
            except TelegramError as error:
                failures += 1
                await asyncio.sleep(_delay_after(error, failures))
                continue
            failures = 0
            self.answered_at = self._uptime()
            for update in updates:
                if update["update_id"] not in self._handling:
                    self._handling[update["update_id"]] = asyncio.create_task(self._handle_one(update))
            if self._handling:
                await asyncio.wait(self._handling.values(), timeout=_GRACE)

    async def _get_updates(self, wait_for: int, limit: int = 100) -> list[dict[str, Any]]:
        if self._handling:
            unfinished = (update_id for update_id, task in self._handling.items() if not task.done())
            self._offset = min(unfinished, default=max(self._handling) + 1)
            self._handling = {key: task for key, task in self._handling.items() if key >= self._offset}
        parameters = {
            "offset": self._offset,
            "limit": limit,
            "timeout": wait_for,
            "allowed_updates": self._allowed_updates,
        }
        updates: list[dict[str, Any]] = await self._api.call("getUpdates", parameters, read_timeout=wait_for + 10.0)
        return updates

    async def _handle_one(self, update: dict[str, Any]) -> None:
        try:
            await self._handle(update)
        except Exception:
            _log.exception("Update %d could not be handled and is given up", update["update_id"])

    async def _confirm(self) -> None:
        """Tell Telegram what is handled; an update that this fetches stays unconfirmed and comes again."""
        try:
            await self._get_updates(0, limit=1)
        except TelegramError as error:
            _log.warning("The last updates could not be confirmed and will come again: %s", error)


def _delay_after(error: TelegramError, failures: int) -> float:
    """Log why a poll failed, in words for the operator, and answer how many seconds to wait."""
    if not isinstance(error, Refused):
        _log.warning("Telegram cannot be reached: %s", error)
    elif error.status == 409:
        _log.error("Somebody else receives this bot’s updates; stop the other process or webhook. (%s)", error)
    else:
        _log.warning("Telegram refused a poll: %s", error)
    return max(backoff(failures), error.retry_after if isinstance(error, Refused) else 0.0)

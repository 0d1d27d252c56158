"""One learner at a time, many learners at once: the order in which updates are handled.

Telegram queues messages by chat and taps by user, so that the two can overtake each other; here each
learner's updates take turns, first come, first served.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from datetime import timedelta
from inspect import iscoroutine
from typing import Any
from weakref import WeakValueDictionary

from telegram import Update
from telegram.ext import BaseUpdateProcessor

_ADMITTED = 10_000  # updates that may wait for their turn; further ones wait before they are even looked at


class UpdateProcessor(BaseUpdateProcessor):
    """Handles the updates of one user one after the other, those of different users together, up to `at_once`.

    A handler that takes longer than `patience` is cancelled with TimeoutError, so that nobody waits behind it for ever.
    """

    def __init__(self, at_once: int = 256, patience: timedelta = timedelta(seconds=60)) -> None:
        super().__init__(max_concurrent_updates=_ADMITTED)
        self._running = asyncio.Semaphore(at_once)
        self._patience = patience.total_seconds()
        # A lock lives as long as somebody holds it or waits for it, so that memory does not grow with the learners.
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Await `coroutine` when it is the turn of the user (or, where there is none, the chat) of `update`."""
        try:
            async with self._lock(update), self._running, asyncio.timeout(self._patience):
                await coroutine
        finally:
            if iscoroutine(coroutine):
                coroutine.close()  # where its turn never came; otherwise it has ended already

    async def initialize(self) -> None:
        """Do nothing: there is nothing to open."""

    async def shutdown(self) -> None:
        """Do nothing: there is nothing to close."""

    def turn_of(self, owner_id: int) -> asyncio.Lock:
        """The lock under which everything for this user is done."""
        return self._locks.setdefault(owner_id, asyncio.Lock())

    def _lock(self, update: object) -> asyncio.Lock:
        if not isinstance(update, Update):
            return asyncio.Lock()
        owner = update.effective_user or update.effective_chat
        return self.turn_of(owner.id) if owner else asyncio.Lock()

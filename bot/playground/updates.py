"""The bot's updates: queued until they are confirmed, and handed to one poller at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from bot.playground.errors import ConflictError
from bot.playground.messages import Json
from bot.playground.world import World

NOT_BY_DEFAULT = {"chat_member", "message_reaction", "message_reaction_count"}
"""Updates a bot has to ask for by name."""

LONGEST_POLL = 50
"""Seconds after which Telegram answers a long poll, whatever it was asked for."""


@dataclass(slots=True)
class Pending:
    """An update not confirmed yet. `numbered` ones brought their own id, which may lie behind the bot's offset:
    these are handed out once before an offset confirms them.
    """

    update: Json
    numbered: bool = False

    @property
    def update_id(self) -> int:
        """The id, or 0 if it is rubbish."""
        update_id = self.update.get("update_id")
        return update_id if isinstance(update_id, int) else 0


class UpdateQueue:
    """Pending updates in the order in which they happened."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._pending: dict[int, Pending] = {int(key): row for key, row in world.storage.load("update", Pending)}
        self._last_key = max(self._pending, default=0)
        self._poller: asyncio.Future[None] | None = None
        self.arrived = asyncio.Event()
        """Set whenever an update comes in; the webhook waits for it."""

    def __len__(self) -> int:
        return len(self._pending)

    def add(self, update: Json) -> Json:
        """Queue an update, unless the bot does not want its kind. It is returned with the id it was given."""
        bot = self._world.bot
        numbered = "update_id" in update
        if not numbered:
            bot.last_update_id += 1
            self._world.save_bot()
            update = {"update_id": bot.last_update_id, **update}
        if self._is_wanted(update):
            self._last_key += 1
            self._pending[self._last_key] = pending = Pending(update, numbered)
            self._world.storage.save("update", self._last_key, pending)
            self.arrived.set()
            self._wake(None)
        return update

    async def poll(self, offset: int | None, limit: int, wait_up_to: int) -> list[Json]:
        """Confirm every update before `offset` (negative: all but the last so many) and return up to `limit` of the
        rest, waiting up to `wait_up_to` seconds for the first. Raises ConflictError as soon as somebody else polls.
        """
        self.interrupt("terminated by other getUpdates request; make sure that only one bot instance is running")
        self._confirm(offset or 0)
        if not self._pending and wait_up_to:
            poller = self._poller = asyncio.get_running_loop().create_future()
            try:
                async with asyncio.timeout(min(wait_up_to, LONGEST_POLL)):
                    await poller
            except TimeoutError:
                return []
            finally:
                if self._poller is poller:
                    self._poller = None
        ready = list(self._pending.values())[:limit]
        for pending in ready:
            pending.numbered = False
        return [pending.update for pending in ready]

    def waiting(self) -> Sequence[tuple[int, Json]]:
        """Every pending update with the key to settle it by, for the webhook."""
        return [(key, pending.update) for key, pending in self._pending.items()]

    def settle(self, key: int) -> None:
        """Forget an update: it need not be delivered again."""
        self._pending.pop(key, None)
        self._world.storage.forget("update", key)
        self._world.announce("settled")

    def drop(self) -> None:
        """Forget every pending update."""
        for key in tuple(self._pending):
            self.settle(key)

    def interrupt(self, reason: str | None) -> None:
        """End the poll under way: with a ConflictError for this reason, or with no updates."""
        self._wake(ConflictError(reason) if reason else None)

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            for key in list(self._pending)[:offset]:
                self.settle(key)
            return
        for key, pending in tuple(self._pending.items()):
            if pending.update_id < offset and not pending.numbered:
                self.settle(key)

    def _is_wanted(self, update: Json) -> bool:
        allowed = self._world.bot.allowed_updates
        kinds = update.keys() - {"update_id"}
        unwanted = NOT_BY_DEFAULT if not allowed else kinds - set(allowed)
        return not kinds or not kinds <= unwanted

    def _wake(self, conflict: ConflictError | None) -> None:
        poller, self._poller = self._poller, None
        if poller is None or poller.done():
            return
        if conflict:
            poller.set_exception(conflict)
        else:
            poller.set_result(None)

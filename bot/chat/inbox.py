"""What has come in is dealt with: a learner at a time, many learners at once, and nothing forgotten before it is done.

Telegram queues messages by chat and taps by user, so that the two can overtake each other; here each learner's updates
take turns, first come, first served. How long one waits for its answer to leave holds up nobody else.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any
from weakref import WeakValueDictionary

from telegram.error import TelegramError

from bot.botapi.api import Unauthorised, backoff
from bot.core.inbox import ATTEMPTS, MOST_WAITING, Incoming, UpdateKind, incoming
from bot.flows.inbox import forget, keep, kept, note_attempts, set_aside
from bot.flows.lease import LeaseLostError
from bot.flows.school import School

_log = logging.getLogger(__name__)

_AT_ONCE = 64  # updates that are being dealt with
_LASTS_AFTER = 0.1  # seconds

Handle = Callable[[Incoming], Awaitable[None]]
GiveUp = Callable[[Incoming, Exception], Awaitable[None]]
PutOff = Callable[[Incoming], Awaitable[None]]


class Inbox:
    """Keeps updates and has `handle` deal with each. What it raises is tried again, and `give_up` tells of it at last;
    `put_off` tells of one that cannot even be kept.

    Of one that is cut off by the end of the process nothing is forgotten: the next process deals with it anew.
    """

    def __init__(self, school: School) -> None:
        self._school = school
        self._handle: Handle
        self._give_up: GiveUp
        self._put_off: PutOff
        self._told: set[int] = set()  # the senders, and the updates that are taps, that were put off
        self._waiting: dict[int, deque[Incoming]] = {}  # by sender; the first is the one that is being handled
        self._known: set[int] = set()  # the ids of all that is kept
        self._set_aside_ids: set[int] = set()  # those of them that failed too often
        self._working: dict[int, asyncio.Task[None]] = {}
        self._done: list[int] = []
        self._forgetting: asyncio.Task[None] | None = None
        self._stopping = False
        self._free = asyncio.Semaphore(_AT_ONCE)
        # A lock lives as long as somebody holds it or waits for it, so that memory does not grow with the learners.
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    def __len__(self) -> int:
        """How many updates are not dealt with."""
        return sum(map(len, self._waiting.values()))

    def turn_of(self, learner_id: int) -> asyncio.Lock:
        """The lock under which everything for this learner is done."""
        return self._turns.setdefault(learner_id, asyncio.Lock())

    async def begin(self, handle: Handle, give_up: GiveUp, put_off: PutOff) -> None:
        """Take up what the process before this one has left. It is dealt with once Telegram has been heard of: what it
        had not confirmed comes again, and has to be known by then.
        """
        self._handle, self._give_up, self._put_off = handle, give_up, put_off
        for update in await kept(self._school):
            self._known.add(update.update_id)
            if update.attempts < ATTEMPTS:
                self._line_up(update)
            else:
                self._set_aside_ids.add(update.update_id)
        if many := len(self._set_aside_ids):
            _log.warning("%d updates are set aside, which failed %d times: `python -m bot inbox`", many, ATTEMPTS)

    async def receive(self, updates: Sequence[dict[str, Any]], more_to_come: bool) -> None:
        """Keep updates, durably, and deal with them, or wait with that where there are `more_to_come` at once: only
        together it shows what is repeated. Raises DatabaseError and LeaseLostError; then nothing is kept.
        """
        now = self._school.clock.now()
        new: list[Incoming] = []
        for update_id, update in {each["update_id"]: each for each in updates}.items():
            if update_id not in self._known:
                self._add(incoming(update, now), new)
        try:
            if new:
                await keep(self._school, new)
        except Exception:
            await self._tell(new)
            raise
        self._told.clear()
        for each in new:
            self._known.add(each.update_id)
            self._line_up(each)
        if not more_to_come:
            self._begin_work(self._waiting.keys())

    async def take_back(self) -> None:
        """Take up again what was set aside and the operator has handed back."""
        if not self._set_aside_ids:
            return
        still = {update.update_id for update in await set_aside(self._school)}
        changed, self._set_aside_ids = self._set_aside_ids - still, self._set_aside_ids & still
        if not changed:
            return
        handed_back = [update for update in await kept(self._school) if update.update_id in changed]
        for update in handed_back:
            self._line_up(update)
        self._begin_work({update.sender_id for update in handed_back})

    async def stop(self, within: float) -> None:
        """Begin nothing new, and wait so many seconds for what is being dealt with; what takes longer is cut off."""
        self._stopping = True
        if self._working:
            await asyncio.wait(self._working.values(), timeout=within)
        for task in self._working.values():
            task.cancel()
        await asyncio.gather(*self._working.values(), return_exceptions=True)
        if (forgetting := self._forgetting) is not None:
            await asyncio.wait([forgetting], timeout=within)
            forgetting.cancel()

    def _begin_work(self, sender_ids: Collection[int]) -> None:
        for sender_id in set(sender_ids) - self._working.keys():
            self._working[sender_id] = asyncio.create_task(self._work(sender_id))

    def _add(self, update: Incoming, new: list[Incoming]) -> None:
        """Add it to those that are `new`, unless it is let go: it says once more what is about to be answered, or its
        sender has sent so much.
        """
        before = [
            *self._waiting.get(update.sender_id, ()),
            *(each for each in new if each.sender_id == update.sender_id),
        ]
        if update.command is not None and before and before[-1].command == update.command:
            return
        if update.kind not in {UpdateKind.COMMAND, UpdateKind.MESSAGE} or len(before) < MOST_WAITING:
            new.append(update)
        elif all(each.kind is not UpdateKind.SURPLUS for each in before):
            new.append(replace(update, kind=UpdateKind.SURPLUS))

    def _line_up(self, update: Incoming) -> None:
        """Put it behind what its sender sent before. A command that is repeated is answered once, at its last place."""
        queue = self._waiting.setdefault(update.sender_id, deque())
        if update.command is not None:
            begun = 1 if update.sender_id in self._working else 0
            for before in [each for each in list(queue)[begun:] if each.command == update.command]:
                queue.remove(before)
                self._forget(before)
        queue.append(update)

    async def _tell(self, updates: Sequence[Incoming]) -> None:
        """Tell those who sent these that they have to wait, once until something can be kept again."""
        for update in updates:
            about = update.update_id if update.kind is UpdateKind.TAP else update.sender_id
            if about not in self._told:
                self._told.add(about)
                await self._put_off(update)

    async def _work(self, sender_id: int) -> None:
        queue = self._waiting[sender_id]
        try:
            while queue and not self._stopping:
                async with self.turn_of(sender_id), self._slot():
                    settled = await self._deal_with(queue[0])
                if not settled:
                    return
                queue.popleft()
        finally:
            del self._working[sender_id]
            if not queue:
                del self._waiting[sender_id]

    @asynccontextmanager
    async def _slot(self) -> AsyncIterator[None]:
        """Wait until few enough are being dealt with, so that a crowd costs neither memory nor speed. What lasts only
        waits, for its chat’s pace or for Telegram, and soon no longer counts.
        """
        await self._free.acquire()
        counts = True

        def release() -> None:
            nonlocal counts
            if counts:
                counts = False
                self._free.release()

        lasting = asyncio.get_running_loop().call_later(_LASTS_AFTER, release)
        try:
            yield
        finally:
            lasting.cancel()
            release()

    async def _deal_with(self, update: Incoming) -> bool:
        """Deal with it, or set it aside; False where that is for another process to do."""
        while True:
            try:
                await self._handle(update)
            except (LeaseLostError, Unauthorised):
                return False
            except Exception as error:
                update = replace(update, attempts=update.attempts + 1)
                if update.attempts < ATTEMPTS:
                    _log.warning("An update is tried again after %s", type(error).__name__)
                    await asyncio.sleep(backoff(update.attempts))
                    continue
                await self._set_aside(update, error)
            else:
                self._forget(update)
            return True

    async def _set_aside(self, update: Incoming, error: Exception) -> None:
        """Leave it to the operator, unless it was Telegram that failed."""
        if isinstance(error, TelegramError):
            self._forget(update)
        try:
            await self._give_up(update, error)
            await note_attempts(self._school, update)
            self._set_aside_ids.add(update.update_id)
        except Exception as another:
            _log.warning("What could not be dealt with could not be told either: %s", another)

    def _forget(self, update: Incoming) -> None:
        self._done.append(update.update_id)
        if self._forgetting is None:
            self._forgetting = asyncio.create_task(self._forget_on())

    async def _forget_on(self) -> None:
        """Forget all that is done, as many at once as there are by then."""
        failures = 0
        while self._done:
            done, self._done = self._done, []
            try:
                await forget(self._school, done)
            except LeaseLostError:
                break
            except Exception as error:
                failures += 1
                self._done[:0] = done
                _log.warning("What is dealt with could not be forgotten just now: %s", error)
                await asyncio.sleep(backoff(failures))
            else:
                self._known.difference_update(done)
        self._forgetting = None

"""When the next message may go: Telegram's limits kept on our side, and whoever waits for an answer served first.

Telegram bears about one message a second in a chat (short bursts pass) and about thirty a second in all
(https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this). All times are in seconds.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable, Mapping
from enum import IntEnum
from heapq import heappop, heappush
from itertools import count
from typing import NamedTuple

_WINDOW = 1.05  # taken for one second: what leaves a second apart may arrive some milliseconds closer together
_BULK_SHARE = 0.8  # of the overall rate; the rest stays free, so that a reply need not wait for a broadcast
_BULK_BURST_FOR = 0.1  # how much of its share bulk may send at once
_FLOOD_CHATS = 3  # so many chats refused within …
_FLOOD_FOR = 10.0  # … so long: it is not one chat that is sent to too fast, it is everything
_CHATS_SWEPT_FROM = 4096  # chats remembered before those at rest are forgotten


class Lane(IntEnum):
    """How urgent a message is: the lowest goes first. Reminders and broadcasts are bulk, which nobody waits for."""

    REPLY = 0
    LESSON = 1
    REMINDER = 2
    BROADCAST = 3


class Pacer:
    """Lets sends go at the pace that Telegram bears.

    Never more than `overall_per_second` in any second, of which bulk gets at most four fifths, evenly spread. To one
    chat `chat_burst` at once and then `chat_per_second`. A chat that has to wait never holds up another.
    """

    def __init__(
        self,
        overall_per_second: int = 30,
        chat_per_second: float = 1.0,
        chat_burst: int = 8,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._monotonic = monotonic
        self._recent: deque[float] = deque(maxlen=overall_per_second)  # when the last sends went
        self._bulk_interval = 1 / (overall_per_second * _BULK_SHARE)
        self._bulk_rested_at = 0.0
        self._chat_interval = 1 / chat_per_second
        self._chat_slack = (chat_burst - 1) * self._chat_interval
        self._chat_rested_at: dict[int, float] = {}  # when a chat will have its whole burst again
        self._sweep_from = _CHATS_SWEPT_FROM
        self._paused_until: dict[int | None, float] = {}
        self._refusals: deque[tuple[float, int]] = deque(maxlen=64)
        self._places = count()
        self._queues: dict[int, list[_Waiter]] = {}  # a heap for each chat with somebody waiting
        self._ready: list[
            tuple[Lane, int, int]
        ] = []  # heap of (lane, place, chat): the first of chats free to be sent to
        self._resting: list[tuple[float, int]] = []  # heap of (free at, chat): chats with a queue that are not free yet
        self._timer: asyncio.TimerHandle | None = None
        self._timer_at = 0.0

    async def acquire(self, chat_id: int, lane: Lane) -> None:
        """Return when a message may go to this chat, and count it as sent. Cancelling gives the place up."""
        now = self._monotonic()
        nobody_before = chat_id not in self._queues and (not self._ready or self._ready[0][0] > lane)
        if nobody_before and self._chat_free_at(chat_id) <= now and self._lane_free_at(lane) <= now:
            self._count(chat_id, lane, now)
            return
        waiter = _Waiter(lane, next(self._places), asyncio.get_running_loop().create_future())
        queue = self._queues.setdefault(chat_id, [])
        heappush(queue, waiter)
        if queue[0] is waiter:
            self._line_up(chat_id, now)
        self._admit()
        await waiter.turn

    def pause(self, chat_id: int, seconds: float) -> None:
        """Telegram refused a message to this chat with 429: send it nothing for so long.

        Three chats refused within ten seconds show that everything is too fast: then bulk pauses too. Replies do not,
        since each of them is told by its own chat's pause.
        """
        now = self._monotonic()
        self._refusals.append((now, chat_id))
        refused = {chat for at, chat in self._refusals if at > now - _FLOOD_FOR}
        flooded = len(refused) >= _FLOOD_CHATS
        self.restore({chat_id: seconds, None: seconds} if flooded else {chat_id: seconds})

    def pauses(self) -> dict[int | None, float]:
        """The seconds each paused chat has still to rest; under None, those for which bulk pauses."""
        now = self._monotonic()
        return {chat_id: until - now for chat_id, until in self._paused_until.items() if until > now}

    def restore(self, pauses: Mapping[int | None, float]) -> None:
        """Pause as `pauses()` said, before a restart; a pause is never made shorter."""
        now = self._monotonic()
        self._paused_until = {chat_id: until for chat_id, until in self._paused_until.items() if until > now}
        for chat_id, seconds in pauses.items():
            self._paused_until[chat_id] = max(self._paused_until.get(chat_id, 0.0), now + seconds)

    def pause_left(self, chat_id: int, lane: Lane) -> float:
        """The seconds until pauses alone would let a message of this lane go to this chat; 0 where none does."""
        if not self._paused_until:
            return 0.0
        until = self._paused_until.get(chat_id, 0.0)
        if lane >= Lane.REMINDER:
            until = max(until, self._paused_until.get(None, 0.0))
        return max(0.0, until - self._monotonic())

    def _chat_free_at(self, chat_id: int) -> float:
        free_at = self._chat_rested_at.get(chat_id, 0.0) - self._chat_slack
        return max(free_at, self._paused_until.get(chat_id, 0.0)) if self._paused_until else free_at

    def _lane_free_at(self, lane: Lane) -> float:
        free_at = self._recent[0] + _WINDOW if len(self._recent) == self._recent.maxlen else 0.0
        if lane < Lane.REMINDER:
            return free_at
        bulk_free_at = self._bulk_rested_at - max(0.0, _BULK_BURST_FOR - self._bulk_interval)
        return max(free_at, bulk_free_at, self._paused_until.get(None, 0.0))

    def _count(self, chat_id: int, lane: Lane, now: float) -> None:
        self._recent.append(now)
        self._chat_rested_at[chat_id] = max(now, self._chat_rested_at.get(chat_id, 0.0)) + self._chat_interval
        if lane >= Lane.REMINDER:
            self._bulk_rested_at = max(now, self._bulk_rested_at) + self._bulk_interval
        if len(self._chat_rested_at) > self._sweep_from:
            self._chat_rested_at = {chat: at for chat, at in self._chat_rested_at.items() if at > now}
            self._sweep_from = max(_CHATS_SWEPT_FROM, 2 * len(self._chat_rested_at))

    def _line_up(self, chat_id: int, now: float) -> None:
        """Put the first of a chat's queue in line with those of other chats, once the chat is free."""
        queue = self._queues[chat_id]
        while queue and queue[0].turn.done():
            heappop(queue)
        if not queue:
            del self._queues[chat_id]
        elif (free_at := self._chat_free_at(chat_id)) > now:
            heappush(self._resting, (free_at, chat_id))
        else:
            heappush(self._ready, (queue[0].lane, queue[0].place, chat_id))

    def _admit(self) -> None:
        """Let everybody go whose time has come, and come back when the next one's has."""
        now = self._monotonic()
        while self._resting and self._resting[0][0] <= now:
            _, chat_id = heappop(self._resting)
            if chat_id in self._queues:
                self._line_up(chat_id, now)
        while self._ready:
            lane, place, chat_id = self._ready[0]
            queue = self._queues.get(chat_id)
            if queue is None or queue[0].place != place:  # somebody more urgent was lined up for this chat instead
                heappop(self._ready)
                continue
            lives = not queue[0].turn.done() and self._chat_free_at(chat_id) <= now
            if lives and self._lane_free_at(lane) > now:
                break  # and so is everything behind it: the line is ordered by lane
            heappop(self._ready)
            if lives:
                heappop(queue).turn.set_result(None)
                self._count(chat_id, lane, now)
            self._line_up(chat_id, now)
        self._come_back(now)

    def _come_back(self, now: float) -> None:
        moments = [self._lane_free_at(self._ready[0][0])] if self._ready else []
        if self._resting:
            moments.append(self._resting[0][0])
        if not moments or (self._timer is not None and self._timer_at <= min(moments)):
            return
        if self._timer is not None:
            self._timer.cancel()
        self._timer_at = min(moments)
        self._timer = asyncio.get_running_loop().call_later(self._timer_at - now, self._ring)

    def _ring(self) -> None:
        self._timer = None
        self._admit()


class _Waiter(NamedTuple):
    """One send that waits in its chat's queue. No two have the same place, so that ordering never looks further."""

    lane: Lane
    place: int
    turn: asyncio.Future[None]

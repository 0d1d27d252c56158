"""When the next message may go: Telegram's limits kept on our side, and whoever waits for an answer served first.

Telegram bears about one message a second in a chat (short bursts pass) and about thirty a second in all
(https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this). All times are in seconds.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from enum import IntEnum
from heapq import heappop, heappush
from itertools import count
from typing import NamedTuple

PAID_PER_SECOND = 970
"""Telegram bears a thousand of a bot that pays for its broadcasts (https://core.telegram.org/bots/api#sendmessage), and
at that pace some arrive closer together than they left.
"""

_WINDOW = 1.05  # taken for one second: what leaves a second apart may arrive some milliseconds closer together
_RESERVE = 0.1  # of the overall rate, left free by bulk while anybody else sends, so that they need not wait
_QUIET_FOR = 5.0  # how long nobody else has sent before bulk has it all
_LATE_FOR = 0.02  # how late bulk may be and still make up for it: timers ring late
_GIVES_WAY_FOR = 0.05  # how long broadcasts give way to one learner who is being answered …
_GIVES_WAY_TO = 1 / 28  # … but to all of them together never longer than this between two messages
_FLOOD_CHATS = 3  # so many chats refused within …
_FLOOD_FOR = 10.0  # … so long: it is not one chat that is sent to too fast, it is everything
_PROBE_EVERY = 1.0  # while it is not known whether anything may be sent, one message goes so often
_CHATS_SWEPT_FROM = 4096  # chats remembered before those at rest are forgotten


class Lane(IntEnum):
    """How urgent a message is: the lowest goes first. Reminders and broadcasts are bulk, which nobody waits for."""

    REPLY = 0
    LESSON = 1
    REMINDER = 2
    BROADCAST = 3


class Pacer:
    """Lets sends go at the pace that Telegram bears.

    Never more than `overall_per_second` in any second. Bulk is evenly spread, and leaves a tenth of that free while
    anybody else sends. Broadcasts have a line of their own where they are paid for, of `broadcasts_per_second`, and
    that gives way while a learner is being answered: at such a pace it would leave them too little of the core. To one
    chat go `chat_burst` at once and then `chat_per_second`. A chat that has to wait never holds up another.

    After a refusal messages go one at a time, until one arrives: it may have been everything that is too fast.
    """

    def __init__(
        self,
        overall_per_second: int = 30,
        chat_per_second: float = 1.0,
        chat_burst: int = 8,
        monotonic: Callable[[], float] = time.monotonic,
        broadcasts_per_second: int | None = None,
    ) -> None:
        self._monotonic = monotonic
        line = _Line(overall_per_second)
        paid = _Line(broadcasts_per_second) if broadcasts_per_second else line
        self._line_of = {lane: paid if lane is Lane.BROADCAST else line for lane in Lane}
        self._lines = (line, paid) if paid is not line else (line,)
        self._answering: dict[int, float] = {}  # since when each learner who is being answered has waited, oldest first
        self._answers = count()
        self._at_leisure = asyncio.Event()  # nobody is being answered
        self._at_leisure.set()
        self._chat_interval = 1 / chat_per_second
        self._chat_slack = (chat_burst - 1) * self._chat_interval
        self._chat_rested_at: dict[int, float] = {}  # when a chat will have its whole burst again
        self._sweep_from = _CHATS_SWEPT_FROM
        self._paused_until: dict[int | None, float] = {}
        self._refusals: deque[tuple[float, int]] = deque(maxlen=64)
        self._doubted_since = self._doubted_until = 0.0  # the time in which it may be everything that is refused
        self._probe_at = 0.0  # when one may go nevertheless
        self._stopped = False
        self._places = count()
        self._queues: dict[int, list[_Waiter]] = {}  # a heap for each chat with somebody waiting
        self._resting: list[tuple[float, int]] = []  # heap of (free at, chat): chats with a queue that are not free yet
        self._timer: asyncio.TimerHandle | None = None
        self._timer_at = 0.0

    @property
    def broadcasts_per_second(self) -> float:
        """How fast broadcasts go while nobody else sends."""
        return self._line_of[Lane.BROADCAST].per_second

    async def acquire(self, chat_id: int, lane: Lane, *, patient: bool = False) -> float | None:
        """Return when a message may go to this chat, and count it as sent; the moment. Cancelling gives the place up.

        Once stopped, nobody waits any more but who is `patient`: None, and nothing may go.
        """
        now = self._monotonic()
        ready = self._line_of[lane].ready
        nobody_before = chat_id not in self._queues and (not ready or ready[0][0] > lane)
        if nobody_before and self._chat_free_at(chat_id) <= now and self._lane_free_at(lane) <= now:
            self._count(chat_id, lane, now)
            return now
        if self._stopped and not patient:
            return None
        waiter = _Waiter(lane, next(self._places), patient, asyncio.get_running_loop().create_future())
        queue = self._queues.setdefault(chat_id, [])
        heappush(queue, waiter)
        if queue[0] is waiter:
            self._line_up(chat_id, now)
        self._admit()
        return await waiter.turn

    def stop(self) -> None:
        """Let nobody wait any more who is not patient."""
        self._stopped = True
        for queue in self._queues.values():
            for waiter in queue:
                if not waiter.patient and not waiter.turn.done():
                    waiter.turn.set_result(None)

    @contextmanager
    def answering(self) -> Iterator[None]:
        """A learner waits for what happens within."""
        answer = next(self._answers)
        self._answering[answer] = self._monotonic()
        self._at_leisure.clear()
        try:
            yield
        finally:
            del self._answering[answer]
            if not self._answering:
                self._at_leisure.set()
                self._admit()

    async def leisure(self) -> None:
        """Return when no learner is being answered, or has been for so long that nothing need give way any more."""
        left = self._gives_way_until() - self._monotonic()
        if left > 0:
            with suppress(TimeoutError):
                async with asyncio.timeout(left):
                    await self._at_leisure.wait()

    def pause(self, chat_id: int, seconds: float) -> None:
        """Send this chat nothing for so long: Telegram refused a message to it with 429.

        Three chats refused within ten seconds show that everything is too fast: then bulk pauses too. Of replies one
        goes at a time until one arrives: a chat that is refused for its own sake silences nobody else.
        """
        now = self._monotonic()
        if self._doubted_until <= now:
            self._probe_at = now
        self._doubted_since, self._doubted_until = now, max(self._doubted_until, now + seconds)
        self._refusals.append((now, chat_id))
        refused = {chat for at, chat in self._refusals if at > now - _FLOOD_FOR}
        flooded = len(refused) >= _FLOOD_CHATS
        self.restore({chat_id: seconds, None: seconds} if flooded else {chat_id: seconds})

    def arrived(self, left_at: float) -> None:
        """Note that a message has arrived that left at this moment: if that was after the last refusal, not everything
        is refused.
        """
        if self._doubted_until and left_at >= self._doubted_since:
            self._doubted_until = self._probe_at = 0.0
            self._admit()

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
        line = self._line_of[lane]
        free_at = max(line.free_at(lane), self._probe_at)
        if lane is Lane.BROADCAST and len(self._lines) > 1:
            free_at = max(free_at, min(self._gives_way_until(), line.last_at + _GIVES_WAY_TO))
        return max(free_at, self._paused_until.get(None, 0.0)) if lane >= Lane.REMINDER else free_at

    def _gives_way_until(self) -> float:
        """Until when broadcasts give way to whoever is being answered; 0 where that is nobody."""
        return next(reversed(self._answering.values())) + _GIVES_WAY_FOR if self._answering else 0.0

    def _count(self, chat_id: int, lane: Lane, now: float) -> None:
        self._line_of[lane].count(lane, now)
        if now < self._doubted_until:
            self._probe_at = min(now + _PROBE_EVERY, self._doubted_until)
        self._chat_rested_at[chat_id] = max(now, self._chat_rested_at.get(chat_id, 0.0)) + self._chat_interval
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
            heappush(self._line_of[queue[0].lane].ready, (queue[0].lane, queue[0].place, chat_id))

    def _admit(self) -> None:
        """Let everybody go whose time has come, and come back when the next one's has."""
        now = self._monotonic()
        while self._resting and self._resting[0][0] <= now:
            _, chat_id = heappop(self._resting)
            if chat_id in self._queues:
                self._line_up(chat_id, now)
        for line in self._lines:
            self._admit_from(line.ready, now)
        self._come_back(now)

    def _admit_from(self, ready: list[tuple[Lane, int, int]], now: float) -> None:
        while ready:
            lane, place, chat_id = ready[0]
            queue = self._queues.get(chat_id)
            if queue is None or queue[0].place != place:  # somebody more urgent was lined up for this chat instead
                heappop(ready)
                continue
            lives = not queue[0].turn.done() and self._chat_free_at(chat_id) <= now
            if lives and self._lane_free_at(lane) > now:
                break  # and so is everything behind it: the line is ordered by lane
            heappop(ready)
            if lives:
                heappop(queue).turn.set_result(now)
                self._count(chat_id, lane, now)
            self._line_up(chat_id, now)

    def _come_back(self, now: float) -> None:
        moments = [self._lane_free_at(line.ready[0][0]) for line in self._lines if line.ready]
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


class _Line:
    """Those who share a limit. `ready` is a heap of (lane, place, chat): the first of chats free to be sent to."""

    def __init__(self, per_second: int) -> None:
        self.ready: list[tuple[Lane, int, int]] = []
        self._most = per_second
        self._recent: deque[float] = deque(maxlen=per_second)  # when the last sends went
        self.per_second = per_second / _WINDOW
        self._interval = 1 / self.per_second
        self._reserve = math.ceil(per_second * _RESERVE)
        self._bulk_rested_at = 0.0
        self._others_at = -_QUIET_FOR  # when somebody other than bulk sent last …
        self.last_at = 0.0  # … and when anybody did

    def free_at(self, lane: Lane) -> float:
        """When the limit lets the next one of a lane go."""
        if lane < Lane.REMINDER:
            return self._leaves_free_at(0)
        alone = self.last_at - self._others_at >= _QUIET_FOR
        free_at = self._leaves_free_at(0 if alone else self._reserve)
        return max(free_at, self._bulk_rested_at - _LATE_FOR)

    def count(self, lane: Lane, now: float) -> None:
        """Note that one goes."""
        self._recent.append(now)
        self.last_at = now
        if lane < Lane.REMINDER:
            self._others_at = now
        else:
            self._bulk_rested_at = max(now, self._bulk_rested_at) + self._interval

    def _leaves_free_at(self, places: int) -> float:
        """When one can go so that as many more could go with it."""
        surplus = len(self._recent) + places - self._most
        return self._recent[surplus] + _WINDOW if surplus >= 0 else 0.0


class _Waiter(NamedTuple):
    """One send that waits in its chat's queue. No two have the same place, so that ordering never looks further."""

    lane: Lane
    place: int
    patient: bool
    turn: asyncio.Future[float | None]

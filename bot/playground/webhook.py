"""Delivers updates to the bot's webhook, as long as one is set."""

from __future__ import annotations

import asyncio
from functools import partial

import aiohttp
import orjson

from bot.playground.messages import Json
from bot.playground.updates import UpdateQueue
from bot.playground.world import Webhook, World

FIRST_RETRY_AFTER = 0.05
LAST_RETRY_AFTER = 5.0
"""Seconds before an update is sent again that was not answered with a 2xx; doubled each time, up to the last."""

ANSWER_WITHIN = aiohttp.ClientTimeout(total=60)


class WebhookDelivery:
    """Posts every update until it is answered with a 2xx. Messages go one by one in each chat and taps one by one for
    each person, but neither waits for the other, as at Telegram.
    """

    def __init__(self, world: World, updates: UpdateQueue) -> None:
        self._world = world
        self._updates = updates
        self._lanes: dict[str, asyncio.Task[None]] = {}

    async def run(self) -> None:
        """Deliver until cancelled."""
        async with aiohttp.ClientSession(timeout=ANSWER_WITHIN) as session:
            try:
                while True:
                    self._updates.arrived.clear()
                    self._start_lanes(session)
                    await self._updates.arrived.wait()
            finally:
                lanes = list(self._lanes.values())
                for lane in lanes:
                    lane.cancel()
                await asyncio.gather(*lanes, return_exceptions=True)

    def _start_lanes(self, session: aiohttp.ClientSession) -> None:
        webhook = self._world.bot.webhook
        if webhook is None:
            return
        for key, update in self._updates.waiting():
            lane = _lane_of(update)
            if lane not in self._lanes and len(self._lanes) < webhook.max_connections:
                self._lanes[lane] = asyncio.create_task(self._deliver(session, webhook, key, update))
                self._lanes[lane].add_done_callback(partial(self._end_lane, lane))

    def _end_lane(self, lane: str, _: asyncio.Task[None]) -> None:
        del self._lanes[lane]
        self._updates.arrived.set()

    async def _deliver(self, session: aiohttp.ClientSession, webhook: Webhook, key: int, update: Json) -> None:
        headers = {"Content-Type": "application/json"}
        if webhook.secret_token:
            headers["X-Telegram-Bot-Api-Secret-Token"] = webhook.secret_token
        pause = FIRST_RETRY_AFTER
        while self._world.bot.webhook is webhook:
            try:
                async with session.post(webhook.url, data=orjson.dumps(update), headers=headers) as response:
                    if 200 <= response.status < 300:
                        self._updates.settle(key)
                        return
            except (aiohttp.ClientError, TimeoutError):
                pass
            await asyncio.sleep(pause)
            pause = min(pause * 2, LAST_RETRY_AFTER)


def _lane_of(update: Json) -> str:
    """Which updates this one has to wait for."""
    match update:
        case {"callback_query": {"from": {"id": person}}}:
            return f"taps of {person}"
        case {"message": {"chat": {"id": chat}}} | {"edited_message": {"chat": {"id": chat}}}:
            return f"messages of {chat}"
        case _:
            return "others"

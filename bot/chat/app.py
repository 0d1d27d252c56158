"""The bot of one token at work: started and stopped in order, with all that its features do beside the updates."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, timedelta
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from telegram.error import TelegramError
from telegram.ext import Application

from bot.botapi.api import BotApi, Refused, Unauthorised, backoff
from bot.botapi.pacing import Pacer
from bot.botapi.polling import Intake
from bot.botapi.sender import Sender
from bot.botapi.transport import AiohttpRequest
from bot.chat.alerts import Alerts
from bot.chat.feature import Feature, Tick, Ticking
from bot.chat.general import name_commands
from bot.chat.heartbeat import Heartbeat
from bot.chat.inbox import Inbox
from bot.chat.presence import Presence
from bot.chat.router import Router
from bot.core.inbox import Incoming
from bot.flows.lease import LeaseLostError, uptime

_log = logging.getLogger(__name__)

_DRAIN_FOR = 8.0  # seconds that what is under way at a shutdown may take
_CUT_OFF_AFTER = 0.5  # seconds, where it has no hope
_SILENT_FOR = timedelta(minutes=1)  # twice as long as Telegram holds a poll open: a fault


class LessonBot:
    """The bot for one token at one Bot API server. Every `tick_for` seconds it looks for what is owed and due."""

    def __init__(
        self,
        request: AiohttpRequest,
        application: Application[Any, Any, Any, Any, Any, Any],
        *,
        api: BotApi,
        pacer: Pacer,
        sender: Sender,
        inbox: Inbox,
        presence: Presence,
        router: Router,
        alerts: Alerts,
        heartbeat: Heartbeat,
        features: Sequence[Feature],
        lost: asyncio.Event,
        tick_for: float,
        clear_the_way: Callable[[], Awaitable[None]],
    ) -> None:
        self._request = request
        self._application = application
        self._api = api
        self._pacer = pacer
        self._sender = sender
        self._inbox = inbox
        self._presence = presence
        self._router = router
        self._alerts = alerts
        self._heartbeat = heartbeat
        self._features = features
        self._lost = lost
        self._clear_the_way = clear_the_way
        self._intake = Intake(api, inbox.receive, uptime=uptime)
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        of_features = (tick for feature in features for tick in feature.ticks)
        self._ticks = [
            Ticking(tick, tick_for)
            for tick in (Tick(self._tick), *of_features, Tick(inbox.take_back), Tick(alerts.tell))
        ]
        self._services: list[asyncio.Task[None]] = []

    async def run(self, stopping: asyncio.Event) -> None:
        """Serve until `stopping` is set. Raises Unauthorised where Telegram does not accept the token, and
        LeaseLostError once another process is the bot, which `lost` tells; what `clear_the_way` raises, which makes
        sure that updates come to us.
        """
        await self._request.initialize()
        logging.getLogger().addHandler(self._alerts)
        try:
            if not await self._introduce(stopping):
                return
            await self._heartbeat.begin()  # before anything is sent: what Telegram asked for outlasts a restart
            self._scheduler.add_job(self._heartbeat.tidy, "cron", hour=3, coalesce=True, misfire_grace_time=None)
            self._scheduler.start()
            services = (service for feature in self._features for service in feature.services)
            self._services = [asyncio.create_task(service.run()) for service in (*self._ticks, *services)]
            await self._inbox.begin(self._handle, self._router.give_up, self._router.put_off)
            await self._serve(stopping)
        finally:
            logging.getLogger().removeHandler(self._alerts)
            await self._shut_down()

    async def _introduce(self, stopping: asyncio.Event) -> bool:
        """Learn our own name, whatever Telegram answers meanwhile; False where we are to stop before that. Raises
        Unauthorised.
        """
        attempt = 0
        while not stopping.is_set():
            try:
                await self._api.call("getMe", {})  # by our own door first, which tells one answer from another
                await self._application.initialize()
                self._api.username = self._application.bot.username
                await self._clear_the_way()
            except Unauthorised:
                raise
            except TelegramError as error:
                attempt += 1
                _log.warning("Telegram cannot be reached: %s", error)
                asked_for = error.retry_after if isinstance(error, Refused) else 0.0
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(stopping.wait(), max(backoff(attempt), asked_for))
            else:
                self._presence.register(self._application)
                self._router.register(self._application)
                _log.info("The bot is @%s", self._api.username)
                return True
        return False

    async def _serve(self, stopping: asyncio.Event) -> None:
        polling = asyncio.create_task(self._intake.run())
        naming = asyncio.create_task(name_commands(self._api, self._features, self._alerts.admin_ids))
        asked = asyncio.create_task(stopping.wait())
        refused = asyncio.create_task(self._sender.unauthorised.wait())
        lost = asyncio.create_task(self._lost.wait())
        try:
            await asyncio.wait([polling, asked, refused, lost], return_when=asyncio.FIRST_COMPLETED)
            if lost.done():  # nothing that is under way can be brought to an end: its rows are another process's now
                raise LeaseLostError("Another process is the bot now: this one ends.")
            # From here on nothing new is taken in or begun; what is at hand is handled.
            self._intake.stop()
            self._scheduler.pause()
            for tick in self._ticks:
                tick.stop()
            await asyncio.wait([polling], timeout=_DRAIN_FOR)
            if polling.done():
                polling.result()
        finally:
            for task in (polling, naming, asked, refused, lost):
                task.cancel()

    async def _shut_down(self) -> None:
        for tick in self._ticks:
            tick.stop()
        for feature in self._features:
            for service in feature.services:
                service.stop()
        self._pacer.stop()  # what waits there never left, and its row is to say so
        # Once the lease is lost nothing under way can come to an end: it may neither be sent nor written.
        drain_for = _CUT_OFF_AFTER if self._lost.is_set() else _DRAIN_FOR
        ending = asyncio.create_task(self._inbox.stop(drain_for))
        # What is under way ends by itself: to cancel it might leave a message half sent.
        late = (await asyncio.wait(self._services, timeout=drain_for))[1] if self._services else set()
        await ending
        try:
            async with asyncio.timeout(drain_for):
                await asyncio.gather(*(close() for feature in self._features for close in feature.closing))
        except TimeoutError:
            late.update(self._services)
        if late and not self._lost.is_set():
            _log.warning("Some messages could not be brought to their end; they go on after the next start")
        for task in self._services:
            task.cancel()
        if self._services:  # what they leave is written down while it can be
            await asyncio.wait(self._services, timeout=_CUT_OFF_AFTER)
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        await self._application.shutdown()
        await self._request.shutdown()

    async def _handle(self, update: Incoming) -> None:
        with self._pacer.answering():
            await self._router.handle(update)

    async def _tick(self) -> None:
        """Note that the bot is alive, and say so if nothing is heard of Telegram."""
        if self._intake.silent_for > _SILENT_FOR:
            _log.warning("Telegram has not answered a poll for %d s", self._intake.silent_for.total_seconds())
        await self._heartbeat.beat(self._intake.answered_at)

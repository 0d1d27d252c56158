"""The bot of one token at work: started and stopped in order, with all that its features do beside the updates."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Sequence
from datetime import UTC, timedelta
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from telegram import Update
from telegram.error import NetworkError
from telegram.ext import Application

from bot.botapi.api import BotApi, backoff
from bot.botapi.pacing import Pacer
from bot.botapi.polling import Intake
from bot.botapi.sender import Sender
from bot.botapi.transport import AiohttpRequest
from bot.chat.alerts import Alerts
from bot.chat.feature import Feature, Tick
from bot.chat.general import name_commands
from bot.chat.heartbeat import Heartbeat
from bot.chat.presence import Presence
from bot.chat.router import Router
from bot.chat.update_processor import UpdateProcessor

_log = logging.getLogger(__name__)

_DRAIN_FOR = 8.0  # seconds that what is under way at a shutdown may take
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
        processor: UpdateProcessor,
        presence: Presence,
        router: Router,
        alerts: Alerts,
        heartbeat: Heartbeat,
        features: Sequence[Feature],
        tick_for: float,
    ) -> None:
        self._request = request
        self._application = application
        self._api = api
        self._pacer = pacer
        self._sender = sender
        self._processor = processor
        self._presence = presence
        self._router = router
        self._alerts = alerts
        self._heartbeat = heartbeat
        self._features = features
        self._tick_for = tick_for
        self._intake = Intake(api, self._handle, allowed_updates=["message", "callback_query", "my_chat_member"])
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        of_features = (tick for feature in features for tick in feature.ticks)
        self._ticks = [_Looking(tick) for tick in (Tick(self._tick), *of_features, Tick(alerts.tell))]
        self._services: list[asyncio.Task[None]] = []

    async def run(self, stopping: asyncio.Event) -> None:
        """Serve until `stopping` is set. Raises Unauthorised where Telegram does not accept the token."""
        await self._request.initialize()
        logging.getLogger().addHandler(self._alerts)
        try:
            if not await self._introduce(stopping):
                return
            await self._heartbeat.begin()  # before anything is sent: what Telegram asked for outlasts a restart
            for tick in self._ticks:
                self._scheduler.add_job(tick.look, misfire_grace_time=None)  # at once, too
                self._scheduler.add_job(
                    tick.look,
                    "interval",
                    seconds=self._tick_for,
                    coalesce=True,
                    max_instances=1,
                    misfire_grace_time=None,
                )
            self._scheduler.start()
            services = (service for feature in self._features for service in feature.services)
            self._services = [asyncio.create_task(service.run()) for service in services]
            await self._serve(stopping)
        finally:
            logging.getLogger().removeHandler(self._alerts)
            await self._shut_down()

    async def _introduce(self, stopping: asyncio.Event) -> bool:
        """Learn our own name, however long Telegram cannot be reached; False where we are to stop before that."""
        attempt = 0
        while not stopping.is_set():
            try:
                await self._application.initialize()
            except NetworkError as error:
                attempt += 1
                _log.warning("Telegram cannot be reached: %s", error)
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(stopping.wait(), backoff(attempt))
            else:
                self._api.username = self._application.bot.username
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
        try:
            await asyncio.wait([polling, asked, refused], return_when=asyncio.FIRST_COMPLETED)
            # From here on nothing new is taken in or begun; what is at hand is handled and confirmed.
            self._intake.stop()
            self._scheduler.pause()
            for tick in self._ticks:
                tick.stop()
            await asyncio.wait([polling], timeout=_DRAIN_FOR)
            if polling.done():
                polling.result()
        finally:
            for task in (polling, naming, asked, refused):
                task.cancel()

    async def _shut_down(self) -> None:
        for feature in self._features:
            for service in feature.services:
                service.stop()
        try:
            async with asyncio.timeout(_DRAIN_FOR):
                # A look under way ends by itself: the scheduler would cancel it with a message half sent.
                for tick in self._ticks:
                    await tick.ended()
                for feature in self._features:
                    for close in feature.closing:
                        await close()
                for task in self._services:
                    await task
        except TimeoutError:
            _log.warning("Some messages could not be brought to their end; they go on after the next start")
        for task in self._services:
            task.cancel()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        await self._application.shutdown()
        await self._request.shutdown()

    async def _handle(self, update: dict[str, Any]) -> None:
        parsed = Update.de_json(_without_the_read(update), self._application.bot)
        with self._pacer.answering():
            await self._processor.process_update(parsed, self._application.process_update(parsed))
        await self._presence.note_language(parsed.effective_user)

    async def _tick(self) -> None:
        """Note that the bot is alive, and say so if nothing is heard of Telegram."""
        if self._intake.silent_for > _SILENT_FOR:
            _log.warning("Telegram has not answered a poll for %d s", self._intake.silent_for.total_seconds())
        await self._heartbeat.beat()


class _Looking:
    """A tick as the scheduler has it: one look at a time, whose end can be waited for."""

    def __init__(self, tick: Tick) -> None:
        self.stop = tick.stop
        self._tick = tick
        self._lock = asyncio.Lock()

    async def look(self) -> None:
        """Look, unless a look is under way."""
        if not self._lock.locked():
            async with self._lock:
                await self._tick.look()

    async def ended(self) -> None:
        """Return when no look is under way, and let no other begin."""
        await self._lock.acquire()


def _without_the_read(update: dict[str, Any]) -> dict[str, Any]:
    """The update without the words of a tapped message, which are ours anyway: to make objects of every bold word in
    them would cost as much as all the rest of a tap. Its id, its chat and its buttons stay.
    """
    message = update.get("callback_query", {}).get("message", {})
    for field in ("text", "entities", "caption", "caption_entities"):
        message.pop(field, None)
    return update

"""The bot of one token: everything in this room put together, started and stopped in order."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Collection
from datetime import UTC, timedelta
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from telegram import Update
from telegram.error import NetworkError, TelegramError
from telegram.ext import Application, ExtBot

from bot.botapi.api import BotApi, backoff
from bot.botapi.pacing import PAID_PER_SECOND, Pacer
from bot.botapi.polling import Intake
from bot.botapi.sender import Sender
from bot.botapi.transport import AiohttpRequest
from bot.chat.admin.handlers import AdminHandlers
from bot.chat.alerts import Alerts
from bot.chat.broadcasts.following import Following
from bot.chat.broadcasts.handlers import BroadcastHandlers
from bot.chat.broadcasts.sending import BroadcastSending
from bot.chat.general_screens import COMMANDS
from bot.chat.lessons.delivery import LessonDelivery
from bot.chat.presence import Languages
from bot.chat.reminders.sending import ReminderSending
from bot.chat.router import Handlers
from bot.chat.update_processor import UpdateProcessor
from bot.flows.outages import note_pulse, note_start
from bot.flows.pauses import recall_pauses, remember_pauses
from bot.flows.school import School
from bot.pictures.renderer import Renderer

_log = logging.getLogger(__name__)

_DRAIN_FOR = 8.0  # seconds that what is under way at a shutdown may take
_SILENT_FOR = timedelta(minutes=1)  # twice as long as Telegram holds a poll open: a fault


class LessonBot:
    """The bot for one token at one Bot API server.

    `tempo` scales how long demos take to type. Every `tick_for` seconds it looks for what is owed and due.
    `paid_broadcasts` sends broadcasts for Stars, up to a thousand a second.
    """

    def __init__(
        self,
        school: School,
        token: str,
        api_url: str,
        *,
        admin_ids: Collection[int] = (),
        tempo: float = 1.0,
        pacer: Pacer | None = None,
        tick_for: float = 5.0,
        paid_broadcasts: bool = False,
    ) -> None:
        self._school = school
        self._tick_for = tick_for
        self._request = AiohttpRequest()
        self._api = BotApi(self._request, token, api_url)
        self._pacer = pacer or Pacer(broadcasts_per_second=PAID_PER_SECOND if paid_broadcasts else None)
        self._processor = UpdateProcessor()
        self._sender = Sender(self._api, self._pacer)
        self._delivery = LessonDelivery(school, self._sender, self._processor.turn_of, tempo)
        self._reminder_sending = ReminderSending(school, self._sender)
        self._alerts = Alerts(self._sender, admin_ids, token)
        self._broadcast_sending = BroadcastSending(
            school, self._sender, self._pacer, self._alerts, paid=paid_broadcasts
        )
        self._languages = Languages(school)
        self._renderer = Renderer()
        self._admin = AdminHandlers(school, self._sender, self._api, admin_ids, token)
        self._following = Following(school, self._sender)
        self._broadcasting: list[asyncio.Task[None]] = []
        self._broadcasts = BroadcastHandlers(
            school, self._sender, self._following, admin_ids, self._pacer.broadcasts_per_second
        )
        # Two requests that are one: PTB would otherwise make an httpx client for getUpdates, which is never used.
        bot = ExtBot(token, base_url=f"{api_url}/bot", request=self._request, get_updates_request=self._request)
        self._application: Application[Any, Any, Any, Any, Any, Any] = (
            Application.builder().bot(bot).updater(None).job_queue(None).concurrent_updates(self._processor).build()
        )
        self._intake = Intake(self._api, self._handle, allowed_updates=["message", "callback_query", "my_chat_member"])
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._ticking = asyncio.Lock()
        self._silenced = False

    async def run(self, stopping: asyncio.Event) -> None:
        """Serve until `stopping` is set. Raises Unauthorised where Telegram does not accept the token."""
        await self._request.initialize()
        logging.getLogger().addHandler(self._alerts)
        try:
            if not await self._introduce(stopping):
                return
            await note_start(self._school)
            self._pacer.restore(await recall_pauses(self._school))
            await self._delivery.send_owed()
            for job in (self._tick, self._reminder_sending.send_due, self._alerts.tell):
                self._scheduler.add_job(
                    job, "interval", seconds=self._tick_for, coalesce=True, max_instances=1, misfire_grace_time=None
                )
            self._scheduler.add_job(self._reminder_sending.send_due, misfire_grace_time=None)  # at once, too
            self._scheduler.start()
            self._broadcasting = [
                asyncio.create_task(each.run()) for each in (self._broadcast_sending, self._following)
            ]
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
                self._handlers().register(self._application)
                _log.info("The bot is @%s", self._application.bot.username)
                return True
        return False

    def _handlers(self) -> Handlers:
        bot = self._application.bot
        return Handlers(
            self._school,
            self._sender,
            self._delivery,
            self._renderer,
            self._admin,
            self._broadcasts,
            bot.username,
            bot.token,
        )

    async def _serve(self, stopping: asyncio.Event) -> None:
        polling = asyncio.create_task(self._intake.run())
        naming = asyncio.create_task(self._name_commands())
        asked = asyncio.create_task(stopping.wait())
        refused = asyncio.create_task(self._sender.unauthorised.wait())
        try:
            await asyncio.wait([polling, asked, refused], return_when=asyncio.FIRST_COMPLETED)
            self._intake.stop()
            self._scheduler.pause()
            self._reminder_sending.stop()
            await asyncio.wait([polling], timeout=_DRAIN_FOR)
            if polling.done():
                polling.result()
        finally:
            for task in (polling, naming, asked, refused):
                task.cancel()

    async def _shut_down(self) -> None:
        self._broadcast_sending.stop()
        self._following.stop()
        try:
            # A tick under way ends by itself: the scheduler would cancel it with a message half sent.
            async with asyncio.timeout(_DRAIN_FOR), self._ticking, self._reminder_sending.sending:
                await self._delivery.close()
                for task in self._broadcasting:
                    await task
        except TimeoutError:
            _log.warning("Some messages could not be brought to their end; they go on after the next start")
        for task in self._broadcasting:
            task.cancel()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        await self._renderer.close()
        await self._application.shutdown()
        await self._request.shutdown()

    async def _handle(self, update: dict[str, Any]) -> None:
        parsed = Update.de_json(_without_the_read(update), self._application.bot)
        with self._pacer.answering():
            await self._processor.process_update(parsed, self._application.process_update(parsed))
        await self._languages.note(parsed.effective_user)

    async def _tick(self) -> None:
        async with self._ticking:
            if self._intake.silent_for > _SILENT_FOR:
                _log.warning("Telegram has not answered a poll for %d s", self._intake.silent_for.total_seconds())
            await note_pulse(self._school)
            pauses = self._pacer.pauses()
            await remember_pauses(self._school, pauses)
            self._note_silence(pauses.get(None, 0.0))
            await self._delivery.send_owed()

    def _note_silence(self, seconds: float) -> None:
        """Have admins told, once for each time, that Telegram asks us for silence towards everybody."""
        if seconds and not self._silenced:
            self._alerts.note(f"Telegram asks for silence: reminders and announcements wait for {seconds:.0f} s")
        self._silenced = seconds > 0

    async def _name_commands(self) -> None:
        commands = [{"command": name, "description": meaning} for name, meaning in COMMANDS.items()]
        try:
            await self._api.call("setMyCommands", {"commands": commands, "scope": {"type": "all_private_chats"}})
        except TelegramError as error:
            _log.warning("The command menu could not be set: %s", error)
        await self._admin.name_commands()


def _without_the_read(update: dict[str, Any]) -> dict[str, Any]:
    """The update without the words of a tapped message, which are ours anyway: to make objects of every bold word in
    them would cost as much as all the rest of a tap. Its id, its chat and its buttons stay.
    """
    message = update.get("callback_query", {}).get("message", {})
    for field in ("text", "entities", "caption", "caption_entities"):
        message.pop(field, None)
    return update

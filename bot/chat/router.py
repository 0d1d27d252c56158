"""The way of every update: to the room of the chat that deals with it, or to a word on what went wrong."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, get_args

from telegram import CallbackQuery, Chat, Update
from telegram.ext import (
    Application,
    CallbackContext,
    CallbackQueryHandler,
    CommandHandler,
    MessageHandler,
    TypeHandler,
    filters,
)

from bot.botapi.message import Screen
from bot.botapi.pacing import Lane
from bot.botapi.sender import Sender
from bot.chat.admin.handlers import AdminHandlers
from bot.chat.admin.screens import ADMIN_COMMANDS
from bot.chat.broadcasts.copies import AnnouncementHandlers
from bot.chat.broadcasts.handlers import BroadcastHandlers
from bot.chat.general_screens import TOASTS, apology_screen, group_screen, help_screen, pointer_screen
from bot.chat.lessons.delivery import LessonDelivery
from bot.chat.lessons.handlers import LessonHandlers
from bot.chat.privacy.handlers import PrivacyHandlers
from bot.chat.progress.handlers import PictureHandlers
from bot.chat.progress.screens import streak_screen
from bot.chat.pseudonym import pseudonym
from bot.chat.reminders.handlers import ReminderHandlers
from bot.chat.review.handlers import ReviewHandlers
from bot.chat.settings.handlers import SettingsHandlers
from bot.chat.tap import (
    AdminTap,
    AnnouncementTap,
    BroadcastTap,
    LessonTap,
    OldTapError,
    PictureTap,
    PrivacyTap,
    ReminderTap,
    ReviewTap,
    SettingsTap,
    ZoneTap,
    unpack,
)
from bot.chat.zones.handlers import ZoneHandlers
from bot.core.lesson import Refusal
from bot.flows.lessons import open_lesson_day
from bot.flows.progress import look_at_ledger
from bot.flows.school import School
from bot.flows.settings import look_at_settings
from bot.pictures.renderer import Renderer

_log = logging.getLogger(__name__)

_Application = Application[Any, Any, Any, Any, Any, Any]
_Context = CallbackContext[Any, Any, Any, Any]


class Handlers:
    """Every command and every tap, each with its room. `secret` keeps the pseudonyms of the log from being guessed."""

    def __init__(
        self,
        school: School,
        sender: Sender,
        delivery: LessonDelivery,
        renderer: Renderer,
        admin: AdminHandlers,
        broadcasts: BroadcastHandlers,
        username: str,
        secret: str,
    ) -> None:
        self._school = school
        self._sender = sender
        self._admin = admin
        self._broadcasts = broadcasts
        self._username = username
        self._secret = secret
        self._privacy = PrivacyHandlers(school, sender, delivery)
        self._review = ReviewHandlers(school, sender)
        self._settings = SettingsHandlers(school, sender)
        self._zones = ZoneHandlers(school, sender)
        self._pictures = PictureHandlers(school, sender, renderer, username)
        self._reminders = ReminderHandlers(school, sender)
        self._announcements = AnnouncementHandlers(school, sender)
        self._lessons = LessonHandlers(school, sender, delivery, self._pictures, self._zones)
        rooms: dict[Any, Callable[[CallbackQuery, Any], Awaitable[None]]] = {
            LessonTap: self._lessons.on_tap,
            AdminTap: self._admin.on_tap,
            ReviewTap: self._review.on_tap,
            PictureTap: self._pictures.on_tap,
            SettingsTap: self._settings.on_tap,
            ZoneTap: self._zones.on_tap,
            ReminderTap: self._reminders.on_tap,
            PrivacyTap: self._privacy.on_tap,
            AnnouncementTap: self._announcements.on_tap,
            BroadcastTap: broadcasts.on_tap,
        }
        self._rooms: dict[type, Callable[[CallbackQuery, Any], Awaitable[None]]] = {
            kind: on_tap for taps, on_tap in rooms.items() for kind in get_args(taps)
        }

    def register(self, application: _Application) -> None:
        """Hang every handler into the application."""
        private = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE
        application.add_handler(TypeHandler(Update, self._reminders.on_update), group=-1)  # before all others
        application.add_handler(CallbackQueryHandler(self.on_tap))
        self._admin.register(application)
        self._broadcasts.register(application)
        for names, on_command in self._commands().items():
            application.add_handler(CommandHandler(names, on_command, private))
        application.add_handler(MessageHandler(private & filters.LOCATION, self._zones.on_location))
        application.add_handler(MessageHandler(private, self.on_anything_else))
        application.add_handler(MessageHandler(filters.ChatType.GROUPS & filters.COMMAND, self.on_group))
        application.add_error_handler(self.on_error)

    async def on_streak(self, update: Update, _: _Context) -> None:
        """/streak."""
        learner_id = _learner_id(update)
        await self._reply(learner_id, streak_screen(await look_at_ledger(self._school, learner_id)))

    async def on_help(self, update: Update, _: _Context) -> None:
        """/help."""
        learner_id = _learner_id(update)
        settings = await look_at_settings(self._school, learner_id)
        more = ADMIN_COMMANDS if self._admin.is_admin(learner_id) else {}
        await self._reply(learner_id, help_screen(self._school.course, settings.day_starts_at, more))

    async def on_anything_else(self, update: Update, _: _Context) -> None:
        """Anything that is no command: the answer to an open question, or else a pointer to the open step."""
        learner_id, message, user = _learner_id(update), update.effective_message, update.effective_user
        if message is not None and user is not None and await self._broadcasts.on_message(message, user):
            return
        if message is not None and message.text and not message.text.startswith("/") and user is not None:
            for room in (self._zones, self._settings):
                if await room.on_text(message, user):
                    return
        await self._reply(learner_id, pointer_screen(await open_lesson_day(self._school, learner_id)))

    async def on_group(self, update: Update, _: _Context) -> None:
        """A command in a group: the way to the private chat."""
        if update.effective_chat is not None:
            await self._reply(update.effective_chat.id, group_screen(self._username))

    async def on_tap(self, update: Update, _: _Context) -> None:
        """A tap on a button, whoever made its data."""
        query = update.callback_query
        if query is None or (query.message is not None and query.message.chat.type != Chat.PRIVATE):
            return
        try:
            tap = unpack(query.data or "")
        except OldTapError:
            await self._sender.answer(query.id, TOASTS[Refusal.UNKNOWN])
            return
        await self._rooms[type(tap)](query, tap)

    async def on_error(self, update: object, context: _Context) -> None:
        """Something broke: tell the learner, and give the log a reference to find it by."""
        reference = secrets.token_hex(4)
        learner = update.effective_user if isinstance(update, Update) else None
        whose = pseudonym(learner.id, self._secret) if learner else "nobody"
        _log.error("Error %s of %s", reference, whose, exc_info=context.error)
        if not isinstance(update, Update) or learner is None:
            return
        if update.callback_query is not None:
            await self._sender.answer(update.callback_query.id)
        await self._reply(learner.id, apology_screen(reference))

    def _commands(self) -> dict[tuple[str, ...], Callable[[Update, _Context], Coroutine[Any, Any, None]]]:
        return {
            ("start", "today"): self._lessons.on_today,
            ("lessons",): self._lessons.on_lessons,
            ("review",): self._review.on_review,
            ("progress",): self._pictures.on_progress,
            ("streak",): self.on_streak,
            ("settings",): self._settings.on_settings,
            ("stop",): self._settings.on_stop,
            ("help",): self.on_help,
            ("privacy",): self._privacy.on_privacy,
            ("export",): self._privacy.on_export,
            ("delete",): self._privacy.on_delete,
        }

    async def _reply(self, chat_id: int, screen: Screen) -> None:
        await self._sender.send(chat_id, screen, Lane.REPLY)


def _learner_id(update: Update) -> int:
    if update.effective_user is None:
        raise ValueError("an update of nobody")
    return update.effective_user.id

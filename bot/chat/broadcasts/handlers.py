"""Broadcasts in the chat, for admins. To anybody else these commands are words like any others."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from telegram import CallbackQuery, Message, Update, User
from telegram.ext import Application, CallbackContext, CommandHandler, filters

from bot.botapi.pacing import Lane
from bot.botapi.sender import Sender
from bot.chat.broadcasts.composing import Composing
from bot.chat.broadcasts.control import Control
from bot.chat.broadcasts.following import Following
from bot.chat.broadcasts.screens import compose_screen
from bot.chat.general_screens import TOASTS
from bot.chat.tap import BroadcastTap, SteeringTap
from bot.core.lesson import Refusal
from bot.flows.school import School

_Application = Application[Any, Any, Any, Any, Any, Any]
_Context = CallbackContext[Any, Any, Any, Any]


class BroadcastHandlers:
    """What those whose ids are in ADMIN_IDS can do with broadcasts, which go `per_second`."""

    def __init__(
        self, school: School, sender: Sender, panels: Following, admin_ids: Collection[int], per_second: float
    ) -> None:
        self._sender = sender
        self._admin_ids = admin_ids
        self._composing = Composing(school, sender, per_second)
        self._control = Control(school, sender, self._composing, panels)

    def register(self, application: _Application) -> None:
        """Hang the commands into the application, for admins only: what others send falls through to the next."""
        admins = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE & filters.User(user_id=self._admin_ids)
        application.add_handler(CommandHandler("broadcast", self.on_broadcast, admins))
        application.add_handler(CommandHandler("broadcasts", self.on_broadcasts, admins))

    async def on_broadcast(self, update: Update, _: _Context) -> None:
        """/broadcast."""
        if update.effective_user is not None:
            await self._sender.send(update.effective_user.id, compose_screen(), Lane.REPLY)

    async def on_broadcasts(self, update: Update, _: _Context) -> None:
        """/broadcasts."""
        if update.effective_user is not None:
            await self._control.list(update.effective_user.id)

    async def on_message(self, message: Message, user: User) -> bool:
        """Anything that is no command: whether it was an admin's answer to a question, and has been dealt with."""
        return user.id in self._admin_ids and await self._composing.on_message(message, user.id)

    async def on_tap(self, query: CallbackQuery, tap: BroadcastTap) -> None:
        """A tap on a button that only admins are shown; from anybody else it is a forged one."""
        if query.from_user.id not in self._admin_ids:
            await self._sender.answer(query.id, TOASTS[Refusal.UNKNOWN])
        elif isinstance(tap, SteeringTap):
            await self._control.on_tap(query, tap)
        else:
            await self._composing.on_tap(query, tap)

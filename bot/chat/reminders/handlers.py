"""What learners do with reminders, and what any update says of them: that they are here, or gone."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from telegram import CallbackQuery, Chat, ChatMember, Update
from telegram.ext import CallbackContext

from bot.botapi.pacing import Lane
from bot.botapi.sender import Sender
from bot.chat.general_screens import TOASTS
from bot.chat.reminders.screens import paused_screen, resumed_screen, snoozed_screen
from bot.chat.tap import PauseWeek, ReminderTap, Resume, Snooze
from bot.core.lesson import Refusal
from bot.flows.presence import note_block, note_presence
from bot.flows.reminders.responses import end_pause, pause_reminders, put_off
from bot.flows.school import School

_Context = CallbackContext[Any, Any, Any, Any]

_NOTED_FOR = timedelta(hours=1)  # for which somebody’s presence is not written down again
_SWEPT_FROM = 4096  # learners remembered before those of long ago are forgotten
_GONE = frozenset({ChatMember.BANNED, ChatMember.LEFT})

_FLOWS = {Snooze: put_off, PauseWeek: pause_reminders, Resume: end_pause}
_SCREENS = {Snooze: snoozed_screen, PauseWeek: paused_screen, Resume: resumed_screen}


class ReminderHandlers:
    """Where reminders are answered, and presence is noted."""

    def __init__(self, school: School, sender: Sender) -> None:
        self._school = school
        self._sender = sender
        self._noted_at: dict[int, datetime] = {}
        self._sweep_from = _SWEPT_FROM

    async def on_update(self, update: Update, _: _Context) -> None:
        """Any update of a private chat: its learner is back, or has blocked the bot."""
        chat, user = update.effective_chat, update.effective_user
        if user is None or (chat is not None and chat.type != Chat.PRIVATE):
            return
        change = update.my_chat_member
        if change is not None:
            self._noted_at.pop(user.id, None)
        if change is not None and change.new_chat_member.status in _GONE:
            await note_block(self._school, user.id)
        elif self._is_news(user.id):
            await note_presence(self._school, user.id)
            self._remember(user.id)

    async def on_tap(self, query: CallbackQuery, tap: ReminderTap) -> None:
        """A tap on a reminder: the message then says what came of it."""
        learner_id = query.from_user.id
        outcome = await _FLOWS[type(tap)](self._school, learner_id)
        await self._sender.answer(query.id, None if outcome else TOASTS[Refusal.UNKNOWN])
        if outcome is None:
            return
        screen = _SCREENS[type(tap)](outcome)
        if query.message is None or not await self._sender.edit(learner_id, query.message.message_id, screen):
            await self._sender.send(learner_id, screen, Lane.REPLY)

    def _is_news(self, learner_id: int) -> bool:
        noted_at = self._noted_at.get(learner_id)
        return noted_at is None or abs(self._school.clock.now() - noted_at) >= _NOTED_FOR

    def _remember(self, learner_id: int) -> None:
        self._noted_at[learner_id] = now = self._school.clock.now()
        if len(self._noted_at) > self._sweep_from:
            self._noted_at = {who: at for who, at in self._noted_at.items() if abs(now - at) < _NOTED_FOR}
            self._sweep_from = max(_SWEPT_FROM, 2 * len(self._noted_at))

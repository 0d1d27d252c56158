"""Privacy in the chat: what is kept, all of it as a file, and having it deleted."""

from __future__ import annotations

from typing import Any

from telegram import CallbackQuery, Update
from telegram.ext import CallbackContext

from bot.botapi.pacing import Lane
from bot.botapi.sender import Sender
from bot.chat.lessons.delivery import LessonDelivery
from bot.chat.privacy.screens import (
    VOID,
    delete_screen,
    deleted_screen,
    export_document,
    kept_screen,
    nothing_kept_screen,
    privacy_screen,
)
from bot.chat.tap import DeleteAll, PrivacyTap
from bot.flows.privacy import ask_to_delete, delete, export
from bot.flows.school import School

_Context = CallbackContext[Any, Any, Any, Any]


class PrivacyHandlers:
    """Where learners ask what is kept about them, and leave."""

    def __init__(self, school: School, sender: Sender, delivery: LessonDelivery) -> None:
        self._school = school
        self._sender = sender
        self._delivery = delivery

    async def on_privacy(self, update: Update, _: _Context) -> None:
        """/privacy."""
        if update.effective_user is not None:
            await self._sender.send(update.effective_user.id, privacy_screen(), Lane.REPLY)

    async def on_export(self, update: Update, _: _Context) -> None:
        """/export."""
        if update.effective_user is None:
            return
        learner_id = update.effective_user.id
        found = await export(self._school, learner_id)
        if found is None:
            await self._sender.send(learner_id, nothing_kept_screen(), Lane.REPLY)
        else:
            await self._sender.send_document(learner_id, export_document(found), Lane.REPLY)

    async def on_delete(self, update: Update, _: _Context) -> None:
        """/delete: nothing is deleted before a tap says so."""
        if update.effective_user is None:
            return
        learner_id = update.effective_user.id
        asked_at = await ask_to_delete(self._school, learner_id)
        screen = delete_screen(learner_id, asked_at) if asked_at else nothing_kept_screen()
        await self._sender.send(learner_id, screen, Lane.REPLY)

    async def on_tap(self, query: CallbackQuery, tap: PrivacyTap) -> None:
        """Delete everything, a running demo included, or nothing. The question makes way for what came of it."""
        learner_id, screen = query.from_user.id, kept_screen()
        if isinstance(tap, DeleteAll):
            if not await delete(self._school, learner_id, tap.learner, tap.asked_at):
                await self._sender.answer(query.id, VOID)
                return
            await self._delivery.dismiss(learner_id)
            screen = deleted_screen()
        await self._sender.answer(query.id)
        if query.message is None or not await self._sender.edit(learner_id, query.message.message_id, screen):
            await self._sender.send(learner_id, screen, Lane.REPLY)

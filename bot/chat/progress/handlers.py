"""Pictures in the chat: the progress, and the certificate. Where one cannot be drawn or sent, its words are."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from typing import Any

from telegram import CallbackQuery, Update, User
from telegram.ext import CallbackContext

from bot.botapi.message import Photo, Screen
from bot.botapi.pacing import Lane
from bot.botapi.sender import Sender
from bot.chat.general_screens import progress_screen
from bot.chat.progress.captions import (
    NOT_FINISHED,
    certificate_caption,
    progress_caption,
    progress_keyboard,
    share_button,
)
from bot.chat.tap import GetCertificate, ShowProgress
from bot.core.delivery import BLOCKED, Delivery
from bot.core.richtext import RichText
from bot.flows.enrolment import Showing
from bot.flows.progress import Progress, is_milestone, look_at_progress
from bot.flows.school import School
from bot.pictures.certificate import certificate_drawing
from bot.pictures.drawing import Drawing, DrawingError
from bot.pictures.progress_picture import progress_drawing
from bot.pictures.renderer import Renderer

_Context = CallbackContext[Any, Any, Any, Any]
_log = logging.getLogger(__name__)


class PictureHandlers:
    """Where learners see how far they have come. `username` is the bot’s, for the links they share."""

    def __init__(self, school: School, sender: Sender, renderer: Renderer, username: str) -> None:
        self._school = school
        self._sender = sender
        self._renderer = renderer
        self._username = username

    async def on_progress(self, update: Update, _: _Context) -> None:
        """/progress."""
        if update.effective_user is not None:
            progress = await look_at_progress(self._school, update.effective_user.id)
            await self._show(update.effective_user.id, progress, Lane.REPLY)

    async def on_tap(self, query: CallbackQuery, tap: ShowProgress | GetCertificate) -> None:
        """A tap for the progress, or for the certificate, which whoever has finished the course can have any time."""
        learner = query.from_user
        if isinstance(tap, ShowProgress):
            await self._sender.answer(query.id)
            await self._show(learner.id, await look_at_progress(self._school, learner.id), Lane.REPLY)
            return
        progress = await look_at_progress(self._school, learner.id)
        await self._sender.answer(query.id, None if progress.finished_on else NOT_FINISHED)
        await self._certify(learner, progress, Lane.REPLY)

    async def celebrate(self, learner: User, showing: Showing) -> None:
        """Send what belongs to a closing card that has just arrived: every seventh day finished brings the progress,
        the last one the certificate. At most once: only the tap that finishes a day has `days_done`.
        """
        if showing.days_done is None:
            return
        progress = await look_at_progress(self._school, learner.id)
        if is_milestone(showing.days_done):
            await self._show(learner.id, progress, Lane.LESSON)
        await self._certify(learner, progress, Lane.LESSON)

    async def _show(self, learner_id: int, progress: Progress, lane: Lane) -> None:
        screen = replace(progress_screen(progress), keyboard=progress_keyboard(progress, self._username))
        await self._send(learner_id, progress_drawing(progress), progress_caption(progress), screen, lane)

    async def _certify(self, learner: User, progress: Progress, lane: Lane) -> None:
        if progress.finished_on is None:
            return
        name, finished_on = learner.full_name, progress.finished_on
        caption = certificate_caption(progress, finished_on, name)
        screen = Screen(caption, ((share_button(progress, self._username),),))
        # In a thread: the first name in a script takes reading its fonts.
        drawing = await asyncio.to_thread(certificate_drawing, progress, finished_on, name)
        await self._send(learner.id, drawing, caption, screen, lane)

    async def _send(self, learner_id: int, drawing: Drawing, caption: RichText, instead: Screen, lane: Lane) -> None:
        """Send a picture with the buttons of the screen that is sent `instead` where there can be no picture."""
        try:
            content = await self._renderer.draw(drawing)
        except DrawingError:
            _log.exception("A picture could not be drawn; its words are sent instead")
        else:
            receipt = await self._sender.send_photo(learner_id, Photo(content, caption, instead.keyboard), lane)
            if receipt.outcome is not Delivery.FAILED or receipt.reason == BLOCKED:
                return
            _log.warning("A picture was refused, its words are sent instead: %s", receipt.reason)
        await self._sender.send(learner_id, instead, lane)

"""Progress and streak in the chat."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from bot.botapi.api import BotApi
from bot.botapi.message import Message
from bot.botapi.pacing import Lane
from bot.chat.conversation import Conversation, Tapped, Typed
from bot.chat.feature import Command, Feature
from bot.chat.progress.captions import (
    NOT_FINISHED,
    certificate_caption,
    progress_caption,
    progress_keyboard,
    share_button,
)
from bot.chat.progress.labels import labelled_certificate, labelled_progress
from bot.chat.progress.pictures import PictureSending
from bot.chat.progress.screens import progress_screen, streak_screen
from bot.chat.progress.taps import GetCertificate, ShowProgress
from bot.flows.enrolment import Showing
from bot.flows.progress import Progress, is_milestone, look_at_ledger, look_at_progress
from bot.flows.school import School
from bot.words import N_


class ProgressHandlers:
    """Where learners see how far they have come. `api` knows the bot’s name, for the links they share."""

    def __init__(self, school: School, pictures: PictureSending, api: BotApi) -> None:
        self._school = school
        self._pictures = pictures
        self._api = api

    @property
    def feature(self) -> Feature:
        """What progress brings to the bot."""
        return Feature(
            commands=(
                Command("progress", self.on_progress, N_("See how far you have come"), menu=30),
                Command("streak", self.on_streak, N_("See your streak, day by day"), menu=40),
            ),
            taps={ShowProgress: self.on_show_progress, GetCertificate: self.on_get_certificate},
            closing=(self._pictures.close,),
        )

    async def on_progress(self, typed: Typed) -> None:
        """Show the progress."""
        await self._show(typed, await look_at_progress(self._school, typed.learner_id), Lane.REPLY)

    async def on_streak(self, typed: Typed) -> None:
        """Tell the streak day by day."""
        await typed.reply(streak_screen(typed.words, await look_at_ledger(self._school, typed.learner_id)))

    async def on_show_progress(self, tapped: Tapped, _: ShowProgress) -> None:
        """Show the progress, below."""
        await tapped.say()
        await self._show(tapped, await look_at_progress(self._school, tapped.learner_id), Lane.REPLY)

    async def on_get_certificate(self, tapped: Tapped, _: GetCertificate) -> None:
        """Send the certificate, which whoever has finished the course can have any time."""
        progress = await look_at_progress(self._school, tapped.learner_id)
        await tapped.say(None if progress.finished_on else tapped.words.text(NOT_FINISHED))
        await self._certify(tapped, progress, Lane.REPLY)

    async def celebrate(self, learner: Conversation, showing: Showing) -> None:
        """Send what belongs to a closing card that has just arrived: every seventh day finished brings the progress,
        the last one the certificate. At most once: only the tap that finishes a day has `days_done`.
        """
        if showing.days_done is None:
            return
        progress = await look_at_progress(self._school, learner.learner_id)
        if is_milestone(showing.days_done):
            await self._show(learner, progress, Lane.LESSON, certificate=False)  # it comes below, by itself
        await self._certify(learner, progress, Lane.LESSON)

    async def _show(self, learner: Conversation, progress: Progress, lane: Lane, *, certificate: bool = True) -> None:
        words = learner.words
        keyboard = progress_keyboard(words, progress, self._api.username, certificate=certificate)
        picture = Message(progress_caption(words, progress), keyboard)
        instead = replace(progress_screen(words, progress), keyboard=keyboard)
        await self._pictures.send(learner, labelled_progress(words, progress), picture, instead, lane)

    async def _certify(self, learner: Conversation, progress: Progress, lane: Lane) -> None:
        if progress.finished_on is None:
            return
        name, finished_on = learner.user.full_name, progress.finished_on
        caption = certificate_caption(learner.words, progress, finished_on, name)
        picture = Message(caption, ((share_button(learner.words, progress, self._api.username),),))
        # In a thread: the first name in a script takes reading its fonts.
        drawing = await asyncio.to_thread(labelled_certificate, learner.words, progress, finished_on, name)
        await self._pictures.send(learner, drawing, picture, picture, lane)

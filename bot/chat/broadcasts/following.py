"""Panels that follow broadcasts: messages in admins’ chats, edited in place, at most every two seconds."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection, Sequence
from datetime import UTC, tzinfo

from telegram.error import TelegramError

from bot.botapi.message import Message
from bot.botapi.pacing import Lane
from bot.botapi.sender import Sender
from bot.chat.broadcasts.panel_screens import panel_screen
from bot.chat.conversation import Tapped
from bot.core.broadcast import Panel, Status
from bot.core.delivery import Delivery
from bot.flows.broadcasts.panels import Followed, follow, followed, rest, unfollow
from bot.flows.broadcasts.reports import Report
from bot.flows.school import School
from bot.flows.settings import look_at_settings
from bot.words import Words, words_in

_log = logging.getLogger(__name__)

_EVERY = 2.0  # seconds between two edits of a panel, at least
_SHARE = 0.05  # of the time that counting may take: to count a million recipients keeps others from writing


class Following:
    """Shows in every panel how its broadcast goes, until it goes no further."""

    def __init__(self, school: School, sender: Sender, admin_ids: Collection[int]) -> None:
        self._school = school
        self._sender = sender
        self._admin_ids = frozenset(admin_ids)
        self._shown: dict[Panel, Message] = {}
        self._shown_at: dict[Panel, float] = {}
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Follow until `stop`."""
        while not self._stopping.is_set():
            counted_for = 0.0
            try:
                counted_for = await self._look()
            except Exception as error:
                _log.warning("Broadcasts cannot be followed just now: %s", error)
            try:
                async with asyncio.timeout(max(_EVERY / 2, counted_for / _SHARE)):
                    await self._stopping.wait()
            except TimeoutError:
                pass

    def stop(self) -> None:
        """Edit nothing more."""
        self._stopping.set()

    async def open(self, tapped: Tapped, report: Report) -> None:
        """Send a new panel."""
        screen = await self._screen(tapped.words, tapped.learner_id, report)
        receipt = await tapped.reply(screen)
        if receipt.outcome is Delivery.SENT and receipt.message_id is not None:
            await self._attach(Panel(report.broadcast.id, tapped.learner_id, receipt.message_id), screen)

    async def show(self, tapped: Tapped, report: Report) -> None:
        """Make a panel of the message that was tapped, or send a new one where that can’t be changed now."""
        screen = await self._screen(tapped.words, tapped.learner_id, report)
        if tapped.message_id is not None and await self._edit(tapped.learner_id, tapped.message_id, screen):
            await self._attach(Panel(report.broadcast.id, tapped.learner_id, tapped.message_id), screen)
        else:
            await self.open(tapped, report)

    async def _look(self) -> float:
        """Look at every panel; the seconds for which the database was busy with that."""
        began_at = asyncio.get_running_loop().time()
        found = await followed(self._school)
        counted_for = asyncio.get_running_loop().time() - began_at
        present = {each.panel for each in found}
        for gone in self._shown.keys() - present:
            del self._shown[gone], self._shown_at[gone]
        for each in found:
            if each.panel.admin_id not in self._admin_ids:
                await self._hand_over(each, found)
            elif asyncio.get_running_loop().time() - self._shown_at.get(each.panel, -_EVERY) >= _EVERY:
                await self._refresh(each)
        return counted_for

    async def _hand_over(self, former: Followed, all_there_are: Sequence[Followed]) -> None:
        """Take a panel from somebody who is no admin any more; what is under way is shown to the others."""
        panel, report = former.panel, former.report
        await unfollow(self._school, panel)
        await self._sender.edit_keyboard(panel.admin_id, panel.message_id, ())
        if not report.can_change:
            return
        watching = {each.panel.admin_id for each in all_there_are if each.panel.broadcast_id == panel.broadcast_id}
        for admin_id in self._admin_ids - watching:
            screen = await self._screen(words_in(None), admin_id, report)
            receipt = await self._sender.send(admin_id, screen, Lane.REPLY)
            if receipt.message_id is not None:
                await self._attach(Panel(panel.broadcast_id, admin_id, receipt.message_id), screen)

    async def _refresh(self, followed: Followed) -> None:
        panel, report = followed.panel, followed.report
        screen = await self._screen(words_in(followed.language), panel.admin_id, report)
        there: bool | None = True
        if screen != self._shown.get(panel):
            there = await self._edit(panel.admin_id, panel.message_id, screen)
            told = there is not None
            if report.broadcast.status is Status.HELD:  # an edit rings no bell, and somebody has to decide
                receipt = await self._sender.send(panel.admin_id, screen, Lane.REPLY)
                told = told or receipt.outcome is Delivery.SENT
            if not told:
                return
            self._note(panel, screen)
        if there is False:
            await unfollow(self._school, panel)
        elif not report.can_change:
            await rest(self._school, panel, report)

    async def _edit(self, admin_id: int, message_id: int, screen: Message) -> bool | None:
        """Whether a message could be made to say this, or None where that is to be seen another time."""
        try:
            return await self._sender.edit(admin_id, message_id, screen)
        except TelegramError as error:
            _log.info("A broadcast’s panel has to wait: %s", error)
            return None

    def _note(self, panel: Panel, shown: Message) -> None:
        self._shown[panel] = shown
        self._shown_at[panel] = asyncio.get_running_loop().time()

    async def _zone(self, admin_id: int) -> tzinfo:
        return (await look_at_settings(self._school, admin_id)).now.tzinfo or UTC

    async def _attach(self, panel: Panel, shown: Message) -> None:
        """Let a message that now says `shown` follow its broadcast; an earlier one loses its buttons."""
        self._note(panel, shown)
        if before := await follow(self._school, panel):
            await self._sender.edit_keyboard(before.admin_id, before.message_id, ())

    async def _screen(self, words: Words, admin_id: int, report: Report) -> Message:
        """How a broadcast goes, by the clock of this admin."""
        return panel_screen(words, report, self._school.course, await self._zone(admin_id), self._school.clock.now())

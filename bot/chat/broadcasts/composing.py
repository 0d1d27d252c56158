"""Composing broadcasts: the message of an admin, or the announcement of a day, whose copy is what goes out."""

from __future__ import annotations

from bot.botapi.message import Message
from bot.botapi.pacing import Lane
from bot.chat.broadcasts.answering import answer_below, change, tell
from bot.chat.broadcasts.copies import announcement_keyboard, day_announcement
from bot.chat.broadcasts.phrases import ALBUM, GONE, NOT_SENDABLE, TESTED
from bot.chat.broadcasts.planning import Planning
from bot.chat.broadcasts.screens import days_screen, message_question, uncopied_screen
from bot.chat.broadcasts.taps import AnnounceDay, ComposeMessage, Preparation, Prepare, ShowDays
from bot.chat.conversation import Conversation, Tapped, Typed
from bot.core.broadcast import Source
from bot.core.delivery import Delivery, Receipt
from bot.flows.broadcasts.drafts import BroadcastRefusal, draft
from bot.flows.broadcasts.reports import report
from bot.flows.school import School


class Composing:
    """Where a broadcast begins: its preview is the draft, on which `planning` decides."""

    def __init__(self, school: School, planning: Planning) -> None:
        self._school = school
        self._planning = planning

    async def on_compose(self, tapped: Tapped, _: ComposeMessage) -> None:
        """Ask for the message of a new broadcast."""
        await answer_below(tapped, message_question(tapped.words))

    async def on_show_days(self, tapped: Tapped, _: ShowDays) -> None:
        """Show the days that can be announced."""
        await change(tapped, days_screen(tapped.words, self._school.course))

    async def on_announce_day(self, tapped: Tapped, tap: AnnounceDay) -> None:
        """Send the announcement of a day, which is the preview."""
        day = self._school.course.day(tap.day)
        if day is None or day.lesson is None:
            await change(tapped, BroadcastRefusal.UNKNOWN)
            return
        await tapped.say()
        await self._previewed(tapped, await tapped.reply(day_announcement(tapped.words, day)), opens_day=tap.day)

    async def on_prepare(self, tapped: Tapped, tap: Prepare) -> None:
        """Do what is to be done with a draft, or with the copies of a broadcast that is over."""
        broadcast_id = tap.broadcast
        match tap.act:
            case Preparation.NOW:
                await change(tapped, await self._planning.at_once(tapped, broadcast_id))
            case Preparation.TEST:
                await self._test(tapped, broadcast_id)
            case Preparation.RECALL:
                await answer_below(tapped, await self._planning.recall(tapped, broadcast_id))
            case Preparation.DISCARD:
                await change(tapped, await self._planning.discard(tapped, broadcast_id))

    async def on_composed(self, typed: Typed, _: ComposeMessage) -> None:
        """Copy what an admin sent in answer to that question: the copy is the preview, and what goes out."""
        message = typed.message
        if message.media_group_id is not None:
            await typed.reply(Message(typed.words.text(ALBUM)))
            return
        if not (message.text or message.photo or message.video or message.document or message.animation):
            await typed.reply(Message(typed.words.text(NOT_SENDABLE)))
            return
        captioned = message.text is None
        original = Source(message.chat_id, message.message_id, captioned)
        keyboard = announcement_keyboard(typed.words, None)
        receipt = await typed.sender.copy(typed.learner_id, original, keyboard, Lane.REPLY, patient=True)
        await self._previewed(typed, receipt, captioned=captioned)

    async def _previewed(
        self, admin: Conversation, receipt: Receipt, *, captioned: bool = False, opens_day: int | None = None
    ) -> None:
        """The preview was sent: it is the draft, whose decisions are taken below."""
        if receipt.outcome is not Delivery.SENT or receipt.message_id is None:
            await admin.reply(uncopied_screen(admin.words, receipt.reason))
            return
        source = Source(admin.learner_id, receipt.message_id, captioned)
        drafted = await draft(self._school, admin.learner_id, source, opens_day)
        await tell(admin, await self._planning.screen(admin, drafted.id))

    async def _test(self, tapped: Tapped, broadcast_id: int) -> None:
        """Send a copy to the admin alone, as it would go to everybody."""
        found = await report(self._school, broadcast_id)
        if found is None:
            await change(tapped, BroadcastRefusal.UNKNOWN)
            return
        keyboard = announcement_keyboard(tapped.words, found.broadcast.opens_day)
        receipt = await tapped.sender.copy(
            tapped.learner_id, found.broadcast.source, keyboard, Lane.REPLY, patient=True
        )
        failed = receipt.outcome is Delivery.FAILED
        await tapped.say(tapped.words.text(GONE if failed else TESTED), alert=failed)

"""Composing broadcasts: the message of an admin, or the announcement of a day, whose copy is what goes out."""

from __future__ import annotations

from bot.botapi.message import Message
from bot.botapi.pacing import Lane
from bot.chat.broadcasts.copies import announcement_keyboard, day_announcement
from bot.chat.broadcasts.phrases import ALBUM, GONE, NOT_SENDABLE, TESTED
from bot.chat.broadcasts.planning import Planning, answer_below, change, refuse, tell
from bot.chat.broadcasts.screens import days_screen, message_question, uncopied_screen
from bot.chat.broadcasts.sources import copied
from bot.chat.broadcasts.taps import AnnounceDay, AskFor, ComposeMessage, Preparation, Prepare, ShowDays
from bot.chat.conversation import Conversation, Tapped, Typed
from bot.core.broadcast import Broadcast, Kind, Source
from bot.core.delivery import Delivery, Receipt
from bot.flows.broadcasts.drafts import BroadcastRefusal, choose_message, draft
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
        announcement = day_announcement(tapped.words, day)
        receipt = await tapped.reply(announcement)
        if preview := await self._preview(tapped, receipt):
            drafted = await draft(self._school, tapped.learner_id, preview, opens_day=tap.day, text=announcement.text)
            await tell(tapped, await self._planning.screen(tapped, drafted.id))

    async def on_message(self, typed: Typed) -> bool:
        """Take what an admin forwards, or shows, without having been asked: it is to go out. Of a text that is not
        known: it is asked for once more, so that the next try is an answer.
        """
        if typed.message.location is not None:
            return False
        if typed.attachment or typed.message.forward_origin or not typed.message.text:
            await self.on_composed(typed, ComposeMessage())
        else:
            await typed.reply(message_question(typed.words, unasked=True))
        return True

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
            case Preparation.AGAIN:
                await self._repeat(tapped, broadcast_id)
            case Preparation.CHANGE:
                await change(tapped, await self._planning.reconsidered(tapped, broadcast_id))
            case Preparation.DISCARD:
                await change(tapped, await self._planning.discard(tapped, broadcast_id))

    async def on_composed(self, typed: Typed, tap: ComposeMessage | AskFor) -> None:
        """Copy what an admin sent in answer to that question: the copy is the preview, and what goes out, as a new
        broadcast or in the place of what the one that was asked about says.
        """
        message = typed.message
        if message.media_group_id is not None:
            await typed.reply(Message(typed.words.text(ALBUM)))
            return
        text, file, admin_id = typed.rich_text, typed.attachment, typed.learner_id
        if not (message.text or file):
            await typed.reply(Message(typed.words.text(NOT_SENDABLE)))
            return
        original = Source(message.chat_id, message.message_id, captioned=message.text is None)
        keyboard = announcement_keyboard(typed.words, None)
        receipt = await typed.sender.copy(admin_id, original, keyboard, Lane.REPLY, patient=True)
        preview = await self._preview(typed, receipt, captioned=original.captioned)
        if preview is None:
            return
        drafted: Broadcast | BroadcastRefusal
        if isinstance(tap, AskFor):
            drafted = await choose_message(self._school, admin_id, tap.broadcast, preview, text, file)
        else:
            drafted = await draft(self._school, admin_id, preview, text=text, file=file)
        if isinstance(drafted, Broadcast):
            await tell(typed, await self._planning.screen(typed, drafted.id))
        else:
            await tell(typed, drafted)

    async def _preview(self, admin: Conversation, receipt: Receipt, *, captioned: bool = False) -> Source | None:
        """The preview, which is what goes out; None where it did not arrive, which is said."""
        if receipt.outcome is not Delivery.SENT or receipt.message_id is None:
            await admin.reply(uncopied_screen(admin.words, receipt.reason))
            return None
        return Source(admin.learner_id, receipt.message_id, captioned)

    async def _repeat(self, tapped: Tapped, broadcast_id: int) -> None:
        """Draft another broadcast that says the same."""
        found = await report(self._school, broadcast_id)
        if found is None or found.broadcast.kind is not Kind.COPY:
            await refuse(tapped, BroadcastRefusal.UNKNOWN)
            return
        receipt, said = await copied(self._school, tapped.sender, tapped.words, tapped.learner_id, found.broadcast)
        if receipt.outcome is not Delivery.SENT:
            await tapped.say(tapped.words.text(GONE), alert=True)
            return
        await tapped.say()
        if preview := await self._preview(tapped, receipt, captioned=said.source.captioned):
            drafted = await draft(
                self._school, tapped.learner_id, preview, said.opens_day, text=said.text, file=said.file
            )
            await tell(tapped, await self._planning.screen(tapped, drafted.id))

    async def _test(self, tapped: Tapped, broadcast_id: int) -> None:
        """Send a copy to the admin alone, as it would go to everybody."""
        found = await report(self._school, broadcast_id)
        if found is None:
            await change(tapped, BroadcastRefusal.UNKNOWN)
            return
        receipt, _ = await copied(self._school, tapped.sender, tapped.words, tapped.learner_id, found.broadcast)
        failed = receipt.outcome is Delivery.FAILED
        await tapped.say(tapped.words.text(GONE if failed else TESTED), alert=failed)

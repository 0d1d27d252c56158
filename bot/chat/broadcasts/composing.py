"""Composing broadcasts: the message, whom it is for, when it goes. All that is decided is in the draft's row."""

from __future__ import annotations

import re
from collections import deque
from datetime import UTC, tzinfo
from typing import cast, get_args

from telegram import Message as TelegramMessage

from bot.botapi.message import Message
from bot.botapi.pacing import Lane
from bot.chat.broadcasts.answering import answer_below, change, tell
from bot.chat.broadcasts.copies import announcement_keyboard, day_announcement
from bot.chat.broadcasts.phrases import ALBUM, GONE, NOT_A_LIST, NOT_A_MOMENT, NOT_SENDABLE, TESTED
from bot.chat.broadcasts.questions import confirm_screen, message_question, question_about
from bot.chat.broadcasts.screens import (
    audience_days_view,
    audience_view,
    days_screen,
    discarded_screen,
    draft_screen,
    time_view,
    uncopied_screen,
)
from bot.chat.broadcasts.taps import (
    AnnounceDay,
    Asked,
    AskFor,
    ChooseAudience,
    ChooseDay,
    ComposeMessage,
    DraftView,
    Preparation,
    Prepare,
    ShowBroadcast,
    ShowDays,
)
from bot.chat.conversation import Conversation, Tapped, Typed
from bot.core.audience import SIMPLE, AtDay, Audience, InLanguage, Listed
from bot.core.broadcast import UNDECIDED, Act, Broadcast, Source, When
from bot.core.delivery import Delivery, Receipt
from bot.core.richtext import Entity, EntityKind, RichText
from bot.core.wall_clock import read_moment, read_time
from bot.flows.broadcasts.drafts import (
    BroadcastRefusal,
    ask,
    choose_audience,
    choose_time,
    draft,
    draft_fix,
    draft_recall,
    stop,
)
from bot.flows.broadcasts.reports import count, report
from bot.flows.school import School
from bot.flows.settings import look_at_settings

_KINDS = frozenset(get_args(EntityKind))
_NUMBER = re.compile(r"(?<![0-9])[1-9][0-9]{0,15}(?![0-9])")


class Composing:
    """Where a broadcast takes shape: the next view takes the place of the one that was tapped, a question stands below.

    `per_second` is how fast it would go.
    """

    def __init__(self, school: School, per_second: float) -> None:
        self._school = school
        self._per_second = per_second
        self._albums: deque[str] = deque(maxlen=16)  # answered already: each of their messages is an update

    async def on_compose(self, tapped: Tapped, _: ComposeMessage) -> None:
        """A tap to write a message."""
        await answer_below(tapped, message_question(tapped.words))

    async def on_ask_for(self, tapped: Tapped, tap: AskFor) -> None:
        """A tap to type something about a broadcast."""
        await answer_below(tapped, question_about(tapped.words, tap))

    async def on_show_days(self, tapped: Tapped, _: ShowDays) -> None:
        """A tap for the days that can be announced."""
        await change(tapped, days_screen(tapped.words, self._school.course))

    async def on_announce_day(self, tapped: Tapped, tap: AnnounceDay) -> None:
        """A tap on a day: its announcement is the preview."""
        day = self._school.course.day(tap.day)
        if day is None or day.lesson is None:
            await change(tapped, BroadcastRefusal.UNKNOWN)
            return
        await tapped.say()
        await self._previewed(tapped, await tapped.reply(day_announcement(tapped.words, day)), opens_day=tap.day)

    async def on_show(self, tapped: Tapped, tap: ShowBroadcast) -> None:
        """A tap for a view of a draft."""
        await change(tapped, await self._view(tapped, tap.broadcast, tap.view))

    async def on_choose_audience(self, tapped: Tapped, tap: ChooseAudience) -> None:
        """A tap on an audience."""
        if tap.whom not in SIMPLE:
            await change(tapped, BroadcastRefusal.UNKNOWN)
        else:
            await change(tapped, await self._chosen(tapped, tap.broadcast, SIMPLE[tap.whom]))

    async def on_choose_day(self, tapped: Tapped, tap: ChooseDay) -> None:
        """A tap on the day at which the audience is."""
        await change(tapped, await self._chosen(tapped, tap.broadcast, AtDay(tap.day)))

    async def on_prepare(self, tapped: Tapped, tap: Prepare) -> None:
        """A tap on what is to be done with a draft, or with the copies of a broadcast that is over."""
        broadcast_id = tap.broadcast
        match tap.act:
            case Preparation.NOW:
                await change(tapped, await self._timed(tapped, broadcast_id, When()))
            case Preparation.TEST:
                await self._test(tapped, broadcast_id)
            case Preparation.RECALL:
                drafted = await draft_recall(self._school, tapped.learner_id, broadcast_id)
                await answer_below(tapped, await self._drafted(tapped, drafted))
            case Preparation.DISCARD:
                await change(tapped, await self._discarded(tapped, broadcast_id))

    async def on_composed(self, typed: Typed, _: ComposeMessage) -> None:
        """A message of an admin, in answer to the question for it: its copy is the preview, and what goes out."""
        message = typed.message
        if message.media_group_id is not None:
            if message.media_group_id not in self._albums:
                self._albums.append(message.media_group_id)
                await typed.reply(Message(typed.words.text(ALBUM)))
            return
        if not (message.text or message.photo or message.video or message.document or message.animation):
            await typed.reply(Message(typed.words.text(NOT_SENDABLE)))
            return
        captioned = message.text is None
        original = Source(message.chat_id, message.message_id, captioned)
        keyboard = announcement_keyboard(typed.words, None)
        receipt = await typed.sender.copy(typed.learner_id, original, keyboard, Lane.REPLY)
        await self._previewed(typed, receipt, captioned=captioned)

    async def on_answer(self, typed: Typed, tap: AskFor) -> None:
        """What was typed in answer to a question about a broadcast."""
        await tell(typed, await self._taken(typed, tap))

    async def screen(self, admin: Conversation, broadcast_id: int) -> Message | BroadcastRefusal:
        """A draft, or one that was held, counted anew."""
        return await self._view(admin, broadcast_id, DraftView.PANEL)

    async def _view(self, admin: Conversation, broadcast_id: int, view: DraftView) -> Message | BroadcastRefusal:
        found = await report(self._school, broadcast_id)
        if found is None or found.broadcast.status not in UNDECIDED:
            return BroadcastRefusal.NOT_NOW if found else BroadcastRefusal.UNKNOWN
        broadcast, words, zone = found.broadcast, admin.words, await self._zone(admin)
        match view:
            case DraftView.AUDIENCE:
                return audience_view(words, broadcast, self._school.course)
            case DraftView.DAYS:
                return audience_days_view(words, broadcast, self._school.course)
            case DraftView.TIME:
                return time_view(words, broadcast, zone)
            case DraftView.PANEL | DraftView.CONFIRM:
                return await self._counted(admin, broadcast, zone, sure=view is DraftView.CONFIRM)

    async def _counted(
        self, admin: Conversation, broadcast: Broadcast, zone: tzinfo, *, sure: bool
    ) -> Message | BroadcastRefusal:
        """The draft with whom it would reach; the question whether to launch it, where an admin is `sure`."""
        reach = await count(self._school, broadcast.id, self._per_second)
        if reach is None:
            return BroadcastRefusal.UNKNOWN
        if not sure:
            return draft_screen(admin.words, broadcast, reach, self._school.course, zone)
        if not reach.recipients and broadcast.when.at is None:
            return BroadcastRefusal.NOBODY
        question = await ask(self._school, admin.learner_id, broadcast.id, Act.LAUNCH)
        if isinstance(question, BroadcastRefusal):
            return question
        return confirm_screen(admin.words, broadcast, reach, self._school.course, zone, question)

    async def _chosen(
        self, admin: Conversation, broadcast_id: int, audience: Audience, ids: tuple[int, ...] = ()
    ) -> Message | BroadcastRefusal:
        outcome = await choose_audience(self._school, admin.learner_id, broadcast_id, audience, ids)
        return outcome if isinstance(outcome, BroadcastRefusal) else await self.screen(admin, broadcast_id)

    async def _timed(self, admin: Conversation, broadcast_id: int, when: When) -> Message | BroadcastRefusal:
        outcome = await choose_time(self._school, admin.learner_id, broadcast_id, when)
        return outcome if isinstance(outcome, BroadcastRefusal) else await self.screen(admin, broadcast_id)

    async def _taken(self, typed: Typed, tap: AskFor) -> Message | BroadcastRefusal:
        admin_id, text = typed.learner_id, typed.text
        match tap.what:
            case Asked.LANGUAGE:
                return await self._chosen(typed, tap.broadcast, InLanguage(text.strip().lower()))
            case Asked.LIST:
                ids = tuple(map(int, _NUMBER.findall(text)))
                if not ids:
                    return Message(typed.words.text(NOT_A_LIST))
                return await self._chosen(typed, tap.broadcast, Listed(), ids)
            case Asked.TEXT:
                fix = await draft_fix(self._school, admin_id, tap.broadcast, _rich(typed.message))
                return await self._drafted(typed, fix)
            case Asked.MOMENT:
                at = read_moment(text, (await look_at_settings(self._school, admin_id)).now)
                when = When(at) if at else None
            case Asked.LOCAL_TIME:
                local = read_time(text)
                when = When(local=local) if local is not None else None
        return await self._timed(typed, tap.broadcast, when) if when else Message(typed.words.text(NOT_A_MOMENT))

    async def _drafted(self, admin: Conversation, outcome: Broadcast | BroadcastRefusal) -> Message | BroadcastRefusal:
        return outcome if isinstance(outcome, BroadcastRefusal) else await self.screen(admin, outcome.id)

    async def _previewed(
        self, admin: Conversation, receipt: Receipt, *, captioned: bool = False, opens_day: int | None = None
    ) -> None:
        """The preview was sent: it is the draft, whose decisions are taken below."""
        if receipt.outcome is not Delivery.SENT or receipt.message_id is None:
            await admin.reply(uncopied_screen(admin.words, receipt.reason))
            return
        source = Source(admin.learner_id, receipt.message_id, captioned)
        drafted = await draft(self._school, admin.learner_id, source, opens_day)
        await tell(admin, await self.screen(admin, drafted.id))

    async def _test(self, tapped: Tapped, broadcast_id: int) -> None:
        """Send a copy to the admin alone, as it would go to everybody."""
        found = await report(self._school, broadcast_id)
        if found is None:
            await change(tapped, BroadcastRefusal.UNKNOWN)
            return
        keyboard = announcement_keyboard(tapped.words, found.broadcast.opens_day)
        receipt = await tapped.sender.copy(tapped.learner_id, found.broadcast.source, keyboard, Lane.REPLY)
        failed = receipt.outcome is Delivery.FAILED
        await tapped.say(tapped.words.text(GONE if failed else TESTED), alert=failed)

    async def _discarded(self, admin: Conversation, broadcast_id: int) -> Message | BroadcastRefusal:
        found = await report(self._school, broadcast_id)
        if found is None or found.broadcast.status not in UNDECIDED:
            return BroadcastRefusal.NOT_NOW
        question = await ask(self._school, admin.learner_id, broadcast_id, Act.STOP)
        if isinstance(question, BroadcastRefusal):
            return question
        outcome = await stop(self._school, admin.learner_id, question)
        return outcome if isinstance(outcome, BroadcastRefusal) else discarded_screen(admin.words, broadcast_id)

    async def _zone(self, admin: Conversation) -> tzinfo:
        return (await look_at_settings(self._school, admin.learner_id)).now.tzinfo or UTC


def _rich(message: TelegramMessage) -> RichText:
    """The text of a message with the formatting that a bot may use."""
    entities = tuple(
        Entity(cast("EntityKind", each.type), each.offset, each.length, each.url, each.language)
        for each in message.entities
        if each.type in _KINDS
    )
    return RichText(message.text or "", entities)

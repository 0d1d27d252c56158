"""Composing broadcasts: the message, whom it is for, when it goes. All that is decided is in the draft's row."""

from __future__ import annotations

import re
from collections import deque
from datetime import UTC, tzinfo
from typing import cast, get_args

from telegram import CallbackQuery, Message

from bot.botapi.message import Screen
from bot.botapi.pacing import Lane
from bot.botapi.sender import Sender
from bot.chat.broadcasts.copies import announcement_keyboard, day_announcement
from bot.chat.broadcasts.phrases import ALBUM, GONE, NOT_A_LIST, NOT_A_MOMENT, NOT_SENDABLE, REFUSED, TESTED
from bot.chat.broadcasts.questions import (
    MESSAGE_QUESTION,
    confirm_screen,
    message_question_screen,
    question_screen,
    read_question,
)
from bot.chat.broadcasts.screens import (
    WHOM,
    audience_days_view,
    audience_view,
    days_screen,
    discarded_screen,
    draft_screen,
    time_view,
    uncopied_screen,
)
from bot.chat.tap import (
    AnnounceDay,
    AskFor,
    ChooseAudience,
    ChooseDay,
    ComposeMessage,
    DraftTap,
    Prepare,
    ShowBroadcast,
    ShowDays,
)
from bot.core.broadcast import UNDECIDED, Act, Audience, Broadcast, Source, When, Whom
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
    """Where a broadcast takes shape. `per_second` is how fast it would go."""

    def __init__(self, school: School, sender: Sender, per_second: float) -> None:
        self._school = school
        self._sender = sender
        self._per_second = per_second
        self._albums: deque[str] = deque(maxlen=16)  # answered already: each of their messages is an update

    async def on_message(self, message: Message, admin_id: int) -> bool:
        """Anything sent: whether it was an answer to one of our questions, and has been dealt with."""
        asked = message.reply_to_message.text if message.reply_to_message else None
        if asked == MESSAGE_QUESTION:
            await self._on_composed(message, admin_id)
            return True
        question = read_question(asked or "")
        if question is not None:
            await self._reply(admin_id, await self._take(message, admin_id, *question))
        return question is not None

    async def on_tap(self, query: CallbackQuery, tap: DraftTap) -> None:
        """A tap on the way to a launch: the next view takes the place of this one, a question stands below."""
        admin_id = query.from_user.id
        match tap:
            case ComposeMessage():
                await self._answer_below(query, message_question_screen())
            case AskFor(name, what):
                await self._answer_below(query, question_screen(name, what))
            case ShowDays():
                await self._change(query, days_screen(self._school.course))
            case AnnounceDay(number):
                await self._on_announced(query, number)
            case ShowBroadcast(name, view):
                await self._change(query, await self._view(admin_id, name, view))
            case ChooseAudience(name, whom) if whom in WHOM:
                await self._change(query, await self._chosen(admin_id, name, Audience(WHOM[whom])))
            case ChooseDay(name, day):
                await self._change(query, await self._chosen(admin_id, name, Audience(Whom.AT_DAY, day=day)))
            case Prepare(name, act):
                await self._on_prepared(query, name, act)
            case _:
                await self._change(query, BroadcastRefusal.UNKNOWN)

    async def screen(self, admin_id: int, broadcast_id: int) -> Screen | BroadcastRefusal:
        """A draft, or one that was held, counted anew."""
        return await self._view(admin_id, broadcast_id, "panel")

    async def _view(self, admin_id: int, broadcast_id: int, view: str) -> Screen | BroadcastRefusal:
        found = await report(self._school, broadcast_id)
        if found is None or found.broadcast.status not in UNDECIDED:
            return BroadcastRefusal.NOT_NOW if found else BroadcastRefusal.UNKNOWN
        broadcast, zone = found.broadcast, await self._zone(admin_id)
        if view in {"panel", "confirm"}:
            return await self._counted(admin_id, broadcast, zone, sure=view == "confirm")
        views = {
            "audience": lambda: audience_view(broadcast, self._school.course),
            "days": lambda: audience_days_view(broadcast, self._school.course),
            "time": lambda: time_view(broadcast, zone),
        }
        return views[view]() if view in views else BroadcastRefusal.UNKNOWN

    async def _counted(
        self, admin_id: int, broadcast: Broadcast, zone: tzinfo, *, sure: bool
    ) -> Screen | BroadcastRefusal:
        """The draft with whom it would reach; the question whether to launch it, where an admin is `sure`."""
        reach = await count(self._school, broadcast.id, self._per_second)
        if reach is None:
            return BroadcastRefusal.UNKNOWN
        if not sure:
            return draft_screen(broadcast, reach, self._school.course, zone)
        if not reach.recipients and broadcast.when.at is None:
            return BroadcastRefusal.NOBODY
        question = await ask(self._school, admin_id, broadcast.id, Act.LAUNCH)
        if isinstance(question, BroadcastRefusal):
            return question
        return confirm_screen(broadcast, reach, self._school.course, zone, question)

    async def _chosen(
        self, admin_id: int, broadcast_id: int, audience: Audience, ids: tuple[int, ...] = ()
    ) -> Screen | BroadcastRefusal:
        outcome = await choose_audience(self._school, admin_id, broadcast_id, audience, ids)
        return outcome if isinstance(outcome, BroadcastRefusal) else await self.screen(admin_id, broadcast_id)

    async def _timed(self, admin_id: int, broadcast_id: int, when: When) -> Screen | BroadcastRefusal:
        outcome = await choose_time(self._school, admin_id, broadcast_id, when)
        return outcome if isinstance(outcome, BroadcastRefusal) else await self.screen(admin_id, broadcast_id)

    async def _take(self, message: Message, admin_id: int, broadcast_id: int, asked: str) -> Screen | BroadcastRefusal:
        """Take what was typed in answer to a question about a broadcast."""
        text = message.text or ""
        match asked:
            case "language":
                audience = Audience(Whom.LANGUAGE, language=text.strip().lower())
                return await self._chosen(admin_id, broadcast_id, audience)
            case "list":
                ids = tuple(map(int, _NUMBER.findall(text)))
                if not ids:
                    return Screen(RichText(NOT_A_LIST))
                return await self._chosen(admin_id, broadcast_id, Audience(Whom.LISTED), ids)
            case "text":
                return await self._drafted(
                    admin_id, await draft_fix(self._school, admin_id, broadcast_id, _rich(message))
                )
        now = (await look_at_settings(self._school, admin_id)).now
        at = read_moment(text, now) if asked == "moment" else None
        local = read_time(text) if asked == "local" else None
        if at is None and local is None:
            return Screen(RichText(NOT_A_MOMENT))
        return await self._timed(admin_id, broadcast_id, When(at, local))

    async def _drafted(self, admin_id: int, outcome: Broadcast | BroadcastRefusal) -> Screen | BroadcastRefusal:
        return outcome if isinstance(outcome, BroadcastRefusal) else await self.screen(admin_id, outcome.id)

    async def _on_composed(self, message: Message, admin_id: int) -> None:
        """A message of an admin: its copy is the preview, and what goes out."""
        if message.media_group_id is not None:
            if message.media_group_id not in self._albums:
                self._albums.append(message.media_group_id)
                await self._reply(admin_id, Screen(RichText(ALBUM)))
            return
        if not (message.text or message.photo or message.video or message.document or message.animation):
            await self._reply(admin_id, Screen(RichText(NOT_SENDABLE)))
            return
        captioned = message.text is None
        original = Source(message.chat_id, message.message_id, captioned)
        receipt = await self._sender.copy(admin_id, original, announcement_keyboard(None), Lane.REPLY)
        await self._previewed(admin_id, receipt, captioned=captioned)

    async def _on_announced(self, query: CallbackQuery, number: int) -> None:
        day = self._school.course.day(number)
        if day is None or day.lesson is None:
            await self._change(query, BroadcastRefusal.UNKNOWN)
            return
        await self._sender.answer(query.id)
        receipt = await self._sender.send(query.from_user.id, day_announcement(day), Lane.REPLY)
        await self._previewed(query.from_user.id, receipt, opens_day=number)

    async def _previewed(
        self, admin_id: int, receipt: Receipt, *, captioned: bool = False, opens_day: int | None = None
    ) -> None:
        """The preview was sent: it is the draft, whose decisions are taken below."""
        if receipt.outcome is not Delivery.SENT or receipt.message_id is None:
            await self._reply(admin_id, uncopied_screen(receipt.reason))
            return
        source = Source(admin_id, receipt.message_id, captioned)
        drafted = await draft(self._school, admin_id, source, opens_day)
        await self._reply(admin_id, await self.screen(admin_id, drafted.id))

    async def _on_prepared(self, query: CallbackQuery, broadcast_id: int, act: str) -> None:
        admin_id = query.from_user.id
        match act:
            case "now":
                await self._change(query, await self._timed(admin_id, broadcast_id, When()))
            case "test":
                await self._test(query, broadcast_id)
            case "recall":
                drafted = await draft_recall(self._school, admin_id, broadcast_id)
                await self._answer_below(query, await self._drafted(admin_id, drafted))
            case "discard":
                await self._change(query, await self._discarded(admin_id, broadcast_id))
            case _:
                await self._change(query, BroadcastRefusal.UNKNOWN)

    async def _test(self, query: CallbackQuery, broadcast_id: int) -> None:
        """Send a copy to the admin alone, as it would go to everybody."""
        found = await report(self._school, broadcast_id)
        if found is None:
            await self._change(query, BroadcastRefusal.UNKNOWN)
            return
        broadcast, admin_id = found.broadcast, query.from_user.id
        keyboard = announcement_keyboard(broadcast.opens_day)
        receipt = await self._sender.copy(admin_id, broadcast.source, keyboard, Lane.REPLY)
        failed = receipt.outcome is Delivery.FAILED
        await self._sender.answer(query.id, GONE if failed else TESTED, alert=failed)

    async def _discarded(self, admin_id: int, broadcast_id: int) -> Screen | BroadcastRefusal:
        found = await report(self._school, broadcast_id)
        if found is None or found.broadcast.status not in UNDECIDED:
            return BroadcastRefusal.NOT_NOW
        question = await ask(self._school, admin_id, broadcast_id, Act.STOP)
        outcome = question if isinstance(question, BroadcastRefusal) else await stop(self._school, admin_id, question)
        return outcome if isinstance(outcome, BroadcastRefusal) else discarded_screen(broadcast_id)

    async def _change(self, query: CallbackQuery, outcome: Screen | BroadcastRefusal) -> None:
        """Let a view take the place of the one that was tapped, or say why not."""
        if isinstance(outcome, BroadcastRefusal):
            await self._sender.answer(query.id, REFUSED[outcome], alert=True)
            return
        await self._sender.answer(query.id)
        admin_id = query.from_user.id
        if query.message is None or not await self._sender.edit(admin_id, query.message.message_id, outcome):
            await self._reply(admin_id, outcome)

    async def _answer_below(self, query: CallbackQuery, outcome: Screen | BroadcastRefusal | None) -> None:
        """Answer a tap with a message of its own."""
        refused = REFUSED[outcome if isinstance(outcome, BroadcastRefusal) else BroadcastRefusal.UNKNOWN]
        await self._sender.answer(query.id, None if isinstance(outcome, Screen) else refused, alert=True)
        if isinstance(outcome, Screen):
            await self._reply(query.from_user.id, outcome)

    async def _reply(self, admin_id: int, outcome: Screen | BroadcastRefusal) -> None:
        screen = Screen(RichText(REFUSED[outcome])) if isinstance(outcome, BroadcastRefusal) else outcome
        await self._sender.send(admin_id, screen, Lane.REPLY)

    async def _zone(self, admin_id: int) -> tzinfo:
        return (await look_at_settings(self._school, admin_id)).now.tzinfo or UTC


def _rich(message: Message) -> RichText:
    """The text of a message with the formatting that a bot may use."""
    entities = tuple(
        Entity(cast("EntityKind", each.type), each.offset, each.length, each.url, each.language)
        for each in message.entities
        if each.type in _KINDS
    )
    return RichText(message.text or "", entities)

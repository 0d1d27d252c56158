"""Control broadcasts that are on their way, and looking at those that were."""

from __future__ import annotations

from datetime import UTC

from telegram import CallbackQuery

from bot.botapi.message import Screen
from bot.botapi.pacing import Lane
from bot.botapi.sender import Sender
from bot.chat.broadcasts.composing import Composing
from bot.chat.broadcasts.following import Following
from bot.chat.broadcasts.panel_screens import list_screen, outcome_document
from bot.chat.broadcasts.phrases import REFUSED, reason_words
from bot.chat.broadcasts.questions import resend_screen, stop_screen
from bot.chat.broadcasts.screens import answered_screen, left_alone_screen
from bot.chat.tap import AskWhether, Confirm, NeverMind, OpenBroadcast, Steer, SteeringTap
from bot.core.broadcast import UNDECIDED, Act, Panel
from bot.core.delivery import Delivery
from bot.exports.recipients import outcome_file
from bot.flows.broadcasts.drafts import (
    BroadcastRefusal,
    Confirmation,
    ask,
    launch,
    pause,
    resend_uncertain,
    resendable,
    resume,
    stop,
)
from bot.flows.broadcasts.reports import past, report
from bot.flows.school import School
from bot.flows.settings import look_at_settings

_ACTS = {Act.LAUNCH: launch, Act.STOP: stop, Act.RESEND: resend_uncertain}
_STEERED = {"pause": pause, "resume": resume}


class Control:
    """Where a broadcast is launched, watched, halted and ended."""

    def __init__(self, school: School, sender: Sender, composing: Composing, panels: Following) -> None:
        self._school = school
        self._sender = sender
        self._composing = composing
        self._following = panels

    async def list(self, admin_id: int) -> None:
        """Show the latest broadcasts."""
        zone = (await look_at_settings(self._school, admin_id)).now.tzinfo or UTC
        await self._sender.send(admin_id, list_screen(await past(self._school), zone), Lane.REPLY)

    async def on_tap(self, query: CallbackQuery, tap: SteeringTap) -> None:
        """A tap from the launch on."""
        match tap:
            case OpenBroadcast(name):
                await self._open(query, name)
            case Steer(name, "csv"):
                await self._send_file(query, name)
            case Steer(name, act) if act in _STEERED:
                outcome = await _STEERED[act](self._school, query.from_user.id, name)
                await self._show(query, name, outcome if isinstance(outcome, BroadcastRefusal) else None)
            case AskWhether(name, act) if act in set(Act):
                await self._ask(query, name, Act(act))
            case Confirm() if tap.act in set(Act):
                await self._on_confirmed(query, tap, Act(tap.act))
            case NeverMind():
                await self._change(query, left_alone_screen())
            case _:
                await self._refuse(query, BroadcastRefusal.UNKNOWN)

    async def _on_confirmed(self, query: CallbackQuery, tap: Confirm, act: Act) -> None:
        confirmation = Confirmation(act, tap.broadcast, tap.asked_at, tap.code)
        outcome = await _ACTS[act](self._school, query.from_user.id, confirmation)
        refused = outcome if isinstance(outcome, BroadcastRefusal) else None
        if act is Act.LAUNCH and refused in {None, BroadcastRefusal.NOT_NOW}:  # a tap that comes again shows it as well
            await self._show(query, tap.broadcast, refused)
        elif refused:
            await self._refuse(query, refused)
        else:
            await self._change(query, answered_screen(tap.broadcast, act))

    async def _show(self, query: CallbackQuery, broadcast_id: int, refused: BroadcastRefusal | None = None) -> None:
        """Let the tapped message show how a broadcast goes, and follow it."""
        admin_id, message = query.from_user.id, query.message
        await self._sender.answer(query.id, REFUSED[refused] if refused else None, alert=refused is not None)
        found = await report(self._school, broadcast_id)
        if found is None or found.broadcast.status in UNDECIDED or message is None:
            return
        screen = await self._following.screen(admin_id, found)
        if await self._sender.edit(admin_id, message.message_id, screen):
            await self._following.attach(Panel(broadcast_id, admin_id, message.message_id), found, screen)

    async def _open(self, query: CallbackQuery, broadcast_id: int) -> None:
        """Show a broadcast in a new message, which follows it from now on."""
        admin_id = query.from_user.id
        found = await report(self._school, broadcast_id)
        if found is None:
            await self._refuse(query, BroadcastRefusal.UNKNOWN)
            return
        if found.broadcast.status in UNDECIDED:
            screen: Screen | BroadcastRefusal = await self._composing.screen(admin_id, broadcast_id)
        else:
            screen = await self._following.screen(admin_id, found)
        if isinstance(screen, BroadcastRefusal):
            await self._refuse(query, screen)
            return
        await self._sender.answer(query.id)
        receipt = await self._sender.send(admin_id, screen, Lane.REPLY)
        if receipt.outcome is Delivery.SENT and receipt.message_id is not None:
            await self._following.attach(Panel(broadcast_id, admin_id, receipt.message_id), found, screen)

    async def _ask(self, query: CallbackQuery, broadcast_id: int, act: Act) -> None:
        """Ask, in a message of its own, so that the panel goes on."""
        admin_id = query.from_user.id
        found = await report(self._school, broadcast_id)
        question = await ask(self._school, admin_id, broadcast_id, act)
        if found is None or isinstance(question, BroadcastRefusal) or act is Act.LAUNCH:
            await self._refuse(query, BroadcastRefusal.UNKNOWN)
            return
        if act is Act.STOP:
            screen = stop_screen(found.broadcast, found.tally.left, question)
        else:
            uncertain = await resendable(self._school, broadcast_id)
            if not uncertain:
                await self._refuse(query, BroadcastRefusal.NOBODY)
                return
            screen = resend_screen(found.broadcast, uncertain, question)
        await self._sender.answer(query.id)
        await self._sender.send(admin_id, screen, Lane.REPLY)

    async def _send_file(self, query: CallbackQuery, broadcast_id: int) -> None:
        await self._sender.answer(query.id)
        await self._sender.typing(query.from_user.id)
        document = outcome_document(broadcast_id, await outcome_file(self._school, broadcast_id, reason_words))
        await self._sender.send_document(query.from_user.id, document, Lane.REPLY)

    async def _change(self, query: CallbackQuery, screen: Screen) -> None:
        await self._sender.answer(query.id)
        admin_id = query.from_user.id
        if query.message is None or not await self._sender.edit(admin_id, query.message.message_id, screen):
            await self._sender.send(admin_id, screen, Lane.REPLY)

    async def _refuse(self, query: CallbackQuery, refusal: BroadcastRefusal) -> None:
        await self._sender.answer(query.id, REFUSED[refusal], alert=True)

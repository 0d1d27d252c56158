"""Control of broadcasts that are on their way, and a look at those that were."""

from __future__ import annotations

from functools import partial

from bot.botapi.message import Message
from bot.chat.broadcasts.following import Following
from bot.chat.broadcasts.panel_screens import (
    answered_screen,
    left_alone_screen,
    outcome_message,
    resend_screen,
    stop_screen,
)
from bot.chat.broadcasts.phrases import reason_words, refusal_words
from bot.chat.broadcasts.planning import Planning, answer_below, change, refuse
from bot.chat.broadcasts.taps import AskWhether, Confirm, NeverMind, OpenBroadcast, Steer, Turn
from bot.chat.conversation import Tapped
from bot.core.broadcast import UNDECIDED, Act
from bot.exports.recipients import outcome_file
from bot.flows.broadcasts.drafts import (
    BroadcastRefusal,
    Confirmation,
    ask,
    launch,
    pause,
    resend_uncertain,
    resume,
    stop,
)
from bot.flows.broadcasts.reports import report
from bot.flows.school import School

_ACTS = {Act.LAUNCH: launch, Act.STOP: stop, Act.RESEND: resend_uncertain}


class Control:
    """Where a broadcast is launched, watched, halted and ended."""

    def __init__(self, school: School, planning: Planning, following: Following) -> None:
        self._school = school
        self._planning = planning
        self._following = following

    async def on_open(self, tapped: Tapped, tap: OpenBroadcast) -> None:
        """Show how a broadcast stands, in a new message, which follows it from now on."""
        found = await report(self._school, tap.broadcast)
        if found is None:
            await refuse(tapped, BroadcastRefusal.UNKNOWN)
            return
        if found.broadcast.status in UNDECIDED:
            await answer_below(tapped, await self._planning.screen(tapped, tap.broadcast))
            return
        await tapped.say()
        await self._following.open(tapped, found)

    async def on_steer(self, tapped: Tapped, tap: Steer) -> None:
        """Pause a broadcast or let it go on, or send the file of all recipients."""
        if tap.act is Turn.FILE:
            await self._send_file(tapped, tap.broadcast)
            return
        steer = pause if tap.act is Turn.PAUSE else resume
        outcome = await steer(self._school, tapped.learner_id, tap.broadcast)
        await self._show(tapped, tap.broadcast, outcome if isinstance(outcome, BroadcastRefusal) else None)

    async def on_ask_whether(self, tapped: Tapped, tap: AskWhether) -> None:
        """Ask whether an admin is sure, in a message of its own, so that the panel goes on."""
        await answer_below(tapped, await self._question(tapped, tap.broadcast, tap.act))

    async def on_confirm(self, tapped: Tapped, tap: Confirm) -> None:
        """Do what was confirmed."""
        confirmation = Confirmation(tap.act, tap.broadcast, tap.asked_at, tap.code)
        outcome = await _ACTS[tap.act](self._school, tapped.learner_id, confirmation)
        refused = outcome if isinstance(outcome, BroadcastRefusal) else None
        # A tap that comes again shows it as well.
        if tap.act is Act.LAUNCH and refused in {None, BroadcastRefusal.NOT_NOW}:
            await self._show(tapped, tap.broadcast, refused)
        else:
            await change(tapped, refused or answered_screen(tapped.words, tap.broadcast, tap.act))

    async def on_never_mind(self, tapped: Tapped, _: NeverMind) -> None:
        """Leave everything as it is."""
        await change(tapped, left_alone_screen(tapped.words))

    async def _show(self, tapped: Tapped, broadcast_id: int, refused: BroadcastRefusal | None = None) -> None:
        """Let the tapped message show how a broadcast goes, and follow it."""
        await tapped.say(refusal_words(tapped.words, refused) if refused else None, alert=refused is not None)
        found = await report(self._school, broadcast_id)
        if found is not None and found.broadcast.status not in UNDECIDED:
            await self._following.show(tapped, found)

    async def _question(self, tapped: Tapped, broadcast_id: int, act: Act) -> Message | BroadcastRefusal:
        found = await report(self._school, broadcast_id)
        asked = await ask(self._school, tapped.learner_id, broadcast_id, act)
        if found is None or isinstance(asked, BroadcastRefusal) or act is Act.LAUNCH:
            return BroadcastRefusal.UNKNOWN
        if act is Act.STOP:
            return stop_screen(tapped.words, found.broadcast, found.tally.left, asked)
        reach = await self._planning.reach_again(broadcast_id)
        if reach is None or not (reach.recipients or reach.left_out):
            return BroadcastRefusal.NOBODY
        if not reach.recipients:
            return BroadcastRefusal.NOT_TODAY
        zone = await self._planning.zone(tapped)
        return resend_screen(tapped.words, found.broadcast, reach, zone, asked)

    async def _send_file(self, tapped: Tapped, broadcast_id: int) -> None:
        await tapped.say()
        await tapped.typing()
        content = await outcome_file(self._school, broadcast_id, partial(reason_words, tapped.words))
        await tapped.reply(outcome_message(tapped.words, broadcast_id, content))

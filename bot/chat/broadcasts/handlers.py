"""Broadcasts in the chat, for admins. To anybody else these commands are words like any others."""

from __future__ import annotations

from datetime import UTC

from bot.chat.broadcasts.composing import Composing
from bot.chat.broadcasts.control import Control
from bot.chat.broadcasts.following import Following
from bot.chat.broadcasts.panel_screens import list_screen
from bot.chat.broadcasts.planning import Planning
from bot.chat.broadcasts.screens import compose_screen
from bot.chat.broadcasts.sending import BroadcastSending
from bot.chat.broadcasts.taps import (
    AnnounceDay,
    Asked,
    AskFor,
    AskWhether,
    ChooseAudience,
    ChooseDay,
    ChooseFromDay,
    ComposeMessage,
    Confirm,
    NeverMind,
    OpenBroadcast,
    Prepare,
    ShowBroadcast,
    ShowDays,
    Steer,
)
from bot.chat.conversation import Typed
from bot.chat.feature import Command, Feature
from bot.flows.broadcasts.reports import past
from bot.flows.school import School
from bot.flows.settings import look_at_settings
from bot.words import N_


class BroadcastHandlers:
    """Where broadcasts are composed, and controlled from the launch on; `sending` and `following` go on beside that."""

    def __init__(
        self,
        school: School,
        planning: Planning,
        composing: Composing,
        control: Control,
        sending: BroadcastSending,
        following: Following,
    ) -> None:
        self._school = school
        self._planning = planning
        self._composing = composing
        self._control = control
        self._sending = sending
        self._following = following

    @property
    def feature(self) -> Feature:
        """What broadcasts bring to the bot."""
        planning, composing, control = self._planning, self._composing, self._control
        return Feature(
            commands=(
                Command("broadcast", self.on_broadcast, N_("Send something to many learners"), menu=110),
                Command("broadcasts", self.on_broadcasts, N_("What went out, and how it goes"), menu=111),
            ),
            taps={
                ComposeMessage: composing.on_compose,
                AskFor: planning.on_ask_for,
                ShowDays: composing.on_show_days,
                AnnounceDay: composing.on_announce_day,
                ShowBroadcast: planning.on_show,
                ChooseAudience: planning.on_choose_audience,
                ChooseDay: planning.on_choose_day,
                ChooseFromDay: planning.on_choose_from_day,
                Prepare: composing.on_prepare,
                OpenBroadcast: control.on_open,
                Steer: control.on_steer,
                AskWhether: control.on_ask_whether,
                Confirm: control.on_confirm,
                NeverMind: control.on_never_mind,
            },
            questions={ComposeMessage: composing.on_composed, AskFor: self.on_answer},
            on_message=composing.on_message,
            services=(self._sending, self._following),
            for_admins=True,
        )

    async def on_broadcast(self, typed: Typed) -> None:
        """Show how a broadcast begins."""
        await typed.reply(compose_screen(typed.words))

    async def on_answer(self, typed: Typed, tap: AskFor) -> None:
        """Take what was sent in answer to a question about a broadcast."""
        if tap.what is Asked.MESSAGE:
            await self._composing.on_composed(typed, tap)
        else:
            await self._planning.on_answer(typed, tap)

    async def on_broadcasts(self, typed: Typed) -> None:
        """Show the latest broadcasts."""
        zone = (await look_at_settings(self._school, typed.learner_id)).now.tzinfo or UTC
        await typed.reply(list_screen(typed.words, await past(self._school), zone))

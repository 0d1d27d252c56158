"""What learners do with reminders: put one off, pause them all for a week, go on after a pause."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from bot.botapi.message import Message
from bot.chat.conversation import Tapped
from bot.chat.feature import Feature, Tick
from bot.chat.reminders.screens import paused_screen, resumed_screen, snoozed_screen
from bot.chat.reminders.sending import ReminderSending
from bot.chat.reminders.taps import PauseWeek, Resume, Snooze
from bot.core.lesson import Refusal
from bot.flows.reminders.responses import Response, end_pause, pause_reminders, put_off
from bot.flows.school import School
from bot.words import Words


class ReminderHandlers:
    """Where reminders are answered; `sending` has them sent."""

    def __init__(self, school: School, sending: ReminderSending) -> None:
        self._school = school
        self._sending = sending

    @property
    def feature(self) -> Feature:
        """What reminders bring to the bot."""
        return Feature(
            taps={Snooze: self.on_snooze, PauseWeek: self.on_pause_week, Resume: self.on_resume},
            ticks=(Tick(self._sending.send_due, self._sending.stop),),
        )

    async def on_snooze(self, tapped: Tapped, _: Snooze) -> None:
        """Put the reminder off for two hours."""
        await self._answer(tapped, put_off, snoozed_screen)

    async def on_pause_week(self, tapped: Tapped, _: PauseWeek) -> None:
        """Pause all reminders for a week."""
        await self._answer(tapped, pause_reminders, paused_screen)

    async def on_resume(self, tapped: Tapped, _: Resume) -> None:
        """Send reminders again."""
        await self._answer(tapped, end_pause, resumed_screen)

    async def _answer(
        self,
        tapped: Tapped,
        respond: Callable[[School, int], Awaitable[Response | None]],
        screen: Callable[[Words, Response], Message],
    ) -> None:
        """Carry out a tap on a reminder: the message then says what came of it."""
        outcome = await respond(self._school, tapped.learner_id)
        if outcome is None:
            await tapped.refuse(Refusal.UNKNOWN)
            return
        await tapped.say()
        await tapped.show(screen(tapped.words, outcome))

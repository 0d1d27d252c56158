"""What learners do with reminders: put one off, pause them all for a week, go on after a pause."""

from __future__ import annotations

from collections.abc import Callable

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
        await _answer(tapped, await put_off(self._school, tapped.learner_id, tapped.message_id), snoozed_screen)

    async def on_pause_week(self, tapped: Tapped, _: PauseWeek) -> None:
        """Pause all reminders for a week."""
        await _answer(tapped, await pause_reminders(self._school, tapped.learner_id), paused_screen)

    async def on_resume(self, tapped: Tapped, _: Resume) -> None:
        """Send reminders again."""
        await _answer(tapped, await end_pause(self._school, tapped.learner_id), resumed_screen)


async def _answer(tapped: Tapped, outcome: Response | Refusal, screen: Callable[[Words, Response], Message]) -> None:
    """Let the message say what came of a tap on a reminder. One whose time is over loses its buttons."""
    if isinstance(outcome, Refusal):
        await tapped.refuse(outcome)
        await tapped.set_buttons(() if outcome is Refusal.OLD else None)
        return
    await tapped.say()
    await tapped.show(screen(tapped.words, outcome))

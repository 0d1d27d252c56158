"""The bot’s pulse: that it is alive, and what Telegram asks of it, survive its end."""

from __future__ import annotations

from bot.botapi.pacing import Pacer
from bot.chat.alerts import Alerts
from bot.flows.outages import note_pulse, note_start
from bot.flows.pauses import recall_pauses, remember_pauses
from bot.flows.school import School
from bot.words import words_in


class Heartbeat:
    """Notes from the first beat on that the bot is alive, and how long Telegram asks it to be silent."""

    def __init__(self, school: School, pacer: Pacer, alerts: Alerts) -> None:
        self._school = school
        self._pacer = pacer
        self._alerts = alerts
        self._silenced = False

    async def begin(self) -> None:
        """Note the start, and be as silent as the process before this one was asked to be."""
        await note_start(self._school)
        self._pacer.restore(await recall_pauses(self._school))

    async def beat(self) -> None:
        """Note that the bot is alive, and what Telegram asks of it."""
        await note_pulse(self._school)
        pauses = self._pacer.pauses()
        await remember_pauses(self._school, pauses)
        self._note_silence(pauses.get(None, 0.0))

    def _note_silence(self, seconds: float) -> None:
        """Have admins told, once for each time, that Telegram asks us for silence towards everybody."""
        if seconds and not self._silenced:
            told = words_in(None).text(
                "Telegram asks for silence: reminders and announcements wait for {seconds} s", seconds=f"{seconds:.0f}"
            )
            self._alerts.note(told.text)
        self._silenced = seconds > 0

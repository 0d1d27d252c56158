"""The bot’s pulse: when learners reached it, and what Telegram asks of it, survive its end."""

from __future__ import annotations

from datetime import timedelta

from bot.botapi.pacing import Pacer
from bot.chat.alerts import Alerts
from bot.flows.lease import uptime
from bot.flows.outages import note_reached
from bot.flows.pauses import recall_pauses, remember_pauses
from bot.flows.school import School
from bot.words import words_in


class Heartbeat:
    """Notes with every beat that learners can reach the bot, and how long Telegram asks it to be silent."""

    def __init__(self, school: School, pacer: Pacer, alerts: Alerts) -> None:
        self._school = school
        self._pacer = pacer
        self._alerts = alerts
        self._silenced = False
        self._reached_at: float | None = None

    async def begin(self) -> None:
        """Be as silent as the process before this one was asked to be."""
        self._pacer.restore(await recall_pauses(self._school))

    async def beat(self, reached_at: float | None) -> None:
        """Note when learners could last reach the bot, in seconds of `uptime`, and what Telegram asks of it."""
        if reached_at is not None:
            ago, before = timedelta(seconds=uptime() - reached_at), self._reached_at
            gap = timedelta(seconds=reached_at - before) if before is not None else None
            self._reached_at = reached_at
            await note_reached(self._school, ago, gap)
        pauses = self._pacer.pauses()
        await remember_pauses(self._school, pauses)
        self._note_silence(pauses.get(None, 0.0))

    async def tidy(self) -> None:
        """Have the database see to itself, once a night."""
        await self._school.database.tidy()

    def _note_silence(self, seconds: float) -> None:
        """Have admins told, once for each time, that Telegram asks us for silence towards everybody."""
        if seconds and not self._silenced:
            told = words_in(None).text(
                "Telegram asks for silence: reminders and announcements wait for {seconds} s", seconds=f"{seconds:.0f}"
            )
            self._alerts.note(told.text)
        self._silenced = seconds > 0

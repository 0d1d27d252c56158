"""Taps on reminders."""

from __future__ import annotations

from bot.chat.tap import Tap


class Snooze(Tap, kind="z"):
    """Have a reminder come back in two hours."""


class PauseWeek(Tap, kind="w"):
    """Have no reminder for a week."""


class Resume(Tap, kind="e"):
    """Have reminders again."""

"""Taps of feedback."""

from __future__ import annotations

from bot.chat.tap import Tap


class GiveFeedback(Tap, kind="fb"):
    """Say what is wrong or out of date in a day, at a step of it."""

    day: int
    step: str

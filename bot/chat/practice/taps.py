"""Taps of practice."""

from __future__ import annotations

from bot.chat.tap import Tap


class SeeExample(Tap, kind="pe"):
    """See the example of a practice."""

    day: int
    step: str


class OpenExtra(Tap, kind="px"):
    """Open the practice that a day has beyond its steps."""

    day: int

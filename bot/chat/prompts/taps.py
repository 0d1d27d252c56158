"""Taps of the prompts."""

from __future__ import annotations

from bot.chat.tap import Tap


class ShowPrompts(Tap, kind="pp"):
    """See a page of the prompts."""

    page: int

"""Taps of privacy."""

from __future__ import annotations

from datetime import datetime

from bot.chat.tap import Tap


class DeleteAll(Tap, kind="d"):
    """Have everything deleted. `learner` is who was asked whether they are sure, `asked_at` when."""

    learner: int
    asked_at: datetime


class KeepAll(Tap, kind="k"):
    """Have nothing deleted after all."""

"""Taps of the review."""

from __future__ import annotations

from datetime import date

from bot.chat.tap import Tap


class OpenReview(Tap, kind="v"):
    """Review what is due today."""


class AnswerReview(Tap, kind="va"):
    """Choose an option of a knowledge check in the review of a learning date."""

    on: date
    day: int
    step: str
    option: str


class ContinueReview(Tap, kind="vc"):
    """Go on from a knowledge check in the review of a learning date."""

    on: date
    day: int
    step: str

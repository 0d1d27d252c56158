"""Taps of lessons."""

from __future__ import annotations

from bot.chat.tap import Tap


class Begin(Tap, kind="b"):
    """Open the lesson of a day, or go on where it was left."""

    day: int


class MoveTo(Tap, kind="bm"):
    """Open the lesson of a day, wherever one is."""

    day: int


class ReadAgain(Tap, kind="a"):
    """Open a finished lesson from its start."""

    day: int


class Continue(Tap, kind="c"):
    """Go on from a step."""

    day: int
    step: str


class Answer(Tap, kind="q"):
    """Choose an option of a knowledge check."""

    day: int
    step: str
    option: str


class Replay(Tap, kind="r"):
    """See the conversation of a demo again."""

    day: int
    step: str


class ShowLessons(Tap, kind="l"):
    """See the list of lessons."""

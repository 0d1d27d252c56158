"""Taps of broadcasts: those of learners under a copy, those of admins on the way to a launch and from it on."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from bot.chat.tap import Tap
from bot.core.broadcast import Act


class DraftView(StrEnum):
    """What is shown of a broadcast that has not gone: the draft, what one of its choices can be, the last question."""

    PANEL = "panel"
    AUDIENCE = "audience"
    DAYS = "days"
    TIME = "time"
    CONFIRM = "confirm"


class Asked(StrEnum):
    """What has to be typed about a broadcast."""

    LANGUAGE = "language"
    LIST = "list"
    MOMENT = "moment"
    LOCAL_TIME = "local"
    TEXT = "text"
    MESSAGE = "message"
    """The message itself, which is taken by whoever composes."""


class Preparation(StrEnum):
    """What is done with a draft, or with the copies of a broadcast that is over."""

    NOW = "now"
    TEST = "test"
    DISCARD = "discard"
    RECALL = "recall"
    AGAIN = "again"
    """A new draft that says the same."""
    CHANGE = "change"
    """A planned one is a draft again."""


class Turn(StrEnum):
    """What is done with a broadcast on its way."""

    PAUSE = "pause"
    RESUME = "resume"
    FILE = "csv"


class MuteAnnouncements(Tap, kind="m"):
    """Get no more announcements."""


class HearAnnouncements(Tap, kind="mh"):
    """Get announcements after all."""


class ComposeMessage(Tap, kind="nm"):
    """Write the message of a new broadcast."""


class ShowDays(Tap, kind="nd"):
    """See the days of the course that can be announced."""


class AnnounceDay(Tap, kind="nb"):
    """Draft the announcement of a day."""

    day: int


class ShowBroadcast(Tap, kind="nv"):
    """See a view of a broadcast."""

    broadcast: int
    view: DraftView


class OpenBroadcast(Tap, kind="no"):
    """See a broadcast in a message of its own."""

    broadcast: int


class ChooseAudience(Tap, kind="na"):
    """Have a draft go to one of the simple audiences, by its word."""

    broadcast: int
    whom: str


class ChooseDay(Tap, kind="ny"):
    """Have a draft go to those at a day."""

    broadcast: int
    day: int


class ChooseFromDay(Tap, kind="nz"):
    """Have a draft go to those at a day or past it."""

    broadcast: int
    day: int


class AskFor(Tap, kind="nq"):
    """Type something about a broadcast."""

    broadcast: int
    what: Asked


class Prepare(Tap, kind="np"):
    """Do something with a draft, or draft the recall of a broadcast."""

    broadcast: int
    act: Preparation


class Steer(Tap, kind="ns"):
    """Pause or resume a broadcast, or get all its recipients."""

    broadcast: int
    act: Turn


class AskWhether(Tap, kind="nw"):
    """Be asked whether something is to be done with a broadcast."""

    broadcast: int
    act: Act


class Confirm(Tap, kind="nc"):
    """Yes to a question. `asked_at` is when it was put, `code` what proves it."""

    broadcast: int
    act: Act
    asked_at: datetime
    code: str


class NeverMind(Tap, kind="nn"):
    """No to a question."""

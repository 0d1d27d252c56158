"""Taps of broadcasts: those of learners under a copy, those of admins on the way to a launch and from it on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

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


class Preparation(StrEnum):
    """What is done with a draft, or with the copies of a broadcast that is over."""

    NOW = "now"
    TEST = "test"
    DISCARD = "discard"
    RECALL = "recall"


class Turn(StrEnum):
    """What is done with a broadcast on its way."""

    PAUSE = "pause"
    RESUME = "resume"
    FILE = "csv"


@dataclass(frozen=True, slots=True)
class MuteAnnouncements:
    """Get no more announcements."""

    kind: ClassVar[str] = "m"


@dataclass(frozen=True, slots=True)
class HearAnnouncements:
    """Get announcements after all."""

    kind: ClassVar[str] = "mh"


@dataclass(frozen=True, slots=True)
class ComposeMessage:
    """Write the message of a new broadcast."""

    kind: ClassVar[str] = "nm"


@dataclass(frozen=True, slots=True)
class ShowDays:
    """See the days of the course that can be announced."""

    kind: ClassVar[str] = "nd"


@dataclass(frozen=True, slots=True)
class AnnounceDay:
    """Draft the announcement of a day."""

    kind: ClassVar[str] = "nb"
    day: int


@dataclass(frozen=True, slots=True)
class ShowBroadcast:
    """See a view of a broadcast."""

    kind: ClassVar[str] = "nv"
    broadcast: int
    view: DraftView


@dataclass(frozen=True, slots=True)
class OpenBroadcast:
    """See a broadcast in a message of its own."""

    kind: ClassVar[str] = "no"
    broadcast: int


@dataclass(frozen=True, slots=True)
class ChooseAudience:
    """Have a draft go to one of the simple audiences, by its word."""

    kind: ClassVar[str] = "na"
    broadcast: int
    whom: str


@dataclass(frozen=True, slots=True)
class ChooseDay:
    """Have a draft go to those at a day."""

    kind: ClassVar[str] = "ny"
    broadcast: int
    day: int


@dataclass(frozen=True, slots=True)
class AskFor:
    """Type something about a broadcast."""

    kind: ClassVar[str] = "nq"
    broadcast: int
    what: Asked


@dataclass(frozen=True, slots=True)
class Prepare:
    """Do something with a draft, or draft the recall of a broadcast."""

    kind: ClassVar[str] = "np"
    broadcast: int
    act: Preparation


@dataclass(frozen=True, slots=True)
class Steer:
    """Pause or resume a broadcast, or get all its recipients."""

    kind: ClassVar[str] = "ns"
    broadcast: int
    act: Turn


@dataclass(frozen=True, slots=True)
class AskWhether:
    """Be asked whether something is to be done with a broadcast."""

    kind: ClassVar[str] = "nw"
    broadcast: int
    act: Act


@dataclass(frozen=True, slots=True)
class Confirm:
    """Yes to a question. `asked_at` is when it was put, `code` what proves it."""

    kind: ClassVar[str] = "nc"
    broadcast: int
    act: Act
    asked_at: datetime
    code: str


@dataclass(frozen=True, slots=True)
class NeverMind:
    """No to a question."""

    kind: ClassVar[str] = "nn"

"""Taps of the settings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from typing import Annotated, ClassVar

from bot.chat.tap import Absent


class SettingsView(StrEnum):
    """What is shown of the settings: all of them, or what one of them can be set to."""

    MAIN = "main"
    REMINDER = "reminder"
    HALF_PAST = "half"
    DAY = "day"
    QUIET = "quiet"
    QUIET_FROM = "from"
    QUIET_UNTIL = "until"
    PAUSE = "pause"
    ANNOUNCEMENTS = "news"


class Other(StrEnum):
    """What becomes of the other one, where a reminder and the quiet hours can’t both be had."""

    KEEP = "keep"
    MOVE = "move"


class Pause(StrEnum):
    """How long a pause lasts."""

    WEEK = "week"
    UNTIL_RETURN = "return"
    OFF = "off"


class Wanted(StrEnum):
    """Whether something is wanted."""

    ON = "on"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class ShowSettings:
    """See a view of the settings."""

    kind: ClassVar[str] = "sv"
    view: SettingsView


@dataclass(frozen=True, slots=True)
class SetReminder:
    """Be reminded at a time of day, or never; the quiet hours make room for that or not."""

    kind: ClassVar[str] = "sr"
    at: Annotated[time | None, Absent("never")]
    quiet: Other = Other.KEEP


@dataclass(frozen=True, slots=True)
class SetQuiet:
    """Have these quiet hours; the reminder makes room for them or not."""

    kind: ClassVar[str] = "sq"
    start: time
    end: time
    reminder: Other = Other.KEEP


@dataclass(frozen=True, slots=True)
class SetDayStart:
    """Have days begin at an hour."""

    kind: ClassVar[str] = "sd"
    hour: int


@dataclass(frozen=True, slots=True)
class SetPause:
    """Pause, or go on."""

    kind: ClassVar[str] = "sp"
    until: Pause


@dataclass(frozen=True, slots=True)
class SetAnnouncements:
    """Get announcements, or none."""

    kind: ClassVar[str] = "sa"
    wanted: Wanted


@dataclass(frozen=True, slots=True)
class TypeTime:
    """Type a time to be reminded at."""

    kind: ClassVar[str] = "st"


@dataclass(frozen=True, slots=True)
class ChangeTime:
    """Choose another time for the reminders, in a message of its own."""

    kind: ClassVar[str] = "t"

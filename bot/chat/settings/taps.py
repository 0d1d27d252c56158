"""Taps of the settings."""

from __future__ import annotations

from datetime import time
from enum import StrEnum
from typing import Annotated

from bot.chat.tap import Absent, Tap
from bot.core.preferences import (
    Wish,
    announce,
    be_quiet,
    hear_again,
    pause_for_a_week,
    pause_until_return,
    remind_at,
    unpause,
)


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


class ShowSettings(Tap, kind="sv"):
    """See a view of the settings."""

    view: SettingsView


class SetReminder(Tap, kind="sr"):
    """Be reminded at a time of day, or never; the quiet hours make room for that or not."""

    at: Annotated[time | None, Absent("never")]
    quiet: Other = Other.KEEP

    @property
    def wish(self) -> Wish:
        """What is to change."""
        return remind_at(self.at, move_quiet_hours=self.quiet is Other.MOVE)


class SetQuiet(Tap, kind="sq"):
    """Have these quiet hours; the reminder makes room for them or not."""

    start: time
    end: time
    reminder: Other = Other.KEEP

    @property
    def wish(self) -> Wish:
        """What is to change."""
        return be_quiet(self.start, self.end, move_reminder=self.reminder is Other.MOVE)


class SetPause(Tap, kind="sp"):
    """Pause, or go on."""

    until: Pause

    @property
    def wish(self) -> Wish:
        """What is to change."""
        return _PAUSES[self.until]


class SetAnnouncements(Tap, kind="sa"):
    """Get announcements, or none."""

    wanted: Wanted

    @property
    def wish(self) -> Wish:
        """What is to change."""
        return announce(self.wanted is Wanted.ON)


class ChooseGoal(Tap, kind="sg"):
    """Mean to do so many days of the course first."""

    days: int


class HearAgain(Tap, kind="sh"):
    """Hear again what came before /stop."""

    at: Annotated[time | None, Absent("never")]
    announcements: Wanted

    @property
    def wish(self) -> Wish:
        """What is to change."""
        return hear_again(self.at, announcements=self.announcements is Wanted.ON)


Choice = SetReminder | SetQuiet | SetPause | SetAnnouncements | HearAgain
"""A tap that says what something is to be from now on."""


class SetDayStart(Tap, kind="sd"):
    """Have days begin at an hour."""

    hour: int


class TypeTime(Tap, kind="st"):
    """Type a time to be reminded at."""


class ChangeTime(Tap, kind="t"):
    """Choose another time for the reminders, in a message of its own."""


_PAUSES: dict[Pause, Wish] = {
    Pause.WEEK: pause_for_a_week,
    Pause.UNTIL_RETURN: pause_until_return,
    Pause.OFF: unpause,
}

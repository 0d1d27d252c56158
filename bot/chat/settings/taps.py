"""Taps of deciding: settings, the time zone, reminders, privacy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import ClassVar

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class ShowSettings:
    """See a view of the settings: `main`, or what one of them can be set to."""

    kind: ClassVar[str] = "sv"
    view: str


@dataclass(frozen=True, slots=True)
class SetReminder:
    """Be reminded at a time such as `0730`, or `never`. `quiet` is what becomes of quiet hours: `keep` or `move`."""

    kind: ClassVar[str] = "sr"
    at: str
    quiet: str


@dataclass(frozen=True, slots=True)
class SetQuiet:
    """Have quiet hours such as from `2200` to `0800`. `reminder` is what becomes of the reminder: `keep` or `move`."""

    kind: ClassVar[str] = "sq"
    start: str
    end: str
    reminder: str


@dataclass(frozen=True, slots=True)
class SetDayStart:
    """Have days begin at an hour."""

    kind: ClassVar[str] = "sd"
    hour: int


@dataclass(frozen=True, slots=True)
class SetPause:
    """Pause for a `week`, until `return`, or `off`."""

    kind: ClassVar[str] = "sp"
    until: str


@dataclass(frozen=True, slots=True)
class SetAnnouncements:
    """Get announcements, `on`, or none, `off`."""

    kind: ClassVar[str] = "sa"
    wanted: str


@dataclass(frozen=True, slots=True)
class TypeTime:
    """Type a time to be reminded at."""

    kind: ClassVar[str] = "st"


@dataclass(frozen=True, slots=True)
class ChangeTime:
    """Choose another time for the reminders, in a message of its own."""

    kind: ClassVar[str] = "t"


@dataclass(frozen=True, slots=True)
class ChooseZone:
    """Live in this zone, by its IANA name."""

    kind: ClassVar[str] = "zc"
    zone_name: str


@dataclass(frozen=True, slots=True)
class ShowTimes:
    """See which times it is in the world on a date such as `2026-03-10`, or on one’s `own`."""

    kind: ClassVar[str] = "zw"
    when: str


@dataclass(frozen=True, slots=True)
class ShowPlaces:
    """See places so many minutes `ahead` of UTC, behind it with a minus."""

    kind: ClassVar[str] = "zp"
    ahead: str


@dataclass(frozen=True, slots=True)
class TypeCity:
    """Type where one lives."""

    kind: ClassVar[str] = "zt"


@dataclass(frozen=True, slots=True)
class SharePlace:
    """Share where one is."""

    kind: ClassVar[str] = "zs"


@dataclass(frozen=True, slots=True)
class Snooze:
    """Have a reminder come back in two hours."""

    kind: ClassVar[str] = "z"


@dataclass(frozen=True, slots=True)
class PauseWeek:
    """Have no reminder for a week."""

    kind: ClassVar[str] = "w"


@dataclass(frozen=True, slots=True)
class Resume:
    """Have reminders again."""

    kind: ClassVar[str] = "e"


@dataclass(frozen=True, slots=True)
class DeleteAll:
    """Have everything deleted. `learner` is who was asked whether they are sure, `asked` when, in Unix microseconds."""

    kind: ClassVar[str] = "d"
    learner: int
    asked: int

    @classmethod
    def asking(cls, learner_id: int, asked_at: datetime) -> DeleteAll:
        """The answer to the question put to this learner at this moment."""
        return cls(learner_id, (asked_at - _EPOCH) // timedelta(microseconds=1))

    @property
    def asked_at(self) -> datetime:
        """When the question was asked."""
        return _EPOCH + timedelta(microseconds=self.asked)


@dataclass(frozen=True, slots=True)
class KeepAll:
    """Have nothing deleted after all."""

    kind: ClassVar[str] = "k"


SettingsTap = ShowSettings | SetReminder | SetQuiet | SetDayStart | SetPause | SetAnnouncements | TypeTime | ChangeTime
ZoneTap = ChooseZone | ShowTimes | ShowPlaces | TypeCity | SharePlace
ReminderTap = Snooze | PauseWeek | Resume
PrivacyTap = DeleteAll | KeepAll

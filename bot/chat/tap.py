"""What the buttons say: taps as typed values, packed into Telegram's 64 bytes of callback data.

The form is `1q:11:kc2:C`: the version, a letter or two for the kind, then the fields. Anyone can send a bot any
callback data, so a tap proves nothing by itself: who tapped is taken from the update, what they may do from the
database.
"""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import Any, get_args

from bot.chat.admin.taps import (
    AdminTap,
    AnswerPreview,
    GetStatistics,
    PreviewStep,
    ReloadCourse,
    ShowStatistics,
)
from bot.chat.broadcasts.taps import (
    AnnounceDay,
    AnnouncementTap,
    AskFor,
    AskWhether,
    BroadcastTap,
    ChooseAudience,
    ChooseDay,
    ComposeMessage,
    Confirm,
    DraftTap,
    HearAnnouncements,
    MuteAnnouncements,
    NeverMind,
    OpenBroadcast,
    Prepare,
    ShowBroadcast,
    ShowDays,
    Steer,
    SteeringTap,
)
from bot.chat.lessons.taps import (
    Answer,
    AnswerReview,
    Begin,
    Continue,
    ContinueReview,
    GetCertificate,
    LessonTap,
    OpenReview,
    PictureTap,
    ReadAgain,
    Replay,
    ReviewTap,
    ShowLessons,
    ShowProgress,
)
from bot.chat.settings.taps import (
    ChangeTime,
    ChooseZone,
    DeleteAll,
    KeepAll,
    PauseWeek,
    PrivacyTap,
    ReminderTap,
    Resume,
    SetAnnouncements,
    SetDayStart,
    SetPause,
    SetQuiet,
    SetReminder,
    SettingsTap,
    SharePlace,
    ShowPlaces,
    ShowSettings,
    ShowTimes,
    Snooze,
    TypeCity,
    TypeTime,
    ZoneTap,
)

__all__ = [
    "LIMIT",
    "VERSION",
    "AdminTap",
    "AnnounceDay",
    "AnnouncementTap",
    "Answer",
    "AnswerPreview",
    "AnswerReview",
    "AskFor",
    "AskWhether",
    "Begin",
    "BroadcastTap",
    "ChangeTime",
    "ChooseAudience",
    "ChooseDay",
    "ChooseZone",
    "ComposeMessage",
    "Confirm",
    "Continue",
    "ContinueReview",
    "DeleteAll",
    "DraftTap",
    "GetCertificate",
    "GetStatistics",
    "HearAnnouncements",
    "KeepAll",
    "LessonTap",
    "MuteAnnouncements",
    "NeverMind",
    "OldTapError",
    "OpenBroadcast",
    "OpenReview",
    "PauseWeek",
    "PictureTap",
    "Prepare",
    "PreviewStep",
    "PrivacyTap",
    "ReadAgain",
    "ReloadCourse",
    "ReminderTap",
    "Replay",
    "Resume",
    "ReviewTap",
    "SetAnnouncements",
    "SetDayStart",
    "SetPause",
    "SetQuiet",
    "SetReminder",
    "SettingsTap",
    "SharePlace",
    "ShowBroadcast",
    "ShowDays",
    "ShowLessons",
    "ShowPlaces",
    "ShowProgress",
    "ShowSettings",
    "ShowStatistics",
    "ShowTimes",
    "Snooze",
    "Steer",
    "SteeringTap",
    "Tap",
    "TypeCity",
    "TypeTime",
    "ZoneTap",
    "pack",
    "unpack",
]

VERSION = "1"
LIMIT = 64
"""Bytes that Telegram allows (https://core.telegram.org/bots/api#inlinekeyboardbutton)."""


class OldTapError(ValueError):
    """The data is of no button that this version makes: too old, too new, or forged."""


Tap = (
    AdminTap
    | LessonTap
    | ReviewTap
    | PictureTap
    | SettingsTap
    | ZoneTap
    | ReminderTap
    | PrivacyTap
    | AnnouncementTap
    | BroadcastTap
)
_KINDS: dict[str, type[Any]] = {kind.kind: kind for kind in get_args(Tap)}
_DIGITS = {"day": 3, "learner": 16, "asked": 16, "hour": 2, "broadcast": 9}  # at most, for each field that is a number


def pack(tap: Tap) -> str:
    """The callback data of a tap. Raises ValueError where it is over LIMIT, which the lesson checker prevents."""
    data = ":".join([VERSION + tap.kind, *(str(getattr(tap, field.name)) for field in fields(tap))])
    if len(data.encode()) > LIMIT:
        raise ValueError(f"callback data over {LIMIT} bytes: {data}")
    return data


def unpack(data: str) -> Tap:
    """The tap of callback data. Raises OldTapError where there is no such button."""
    head, *values = data.split(":")
    kind = _KINDS.get(head.removeprefix(VERSION)) if head.startswith(VERSION) else None
    if kind is None or len(values) != len(fields(kind)) or not all(values):
        raise OldTapError(data)
    tap: Tap = kind(*(_read(field.name, value) for field, value in zip(fields(kind), values, strict=True)))
    return tap


def _read(name: str, value: str) -> str | int | date:
    if name == "on":
        return _date(value)
    if name not in _DIGITS:
        return value
    # Only what pack() writes: int() alone would also read ' 11', '+11', '1_1' and digits of other scripts.
    if not (value.isascii() and value.isdigit() and len(value) <= _DIGITS[name] and value == str(int(value))):
        raise OldTapError(value)
    return int(value)


def _date(value: str) -> date:
    try:
        on = date.fromisoformat(value)
    except ValueError as error:
        raise OldTapError(value) from error
    if on.isoformat() != value:  # fromisoformat() alone would also read 20260310 and 2026-W11-2
        raise OldTapError(value)
    return on

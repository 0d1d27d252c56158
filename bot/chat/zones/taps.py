"""Taps on the way to a time zone."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Annotated

from bot.chat.tap import Absent, Tap


class ChooseZone(Tap, kind="zc"):
    """Live in this zone, by its IANA name."""

    zone_name: str


class ConfirmZone(Tap, kind="zy"):
    """Say that it was this time in a zone when that was asked, and live there."""

    zone_name: str
    asked_at: datetime


class AskZone(Tap, kind="zq"):
    """See the question again whether the guess is right."""


class SetClock(Tap, kind="zk"):
    """Be asked where one lives, in a message of its own."""


class ShowFirstTimes(Tap, kind="zf"):
    """See which times it is in the world, on the way from that question and back to it."""

    on: Annotated[date | None, Absent("own")] = None


class ShowTimes(Tap, kind="zw"):
    """See which times it is in the world on a date, or on one’s own."""

    on: Annotated[date | None, Absent("own")] = None


class ShowPlaces(Tap, kind="zp"):
    """See places so far `ahead` of UTC, or behind it."""

    ahead: timedelta


class TypeCity(Tap, kind="zt"):
    """Type where one lives."""


class SharePlace(Tap, kind="zs"):
    """Share where one is."""

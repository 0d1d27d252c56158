"""Taps on the way to a time zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, ClassVar

from bot.chat.tap import Absent


@dataclass(frozen=True, slots=True)
class ChooseZone:
    """Live in this zone, by its IANA name."""

    kind: ClassVar[str] = "zc"
    zone_name: str


@dataclass(frozen=True, slots=True)
class ShowTimes:
    """See which times it is in the world on a date, or on one’s own."""

    kind: ClassVar[str] = "zw"
    on: Annotated[date | None, Absent("own")] = None


@dataclass(frozen=True, slots=True)
class ShowPlaces:
    """See places so far `ahead` of UTC, or behind it."""

    kind: ClassVar[str] = "zp"
    ahead: timedelta


@dataclass(frozen=True, slots=True)
class TypeCity:
    """Type where one lives."""

    kind: ClassVar[str] = "zt"


@dataclass(frozen=True, slots=True)
class SharePlace:
    """Share where one is."""

    kind: ClassVar[str] = "zs"

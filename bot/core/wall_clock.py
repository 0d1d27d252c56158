"""Times of day: as people write them, and when a clock on the wall shows them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo

_WRITTEN = re.compile(
    r"(?:at )?(?P<hour>[0-9]{1,2})(?: ?[:.h] ?(?P<minute>[0-9]{2})| ?h)?(?: ?(?P<half>[ap])\.?m\.?)?(?: o[’']?clock)?"
)
_DIGITS = re.compile(r"([0-9]{1,2})([0-9]{2})")


def read_time(text: str) -> time | None:
    """The time of day somebody wrote: `7:30`, `19.30`, `7pm`, `7.30 p.m.`, `19h30`, `0730`, `7`; None for all else."""
    words = " ".join(text.casefold().split())
    match = _WRITTEN.fullmatch(_DIGITS.sub(r"\1:\2", words) if _DIGITS.fullmatch(words) else words)
    if match is None:
        return None
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    if match["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if match["half"] == "p" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def read_moment(text: str, now: datetime) -> datetime | None:
    """The moment (UTC) somebody wrote: a time of day, which comes next, or a date before it: `2026-03-12 18:30`. `now`
    is on their own clock. None for all else.
    """
    first, _, rest = text.strip().partition(" ")
    zone = now.tzinfo or UTC
    try:
        on = date.fromisoformat(first)
    except ValueError:
        at = read_time(text)
        if at is None:
            return None
        today = first_instant(now.date(), at, zone)
        return today if today > now else first_instant(now.date() + timedelta(days=1), at, zone)
    at = read_time(rest)
    return first_instant(on, at, zone) if at is not None else None


def first_instant(on: date, at: time, zone: tzinfo) -> datetime:
    """The first moment (UTC) at which it is this time or later on this date: the first of two where the clocks go
    back, the end of the gap where they go forward over it.
    """
    local = datetime.combine(on, at, zone)
    moment = local.replace(fold=0).astimezone(UTC)
    later_rule = local.replace(fold=1).astimezone(UTC)
    return moment if later_rule >= moment else _end_of_gap(local, later_rule, moment)


def _end_of_gap(local: datetime, before: datetime, after: datetime) -> datetime:
    """The moment of a change of the clocks that skips `local`. It lies between the two moments, on a whole second."""
    wall = local.replace(tzinfo=None)
    low, high = int(before.timestamp()), int(after.timestamp())
    while high - low > 1:
        middle = (low + high) // 2
        skipped = datetime.fromtimestamp(middle, local.tzinfo).replace(tzinfo=None) >= wall
        low, high = (low, middle) if skipped else (middle, high)
    return datetime.fromtimestamp(high, UTC)

"""Times of day as people write them."""

from __future__ import annotations

import re
from datetime import time

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

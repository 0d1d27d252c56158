"""Times of day: as people write them, and when a clock on the wall shows them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from bot.core.typed import plain

_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_MINUTES = {"quarter": 15, "twenty five": 25, "twenty": 20, "half": 30, "thirty": 30, "forty five": 45, "fifteen": 15}
_AMOUNTS = {**{word: number for number, word in enumerate(_NUMBERS, 1)}, **_MINUTES}
_SPELLED = re.compile(rf"\b(?:a )?({'|'.join(sorted(_AMOUNTS, key=len, reverse=True))})\b")
_BEFORE = r"(?:(?:at|um|om|kl\.?|à|às|a las?|alle|в|о|o|saat) )?"
_WRITTEN = re.compile(
    _BEFORE + r"(?P<hour>[0-9]{1,2})"
    r"(?: ?(?:[:.h時时点點시 ]|uhr) ?(?:(?P<minute>[0-9]{2})|(?P<half>半|반))[分분]?"
    r"| ?(?:[h時时点點시]|hrs?|hours|uhr|o[’']?clock))?"
    r"(?: ?(?P<part>[ap])\.? ?m\.?)?(?: (?:h|hrs?|hours|uhr))?"
)
_AROUND = re.compile(
    r"(?:at )?(?P<minute>[0-9]{1,2})(?P<way> past| to|) (?P<hour>[0-9]{1,2})(?: ?(?P<part>[ap])\.? ?m\.?)?"
)
_DIGITS = re.compile(r"([0-9]{1,2})([0-9]{2})")
_NAMED = {"noon": time(12), "midday": time(12), "12 noon": time(12), "midnight": time(0), "12 midnight": time(0)}
_HALF = 30
_HOURS = 24 * 60  # minutes

_ONE_DAY = timedelta(days=1)
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
           "november", "december")  # fmt: skip
_SHORTEST = 3  # letters of the name of a weekday or a month
_FROM_NOW = re.compile(r"(?:\+ ?|in )(?P<n>[0-9]{1,4}) ?(?P<unit>m|mins?|minutes?|h|hrs?|hours?|d|days?|w|weeks?)")
_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": _ONE_DAY, "w": timedelta(weeks=1)}
_DOTTED = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})?")
_SLASHED = re.compile(r"([0-9]{1,2})/([0-9]{1,2})(?:/([0-9]{4}))?")


def read_time(text: str, *, alone: bool = True) -> time | None:
    """The time of day somebody wrote: `7:30`, `19.30 Uhr`, `7pm`, `half past seven`, `noon`, `19h30`, `0730`,
    `٧:٣٠`, `7`; None for all else. An hour that stands `alone`, as any number might, is read or not.
    """
    words = plain(text)
    if words in _NAMED:
        return _NAMED[words]
    spelled = _SPELLED.sub(lambda match: str(_AMOUNTS[match[1]]), words)
    if not alone and spelled.isdigit():
        return None
    if around := _AROUND.fullmatch(spelled) if spelled != words or " past " in words or " to " in words else None:
        return _around(around, words)
    match = _WRITTEN.fullmatch(_DIGITS.sub(r"\1:\2", spelled) if _DIGITS.fullmatch(spelled) else spelled)
    if match is None:
        return None
    return _time(int(match["hour"]), int(match["minute"] or (_HALF if match["half"] else 0)), match["part"])


def read_moment(text: str, now: datetime) -> datetime | None:
    """The moment (UTC) somebody wrote: a time of day, which comes next, or one with its date, such as `tomorrow 9:00`,
    `26.11.2026 9:00`, `2026-03-12 18:30`, `9am next Monday`; or how long from now, `+2h`. `now` is on their own clock.
    None for all else.
    """
    words = plain(text).replace(",", " ")
    if ahead := _FROM_NOW.fullmatch(words):
        moment = now.astimezone(UTC) + int(ahead["n"]) * _UNITS[ahead["unit"][0]]
        return moment.replace(second=0, microsecond=0)
    zone = now.tzinfo or UTC
    at = read_time(words)
    if at is not None:
        today = first_instant(now.date(), at, zone)
        return today if today > now else first_instant(now.date() + _ONE_DAY, at, zone)
    parts = words.split()
    for split in range(1, len(parts)):
        first, last = " ".join(parts[:split]), " ".join(parts[split:])
        for day, clock in ((first, last), (last, first)):
            at = read_time(clock)
            on = _read_date(day.removesuffix(" at"), now.date()) if at is not None else None
            if at is not None and on is not None:
                return first_instant(on, at, zone)
    return None


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


def _time(hour: int, minute: int, part: str | None = None) -> time | None:
    """The time of this hour and minute, in the first (`a`) or second half (`p`) of the day where that is told."""
    if part and not 1 <= hour <= 12:
        return None
    if part:
        hour = hour % 12 + (12 if part == "p" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _around(match: re.Match[str], words: str) -> time | None:
    """The time of `half past seven` and `twenty to eight`; of `half seven`, which is the same as the former, and of
    `seven thirty`, in which the hour comes first.
    """
    first, last = int(match["minute"]), int(match["hour"])
    way = match["way"].strip()
    if not way and not words.removeprefix("at ").startswith("half"):
        return _time(first, last, match["part"])
    at = _time(last, 0, match["part"])
    if at is None or first >= 60:
        return None
    minutes = (60 * at.hour + (-first if way == "to" else first)) % _HOURS
    return time(minutes // 60, minutes % 60)


def _read_date(text: str, today: date) -> date | None:
    """The date somebody wrote; one without a year is the next. None where it may mean two."""
    if text in {"today", "tomorrow"}:
        return today + (_ONE_DAY if text == "tomorrow" else timedelta())
    day = _number_of(text.removeprefix("next "), _DAYS)
    if day is not None:
        ahead = (day - today.weekday()) % 7
        return today + timedelta(days=ahead or (7 if text.startswith("next ") else 0))
    try:
        return date.fromisoformat(text) if text[:4].isdigit() else _named_date(text, today)
    except ValueError:
        return None


def _named_date(text: str, today: date) -> date | None:
    """The date of `26.11.`, `26/11/2026`, `26 Nov` or `November 26 2026`. Raises ValueError where there is no such."""
    if match := _DOTTED.fullmatch(text):
        return _next(int(match[1]), int(match[2]), match[3], today)
    if match := _SLASHED.fullmatch(text):
        first, second = int(match[1]), int(match[2])
        if first != second and first <= 12 and second <= 12:
            return None  # the one half of the world writes the day first, the other the month
        day, month = (first, second) if second <= 12 else (second, first)
        return _next(day, month, match[3], today)
    parts = [part.strip(".") for part in text.split()]
    months = [number for part in parts if (number := _number_of(part, _MONTHS)) is not None]
    numbers = [part for part in parts if part.isdigit()]
    if len(months) != 1 or len(months) + len(numbers) != len(parts) or not 1 <= len(numbers) <= 2:
        return None
    return _next(int(numbers[0]), months[0] + 1, numbers[1] if len(numbers) == 2 else None, today)


def _next(day: int, month: int, year: str | None, today: date) -> date:
    if year is not None:
        return date(int(year), month, day)
    this_year = date(today.year, month, day)
    return this_year if this_year >= today else date(today.year + 1, month, day)


def _number_of(word: str, names: tuple[str, ...]) -> int | None:
    """The place of a name, or of one cut short, among the names."""
    if len(word) < _SHORTEST:
        return None
    return next((number for number, name in enumerate(names) if name.startswith(word)), None)

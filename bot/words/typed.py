"""Times of day and languages, as people of any language type them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, time
from functools import cache
from typing import TYPE_CHECKING

from bot.core.typed import plain
from bot.core.wall_clock import read_moment, read_time
from bot.words import ENGLISH, N_, bare_time, ways_to_say

if TYPE_CHECKING:
    from babel import Locale

# Translators: ways to say thanks, in small letters, with commas between them.
_THANKS = N_("thanks, thank you, thanks a lot, thank you so much, thank you very much, many thanks, thx, ty")
_SIGNS = " .!,♥❤\ufe0f🙏👍😊🥰😍"
_QUESTION_MARKS = ("?", "？", "؟", "\u037e")

_HALVES = {"am": 0, "pm": 12}
_HOUR = 3600  # seconds


def typed_time(typed: str, language: str | None, *, alone: bool = True) -> time | None:
    """The time of day that somebody typed whose Telegram speaks this language: `um 7.30 Uhr`, `8 утра`, `noon`; None
    where it is none. A number that stands `alone` is read as an hour or not.
    """
    at = read_time(bare_time(typed), alone=alone)
    if at is not None or not any(map(str.isalpha, typed)):
        return at
    words = plain(typed)
    found = (_read(words, code) for code in dict.fromkeys((language or ENGLISH, ENGLISH)))
    return next((at for at in found if at is not None), None)


def typed_moment(typed: str, language: str | None, now: datetime) -> datetime | None:
    """The moment (UTC) that somebody typed whose Telegram speaks this language and whose clock shows `now`: a time of
    day, which comes next, one with its date, or how long from now; None where it is none.
    """
    moment = read_moment(bare_time(typed), now)
    at = typed_time(typed, language) if moment is None else None
    return moment if at is None else read_moment(f"{at:%H:%M}", now)


def is_thanks(typed: str) -> bool:
    """Whether somebody says thanks, in any language there is, or with a heart."""
    said = plain(typed).rstrip(_SIGNS).strip()
    return bool(typed.strip()) and said in {
        "",
        *(plain(way) for ways in ways_to_say(_THANKS) for way in ways.split(",")),
    }


def is_question(typed: str) -> bool:
    """Whether somebody asks something."""
    return typed.rstrip().endswith(_QUESTION_MARKS)


def typed_language(typed: str, language: str | None) -> str | None:
    """The code, such as `de` or `pt-br`, of the language that somebody typed whose Telegram speaks this one: by its
    code, or by its name in theirs or in English; None where there is no such language.
    """
    code = plain(typed).replace("_", "-")
    if code.partition("-")[0] in _languages(ENGLISH):
        return code
    named = {plain(name): code for each in (ENGLISH, language or ENGLISH) for code, name in _languages(each).items()}
    return named.get(code, "").replace("_", "-").lower() or None


@cache
def _languages(told_in: str) -> dict[str, str]:
    """The languages there are, by their codes, with their names in one of them."""
    locale = _locale(told_in)
    return dict(locale.languages) if locale else {}


def _locale(language: str) -> Locale | None:
    """How a language without its country writes; None where that is not known."""
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(language.partition("-")[0])
    except (UnknownLocaleError, ValueError):
        return None


def _read(words: str, language: str) -> time | None:
    """The time with a word of this language for the part of the day that it is in, by the rules of Unicode’s CLDR."""
    locale = _locale(language)
    if locale is None:
        return None
    rules = locale.day_period_rules.get(None, {})
    for period, phrase in _phrases(locale.day_periods):
        if words == phrase and period in {"noon", "midnight"}:
            return time(12 if period == "noon" else 0)
        rest = words.removesuffix(phrase) if words.endswith(phrase) else words.removeprefix(phrase)
        at = read_time(rest) if rest != words else None
        if at is not None:
            return _in_period(at, period, rules)
    return None


def _in_period(at: time, period: str, rules: dict[str, list[dict[str, int]]]) -> time | None:
    """The time as it is in that part of the day; people stretch mornings and evenings further than the rules do."""
    hours = [hour for hour in (at.hour % 12, at.hour % 12 + 12) if _is_within(hour, period, rules)]
    if len(hours) != 1 and not period.startswith("night"):
        hours = [at.hour % 12 + (0 if period.startswith("morning") else 12)]
    return at.replace(hour=hours[0]) if len(hours) == 1 and (at.hour <= 12 or at.hour == hours[0]) else None


def _phrases(periods: Mapping[str, Mapping[str, Mapping[str, str]]]) -> Iterator[tuple[str, str]]:
    """The parts of a day with their words, the longest first."""
    forms = (form for context in periods.values() for form in context.values())
    named = {(period, plain(phrase)) for form in forms for period, phrase in form.items()}
    yield from sorted((each for each in named if len(each[1]) > 1), key=lambda each: (-len(each[1]), each))


def _is_within(hour: int, period: str, rules: dict[str, list[dict[str, int]]]) -> bool:
    if period in _HALVES:
        return _HALVES[period] <= hour < _HALVES[period] + 12
    return any(_is_between(hour * _HOUR, rule) for rule in rules.get(period, []))


def _is_between(second: int, rule: dict[str, int]) -> bool:
    start, end = rule.get("from", rule.get("at", 0)), rule.get("before", rule.get("at", -1) + 1)
    return start <= second < end if start <= end else second >= start or second < end

"""Which places somebody may mean who typed where they live: in whatever way, they are read as they were meant."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, time, timedelta
from itertools import chain

from bot.core.typed import plain
from bot.gazetteer.cities import find_cities
from bot.gazetteer.names import countries_around, countries_called, flags, nickname, without_flags
from bot.gazetteer.zones import (
    City,
    find_zone,
    zones_abbreviated,
    zones_of_countries,
    zones_where_it_is,
    zones_with_offset,
)

_OFFSET = re.compile(r"(?:utc|gmt|z)? ?([+−–-]) ?([0-9]{1,2})(?: ?[:.]? ?([0-9]{2}))?(?: ?(?:utc|gmt|h|hours?))?")
_AT_ZERO = frozenset({"utc", "gmt", "zulu", "greenwich", "utc0", "gmt0"})
_SAID_AROUND = re.compile(
    r"^(?:(?:i am|i[’']?m|i live|i[’']m living|living|currently|now|we live|we are|based|it[’']?s|the time in|"
    r"ich wohne|ich lebe|ich bin|je vis|j[’']habite|vivo|estoy|moro|estou|abito|sono|я живу|я|живу) )?"
    r"(?:(?:in|near|from|at|around|close to|by|bei|aus|à|au|aux|en|em|a|в|из|во) )?(?=\S)|"
    r"(?: (?:time zone|timezone|time|zeit|now|here|right now))?[.!?,;]*$"
)


def find_places(text: str, wall: time | None, now: datetime) -> list[City]:
    """The places that a text may mean, likely ones first; where it is a time, `wall`, those where it is that time now.

    What is beyond doubt comes first: a zone by its full name, an offset, a time. A word that may mean several things
    means all of them.
    """
    asked, zone_name = plain(text), find_zone(text)
    if zone_name is not None and "/" in zone_name:
        return [City(zone_name, "", zone_name)]
    ahead = _offset(asked)
    named = [City(zone_name, "", zone_name)] if zone_name else []
    if ahead is not None:
        return [*named, *zones_with_offset(ahead, now)]
    if wall is not None:
        return zones_where_it_is(wall, now)
    found = _named(text, now) or _named(_SAID_AROUND.sub("", " ".join(text.split()).casefold()), now)
    return found or named


def _offset(asked: str) -> timedelta | None:
    """How far ahead of UTC `gmt+3`, `utc+5:30` and `+03:00` are."""
    if asked in _AT_ZERO:
        return timedelta(0)
    match = _OFFSET.fullmatch(asked)
    if match is None or int(match[3] or 0) >= 60:
        return None
    ahead = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
    return ahead if match[1] == "+" else -ahead


def _named(text: str, now: datetime) -> list[City]:
    """The places of this name: those whose clocks are called so, the countries, the cities, and one within another."""
    words, within = without_flags(text).strip(" ,"), frozenset(flags(text))
    if within:
        return (find_cities(words, within) if words else []) or zones_of_countries(within)
    known = nickname(words)
    by_nickname = find_cities(known)[:1] if known else []
    found = [*by_nickname, *zones_abbreviated(words, now), *zones_of_countries(countries_called(words))]
    return found or _narrowed(words) or find_cities(words)


def _narrowed(text: str) -> list[City]:
    """The cities of `London, UK`, of `Germany Berlin`, of `Portland, Oregon, USA`: one part is within the other."""
    if "," in text:
        first, _, rest = text.partition(",")
        parts = [part.strip() for part in (first, *rest.split(",")) if part.strip()]
        ways: Iterable[tuple[str, str]] = [(parts[0], last) for last in parts[:0:-1]] + [(parts[-1], parts[0])]
        found = _within(ways)
        return found or (find_cities(parts[0]) if parts else [])
    words = text.split()
    if find_cities(text) and any(city.name.casefold() == text.casefold() for city in find_cities(text)):
        return []
    splits = range(1, len(words))
    ways = chain(
        ((" ".join(words[:split]), " ".join(words[split:])) for split in splits),
        ((" ".join(words[split:]), " ".join(words[:split])) for split in splits),
    )
    return _within(ways)


def _within(ways: Iterable[tuple[str, str]]) -> list[City]:
    for city, around in ways:
        codes = countries_around(around)
        found = find_cities(nickname(city) or city, codes) if codes else []
        if found:
            return found
        if codes and countries_called(city) & codes:
            return zones_of_countries(codes)
    return []

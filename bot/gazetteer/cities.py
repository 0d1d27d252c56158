"""Cities by name, in many languages and scripts, without a network.

The file has a line for each city, the most populous first: its names, folded, then how it is shown, its country and its
zone. A name is found by looking for bytes in it, so that all 34,000 cities take five megabytes and no objects.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Collection, Iterator
from functools import cache
from itertools import islice
from pathlib import Path

from bot.gazetteer.names import NAME, country_name, folded
from bot.gazetteer.zones import City, known_zones

CITIES = Path(__file__).parent / "cities.tsv.gz"
_MOST = 8
_LONGEST = 60  # characters; no city has a longer name that somebody would type
_SLIP_FROM = 4  # characters: in shorter names a slip makes another city


def find_cities(text: str, within: Collection[str] = ()) -> list[City]:
    """Up to eight cities of this name, best first: called so, then beginning so, then containing it; larger ones first.
    Where countries are told, by their codes, those `within` them.

    Case and accents don't matter. Where nothing fits, one slip is forgiven, but not in the first letter.
    """
    needle = folded(text[:_LONGEST])
    if not needle:
        return []
    found = _best(_fitting(needle), within)
    return found or (_best(_lines_like(needle), within) if len(needle) >= _SLIP_FROM else [])


def _best(lines: Iterator[bytes], within: Collection[str]) -> list[City]:
    cities = (city for city in _distinct(lines) if not within or city.country_code in within)
    return list(islice(cities, _MOST))


@cache
def _all() -> bytes:
    return gzip.decompress(CITIES.read_bytes())


def _fitting(needle: str) -> Iterator[bytes]:
    """The lines of cities called like this, beginning like this and, last, with a word that begins like this."""
    yield from _lines_with(f"{NAME}{needle}{NAME}")
    if len(needle) > 1 or not needle.isascii():
        yield from _lines_with(f"{NAME}{needle}")
        yield from _lines_with(f" {needle}")


def _lines_with(text: str) -> Iterator[bytes]:
    """The lines in whose names the text stands."""
    everything, sought, at = _all(), text.encode(), 0
    while (at := everything.find(sought, at)) >= 0:
        line = _line_around(at)
        at = everything.index(b"\n", at)
        if sought in line.partition(b"\t")[0]:
            yield line


def _lines_like(needle: str) -> Iterator[bytes]:
    """The lines of names with one letter too many, too few, wrong, or two the wrong way round."""
    anything = f"(?:[^{NAME}\t\n]{{1,4}})"  # one letter in UTF-8
    slips = []
    for at in range(1, len(needle) + 1):
        before, letter, after = needle[:at], needle[at : at + 1], needle[at + 1 :]
        slips.append(re.escape(before) + anything + "?" + re.escape(after))
        slips.append(re.escape(before) + anything + re.escape(letter + after))
        slips.append(re.escape(before + after[:1] + letter + after[1:]))
    pattern = f"{re.escape(NAME + needle[0])}(?:{'|'.join(slip[len(re.escape(needle[0])) :] for slip in slips)}){NAME}"
    for match in re.finditer(pattern.encode(), _all()):
        yield _line_around(match.start())


def _line_around(at: int) -> bytes:
    everything = _all()
    return everything[everything.rfind(b"\n", 0, at) + 1 : everything.index(b"\n", at)]


def _distinct(lines: Iterator[bytes]) -> Iterator[City]:
    """The cities of the lines, each once, without those whose zone this machine doesn't know."""
    seen = set()
    for line in lines:
        _, name, code, zone_name = line.decode().split("\t")
        city = City(name, country_name(code), zone_name, code)
        if city not in seen and zone_name in known_zones():
            seen.add(city)
            yield city

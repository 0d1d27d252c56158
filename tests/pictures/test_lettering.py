"""Names of any script, and what people put into names, as they stand in a picture."""

from __future__ import annotations

import re
import unicodedata
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.pictures.lettering import Line, centred, drawable
from bot.pictures.typefaces import FAMILIES, font_file, typeface

FAMILY = "👩\u200d👩\u200d👧"


def on_a_line(text: str, width: int = 800) -> Line:
    return centred(drawable(text), at=(400, 100), size=60, width=width)


def runs(line: Line) -> list[tuple[str, str]]:
    """The family and the words of each run, from left to right. The markup must be well-formed."""
    svg = ElementTree.fromstring(f"<svg>{line.markup}</svg>")  # noqa: S314 -- made by us
    texts = sorted(svg, key=lambda text: float(text.attrib["x"]))
    return [(text.attrib["font-family"], text.text or "") for text in texts]


def size_of(line: Line) -> int:
    return int(re.findall(r'font-size="(\d+)"', line.markup)[0])


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("Ada Lovelace", "Noto Sans"),
        ("Ада", "Noto Sans"),
        ("Ἀδα", "Noto Sans"),
        ("أدا لافليس", "Noto Sans Arabic"),
        ("אדה", "Noto Sans Hebrew"),
        ("अदा लवलेस", "Noto Sans Devanagari"),
        ("আডা", "Noto Sans Bengali"),
        ("அடா", "Noto Sans Tamil"),
        ("เอดา", "Noto Sans Thai"),
        ("에이다", "Noto Sans CJK KR"),
        ("エイダ", "Droid Sans Fallback"),
        ("🦊🎉", "Noto Emoji"),
    ],
)
def test_a_name_in_one_script_is_one_run_in_its_font(name: str, family: str) -> None:
    line = on_a_line(name)
    assert runs(line) == [(family, name)]
    assert line.families == {family}
    assert size_of(line) == 60


def test_a_name_in_several_scripts_has_a_run_for_each() -> None:
    assert runs(on_a_line(f"Zoë {FAMILY} <b>&")) == [
        ("Noto Sans", "Zoë "),
        ("Noto Emoji", FAMILY),
        ("Noto Sans", " <b>&"),
    ]


def test_a_name_that_begins_from_the_right_has_its_runs_from_the_right() -> None:
    assert runs(on_a_line("أدا Ada")) == [("Noto Sans", "Ada"), ("Noto Sans Arabic", "أدا ")]


@pytest.mark.parametrize(
    ("name", "drawn"),
    [
        ("  Ada \n\t Lovelace ", "Ada Lovelace"),
        ("\u202eAda\u2066\x07\u200b", "Ada"),
        ("𝓐𝓭𝓪", "Ada"),
        ("Ａｄａ", "Ada"),
        ("Z" + "\u0316" * 40 + "oe", "Z" + "\u0316" * 3 + "oe"),
        (" \u2003\u200d ", ""),
        ("\U000f0000\ud7ff", ""),
    ],
)
def test_what_cannot_be_drawn_is_left_out(name: str, drawn: str) -> None:
    assert drawable(name) == drawn


def test_a_long_name_is_made_smaller_and_a_very_long_one_cut_short() -> None:
    long, longer = on_a_line("Ada Augusta King, Countess of Lovelace"), on_a_line("W" * 200)
    assert 24 < size_of(long) < 60
    assert runs(long)[0][1] == "Ada Augusta King, Countess of Lovelace"
    assert size_of(longer) == 24
    assert re.fullmatch("W{20,}…", runs(longer)[0][1])


def test_a_name_is_not_cut_between_parts_of_an_emoji() -> None:
    words = "".join(text for _, text in runs(on_a_line(FAMILY * 60)))
    assert "\u200d…" not in words
    assert words.endswith("…")


@given(st.text(max_size=200))
def test_every_name_becomes_well_formed_and_safe(name: str) -> None:
    line = on_a_line(name)
    words = "".join(text for _, text in runs(line))
    assert all(unicodedata.category(each) != "Cc" for each in words)
    assert bool(words.strip()) == bool(drawable(name).strip())
    for family, text in runs(line):
        assert all(typeface(family).has(each) for each in text)


def test_every_family_has_its_file_and_its_widths() -> None:
    assert all(font_file(family).stat().st_size < 3_000_000 for family in FAMILIES)
    assert typeface("Noto Sans").advance("W") > 2 * typeface("Noto Sans").advance("i") > 0
    assert typeface("Droid Sans Fallback").advance("阿") == 1
    assert not typeface("Noto Sans").has("阿")

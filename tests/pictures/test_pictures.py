"""The pictures: what stands in them, that resvg draws them, and that nothing in a name can break them."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import date
from xml.etree import ElementTree

import pytest

from bot.chat.progress.labels import labelled_certificate, labelled_progress
from bot.core.streak import Fate
from bot.flows.progress import Progress
from bot.pictures.drawing import Drawing, draw
from bot.pictures.outlines import lettered
from bot.pictures.palette import BLUE, GOLD, GREEN, VIOLET
from bot.pictures.progress_picture import WEEKS, first_shown_on, shown_entries
from bot.words import words_in
from tests.support.progress import a_progress

ENGLISH = words_in(None)
HEADS_AND_DATES = ((221, 18, "M T W T F S S"), (261, 19, "9 10 11 12 13 14 15"))
"""Height, size and words of the calendar’s first lines."""
FINISHED_ON = date(2026, 4, 7)
NAMES = [
    "Ada Lovelace", "أدا لافليس", "अदा लवलेस", "阿达·洛芙莱斯", "에이다", "Ада", "🦊🎉", "Zoë 👩‍👩‍👧 <b>&", "A" * 64,
    "W" * 129, "क्षत्रिय Ada 👩‍👩‍👧 أدا", "\u202eadA", "]]> &amp; \"'", "\ud800", "   ", "🇩🇪👍🏽", "Z" + "\u0316" * 60,
]  # fmt: skip


def size_of(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    return int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")


def count(drawing: Drawing, colour: str) -> int:
    """How many shapes are filled with this colour."""
    svg = ElementTree.fromstring(drawing.svg)  # noqa: S314 -- made by us
    return sum(shape.attrib.get("fill") == colour for shape in svg.iter())


@pytest.mark.parametrize(
    "progress",
    [
        a_progress(""),
        a_progress("", coming=28),
        a_progress("1" * 28),
        a_progress("1110100111000111011", neutral=[11], more_days=1),
        a_progress("1", of=1),
        a_progress("1" * 9 + "0" * 90 + "1", of=366),
        a_progress("", of=0),
    ],
    ids=["beginner", "unwritten", "all done", "a bit of everything", "one day", "a long one", "no days"],
)
def test_every_progress_can_be_drawn(progress: Progress) -> None:
    assert size_of(draw(labelled_progress(ENGLISH, progress))) in {(1120, 980), (1120, 1040)}


def test_a_weekday_stands_above_its_dates() -> None:
    heads, dates = (middles_of(labelled_progress(ENGLISH, a_progress("1" * 20)), *look) for look in HEADS_AND_DATES)
    assert heads == pytest.approx(dates[:7], abs=0.2)


def middles_of(drawing: Drawing, at: float, size: int, texts: str) -> list[float]:
    """Where the middle of each of these small words is, in the order in which they stand `at` this height."""
    lefts = [float(left) for left in re.findall(rf"translate\(([\d.]+) {at:.1f}\) scale\({size / 1000}\)", drawing.svg)]
    return [left + width_of(text, size) / 2 for left, text in zip(lefts, texts.split(), strict=True)]


def width_of(text: str, size: int) -> float:
    (width,) = re.findall(r"translate\(-([\d.]+) ", lettered(text, 0, 0, size, "", "end"))
    return float(width)


def test_no_fact_of_a_certificate_reaches_beyond_the_rule_above_it() -> None:
    drawing = labelled_certificate(ENGLISH, a_progress("1" * 28), date(2026, 9, 30), "Ada")
    (rule,) = re.findall(r"M(\d+)[.\d]* 508h", drawing.svg)
    lefts = [float(left) for left in re.findall(r"translate\(([\d.]+) 566", drawing.svg)]
    assert min(lefts) >= float(rule)


def test_a_date_is_coloured_by_its_fate() -> None:
    progress = a_progress("1110100111000111011", more_days=1)
    fates = [entry.fate for entry in shown_entries(progress)]
    drawing, beginner = labelled_progress(ENGLISH, progress), labelled_progress(ENGLISH, a_progress(""))
    assert count(drawing, GREEN) == fates.count(Fate.DONE) + progress.done
    assert count(drawing, BLUE) == fates.count(Fate.FROZEN) > 0
    assert count(drawing, VIOLET) == fates.count(Fate.REPAIRED) > 0
    assert count(beginner, GREEN) == count(beginner, BLUE) == count(beginner, VIOLET) == 0


def test_today_is_framed_done_or_not() -> None:
    frame = f'stroke="{GOLD}" stroke-width="5"'
    assert labelled_progress(ENGLISH, a_progress("11")).svg.count(frame) == 1
    assert labelled_progress(ENGLISH, a_progress("11", more_days=1)).svg.count(frame) == 1


def test_the_calendar_begins_with_the_first_week_and_moves_on_after_four() -> None:
    first_monday = date(2026, 3, 9)
    assert first_shown_on(a_progress("1")) == first_monday
    assert first_shown_on(a_progress("1" * 26)) == first_monday  # up to the Sunday of the fourth week
    progress = a_progress("1" * 27)
    assert first_shown_on(progress) == date(2026, 3, 16)
    assert shown_entries(progress)[0].on == date(2026, 3, 16)
    assert len(shown_entries(a_progress("1" * 100))) <= 7 * WEEKS


@pytest.mark.parametrize("name", NAMES)
def test_a_certificate_can_be_drawn_for_every_name(name: str) -> None:
    assert size_of(draw(labelled_certificate(ENGLISH, a_progress("1" * 28), FINISHED_ON, name))) == (960, 680)


def test_a_name_changes_the_picture() -> None:
    progress = a_progress("1" * 28)
    drawn = {name: draw(labelled_certificate(ENGLISH, progress, FINISHED_ON, name)) for name in NAMES[:8]}
    nameless = draw(labelled_certificate(ENGLISH, progress, FINISHED_ON, ""))
    assert len({nameless, *drawn.values()}) == 9


def test_a_certificate_loads_only_the_fonts_its_words_need() -> None:
    fonts = labelled_certificate(ENGLISH, a_progress("1" * 28), FINISHED_ON, "अदा").fonts
    assert sorted(font.name for font in fonts) == ["NotoSans-Regular.ttf", "NotoSansDevanagari-Regular.ttf"]
    assert labelled_progress(ENGLISH, a_progress("1")).fonts == ()


def test_a_start_loads_no_picture_library() -> None:
    script = "import bot.bootstrap, sys; print(sorted({'resvg_py', 'tzfpy'} & set(sys.modules)))"
    loaded = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True, timeout=60)
    assert loaded.stdout.strip() == "[]"

"""Words in pictures: names of any script made safe to draw, as large as their line allows, each run in its font."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from itertools import groupby
from typing import Literal
from xml.sax.saxutils import escape

from bot.pictures.drawing import Drawing
from bot.pictures.typefaces import FAMILIES, family_of, font_file, typeface

_JOINERS = "\u200c\u200d"  # they shape what stands beside them, and show nothing themselves
_MOST_MARKS = 3  # accents and vowel signs above one another; more would leave the line
_SMALLEST = 0.4  # of the size a line would like to have
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_FLAG_LETTERS = range(0x1F1E6, 0x1F200)


Anchor = Literal["start", "middle", "end"]
"""Which part of a text stands at the point it is given."""

LEFT_OF: dict[Anchor, float] = {"start": 0, "middle": 0.5, "end": 1}
"""The share of a text’s width that is left of that point."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text as SVG, and the font `families` it needs."""

    markup: str
    families: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Run:
    """Neighbouring characters of one family; `ems` is about how wide they are, as a multiple of their size."""

    family: str
    text: str
    ems: float


def drawable(text: str, *, boxes: bool = False) -> str:
    """What can be drawn of a text, in one line; empty where that is nothing.

    Fancy letters become plain ones (NFKC). Controls, marks of direction and what no font of ours has are left out; with
    `boxes`, one will stand for each letter that none has.
    """
    kept: list[str] = []
    marks = 0
    for character in " ".join(unicodedata.normalize("NFKC", text).split()):
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= _MOST_MARKS and _can_be_drawn(character, boxes=boxes):
            kept.append(character)
    return " ".join("".join(kept).split()).strip(_JOINERS + " ")


def centred(text: str, *, at: tuple[float, float], size: int, width: int) -> Line:
    """A drawable text in the middle of a line `width` pixels wide, whose middle on the base line is `at`.

    It has this size, or a smaller one if it needs it; in the end it is cut short with an …. Each run is a text of its
    own: resvg draws boxes for, or breaks on, a line in several fonts of which one joins letters.
    """
    runs = _runs(text)
    while sum(run.ems for run in runs) * size * _SMALLEST > width:
        text = text.rstrip("…")[:-1].rstrip(_JOINERS + " ") + "…"
        runs = _runs(text)
    size, ems = fitted_size(text, size, width), sum(run.ems for run in runs)
    markup = _placed(text, runs, at[0] - ems * size / 2, at[1], size)
    return Line(markup, frozenset(run.family for run in runs))


def fitted_size(text: str, size: int, width: float) -> int:
    """The size of a drawable text that is to be at most `width` pixels wide: this one, or a smaller one."""
    ems = sum(run.ems for run in _runs(text))
    return size if ems * size <= width else int(width / ems)


def written(text: str, x: float, y: float, size: int, anchor: Anchor) -> str:
    """A drawable text as it is, with its start, its middle or its end at `x` on the base line `y`."""
    runs = _runs(text)
    width = sum(run.ems for run in runs) * size
    return _placed(text, runs, x - width * LEFT_OF[anchor], y, size)


def with_fonts(svg: str) -> Drawing:
    """The picture with the fonts that its words need."""
    return Drawing(svg, tuple(font_file(family) for family in FAMILIES if f'font-family="{family}"' in svg))


def _can_be_drawn(character: str, *, boxes: bool) -> bool:
    if character in _JOINERS:
        return True
    return unicodedata.category(character)[0] != "C" and (boxes or family_of(character) is not None)


def _placed(text: str, runs: list[_Run], left: float, y: float, size: float) -> str:
    """The runs of a text side by side, from `left` on."""
    x, markup = left, []
    for run in reversed(runs) if _is_right_to_left(text) else runs:
        middle = x + run.ems * size / 2
        markup.append(
            f'<text x="{middle:.1f}" y="{y:.1f}" font-size="{size}" font-family="{run.family}" '
            f'text-anchor="middle" xml:space="preserve">{escape(run.text)}</text>'
        )
        x += run.ems * size
    return "".join(markup)


def _runs(text: str) -> list[_Run]:
    runs = groupby(_in_families(text), lambda pair: pair[0])
    return [_run(family, "".join(character for _, character in pairs)) for family, pairs in runs]


def _in_families(text: str) -> list[tuple[str, str]]:
    """Each character with its family. Spaces, points, marks and joiners stay with the letter before them."""
    placed: list[tuple[str, str]] = []
    for character in text:
        family = placed[-1][0] if placed else "Noto Sans"
        is_joiner, is_letter = character in _JOINERS, unicodedata.category(character)[0] in "LNS"
        if (
            is_letter
            or not (is_joiner or typeface(family).has(character))
            or (family, character) == ("Noto Emoji", " ")
        ):
            family = family_of(character) or family
        if not is_joiner or typeface(family).has(character):
            placed.append((family, character))
    return placed


def _run(family: str, text: str) -> _Run:
    font, ems, before = typeface(family), 0.0, ""
    for character in text:
        if character not in _JOINERS and before != "\u200d" and ord(character) not in _SKIN_TONES:
            ems += font.advance(character) / (2 if ord(character) in _FLAG_LETTERS else 1)
        before = character
    return _Run(family, text, ems)


def _is_right_to_left(text: str) -> bool:
    """Whether the first letter of a text says so."""
    directions = (unicodedata.bidirectional(character) for character in text)
    return next((direction for direction in directions if direction in {"L", "R", "AL"}), "L") != "L"

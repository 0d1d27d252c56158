"""Small words as outlines. resvg opens the font anew for every letter of a text, which would cost a picture full of
numbers as much as all the rest of it. So only words with other letters than those of ASCII are left to the font.
"""

from __future__ import annotations

import json
import math
from functools import cache

from bot.pictures.lettering import LEFT_OF, Anchor, drawable, fitted_size, written
from bot.pictures.typefaces import FONTS

_UNITS = 1000  # of the font, to its size
_BOLD = 0.045  # of the size: what has to be drawn around a letter of the font to be as bold as an outline


def lettered(
    text: str, x: float, y: float, size: int, fill: str, anchor: Anchor = "start", width: float = math.inf
) -> str:
    """A text in bold as SVG, `size` pixels large, with its start, its middle or its end at `x` on the base line `y`.
    It is smaller where it would be wider than `width`.

    Letters of which there is no outline take a font (`lettering.with_fonts`); what no font has is drawn as a box.
    """
    outlines = _outlines()
    if not outlines.keys() >= set(text):
        text = drawable(text, boxes=True)
    if not outlines.keys() >= set(text):
        size = fitted_size(text, size, width)
        bold = f'fill="{fill}" stroke="{fill}" stroke-width="{size * _BOLD:.2f}"'
        return f"<g {bold}>{written(text, x, y, size, anchor)}</g>"
    advance, path = 0, []
    for letter in text:
        step, outline = outlines[letter]
        path.append(f"M{advance} 0{outline}")
        advance += step
    if advance * size > width * _UNITS:
        size = int(width * _UNITS / advance)
    left = x - advance * size / _UNITS * LEFT_OF[anchor]
    return f'<path transform="translate({left:.1f} {y:.1f}) scale({size / _UNITS})" fill="{fill}" d="{"".join(path)}"/>'


@cache
def _outlines() -> dict[str, tuple[int, str]]:
    """How far each letter advances, and its outline as relative path commands."""
    outlines: dict[str, tuple[int, str]] = json.loads((FONTS / "NotoSans-Bold-outlines.json").read_text("utf-8"))
    return outlines

"""Small words as outlines. resvg opens the font anew for every letter of a text, which would cost a picture full of
numbers as much as all the rest of it.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Literal

from bot.pictures.typefaces import FONTS

_UNITS = 1000  # of the font, to its size


def lettered(
    text: str, x: float, y: float, size: int, fill: str, anchor: Literal["start", "middle", "end"] = "start"
) -> str:
    """A text in bold as an SVG path, `size` pixels large, with its start, its middle or its end at `x` on the base
    line `y`. Raises KeyError on letters other than those of ASCII.
    """
    outlines, advance, path = _outlines(), 0, []
    for letter in text:
        width, outline = outlines[letter]
        path.append(f"M{advance} 0{outline}")
        advance += width
    left = x - advance * size / _UNITS * {"start": 0, "middle": 0.5, "end": 1}[anchor]
    return f'<path transform="translate({left:.1f} {y:.1f}) scale({size / _UNITS})" fill="{fill}" d="{"".join(path)}"/>'


@cache
def _outlines() -> dict[str, tuple[int, str]]:
    """How far each letter advances, and its outline as relative path commands."""
    outlines: dict[str, tuple[int, str]] = json.loads((FONTS / "NotoSans-Bold-outlines.json").read_text("utf-8"))
    return outlines

"""From SVG to PNG: resvg draws with the fonts of this folder, never with those of the machine."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path


class DrawingError(Exception):
    """A picture could not be drawn."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture to be drawn: its SVG, and the files of the fonts its words need."""

    svg: str
    fonts: Collection[Path] = ()


def draw(drawing: Drawing) -> bytes:
    """Draw a picture as PNG, here and now. No other Python of this process runs meanwhile.

    Raises DrawingError, whatever goes wrong with it.
    """
    try:
        from resvg_py import svg_to_bytes  # noqa: PLC0415 -- the bot writes drawings and never draws them

        fonts = [str(font) for font in sorted(drawing.fonts)]
        return svg_to_bytes(svg_string=drawing.svg, skip_system_fonts=True, font_files=fonts)
    except BaseException as error:  # a panic inside resvg comes as something that is no Exception
        raise DrawingError(str(error)) from error

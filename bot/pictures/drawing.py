"""From SVG to PNG: resvg draws with the fonts of this folder, never with those of the machine."""

from __future__ import annotations

import asyncio
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


class Easel:
    """Draws one picture after the other. resvg lets no other Python run meanwhile, so between two pictures the bot
    gets to answer the taps that wait.
    """

    def __init__(self) -> None:
        self._free = asyncio.Lock()

    async def draw(self, drawing: Drawing) -> bytes:
        """The picture as PNG. Raises DrawingError, whatever goes wrong with it."""
        async with self._free:
            return await asyncio.to_thread(draw, drawing)


def draw(drawing: Drawing) -> bytes:
    """The picture as PNG, here and now. Raises DrawingError, whatever goes wrong with it."""
    try:
        from resvg_py import svg_to_bytes  # noqa: PLC0415 -- most starts of the bot draw nothing for a while

        fonts = [str(font) for font in sorted(drawing.fonts)]
        return svg_to_bytes(svg_string=drawing.svg, skip_system_fonts=True, font_files=fonts)
    except BaseException as error:  # a panic inside resvg comes as something that is no Exception
        raise DrawingError(str(error)) from error

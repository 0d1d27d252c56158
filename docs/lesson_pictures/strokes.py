"""What the pictures of the lessons are drawn with."""

from __future__ import annotations

from collections.abc import Sequence

from bot.pictures.drawing import Drawing
from bot.pictures.lettering import Anchor, with_fonts, written
from bot.pictures.palette import FAINT, GROUND, SOFT, SURFACE, TEXT
from bot.pictures.typefaces import typeface

WIDTH, EDGE = 960, 40


def sheet(height: int, *parts: str) -> Drawing:
    """A picture of this height, its parts one upon the other."""
    size = f'width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}"'
    ground = f'<path d="M0 0H{WIDTH}V{height}H0z" fill="{GROUND}"/>'
    return with_fonts(f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{ground}{"".join(parts)}</svg>')


def said(text: str, x: float, y: float, size: int = 36, fill: str = TEXT, anchor: Anchor = "start") -> str:
    """A line of plain text."""
    return f'<g fill="{fill}">{written(text, x, y, size, anchor)}</g>'


def box(x: float, y: float, width: float, height: float, fill: str = SURFACE, edge: str = "none") -> str:
    """A rectangle with round corners."""
    place = f'x="{x}" y="{y}" width="{width}" height="{height}" rx="18"'
    return f'<rect {place} fill="{fill}" stroke="{edge}" stroke-width="4"/>'


def line(path: str, colour: str = SOFT, thick: int = 6, *, dashed: bool = False) -> str:
    """A line along a path."""
    dashes = ' stroke-dasharray="14 12"' if dashed else ""
    ends = 'stroke-linecap="round" stroke-linejoin="round"'
    return f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{thick}" {ends}{dashes}/>'


def arrow(x: float, y: float, dx: float, dy: float, colour: str = SOFT, thick: int = 7) -> str:
    """A straight arrow from a point, so far."""
    length = (dx * dx + dy * dy) ** 0.5
    ux, uy = 20 * dx / length, 20 * dy / length
    tip_x, tip_y = x + dx, y + dy
    head = f"M{tip_x - ux - uy} {tip_y - uy + ux}L{tip_x} {tip_y}L{tip_x - ux + uy} {tip_y - uy - ux}"
    return line(f"M{x} {y}L{tip_x} {tip_y}", colour, thick) + line(head, colour, thick)


def lines_of(x: float, y: float, widths: Sequence[float], gap: float = 26, colour: str = FAINT, thick: int = 9) -> str:
    """Lines of writing that nobody has to read."""
    return "".join(line(f"M{x} {y + gap * index}h{width}", colour, thick) for index, width in enumerate(widths))


def advance(text: str, size: int) -> float:
    """How wide a plain text is."""
    return sum(typeface("Noto Sans").advance(letter) for letter in text) * size

"""Day 11: seven ways for a camera to move, or not to."""

from __future__ import annotations

from collections.abc import Callable

from bot.pictures.drawing import Drawing
from bot.pictures.outlines import lettered
from bot.pictures.palette import FAINT, GOLD, SOFT, SURFACE, TEXT
from docs.lesson_pictures.strokes import arrow, line, said, sheet

_SCALE = 0.78


def camera_moves() -> Drawing:
    """The moves over the same scene, and what their frames mean."""
    parts = []
    for index, (name, move) in enumerate(_MOVES.items()):
        x, y = 26 + 230 * (index % 4), 26 + 206 * (index // 4)
        drawn = f'<g transform="translate({x} {y}) scale({_SCALE})">{_scene(0, 0)}{move(0, 0)}</g>'
        parts += [drawn, lettered(name, x + 109, y + 178, 36, TEXT, "middle")]
    key = _frame(738, 256, 62, 46) + said("now", 816, 292, 36, SOFT)
    key += _frame(738, 326, 62, 46, faint=True) + said("before", 816, 362, 36, SOFT)
    return sheet(438, *parts, key)


def _scene(x: float, y: float) -> str:
    ground = f'<rect x="{x}" y="{y}" width="280" height="176" rx="12" fill="{SURFACE}"/>'
    hills = f'<path d="M{x} {y + 150}q50-46 100-12t90 0 90-8v20z" fill="#2f415c"/>'
    house = f'<path d="M{x + 112} {y + 150}v-54l34-30 34 30v54z" fill="{FAINT}"/>'
    sun = f'<circle cx="{x + 224}" cy="{y + 48}" r="17" fill="#5d7391"/>'
    return ground + hills + house + sun + line(f"M{x + 14} {y + 150}h252", FAINT, 4)


def _frame(x: float, y: float, width: float, height: float, turn: float = 0, *, faint: bool = False) -> str:
    look = 'stroke-width="4" stroke-dasharray="10 9" opacity=".75"' if faint else 'stroke-width="6"'
    place = f'x="{x}" y="{y}" width="{width}" height="{height}" rx="6"'
    turned = f'transform="rotate({turn} {x + width / 2} {y + height / 2})"'
    return f'<rect {place} fill="none" stroke="{GOLD}" {look} {turned}/>'


def _static(x: float, y: float) -> str:
    legs = line(f"M{x + 140} {y + 140}v16M{x + 140} {y + 144}l-26 22M{x + 140} {y + 144}l26 22", GOLD, 5)
    return _frame(x + 74, y + 44, 132, 94) + legs


def _pan(x: float, y: float) -> str:
    frames = _frame(x + 14, y + 54, 96, 78, faint=True) + _frame(x + 170, y + 54, 96, 78)
    return frames + arrow(x + 60, y + 26, 160, 0, GOLD)


def _tilt(x: float, y: float) -> str:
    frames = _frame(x + 96, y + 92, 100, 68, faint=True) + _frame(x + 96, y + 14, 100, 68)
    return frames + arrow(x + 62, y + 140, 0, -106, GOLD)


def _push_in(x: float, y: float) -> str:
    corners = ((24, 20, 62, 36), (256, 20, -62, 36), (24, 158, 62, -36), (256, 158, -62, -36))
    arrows = "".join(arrow(x + left, y + top, dx, dy, GOLD, 6) for left, top, dx, dy in corners)
    return _frame(x + 10, y + 8, 260, 160, faint=True) + _frame(x + 100, y + 64, 90, 58) + arrows


def _tracking(x: float, y: float) -> str:
    frames = _frame(x + 12, y + 60, 84, 106, faint=True) + _frame(x + 182, y + 60, 84, 106)
    return frames + _walker(x + 54, y, FAINT) + _walker(x + 224, y, TEXT) + arrow(x + 56, y + 34, 166, 0, GOLD)


def _walker(x: float, y: float, colour: str) -> str:
    head = f'<circle cx="{x}" cy="{y + 84}" r="11" fill="{colour}"/>'
    return head + line(f"M{x} {y + 98}v26l-13 26M{x} {y + 124}l14 26M{x - 15} {y + 112}l15-9 15 8", colour)


def _drone(x: float, y: float) -> str:
    path = line(f"M{x + 30} {y + 106}Q{x + 90} {y + 6} {x + 222} {y + 34}", GOLD, dashed=True)
    body = f'<rect x="{x + 218}" y="{y + 30}" width="36" height="18" rx="7" fill="{GOLD}"/>'
    rotors = f"M{x + 206} {y + 24}h24M{x + 242} {y + 24}h24M{x + 218} {y + 26}v6M{x + 254} {y + 26}v6"
    sight = f"M{x + 230} {y + 54}L{x + 92} {y + 148}M{x + 240} {y + 54}L{x + 214} {y + 148}"
    return path + body + line(rotors, GOLD, 5) + line(sight, GOLD, 3)


def _handheld(x: float, y: float) -> str:
    shaken = _frame(x + 70, y + 40, 132, 94, -6, faint=True) + _frame(x + 82, y + 50, 132, 94, 5, faint=True)
    return shaken + _frame(x + 76, y + 44, 132, 94, -1)


_MOVES: dict[str, Callable[[float, float], str]] = {
    "Static": _static,
    "Pan": _pan,
    "Tilt": _tilt,
    "Push-in": _push_in,
    "Tracking": _tracking,
    "Drone": _drone,
    "Handheld": _handheld,
}

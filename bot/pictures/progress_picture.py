"""The picture of /progress: a bar of the course's days, the figures, and four weeks of learning dates.

Colours never speak alone: each fate has a mark of its own, and the caption says everything in words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.core.streak import Entry, Fate
from bot.flows.progress import Mark, Progress
from bot.pictures.drawing import Drawing
from bot.pictures.lettering import with_fonts
from bot.pictures.outlines import lettered
from bot.pictures.palette import BLUE, FAINT, GOLD, GREEN, GROUND, SOFT, SURFACE, TEXT, VIOLET

WEEKS = 4
"""The weeks of learning dates that are shown."""

_WIDTH = 560  # of the drawing; the picture has
_SCALE = 2  # pixels for each of it, which a phone needs to show it sharp
_EDGE = 28
_INSIDE = 504
_GAP = 7
_CELL_WIDTH, _CELL_HEIGHT = 66, 44
_NUMBER_AT = 20  # from the left of a cell: the middle of a date, and of the weekday above it
_CRISP = 'shape-rendering="crispEdges"'  # straight edges on whole pixels need no smoothing, which takes its time

_MARKS = {
    Fate.DONE: "M-8 0l5 6 11-12",
    Fate.FROZEN: "M-9 0H9M-4-8L4 8M4-8L-4 8",
    Fate.REPAIRED: "M-8 0H8M0-8V8",
    Fate.NEUTRAL: "M-8 0H8",
    Fate.MISSED: "M-5 0a5 5 0 1 1 10 0a5 5 0 1 1-10 0",
    Fate.OPEN: "",
}
_FILLS = {
    Fate.DONE: (GREEN, "#0b2a1b"),
    Fate.FROZEN: (BLUE, "#0b2b49"),
    Fate.REPAIRED: (VIOLET, "#2f1458"),
    Fate.NEUTRAL: ("#33445c", TEXT),
    Fate.MISSED: (GROUND, SOFT),
    Fate.OPEN: (SURFACE, GOLD),
}
"""The colour of a cell and of what stands in it."""


@dataclass(frozen=True, slots=True)
class ProgressLabels:
    """The words of the picture. `of_days` follows the number of days done, and `right` is how many answers are.

    `weekdays` are the heads of the columns, from Monday on; `fates` and `today` say what the marks mean, in this order.
    """

    of_days: str
    streak: str
    best_streak: str
    score: str
    right: str
    weekdays: Sequence[str]
    fates: Mapping[Fate, str]
    today: str


def progress_drawing(progress: Progress, labels: ProgressLabels) -> Drawing:
    """The learner's progress, 1120 pixels wide."""
    entries = shown_entries(progress)
    legend, height = _legend(entries, labels)
    parts = [
        _heading(progress, labels),
        _bar(progress),
        _figures(progress, labels),
        _calendar(progress, entries, labels),
        legend,
    ]
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH * _SCALE}" height="{height * _SCALE}" '
        f'viewBox="0 0 {_WIDTH} {height}"><path d="M0 0h{_WIDTH}v{height}h-{_WIDTH}z" fill="{GROUND}" {_CRISP}/>'
        f"{''.join(parts)}</svg>"
    )
    return with_fonts(svg)


def first_shown_on(progress: Progress) -> date:
    """The Monday the picture begins with: that of the first date, and of three weeks ago once that is further back."""
    ledger = progress.streak.ledger
    return max(_monday(ledger[0].on), _monday(ledger[-1].on) - timedelta(weeks=WEEKS - 1))


def shown_entries(progress: Progress) -> list[Entry]:
    """The lines of the ledger that the picture shows."""
    begins_on = first_shown_on(progress)
    return [entry for entry in progress.streak.ledger if entry.on >= begins_on]


def _heading(progress: Progress, labels: ProgressLabels) -> str:
    done = lettered(str(progress.done), _EDGE, 62, 41, TEXT)
    return done + lettered(labels.of_days, _EDGE + 9 + 24 * len(str(progress.done)), 62, 27, SOFT)


def _bar(progress: Progress) -> str:
    """A segment for each day of the course: filled when done, framed when open or ready, low when it is to come."""
    looks = {
        Mark.DONE: f'fill="{GREEN}"',
        Mark.OPEN: f'fill="none" stroke-width="3" stroke="{GOLD}"',
        Mark.READY: f'fill="none" stroke-width="3" stroke="{FAINT}"',
        Mark.COMING: f'fill="{FAINT}"',
    }
    pitch = (_INSIDE + 4) / max(len(progress.marks), 1)
    width = pitch - (4 if pitch > 10 else 1 if pitch > 4 else 0)
    segments = []
    for index, (_, mark) in enumerate(progress.marks):
        inset = 1.5 if mark in {Mark.OPEN, Mark.READY} and width > 4 else 0
        top, height = (90, 5) if mark is Mark.COMING else (82 + inset, 21 - 2 * inset)
        box = _box(_EDGE + index * pitch + inset, top, width - 2 * inset, height)
        segments.append(f'<path d="{box}" {looks[mark]}/>')
    return f"<g {_CRISP}>{''.join(segments)}</g>"


def _figures(progress: Progress, labels: ProgressLabels) -> str:
    figures = (
        (labels.streak, str(progress.streak.current)),
        (labels.best_streak, str(progress.streak.best)),
        (labels.score, labels.right),
    )
    width = (_INSIDE - 2 * _GAP) / len(figures)
    boxes = []
    for index, (label, figure) in enumerate(figures):
        left = _EDGE + index * (width + _GAP)
        size = 30 if len(figure) < 10 else 24
        boxes.append(f'<path d="{_box(left, 118, width, 74, 9)}" fill="{SURFACE}"/>')
        boxes.append(lettered(figure, left + 14, 156, size, TEXT) + lettered(label, left + 14, 181, 18, SOFT))
    return "".join(boxes)


def _calendar(progress: Progress, entries: list[Entry], labels: ProgressLabels) -> str:
    """Four weeks from Monday to Sunday, each date with its fate."""
    begins_on, today_on = first_shown_on(progress), progress.streak.today.on
    fates = {entry.on: entry.fate for entry in entries}
    cells = [
        lettered(name, _EDGE + column * (_CELL_WIDTH + _GAP) + _NUMBER_AT, 221, 18, FAINT, "middle")
        for column, name in enumerate(labels.weekdays)
    ]
    for index in range(7 * WEEKS):
        on = begins_on + timedelta(days=index)
        left = _EDGE + index % 7 * (_CELL_WIDTH + _GAP)
        top = 232 + index // 7 * (_CELL_HEIGHT + _GAP)
        cells.append(_cell(left, top, on.day, fates.get(on), is_today=on == today_on))
    return "".join(cells)


def _cell(left: float, top: float, day: int, fate: Fate | None, *, is_today: bool) -> str:
    if fate is None:
        return lettered(str(day), left + _NUMBER_AT, top + 29, 19, FAINT, "middle")
    fill, ink = _FILLS[fate]
    missed = f'stroke="{FAINT}"' if fate is Fate.MISSED else ""
    frame = f'stroke="{GOLD}" stroke-width="5"' if is_today else missed
    box = f'<path d="{_box(left, top, _CELL_WIDTH, _CELL_HEIGHT, 7)}" fill="{fill}" {frame}/>'
    number = lettered(str(day), left + _NUMBER_AT, top + 29, 19, ink, "middle")
    return box + number + _mark(left + _CELL_WIDTH - 18, top + _CELL_HEIGHT / 2, fate, ink)


def _mark(x: float, y: float, fate: Fate, ink: str) -> str:
    path = f'd="{_MARKS[fate]}" fill="none" stroke="{ink}" stroke-width="4"'
    return f'<path transform="translate({x:.1f} {y:.1f})" {path}/>' if _MARKS[fate] else ""


def _legend(entries: list[Entry], labels: ProgressLabels) -> tuple[str, int]:
    """What the marks mean, for those that occur, and how many pixels it is high: one line or two."""
    occurring = {entry.fate for entry in entries}
    x, y, parts = float(_EDGE), 461, []
    for fate, word in [*labels.fates.items(), (None, labels.today)]:
        if fate is not None and fate not in occurring:
            continue
        width = 42 + 10.2 * len(word)
        if x + width > _EDGE + _INSIDE + 12:
            x, y = _EDGE, y + 30
        if fate is None:
            mark = f'<path d="{_box(x + 1, y - 9, 20, 18, 4)}" fill="none" stroke="{GOLD}" stroke-width="4"/>'
        else:
            mark = _mark(x + 10, y, fate, SOFT if fate in {Fate.MISSED, Fate.NEUTRAL} else _FILLS[fate][0])
        parts.append(mark + lettered(word, x + 28, y + 6, 18, SOFT))
        x += width
    return "".join(parts), y + 29


def _box(left: float, top: float, width: float, height: float, radius: int = 0) -> str:
    """A rectangle as path commands, on whole pixels: blurred edges would cost the PNG more than anything else."""
    x, y, r = round(left), round(top), radius
    across, down = round(left + width) - x - 2 * r, round(top + height) - y - 2 * r
    return f"M{x + r} {y}h{across}q{r} 0 {r} {r}v{down}q0 {r}-{r} {r}h{-across}q-{r} 0-{r}-{r}v{-down}q0-{r} {r}-{r}z"


def _monday(on: date) -> date:
    return on - timedelta(days=on.weekday())

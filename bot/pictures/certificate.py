"""The certificate: who finished the course, when, and how."""

from __future__ import annotations

from datetime import date

from bot.flows.progress import Progress
from bot.pictures.drawing import Drawing
from bot.pictures.lettering import centred, drawable, with_fonts
from bot.pictures.outlines import lettered

NAMELESS = "A learner who kept going"
"""Stands where the name is nothing that can be drawn."""

_WIDTH, _HEIGHT = 960, 680
_MIDDLE = _WIDTH / 2
_INSIDE = 780

_PAPER = "#fbf7ee"
_INK = "#1c2733"
_SOFT = "#5d6b7a"
_GREEN = "#1f7a52"
_LINE = "#c9a75a"


def certificate_drawing(progress: Progress, finished_on: date, name: str) -> Drawing:
    """The certificate of whoever finished the course on a learning date of theirs, 960 by 680 pixels."""
    who = centred(drawable(name) or NAMELESS, at=(_MIDDLE, 330), size=64, width=_INSIDE)
    title = centred(drawable(progress.course.title), at=(_MIDDLE, 446), size=40, width=_INSIDE)
    words = f"has finished all {len(progress.marks)} days of the"
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{_HEIGHT}">{_sheet()}'
        + lettered("Certificate", _MIDDLE, 214, 46, _GREEN, "middle")
        + f'<g fill="{_INK}">{who.markup}</g>'
        + lettered(words, _MIDDLE, 390, 24, _SOFT, "middle")
        + f'<g fill="{_INK}">{title.markup}</g>'
        + _facts(progress, finished_on)
        + "</svg>"
    )
    return with_fonts(svg)


def _sheet() -> str:
    """Paper with a frame, and a tick in a circle."""
    frames = "".join(
        f'<path d="M{edge} {edge}H{_WIDTH - edge}V{_HEIGHT - edge}H{edge}z" fill="none" stroke="{_LINE}" '
        f'stroke-width="{width}"/>'
        for edge, width in ((24, 4), (36, 2))
    )
    tick = (
        f'<circle cx="{_MIDDLE}" cy="112" r="38" fill="{_GREEN}"/>'
        f'<path d="M{_MIDDLE - 17} 113l12 13 23-27" fill="none" stroke="{_PAPER}" stroke-width="8"/>'
    )
    return f'<path d="M0 0H{_WIDTH}V{_HEIGHT}H0z" fill="{_PAPER}"/>{frames}{tick}'


def _facts(progress: Progress, finished_on: date) -> str:
    score, best = progress.score, progress.streak.best
    facts = {"finished on": f"{finished_on.day} {finished_on:%B} {finished_on.year}"}
    if score.of:
        facts["score"] = f"{score.right} of {score.of}"
    facts["best streak"] = "1 day" if best == 1 else f"{best} days"
    column = _INSIDE / len(facts)
    parts = [f'<path d="M{_MIDDLE - _INSIDE / 2} 508h{_INSIDE}" stroke="{_LINE}" stroke-width="2"/>']
    for index, (label, fact) in enumerate(facts.items()):
        x = _MIDDLE - _INSIDE / 2 + column * (index + 0.5)
        parts.append(lettered(fact, x, 566, 30, _INK, "middle") + lettered(label, x, 600, 22, _SOFT, "middle"))
    return "".join(parts)

"""The certificate: who finished the course, when, and how."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.pictures.drawing import Drawing
from bot.pictures.lettering import centred, drawable, with_fonts
from bot.pictures.outlines import lettered

_WIDTH, _HEIGHT = 960, 680
_MIDDLE = _WIDTH / 2
_INSIDE = 780
_BETWEEN = 20  # facts that stand side by side

_PAPER = "#fbf7ee"
_INK = "#1c2733"
_SOFT = "#5d6b7a"
_GREEN = "#1f7a52"
_LINE = "#c9a75a"


@dataclass(frozen=True, slots=True)
class CertificateLabels:
    """The words of the certificate. `finished` stands between the name and the title of the course; `nameless` where
    the name is nothing that can be drawn. `facts` are how they finished it, each by what stands below it.
    """

    certificate: str
    nameless: str
    finished: str
    facts: Mapping[str, str]


def certificate_drawing(course_title: str, name: str, labels: CertificateLabels) -> Drawing:
    """The certificate of whoever finished the course of this title, 960 by 680 pixels."""
    who = centred(drawable(name) or labels.nameless, at=(_MIDDLE, 330), size=64, width=_INSIDE)
    title = centred(drawable(course_title), at=(_MIDDLE, 446), size=40, width=_INSIDE)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{_HEIGHT}">{_sheet()}'
        + lettered(labels.certificate, _MIDDLE, 214, 46, _GREEN, "middle")
        + f'<g fill="{_INK}">{who.markup}</g>'
        + lettered(labels.finished, _MIDDLE, 390, 24, _SOFT, "middle")
        + f'<g fill="{_INK}">{title.markup}</g>'
        + _facts(labels.facts)
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


def _facts(facts: Mapping[str, str]) -> str:
    column = _INSIDE / len(facts)
    width = column - _BETWEEN
    parts = [f'<path d="M{_MIDDLE - _INSIDE / 2} 508h{_INSIDE}" stroke="{_LINE}" stroke-width="2"/>']
    for index, (label, fact) in enumerate(facts.items()):
        x = _MIDDLE - _INSIDE / 2 + column * (index + 0.5)
        parts.append(
            lettered(fact, x, 566, 30, _INK, "middle", width) + lettered(label, x, 600, 22, _SOFT, "middle", width)
        )
    return "".join(parts)

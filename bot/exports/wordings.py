"""The effect of the wordings as a table for operators, and as JSON for their programs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from bot.core.bandit import Rounds
from bot.flows.reminders.effects import Effect

_HEADINGS = ("kind", "wording", "sent", "led to a lesson", "passed over", "led to a lesson", "score", "chance")


def effects_table(effects: Sequence[Effect]) -> str:
    """A line for each wording. “Led to a lesson” is the share of rounds in which one was finished within two hours."""
    rows = [_HEADINGS, *map(_row, effects)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(_line(row, widths) for row in rows)


def effects_json(effects: Sequence[Effect]) -> str:
    """A list of objects, one for each wording."""
    return json.dumps([dict(_fields(effect)) for effect in effects], indent=2, ensure_ascii=False)


def _row(effect: Effect) -> tuple[str, ...]:
    chosen, passed = effect.figures.chosen, effect.figures.passed
    return (
        effect.wording.kind.value,
        effect.wording.id,
        f"{chosen.rounds:,}",
        _share(chosen),
        f"{passed.rounds:,}",
        _share(passed),
        f"{effect.figures.score:+.3f}",
        f"{effect.chance:.1%}",
    )


def _line(row: tuple[str, ...], widths: list[int]) -> str:
    """Words to the left, numbers to the right."""
    cells = [
        cell.ljust(width) if index < 2 else cell.rjust(width)
        for index, (cell, width) in enumerate(zip(row, widths, strict=True))
    ]
    return "  ".join(cells).rstrip()


def _share(rounds: Rounds) -> str:
    return f"{rounds.finished / rounds.rounds:.1%}" if rounds.rounds else "–"


def _fields(effect: Effect) -> Iterator[tuple[str, object]]:
    yield "kind", effect.wording.kind.value
    yield "wording", effect.wording.id
    yield "text", effect.wording.text
    yield "sent", effect.figures.chosen.rounds
    yield "finished", effect.figures.chosen.finished
    yield "passed over", effect.figures.passed.rounds
    yield "finished when passed over", effect.figures.passed.finished
    yield "score", round(effect.figures.score, 6)
    yield "chance", round(effect.chance, 6)

"""Rounds in which the contenders take turns, and the table of how they did."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from statistics import median
from typing import TypeVar

M = TypeVar("M")


def take_turns(contenders: Mapping[str, Callable[[], M]], rounds: int) -> dict[str, list[M]]:
    """Measure every contender once a round, one after the other. One round before these warms up and is not counted."""
    results: dict[str, list[M]] = {name: [] for name in contenders}
    for number in range(rounds + 1):
        for name, measure in contenders.items():
            result = measure()
            if number:
                results[name].append(result)
    return results


def table(title: str, results: Mapping[str, Sequence[float]], against: str, digits: int = 0) -> Iterator[str]:
    """The lines of a table: the median, least and most of each contender, and its ratio to `against` round by round."""
    yield f"{title:<40}{'median':>9}{'min':>9}{'max':>9}   ratio (min – max)"
    for name, values in results.items():
        figures = "".join(f"{figure:>9,.{digits}f}" for figure in (median(values), min(values), max(values)))
        ratios = [value / base for value, base in zip(values, results[against], strict=True)]
        ratio = "1" if name == against else f"{median(ratios):.2f} ({min(ratios):.2f} – {max(ratios):.2f})"
        yield f"  {name:<38}{figures}   {ratio}"

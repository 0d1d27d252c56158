"""Cells of a spreadsheet: what somebody else wrote is never a formula."""

from __future__ import annotations

from collections.abc import Iterable

_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def cells(values: Iterable[object]) -> list[object]:
    """A row as it is written: a text that a spreadsheet would carry out has an apostrophe before it, which it hides."""
    return [
        f"'{value}" if isinstance(value, str) and value.lstrip(" ").startswith(_BEGINS_A_FORMULA) else value
        for value in values
    ]

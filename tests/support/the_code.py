"""The bot's own code, for rules that no linter knows."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import bot

_HERE = Path(bot.__path__[0])


def attributes(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Every attribute that is read, with what it is read of, as that is written."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
            yield ast.unparse(node.value), node.attr


def modules() -> Iterator[tuple[str, ast.Module]]:
    """Every module by name, as it was parsed."""
    for file in sorted(_HERE.rglob("*.py")):
        parts = file.relative_to(_HERE.parent).with_suffix("").parts
        yield ".".join(parts).removesuffix(".__init__"), ast.parse(file.read_text(encoding="utf-8"))

"""A `zone` is a zone, and its name is a `zone_name`: who reads either knows what they hold."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.support.the_code import modules

ZONES = {"tzinfo", "ZoneInfo", "tzinfo | None", "ZoneInfo | None"}
NAMES = {"str", "str | None"}


def annotated(tree: ast.Module) -> Iterator[tuple[str, ast.expr | None, int]]:
    """Every parameter of a function and every field of a class, with what it is said to be, and in which line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.arg):
            yield node.arg, node.annotation, node.lineno
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id, node.annotation, node.lineno


def misnamed() -> Iterator[str]:
    for module, tree in modules():
        for name, annotation, line in annotated(tree):
            kind = ast.unparse(annotation) if annotation else ""
            if (name == "zone" and kind not in ZONES) or (name.endswith("zone_name") and kind not in NAMES):
                yield f"{module}:{line} {name}: {kind}"


def test_a_zone_is_a_zone_and_a_zone_name_is_a_name() -> None:
    assert list(misnamed()) == []

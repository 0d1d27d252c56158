"""Whoever claims something may be too late for it: no answer to a claim goes unheard."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import bot

HOUSE = Path(bot.__path__[0])


def claims() -> list[ast.FunctionDef]:
    """The functions of the store that take something for a sender."""
    nodes = (node for path in HOUSE.glob("store/**/*.py") for node in ast.walk(ast.parse(path.read_text())))
    return [node for node in nodes if isinstance(node, ast.FunctionDef) and node.name.startswith("claim_")]


def unheard(source: str, names: set[str]) -> Iterator[int]:
    """The lines in which a call of one of these is a statement of its own."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            called = node.value.func
            if (called.id if isinstance(called, ast.Name) else getattr(called, "attr", "")) in names:
                yield node.lineno


def test_every_claim_answers_whether_it_was_had() -> None:
    answers = {node.name: ast.unparse(node.returns) if node.returns else None for node in claims()}
    assert len(answers) >= 3
    assert set(answers.values()) == {"bool"}


def test_nobody_claims_without_hearing_the_answer() -> None:
    names = {node.name for node in claims()}
    paths = sorted(HOUSE.rglob("*.py"))
    assert [f"{path}:{line}" for path in paths for line in unheard(path.read_text(), names)] == []


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("if claim_it(transaction): pass", []),
        ("return_it = claim_it(transaction)", []),
        ("\nclaim_it(transaction)", [2]),
        ("store.claim_it(transaction)", [1]),
    ],
)
def test_a_claim_that_is_a_statement_of_its_own_is_found(source: str, lines: list[int]) -> None:
    assert list(unheard(source, {"claim_it"})) == lines

"""What has to be done in one place is done nowhere else: transactions are begun, what learners decide is written."""

from __future__ import annotations

import ast

import pytest

from bot.flows import flow, lease, settings
from tests.support.the_code import modules


def names(tree: ast.Module) -> set[str]:
    """All that a module speaks of, however it came by it."""
    found = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    found |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    return found | {node.name for node in ast.walk(tree) if isinstance(node, ast.alias)}


@pytest.mark.parametrize("write", ["save_preferences", "save_calendar", "save_zone_from"])
def test_only_settings_write_what_learners_decide(write: str) -> None:
    assert [name for name, tree in modules() if write in names(tree)] == [settings.__name__]


def test_a_transaction_is_begun_at_the_one_door() -> None:
    """But for the lease, which opens it."""
    assert [name for name, tree in modules() if "transact" in names(tree)] == [flow.__name__, lease.__name__]

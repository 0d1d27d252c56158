"""What acts says what it does: its docstring begins with the verb. What is a value says what it is.

Ruff's D401 would ask for the verb of both, so that half of all docstrings began with “Return”.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from tests.support.the_code import modules

Function = ast.FunctionDef | ast.AsyncFunctionDef

NO_VERB = (
    r"A|All|An|Any\w*|At|Each|Every\w*|For|From|How|If|In|Its?|No|Nobody|Not|Nothing|Of|On|One|Only|Some\w*|Such|That|"
    r"Their|The|Then|There|These|They|Those|To|We|What\w*|When\w*|Where\w*|Whether|Which|Who\w*|Why|With|Yes|You"
)
AT_WORK = r"(?:on|claim|settle|save|note)_"
"""How the names of those begin that act, whatever they return."""


def acting() -> Iterator[tuple[str, Function]]:
    """The public functions of the bot that act: they return nothing, or are called by what they do."""
    for module, tree in modules():
        for node in ast.walk(tree):
            if isinstance(node, Function) and not node.name.startswith("_"):
                gives_nothing = isinstance(node.returns, ast.Constant) and node.returns.value is None
                if ast.get_docstring(node) and (gives_nothing or re.match(AT_WORK, node.name)):
                    yield f"{module}.{node.name}", node


@pytest.mark.parametrize(
    ("name", "function"), list(acting()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_what_acts_says_first_what_it_does(name: str, function: Function) -> None:
    first = (ast.get_docstring(function) or "").split()[0].rstrip(".,:;")
    assert re.fullmatch(r"[A-Z][A-Za-z]+", first), f"{name} begins with {first}"
    assert not re.fullmatch(NO_VERB, first), f"{name} begins with {first}"
    assert not re.search(r"[^s]s$", first), f"{name} says {first} instead of what to do"

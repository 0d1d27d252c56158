"""The shape of the house: no folder is a corridor, no name means two things, no module knows everybody."""

from __future__ import annotations

import ast
import re
import tomllib
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

import bot
from tests.support.the_code import modules

HERE = Path(bot.__path__[0])
FLAT_IN_CHAT, FLAT_IN_FLOWS, HOMONYMS = 12, 20, 3
FAN_OUT = 14


def folders(top: Path) -> list[Path]:
    """A folder of modules, and those within it."""
    return sorted(folder for folder in (top, *top.rglob("*/")) if any(folder.glob("*.py")))


PROJECT = (HERE.parent / "pyproject.toml").read_text(encoding="utf-8")
CONTRACTS = {each["name"]: each for each in tomllib.loads(PROJECT)["tool"]["importlinter"]["contracts"]}
CODE = dict(modules())
ROOMS = {f"bot.{folder.parent.name}" for folder in HERE.glob("*/__init__.py")}
TOP = {name for name in CODE if name.count(".") == 1} - {"bot.__main__"}
CHAT = folders(HERE / "chat")
FEATURES = {folder.name for folder in CHAT} - {"chat"}


def flat_in(folder: Path) -> list[str]:
    """The modules of a folder itself."""
    return sorted(file.stem for file in folder.glob("*.py") if file.stem != "__init__")


def known_to(name: str) -> set[str]:
    """The modules of the bot that a module imports, be it for its types only."""
    found = set()
    for node in ast.walk(CODE[name]):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.module, f"{name} does not say in full what it imports"
            modules_within = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= modules_within & CODE.keys() or {node.module}
    return found & CODE.keys()


def public(tree: ast.Module) -> set[str]:
    """The classes and functions that a module has to offer."""
    defined = (each for each in tree.body if isinstance(each, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef))
    return {each.name for each in defined if not each.name.startswith("_")}


@pytest.mark.parametrize("folder", CHAT, ids=lambda folder: folder.name)
def test_no_folder_of_the_chat_is_a_corridor(folder: Path) -> None:
    assert len(flat_in(folder)) <= FLAT_IN_CHAT, flat_in(folder)


@pytest.mark.parametrize("folder", folders(HERE / "flows"), ids=lambda folder: folder.name)
def test_the_flows_are_no_corridor(folder: Path) -> None:
    assert len(flat_in(folder)) <= FLAT_IN_FLOWS, flat_in(folder)


def test_a_feature_has_the_same_name_where_its_flows_are() -> None:
    """But what admins look at, which is a flow each."""
    flows = HERE / "flows"
    assert [
        name for name in FEATURES - {"admin"} if not ((flows / name).is_dir() or (flows / f"{name}.py").is_file())
    ] == []


@pytest.mark.parametrize("name", flat_in(HERE / "chat"))
def test_what_serves_every_feature_names_none(name: str) -> None:
    """But the word to whatever else is typed, which points to the open lesson."""
    named = {known.split(".")[2] for known in known_to(f"bot.chat.{name}") if known.startswith("bot.chat.")} & FEATURES
    assert named <= ({"lessons"} if name == "general" else set())


def test_hardly_any_name_means_two_things() -> None:
    """The playground's names are Telegram's."""
    homes = defaultdict(set)
    for module, tree in CODE.items():
        if not module.startswith("bot.playground"):
            for name in public(tree):
                homes[name].add(module)
    homonyms = {name: sorted(where) for name, where in homes.items() if len(where) > 1}
    assert len(homonyms) <= HOMONYMS, homonyms


@pytest.mark.parametrize("name", sorted(CODE.keys() - {"bot.bootstrap"}))
def test_no_module_knows_everybody(name: str) -> None:
    """But the one that puts all of it together."""
    assert len(known_to(name)) <= FAN_OUT, sorted(known_to(name))


def test_every_contract_is_told_what_it_is_for() -> None:
    explained = re.findall(r"^#.*\n\[\[tool\.importlinter\.contracts\]\]\nname = \"(.+)\"$", PROJECT, re.MULTILINE)
    assert explained == list(CONTRACTS)


def test_no_contract_forgets_a_room() -> None:
    (layers,) = (each["layers"] for each in CONTRACTS.values() if each["type"] == "layers")
    assert {f"bot.{room}" for layer in layers for room in re.findall(r"\w+", layer)} == ROOMS - {"bot.playground"}
    assert named("only botapi and chat know python-telegram-bot", "source") == ROOMS - {
        "bot.botapi",
        "bot.chat",
        "bot.cli",
    }
    assert named("only the terminal opens the playground", "source") == TOP - {"bot.playground", "bot.cli"}
    assert named("the playground imports nothing of the rest", "forbidden") == TOP - {"bot.playground"}


def named(contract: str, whose: str) -> set[Any]:
    """The modules that a contract is about."""
    return set(CONTRACTS[contract][f"{whose}_modules"])

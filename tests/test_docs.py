"""What the documents name exists: files, links, commands, targets and settings."""

import argparse
import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.cli import parser
from bot.settings import _SETTINGS
from tests.support.the_code import modules

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("deploy/*.md")])
NOW = [page for page in PAGES if page.name != "CHANGELOG.md"]
"""The pages that speak of the present."""
LONGEST_GLOSSARY = 50


def identifiers() -> Iterator[str]:
    """Every name in the code of the bot as the words it is made of: `load neutral dates`."""
    for module, tree in modules():
        nodes = (node for node in ast.walk(tree) if not isinstance(node, ast.Constant))
        names = {value for node in nodes for value in vars(node).values() if isinstance(value, str)}
        for name in {module.rpartition(".")[2], *names}:
            yield re.sub(r"_|(?<=[a-z])(?=[A-Z])", " ", name).lower()


IDENTIFIERS = "\n".join(set(identifiers()))


def name_of(page: Path) -> str:
    return str(page.relative_to(ROOT))


def commands(of: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    """The commands of a parser, by name."""
    return {
        name: command
        for action in of._actions
        if isinstance(action, argparse._SubParsersAction)
        for name, command in action.choices.items()
    }


def every_parser(of: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    yield of
    for command in commands(of).values():
        yield from every_parser(command)


def targets() -> set[str]:
    """What can be made."""
    return set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_and_pictures_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)#]+)[^)]*\)|(?:src|href)=\"([^\"#]+)", text)
    missing = [
        link for pair in links for link in pair if link and ":" not in link and not (page.parent / link).exists()
    ]
    assert missing == []


@pytest.mark.parametrize("page", NOW, ids=name_of)
def test_paths_exist(page: Path) -> None:
    paths = re.findall(r"`((?:bot|docs|deploy|tests|lessons)/[\w./-]+)`", page.read_text(encoding="utf-8"))
    assert [path for path in paths if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("page", NOW, ids=name_of)
def test_what_is_to_be_typed_can_be_typed(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert set(re.findall(r"(?:`|\$ )make ([a-z]+)", text)) <= targets()
    assert set(re.findall(r"python -m bot ([a-z]+)", text)) <= set(commands(parser()))


def test_every_target_and_every_command_is_told_of() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert [target for target in sorted(targets()) if f"`make {target}`" not in text] == []
    hidden = {"run", "schema"}  # `make run` and `make schema`
    assert [name for name in commands(parser()) if name not in hidden and f"`python -m bot {name}" not in text] == []


def test_every_command_and_every_option_has_help() -> None:
    silent = [
        f"{each.prog} {action.metavar or action.dest}"
        for each in every_parser(parser())
        for action in each._actions
        if not isinstance(action, argparse._SubParsersAction) and not action.help
    ]
    assert silent == []


def test_every_setting_stands_in_the_example_and_no_other() -> None:
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert set(re.findall(r"^#? ?([A-Z][A-Z_]+)=", text, re.MULTILINE)) == set(_SETTINGS)


def glossary() -> list[list[str]]:
    """The cells of each entry: the word, what the field calls it, what it means."""
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    rows = (line.strip("|").split("|") for line in text.splitlines() if line.startswith("| **"))
    return [[cell.strip().strip("*") for cell in row] for row in rows]


def test_the_glossary_is_short_and_in_order() -> None:
    words = [row[0] for row in glossary()]
    assert words == sorted(set(words))
    assert 0 < len(words) <= LONGEST_GLOSSARY


@pytest.mark.parametrize("row", glossary(), ids=lambda row: row[0])
def test_a_word_of_the_glossary_is_one_of_the_code_and_stands_beside_that_of_the_field(row: list[str]) -> None:
    word, of_the_field, meaning = row
    assert of_the_field not in {"", word}
    assert meaning
    assert re.search(rf"\b{word}s?\b", IDENTIFIERS), f"no identifier has the word {word}"

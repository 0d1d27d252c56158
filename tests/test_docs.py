"""What the documents name exists: files, links, commands, targets and settings."""

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.cli import parser
from bot.settings import _SETTINGS

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("deploy/*.md")])
NOW = [page for page in PAGES if page.name != "CHANGELOG.md"]
"""The pages that speak of the present."""


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

"""What the documents name exists and can be done: files, links, commands, targets, settings and words of the code."""

from __future__ import annotations

import argparse
import ast
import re
import subprocess
import tomllib
from collections.abc import Iterator
from configparser import ConfigParser
from dataclasses import fields
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest

from bot.bootstrap import lesson_bot
from bot.botapi.message import COPY_LIMIT
from bot.chat.app import _DRAIN_FOR
from bot.chat.feature import Command
from bot.chat.general import menu
from bot.cli import parser
from bot.cli.service import BAD_SETTINGS, INTERRUPTED, OK, PROBLEMS, UNKNOWN_TOKEN
from bot.content.fields import QUIZ_LIMIT
from bot.content.files import SIZE_LIMIT
from bot.content.markdown import PART_LIMIT
from bot.core.course import Course
from bot.core.reminders import WORDED
from bot.core.wordings import PLACEHOLDERS, Conditions
from bot.flows.school import School
from bot.settings import _SETTINGS
from tests.benchmarks import __main__ as benchmarks
from tests.support.pages import ROOT, Rows, code_in, headings, prose, tables, text_of, typed_in, words_typed
from tests.support.the_code import modules

PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("deploy/*.md")])
NOW = [page for page in PAGES if page.name != "CHANGELOG.md"]
"""The pages that speak of the present."""
TOLD = [*PAGES, ROOT / ".env.example"]
MADE = {".env", "data/"}
"""Files that are there once the bot has run."""
NOT_OURS = {"concurrent.futures", "ConversationHandler", "user_data", "/newbot"}
"""Names that belong to Python, to python-telegram-bot and to Telegram's own bot."""
LONGEST_GLOSSARY = 50


def name_of(page: Path) -> str:
    return str(page.relative_to(ROOT))


def options_of(command: argparse.ArgumentParser) -> set[str]:
    return {option for action in command._actions for option in action.option_strings}


def commands_of(of: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    """The commands of a parser, by name."""
    groups = (action for action in of._actions if isinstance(action, argparse._SubParsersAction))
    return {name: command for group in groups for name, command in group.choices.items()}


def every_parser(of: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    yield of
    for command in commands_of(of).values():
        yield from every_parser(command)


def targets() -> set[str]:
    """What can be made."""
    return set(re.findall(r"^(?:\$\(VENV\)/)?([.a-z]+):", text_of(ROOT / "Makefile"), re.MULTILINE)) - {".PHONY"}


@cache
def chat_commands(*, for_admins: bool) -> tuple[Command, ...]:
    """The commands of the bot, those without a place in the menu last."""
    school = School(Course("", ()), None, None, "UTC", "docs", b"")  # they are only told
    features = lesson_bot(school, "1:docs", "http://127.0.0.1")._features
    of_them = [command for each in features if each.for_admins is for_admins for command in each.commands]
    in_menu = menu(features, for_admins=for_admins)
    return (*in_menu, *(each for each in of_them if each not in in_menu))


def names_in_code() -> Iterator[str]:
    """Every name in the code of the bot."""
    for module, tree in modules():
        yield module.rpartition(".")[2]
        nodes = (node for node in ast.walk(tree) if not isinstance(node, ast.Constant))
        yield from (value for node in nodes for value in vars(node).values() if isinstance(value, str))


def in_words(name: str) -> str:
    """A name as the words it is made of: `load neutral dates`."""
    return re.sub(r"_|(?<=[a-z])(?=[A-Z])", " ", name).lower()


NAMES = set(names_in_code())
IDENTIFIERS = "\n".join(map(in_words, NAMES))
CODE = [file for kind in ("bot/**/*.py", "bot/**/*.sql", "lessons/**/*.yaml", "docs/*.py") for file in ROOT.glob(kind)]
SPOKEN = "\n".join(map(text_of, CODE))
WORDS = set(re.findall(r"\w+", SPOKEN))


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)\s]+)\)|(?:src|href)=\"([^\"]+)\"", text_of(page))
    for link in ("".join(pair) for pair in links):
        path, _, anchor = link.partition("#")
        if "://" not in link:
            file = page.parent / path if path else page
            assert file.exists(), link
            assert not anchor or anchor in headings(file), link


@pytest.mark.parametrize("page", NOW, ids=name_of)
def test_files_are_there(page: Path) -> None:
    for code in code_in(page):
        path = code.partition("<")[0]  # up to what stands for any name
        if re.fullmatch(r"[\w.-]+/[\w./-]*|[\w-]*\.(?:py|md|yaml|toml|service|example|env)", path):
            near = [ROOT / path, ROOT / "bot" / path, page.parent / path]
            anywhere = [] if "/" in path else ROOT.glob(f"[bl]*/**/{path}")
            assert path in MADE or any(file.exists() for file in near) or any(anywhere), code


@pytest.mark.parametrize("page", NOW, ids=name_of)
def test_words_of_the_code_are_in_the_code(page: Path) -> None:
    for code in code_in(page):
        if re.fullmatch(r"@?[A-Za-z_][\w.]*(?:\(\))?", code) and "." not in code[-5:] and code not in NOT_OURS:
            assert all(is_in_code(word) for word in re.findall(r"\w+", code)), code


def is_in_code(word: str) -> bool:
    """Whether the code has a word; one like `load_` or `_at` begins or ends others."""
    if word.endswith("_"):
        return any(each.startswith(word) for each in WORDS)
    return word in WORDS or (word.startswith("_") and any(each.endswith(word) for each in WORDS))


@pytest.mark.parametrize("page", TOLD, ids=name_of)
def test_commands_of_the_chat_are_there(page: Path) -> None:
    named = re.findall(r"(?<![\w./:<>}…])/[a-z]+\b(?![/.])", prose(page))
    known = {f"/{each.name}" for for_admins in (False, True) for each in chat_commands(for_admins=for_admins)}
    assert set(named) <= known | NOT_OURS


@pytest.mark.parametrize("page", TOLD, ids=name_of)
def test_what_is_to_be_made_can_be_made(page: Path) -> None:
    named = [words[1] for line in typed_in(page) for words in words_typed(line) if words[:1] == ["make"]]
    named += re.findall(r"`make ([a-z]+)", prose(page))
    assert {target.removeprefix(".venv/") for target in named} <= targets()


def test_what_the_code_says_is_made_can_be_made() -> None:
    assert set(re.findall(r"`make ([a-z]+)", SPOKEN)) <= targets()


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_what_is_to_be_typed_can_be_typed(page: Path) -> None:
    for line in typed_in(page):
        assert subprocess.run(["bash", "-n", "-c", line], check=False).returncode == 0, line
        for words in words_typed(line):
            if words[0] == "cp":
                assert (ROOT / words[1]).is_file(), line
            if words[:2] == ["python", "-m"]:
                assert can_be_run(words[2], words[3:]), line


def can_be_run(module: str, words: list[str]) -> bool:
    """Whether there is such a module, which knows these commands and options."""
    if module == "tests.benchmarks":
        return benchmarks.options_of(words) is not None
    command = parser()
    while words and words[0] in commands_of(command):
        command = commands_of(command)[words.pop(0)]
    options = {word for word in words if word.startswith("--")}
    takes = [
        each for each in command._actions if not (each.option_strings or isinstance(each, argparse._SubParsersAction))
    ]
    return module == "bot" and options <= options_of(command) and len(words) - len(options) <= len(takes)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_options_are_those_of_a_command(page: Path) -> None:
    known = {option for each in every_parser(parser()) for option in options_of(each)}
    assert {code for code in code_in(page) if re.fullmatch(r"--[a-z-]+", code)} <= known


@pytest.mark.parametrize("page", TOLD, ids=name_of)
def test_settings_are_there(page: Path) -> None:
    named = {code for code in re.findall(r"(?<![/\w])[A-Z]+_[A-Z_]+\b", text_of(page)) if code not in NAMES}
    assert named <= set(_SETTINGS)


def test_every_command_of_the_chat_is_told() -> None:
    """In the words of the menu, and in its order."""
    told = [row for row in tables(ROOT / "docs" / "commands.md") if row[0].startswith("/")]
    for_all, for_admins = chat_commands(for_admins=False), chat_commands(for_admins=True)
    (start,) = (each for each in for_all if each.menu is None)
    assert told[0][0] == f"/{start.name}"
    assert told[1:] == [(f"/{each.name}", each.meaning) for each in (*for_all, *for_admins) if each is not start]


def test_every_command_of_the_terminal_is_told_with_all_that_it_takes() -> None:
    """In the words of its help."""
    rows = tables(ROOT / "docs" / "commands.md")
    assert rows[rows.index(("command", "takes", "what for")) + 1 :] == list(help_of(parser()))


def help_of(of: argparse.ArgumentParser, told: str = "") -> Iterator[tuple[str, ...]]:
    """A row for each command, and below it one for each thing that it takes."""
    for group in (action for action in of._actions if isinstance(action, argparse._SubParsersAction)):
        for line in group._choices_actions:
            yield from help_of(group.choices[line.dest], line.help or "")
        return
    assert told, f"{of.prog} does not say what it is for"
    yield of.prog, "", told
    for action in of._actions:
        assert action.help, f"{of.prog} is silent about {action.dest}"
        if not isinstance(action, argparse._HelpAction):
            choices = f" {', '.join(action.choices)}" if action.choices else ""
            yield "", (action.option_strings or [action.dest])[0] + choices, action.help


def test_every_exit_code_is_told() -> None:
    told = re.findall(r"\b(\d+) (?:says )?that", text_of(ROOT / "docs" / "commands.md"))
    assert [int(code) for code in told] == [OK, PROBLEMS, BAD_SETTINGS, UNKNOWN_TOKEN, INTERRUPTED]


def test_every_target_is_told_and_can_be_made() -> None:
    told = {row[0].removeprefix("make ") for row in tables(ROOT / "CONTRIBUTING.md") if row[0].startswith("make ")}
    makefile = text_of(ROOT / "Makefile")
    (phony,) = re.findall(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)
    assert told == set(phony.split()) == {target for target in targets() if not target.startswith(".")}
    assert told == set(re.findall(r"^([a-z]+):.*  ## \w", makefile, re.MULTILINE))
    for target in sorted(told):
        assert subprocess.run(["make", "-n", target], cwd=ROOT, capture_output=True, check=False).returncode == 0, (
            target
        )
    modules_run = set(re.findall(r"python -m ([\w.]+)", makefile)) - {"pip", "venv"}
    assert [module for module in sorted(modules_run) if find_spec(module) is None] == []


def test_every_room_is_told_and_stands_where_the_contracts_say() -> None:
    rooms = {f"bot/{folder.parent.name}/" for folder in ROOT.glob("bot/*/__init__.py")}
    assert set(re.findall(r"\[`(bot/\w+/)`\]", text_of(ROOT / "README.md"))) == rooms | {"bot/locale/"}
    contracts = tomllib.loads(text_of(ROOT / "pyproject.toml"))["tool"]["importlinter"]["contracts"]
    (layers,) = (each["layers"] for each in contracts if each["type"] == "layers")
    house = " > ".join(f"({layer})" if "|" in layer else layer for layer in layers)
    assert f"`{house}`" in text_of(ROOT / "CONTRIBUTING.md")


def test_a_service_runs_what_there_is_where_the_guide_puts_it() -> None:
    service, guide = ConfigParser(interpolation=None), text_of(ROOT / "deploy" / "README.md")
    service.optionxform = str  # systemd's names have capitals
    service.read(ROOT / "deploy" / "lesson-bot.service")
    unit, home = service["Service"], service["Service"]["WorkingDirectory"]
    python, _, module, *arguments = unit["ExecStart"].split()
    assert (python, module, arguments) == (f"{home}/.venv/bin/python", "bot", ["run", "--telegram"])
    assert callable(parser().parse_args(arguments).command)
    assert (
        unit["ReadWritePaths"] == f"{home}/{Path(_SETTINGS['DATABASE_URL'].default.removeprefix('sqlite:///')).parent}"
    )
    assert int(unit["RestartPreventExitStatus"]) == BAD_SETTINGS
    assert int(unit["TimeoutStopSec"]) > 2 * _DRAIN_FOR  # for what is handled, and for what is under way
    assert f"--home-dir {home} {unit['User']}\n" in guide
    assert f"<this repository> {home}\n" in guide


def test_the_guide_for_authors_names_all_that_a_reminder_knows_and_every_limit() -> None:
    guide = ROOT / "docs" / "authors.md"
    named = set(code_in(guide))
    assert {code for code in named if code.startswith("{")} == {f"{{{name}}}" for name in PLACEHOLDERS}
    assert {*WORDED, *(each.name for each in fields(Conditions))} <= {code.partition(":")[0] for code in named}
    for limit in (PART_LIMIT, QUIZ_LIMIT, COPY_LIMIT):
        assert f" {limit} characters" in text_of(guide)
    assert f" {SIZE_LIMIT // 1024} KB" in text_of(guide)


def test_decisions_are_numbered_and_say_what_took_their_place() -> None:
    decisions = sorted((ROOT / "docs" / "decisions").iterdir())
    for number, page in enumerate(decisions, 1):
        assert page.name.startswith(f"{number:04}-")
        assert text_of(page).startswith(f"# {number}. ")
        for successor in re.findall(r"superseded by \[decision \d+\]\((.+?)\)", text_of(page)):
            assert re.search(rf"Takes the place of.*?\({page.name}\)", text_of(page.parent / successor), re.DOTALL)
        (replaced,) = re.findall(r"^Takes the place of .*?\n\n", text_of(page), re.DOTALL | re.MULTILINE) or [""]
        for predecessor in re.findall(r"\(([\w.-]+\.md)\)", replaced):
            assert f"superseded by [decision {number}]({page.name})" in text_of(page.parent / predecessor)


def glossary() -> Rows:
    """The cells of each entry: the word, what the field calls it, what it means."""
    return [(row[0].strip("*"), *row[1:]) for row in tables(ROOT / "docs" / "glossary.md") if row[0].startswith("**")]


def test_the_glossary_is_short_and_in_order() -> None:
    words = [row[0] for row in glossary()]
    assert words == sorted(set(words))
    assert 0 < len(words) <= LONGEST_GLOSSARY


@pytest.mark.parametrize("row", glossary(), ids=lambda row: row[0])
def test_a_word_of_the_glossary_is_one_of_the_code_and_stands_beside_that_of_the_field(row: tuple[str, ...]) -> None:
    word, of_the_field, meaning = row
    assert of_the_field not in {"", word}
    assert meaning
    assert re.search(rf"\b{word}s?\b", IDENTIFIERS), f"no identifier has the word {word}"

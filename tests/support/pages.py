"""The project's documents, taken apart."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]

Rows = list[tuple[str, ...]]


@cache
def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def prose(page: Path) -> str:
    """A page without its blocks of code."""
    return re.sub(r"^```.*?^```$", "", text_of(page), flags=re.DOTALL | re.MULTILINE)


def code_in(page: Path) -> list[str]:
    """What stands in backticks in the sentences and tables of a page."""
    return re.findall(r"`([^`\n]+)`", prose(page))


def typed_in(page: Path) -> list[str]:
    """What is to be typed into a shell: the lines behind a prompt, and code that begins with the name of a program."""
    blocks = "".join(re.findall(r"^```console\n(.*?)^```$", text_of(page), re.DOTALL | re.MULTILINE))
    programs = r"(?:make|python|cp|apt-get|systemctl) .+"
    return [*re.findall(r"^[$#] (.+)$", blocks, re.MULTILINE), *(c for c in code_in(page) if re.fullmatch(programs, c))]


def words_typed(line: str) -> Iterator[list[str]]:
    """The words of each command of a line."""
    return (shlex.split(command, comments=True) for command in re.split(r"&&|;", line))


def tables(page: Path) -> Rows:
    """The rows of a page's tables, without the backticks around code."""
    lines = re.findall(r"^\|(.*)\|$", text_of(page), re.MULTILINE)
    rows = [tuple(cell.strip().replace("`", "") for cell in line.split("|")) for line in lines]
    return [row for row in rows if any(cell.strip("-") for cell in row)]


def headings(page: Path) -> set[str]:
    """The anchors of a page, as GitHub makes them of its headings."""
    return {
        re.sub(r"[^\w -]", "", each).replace(" ", "-").lower()
        for each in re.findall(r"^#+ (.+)$", text_of(page), re.MULTILINE)
    }

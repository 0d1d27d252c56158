"""A day on its way from another format into a day file."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from bot.content.problem import Problem

_HEADER = "# yaml-language-server: $schema=../day.schema.json\n"
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LONGEST_SLUG = 24
_LONGEST_LINE = 80
# An id or a letter, but what YAML takes for yes, no, nothing or a number.
_PLAIN = re.compile(r"(?!(?:y|n|yes|no|on|off|true|false|null)$)[a-z][a-z0-9-]*|[A-M]")
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class DraftOption:
    """An answer to choose from, and what is said to whoever chooses it, if anything."""

    text: str
    is_right: bool
    feedback: str = ""


@dataclass(slots=True)
class Draft:
    """The steps so far, as a day file has them, and what of the file is `lost`, each with its line."""

    path: Path
    steps: list[dict[str, Any]] = field(default_factory=list)
    lost: list[Problem] = field(default_factory=list)

    def note(self, line: int, what: str, hint: str = "") -> None:
        """Note what is not carried over."""
        self.lost.append(Problem(self.path, line, 1, f"not carried over: {what}", hint))

    def add(self, slug: str, **step: object) -> None:
        """Add a step under an id that is like this one, without what is empty."""
        self.steps.append({"id": self._unique(slug), **{key: value for key, value in step.items() if value}})

    def add_quiz(self, line: int, slug: str, title: str, question: str, options: list[DraftOption], why: str) -> None:
        """Add a knowledge check. Without one right option it has no answer, which checking the day will tell."""
        if len(options) > len(_LETTERS):
            self.note(line, f"a question with {len(options)} options", "a check has four at most")
            return
        lettered = dict(zip(_LETTERS, options, strict=False))
        right = [letter for letter, option in lettered.items() if option.is_right]
        if len(right) > 1:
            self.note(line, f"that {' and '.join(right)} are right", "one option of a check is")
        said = [why, *(f"**{letter}:** {each.feedback}" for letter, each in lettered.items() if each.feedback)]
        self.add(
            slug or f"kc{sum('quiz' in step for step in self.steps) + 1}",
            title=title,
            quiz=question,
            options={letter: option.text for letter, option in lettered.items()},
            answer=right[0] if len(right) == 1 else "",
            why="\n\n".join(filter(None, said)),
        )

    def as_yaml(self, day: int) -> str:
        """The text of the day's file."""
        written = yaml.dump(
            {"day": day, "steps": self.steps}, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=9999
        )
        return _HEADER + re.sub(r"\n(?=steps:)|(?<!steps:)\n(?=  - id:)", "\n\n", written)

    def _unique(self, wanted: str) -> str:
        taken = {step["id"] for step in self.steps}
        slug = slug_of(wanted) or "step"
        number = 1
        unique = slug
        while unique in taken:
            number += 1
            end = f"-{number}"
            unique = slug[: _LONGEST_SLUG - len(end)].strip("-") + end
        return unique


def slug_of(text: str) -> str:
    """The text as an id of a step; empty where nothing of it can be one."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("’", "").replace("'", ""))
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    words = re.findall(r"[a-z0-9]+", plain)
    slug = ""
    for word in words:
        longer = f"{slug}-{word}" if slug else word[:_LONGEST_SLUG]
        if len(longer) > _LONGEST_SLUG:
            break
        slug = longer
    return slug


def is_slug(text: str) -> bool:
    """Whether a text can be the id of a step as it is."""
    return len(text) <= _LONGEST_SLUG and _SLUG.fullmatch(text) is not None


class _Dumper(yaml.SafeDumper):
    """Writes prose below a `|` and short texts in quotes, as authors are told to."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002
        """Indent lists below their keys."""
        super().increase_indent(flow, indentless=False)


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    text = "\n".join(line.rstrip() for line in text.strip().split("\n"))
    if "\n" in text or "\\" in text or len(text) > _LONGEST_LINE:
        return dumper.represent_scalar("tag:yaml.org,2002:str", text + "\n", style="|")
    style = None if _PLAIN.fullmatch(text) else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)

"""The texts of a course, each with what it is, how it is shown and where it stands in its file."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import islice

from bot.content.document import Document, Node, Position, Scalar, Sequence
from bot.content.document import Mapping as Keys
from bot.content.forms import STEP_KINDS
from bot.content.markdown import render
from bot.core.richtext import RichText, join

_SCOPES = {
    "demo": "title",
    "quiz": "question",
    "title": "title",
    "why": "why",
    "closing": "closing",
    "teaser": "teaser",
    "you": "demo_you",
    "chatgpt": "demo_reply",
    **dict.fromkeys("ABCD", "option"),
}
"""What the text under a key is. Under the key that says what a step is, any other is a text."""
_PLAIN = frozenset({"title", "demo_you", "option"})
VOICE = frozenset({"text", "question", "why", "closing", "teaser", "title"})
"""What the course says itself, not in the words of a demo."""


@dataclass(frozen=True, slots=True)
class Text:
    """One text of a day. `step` is the id of its step, empty for what stands in course.yaml."""

    document: Document
    scalar: Scalar
    scope: str
    day: int
    step: str
    shown: RichText

    def is_of(self, scopes: Collection[str]) -> bool:
        """Whether it is one of these."""
        return "all" in scopes or self.scope in scopes or ("voice" in scopes and self.scope in VOICE)

    def place(self, start: int = 0, end: int = 0) -> Position:
        """Where what is shown from `start` to `end` stands in the file; where the text begins, if it can't be told."""
        written, phrase = self.scalar.text, self.shown.text[start:end]
        found = 0
        for pattern in _ways_to_write(phrase) if phrase else ():
            before = sum(1 for _ in pattern.finditer(self.shown.text, 0, start))
            if place := next(islice(pattern.finditer(written), before, None), None):
                found = place.start()
                break
        line, column = written.count("\n", 0, found), found - (written.rfind("\n", 0, found) + 1)
        return self.document.place_in(self.scalar, line, column)


def _ways_to_write(phrase: str) -> Iterator[re.Pattern[str]]:
    """How what is shown may be written: as it is, or with formatting and line ends between its first words."""
    yield re.compile(re.escape(phrase))
    if runs := re.findall(r"\w+", phrase)[:6]:
        yield re.compile(r"\W+".join(map(re.escape, runs)))


def texts_of_day(document: Document, day: int) -> Iterator[Text]:
    """The texts of a day's steps, in order."""
    steps = document.root.values["steps"]
    for step in steps.items if isinstance(steps, Sequence) else ():
        if isinstance(step, Keys):
            yield from _texts(document, step, day, _value(step, "id"))


def texts_of_entry(document: Document, day: int) -> Iterator[Text]:
    """The title and the teaser of a day, in course.yaml."""
    entry = document.find(("days", str(day)))
    if isinstance(entry, Keys):
        yield from _texts(document, entry, day, "")


def _texts(document: Document, node: Keys, day: int, step: str) -> Iterator[Text]:
    for key, value in node.values.items():
        scope = _SCOPES.get(key) or ("text" if key in STEP_KINDS else None)
        if isinstance(value, Scalar) and scope:
            shown = RichText(value.text) if scope in _PLAIN else join("\n\n", render(value.text))
            yield Text(document, value, scope, day, step, shown)
        for below in _nodes_in(value):
            yield from _texts(document, below, day, step)


def _nodes_in(value: Node) -> Iterator[Keys]:
    match value:
        case Keys():
            yield value
        case Sequence():
            yield from (item for item in value.items if isinstance(item, Keys))


def _value(step: Keys, key: str) -> str:
    node = step.values.get(key)
    return node.text if isinstance(node, Scalar) else ""

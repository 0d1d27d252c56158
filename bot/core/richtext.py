"""Text with formatting, the way Telegram carries it: plain text plus entities that point into it.

Building messages from entities, never from markup, means that nothing has to be escaped: a learner
called `<b` is just four characters. Entity offsets and lengths count UTF-16 code units
(https://core.telegram.org/api/entities#entity-length).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Literal, NamedTuple

MESSAGE_LIMIT = 4096
"""The longest text of one message, counted by Telegram in UTF-16 code units after entities are parsed
(https://core.telegram.org/bots/api#sendmessage)."""

CAPTION_LIMIT = 1024
"""The longest caption, counted in the same way (https://core.telegram.org/bots/api#sendphoto)."""

EntityKind = Literal[
    "bold",
    "italic",
    "underline",
    "strikethrough",
    "spoiler",
    "code",
    "pre",
    "text_link",
    "blockquote",
    "expandable_blockquote",
    "date_time",
]


def utf16_length(text: str) -> int:
    """The length of `text` in UTF-16 code units: characters beyond U+FFFF, such as emoji, count twice."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


class Entity(NamedTuple):
    """One run of formatting: `offset` and `length` in UTF-16 code units; `url` for a text_link, `language` for pre.

    A date_time has its moment as `unix_time`, in seconds; each reader sees the time it is on their own device then, in
    the form of `date_time_format`, if there is one.
    """

    kind: EntityKind
    offset: int
    length: int
    url: str | None = None
    language: str | None = None
    unix_time: int | None = None
    date_time_format: str | None = None


@dataclass(frozen=True, slots=True)
class RichText:
    """Text and its formatting. Adding two gives their concatenation; the right side may be a plain `str`."""

    text: str = ""
    entities: tuple[Entity, ...] = ()

    def __add__(self, other: RichText | str) -> RichText:
        if isinstance(other, str):
            return RichText(self.text + other, self.entities)
        return join("", (self, other))

    def __radd__(self, other: str) -> RichText:
        return RichText(other) + self

    def __len__(self) -> int:
        """The length in UTF-16 code units, as Telegram counts it."""
        return utf16_length(self.text)

    def styled(self, kind: EntityKind) -> RichText:
        """The same text with one more format over the whole of it; empty text stays as it is."""
        if not self.text:
            return self
        return RichText(self.text, (Entity(kind, 0, len(self)), *self.entities))

    def clipped(self, length: int) -> RichText:
        """The first `length` characters (not UTF-16 units), with the formatting that falls on them."""
        text = self.text[:length]
        end = utf16_length(text)
        kept = (
            each._replace(length=min(each.length, end - each.offset)) for each in self.entities if each.offset < end
        )
        return RichText(text, tuple(kept))


NOTHING = RichText()
"""No text at all."""


def join(separator: str, texts: Iterable[RichText | str]) -> RichText:
    """All of `texts` with `separator` between each two, formatting kept."""
    words: list[str] = []
    entities: list[Entity] = []
    gap, offset = utf16_length(separator), 0
    for text in texts:
        if isinstance(text, RichText):
            words.append(text.text)
            entities += [each._replace(offset=each.offset + offset) for each in text.entities]
        else:
            words.append(text)
        offset += utf16_length(words[-1]) + gap
    return RichText(separator.join(words), tuple(entities))


def bold(text: str) -> RichText:
    """`text` in bold."""
    return RichText(text).styled("bold")


def italic(text: str) -> RichText:
    """`text` in italics."""
    return RichText(text).styled("italic")


def time_on_device(moment: datetime, otherwise: str) -> RichText:
    """The time of day of an aware `moment`, shown on the clock of whoever reads it; what is told `otherwise`, where
    that fails.
    """
    on_device = Entity("date_time", 0, utf16_length(otherwise), unix_time=int(moment.timestamp()), date_time_format="t")
    return RichText(otherwise, (on_device,))


def fill(template: str, facts: Mapping[str, RichText | str]) -> RichText:
    """A template in light Markdown with its holes filled: `**bold**`, `*italics*`, `` `code` `` and `{name}`.

    What fills a hole is never read as Markdown, so that a course called `*` is one character. A backslash takes its
    meaning from the sign behind it. Raises KeyError for a hole that no fact fills, ValueError for a format that is not
    closed.
    """
    texts: list[RichText | str] = []
    begun: list[tuple[EntityKind, int, int]] = []  # formats that are open: kind, offset, and which entity it becomes
    entities: list[Entity] = []
    offset = 0
    for kind, value in _pieces(template):
        if kind == "format":
            style = _FORMATS[value]
            if begun and begun[-1][0] == style:
                _, start, place = begun.pop()
                entities[place] = Entity(style, start, offset - start)
            else:
                begun.append((style, offset, len(entities)))
                entities.append(Entity(style, offset, 0))
            continue
        text = facts[value] if kind == "hole" else value
        if isinstance(text, RichText):
            entities += [each._replace(offset=each.offset + offset) for each in text.entities]
            text = text.text
        texts.append(text)
        offset += utf16_length(text)
    if begun:
        raise ValueError(f"a format is not closed: {template}")
    return RichText("".join(map(str, texts)), tuple(each for each in entities if each.length))


_FORMATS: dict[str, EntityKind] = {"**": "bold", "*": "italic", "`": "code"}
_PIECE = re.compile(
    r"\\(?P<escaped>.)|(?P<format>\*\*|\*|`)|\{(?P<hole>[a-z_]+)\}|(?P<text>[^\\*`{]+|[\\{])", re.DOTALL
)


@lru_cache(maxsize=4096)
def _pieces(template: str) -> tuple[tuple[str, str], ...]:
    """The template piece by piece: (`format` | `hole` | `text`, value)."""
    return tuple(
        ("text" if match.lastgroup == "escaped" else str(match.lastgroup), match[str(match.lastgroup)])
        for match in _PIECE.finditer(template)
    )


def holes(template: str) -> frozenset[str]:
    """The names of a template's holes."""
    return frozenset(value for kind, value in _pieces(template) if kind == "hole")

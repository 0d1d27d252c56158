"""Telegram's HTML: the tags it knows and the words it refuses others with (https://core.telegram.org/bots/api#html-style)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

from bot.playground.errors import BadRequestError
from bot.playground.messages import Json

PLAIN_TAGS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "tg-spoiler": "spoiler",
    "code": "code", "pre": "pre",
}  # fmt: skip
OTHER_TAGS = {"a", "span", "tg-emoji", "tg-time", "blockquote"}

_TOKEN = re.compile(
    r"""<(?P<closing>/?)(?P<name>[^\s>]*)(?P<rest>(?:"[^"]*"|'[^']*'|[^>"'])*)(?P<end>>?)"""
    r"""|&(?:#\d+|#x[0-9a-fA-F]+|lt|gt|amp|quot);"""
)
_ATTRIBUTE = re.compile(
    r"""(?P<name>[^\s=>]+)(?:\s*=\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\s>]+)))?"""
)


@dataclass(slots=True)
class _OpenTag:
    name: str
    attributes: dict[str, str]
    starts_at: int
    """In UTF-16 code units of the text so far."""


def parse_html(source: str) -> tuple[str, list[Json]]:
    """The text and entities of Telegram HTML. Raises BadRequestError on anything it would not take."""
    return _Parser(source).parse()


class _Parser:
    def __init__(self, source: str) -> None:
        self.source = source
        self.text: list[str] = []
        self.length = 0
        self.unclosed: list[_OpenTag] = []
        self.entities: list[Json] = []

    def parse(self) -> tuple[str, list[Json]]:
        position = 0
        for match in _TOKEN.finditer(self.source):
            self._write(self.source[position : match.start()])
            position = match.end()
            if match["name"] is None:
                self._write(unescape(match.group()))
            elif match["closing"]:
                self._end(match)
            else:
                self._start(match)
        self._write(self.source[position:])
        if self.unclosed:
            raise _unparsed(f'Can\'t find end tag corresponding to start tag "{self.unclosed[-1].name}"')
        return "".join(self.text), self.entities

    def _write(self, text: str) -> None:
        self.text.append(text)
        self.length += len(text.encode("utf-16-le")) // 2

    def _start(self, match: re.Match[str]) -> None:
        name = match["name"].lower()
        at = self._byte_offset(match)
        if name not in PLAIN_TAGS and name not in OTHER_TAGS and (match["rest"] or match["end"]):
            raise _unparsed(f'Unsupported start tag "{name}" at byte offset {at}')
        if not match["end"]:
            raise _unparsed(f'Unclosed start tag "{name}" at byte offset {at}')
        attributes = {
            found["name"].lower(): unescape(found["double"] or found["single"] or found["bare"] or "")
            for found in _ATTRIBUTE.finditer(match["rest"])
        }
        if name == "span" and attributes.get("class") != "tg-spoiler":
            raise _unparsed(f'Tag "span" must have class "tg-spoiler" at byte offset {at}')
        self.unclosed.append(_OpenTag(name, attributes, self.length))

    def _end(self, match: re.Match[str]) -> None:
        at = self._byte_offset(match)
        if not self.unclosed:
            raise _unparsed(f"Unexpected end tag at byte offset {at}")
        if not match["end"]:
            raise _unparsed(f"Unclosed end tag at byte offset {at}")
        tag = self.unclosed.pop()
        name = match["name"].lower()
        if name not in {"", tag.name}:
            raise _unparsed(f'Unmatched end tag at byte offset {at}, expected "</{tag.name}>", found "</{name}>"')
        length = self.length - tag.starts_at
        entity = self._entity(tag)
        if length and entity:
            self.entities.append({**entity, "offset": tag.starts_at, "length": length})

    def _entity(self, tag: _OpenTag) -> Json | None:
        attributes = tag.attributes
        entity: Json = {"type": PLAIN_TAGS.get(tag.name, tag.name)}
        match tag.name:
            case "a":
                entity = {"type": "text_link", "url": attributes.get("href", "")}
            case "span":
                entity = {"type": "spoiler"}
            case "tg-emoji":
                entity = {"type": "custom_emoji", "custom_emoji_id": attributes.get("emoji-id", "")}
            case "tg-time":
                entity = _date_time(attributes)
            case "blockquote" if "expandable" in attributes:
                entity = {"type": "expandable_blockquote"}
            case "pre" if "language" in attributes:
                entity = {"type": "pre", "language": attributes["language"]}
            case "code" if self._tells_language(tag):
                return None
        return None if entity.get("url") == "" else entity

    def _tells_language(self, tag: _OpenTag) -> bool:
        """Whether this code only tells the language of the block that begins with it."""
        language = tag.attributes.get("class", "").removeprefix("language-")
        around = self.unclosed[-1] if self.unclosed else None
        if not language or around is None or around.name != "pre" or around.starts_at != tag.starts_at:
            return False
        around.attributes["language"] = language
        return True

    def _byte_offset(self, match: re.Match[str]) -> int:
        return len(self.source[: match.start()].encode())


def _date_time(attributes: dict[str, str]) -> Json:
    unix = attributes.get("unix", "")
    if not unix.isdecimal():
        raise _unparsed("Invalid Unix time specified in tg-time")
    entity: Json = {"type": "date_time", "unix_time": int(unix)}
    return {**entity, "date_time_format": attributes["format"]} if attributes.get("format") else entity


def _unparsed(reason: str) -> BadRequestError:
    return BadRequestError(f"can't parse entities: {reason}")

"""Text and its formatting as Telegram takes it in: parsed, checked, trimmed, measured, and links found.

Offsets and lengths count UTF-16 code units (https://core.telegram.org/api/entities#entity-length).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.playground.errors import BadRequestError
from bot.playground.html_markup import parse_html
from bot.playground.messages import Json
from bot.playground.parameters import Entity

FOUND = re.compile(
    r"(?P<bot_command>(?<![\w/@])/\w{1,64}(?:@\w{3,32})?(?![\w/]))"
    r"|(?P<mention>(?<![\w@])@[A-Za-z]\w{3,31}(?!\w))"
    r"|(?P<url>(?<!\w)https?://[^\s<>«»“”\"]+[^\s<>«»“”\".,;:!?)])",
    re.ASCII,
)
"""What Telegram turns into a link by itself."""

TYPED = re.compile(
    r"```\n?(?P<pre>.+?)\n?```|`(?P<code>[^`\n]+)`|\*\*(?P<bold>.+?)\*\*|__(?P<italic>.+?)__|~~(?P<strikethrough>.+?)~~"
    r"|\|\|(?P<spoiler>.+?)\|\||\[(?=[^\]\n]+\]\((?P<address>https?://[^\s)]+)\))(?P<text_link>[^\]\n]+)\]\([^\s)]+\)",
    re.DOTALL,
)
"""What Telegram's apps make formatting of while it is typed."""


def formatted(
    text: str, parse_mode: str | None, entities: Sequence[Entity] | None, limit: int, too_long: str
) -> tuple[str, list[Json]]:
    """The text a reader sees and its entities. Raises BadRequestError on broken markup, on entities that point
    outside the text or into a character, and with `too_long` if more than `limit` code units are left.
    """
    if parse_mode and entities:
        raise BadRequestError("parse_mode and entities exclude each other")
    if parse_mode:
        text, marks = _parse(text, parse_mode)
    else:
        marks = [entity.model_dump(exclude_none=True) for entity in entities or ()]
        _check(text, entities or ())
    text, marks = _trimmed(text, marks)
    if utf16_length(text) > limit:
        raise BadRequestError(too_long)
    marks.extend(_found(text, marks))
    return text, sorted(marks, key=lambda mark: (_number(mark, "offset"), -_number(mark, "length")))


def utf16_length(text: str) -> int:
    """The length of `text` in UTF-16 code units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def links_in(text: str) -> list[Json]:
    """The entities Telegram finds by itself in a text that has no others."""
    return list(_found(text, []))


def typed(text: str) -> tuple[str, list[Json]]:
    """A text as somebody types it into Telegram's apps, which make formatting of `**bold**`, `__italics__`, `~~struck
    through~~`, `||hidden||`, `` `code` `` and `[words](https://…)`.
    """
    written, marks, at = "", [], 0
    for found in TYPED.finditer(text):
        written += text[at : found.start()]
        at = found.end()
        kind = str(found.lastgroup)
        words = found[kind]
        mark: Json = {"type": kind, "offset": utf16_length(written), "length": utf16_length(words)}
        marks.append({**mark, "url": found["address"]} if kind == "text_link" else mark)
        written += words
    written += text[at:]
    return written, [*marks, *_found(written, marks)]


def _parse(text: str, parse_mode: str) -> tuple[str, list[Json]]:
    mode = parse_mode.lower()
    if mode == "html":
        return parse_html(text)
    if mode in {"markdown", "markdownv2"}:
        raise BadRequestError("the playground reads no Markdown: use HTML or entities")
    raise BadRequestError("unsupported parse_mode")


def _check(text: str, entities: Sequence[Entity]) -> None:
    if not entities:
        return
    units = text.encode("utf-16-le")
    end_of_text = len(units) // 2
    for entity in entities:
        end = entity.offset + entity.length
        if end > end_of_text:
            raise BadRequestError(
                f"entity beginning at UTF-16 offset {entity.offset} ends after the end of the text "
                f"at UTF-16 offset {end_of_text}"
            )
        for verb, position in (("begins", entity.offset), ("ends", end)):
            if 0xDC <= units[position * 2 + 1 : position * 2 + 2].ljust(1, b"\0")[0] <= 0xDF:
                raise BadRequestError(f"entity {verb} in a middle of a UTF-16 symbol at UTF-16 offset {position}")


def _trimmed(text: str, marks: list[Json]) -> tuple[str, list[Json]]:
    """Without white space at both ends, as Telegram delivers it."""
    kept = text.strip()
    if kept == text:
        return text, marks
    cut = len(text) - len(text.lstrip())  # white space is never beyond U+FFFF: characters are code units here
    length = utf16_length(kept)
    moved = []
    for mark in marks:
        start = max(0, _number(mark, "offset") - cut)
        end = min(length, _number(mark, "offset") + _number(mark, "length") - cut)
        if start < end:
            moved.append({**mark, "offset": start, "length": end - start})
    return kept, moved


def _found(text: str, marks: list[Json]) -> Iterator[Json]:
    if "/" not in text and "@" not in text:
        return
    taken = [
        (_number(mark, "offset"), _number(mark, "offset") + _number(mark, "length"))
        for mark in marks
        if mark["type"] in {"code", "pre", "text_link", "text_mention", "date_time"}
    ]
    for match in FOUND.finditer(text):
        start = utf16_length(text[: match.start()])
        end = start + utf16_length(match.group())
        if not any(start < other_end and other_start < end for other_start, other_end in taken):
            yield {"type": match.lastgroup, "offset": start, "length": end - start}


def _number(mark: Json, key: str) -> int:
    value = mark[key]
    assert isinstance(value, int)  # noqa: S101  (checked where it came in; this tells the type checker)
    return value

"""GIFT, the question banks that are written by hand: https://docs.moodle.org/en/GIFT_format.

There is no parser for it that is kept up, and Moodle's own is PHP. Of its kinds of questions a check can be made of
those with options to choose from.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.content.imports.draft import Draft, DraftOption, is_slug, slug_of
from bot.content.imports.html_text import escaped, looks_like_html, markdown_of, plain_of

# A backslash and the sign behind it are one piece, so that no pattern takes the sign for what it would mean alone.
_PIECE = re.compile(r"\\.|[^\\]", re.DOTALL)
_ESCAPED = re.compile(r"\\([~=#{}:\\n])")
_TITLE = re.compile(r"::((?:\\.|[^\\])*?)::", re.DOTALL)
_FORMAT = re.compile(r"\[(html|markdown|plain|moodle)\]")
_ID = re.compile(r"\[id:([^\]]+)\]")
_WEIGHT = re.compile(r"%(-?\d+(?:\.\d+)?)%")
_GENERAL = re.compile(r"(?<!\\)####")
_TRUE_OR_FALSE = re.compile(r"\s*(T|TRUE|F|FALSE)\s*(?=#|$)", re.IGNORECASE)
_GAP = "…"


@dataclass(frozen=True, slots=True)
class _Block:
    """What stands between two blank lines: its first line, the id a comment gives it, and the text."""

    line: int
    given_id: str
    text: str


def read_gift(draft: Draft, text: str) -> None:
    """Carry the questions of a GIFT file over into a day."""
    for block in _blocks(draft, text):
        _read(draft, block)


def _blocks(draft: Draft, text: str) -> Iterator[_Block]:
    lines: list[str] = []
    start, given_id = 0, ""
    for number, line in enumerate([*text.split("\n"), ""], 1):
        bare = line.strip()
        if bare.startswith("//"):
            found = _ID.search(bare)
            given_id = found[1] if found else given_id
        elif bare.startswith("$CATEGORY:") and not lines:
            draft.note(number, f"the category “{bare.removeprefix('$CATEGORY:').strip()}”", "a day has none")
        elif bare:
            start = start or number
            lines.append(line.rstrip())
        elif lines:
            yield _Block(start, given_id, "\n".join(lines))
            lines, start, given_id = [], 0, ""


def _read(draft: Draft, block: _Block) -> None:
    text, name = block.text.strip(), ""
    if named := _TITLE.match(text):
        name, text = _unescaped(named[1]).strip(), text[named.end() :].strip()
    kind = "moodle"
    if formatted := _FORMAT.match(text):
        kind, text = formatted[1], text[formatted.end() :]
    opened, closed = _find(text, "{"), _find(text, "}")
    if not opened and not closed:
        slug = slug_of(block.given_id or name or text)
        draft.add(slug, text=_markdown(draft, block.line, text, kind))
        return
    if len(opened) != 1 or len(closed) != 1 or closed[0] < opened[0]:
        draft.note(block.line, f"“{_start(text)}”", "its braces don’t come in one pair")
        return
    stem, answers, rest = text[: opened[0]], text[opened[0] + 1 : closed[0]], text[closed[0] + 1 :].strip()
    if rest:
        stem = f"{stem.rstrip()} {_GAP} {rest}" if rest[0].isalnum() else f"{stem.rstrip()} {_GAP}{rest}"
    answers, general, *_ = [*_GENERAL.split(answers, maxsplit=1), ""]
    options = _options(draft, block.line, answers, kind)
    if options is None:
        draft.note(
            block.line, f"the {_kind_of(answers)} question “{_start(text)}”", "a check has options to choose from"
        )
        return
    slug, title = (name, "") if is_slug(name) else ("", name)
    draft.add_quiz(
        block.line,
        slug_of(block.given_id.rpartition("/")[2]) or slug,
        title,
        _markdown(draft, block.line, stem, kind),
        options,
        _markdown(draft, block.line, general, kind),
    )


def _options(draft: Draft, line: int, answers: str, kind: str) -> list[DraftOption] | None:
    """The options of a question, or None where there are none to choose from."""
    if chosen := _TRUE_OR_FALSE.match(answers):
        is_true = chosen[1][0] in "Tt"
        wrong, right, *_ = [*map(_unescaped, _split(answers[chosen.end() :], "#")[1:]), "", ""]
        said = {True: escaped(right.strip()), False: escaped(wrong.strip())}
        return [DraftOption("True", is_true, said[is_true]), DraftOption("False", not is_true, said[not is_true])]
    starts = sorted([*_find(answers, "="), *_find(answers, "~")])
    if not any(answers[start] == "~" for start in starts) or answers[: starts[0]].strip():
        return None
    pieces = [answers[start:end] for start, end in zip(starts, [*starts[1:], len(answers)], strict=True)]
    return [_option(draft, line, piece, kind) for piece in pieces]


def _option(draft: Draft, line: int, piece: str, kind: str) -> DraftOption:
    words, *feedback = _split(piece[1:], "#")
    words = words.strip()
    weight = 100.0 if piece[0] == "=" else 0.0
    if marks := _WEIGHT.match(words):
        weight, words = float(marks[1]), words[marks.end() :].strip()
        if weight not in {0, 100}:
            draft.note(line, f"the {marks[1]} per cent of “{_start(words)}”", "an option is right or wrong")
    if formatted := _FORMAT.match(words):
        kind, words = formatted[1], words[formatted.end() :]
    said = _markdown(draft, line, "#".join(feedback), kind)
    words = _unescaped(words).strip()
    if kind == "html" or (kind == "moodle" and looks_like_html(words)):
        words, unknown = plain_of(words)
        _note_tags(draft, line, unknown)
    return DraftOption(" ".join(words.split()), weight == 100, said)


def _markdown(draft: Draft, line: int, text: str, kind: str) -> str:
    """A text of a question as light Markdown; `kind` is the format it is said to be in."""
    text = text.strip()
    if formatted := _FORMAT.match(text):
        kind, text = formatted[1], text[formatted.end() :]
    text = _unescaped(text).strip()
    if kind == "markdown":
        return text
    if kind == "html" or (kind == "moodle" and looks_like_html(text)):
        words, unknown = markdown_of(text)
        _note_tags(draft, line, unknown)
        return words
    return escaped(text)


def _note_tags(draft: Draft, line: int, tags: list[str]) -> None:
    for tag in dict.fromkeys(tags):
        draft.note(line, f"<{tag}>", "light Markdown has no place for it; its words are kept")


def _find(text: str, sign: str) -> list[int]:
    """Where a sign stands without a backslash before it."""
    return [piece.start() for piece in _PIECE.finditer(text) if piece[0] == sign]


def _split(text: str, sign: str) -> list[str]:
    starts = _find(text, sign)
    return [text[start:end] for start, end in zip([0, *(n + 1 for n in starts)], [*starts, len(text)], strict=True)]


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda sign: "\n" if sign[1] == "n" else sign[1], text)


def _start(text: str) -> str:
    words = " ".join(_unescaped(text).split())
    return words if len(words) <= 40 else words[:39] + "…"


def _kind_of(answers: str) -> str:
    if not answers.strip():
        return "essay"
    if answers.lstrip().startswith("#"):
        return "numerical"
    return "matching" if "->" in answers else "short-answer"

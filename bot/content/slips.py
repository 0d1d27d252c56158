"""Slips of the keyboard and the clipboard that YAML misreads: what was meant, and where it went wrong.

A text is cut where ` #` begins a comment, a quote that never closes swallows what follows, and a space or a letter that
came out of another program looks like the right one. YAML itself tells these much later, or not at all.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

import yaml

_BROKEN = (
    ("tab", "a tab where YAML wants spaces", "indent with spaces"),
    (
        "cannot start any token",
        "a character that no value can start with",
        "put the text in quotes, or indent with spaces",
    ),
    ("mapping values are not allowed", "a colon where no key can be", "put a text with a colon in quotes"),
    (
        "expected key",
        "this line does not belong to the lines above it",
        "check the indentation, and the quotes before it",
    ),
    ("'-' indicator", "this line does not belong to the list above it", "start it with “- ”, or check the indentation"),
    ("expected ':'", "a key without its colon", "write “key: value”, or indent the text it belongs to"),
    ("sequence entries are not allowed", "a list cannot start here", "start it on a line of its own"),
    ("alphabetic or numeric", "a text cannot start with * or & here", "put it in quotes, or on the lines below a “|”"),
    ("end of stream", "a quoted text that never ends", "close the quotes"),
    ("escape", "a backslash that means nothing between double quotes", "use single quotes, or write two backslashes"),
    ("expected ',' or", "a bracket or a brace is not closed", "close it, or put the text in quotes"),
    ("comment or ", "a text cannot start with > or | here", "put it in quotes, or on the lines below a “|”"),
)
# Where YAML looked for something, did not find it, and tells where it gave up: what was meant began earlier.
_BEGAN_EARLIER = ("while scanning a simple key", "while scanning a quoted scalar", "while scanning a block scalar")
_NO_SPACE = "\xa0\u1680\u2000-\u200a\u202f\u205f\u3000"
_PASTED = (
    (
        re.compile(rf"^[ -]*(?:[^\W_]+:)?(?P<sign>[{_NO_SPACE}])"),
        "a no-break space where YAML wants a plain one",
        "type the space anew: it came along from another program",
    ),
    (
        re.compile(r"^[ -]*[^\W_]+(?P<sign>[：﹕︓])"),
        "a full-width colon",
        "write “:” with a space behind it",
    ),
)
_BEHIND_TEXT, _BEHIND_HEADER = re.compile(r"\s*#"), re.compile(r".*?\s#")
_COMMENT = re.compile(r" *#")
_LINES_BACK = 3  # how far above the place where YAML stumbles a slip of a single sign may be
_TWINS = str.maketrans(
    "АВЕЅІЈКМНОРСТХУаеорсухіјѕԁһΑΒΕΖΗΙΚΜΝΟΡΤΥΧονρι",  # Cyrillic and Greek
    "ABESIJKMHOPCTXYaeopcyxijsdhABEZHIKMNOPTYXovpi",
)


class Slip(NamedTuple):
    """What went wrong at a place, counted from 0 as YAML's marks are."""

    line: int
    column: int
    message: str
    hint: str


def what_broke(error: yaml.MarkedYAMLError, lines: Sequence[str], quoted: yaml.ScalarEvent | None) -> Slip:
    """The slip that an error of the parser comes from. `quoted` is the last quoted text before it, if there was one."""
    line, column = _at(error.problem_mark or error.context_mark)
    if pasted := _pasted_sign(lines, line):
        return pasted
    if quoted and _at(quoted.start_mark).line < _at(quoted.end_mark).line == line:
        message = f"a quoted text that goes on to line {line + 1}"
        return Slip(*_at(quoted.start_mark), message, "close the quotes where it is to end")
    problem = error.problem or ""
    if error.context in _BEGAN_EARLIER and "escape" not in problem:
        line, column = _at(error.context_mark)
    return Slip(line, column, *_in_plain_words(problem))


def swallowed(event: yaml.ScalarEvent, lines: Sequence[str], indent: int) -> Slip | None:
    """The comment that ends a text, or stands where it could go on; `indent` is the column of its key. None where there
    is no such comment: one that stands for itself is nobody's text.
    """
    start, end = _at(event.start_mark), _at(event.end_mark)
    is_block = event.style in {"|", ">"}
    behind = start if is_block else end
    below = end.line if is_block else end.line + 1
    if found := (_BEHIND_HEADER if is_block else _BEHIND_TEXT).match(_line(lines, behind.line), behind.column):
        place = _Mark(behind.line, found.end() - 1)
    elif (found := _COMMENT.match(_line(lines, below))) and found.end() - 1 > indent:
        place = _Mark(below, found.end() - 1)
    else:
        return None
    return Slip(*place, "everything after # is a comment", "put the text in quotes, or the comment above its key")


def look_alike(text: str) -> str | None:
    """Which of its signs only looks like a Latin one, in words; None where it has none."""
    meant = unicodedata.normalize("NFKC", text).translate(_TWINS)
    if text.isascii() or not meant.isascii():
        return None
    sign = next(sign for sign in text if not sign.isascii())
    if sign.isspace():
        return "a no-break space in it is not the plain one that it looks like"
    script, twin = unicodedata.name(sign).split()[0].capitalize(), unicodedata.normalize("NFKC", sign).translate(_TWINS)
    return f"“{sign}” is a {script} letter that only looks like “{twin}”"


class _Mark(NamedTuple):
    line: int
    column: int


def _at(mark: yaml.Mark | yaml._yaml.Mark | None) -> _Mark:
    return _Mark(mark.line, mark.column) if mark else _Mark(0, 0)


def _line(lines: Sequence[str], number: int) -> str:
    return lines[number] if number < len(lines) else ""


def _pasted_sign(lines: Sequence[str], until: int) -> Slip | None:
    """The sign nearest above a line that came along from another program and is not what it looks like."""
    last = min(until, len(lines) - 1)
    for number in range(last, max(last - _LINES_BACK, -1), -1):
        for pattern, message, hint in _PASTED:
            if found := pattern.match(lines[number]):
                return Slip(number, found.start("sign"), message, hint)
    return None


def _in_plain_words(problem: str) -> tuple[str, str]:
    for part, message, hint in _BROKEN:
        if part in problem:
            return message, hint
    return f"broken YAML: {problem}", "check the indentation and the quotes"

"""A list of learners’ numbers as people have it: typed, pasted, or saved by a spreadsheet."""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections import Counter

_BETWEEN = re.compile(r"[\s,;\"'“”„’]+")
_COLUMNS = ";\t,"
_NAMES = re.compile(r"(?:.*\b)?(?:id|learner|user|number)s?\b.*", re.IGNORECASE)
_LONGEST = 16  # digits of a Telegram id


class NumberListError(ValueError):
    """Something that is no number stands where one should; `found` is that."""

    def __init__(self, found: str) -> None:
        super().__init__(found)
        self.found = found


def decoded(content: bytes) -> str:
    """The text of a file as spreadsheets save it: UTF-8 or UTF-16, with a mark at its beginning or without. Raises
    ValueError for what is no text.
    """
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16")
    if content[1:2] == b"\0" or content[:1] == b"\0":  # digits and signs without a mark
        return content.decode("utf-16-le" if content[1:2] == b"\0" else "utf-16-be")
    return content.decode("utf-8-sig")


def read_numbers(text: str) -> list[int]:
    """The numbers in a text, with anything between them; of a table with a heading those of one column, which is named
    after them or is the first. Words between numbers are passed over. Raises NumberListError for what is half a number.
    """
    lines = [line for line in text.removeprefix("\ufeff").splitlines() if line.strip()]
    separator = _separator(lines)
    if separator is not None:
        headings = [each.strip(" \"'") for each in lines[0].split(separator)]
        column = next((index for index, name in enumerate(headings) if _NAMES.fullmatch(name)), 0)
        cells = (line.split(separator) for line in lines[1:])
        lines = [row[column] for row in cells if len(row) > column]
    words = [word for line in lines for word in _BETWEEN.split(line) if any(map(str.isdigit, word))]
    return [_number(word) for word in words]


def _separator(lines: list[str]) -> str | None:
    """What stands between the columns of a table with a heading; None where there is no such table."""
    if len(lines) < 2 or any(map(str.isdigit, lines[0])):
        return None
    found = Counter(sign for sign in lines[0] if sign in _COLUMNS)
    return found.most_common(1)[0][0] if found else None


def _number(word: str) -> int:
    digits = "".join(str(unicodedata.digit(sign, sign)) for sign in word).rstrip(".")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= _LONGEST):
        raise NumberListError(word)
    return int(digits)

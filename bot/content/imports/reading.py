"""A file of another format read into a draft, whichever format it is."""

from __future__ import annotations

from pathlib import Path

from bot.content.imports.draft import Draft
from bot.content.imports.gift import read_gift
from bot.content.imports.markdown_day import read_markdown
from bot.content.imports.moodle import read_moodle
from bot.content.problem import CourseError, Problem

SIZE_LIMIT = 2 * 1024 * 1024
"""The largest file that is read, in bytes. A day file may have an eighth of it."""

FORMATS = {"markdown": (".md", ".markdown"), "gift": (".gift", ".txt"), "moodle": (".xml",)}
"""What can be read, with the endings of its files."""


def format_of(path: Path) -> str | None:
    """The format of a file by its name, or None where it tells none."""
    return next((name for name, endings in FORMATS.items() if path.suffix.lower() in endings), None)


def read_draft(path: Path, format_name: str) -> Draft:
    """Read a file of this format. CourseError where there is nothing in it to carry over."""
    content = _content(path)
    draft = Draft(path)
    if format_name == "moodle":
        read_moodle(draft, content)  # it says itself in which encoding it is
    else:
        text = _text(path, content)
        (read_gift if format_name == "gift" else read_markdown)(draft, text)
    if not draft.steps:
        raise CourseError([*draft.lost, Problem(path, 1, 1, "there is nothing in it that a day can have")])
    return draft


def _content(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise CourseError([Problem(path, 1, 1, "a folder" if path.is_dir() else "there is no such file")])
        size = path.stat().st_size
        if size > SIZE_LIMIT:
            message = f"the file has {size // 1024} KB; {SIZE_LIMIT // 1024} are read"
            raise CourseError([Problem(path, 1, 1, message, "is it really one day?")])
        return path.read_bytes()
    except OSError as error:
        raise CourseError([Problem(path, 1, 1, f"the file cannot be read: {error.strerror}")]) from error


def _text(path: Path, content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        message = f"the byte 0x{content[error.start]:02X} is not UTF-8"
        raise CourseError([Problem(path, line, 1, message, "save the file in the encoding UTF-8")]) from error
    if "\x00" in text:
        line = text[: text.index("\x00")].count("\n") + 1
        raise CourseError([Problem(path, line, 1, "a sign of a binary file", "is it really a text?")])
    return text.replace("\r\n", "\n").replace("\r", "\n")

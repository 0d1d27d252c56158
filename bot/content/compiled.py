"""The course as it was read, kept beside the database for the next start, which then needs neither YAML nor Markdown
nor the forms: to import what reads a course takes longer than to read it (docs/decisions/0015-start.md).

It is kept as JSON, which cannot do anything when it is read, under a seal made of itself and of all it comes from.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any, get_args, get_type_hints

import orjson

import bot.core
from bot.content.files import SIZE_LIMIT, yaml_files
from bot.core.course import Course

_LIBRARIES = ("pydantic", "pydantic-core", "pyyaml", "markdown-it-py")
_COLLECTIONS = (tuple, frozenset)
_DATE = "date"


def state_of(folder: Path) -> bytes | None:
    """A digest of all that the course in this folder is made from: its files, by name and by where they really are; the
    code that reads them; the libraries; this Python. None where not all of that can be told.
    """
    digest = sha256(sys.version.encode())
    try:
        for library in _LIBRARIES:
            digest.update(_record(library).encode())
        for path in (*_code(), *yaml_files(folder)):
            content = sha256(_beginning(path)).hexdigest()
            digest.update(f"{path!r} {path.resolve()!r} {content}\n".encode())
    except (OSError, RuntimeError, PackageNotFoundError):  # RuntimeError: a link to itself
        return None
    return digest.digest()


def load_compiled(file: Path, state: bytes) -> Course | None:
    """The course that was kept in this file in this state. None where there is none, or it is not as it was kept."""
    try:
        content = file.read_bytes()
    except OSError:
        return None
    seal, body = content[: len(state)], content[len(state) :]
    if seal != _seal(state, body):
        return None
    course: Course = _made(orjson.loads(body), _kinds())
    return course


def keep_compiled(file: Path, state: bytes, course: Course) -> None:
    """Keep the course in this file, for nobody else's eyes; it is there as a whole or not at all. Where it cannot be
    kept, the next start reads the course's files as this one did.
    """
    body = orjson.dumps(_plain(course, _kinds()))
    written = file.with_name(f"{file.name}.new")
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        written.unlink(missing_ok=True)
        written.touch(mode=0o600, exist_ok=False)
        written.write_bytes(_seal(state, body) + body)
        written.replace(file)


def _record(library: str) -> str:
    """What was installed of a library, with a digest of each file."""
    record = distribution(library).read_text("RECORD")
    if record is None:
        raise PackageNotFoundError(library)
    return record


def _code() -> Iterator[Path]:
    for package in (Path(__file__).parent, Path(bot.core.__path__[0])):
        yield from sorted(package.glob("*.py"))


def _beginning(path: Path) -> bytes:
    """All of a file that may be one of a course, and enough of any other to tell it apart."""
    if not path.is_file():  # a pipe, which would have us wait
        raise FileNotFoundError(path)
    with path.open("rb") as file:
        return file.read(SIZE_LIMIT + 1)


def _seal(state: bytes, body: bytes) -> bytes:
    return sha256(state + body).digest()


def _kinds() -> dict[str, Any]:
    """All that a course is made of beside words, numbers and None, by name: found by what each kind is said to hold."""
    kinds: dict[str, Any] = {kind.__name__: kind for kind in _COLLECTIONS}
    ahead: list[Any] = [Course]
    while ahead:
        hint = ahead.pop()
        ahead += get_args(hint)
        if isinstance(hint, type) and hint.__module__.startswith(bot.core.__name__) and hint.__name__ not in kinds:
            kinds[hint.__name__] = hint
            ahead += get_type_hints(hint).values()
    return kinds


def _plain(value: Any, kinds: Mapping[str, Any]) -> Any:
    """Lists that begin with the name of a kind, for whatever is no word and no number."""
    kind = type(value)
    if kind in {str, int, type(None)}:
        return value
    if kind is date:
        return [_DATE, value.isoformat()]
    if kinds.get(kind.__name__) is not kind:
        raise TypeError(f"{kind} is no part of a course")
    if is_dataclass(kind):
        value = [getattr(value, each.name) for each in fields(kind)]
    elif issubclass(kind, Enum):
        value = [value.value]
    return [kind.__name__, *(_plain(part, kinds) for part in value)]


def _made(plain: Any, kinds: Mapping[str, Any]) -> Any:
    """What `_plain` was made of."""
    if not isinstance(plain, list):
        return plain
    if plain[0] == _DATE:
        return date.fromisoformat(plain[1])
    kind, parts = kinds[plain[0]], [_made(part, kinds) for part in plain[1:]]
    return kind(parts) if kind in _COLLECTIONS else kind(*parts)

"""A YAML file read with care: every scalar stays the text its author wrote, and every node knows its place.

YAML 1.1 reads `21:30` as 1290 and `no` as False, lets a later key replace an earlier one, and lets a few
aliases grow into gigabytes. So the tree is built here from the parser's events: nothing is converted but
plain whole numbers; aliases, anchors, tags and repeated keys are problems; size and depth have a limit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import yaml

from bot.content.files import SIZE_LIMIT
from bot.content.folding import without_folds
from bot.content.problem import CourseError, Problem
from bot.content.slips import look_alike, swallowed, what_broke

DEPTH_LIMIT = 8
"""How deep lists and mappings may stand in each other. A day file needs five."""

# libyaml is about ten times as fast as the pure Python parser; PyYAML's wheels bring it, a build from source may not.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_RESOLVER = yaml.SafeLoader("")
# Control characters, halves of surrogate pairs, the line ends that only YAML counts as such, spaces without width,
# hyphens that may be seen or not, and what turns the text behind it round. Joiners stay: emoji and scripts need them.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u200b\u2028-\u202e\u2060-\u2064\ud800-\udfff\ufeff\ufffe\uffff]"
)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WHOLE_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,8})")
# What PyYAML leaves as text but YAML 1.1, or an editor that reads YAML 1.2, takes for a number: 09:30, 08, 1e3.
_LIKE_A_NUMBER = re.compile(r"[-+]?[0-9][0-9_]*(:[0-5]?[0-9])*|[-+]?([0-9]+\.?|[0-9]*\.[0-9]+)[eE][-+]?[0-9]+|0o[0-7]+")
_KINDS = {
    "tag:yaml.org,2002:str": "text",
    "tag:yaml.org,2002:null": "nothing",
    "tag:yaml.org,2002:bool": "yes or no",
    "tag:yaml.org,2002:timestamp": "a date",
}


@dataclass(frozen=True, slots=True)
class Position:
    """A character of the file: line and column, from 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Scalar:
    """A value as it is written. `kind` is what YAML 1.1 would take it for; `style` is `|`, `>`, a quote or empty."""

    place: Position
    text: str
    kind: str = "text"
    style: str = ""


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list of nodes."""

    place: Position
    items: list[Node] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys with their places, and the node under each."""

    place: Position
    keys: dict[str, Position] = field(default_factory=dict)
    values: dict[str, Node] = field(default_factory=dict)


Node = Scalar | Sequence | Mapping


@dataclass(frozen=True, slots=True)
class Document:
    """One file whose YAML is in order. What it says is still to be judged."""

    path: Path
    lines: list[str]
    root: Mapping

    def problem(self, place: Position, message: str, hint: str = "") -> Problem:
        """A problem of this file."""
        return Problem(self.path, place.line, place.column, message, hint)

    def find(self, keys: tuple[int | str, ...]) -> Node:
        """The node these keys and positions lead to, or the last one on the way where the rest is missing."""
        node: Node = self.root
        for key in keys:
            if isinstance(node, Mapping) and key in node.values:
                node = node.values[str(key)]
            elif isinstance(node, Sequence) and isinstance(key, int) and key < len(node.items):
                node = node.items[key]
        return node

    def place_in(self, scalar: Scalar, line: int, column: int) -> Position:
        """Where a character of the scalar's text stands in the file; `line` and `column` count from 0 in that text.

        Exact in `|` blocks and on the first line of others; the start of the scalar where lines were folded.
        """
        if scalar.style == "|":
            indent = len(self.lines[scalar.place.line + line]) - len(scalar.text.split("\n")[line])
            return Position(scalar.place.line + line + 1, indent + column + 1)
        column += scalar.place.column + (1 if scalar.style else 0)
        on_first_line = line == 0 and scalar.style != ">" and column <= len(self.lines[scalar.place.line - 1])
        return Position(scalar.place.line, column) if on_first_line else scalar.place


def read_document(path: Path) -> Document:
    """Read one file whose root is a mapping. CourseError with everything that is wrong with its YAML."""
    text = _read_text(path)
    composer = _Composer(path, text)
    root = composer.compose()
    if composer.problems or root is None:
        raise CourseError(composer.problems)
    if not isinstance(root, Mapping):
        message = "the file must be “key: value” lines"
        raise CourseError([Problem(path, root.place.line, root.place.column, message)])
    return Document(path, text.split("\n"), root)


def as_data(node: Node) -> object:
    """The node as dicts, lists, texts, whole numbers and dates; None for a plain scalar that YAML takes for anything
    else.
    """
    match node:
        case Mapping():
            return {key: as_data(value) for key, value in node.values.items()}
        case Sequence():
            return [as_data(item) for item in node.items]
        case Scalar(kind="text"):
            return node.text
        case Scalar(kind="a number") if _WHOLE_NUMBER.fullmatch(node.text):
            return int(node.text)
        case Scalar(kind="a date") if _DATE.fullmatch(node.text):
            with suppress(ValueError):  # there is no such date
                return date.fromisoformat(node.text)
    return None


def _read_text(path: Path) -> str:
    """The file's text with plain line ends and no byte order mark."""
    try:
        if not path.is_file():
            raise CourseError([Problem(path, 1, 1, _what_it_is(path))])
        size = path.stat().st_size
        if size > SIZE_LIMIT:
            message = f"the file has {size // 1024} KB; a lesson may have {SIZE_LIMIT // 1024}"
            raise CourseError([Problem(path, 1, 1, message, "is it really a lesson?")])
        raw = path.read_bytes()
    except OSError as error:
        raise CourseError([Problem(path, 1, 1, f"the file cannot be read: {error.strerror}")]) from error
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode("utf-8", "replace")
        message = f"the byte 0x{error.object[error.start]:02X} is not UTF-8"
        raise CourseError([_at_end_of(path, before, message, "save the file in the encoding UTF-8")]) from error
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if found := _INVISIBLE.search(text):
        message = f"an invisible character, U+{ord(found[0]):04X}"
        raise CourseError([_at_end_of(path, text[: found.start()], message, "delete it")])
    return text


def _what_it_is(path: Path) -> str:
    """What is there in the place of a file."""
    if path.is_dir():
        return "a folder, by the name of a file"
    return "a link that leads nowhere" if path.is_symlink() else "there is no such file"


def _at_end_of(path: Path, before: str, message: str, hint: str) -> Problem:
    last_line = before.rpartition("\n")[2]
    return Problem(path, before.count("\n") + 1, len(last_line) + 1, message, hint)


class _Composer:
    """Builds the tree of one file from the parser's events, and notes what is wrong on the way."""

    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        self.problems: list[Problem] = []
        self._lines = text.split("\n")
        self._quoted: yaml.ScalarEvent | None = None
        self._events: Iterator[yaml.Event] = yaml.parse(text, Loader=_LOADER)

    def compose(self) -> Node | None:
        """The root, or None where there is none; then `problems` says why."""
        try:
            next(self._events)  # the start of the stream
            if isinstance(next(self._events), yaml.StreamEndEvent):
                self._note(Position(1, 1), "the file is empty")
                return None
            root = self._node(next(self._events), depth=1, indent=None)
            next(self._events)  # the end of the document
            if not isinstance(event := next(self._events), yaml.StreamEndEvent):
                self._note(_place(event.start_mark), "a second document in one file", "delete the line “---”")
        except yaml.MarkedYAMLError as error:
            slip = what_broke(error, self._lines, self._quoted)
            self._note(Position(slip.line + 1, slip.column + 1), slip.message, slip.hint)
            return None
        except _TooDeepError as error:
            self._note(error.place, f"more than {DEPTH_LIMIT} levels of lists and mappings in each other")
            return None
        return root

    def _node(self, event: yaml.Event, depth: int, indent: int | None) -> Node:
        """The node that begins with this event, below a key or a dash in the column `indent`; None for a key itself."""
        place = _place(event.start_mark)
        if depth > DEPTH_LIMIT:
            raise _TooDeepError(place)
        if isinstance(event, yaml.AliasEvent):
            self._note(place, f"the alias *{event.anchor} is not allowed", "write the text out, or put it in quotes")
            return Scalar(place, "")
        assert isinstance(event, yaml.ScalarEvent | yaml.SequenceStartEvent | yaml.MappingStartEvent)  # noqa: S101 - no other event starts a node
        if event.anchor:
            self._note(place, f"the anchor &{event.anchor} is not allowed", "delete it, or put the text in quotes")
        if event.tag:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            self._note(place, f"the tag {tag} is not allowed", "delete it, or put the text in quotes")
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(Sequence(place), depth)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(Mapping(place), depth)
        return self._scalar(event, place, indent)

    def _sequence(self, sequence: Sequence, depth: int) -> Sequence:
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            sequence.items.append(self._node(event, depth + 1, sequence.place.column - 1))
        return sequence

    def _mapping(self, mapping: Mapping, depth: int) -> Mapping:
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = self._node(event, depth + 1, None)
            value = self._node(next(self._events), depth + 1, mapping.place.column - 1)
            if not isinstance(key, Scalar):
                self._note(key.place, "a key must be one word", "put a text with brackets or braces in quotes")
            elif key.text == "<<":
                self._note(key.place, "the merge key << is not allowed", "write the keys out")
            elif twin := look_alike(key.text):
                self._note(key.place, f"`{key.text}` is no key: {twin}", "type it anew")
            elif first := mapping.keys.get(key.text):
                self._note(key.place, f"`{key.text}` is given twice", f"it stands in line {first.line} already")
            else:
                mapping.keys[key.text] = key.place
                mapping.values[key.text] = value
        return mapping

    def _scalar(self, event: yaml.ScalarEvent, place: Position, indent: int | None) -> Scalar:
        scalar = self._read(event, place)
        if event.style in {'"', "'"}:
            self._quoted = event
        cut = swallowed(event, self._lines, indent) if indent is not None else None
        if cut and not _WHOLE_NUMBER.fullmatch(event.value):  # behind a number a comment takes nothing away
            self._note(Position(cut.line + 1, cut.column + 1), cut.message, cut.hint)
        return scalar

    def _read(self, event: yaml.ScalarEvent, place: Position) -> Scalar:
        if found := _INVISIBLE.search(event.value):
            self._note(place, f"an invisible character, U+{ord(found[0]):04X}, is written here", "delete it")
        text = event.value
        if event.style != "|" and place.line < _place(event.end_mark).line:
            text = without_folds(text)
        if event.style:
            return Scalar(place, text, style=event.style)
        if _LIKE_A_NUMBER.fullmatch(event.value):
            return Scalar(place, event.value, "a number")
        tag = _RESOLVER.resolve(yaml.ScalarNode, event.value, (True, False))  # type: ignore[no-untyped-call]
        return Scalar(place, text, _KINDS.get(tag, "a number"))

    def _note(self, place: Position, message: str, hint: str = "") -> None:
        self.problems.append(Problem(self.path, place.line, place.column, message, hint))


class _TooDeepError(Exception):
    def __init__(self, place: Position) -> None:
        self.place = place


def _place(mark: yaml.Mark | yaml._yaml.Mark | None) -> Position:
    return Position(mark.line + 1, mark.column + 1) if mark else Position(1, 1)

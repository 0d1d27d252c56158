"""What the buttons say: taps as typed values, packed into Telegram's 64 bytes of callback data.

The form is `1q:11:kc2:C`: the version, a letter or two for the kind, then the fields, each written and read by its
annotation. Anyone can send a bot any callback data, so a tap proves nothing by itself: who tapped is taken from the
update, what they may do from the database.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from types import NoneType
from typing import Annotated, Any, ClassVar, NamedTuple, dataclass_transform, get_args, get_origin, get_type_hints

from bot.botapi.message import Button, ButtonStyle, Keyboard
from bot.core.richtext import RichText

VERSION = "1"
LIMIT = 64
"""Bytes that Telegram allows (https://core.telegram.org/bots/api#inlinekeyboardbutton)."""

_LONGEST_NUMBER = 16  # digits: those of a Telegram id, and of a moment in microseconds
_MINUTES = 3  # digits: those of a time zone's offset
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class OldTapError(ValueError):
    """The data is of no button that this version makes: too old, too new, or forged."""


@dataclass_transform(frozen_default=True)
class Tap:
    """A press on a button: `class Begin(Tap, kind="b")` has a kind like that of no other, and names its fields.

    A field is a str, a whole number, a date, a time of day, a moment, a timedelta in minutes or a member of an Enum;
    `Annotated[time | None, Absent("never")]` has a word for None.
    """

    # A dataclass to whoever uses it. Fifty real ones would take a thirtieth of a start.
    kind: ClassVar[str]
    fields: ClassVar[tuple[str, ...]]
    _defaults: ClassVar[dict[str, object]]

    def __init_subclass__(cls, *, kind: str) -> None:
        cls.kind, cls.fields = kind, tuple(cls.__annotations__)
        cls._defaults = {name: vars(cls)[name] for name in cls.fields if name in vars(cls)}

    def __init__(self, *values: object, **named: object) -> None:
        given = dict(zip(self.fields, values, strict=False)) | named
        complete = self._defaults | given
        if len(given) != len(values) + len(named) or complete.keys() != set(self.fields):
            raise TypeError(f"{type(self).__name__} has the fields {self.fields}, each once")
        vars(self).update(complete)

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and vars(other) == vars(self)

    def __hash__(self) -> int:
        return hash((self.kind, *self._values()))

    def __repr__(self) -> str:
        return f"{type(self).__name__}{self._values()!r}"

    def _values(self) -> tuple[Any, ...]:
        return tuple(vars(self)[name] for name in self.fields)


@dataclass(frozen=True, slots=True)
class Absent:
    """The word that stands for None."""

    word: str


class _Codec(NamedTuple):
    write: Callable[[Any], str]
    read: Callable[[str], Any]  # raises ValueError


def button(label: RichText | str, tap: Tap, style: ButtonStyle | None = None, *, disabled: bool = False) -> Button:
    """A button that says this and taps so. Raises what `pack` raises."""
    return Button(label if isinstance(label, str) else label.text, data=pack(tap), style=style, disabled=disabled)


def is_tap(button: Button, kind: type[Tap]) -> bool:
    """Whether a button is for taps of this kind."""
    return button.data is not None and button.data.partition(":")[0] == VERSION + kind.kind


def without(keyboard: Keyboard, kind: type[Tap]) -> Keyboard:
    """The buttons of a message but for the rows with taps of this kind."""
    return tuple(row for row in keyboard if not any(is_tap(each, kind) for each in row))


def pack(tap: Tap) -> str:
    """The callback data of a tap. Raises ValueError where it is over LIMIT, which the lesson checker prevents, and
    where a text holds the colon that divides fields.
    """
    written = [codec.write(getattr(tap, name)) for name, codec in _codecs(type(tap)).items()]
    data = ":".join([VERSION + tap.kind, *written])
    if len(data.encode()) > LIMIT:
        raise ValueError(f"callback data over {LIMIT} bytes: {data}")
    if data.count(":") != len(written):
        raise ValueError(f"a colon in a field of {data}")
    return data


class Taps:
    """The taps that are known, for reading what comes back. Raises ValueError where two have the same kind."""

    def __init__(self, kinds: Iterable[type[Tap]]) -> None:
        self._kinds: dict[str, type[Tap]] = {}
        for each in kinds:
            if self._kinds.setdefault(each.kind, each) is not each:
                raise ValueError(f"{each.__name__} and {self._kinds[each.kind].__name__} are both “{each.kind}”")

    def unpack(self, data: str) -> Tap:
        """The tap of callback data. Raises OldTapError where there is no such button."""
        head, *values = data.split(":")
        kind = self._kinds.get(head.removeprefix(VERSION)) if head.startswith(VERSION) else None
        if kind is None or len(values) != len(kind.fields) or not all(values):
            raise OldTapError(data)
        try:
            read = [codec.read(value) for codec, value in zip(_codecs(kind).values(), values, strict=True)]
        except (ValueError, OverflowError) as error:
            raise OldTapError(data) from error
        return kind(*read)


def _codecs(kind: type[Tap]) -> dict[str, _Codec]:
    """How each field is written and read, in order; found out once."""
    if kind not in _CODECS_OF:
        hints = get_type_hints(kind, include_extras=True)
        _CODECS_OF[kind] = {name: _codec(hints[name]) for name in kind.fields}
    return _CODECS_OF[kind]


_CODECS_OF: dict[type[Tap], dict[str, _Codec]] = {}


def _codec(hint: Any) -> _Codec:
    if get_origin(hint) is Annotated:
        optional, absent = get_args(hint)
        (inner,) = (each for each in get_args(optional) if each is not NoneType)
        return _optional(_codec(inner), absent.word)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return _Codec(lambda member: str(member.value), hint)
    if hint not in _CODECS:
        raise TypeError(f"a button can’t hold {hint}")
    return _exact(_CODECS[hint])


def _optional(codec: _Codec, word: str) -> _Codec:
    return _Codec(
        lambda value: word if value is None else codec.write(value),
        lambda text: None if text == word else codec.read(text),
    )


def _exact(codec: _Codec) -> _Codec:
    """Reads only what it writes: int() alone would also read ` 11`, `+11`, `1_1` and digits of other scripts."""

    def read(text: str) -> Any:
        value = codec.read(text)
        if codec.write(value) != text:
            raise ValueError(text)
        return value

    return _Codec(codec.write, read)


def _number(text: str, digits: int = _LONGEST_NUMBER) -> int:
    if len(text.removeprefix("-")) > digits:
        raise ValueError(text)
    return int(text)


def _natural(text: str) -> int:
    number = _number(text)
    if number < 0:
        raise ValueError(text)
    return number


_CODECS: dict[Any, _Codec] = {
    str: _Codec(str, str),
    int: _Codec(str, _natural),
    date: _Codec(date.isoformat, date.fromisoformat),
    time: _Codec(lambda at: f"{at:%H%M}", lambda text: time(int(text[:2]), int(text[2:]))),
    datetime: _Codec(
        lambda at: str((at - _EPOCH) // timedelta(microseconds=1)),
        lambda text: _EPOCH + timedelta(microseconds=_natural(text)),
    ),
    timedelta: _Codec(
        lambda lasts: str(lasts // timedelta(minutes=1)), lambda text: timedelta(minutes=_number(text, _MINUTES))
    ),
}

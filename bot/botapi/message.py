"""A message as the reader sees it, ready for Telegram and free of its classes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.core.broadcast import Attachment
from bot.core.richtext import RichText

ButtonStyle = Literal["success", "danger", "primary"]

COPY_LIMIT = 256
"""The longest text a copy button can hold (https://core.telegram.org/bots/api#copytextbutton)."""


@dataclass(frozen=True, slots=True)
class Button:
    """One inline button. Exactly one of `data` (at most 64 bytes), `copy` (at most 256 characters) and `url` is set.

    A `disabled` one is only looked at. It may have the `data` it had before, for where there are no disabled buttons.
    """

    label: str
    data: str | None = None
    copy: str | None = None
    url: str | None = None
    style: ButtonStyle | None = None
    disabled: bool = False


Keyboard = tuple[tuple[Button, ...], ...]
"""Rows of buttons."""


@dataclass(frozen=True, slots=True)
class File:
    """What a message carries beside its words: a photo to be seen, or a document to be opened."""

    kind: Literal["photo", "document"]
    name: str
    content: bytes
    media_type: str


def photo(content: bytes) -> File:
    """A picture as PNG."""
    return File("photo", "picture.png", content, "image/png")


@dataclass(frozen=True, slots=True)
class TypedAnswer:
    """The reader is to type an answer; `hint` stands in their empty field, in at most 64 characters."""

    hint: str


@dataclass(frozen=True, slots=True)
class SharedPlace:
    """The reader is offered two big buttons below the chat: one shares where they are, one says `never_mind`."""

    share: str
    never_mind: str


class NoOffer:
    """The big buttons below the chat go away."""


@dataclass(frozen=True, slots=True)
class Message:
    """Words and the buttons under them; beside a `file` they are its caption, of at most CAPTION_LIMIT.

    It may arrive with the 🎉 effect, or first be seen as it is `typed`. It may ask for an `answer`, a typed one beside
    its buttons, others instead of them; such a message is sent, never edited in. `replies_to` is the message it
    answers, in whose topic it then stands.
    """

    text: RichText
    keyboard: Keyboard = ()
    file: File | Attachment | None = None
    celebrate: bool = False
    typed: bool = False
    answer: TypedAnswer | SharedPlace | NoOffer | None = None
    replies_to: int | None = None

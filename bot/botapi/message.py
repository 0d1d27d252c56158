"""A screen: one message as the learner sees it, ready for Telegram and free of its classes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.core.richtext import RichText

ButtonStyle = Literal["success", "danger", "primary"]

COPY_LIMIT = 256
"""The longest text a copy button can hold (https://core.telegram.org/bots/api#copytextbutton)."""


@dataclass(frozen=True, slots=True)
class Button:
    """One inline button. Exactly one of `data` (at most 64 bytes), `copy` (at most 256 characters) and `url` is set."""

    label: str
    data: str | None = None
    copy: str | None = None
    url: str | None = None
    style: ButtonStyle | None = None


Keyboard = tuple[tuple[Button, ...], ...]
"""Rows of buttons."""


@dataclass(frozen=True, slots=True)
class Document:
    """A message that is a file, with a line of text under it."""

    name: str
    content: bytes
    media_type: str
    caption: str


@dataclass(frozen=True, slots=True)
class TypedAnswer:
    """The learner is to type an answer; `hint` stands in their empty field, in at most 64 characters."""

    hint: str


@dataclass(frozen=True, slots=True)
class SharedPlace:
    """The learner is offered two big buttons below the chat: one shares where they are, one says `never_mind`."""

    share: str
    never_mind: str


class NoOffer:
    """The big buttons below the chat go away."""


@dataclass(frozen=True, slots=True)
class Photo:
    """A message that is a picture (PNG), with text of at most CAPTION_LIMIT and buttons under it."""

    content: bytes
    caption: RichText
    keyboard: Keyboard = ()


@dataclass(frozen=True, slots=True)
class Screen:
    """Text and the buttons under it. It may arrive with the 🎉 effect, or first be seen as it is `typed`.

    Instead of buttons it may ask for an `answer`; such a screen is sent, never edited in.
    """

    text: RichText
    keyboard: Keyboard = ()
    celebrate: bool = False
    typed: bool = False
    answer: TypedAnswer | SharedPlace | NoOffer | None = None

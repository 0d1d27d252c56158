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
class Photo:
    """A message that is a picture (PNG), with text of at most 1024 UTF-16 units and buttons under it."""

    content: bytes
    caption: RichText
    keyboard: Keyboard = ()


@dataclass(frozen=True, slots=True)
class Screen:
    """Text and the buttons under it. It may arrive with the 🎉 effect, or first be seen as it is `typed`."""

    text: RichText
    keyboard: Keyboard = ()
    celebrate: bool = False
    typed: bool = False

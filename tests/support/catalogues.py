"""Catalogues made up for tests."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from bot.words.making import TEMPLATE

Key = str | tuple[str, str]
"""A text as the code has it, or one thing and many."""

Translation = str | tuple[str, ...]
"""What a catalogue has for it, with each plural form."""


def write_catalogue(
    folder: Path, language: str, translations: Mapping[Key, Translation], locale: str | None = None
) -> Path:
    """A catalogue in its place below `folder`; its plurals are those of `locale`, or else those of English."""
    catalogue = Catalog(locale=locale, domain="bot")
    for key, translation in translations.items():
        catalogue.add(key, translation)
    file = folder / language / "LC_MESSAGES" / "bot.po"
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("wb") as lines:
        write_po(lines, catalogue)
    return file


def read_catalogue(file: Path) -> Catalog:
    """A catalogue or the template. Raises PoFileError where it is none."""
    with file.open("rb") as lines:
        return read_po(lines, abort_invalid=True)


def messages_of(catalogue: Catalog) -> list[Message]:
    """All of its texts, without the header."""
    return [message for message in catalogue if message.id]


def texts_of(key: Key) -> tuple[str, ...]:
    """The text, or the two."""
    return (key,) if isinstance(key, str) else tuple(key)


def template_keys() -> list[Key]:
    """Every text of the interface."""
    return [
        message.id if isinstance(message.id, str) else tuple(message.id)
        for message in messages_of(read_catalogue(TEMPLATE))
    ]

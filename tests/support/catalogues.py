"""Catalogues: made up for tests, and what may be wrong with any."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from babel import Locale
from babel.dates import format_datetime
from babel.messages.catalog import Catalog, Message
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po, write_po

import bot.words
from bot.core.richtext import fill, holes
from bot.words import DateForm, words_in
from bot.words.making import TEMPLATE

Key = str | tuple[str, str]
"""A text as the code has it, or one thing and many."""

CLOCK_PATTERNS = frozenset({*DateForm, "HH:mm"})
"""The texts that are patterns of dates and times."""

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


@contextmanager
def spoken(folder: Path, language: str, translations: Mapping[Key, Translation]) -> Iterator[None]:
    """Have the bot speak this language beside English, and no other, from a catalogue below `folder`."""
    write_catalogue(folder, language, translations, locale=language)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bot.words, "CATALOGUES", folder)
        words_in.cache_clear()
        yield
    words_in.cache_clear()


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


def faults(catalogue: Catalog) -> list[str]:
    """What is wrong with a catalogue: facts that a translation leaves out or makes up, formats that are not closed,
    plural forms that are too few or none of this language’s, dates that cannot be written.
    """
    found = []
    locale = catalogue.locale or Locale("en")
    if catalogue.num_plurals != get_plural(locale)[0]:
        found.append(f"{locale} has {get_plural(locale)[0]} plural forms, not {catalogue.num_plurals}")
    for message in messages_of(catalogue):
        texts = texts_of(message.id)
        forms = (message.string,) if isinstance(message.string, str) else tuple(message.string)
        if not any(forms) or message.fuzzy:
            continue  # English stands for it
        if not all(forms):
            found.append(f"a plural form is missing: {texts[0]}")
        found += [f"{problem}: {form}" for form in filter(None, forms) for problem in _problems(texts, form)]
    return found


def _problems(texts: tuple[str, ...], form: str) -> Iterator[str]:
    known = holes(texts[0]) | holes(texts[-1])
    if wrong := (holes(texts[0]) & holes(texts[-1]) - holes(form)) | holes(form) - known:
        yield f"{{{'}, {'.join(sorted(wrong))}}} in one of the two only"
        return
    try:
        fill(form, dict.fromkeys(known, "*"))
        if texts[0] in CLOCK_PATTERNS:
            format_datetime(datetime(2026, 3, 10), form, locale="en")  # noqa: DTZ001 -- as it is on somebody's clock
    except (ValueError, KeyError) as error:
        yield str(error.args[0]).partition(":")[0]

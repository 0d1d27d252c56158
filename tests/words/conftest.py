from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import bot.words
from tests.support.pseudo import LOCALES, write_pseudo_language


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where catalogues are looked for, instead of in the bot’s own folder."""
    folder = tmp_path / "locale"
    folder.mkdir()
    monkeypatch.setattr(bot.words, "CATALOGUES", folder)
    bot.words.words_in.cache_clear()
    yield folder
    bot.words.words_in.cache_clear()


@pytest.fixture(params=LOCALES)
def language(request: pytest.FixtureRequest, folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A language in which no letter is an ASCII one."""
    language: str = request.param
    write_pseudo_language(folder, language)
    monkeypatch.setitem(bot.words._LOCALES, language, LOCALES[language])
    return language

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import bot.words


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where catalogues are looked for, instead of in the bot’s own folder."""
    folder = tmp_path / "locale"
    folder.mkdir()
    monkeypatch.setattr(bot.words, "CATALOGUES", folder)
    bot.words.words_in.cache_clear()
    yield folder
    bot.words.words_in.cache_clear()

"""The pseudo-languages say what the code says, in other letters."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from bot.core.richtext import holes
from bot.words import DateForm, words_in
from tests.support.catalogues import CLOCK_PATTERNS, faults, read_catalogue, template_keys, texts_of
from tests.support.pseudo import pseudo

LETTER = re.compile(r"[A-Za-z]")
LEFT_ALONE = re.compile(r"\{[a-z_]+\}|/[a-z]+")


def test_no_letter_of_any_text_is_as_it_was(language: str, folder: Path) -> None:
    assert faults(read_catalogue(folder / language / "LC_MESSAGES" / "bot.po")) == []
    for text in {text for key in template_keys() for text in texts_of(key)} - CLOCK_PATTERNS:
        other = pseudo(text, language)
        assert not LETTER.search(LEFT_ALONE.sub("", other))
        assert (holes(other), LEFT_ALONE.findall(other)) == (holes(text), LEFT_ALONE.findall(text))
        assert language == "qpr" or len(other) >= len(text) * 4 // 3 or not LETTER.search(text)


def test_they_read_like_this() -> None:
    assert pseudo("**Not quite:** the answer is {letter}, /today.", "qps") == (
        "⟦**Ñöţ ɋüïţë:** ţĥë äñšŵëŕ ïš {letter}, /today. ẋẋẋẋẋẋẋẋẋẋẋẋ⟧"
    )
    assert pseudo("**Not quite:** {letter}, /today.", "qpr") == "**נסר פשטרה:** {letter}, /today."
    assert pseudo("d MMM", "qps") == "d MMM"


def test_they_have_dates_of_their_own(language: str) -> None:
    words = words_in(language)
    assert words.date(date(2026, 3, 10), DateForm.WEEKDAY) == {"qps": "Τρίτη", "qpr": "יום שלישי"}[language]
    assert words.plural("{n} lesson", "{n} lessons", 2).text == {"qps": "⟦2 ĺëššöñš ẋ⟧", "qpr": "2 להקקסנק"}[language]

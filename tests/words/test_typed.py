"""Times and languages as people of any language type them."""

from __future__ import annotations

from datetime import time

import pytest

from bot.words.typed import typed_language, typed_time


@pytest.mark.parametrize(
    ("text", "language", "at"),
    [
        ("8 утра", "ru", time(8)),
        ("3 дня", "ru", time(15)),
        ("5 вечера", "ru", time(17)),
        ("2 ночи", "ru", time(2)),
        ("12 ночи", "ru", time(0)),
        ("полдень", "ru", time(12)),
        ("7 Uhr abends", "de", time(19)),
        ("19 Uhr abends", "de", time(19)),
        ("Mitternacht", "de-at", time(0)),
        ("下午3点半", "zh-hans", time(15, 30)),
        ("7 p. m.", "es", time(19)),
        ("7 in the evening", "fi", time(19)),
        ("9 in the morning", None, time(9)),
        ("noon", "xx", time(12)),
        ("7:30", None, time(7, 30)),
    ],
)
def test_a_time_is_read_with_the_words_of_its_language(text: str, language: str | None, at: time) -> None:
    assert typed_time(text, language) == at


@pytest.mark.parametrize("text", ["утра", "Um Qasr", "8 утра вечера", "99 утра", "abends", "in the morning", "19 утра"])
def test_what_is_none_is_no_time_in_any_language(text: str) -> None:
    assert [typed_time(text, language) for language in ("ru", "de", "en", None)] == [None] * 4


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("de", "de"),
        ("DE ", "de"),
        ("pt-BR", "pt-br"),
        ("pt_br", "pt-br"),
        ("German", "de"),
        ("Deutsch", "de"),
        ("zh-hans", "zh-hans"),
        ("portuguese", "pt"),
        ("klingonese", None),
        ("", None),
        ("xx", None),
        ("de; drop", None),
    ],
)
def test_a_language_is_known_by_its_code_or_its_name(text: str, code: str | None) -> None:
    assert typed_language(text, "de") == code

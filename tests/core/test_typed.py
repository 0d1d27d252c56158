from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.typed import plain, read_choice, repeated


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("７：３０", "7:30"),
        ("٧:٣٠", "7:30"),
        (" ۷  ۳۰ ", "7 30"),
        ("\u202e7:30\u202c", "7:30"),
        ("BERLIN\n UK", "berlin uk"),
    ],
)
def test_digits_of_any_script_are_the_same(typed: str, read: str) -> None:
    assert plain(typed) == read


def test_no_flag_no_family_and_no_accent_is_cut_in_two() -> None:
    assert repeated("🇩🇪" * 30, 5) == "🇩🇪🇩🇪🇩🇪🇩🇪…"
    assert repeated("👨‍👩‍👧" * 30, 3) == "👨‍👩‍👧👨‍👩‍👧…"
    assert repeated("e\u0301" * 30, 2) == "e\u0301…"
    assert repeated("👍🏽" * 3, 2) == "👍🏽…"


def test_what_is_typed_from_right_to_left_turns_nothing_around_it() -> None:
    assert repeated("a\u202eb\u2066c") == "abc"
    assert repeated("القاهرة") == "\u2068القاهرة\u2069"
    assert repeated("東京\x00\n 1") == "東京 1"


@given(st.text())
def test_whatever_is_typed_it_is_repeated_in_one_line_and_not_for_ever(text: str) -> None:
    shown = repeated(text)
    assert "\n" not in shown
    assert len(shown) <= 40 * 16 + 3
    assert not set(shown[1:-1]) & set("\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u2069\u202c")


@pytest.mark.parametrize(
    ("typed", "letter"),
    [
        ("C", "C"),
        ("c", "C"),
        ("c)", "C"),
        ("(C)", "C"),
        ("C.", "C"),
        ("Answer: c", "C"),
        ("it’s C!", "C"),
        ("с", "C"),
        ("Ｃ", "C"),
        ("60 Seconds.", "C"),
        ("A", "A"),
        ("E", None),
        ("60", None),
        ("see", None),
        ("", None),
        ("c d", None),
    ],
)
def test_a_letter_or_the_words_of_a_choice_are_that_choice(typed: str, letter: str | None) -> None:
    assert read_choice(typed, {"A": "30 seconds", "B": "5 minutes", "C": "60 seconds"}) == letter

"""A list of numbers is read however it was saved."""

from __future__ import annotations

import pytest

from bot.core.number_list import NumberListError, decoded, read_numbers

IDS = [123456789, 987654321]
LISTS = [
    "123456789 987654321",
    "123456789, 987654321",
    "123456789;987654321",
    "123456789\r\n987654321\r\n",
    '"123456789"\n"987654321"\n',
    "Learner\n123456789\n987654321\n",
    "Name;Telegram ID;Days\nAda;123456789;28\nNoor;987654321;3\n",
    '"Name","id"\n"Ada","123456789"\n"Noor","987654321"\n',
    "id,zone,joined_at\n123456789,UTC,2026-03-10\n987654321,UTC,2026-03-11\n",
    "123456789\tand 987654321.",
    "１２３４５６７８９ ٩٨٧٦٥٤٣٢١",
    "for 123456789 and 987654321, please",
]
WITHOUT_MARK = {"utf-16-le", "utf-16-be"}  # by which only what is plain can be told
SAVED = [
    (text, encoding)
    for text in LISTS
    for encoding in ("utf-8", "utf-8-sig", "utf-16", *sorted(WITHOUT_MARK))
    if text.isascii() or encoding not in WITHOUT_MARK
]


@pytest.mark.parametrize(("text", "encoding"), SAVED)
def test_a_list_is_read_as_it_was_saved(text: str, encoding: str) -> None:
    assert read_numbers(decoded(text.encode(encoding))) == IDS


@pytest.mark.parametrize("text", ["", "nobody", "\n\n", "Learner\n"])
def test_a_list_of_nobody_is_empty(text: str) -> None:
    assert read_numbers(text) == []


@pytest.mark.parametrize(
    ("text", "found"), [("12a4 5", "12a4"), ("1 2026-03-10", "2026-03-10"), ("1.5", "1.5"), ("7" * 17, "7" * 17)]
)
def test_half_a_number_is_named(text: str, found: str) -> None:
    with pytest.raises(NumberListError) as refusal:
        read_numbers(text)
    assert refusal.value.found == found


def test_what_is_no_text_is_refused() -> None:
    with pytest.raises(ValueError, match="utf-8"):
        decoded(b"\x89PNG\r\n\x1a\n")

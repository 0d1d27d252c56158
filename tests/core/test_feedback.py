"""What learners say is wrong or out of date is kept as the words they wrote."""

from __future__ import annotations

import pytest

from bot.core.feedback import worded
from bot.core.richtext import MESSAGE_LIMIT, Entity, RichText, bold, utf16_length

ADDRESS = "https://example.org/new"


@pytest.mark.parametrize("text", ["", " \n\t", "\u200b\u2060", "\u200e \u202e\u2069"])
def test_what_cannot_be_seen_is_no_word(text: str) -> None:
    assert worded(RichText(text)) == ""


def test_formatting_goes_and_every_word_stays() -> None:
    assert worded(bold("The menu") + " is gone.\n\n  See **there**. ") == "The menu is gone.\n\n  See **there**."


def test_the_address_behind_a_link_is_told_where_the_link_was() -> None:
    said = "🎬 see here or there."
    links = (Entity("text_link", 7, 4, ADDRESS), Entity("text_link", 15, 5, f"{ADDRESS}er"))
    assert worded(RichText(said, links)) == f"🎬 see here ({ADDRESS}) or there ({ADDRESS}er)."


def test_words_from_right_to_left_are_kept_as_they_were() -> None:
    assert worded(RichText(" \u202bזה כבר לא נכון\u202c ")) == "\u202bזה כבר לא נכון\u202c"


def test_the_longest_message_is_kept_whole_and_never_grows_beyond_one() -> None:
    longest = "🎬" * (MESSAGE_LIMIT // 2)
    assert worded(RichText(longest)) == longest
    linked = worded(RichText(longest, (Entity("text_link", 0, 2, ADDRESS),)))
    assert utf16_length(linked) <= MESSAGE_LIMIT
    assert linked == longest

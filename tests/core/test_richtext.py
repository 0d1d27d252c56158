"""Text and entities: whatever is added, joined or cut, every entity stays on the words it was put on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.richtext import NOTHING, Entity, EntityKind, RichText, bold, italic, join, utf16_length

characters = st.characters(exclude_categories=["Cs"])
plain_texts = st.text(characters, max_size=12)


@st.composite
def rich_texts(draw: st.DrawFn) -> RichText:
    """A concatenation of plain and styled runs."""
    kinds: list[EntityKind | None] = [None, "bold", "italic", "code"]
    runs = draw(st.lists(st.tuples(plain_texts, st.sampled_from(kinds)), max_size=5))
    return join("", [RichText(text).styled(kind) if kind else text for text, kind in runs])


def covered(text: RichText, entity: Entity) -> str:
    """The words that an entity lies on, found the way Telegram does."""
    units = text.text.encode("utf-16-le")
    return units[2 * entity.offset : 2 * (entity.offset + entity.length)].decode("utf-16-le")


def styles(text: RichText) -> list[tuple[str, str]]:
    return [(entity.kind, covered(text, entity)) for entity in text.entities]


@pytest.mark.parametrize(
    ("text", "units"), [("", 0), ("abc", 3), ("Grüße – ’", 9), ("🎉", 2), ("a🎉b", 4), ("👩🏽‍🚀", 7), ("\U0010ffff", 2)]
)
def test_length_is_counted_in_utf16_code_units(text: str, units: int) -> None:
    assert utf16_length(text) == len(RichText(text)) == units


@given(plain_texts)
def test_length_is_that_of_the_encoded_text(text: str) -> None:
    assert 2 * utf16_length(text) == len(text.encode("utf-16-le"))


def test_adding_moves_the_entities_of_the_right_side_behind_an_emoji() -> None:
    assert styles("🎉 " + bold("now") + " or " + italic("later")) == [("bold", "now"), ("italic", "later")]


@given(rich_texts(), rich_texts())
def test_adding_keeps_every_style_on_its_words(left: RichText, right: RichText) -> None:
    both = left + right
    assert both.text == left.text + right.text
    assert styles(both) == styles(left) + styles(right)


@given(rich_texts(), plain_texts)
def test_plain_text_can_be_added_on_either_side(text: RichText, plain: str) -> None:
    assert text + plain == text + RichText(plain)
    assert plain + text == RichText(plain) + text


@given(rich_texts())
def test_adding_nothing_changes_nothing(text: RichText) -> None:
    assert NOTHING + text == text + NOTHING == text


@given(rich_texts())
def test_a_style_lies_over_the_whole_text_and_leaves_the_others(text: RichText) -> None:
    styled = text.styled("blockquote")
    over = [("blockquote", text.text)] if text.text else []
    assert styled.text == text.text
    assert styles(styled) == over + styles(text)


@given(rich_texts(), st.integers(0, 80))
def test_clipping_keeps_the_beginning_and_what_is_styled_in_it(text: RichText, length: int) -> None:
    clipped = text.clipped(length)
    assert clipped.text == text.text[:length]
    assert all(entity.length > 0 and entity.offset + entity.length <= len(clipped) for entity in clipped.entities)
    assert clipped + text.text[length:] == RichText(text.text, clipped.entities)
    for kept, whole in zip(clipped.entities, text.entities, strict=False):
        assert covered(text, whole).startswith(covered(clipped, kept))
        assert (kept.kind, kept.offset) == (whole.kind, whole.offset)


def test_clipping_counts_characters_and_never_cuts_one_in_half() -> None:
    assert styles((bold("🎉🎉") + italic("🎈")).clipped(1)) == [("bold", "🎉")]


def test_clipping_keeps_where_a_link_leads() -> None:
    linked = RichText("see here", (Entity("text_link", 4, 4, url="https://example.org"),))
    assert linked.clipped(6).entities == (Entity("text_link", 4, 2, url="https://example.org"),)


@given(plain_texts, st.lists(rich_texts(), max_size=5))
def test_joining_puts_the_separator_between_each_two(separator: str, texts: list[RichText]) -> None:
    joined = join(separator, texts)
    assert joined.text == separator.join(text.text for text in texts)
    assert styles(joined) == [style for text in texts for style in styles(text)]

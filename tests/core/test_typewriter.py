"""Typing: a reply grows word by word until all of it is there."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.core.richtext import RichText, bold
from bot.core.typewriter import PACE, frames

words = st.text(st.sampled_from("ab é🎉\n.–"), min_size=1, max_size=200)


@st.composite
def replies(draw: st.DrawFn) -> RichText:
    return draw(words) + bold(draw(words)) + draw(words)


@given(replies())
def test_typing_begins_with_a_thought_and_ends_with_the_whole_reply(reply: RichText) -> None:
    first, *typed = frames(reply)
    assert not first.text
    assert typed[-1].text == reply


@given(replies())
def test_every_frame_shows_more_than_the_one_before(reply: RichText) -> None:
    for earlier, later in pairwise(frame.text.text for frame in frames(reply)):
        assert later.startswith(earlier)
        assert len(later) > len(earlier)


@given(replies())
def test_every_frame_is_cut_between_words(reply: RichText) -> None:
    for frame in frames(reply):
        shown, rest = frame.text.text, reply.text[len(frame.text.text) :]
        assert not shown or not rest or shown[-1].isspace() or rest[0].isspace()


@given(replies())
def test_every_frame_can_be_sent_with_the_formatting_it_has(reply: RichText) -> None:
    for frame in frames(reply):
        assert all(entity.length > 0 for entity in frame.text.entities)
        assert all(entity.offset + entity.length <= len(frame.text) for entity in frame.text.entities)


@given(replies())
def test_typing_takes_as_long_as_its_characters_and_pauses_do(reply: RichText) -> None:
    _, *typed = frames(reply)
    assert all(frame.seconds > 0 for frame in typed)
    assert sum(frame.seconds for frame in typed) >= len(reply.text) / PACE - 1e-9


def test_a_breath_is_drawn_where_a_paragraph_ends() -> None:
    _, first, second = frames(RichText("One thing.\n\nAnother one"))
    assert first.text.text == "One thing.\n\n"
    assert first.seconds > second.seconds


def test_no_text_is_a_thought_and_nothing_else() -> None:
    (thought,) = frames(RichText())
    assert not thought.text

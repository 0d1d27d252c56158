"""Light Markdown to text and entities."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content.flaws import Flaw, MarkdownError
from bot.content.markdown import PART_LIMIT, render
from bot.core.richtext import Entity, RichText, utf16_length


def shown(source: str) -> RichText:
    (part,) = render(source)
    return part


def covered(text: RichText) -> list[tuple[str, str]]:
    """Each entity's kind and the text it covers, cut out as Telegram does."""
    units = text.text.encode("utf-16-le")
    return [
        (entity.kind, units[2 * entity.offset : 2 * (entity.offset + entity.length)].decode("utf-16-le"))
        for entity in text.entities
    ]


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("a **b** *c* `d`", "a b c d", [("bold", "b"), ("italic", "c"), ("code", "d")]),
        ("🎬 **𝄞 b**", "🎬 𝄞 b", [("bold", "𝄞 b")]),
        ("**a *b* c**", "a b c", [("bold", "a b c"), ("italic", "b")]),
        ("**a __b__ c**", "a b c", [("bold", "a b c")]),
        ("one\ntwo\\\nthree", "one two\nthree", []),
        ("- a\n- b\n\nc", "• a\n• b\n\nc", []),
        ("a:\n- b\n  1. c\n  2. d\n- e", "a:\n• b\n    1. c\n    2. d\n• e", []),
        ("3. a\n4. b", "3. a\n4. b", []),
        ("1. a\n\n   b\n\n2. c", "1. a\n\nb\n\n2. c", []),
        ("> a\n>\n> - **b**\n\nc", "a\n\n• b\n\nc", [("blockquote", "a\n\n• b"), ("bold", "b")]),
        ("a\n\n```python\nif b:\n    c\n```", "a\n\nif b:\n    c", [("pre", "if b:\n    c")]),
        ("[a **b**](https://c.org/d)", "a b", [("text_link", "a b"), ("bold", "b")]),
        (r"\*a\* 5 * 3 [b] &lt;c&gt; snake_case \`", "*a* 5 * 3 [b] <c> snake_case `", []),
        ("&nbsp;**a&nbsp;**\n\n&nbsp;", "a", [("bold", "a")]),
    ],
)
def test_markdown_becomes_text_and_entities(source: str, text: str, entities: list[tuple[str, str]]) -> None:
    assert shown(source).text == text
    assert covered(shown(source)) == entities


def test_code_keeps_its_language_and_links_their_address() -> None:
    assert shown("```python\na\n```").entities == (Entity("pre", 0, 1, language="python"),)
    assert shown("[a](tg://user?id=1)").entities == (Entity("text_link", 0, 1, url="tg://user?id=1"),)


@pytest.mark.parametrize(
    ("source", "line", "message"),
    [
        ("a\nb **c", 1, "`**` opens or closes nothing"),
        ("*a", 0, "`*` opens or closes nothing"),
        ("__a", 0, "`__` opens or closes nothing"),
        ("a ``b`", 0, "a backtick that opens or closes nothing"),
        ("[a](b", 0, "a link that is not complete"),
        ("[a]: https://b.org", 0, "a link that is not complete"),
        ("[a](javascript:b)", 0, "a link to javascript:b"),
        ("[](https://a.org)", 0, "a link without words"),
        ("<a@b.org>", 0, "a link to mailto:a@b.org"),
        ("**a `b`**", 0, "code in bold text, italics or a link"),
        ("a\n\n***", 2, "a rule cannot be shown in a message"),
        ("~~a", 0, "`~~` opens or closes nothing"),
        ("a\n||b", 1, "`||` opens or closes nothing"),
        ("a ==b== c", 0, "highlighted text cannot be shown in a message"),
        ("- [x] a", 0, "a box to tick cannot be shown in a message"),
        ("a[^1]", 0, "a footnote cannot be shown in a message"),
        ("[a] (https://a.org)", 0, "a space within a link"),
        ("• a\n• b", 1, "“•” begins no list: the lines would run together"),
        ("– a\n– **b**", 1, "“–” begins no list: the lines would run together"),
        ("So:\n● a", 1, "“●” begins no list: the lines would run together"),
        ("a) one\nb) two", 1, "“b)” begins no list: the lines would run together"),
        ("-\xa0a\n-\xa0b", 1, "“-” begins no list: the lines would run together"),
        ("Words:\n\n    Dear Ann,\n    see you.", 3, "an indented line would run together with the one above"),
        ("a\n\n```\nb\n\nc", 2, "a code block that is never closed"),
        ("**a** " * 91, 0, "a paragraph with 91 formats; Telegram shows 90"),
        ("<!-- a -->", 0, "HTML cannot be shown in a message"),
        ("```\n```", 0, "an empty code block"),
        ("- a\n  ```\n  b\n  ```", 1, "a code block in a list or a quote"),
        ("- > a", 0, "a quote in a list or a quote"),
        ("> > a", 0, "a quote in a list or a quote"),
        ("- a\n-", 1, "an empty list item"),
        ("- a\n  - b\n    - c", 2, "a list in a list in a list"),
        ("a" * 20_001, 0, "a text of 20001 characters"),
    ],
)
def test_what_would_be_lost_or_look_wrong_is_a_flaw(source: str, line: int, message: str) -> None:
    with pytest.raises(MarkdownError) as caught:
        render(source)
    assert [(flaw.line, flaw.message) for flaw in caught.value.flaws] == [(line, message)]


def test_struck_through_and_hidden_words_are_shown_as_such() -> None:
    (part,) = render("The answer is ||four, **not** five||, ~~six~~, or \\||seven.")
    assert part.text == "The answer is four, not five, six, or ||seven."
    assert [(piece, kind) for kind, piece in covered(part)] == [
        ("four, not five", "spoiler"),
        ("not", "bold"),
        ("six", "strikethrough"),
    ]


@pytest.mark.parametrize("source", ["**a ||b** c||", "||a **b|| c**", "||a [b||](https://a.org)"])
def test_hidden_words_and_other_formats_do_not_cross(source: str) -> None:
    with pytest.raises(MarkdownError, match="hidden words that end within other formatting, or beyond it"):
        render(source)


def test_lines_of_ideographs_are_joined_without_a_space() -> None:
    (part,) = render("今天我们\n学习\n**提示词** and\nmore")
    assert part.text == "今天我们学习提示词 and more"
    assert covered(part) == [("bold", "提示词")]


def test_a_text_of_many_formats_becomes_as_many_messages_as_show_them() -> None:
    parts = render("\n\n".join(["**a** " * 40] * 5))
    assert [len(part.entities) for part in parts] == [80, 80, 40]


def test_a_long_text_is_split_between_paragraphs_only() -> None:
    paragraphs = [f"**{number}** " + "🎬 " * 600 + "end" for number in range(5)]
    parts = render("\n\n".join(paragraphs))
    assert len(parts) == 3
    assert all(len(part) <= PART_LIMIT for part in parts)
    assert "\n\n".join(part.text for part in parts) == "\n\n".join(paragraphs).replace("**", "")
    assert [piece for part in parts for _, piece in covered(part)] == list("01234")


def test_a_paragraph_of_just_the_limit_is_a_part_of_its_own() -> None:
    assert [len(part) for part in render(f"a\n\n{'b' * PART_LIMIT}\n\nc")] == [1, PART_LIMIT, 1]
    with pytest.raises(MarkdownError, match="a paragraph of 3901 characters"):
        render("b" * (PART_LIMIT + 1))


SIGNS = """** * _ __ ` [ ]( ](https://a.org) ) # \\ <b> | ~~ a é 🎬 &nbsp;"""
BREAKS = ["```\n", "---\n", "- ", "1. ", "> ", "\n", "\n\n", "\r", "\t", " ", "    ", "\u2028", "\0"]
PIECES = st.sampled_from([*SIGNS.split(), *BREAKS])
MARKDOWN = st.one_of(st.lists(PIECES, max_size=40).map("".join), st.text(st.characters(exclude_categories=["Cs"])))


def rendered(source: str) -> tuple[tuple[RichText, ...], tuple[Flaw, ...]]:
    try:
        return render(source), ()
    except MarkdownError as error:
        return (), error.flaws


@settings(max_examples=600, deadline=None)
@given(MARKDOWN)
def test_any_markdown_is_refused_or_gives_sound_entities(source: str) -> None:
    parts, flaws = rendered(source)
    assert all(0 <= flaw.line <= len(re.findall("\r|\n", source)) for flaw in flaws)
    for part in parts:
        assert part.text
        assert part.text == part.text.strip()
        assert utf16_length(part.text) <= PART_LIMIT
        assert all(piece for _, piece in covered(part))  # cut between whole characters
        spans = [(entity.offset, entity.offset + entity.length, entity.kind) for entity in part.entities]
        assert all(0 <= start < end <= len(part) for start, end, _ in spans)
        for index, (start, end, kind) in enumerate(spans):
            for other_start, other_end, other_kind in spans[index + 1 :]:
                apart = other_start >= end
                within = start <= other_start and other_end <= end
                assert apart or (within and kind != other_kind and kind not in {"code", "pre"})


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text("ab 🎬", min_size=1, max_size=1500).filter(str.strip), min_size=1, max_size=8))
def test_splitting_loses_nothing(paragraphs: list[str]) -> None:
    source = "\n\n".join(f"**{' '.join(paragraph.split())}**" for paragraph in paragraphs)
    assert "\n\n".join(part.text for part in render(source)) == source.replace("**", "")

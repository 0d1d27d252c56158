"""Prompts held against their criteria: by words, by patterns, by length, and told in the learner's own words."""

from __future__ import annotations

import re
import time
from typing import Any
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.patterns import fits
from bot.core.course import Criterion, Practice
from bot.core.practice import Assessment, assess, count_words, has_words
from bot.core.richtext import RichText
from tests.support.course import PRACTICE


def held_against(text: str, **rules: Any) -> tuple[bool, tuple[str, ...]]:
    """Whether a text meets one criterion, and what is quoted of it."""
    criterion = Criterion("it", RichText("It is there."), RichText("Add it."), **rules)
    (finding,) = assess(Practice("p", RichText("Write."), (criterion,), ""), text, fits).findings
    return finding.met, finding.quotes


def judged(text: str) -> Assessment:
    return assess(PRACTICE, text, fits)


@pytest.mark.parametrize(
    ("wanted", "text", "quoted"),
    [
        ("pan", "PANNING over the roofs", "PANNING"),
        ("pan", "two slow pans", "pans"),
        ("tracking", "a tracking shot", "tracking"),
        ("seconds", "one second", "second"),
        ("write", "Writing it", "Writing"),
        ("study", "she studied it", "studied"),
        ("box", "boxes", "boxes"),
        ("cafe", "our Cafés", "Cafés"),
        ("café", "the cafe's door", "cafe's"),
        ("café", "the cafe\u0301", "café"),
        ("naïve", "NAIVE", "NAIVE"),
        ("push-in", "a slow push in", "push in"),
        ("push in", "it pushes in slowly", "pushes in slowly"),
        ("don't change", "Don’t change it", "Don’t change"),
        ("one question at a time", "Ask ONE question at  a time.", "ONE question at  a time"),
        ("Straße", "an der STRASSE", "STRASSE"),
        ("камера", "Камера едет", "Камера"),
        ("שלום", "אז שלום לך", "\u2068שלום\u2069"),
        ("镜头", "慢慢推进的镜头", "镜头"),
    ],
)
def test_a_word_is_found_whatever_its_case_its_accents_and_a_simple_ending(wanted: str, text: str, quoted: str) -> None:
    assert held_against(text, any_of=("nowhere", wanted)) == (True, (quoted.strip("\u2068\u2069"),))


@pytest.mark.parametrize(
    ("wanted", "text"),
    [
        ("pan", "a company in Panama"),
        ("not", "a note"),
        ("push-in", "in we push"),
        ("as", "a"),
        ("use", "us"),
        ("one question", "one. more question"),
        ("it", "its"),
        ("camera", ""),
        ("camera", "🎥🎬"),
    ],
)
def test_another_word_is_not_taken_for_it(wanted: str, text: str) -> None:
    assert held_against(text, any_of=(wanted,)) == (False, ())


def test_all_of_some_words_have_to_be_there_and_what_is_there_is_quoted() -> None:
    assert held_against("Keep it, change that.", all_of=("keep", "change")) == (True, ("Keep", "change"))
    assert held_against("Keep it.", all_of=("keep", "change")) == (False, ("Keep",))


def test_none_of_some_words_may_be_there_and_one_that_is_is_quoted() -> None:
    assert held_against("Shorter, please.", none_of=("make it better",)) == (True, ())
    assert held_against("Make it better!", none_of=("nice", "make it better")) == (False, ("Make it better",))


def test_rules_of_one_criterion_all_have_to_hold() -> None:
    assert held_against("A friend has my plan.", any_of=("friend",), none_of=("my plan",)) == (False, ("my plan",))
    assert held_against("A friend.", any_of=("friend",), fewest=3) == (False, ("friend",))
    assert held_against("A friend of old.", any_of=("friend",), fewest=3) == (True, ("friend",))


@pytest.mark.parametrize(
    ("pattern", "text", "quoted"),
    [
        (r"\d+ ?s(ec\w*)?\b", "A street at night, 20 SECONDS, in rain", "20 SECONDS"),
        (r"\d+ ?s(ec\w*)?\b", "٢٠ sec", "٢٠ sec"),
        (r'"[^"]+"', "He said “call rosa” today", "“call rosa”"),
        (r"\[[^\]]+\]", "on [DATE], at [PLACE].", "[DATE]"),
        (r"(?s)###.+###", "Sort it: ### milk, bread ###", ""),
        (r"^keep", "Keep it.", "Keep"),
        (r"\bto (my|our)\b", "Write to my neighbour upstairs about it.", "to my neighbour upstairs"),
        (r"\bfor\b", "Poster for a garden party, please", "for a garden party"),
        (r"\d", "Facts: 3 May, lunch", "3 May"),
    ],
)
def test_what_fits_a_pattern_is_quoted_in_whole_words_that_say_something(pattern: str, text: str, quoted: str) -> None:
    met, quotes = held_against(text, pattern=pattern)
    assert (met, quotes) == (True, (quoted,) if quoted else ())


def test_what_fits_nothing_is_not_quoted() -> None:
    assert held_against("A street.", pattern=r"\d") == (False, ())


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("🙂 – !", 0),
        ("a slow push-in, 20 seconds", 5),
        ("don’t", 1),
        ("慢慢推进", 4),
        ("שלום לך", 2),
        ("print('hi') # code", 2),
    ],
)
def test_words_are_counted_as_people_count_them(text: str, count: int) -> None:
    assert count_words(text) == count
    assert has_words(text) == (count > 0)
    assert held_against(text, fewest=count, most=count) == (True, ())
    assert held_against(text, fewest=count + 1) == (False, ())


def test_the_strongest_part_is_the_one_in_which_most_was_found() -> None:
    assessment = judged("My street at night. A slow pan, 20 seconds. Nothing else.")
    assert [finding.met for finding in assessment.findings] == [True, True, True]
    assert assessment.strongest == "A slow pan, 20 seconds"
    assert judged("A pan at night, 20 seconds").strongest == "A pan at night"


def test_what_is_not_wanted_is_never_the_strongest() -> None:
    change = Criterion("change", RichText("It changes."), RichText("Say what."), any_of=("make",))
    exact = Criterion("exact", RichText("It is exact."), RichText("How?"), none_of=("make it better",))
    practice = Practice("p", RichText("Write."), (change, exact), "")
    assert assess(practice, "Make it better.", fits).strongest == ""
    assert assess(practice, "Make it better. Make it blue.", fits).strongest == ""
    assert assess(practice, "Make it blue. Then sign.", fits).strongest == "Make it blue"


def test_nothing_is_strongest_where_nothing_was_found_in_words() -> None:
    assessment = judged("My street.")
    assert ([finding.criterion.id for finding in assessment.met], assessment.strongest) == (["brief"], "")


@given(st.text())
def test_whatever_is_written_is_judged_and_only_what_was_written_is_quoted(text: str) -> None:
    assessment = judged(text)
    assert [each.criterion for each in assessment.findings] == list(PRACTICE.criteria)
    written = normalize("NFC", text)
    assert all(quote and quote in written for each in assessment.findings for quote in each.quotes)
    assert assessment.strongest in written


@given(st.text(alphabet="pan 1s.,“”[]\n", max_size=60))
def test_a_pattern_is_found_wherever_python_finds_it(text: str) -> None:
    met, quotes = held_against(text, pattern=r"[0-9]+ ?s")
    assert met == bool(re.search(r"[0-9]+ ?s", text))
    assert all(re.search(r"[0-9]", quote) for quote in quotes)


@pytest.mark.parametrize(
    "text", ["word " * 819, "a" * 4096, "1 s, " * 819, "x " * 2040 + "20 sec", "pan. " * 819, "[" * 4096]
)
def test_the_longest_message_is_judged_at_once(text: str) -> None:
    began = time.perf_counter()
    assert len(judged(text).findings) == 3
    assert time.perf_counter() - began < 1

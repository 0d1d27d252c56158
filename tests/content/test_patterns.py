"""Patterns of authors: none of them can run away."""

import time

import pytest

from bot.content import patterns
from bot.content.patterns import PatternError, check_pattern, fits


@pytest.mark.parametrize(
    ("pattern", "text"), [(r"\bpan\b", "A PAN."), (r"(a+)+$", "aaa"), (r"é\w", "ÉT"), (r"(?s)a.b", "a\nb")]
)
def test_a_pattern_is_found_anywhere_and_in_any_case(pattern: str, text: str) -> None:
    check_pattern(pattern)
    assert fits(pattern, text)
    assert not fits(pattern, "?")


@pytest.mark.parametrize(
    ("pattern", "told"),
    [
        (r"(a", "the pattern can't be read: unclosed group"),
        (r"[z-a]", "the pattern can't be read: invalid character class range, the start must be <= the end"),
        (r"a)|(b", "the pattern can't be read: unopened group"),
        (r"(?=a)b", "the pattern looks ahead or behind, which is not read"),
        (r"(?<!a)b", "the pattern looks ahead or behind, which is not read"),
        (r"(a)\1", "the pattern refers back to what it has found, which is not read"),
        (r"(?:\w{1,100}){1,100}", "the pattern can become too large"),
        (r"a*", "the pattern fits every text, an empty one too"),
        (r"a|", "the pattern fits every text, an empty one too"),
    ],
)
def test_a_pattern_that_is_not_used_says_why(pattern: str, told: str) -> None:
    with pytest.raises(PatternError, match="the pattern") as caught:
        check_pattern(pattern)
    assert caught.value.message == told


@pytest.mark.parametrize("pattern", [r"(a+)+$", r"(\w+\s?)*!", r".*.*.*.*=", r"(a|aa)+$", r"([a-z]+)*\d"])
def test_what_would_run_away_elsewhere_does_not_here(pattern: str) -> None:
    began = time.perf_counter()
    fits(pattern, "a" * 4096 + "?")
    assert time.perf_counter() - began < 1


def test_a_pattern_that_takes_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patterns, "SLOWEST", -1)
    with pytest.raises(PatternError, match="takes too long over a long text"):
        check_pattern("a")

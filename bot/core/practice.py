"""A prompt that a learner has written, held against what it is to have: by rules, and in their own words.

Words are the same whatever their case, their accents and a simple ending: `pan` is found in `Panning`, `cafe` in
`Café's`.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.core.course import Criterion, Practice
from bot.core.typed import plain

Fits = Callable[[str, str], bool]
"""Whether a pattern is found in a text, whatever the case, in a time that grows with the text only."""

Span = tuple[int, int]

_IDEOGRAPH = "[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"  # scripts without spaces: each sign is a word
_WORD = re.compile(rf"{_IDEOGRAPH}|(?:(?!{_IDEOGRAPH})[^\W_])+(?:['’](?:(?!{_IDEOGRAPH})[^\W_])+)*")
_SENTENCE = re.compile(r"(?:[^.;!?…。；！？\n]|\.(?=\w))+")
_CLAUSE = re.compile(r"(?:[^,，]|,(?=\w))+")
_LEADING = re.compile(
    r"a|about|after|against|along|am|an|and|are|as|at|be|before|behind|beside|by|during|for|from|her|his|i|in|into|is|it|its|"
    r"my|near|of|on|or|our|over|she|some|that|the|their|these|they|this|those|through|to|under|we|with|your|\d+",
    re.IGNORECASE,
)
"""Words that say nothing without the next one."""
_PIECE = re.compile(r"\S+")
_STOP = re.compile(r"[,;:!?…\n]|\.(?!\w)")
_MOST_QUOTED = 5  # words, where a quote goes on until it says something
_STRAIGHT = str.maketrans("‘’“”„«»\xa0\u202f", '\'\'"""""  ')
_SHORTEST_INFLECTED = 3
_VOWELS = frozenset("aeiou")


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a criterion is met, and the learner's words that tell so: what was found, be it wanted or not."""

    criterion: Criterion
    met: bool
    quotes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Assessment:
    """What was found in a try, criterion by criterion. `strongest` is the part of it, in the learner's words, in which
    most was found that is wanted; empty where that is not in words.
    """

    findings: tuple[Verdict, ...]
    strongest: str = ""

    @property
    def met(self) -> tuple[Verdict, ...]:
        """Those that are met."""
        return tuple(each for each in self.findings if each.met)


def assess(practice: Practice, text: str, fits: Fits) -> Assessment:
    """Hold a try against the criteria of its practice."""
    text = unicodedata.normalize("NFC", text)
    words = [(_folded(found[0]), found.span()) for found in _WORD.finditer(text)]
    findings: list[Verdict] = []
    wanted: list[int] = []
    unwanted: list[int] = []
    for criterion in practice.criteria:
        met, spans = _look_for(criterion, text, words, fits)
        quotes = dict.fromkeys(_quote(text, span) if met else text[slice(*span)] for span in spans)
        findings.append(Verdict(criterion, met, tuple(quotes)))
        first = [start for start, _ in spans[:1]]
        if met:
            wanted += first
        elif criterion.none_of:
            unwanted += first
    return Assessment(tuple(findings), _strongest(text, wanted, unwanted))


def has_words(text: str) -> bool:
    """Whether there is anything in it that could be judged."""
    return bool(_WORD.search(text))


def _look_for(
    criterion: Criterion, text: str, words: Sequence[tuple[str, Span]], fits: Fits
) -> tuple[bool, list[Span]]:
    """Whether a criterion is met, and where that shows."""
    unwanted = [span for each in criterion.none_of if (span := _find(each, words))]
    if unwanted:
        return False, unwanted
    any_of = [span for each in criterion.any_of if (span := _find(each, words))]
    all_of = [span for each in criterion.all_of if (span := _find(each, words))]
    found = any_of[:1] + all_of
    met = bool(any_of or not criterion.any_of) and len(all_of) == len(criterion.all_of)
    if criterion.pattern:
        straight = "".join(map(_plain_sign, text.translate(_STRAIGHT)))  # as many signs as before
        met = met and fits(criterion.pattern, straight)
        found += _fitting(criterion.pattern, straight, fits)
    length = count_words(text)
    return met and criterion.fewest <= length <= (length if criterion.most is None else criterion.most), found


def count_words(text: str) -> int:
    """How many words a text has, as people count them: `push-in` is one."""
    return sum(max(1, len(re.findall(_IDEOGRAPH, each))) for each in text.split() if _WORD.search(each))


def words_in_phrase(phrase: str) -> tuple[str, ...]:
    """The words that a phrase is found by."""
    return tuple(_folded(each) for each in _WORD.findall(unicodedata.normalize("NFC", phrase)))


def _find(phrase: str, words: Sequence[tuple[str, Span]]) -> Span | None:
    """Where a phrase stands first."""
    wanted = words_in_phrase(phrase)
    for start in range(len(words) - len(wanted) + 1):
        if all(_are_the_same(word, words[start + index][0]) for index, word in enumerate(wanted)):
            return words[start][1][0], words[start + len(wanted) - 1][1][1]
    return None


def _are_the_same(one: str, other: str) -> bool:
    if one == other:
        return True
    return one[:2] == other[:2] and (one in _inflected(other) or other in _inflected(one))


@lru_cache(maxsize=4096)
def _inflected(word: str) -> frozenset[str]:
    """A word with the simple endings of English."""
    if len(word) < _SHORTEST_INFLECTED:
        return frozenset()
    forms = {f"{word}{ending}" for ending in ("s", "es", "'s", "ed", "ing")}
    if word.endswith("e"):
        forms |= {f"{word}d", f"{word[:-1]}ing"}
    elif word.endswith("y"):
        forms |= {f"{word[:-1]}ies", f"{word[:-1]}ied"}
    elif word[-1] not in _VOWELS and word[-2] in _VOWELS:
        forms |= {f"{word}{word[-1]}ed", f"{word}{word[-1]}ing"}
    return frozenset(forms)


def _folded(word: str) -> str:
    """A word without case and accents."""
    decomposed = unicodedata.normalize("NFKD", plain(word.translate(_STRAIGHT)))
    return "".join(each for each in decomposed if not unicodedata.category(each).startswith("M"))


def _fitting(pattern: str, text: str, fits: Fits) -> list[Span]:
    """Where a text fits a pattern, in whole words and as few as may be; nowhere where it takes more than a clause."""
    clause = next(((start, end) for start, end in _clauses(text) if fits(pattern, text[start:end])), None)
    if clause is None:
        return []
    pieces = [found.span() for found in _PIECE.finditer(text, *clause)]
    ends = [end for _, end in pieces]
    end = ends[min(bisect_left(ends, True, key=lambda end: fits(pattern, text[clause[0] : end])), len(ends) - 1)]
    starts = [start for start, _ in pieces if start < end]
    after = bisect_left(starts, True, key=lambda start: not fits(pattern, text[start:end]))
    span = starts[max(after - 1, 0)], end
    return [span if fits(pattern, text[slice(*span)]) else clause]


def _plain_sign(sign: str) -> str:
    digit = unicodedata.decimal(sign, None)
    return sign if digit is None else str(digit)


def _clauses(text: str) -> list[Span]:
    """The sentences of a text, or the parts of the only one it has; without the spaces around them."""
    sentences = list(_parts(_SENTENCE, text))
    return sentences if len(sentences) > 1 else list(_parts(_CLAUSE, text))


def _parts(kind: re.Pattern[str], text: str) -> Iterator[Span]:
    for found in kind.finditer(text):
        part = found[0].lstrip("”’»)").rstrip(".;!?…。；！？").strip()
        if part:
            start = found.start() + found[0].index(part)
            yield start, start + len(part)


def _quote(text: str, span: Span) -> str:
    """What was found, and as much of what follows as it takes to say something: `to my neighbour` for `to my`."""
    start = span[0]
    end = start + len(text[start : span[1]].rstrip(" ,;:"))
    stop = _STOP.search(text, end)
    words = [found.span() for found in _WORD.finditer(text[start : stop.start() if stop else len(text)])]
    quoted = [text[start + first : start + last] for first, last in words]
    count = sum(start + last <= end for _, last in words)
    leads = bool(quoted) and _leads(quoted[0])
    while 0 < count < min(len(words), _MOST_QUOTED) and (
        _leads(quoted[count - 1]) or (leads and not _leads(quoted[count]))
    ):
        count += 1
    return text[start : max(end, start + words[count - 1][1]) if count else end]


def _leads(word: str) -> bool:
    """Whether a word says nothing without the next one."""
    return _LEADING.fullmatch(word) is not None


def _strongest(text: str, wanted: Sequence[int], unwanted: Sequence[int]) -> str:
    """The part of a text in which most of the places are that are wanted, and none that is not; of those with as many
    the first.
    """
    best = ""
    most = 0
    for start, end in _clauses(text):
        count = sum(start <= each < end for each in wanted)
        if count > most and not any(start <= each < end for each in unwanted):
            best, most = text[start:end], count
    return best

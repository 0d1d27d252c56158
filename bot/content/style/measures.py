"""How much a text is and how easy it is to read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from statistics import mean

from syllapy import count

from bot.core.richtext import RichText, utf16_length

_WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)*")
_SENTENCE = re.compile(r"\S(?:[^\n]*?[.!?…][”’\"')\]]*(?=\s|$)|[^\n]*)", re.MULTILINE)


def split_words(text: str) -> list[str]:
    """The words of a text: runs of letters, with what an apostrophe joins as one."""
    return _WORD.findall(text)


def split_sentences(text: str) -> Iterator[re.Match[str]]:
    """The sentences of a text that have words: up to a full stop or its like, or to the end of a line."""
    return (sentence for sentence in _SENTENCE.finditer(text) if split_words(sentence[0]))


def code_lines_in(text: RichText) -> Iterator[tuple[int, str]]:
    """The lines of the blocks of code in a text, each with its start."""
    units = text.text.encode("utf-16-le")
    for entity in text.entities:
        if entity.kind == "pre":
            start = len(units[: 2 * entity.offset].decode("utf-16-le"))
            code = units[2 * entity.offset : 2 * (entity.offset + entity.length)].decode("utf-16-le")
            for line in code.split("\n"):
                yield start, line
                start += len(line) + 1


def characters_in(text: str) -> int:
    """How many characters a text has; emoji count as two."""
    return utf16_length(text)


@dataclass(frozen=True, slots=True)
class Readability:
    """How easy texts are to read. Flesch's two figures are there for English only.

    R. Flesch, A new readability yardstick, 1948; J. P. Kincaid and others, 1975.
    """

    mean_sentence_words: float
    flesch_reading_ease: float | None
    flesch_kincaid_grade: float | None


def readability_of(texts: Iterable[str], language: str) -> Readability | None:
    """How easy these texts are to read together; None where they have no words."""
    sentences = [split_words(sentence[0]) for text in texts for sentence in split_sentences(text)]
    if not sentences:
        return None
    length = mean(map(len, sentences))
    if language.partition("-")[0] != "en":
        return Readability(length, None, None)
    syllables = mean(max(1, count(word.replace("’", "'"))) for sentence in sentences for word in sentence)
    return Readability(length, 206.835 - 1.015 * length - 84.6 * syllables, 0.39 * length + 11.8 * syllables - 15.59)

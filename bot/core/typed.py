"""What people type: read in whatever digits it comes, and repeated so that it harms nothing around it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

_COLONS = str.maketrans(dict.fromkeys("\ufe55\u2236\ua789\u02d0\u1804", ":"))
_FULL_WIDTH = range(0xFF01, 0xFF5F)  # as keyboards of Chinese and Japanese type ASCII
_CHOSEN = re.compile(r"(?:(?:answer|option|it[’']?s|i think)[: ]*)?[(\[]?([a-zавсαβ])[)\].:!]*")
_LOOK_ALIKES = str.maketrans("авсαβ", "abcab")  # as on keyboards of Russian and Greek
_JOINER = "\u200d"
_DIRECTIONS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN"})
_ISOLATE, _END_OF_ISOLATE = "\u2068", "\u2069"
_FLAG_LETTERS = range(0x1F1E6, 0x1F200)
_SKINS = range(0x1F3FB, 0x1F400)
_TAGS = range(0xE0020, 0xE0080)
_LONGEST_SIGN = 16  # characters: a family with skins; what is longer is a pile of accents


def plain(text: str) -> str:
    """The text in small letters and one line, with the digits of any script as 0 to 9, without what cannot be seen."""
    seen = (each for each in text.translate(_COLONS) if unicodedata.category(each) != "Cf")
    return " ".join("".join(map(_plain, seen)).casefold().split())


def read_choice(text: str, choices: Mapping[str, str]) -> str | None:
    """The letter among the choices that somebody wrote: `C`, `c)`, `(C)`, `Answer C`, or the words of the choice; None
    for all else.
    """
    words = plain(text)
    letter = _CHOSEN.fullmatch(words)
    if letter:
        return next((each for each in choices if each.casefold() == letter[1].translate(_LOOK_ALIKES)), None)
    return next((each for each, told in choices.items() if plain(told).rstrip(".!") == words.rstrip(".!")), None)


def repeated(text: str, longest: int = 40) -> str:
    """Typed words, in one line and not too many of them, to be repeated to whoever typed them.

    No sign is cut in two, and marks of direction keep whatever they hold from turning what stands around them.
    """
    kept = (each for each in text if each not in _DIRECTIONS and (each.isspace() or unicodedata.category(each) != "Cc"))
    line = _signs(" ".join("".join(kept).split()))
    shown = "".join(line if len(line) <= longest else [*line[: longest - 1], "…"])
    turns = any(unicodedata.bidirectional(each) in _RIGHT_TO_LEFT for each in shown)
    return f"{_ISOLATE}{shown}{_END_OF_ISOLATE}" if turns else shown


def _plain(character: str) -> str:
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    return unicodedata.normalize("NFKC", character) if ord(character) in _FULL_WIDTH else character


def _signs(text: str) -> list[str]:
    """The text sign by sign, as a reader sees them: a flag, a family or a letter with its accents is one."""
    signs: list[str] = []
    for character in text:
        if signs and _goes_with(signs[-1], character):
            signs[-1] += character
        else:
            signs.append(character)
    return signs


def _goes_with(sign: str, character: str) -> bool:
    code = ord(character)
    if len(sign) >= _LONGEST_SIGN:
        return False
    if code in _FLAG_LETTERS:
        return len(sign) == 1 and ord(sign) in _FLAG_LETTERS
    extends = unicodedata.category(character).startswith("M") or code in _SKINS or code in _TAGS
    return extends or character == _JOINER or sign.endswith(_JOINER)

"""How a reply is typed: what is to be seen of it, and for how long, until it is all there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from bot.core.richtext import NOTHING, RichText

PACE = 45
"""Characters a second: brisk, but not faster than one reads."""

_THINKING = 1.2  # seconds before the first word
_BREATH = 0.5  # seconds of pause where a paragraph ends
_STEP = 32  # characters that appear at once, at least: about one change in 0.7 s
_WORD = re.compile(r"\S+\s*|\s+")


class Frame(NamedTuple):
    """What has been typed so far, to be seen for so many seconds. No text: thinking."""

    text: RichText
    seconds: float


def frames(text: RichText) -> Iterator[Frame]:
    """The frames of typing `text`, cut between words; the last one shows all of it."""
    yield Frame(NOTHING, _THINKING)
    shown = end = 0
    for word in _WORD.finditer(text.text):
        end = word.end()
        paragraph_ends = "\n\n" in word.group()
        if end - shown >= _STEP or paragraph_ends or end == len(text.text):
            yield Frame(text.clipped(end), (end - shown) / PACE + (_BREATH if paragraph_ends else 0))
            shown = end

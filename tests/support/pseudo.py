"""Pseudo-languages, made from the template: whoever reads the bot in one of them sees every text that has escaped it.

`qps` has an accent on, or another letter for, each letter, and its texts are a third longer, as many a translation is;
`qpr` has Hebrew letters, from right to left. What a translator leaves alone stays: facts, commands, patterns of dates.
"""

from __future__ import annotations

import re
import string
from pathlib import Path

from tests.support.catalogues import CLOCK_PATTERNS, template_keys, texts_of, write_catalogue

LOCALES = {"qps": "el", "qpr": "he"}
"""Whose dates and numbers the languages have: none of their own is known."""

_PATTERNS = CLOCK_PATTERNS | {"#,##0%"}
_LEFT_ALONE = re.compile(r"(\{[a-z_]+\}|(?<![\w/])/[a-z_]+|\\.|\*+|`)", re.DOTALL)
_ACCENTED = "äƀćđëƒĝĥïĵķĺɱñöþɋŕšţüṽŵẋÿž" + "ÄɃĆĐËƑĜĤÏĴĶĹⱮÑÖÞɊŔŠŢÜṼŴẊŸŽ"
_HEBREW = "אבגדהוזחטיכלמנסעפצקרשתאבגד" * 2
_LETTERS = {
    "qps": str.maketrans(string.ascii_letters, _ACCENTED),
    "qpr": str.maketrans(string.ascii_letters, _HEBREW),
}


def write_pseudo_language(folder: Path, language: str) -> None:
    """Put its catalogue in its place below `folder`."""
    write_catalogue(
        folder,
        language,
        {
            key: translated[0] if isinstance(key, str) else translated
            for key in template_keys()
            if (translated := tuple(pseudo(text, language) for text in texts_of(key)))
        },
    )


def pseudo(text: str, language: str) -> str:
    """A text in a pseudo-language."""
    if text in _PATTERNS:
        return text
    parts = _LEFT_ALONE.split(text)
    other = "".join(part if index % 2 else part.translate(_LETTERS[language]) for index, part in enumerate(parts))
    return other if language == "qpr" else f"⟦{other} {'ẋ' * max(1, len(text) // 3 - 3)}⟧"

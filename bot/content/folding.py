"""Where the end of a line is no space: between the signs of scripts that know none."""

from __future__ import annotations

import re

_IDEOGRAPHS = "\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uff60"
_BETWEEN_IDEOGRAPHS = re.compile(rf"(?<=[{_IDEOGRAPHS}]) (?=[{_IDEOGRAPHS}])")


def without_folds(text: str) -> str:
    """The text without the spaces that ends of lines became between ideographs or kana."""
    return _BETWEEN_IDEOGRAPHS.sub("", text)

"""What a text may not hold, and where it holds it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_REFUSED = {
    "heading_open": ("a heading", "write it in bold: **…**"),
    "hr": ("a rule", "leave a blank line instead"),
    "html_block": ("HTML", "use Markdown, or write \\< for the sign"),
    "html_inline": ("HTML", "use Markdown, or write \\< for the sign"),
    "table_open": ("a table", "use a list"),
    "image": ("an image", "use a link"),
}


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something the text may not hold; `line` and `column` count from 0 in its source."""

    line: int
    column: int
    message: str
    hint: str = ""


class MarkdownError(ValueError):
    """The text cannot be shown as it is; `flaws` says why, all of them."""

    def __init__(self, flaws: Sequence[Flaw]) -> None:
        self.flaws = tuple(flaws)
        super().__init__("; ".join(flaw.message for flaw in self.flaws))


class Flaws:
    """The flaws found so far in a text of these lines."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.found: list[Flaw] = []
        self._lines = lines

    def note(self, line: int, message: str, hint: str = "", *, sign: str = "") -> None:
        """Note a flaw at the last place of `sign` in the line, or at the line's first character."""
        line = min(line, len(self._lines) - 1)
        content = self._lines[line]
        indent = len(content) - len(content.lstrip())
        self.found.append(Flaw(line, max(content.rfind(sign), indent) if sign else indent, message, hint))

    def indent_of(self, line: int) -> int:
        """How many spaces there are before what the line says."""
        return len(self._lines[line]) - len(self._lines[line].lstrip(" "))

    def note_unknown(self, token_type: str, line: int, *, sign: str = "") -> None:
        """Note a token that Telegram has no way to show; any other is let pass."""
        if token_type in _REFUSED:
            what, hint = _REFUSED[token_type]
            self.note(line, f"{what} cannot be shown in a message", hint, sign=sign)

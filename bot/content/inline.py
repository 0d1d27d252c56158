"""The words of one paragraph: the parser's inline tokens in, text and entities out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from markdown_it.token import Token

from bot.content.flaws import Flaws
from bot.core.richtext import Entity, EntityKind, RichText, utf16_length

_SCHEMES = frozenset({"http", "https", "tg"})
_STYLES: dict[str, EntityKind] = {"strong": "bold", "em": "italic", "link": "text_link"}
_LEFT_OVER = (
    (re.compile(r"\*\*"), "`**` opens or closes nothing", "close the bold text right after a word, or write \\*\\*"),
    (
        re.compile(r"\*(?=\S)|(?<=\S)\*"),
        "`*` opens or closes nothing",
        "close the italics right after a word, or write \\*",
    ),
    (re.compile(r"(?<!_)__(?!_)"), "`__` opens or closes nothing", "close the bold text, or write \\_\\_"),
    (re.compile(r"`"), "a backtick that opens or closes nothing", "close the code, or write \\`"),
    (re.compile(r"\]\(|\]\[|\]:\s*\S+:"), "a link that is not complete", "write [text](https://…)"),
)


def words(tokens: Sequence[Token], line: int, flaws: Flaws) -> RichText:
    """The paragraph that starts at this line of the source, as text and entities."""
    return _Inline(line, flaws).text(tokens)


class _Inline:
    """The words of one paragraph: text with the entities that open and close in it."""

    def __init__(self, line: int, flaws: Flaws) -> None:
        self._line = line
        self._flaws = flaws
        self._written: list[str] = []
        self._length = 0
        self._entities: list[Entity] = []
        self._open: list[tuple[EntityKind, int, str | None]] = []

    def text(self, tokens: Sequence[Token]) -> RichText:
        for token in tokens:
            self._take(token)
        outer_first = sorted(self._entities, key=lambda entity: (entity.offset, -entity.length))
        return RichText("".join(self._written), tuple(outer_first))

    def _take(self, token: Token) -> None:
        match token.type:
            case "text":
                self._look_for_left_overs(token.content)
                self._write(token.content)
            case "text_special":
                self._write(token.content)
            case "softbreak" | "hardbreak":
                self._line += 1
                self._write(" " if token.type == "softbreak" else "\n")
            case "code_inline":
                self._take_code(token.content)
            case "strong_open" | "em_open" | "link_open":
                self._open.append((_STYLES[token.type.removesuffix("_open")], self._length, self._address(token)))
            case "strong_close" | "em_close" | "link_close":
                self._close()
            case other:
                self._flaws.note_unknown(other, self._line, sign=token.content)

    def _write(self, text: str) -> None:
        self._written.append(text)
        self._length += utf16_length(text)

    def _take_code(self, code: str) -> None:
        if self._open:
            hint = "Telegram shows code in one way only: close the other formatting before it"
            self._flaw("`", "code in bold text, italics or a link", hint)
        self._open.append(("code", self._length, None))
        self._write(code)
        self._close()

    def _close(self) -> None:
        kind, offset, url = self._open.pop()
        if self._length == offset:
            if kind == "text_link":
                self._flaw("](", "a link without words", "write [text](https://…)")
        elif kind not in {kind for kind, *_ in self._open}:  # bold within bold is bold
            self._entities.append(Entity(kind, offset, self._length - offset, url))

    def _address(self, token: Token) -> str | None:
        if token.type != "link_open":
            return None
        address = str(token.attrs["href"])
        if not address:
            self._flaw("]()", "a link without an address", "write [text](https://…)")
        elif not _leads_somewhere(address):
            self._flaw(f"]({address}", f"a link to {address}", "a link starts with https://, http:// or tg://")
        return address

    def _look_for_left_overs(self, text: str) -> None:
        for pattern, message, hint in _LEFT_OVER:
            if found := pattern.search(text):
                self._flaw(found[0], message, hint)
                return

    def _flaw(self, sign: str, message: str, hint: str) -> None:
        self._flaws.note(self._line, message, hint, sign=sign)


def _leads_somewhere(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in _SCHEMES and bool(parts.netloc)

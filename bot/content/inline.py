"""The words of one paragraph: the parser's inline tokens in, text and entities out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from urllib.parse import urlsplit

from markdown_it.token import Token

from bot.content.flaws import Flaws
from bot.content.folding import without_folds
from bot.core.richtext import Entity, EntityKind, RichText, utf16_length

_SCHEMES = frozenset({"http", "https", "tg"})
_STYLES: dict[str, EntityKind] = {"strong": "bold", "em": "italic", "s": "strikethrough", "link": "text_link"}
# Two bars that touch the hidden words, as Telegram's own apps have it; bars between spaces are seen as they are.
_SPOILER = re.compile(r"(\|\|(?=\S)|(?<=\S)\|\|)")
_INDENT = 2  # spaces that are no slip any more
_OPEN_SPOILER = ("`||` opens or closes nothing", "close the hidden words, or write \\|\\|")
_CROSSING = ("hidden words that end within other formatting, or beyond it", "close first what was opened last")
# Signs that stand before the points of a list, though Markdown knows none of them as such.
_BULLET = re.compile(r"[•‣▪▫●○◦·∙⁃■□✓✔➤►]\s|[-*+]\xa0")
_DASH = re.compile(r"[–—]\s|[a-z]\)\s")
_LEFT_OVER = (
    (re.compile(r"\*\*"), "`**` opens or closes nothing", "close the bold text right after a word, or write \\*\\*"),
    (
        re.compile(r"\*(?=\S)|(?<=\S)\*"),
        "`*` opens or closes nothing",
        "close the italics right after a word, or write \\*",
    ),
    (re.compile(r"(?<!_)__(?!_)"), "`__` opens or closes nothing", "close the bold text, or write \\_\\_"),
    (re.compile(r"`"), "a backtick that opens or closes nothing", "close the code, or write \\`"),
    (re.compile(r"\]\s+\((?:https?|tg):"), "a space within a link", "write [text](https://…) without one"),
    (re.compile(r"\[\^[^\]\s]+\]"), "a footnote cannot be shown in a message", "say it in the text"),
    (re.compile(r"==\S[^=]*=="), "highlighted text cannot be shown in a message", "write it in bold: **…**"),
    (re.compile(r"^\[[ xX]\]\s"), "a box to tick cannot be shown in a message", "use a list: “- item”"),
    (re.compile(r"~~"), "`~~` opens or closes nothing", "close the struck-through text, or write \\~\\~"),
    (re.compile(r"\]\(|\]\[|\]:\s*\S+:"), "a link that is not complete", "write [text](https://…)"),
)


def words(tokens: Sequence[Token], line: int, flaws: Flaws, *, in_list: bool = False) -> RichText:
    """The paragraph that starts at this line of the source, as text and entities."""
    return _Inline(line, flaws, in_list=in_list).text(tokens)


class _Inline:
    """The words of one paragraph: text with the entities that open and close in it."""

    def __init__(self, line: int, flaws: Flaws, *, in_list: bool) -> None:
        self._line = line
        self._in_list = in_list
        self._flaws = flaws
        self._written: list[str] = []
        self._length = 0
        self._entities: list[Entity] = []
        self._open: list[tuple[EntityKind, int, str | None]] = []

    def text(self, tokens: Sequence[Token]) -> RichText:
        self._look_for_lost_lines(tokens)
        for place, token in enumerate(tokens):
            if token.type == "softbreak":
                self._line += 1
                self._write(self._fold(tokens[place + 1 :]))
            else:
                self._take(token)
        for _ in self._open:  # of spoilers only: the parser closes what it opens
            self._flaw("||", *_OPEN_SPOILER)
        outer_first = sorted(self._entities, key=lambda entity: (entity.offset, -entity.length))
        return RichText("".join(self._written), tuple(outer_first))

    def _look_for_lost_lines(self, tokens: Sequence[Token]) -> None:
        """Note a line that was to stand for itself and would run together with the one above."""
        line, starts = self._line, [token.content for token in tokens[:1]]
        for before, token in pairwise(tokens):
            line += before.type in {"softbreak", "hardbreak"}
            if before.type != "softbreak":
                continue
            starts.append(token.content)
            if _BULLET.match(token.content) or (_DASH.match(token.content) and _DASH.match(starts[0])):
                sign = token.content.split()[0]
                self._flaws.note(line, f"“{sign}” begins no list: the lines would run together", "write “- item”")
                return
            if not self._in_list and self._flaws.indent_of(line) >= _INDENT:
                hint = "leave a blank line above, end the line above with \\, or put code between ```"
                self._flaws.note(line, "an indented line would run together with the one above", hint)
                return

    def _take(self, token: Token) -> None:
        match token.type:
            case "text":
                self._look_for_left_overs(token.content)
                self._take_text(token.content)
            case "text_special":
                self._write(token.content)
            case "hardbreak":
                self._line += 1
                self._write("\n")
            case "code_inline":
                self._take_code(token.content)
            case "strong_open" | "em_open" | "s_open" | "link_open":
                self._open.append((_STYLES[token.type.removesuffix("_open")], self._length, self._address(token)))
            case "strong_close" | "em_close" | "s_close" | "link_close":
                if self._open[-1][0] == "spoiler":
                    self._flaw("||", *_CROSSING)
                    self._open.pop()
                self._close()
            case other:
                self._flaws.note_unknown(other, self._line, sign=token.content)

    def _fold(self, following: Sequence[Token]) -> str:
        """What the end of a line becomes: a space, or nothing where neither side's script knows any."""
        next_words = next((token.content for token in following if token.content), "")
        last = self._written[-1][-1:] if self._written else ""
        return without_folds(f"{last} {next_words[:1]}").removeprefix(last).removesuffix(next_words[:1])

    def _take_text(self, text: str) -> None:
        for piece in _SPOILER.split(text):
            kinds = [kind for kind, *_ in self._open]
            if piece != "||":
                self._write(piece)
            elif "spoiler" not in kinds:
                self._open.append(("spoiler", self._length, None))
            elif kinds[-1] == "spoiler":
                self._close()
            else:
                self._flaw("||", *_CROSSING)

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

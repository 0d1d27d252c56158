"""Light Markdown in, Telegram text and entities out.

Telegram knows bold, italics, struck-through and hidden text, code, links and quotes, so that is the Markdown there is,
and lists, whose signs are written out. Everything else (headings, images, tables, HTML) is a flaw, and so is a sign
that was meant as formatting but would be seen as it is, such as `**` that never closes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot.content.flaws import Flaw, Flaws, MarkdownError
from bot.content.inline import words
from bot.core.richtext import NOTHING, Entity, RichText, join, utf16_length

PART_LIMIT = 3900
"""The longest part of a text, in UTF-16 code units: Telegram's 4096 less the header above it."""

FORMATS_LIMIT = 90
"""How many formats a part may have: Telegram shows a message's first hundred, and some are the header's."""

SOURCE_LIMIT = 20_000
"""The longest Markdown that is parsed, in characters: about five messages."""

_LINE_END = re.compile("\r\n?|\n")


def render(source: str) -> tuple[RichText, ...]:
    """The text as messages of at most PART_LIMIT units, split between paragraphs; empty where nothing is to be seen.

    MarkdownError where the source holds what Telegram cannot show, or a paragraph that no message can hold.
    """
    if len(source) > SOURCE_LIMIT:
        raise MarkdownError([Flaw(0, 0, f"a text of {len(source)} characters", f"at most {SOURCE_LIMIT} are read")])
    rendering = _Rendering(source)
    rendering.run(_PARSER.parse(source))
    flaws = rendering.flaws.found + [
        Flaw(line, 0, f"a paragraph of {len(paragraph)} characters; a message has room for {PART_LIMIT}", "split it")
        for line, paragraph in rendering.paragraphs
        if len(paragraph) > PART_LIMIT
    ]
    flaws += [
        Flaw(
            line, 0, f"a paragraph with {len(paragraph.entities)} formats; Telegram shows {FORMATS_LIMIT}", "use fewer"
        )
        for line, paragraph in rendering.paragraphs
        if len(paragraph.entities) > FORMATS_LIMIT
    ]
    if flaws:
        raise MarkdownError(flaws)
    return _packed([paragraph for _, paragraph in rendering.paragraphs])


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    # Four spaces are no code here, a line of dashes makes no heading of the text above it, and `[text]: address` stays
    # text that can be reported. Without text_join an escaped sign remains a token of its own: it is meant to be seen.
    parser.disable(["code", "lheading", "reference", "text_join"])
    # Every address is parsed as one, so that a wrong one can be reported.
    parser.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005
    return parser


_PARSER = _parser()


def _packed(paragraphs: Sequence[RichText]) -> tuple[RichText, ...]:
    """As few parts as hold the paragraphs in order, with a blank line between two in the same part."""
    parts: list[RichText] = []
    for paragraph in paragraphs:
        if parts and _fit_together(parts[-1], paragraph):
            parts[-1] = join("\n\n", [parts[-1], paragraph])
        else:
            parts.append(paragraph)
    return tuple(parts)


def _fit_together(part: RichText, paragraph: RichText) -> bool:
    formats = len(part.entities) + len(paragraph.entities)
    return len(part) + 2 + len(paragraph) <= PART_LIMIT and formats <= FORMATS_LIMIT


class _Rendering:
    """One walk over the parser's tokens. It never recurses, so no nesting is too deep for it."""

    def __init__(self, source: str) -> None:
        self.paragraphs: list[tuple[int, RichText]] = []
        self._lines = _LINE_END.split(source)
        self.flaws = Flaws(self._lines)
        self._block = NOTHING
        self._block_line = 0
        self._around_quote: RichText | None = None
        self._quote_line = 0
        self._lists = 0
        self._marker = ""
        self._item_line = 0

    def run(self, tokens: Sequence[Token]) -> None:
        """Fill `paragraphs`, each with the line it starts at, and `flaws`."""
        for token in tokens:
            line = token.map[0] if token.map else 0
            if token.level == 0 and token.nesting >= 0 and self._is_blank_above(line):
                self._finish_block(line)
            self._take(token, line)
        self._finish_block(0)

    def _take(self, token: Token, line: int) -> None:
        match token.type:
            case "inline":
                text = words(token.children or [], line, self.flaws, in_list=self._lists > 0)
                self._append(self._marker + text, line)
                self._marker = ""
            case "fence":
                self._take_fence(token, line)
            case "blockquote_open":
                self._open_quote(line)
            case "blockquote_close":
                self._close_quote()
            case "bullet_list_open" | "ordered_list_open" | "bullet_list_close" | "ordered_list_close":
                self._lists += token.nesting
                if self._lists > 2:
                    self.flaws.note(line, "a list in a list in a list", "one level in another is what a phone can show")
            case "list_item_open":
                self._marker = "    " * (self._lists - 1) + (f"{token.info}. " if token.info else "• ")
                self._item_line = line
            case "list_item_close" if self._marker:
                self.flaws.note(self._item_line, "an empty list item")
                self._marker = ""
            case other:
                self.flaws.note_unknown(other, line)

    def _take_fence(self, token: Token, line: int) -> None:
        code = token.content.strip("\n")
        if self._lists or self._around_quote is not None:
            self.flaws.note(line, "a code block in a list or a quote", "put it outside")
        elif not code.strip():
            self.flaws.note(line, "an empty code block")
        elif token.map and not self._lines[token.map[1] - 1].strip().startswith(token.markup):
            self.flaws.note(line, "a code block that is never closed", f"write {token.markup} on a line below it")
        else:
            language = token.info.split()[0] if token.info.strip() else None
            self._append(RichText(code, (Entity("pre", 0, utf16_length(code), language=language),)), line)

    def _open_quote(self, line: int) -> None:
        if self._lists or self._around_quote is not None:
            self.flaws.note(line, "a quote in a list or a quote", "put it outside")
        else:
            self._around_quote, self._block, self._quote_line = self._block, NOTHING, line

    def _close_quote(self) -> None:
        if self._around_quote is not None:
            quoted, self._block, self._around_quote = self._block, self._around_quote, None
            self._append(_stripped(quoted).styled("blockquote"), self._quote_line)

    def _append(self, text: RichText, line: int) -> None:
        separator = "\n\n" if self._is_blank_above(line) else "\n"
        self._block = self._block + separator + text if self._block.text else text

    def _finish_block(self, next_line: int) -> None:
        paragraph = _stripped(self._block)
        if paragraph.text:
            self.paragraphs.append((self._block_line, paragraph))
        self._block, self._block_line = NOTHING, next_line

    def _is_blank_above(self, line: int) -> bool:
        return line > 0 and not self._lines[line - 1].strip(" \t>")


def _stripped(text: RichText) -> RichText:
    """The text without white space around it; no entity reaches beyond what is left."""
    words = text.text.strip()
    start = len(text.text) - len(text.text.lstrip())  # white space is never a pair of surrogates
    end = utf16_length(words)
    clipped = []
    for entity in text.entities:
        first, last = max(entity.offset - start, 0), min(entity.offset + entity.length - start, end)
        if first < last:
            clipped.append(entity._replace(offset=first, length=last - first))
    return RichText(words, tuple(clipped))

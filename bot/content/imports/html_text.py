"""HTML, as question banks have it, into light Markdown; and plain text, in which no sign means anything."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from bot.content.markdown import SOURCE_LIMIT

_SIGNS = re.compile(r"[\\`*_~|<&\[\]]")
_LINE_STARTS = re.compile(r"^(\d*)(?=[#>+=-]|(?<=\d)[.)])", re.MULTILINE)
_STYLES = {"b": "**", "strong": "**", "i": "*", "em": "*", "s": "~~", "del": "~~", "code": "`"}
_BLOCKS = frozenset({"p", "div", "ul", "ol", "blockquote", "pre", "h1", "h2", "h3", "h4", "h5", "h6"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_NO_MATTER = frozenset({"html", "body", "span", "font", "u", "small", "head", "section", "article", "tbody", "wbr"})
_SILENT = frozenset({"script", "style", "head", "title"})


def escaped(text: str) -> str:
    """Plain text as Markdown that shows it sign by sign. What is before a line and behind it means nothing."""
    text = re.sub(r"[ \t]*\n[ \t]*", "\n", text)
    return _LINE_STARTS.sub(r"\1\\", _SIGNS.sub(r"\\\g<0>", text))


def looks_like_html(text: str) -> bool:
    """Whether a text has tags."""
    return re.search(r"</?[a-zA-Z][^<>]*>|&\w+;|&#\d+;", text) is not None


def markdown_of(html: str) -> tuple[str, list[str]]:
    """The HTML as light Markdown, and the tags that have no place in it, in order. What is too long for a step anyway
    is left as it is.
    """
    if len(html) > SOURCE_LIMIT:
        return html, []
    reader = _Reader(plain=False)
    reader.feed(html)
    reader.close()
    return reader.text(), reader.unknown


def plain_of(html: str) -> tuple[str, list[str]]:
    """What the HTML says in one line, and the tags that are more than a wrapping, in order."""
    if len(html) > SOURCE_LIMIT:
        return html, []
    reader = _Reader(plain=True)
    reader.feed(html)
    reader.close()
    return " ".join(reader.text().split()), reader.unknown


class _Reader(HTMLParser):
    """Writes Markdown while it reads. It never recurses, so no nesting is too deep for it."""

    def __init__(self, *, plain: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.unknown: list[str] = []
        self._plain = plain
        self._pieces: list[str] = []
        self._lists: list[int | None] = []
        self._links: list[str] = []
        self._silent = 0
        self._verbatim = 0

    def text(self) -> str:
        """What was read."""
        return re.sub(r"[ \t]*\n(?:[ \t]*\n)+", "\n\n", "".join(self._pieces)).strip()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Write what stands where an element begins."""
        if tag in _SILENT:
            self._silent += 1
        elif tag == "br":
            self._write("\n" if self._verbatim else "\\\n" if not self._plain else " ")
        elif tag in _BLOCKS or tag == "li":
            self._open_block(tag)
        elif self._plain and (tag in _STYLES or tag == "a"):
            self.unknown.append(tag)
        elif tag in _STYLES:
            self._write(_STYLES[tag])
        elif tag == "a":
            self._links.append(dict(attrs).get("href") or "")
            self._write("[")
        elif tag not in _NO_MATTER:
            self.unknown.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Write what stands where an element ends."""
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in _BLOCKS:
            self._close_block(tag)
        elif tag in _STYLES and not self._plain:
            self._write(_STYLES[tag])
        elif tag == "a" and self._links and not self._plain:
            self._write(f"]({self._links.pop()})")

    def handle_data(self, data: str) -> None:
        """Write the words of an element, each sign meant to be seen."""
        if self._silent:
            return
        if self._verbatim:
            self._write(data)
        else:
            words = re.sub(r"\s+", " ", data)
            self._write(words if self._plain else escaped(words))

    def _open_block(self, tag: str) -> None:
        if tag in {"ul", "ol"}:
            self._lists.append(0 if tag == "ol" else None)
            self._write("\n\n" if len(self._lists) == 1 else "")
        elif tag == "li":
            self._open_item()
        elif self._lists and tag in {"p", "div"}:
            return
        else:
            opening = {"blockquote": "> ", "pre": "```\n"}.get(tag, "**" if tag in _HEADINGS else "")
            self._verbatim += tag == "pre"
            self._write("\n\n" + ("" if self._plain else opening))

    def _close_block(self, tag: str) -> None:
        if tag in {"ul", "ol"}:
            if self._lists:
                self._lists.pop()
        elif self._lists and tag in {"p", "div"}:
            return
        elif not self._plain:
            self._verbatim = max(0, self._verbatim - (tag == "pre"))
            self._write({"pre": "\n```"}.get(tag, "**" if tag in _HEADINGS else ""))
        self._write("\n\n" if not self._lists else "")

    def _open_item(self) -> None:
        number = self._lists[-1] if self._lists else None
        indent = "    " * (len(self._lists) - 1)
        if number is not None:
            self._lists[-1] = number + 1
        self._write("\n" + ("" if self._plain else indent + ("- " if number is None else f"{number + 1}. ")))

    def _write(self, piece: str) -> None:
        self._pieces.append(piece)

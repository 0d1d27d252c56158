"""Moodle XML, the question banks that Moodle writes: https://docs.moodle.org/en/Moodle_XML_format."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.sax import SAXParseException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl, Locator

from defusedxml import DefusedXmlException
from defusedxml.sax import parseString

from bot.content.imports.draft import Draft, DraftOption, is_slug, slug_of
from bot.content.imports.html_text import escaped, markdown_of, plain_of
from bot.content.problem import CourseError, Problem

_DEEPEST = 50
_TAKEN = frozenset({"name", "questiontext", "generalfeedback", "answer", "idnumber", "single"})
# How a question is marked and laid out there means nothing here.
_NO_MATTER = frozenset({
    "defaultgrade", "penalty", "hidden", "shuffleanswers", "answernumbering", "showstandardinstruction",
    "shownumcorrect", "usecase",
})  # fmt: skip


@dataclass(slots=True)
class _Element:
    """An element, with the line it begins in."""

    tag: str
    attributes: dict[str, str]
    line: int
    texts: list[str] = field(default_factory=list)
    children: list[_Element] = field(default_factory=list)

    def under(self, tag: str) -> Iterator[_Element]:
        """The elements of this tag that it has."""
        return (child for child in self.children if child.tag == tag)

    def words(self, tag: str) -> str:
        """What the first element of this tag says, in its <text> or by itself."""
        child = next(self.under(tag), None)
        if child is None:
            return ""
        return "".join(next(child.under("text"), child).texts).strip()


def read_moodle(draft: Draft, content: bytes) -> None:
    """Carry the questions of a Moodle XML file over into a day. CourseError where it is none."""
    root = _parse(draft, content)
    if root.tag != "quiz":
        raise CourseError(
            [Problem(draft.path, root.line, 1, f"<{root.tag}> is no question bank", "Moodle XML begins with <quiz>")]
        )
    for element in root.children:
        if element.tag == "question":
            _read(draft, element)
        else:
            draft.note(element.line, f"<{element.tag}>")


def _parse(draft: Draft, content: bytes) -> _Element:
    reader = _Reader()
    try:
        parseString(content, reader, forbid_dtd=True)
    except SAXParseException as error:
        place = (error.getLineNumber() or 1, (error.getColumnNumber() or 0) + 1)
        raise CourseError([Problem(draft.path, *place, f"broken XML: {error.getMessage()}")]) from error
    except DefusedXmlException as error:
        message = "a document type or entities of its own, which are not read"
        raise CourseError([Problem(draft.path, 1, 1, message, "delete <!DOCTYPE …>")]) from error
    except _TooDeepError as error:
        message = f"more than {_DEEPEST} elements in each other"
        raise CourseError([Problem(draft.path, error.line, 1, message)]) from error
    assert reader.root  # noqa: S101 - a parser that finds no element raises
    return reader.root


def _read(draft: Draft, question: _Element) -> None:
    kind = question.attributes.get("type", "")
    if kind == "category":
        draft.note(question.line, f"the category “{question.words('category')}”", "a day has none")
        return
    name = question.words("name")
    asked = _markdown(draft, question, "questiontext")
    if kind == "description":
        draft.add(slug_of(name), text=asked)
    elif kind in {"multichoice", "truefalse"}:
        slug, title = (name, "") if is_slug(name) else ("", name)
        options = [_option(draft, answer) for answer in question.under("answer")]
        said = _markdown(draft, question, "generalfeedback")
        draft.add_quiz(question.line, slug_of(question.words("idnumber")) or slug, title, asked, options, said)
    else:
        draft.note(question.line, f"the {kind} question “{name}”", "a check has options to choose from")
        return
    for child in question.children:
        if child.tag not in _TAKEN | _NO_MATTER and "".join(_all_text(child)).strip():
            draft.note(child.line, f"<{child.tag}>: {_start(' '.join(_all_text(child)))}")


def _option(draft: Draft, answer: _Element) -> DraftOption:
    share = answer.attributes.get("fraction", "0").strip()
    words = "".join(next(answer.under("text"), answer).texts).strip()
    if answer.attributes.get("format", "moodle_auto_format") in {"html", "moodle_auto_format"}:
        words, unknown = plain_of(words)
        _note_tags(draft, answer, unknown)
    words = {"true": "True", "false": "False"}.get(words, " ".join(words.split()))
    try:
        fraction = float(share)
    except ValueError:
        fraction = 0.0
    if fraction not in {0, 100}:
        draft.note(answer.line, f"the {share} per cent of “{_start(words)}”", "an option is right or wrong")
    _note_files(draft, answer)
    return DraftOption(words, fraction == 100, _markdown(draft, answer, "feedback"))


def _markdown(draft: Draft, around: _Element, tag: str) -> str:
    """What an element says, as light Markdown."""
    element = next(around.under(tag), None)
    if element is None:
        return ""
    _note_files(draft, element)
    words, kind = around.words(tag), element.attributes.get("format", "html")
    if kind == "markdown":
        return words
    if kind == "plain_text":
        return escaped(words)
    shown, unknown = markdown_of(words)
    _note_tags(draft, element, unknown)
    return shown


def _note_tags(draft: Draft, element: _Element, tags: list[str]) -> None:
    for tag in dict.fromkeys(tags):
        draft.note(element.line, f"<{tag}>", "light Markdown has no place for it; its words are kept")


def _note_files(draft: Draft, element: _Element) -> None:
    for file in element.under("file"):
        draft.note(file.line, f"the file “{file.attributes.get('name', '')}”")


def _all_text(element: _Element) -> Iterator[str]:
    yield from element.texts
    for child in element.children:
        yield from _all_text(child)


def _start(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 40 else words[:39] + "…"


class _TooDeepError(Exception):
    def __init__(self, line: int) -> None:
        self.line = line


class _Reader(ContentHandler):
    """Builds the elements of one file."""

    def __init__(self) -> None:
        super().__init__()
        self.root: _Element | None = None
        self._open: list[_Element] = []
        self._locator: Locator | None = None

    def setDocumentLocator(self, locator: Locator) -> None:  # noqa: N802 - the name is that of SAX
        """Take what tells where the parser is."""
        self._locator = locator

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802 - the name is that of SAX
        """Begin an element."""
        line = (self._locator.getLineNumber() if self._locator else None) or 1
        if len(self._open) >= _DEEPEST:
            raise _TooDeepError(line)
        element = _Element(name, dict(attrs.items()), line)
        if self._open:
            self._open[-1].children.append(element)
        else:
            self.root = element
        self._open.append(element)

    def endElement(self, name: str) -> None:  # noqa: ARG002, N802 - the name is that of SAX
        """End the element that was begun last."""
        self._open.pop()

    def characters(self, content: str) -> None:
        """Take the text of an element."""
        self._open[-1].texts.append(content)

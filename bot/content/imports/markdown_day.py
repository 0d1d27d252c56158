"""A day out of Markdown: its headings begin steps, quotes in a row are a demo, and a list of choices is a check.

Everything else is carried over as it is written: what Telegram can't show is told when the day is checked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from bot.content.imports.draft import Draft, DraftOption, slug_of

_CHOICE = re.compile(r"\[([ xX✓✔])\]\s+(.*)", re.DOTALL)
_LETTERED = re.compile(r"\(?([A-Z])[.):]\s+(.*)", re.DOTALL)
_ANSWER = re.compile(r"(?:\*\*|__)?answer(?:\*\*|__)?\s*:(?:\*\*|__)?\s*\(?([A-Z])\b\)?", re.IGNORECASE)
_WHY = re.compile(r"(?:\*\*|__)?(?:why|explanation|because)(?:\*\*|__)?\s*:(?:\*\*|__)?\s*", re.IGNORECASE)
_YOU = re.compile(r"(?:\*\*|__)?(?:you|user|prompt|me|q)(?:\*\*|__)?\s*:(?:\*\*|__)?\s*", re.IGNORECASE)
_CHATGPT = re.compile(
    r"(?:\*\*|__)?(?:chatgpt|assistant|reply|answer|bot|ai|a)(?:\*\*|__)?\s*:(?:\*\*|__)?\s*", re.IGNORECASE
)
_CLOSING = re.compile(r"closing|the end", re.IGNORECASE)
_FRONT_MATTER = re.compile(r"---\n.*?\n---\n", re.DOTALL)


def read_markdown(draft: Draft, text: str) -> None:
    """Carry a Markdown file over into a day."""
    lines = text.split("\n")
    if metadata := _FRONT_MATTER.match(text):
        number = metadata[0].count("\n")
        draft.note(1, f"{number} lines of metadata at the top")
        lines[:number] = [""] * number
    parser = MarkdownIt("commonmark").enable("table").disable("inline")  # what stands within a line stays as it is
    root = SyntaxTreeNode(parser.parse("\n".join(lines)))
    for section in _sections(root.children, draft):
        _Section(draft, lines, section).read()


@dataclass(slots=True)
class _Part:
    """A heading with what follows, up to the next one."""

    heading: str
    line: int
    nodes: list[SyntaxTreeNode] = field(default_factory=list)


def _sections(nodes: Sequence[SyntaxTreeNode], draft: Draft) -> Iterator[_Part]:
    part, has_title = _Part("", 1), False
    for node in nodes:
        level = int(node.tag[1]) if node.type == "heading" else 0
        if level == 1 and not has_title:
            has_title = True
            line = node.map[0] + 1 if node.map else 1
            draft.note(line, f"the title “{_inline(node)}”", "write it into `days` in course.yaml")
        elif level in {1, 2}:
            yield part
            part = _Part(_inline(node), node.map[0] + 1 if node.map else 1)
        else:
            part.nodes.append(node)
    yield part


class _Section:
    """One part of the file on its way into steps."""

    def __init__(self, draft: Draft, lines: Sequence[str], part: _Part) -> None:
        self._draft = draft
        self._lines = lines
        self._part = part
        self._prose: list[tuple[str, str]] = []  # what stands between it and what is before, and the words
        self._end = -1
        self._opening = f"**{part.heading}**" if part.heading else ""

    def read(self) -> None:
        """Add the steps of this part, in the order in which they are written."""
        nodes = self._part.nodes
        if _CLOSING.fullmatch(self._part.heading):
            self._draft.add("closing", closing="\n\n".join(map(self._source, nodes)))
            return
        index = 0
        while index < len(nodes):
            node = nodes[index]
            quotes = self._quotes_from(index)
            if self._is_conversation(quotes):
                self._end_text()
                self._add_demo(quotes)
                index += len(quotes)
            elif node.type in {"bullet_list", "ordered_list"} and _is_choice(self._items(node)):
                index += self._add_quiz(node, nodes[index + 1 :]) + 1
            elif node.type in {"bullet_list", "ordered_list"} and self._are_questions(node):
                self._end_text()
                self._add_questions(node)
                index += 1
            else:
                self._add_prose(node)
                index += 1
        self._end_text()

    def _add_prose(self, node: SyntaxTreeNode) -> None:
        start, end = node.map or (0, 0)
        is_heading = node.type == "heading"
        words = f"**{_inline(node)}**" if is_heading else self._source(node)
        self._prose.append(("\n" if start == self._end and not is_heading else "\n\n", words))
        self._end = -1 if is_heading else end

    def _end_text(self) -> None:
        """Make a step of the prose so far."""
        if self._prose:
            words = (self._opening + "".join(gap + words for gap, words in self._prose)).strip()
            self._draft.add(slug_of(self._part.heading) or ("intro" if not self._draft.steps else "text"), text=words)
            self._opening = ""
        self._prose = []

    def _quotes_from(self, index: int) -> list[SyntaxTreeNode]:
        quotes = []
        for node in self._part.nodes[index:]:
            if node.type != "blockquote":
                break
            quotes.append(node)
        return quotes

    def _is_conversation(self, quotes: Sequence[SyntaxTreeNode]) -> bool:
        """Whether quotes are prompts and replies: more than one, or one that says who speaks."""
        return len(quotes) > 1 or any(_YOU.match(turn) or _CHATGPT.match(turn) for turn in self._turns(quotes))

    def _turns(self, quotes: Sequence[SyntaxTreeNode]) -> Iterator[str]:
        """What is said in quotes, one turn after another: a quote each, or what begins with who speaks."""
        for quote in quotes:
            said = re.sub(r"^[ \t]*> ?", "", self._source(quote), flags=re.MULTILINE)
            turn: list[str] = []
            for line in said.split("\n"):
                if turn and (_YOU.match(line) or _CHATGPT.match(line)):
                    yield "\n".join(turn).strip()
                    turn = []
                turn.append(line)
            yield "\n".join(turn).strip()

    def _add_demo(self, quotes: Sequence[SyntaxTreeNode]) -> None:
        turns: list[dict[str, str]] = []
        line = self._line(quotes[0])
        for said in self._turns(quotes):
            is_open = bool(turns) and "chatgpt" not in turns[-1]
            if named := _YOU.match(said):
                turns.append({"you": _unwrapped(said[named.end() :])})
            elif is_open or _CHATGPT.match(said):
                reply = _CHATGPT.sub("", said, count=1) if _CHATGPT.match(said) else said
                if is_open:
                    turns[-1]["chatgpt"] = reply
                else:
                    self._draft.note(line, f"“{_start(reply)}”", "a reply without a prompt before it")
            else:
                turns.append({"you": _unwrapped(said)})
        for turn in turns:
            if "chatgpt" not in turn:
                self._draft.note(line, f"“{_start(turn['you'])}”", "a prompt without a reply")
        whole = [turn for turn in turns if "chatgpt" in turn]
        if whole:
            title = self._part.heading or "A conversation"
            self._draft.add(slug_of(self._part.heading) or "demo", demo=title, turns=whole)

    def _add_quiz(self, choices: SyntaxTreeNode, below: Sequence[SyntaxTreeNode]) -> int:
        """Add the check that the prose above asks; how many of the nodes below belong to it."""
        question = self._prose.pop()[1] if self._prose else self._part.heading
        self._end_text()
        taken = self._explanation(below)
        self._check(self._line(choices), question, self._items(choices), [self._source(node) for node in taken])
        return len(taken)

    def _explanation(self, nodes: Sequence[SyntaxTreeNode]) -> list[SyntaxTreeNode]:
        """The paragraphs that tell the answer and why."""
        taken: list[SyntaxTreeNode] = []
        for node in nodes:
            words = self._source(node)
            if node.type != "paragraph" or not (_ANSWER.match(words) or _WHY.match(words)):
                break
            taken.append(node)
        return taken

    def _are_questions(self, node: SyntaxTreeNode) -> bool:
        return all(
            any(
                each.type in {"bullet_list", "ordered_list"} and _is_choice(self._items(each)) for each in item.children
            )
            for item in node.children
        )

    def _add_questions(self, node: SyntaxTreeNode) -> None:
        """Add a check for each item that has a list of choices in it."""
        for item in node.children:
            asked: list[str] = []
            said: list[str] = []
            choices = None
            for each in item.children:
                if choices is None and each.type in {"bullet_list", "ordered_list"} and _is_choice(self._items(each)):
                    choices = each
                else:
                    (asked if choices is None else said).append(_without_sign(self._source(each)))
            if choices is not None:
                self._check(self._line(item), "\n\n".join(asked), self._items(choices), said)

    def _check(self, line: int, question: str, items: Sequence[str], below: Sequence[str]) -> None:
        said = "\n\n".join(below)
        answer = _ANSWER.search(said)
        if answer:
            said = (said[: answer.start()] + said[answer.end() :].lstrip(" .")).strip()
        said = _WHY.sub("", said, count=1) if _WHY.match(said) else said
        options = []
        for letter, item in zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", items, strict=False):
            marked, lettered = _CHOICE.fullmatch(item), _LETTERED.fullmatch(item)
            words = marked[2] if marked else lettered[2] if lettered else item
            is_right = (
                marked[1] != " " if marked else bool(answer) and answer is not None and answer[1].upper() == letter
            )
            options.append(DraftOption(_one_line(words), is_right))
        self._draft.add_quiz(line, "", "", question, options, said)

    def _items(self, node: SyntaxTreeNode) -> list[str]:
        """The items of a list, without their signs."""
        return [_without_sign(self._source(item)) for item in node.children]

    def _source(self, node: SyntaxTreeNode) -> str:
        """A node as it is written."""
        start, end = node.map or (0, 0)
        lines = list(self._lines[start:end])
        if lines and lines[0][:1].isspace():  # what is in a list begins in a column of its own
            indent = len(lines[0]) - len(lines[0].lstrip())
            lines = [line[indent:] if not line[:indent].strip() else line for line in lines]
        return "\n".join(lines).strip("\n")

    def _line(self, node: SyntaxTreeNode) -> int:
        return node.map[0] + 1 if node.map else self._part.line


def _is_choice(items: Sequence[str]) -> bool:
    """Whether these are options: each begins with a box, or with the letter whose turn it is."""
    if len(items) < 2:
        return False
    lettered = [_LETTERED.fullmatch(item) for item in items]
    return all(_CHOICE.fullmatch(item) for item in items) or all(
        found is not None and found[1] == chr(ord("A") + index) for index, found in enumerate(lettered)
    )


def _without_sign(item: str) -> str:
    """What an item of a list says behind its sign."""
    return re.sub(r"^\s*(?:[-*+]|\d+[.)])\s+", "", item)


def _inline(node: SyntaxTreeNode) -> str:
    return "".join(child.content for child in node.children).replace("**", "").strip()


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _unwrapped(text: str) -> str:
    """A prompt without the line ends that only wrap it, but those of code."""
    return text if "```" in text else re.sub(r"(?<!\n)\n(?!\n)", " ", text)


def _start(text: str) -> str:
    words = _one_line(text)
    return words if len(words) <= 40 else words[:39] + "…"

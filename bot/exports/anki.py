"""The knowledge checks of a course as cards for Anki."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from html import escape
from pathlib import Path

from genanki import Deck, Model, Note, Package, guid_for

from bot.core.richtext import Entity, RichText
from bot.exports.questions import WrittenQuiz

_MODEL_ID = 1_764_082_800  # any number, as long as it stays: by it Anki knows the kind of card again
_FRONT = '<div class="title">{{Title}}</div>{{Question}}{{Options}}'
_BACK = '{{FrontSide}}<hr id="answer"><div class="right">{{Answer}}</div>{{Why}}'
_STYLE = """
.card { font: 18px/1.45 system-ui, sans-serif; max-width: 34em; margin: 0 auto; padding: 1em; }
.title { opacity: .65; font-size: .8em; margin-bottom: .6em; }
.right { font-weight: bold; }
ol { list-style: upper-alpha; padding-left: 1.6em; }
pre { white-space: pre-wrap; }
"""
_TAGS = {
    "bold": "b", "italic": "i", "underline": "u", "strikethrough": "s", "code": "code", "pre": "pre",
    "blockquote": "blockquote", "expandable_blockquote": "blockquote", "spoiler": "span", "date_time": "span",
}  # fmt: skip


def write_anki(file: Path, title: str, questions: Iterable[WrittenQuiz]) -> None:
    """Write the cards, in a deck for each day under one of the course. Imported anew they change the cards that are
    there and keep what is known of them. Raises OSError where it can't be written.
    """
    model = Model(
        _MODEL_ID,
        "Knowledge check",
        fields=[{"name": name} for name in ("Title", "Question", "Options", "Answer", "Why")],
        templates=[{"name": "Card", "qfmt": _FRONT, "afmt": _BACK}],
        css=_STYLE,
    )
    decks: dict[int, Deck] = {}
    for question in questions:
        name = f"{_level(title)}::Day {question.day:02} {_level(question.day_title)}"
        deck = decks.setdefault(question.day, Deck(_number(f"{title} {question.day}"), name))
        deck.add_note(_note(model, title, question))
    Package(list(decks.values())).write_to_file(str(file))


def _note(model: Model, title: str, question: WrittenQuiz) -> Note:
    quiz = question.quiz
    right = next(option for option in quiz.options if option.id == quiz.answer)
    return Note(
        model=model,
        fields=[
            escape(f"Day {question.day} · {question.day_title}"),
            html_of(quiz.question),
            "<ol>" + "".join(f"<li>{escape(option.text)}</li>" for option in quiz.options) + "</ol>",
            escape(f"{right.id}  {right.text}"),
            html_of(quiz.why),
        ],
        guid=guid_for(title, question.day, quiz.id),
        tags=[f"day-{question.day:02}"],
    )


def html_of(text: RichText) -> str:
    """A text as HTML, with its formatting."""
    units = text.text.encode("utf-16-le")
    begins: dict[int, list[str]] = {}
    ends: dict[int, list[str]] = {}
    for entity in sorted(text.entities, key=lambda each: (each.offset, -each.length)):
        begins.setdefault(entity.offset, []).append(_opening(entity))
        ends.setdefault(entity.offset + entity.length, []).insert(0, f"</{_tag(entity)}>")
    cuts = sorted({0, len(units) // 2, *begins, *ends})
    pieces = []
    for start, end in zip(cuts, [*cuts[1:], cuts[-1]], strict=True):
        words = escape(units[2 * start : 2 * end].decode("utf-16-le")).replace("\n", "<br>")
        pieces += [*ends.get(start, []), *begins.get(start, []), words]
    return "".join(pieces)


def _tag(entity: Entity) -> str:
    return "a" if entity.kind == "text_link" else _TAGS[entity.kind]


def _opening(entity: Entity) -> str:
    return f'<a href="{escape(entity.url or "")}">' if entity.kind == "text_link" else f"<{_tag(entity)}>"


def _level(name: str) -> str:
    """A name of a deck, in which two colons would begin another level."""
    return name.replace("::", ":")


def _number(name: str) -> int:
    """A number for a deck that is the same for the same name."""
    return int.from_bytes(sha256(name.encode()).digest()[:5], "big") + (1 << 30)

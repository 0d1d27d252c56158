"""The knowledge checks of a course, as its authors wrote them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.content import day_file
from bot.content.document import Document, Scalar, read_document
from bot.core.course import Course, Quiz


@dataclass(frozen=True, slots=True)
class WrittenQuiz:
    """A check of a day, with its question and its explanation as light Markdown."""

    day: int
    day_title: str
    quiz: Quiz
    asked: str
    why: str


def questions_of(folder: Path, course: Course, day: int | None = None) -> Iterator[WrittenQuiz]:
    """The checks of the course in this folder, in order, or of one of its days."""
    for each in course.days:
        if each.lesson and day in {None, each.number}:
            document = read_document(day_file(folder, each.number))
            for index, step in enumerate(each.lesson.steps):
                if isinstance(step, Quiz):
                    asked, why = (_written(document, index, key) for key in ("quiz", "why"))
                    yield WrittenQuiz(each.number, each.title, step, asked, why)


def _written(document: Document, step: int, key: str) -> str:
    node = document.find(("steps", step, key))
    return node.text.strip() if isinstance(node, Scalar) else ""

"""The knowledge checks of a course as GIFT, for Moodle: https://docs.moodle.org/en/GIFT_format."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bot.exports.questions import WrittenQuiz

_SIGNS = re.compile(r"[~=#{}:\\]")


def gift_of(title: str, questions: Iterable[WrittenQuiz]) -> str:
    """The text of a question bank, with a category for each day of the course of this title. Moodle keeps what it was
    told before apart from what it is told again by the ids.
    """
    return "\n".join(_lines(title, questions)) + "\n"


def _lines(title: str, questions: Iterable[WrittenQuiz]) -> Iterator[str]:
    day = 0
    for question in questions:
        if question.day != day:
            day = question.day
            yield f"$CATEGORY: {_category(title)}/{_category(f'Day {day:02} · {question.day_title}')}\n"
        quiz = question.quiz
        yield f"// [id:day-{day:02}/{quiz.id}]"
        yield f"::{_escaped(quiz.title or quiz.id)}::[markdown]{_escaped(question.asked)} {{"
        for option in quiz.options:
            yield f"\t{'=' if option.id == quiz.answer else '~'}[plain]{_escaped(option.text)}"
        yield f"\t####[markdown]{_escaped(question.why)}\n}}\n"


def _escaped(text: str) -> str:
    """A text in which no sign means anything, and no blank line ends the question."""
    return _SIGNS.sub(r"\\\g<0>", text).replace("\n", r"\n")


def _category(text: str) -> str:
    """A name in the path of a category, in which a stroke is two."""
    return text.replace("/", "//")

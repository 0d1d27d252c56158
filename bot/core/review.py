"""What was missed comes back: which questions are due on a learning date, and when the others will be.

- A wrong answer, in a lesson, in one read again or in a review, brings the question back the next day.
- A right answer in a review brings it back after three days the first time, after seven every later time.
- Two right ones in a row, each on a date on which it was due, and the question is learned. In a lesson that is read
  again, right answers prove nothing: the explanation was read a moment ago.
- At most three are asked on a date, those that have waited longest first.

What is due on a date follows from the dates before it alone, so that a sitting stays the same until its date ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import zip_longest
from random import Random
from typing import NamedTuple

from bot.core.course import Course, Quiz

GAPS = (timedelta(days=1), timedelta(days=3), timedelta(days=7))
"""How long a question stays away: after a wrong answer, after the first right one, after any later right one."""

LEARNED_AFTER = 2
"""Right answers in a row after which a question no longer comes back."""

AT_MOST = 3
"""Questions asked on one learning date."""


_IN_ORDER = re.compile(
    r"\b[B-D]\b|\bA(?= (?:is|and|or)\b|[,.:;)”])|\b(?:above|all of th\w+|none of th\w+|both of th\w+)\b"
)


class Question(NamedTuple):
    """A knowledge check, known by the number of its day and its slug."""

    day: int
    step: str


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer. `learning_on` is the learning date it was at that moment, kept with it and never computed again."""

    question: Question
    learning_on: date
    option: str
    right: bool


@dataclass(frozen=True, slots=True)
class Review:
    """The review of the learning date `on`: its `questions` in the order in which they are asked, and the answers
    `given` to them on that date.

    `coming_on` are the dates on which questions come back after this one, earliest first; `learned` those that no
    longer do.
    """

    on: date
    questions: tuple[Question, ...]
    given: dict[Question, Answered]
    coming_on: tuple[date, ...]
    learned: frozenset[Question]

    @property
    def due(self) -> tuple[Question, ...]:
        """The questions that have not been answered yet."""
        return tuple(question for question in self.questions if question not in self.given)

    @property
    def done(self) -> bool:
        """Whether there were questions and all are answered."""
        return bool(self.questions) and not self.due

    @property
    def right(self) -> int:
        """How many of its questions were answered right."""
        return sum(self.given[question].right for question in self.questions if question in self.given)


def review(course: Course, missed: Iterable[Answered], reviewed: Iterable[Answered], today_on: date) -> Review:
    """The review of today, given the wrong answers in lessons and all answers in reviews, in whatever order.

    Questions that the course no longer has are passed over. Somebody who travels back to an earlier date stays on
    that of their latest review.
    """
    reviewed = list(reviewed)
    on = max([today_on, *(each.learning_on for each in reviewed)])
    answers = _by_question(course, (*missed, *reviewed))
    given = {each.question: each for each in reviewed if each.learning_on == on}
    due = _due(course, answers, on)
    asked = [question for question in due if question not in given][: max(0, AT_MOST - len(given))]
    questions = tuple(question for question in due if question in given or question in asked)
    back_on = {question: _due_on(each) for question, each in answers.items()}
    tomorrow_on = on + timedelta(days=1)
    coming_on = (max(each, tomorrow_on) for question, each in back_on.items() if each and question not in asked)
    return Review(
        on,
        questions,
        {question: given[question] for question in questions if question in given},
        tuple(sorted(coming_on)),
        frozenset(question for question, each in back_on.items() if each is None),
    )


def due_among(
    course: Course, missed: Iterable[Answered], reviewed: Iterable[Answered], dates: Iterable[date]
) -> set[date]:
    """Those of these dates on which questions were due, or will be if nothing is answered until then."""
    answers = _by_question(course, (*missed, *reviewed))
    spans = [span for question, given in answers.items() if course.quiz(*question) for span in _due_spans(given)]
    return {on for on in dates if any(first <= on and (not last or on <= last) for first, last in spans)}


def shuffled(quiz: Quiz, learner_id: int, on: date) -> tuple[str, ...]:
    """The ids of a question's options in the order in which a learner's review of a date shows them, so that what comes
    back to mind is the answer and not its letter. As they are, where words speak of a letter or of their order.
    """
    ids = [option.id for option in quiz.options]
    told = (quiz.question.text, quiz.why.text, *(option.text for option in quiz.options))
    if not any(map(_IN_ORDER.search, told)):
        Random(f"{learner_id} {quiz.id} {on}").shuffle(ids)  # noqa: S311 -- the same in every process, and no secret
    return tuple(ids)


def _by_question(course: Course, answers: Iterable[Answered]) -> dict[Question, list[Answered]]:
    """The answers to each question that the course still has."""
    found: dict[Question, list[Answered]] = {}
    for each in answers:
        if each.question in found or course.quiz(*each.question):
            found.setdefault(each.question, []).append(each)
    return found


def _due(course: Course, answers: dict[Question, list[Answered]], on: date) -> list[Question]:
    """The questions due on a date as it began, those that have waited longest first, else as the course has them."""
    waiting: list[tuple[date, int, int, Question]] = []
    for question, given in answers.items():
        due_on = _due_on(each for each in given if each.learning_on < on)
        lesson = course.lesson(question.day)
        if due_on and due_on <= on and lesson:
            waiting.append((due_on, question.day, lesson.index_of(question.step) or 0, question))
    return [question for *_, question in sorted(waiting)]


def _due_spans(answers: list[Answered]) -> Iterator[tuple[date, date | None]]:
    """The first and the last date of each time at which a question was due after these answers to it; the last of what
    is due still is not known.
    """
    answered_on = sorted({each.learning_on for each in answers})
    for on, next_on in zip_longest(answered_on, answered_on[1:]):
        due_on = _due_on(each for each in answers if each.learning_on <= on)
        if due_on and (next_on is None or due_on <= next_on):
            yield due_on, next_on


def _due_on(answers: Iterable[Answered]) -> date | None:
    """When a question comes back after these answers to it, None where it does not. One wrong on a date, all wrong."""
    right_on: dict[date, bool] = {}
    for each in answers:
        right_on[each.learning_on] = each.right and right_on.get(each.learning_on, True)
    due_on: date | None = None
    in_a_row = so_far = 0
    for on, right in sorted(right_on.items()):
        if not right:
            so_far = so_far if due_on else 0  # a learned question that is missed begins anew
            due_on, in_a_row = on + GAPS[0], 0
        elif due_on and on >= due_on:
            in_a_row, so_far = in_a_row + 1, so_far + 1
            due_on = None if in_a_row == LEARNED_AFTER else on + GAPS[min(so_far, 2)]
    return due_on

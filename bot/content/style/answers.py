"""What the rules of style say of the right answers over a whole course."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

from bot.content.document import Document
from bot.content.style.days import WrittenDay
from bot.content.style.finding import Finding
from bot.content.style.forms import AnswersForm, RangeForm
from bot.content.style.measures import characters_in
from bot.core.course import Quiz

IsExcepted = Callable[[int, str], bool]
"""Whether a rule doesn't hold on a day."""


class _Check(NamedTuple):
    day: WrittenDay
    step: int
    quiz: Quiz

    def is_answered_by(self, letter: str) -> bool:
        """Whether this letter is right."""
        return self.quiz.answer == letter

    @property
    def right(self) -> int:
        """How long the right option is."""
        return next(characters_in(each.text) for each in self.quiz.options if each.id == self.quiz.answer)

    @property
    def wrong(self) -> list[int]:
        """How long the other options are."""
        return [characters_in(each.text) for each in self.quiz.options if each.id != self.quiz.answer]


def judge_answers(
    days: Sequence[WrittenDay], answers: AnswersForm, style: Document, is_excepted: IsExcepted
) -> Iterator[Finding]:
    """All that a style finds in the answers of a course."""
    checks = [
        _Check(day, index, step)
        for day in days
        for index, step in enumerate(day.lesson.steps)
        if isinstance(step, Quiz)
    ]
    yield from _otherwise_than_planned(days, answers)
    yield from _longer_than_wrong_ones(checks, answers)
    yield from _running(checks, answers)

    def percent(rule: str, what: str, counts: Callable[[_Check], bool]) -> Iterator[Finding]:
        judged = [check for check in checks if not is_excepted(check.day.number, f"answers.{rule}")]
        limit: RangeForm | None = getattr(answers, rule)
        if limit is None or not judged:
            return
        share = 100 * sum(map(counts, judged)) / len(judged)
        if missed := limit.is_missed_by(share):
            place = style.find(("answers", rule)).place
            message = f"{what} in {share:.0f} per cent of {len(judged)} checks"
            yield Finding(style.path, place.line, place.column, missed[0], f"answers.{rule}", message, missed[1])

    for letter in sorted({option.id for check in checks for option in check.quiz.options}):
        yield from percent(
            "percent_of_each_letter", f"{letter} is right", partial(_Check.is_answered_by, letter=letter)
        )
    yield from percent(
        "percent_longest", "the right option is the longest", lambda check: check.right > max(check.wrong)
    )
    yield from percent(
        "percent_shortest", "the right option is the shortest", lambda check: check.right < min(check.wrong)
    )


def _otherwise_than_planned(days: Sequence[WrittenDay], answers: AnswersForm) -> Iterator[Finding]:
    for day in days:
        planned = answers.planned.get(str(day.number))
        letters = "".join(quiz.answer for quiz in day.lesson.quizzes)
        if planned is not None and letters != planned:
            yield day.finding("answers.planned", "error", f"the answers are {letters}", f"{planned} is planned")


def _longer_than_wrong_ones(checks: Sequence[_Check], answers: AnswersForm) -> Iterator[Finding]:
    limit = answers.percent_of_longest_wrong
    for check in checks if limit else ():
        length = 100 * check.right / max(check.wrong)
        if limit and (missed := limit.is_missed_by(length)):
            node = check.day.document.find(("steps", check.step, "options", check.quiz.answer))
            message = f"the right option is {length:.0f} per cent as long as the longest wrong one"
            yield check.day.finding(
                "answers.percent_of_longest_wrong", missed[0], message, missed[1], step=check.step, place=node.place
            )


def _running(checks: Sequence[_Check], answers: AnswersForm) -> Iterator[Finding]:
    run: Counter[str] = Counter()
    for check in checks:
        letter = check.quiz.answer
        run = Counter({letter: run[letter] + 1})
        if answers.same_in_a_row and (missed := answers.same_in_a_row.is_missed_by(run[letter])):
            node = check.day.document.find(("steps", check.step, "answer"))
            message = f"{letter} is right {run[letter]} times running"
            yield check.day.finding(
                "answers.same_in_a_row", missed[0], message, missed[1], step=check.step, place=node.place
            )

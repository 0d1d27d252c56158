"""One day file: its steps, and what has to be right between them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bot.content.document import Document, Mapping, Scalar, Sequence, read_document
from bot.content.files import day_number
from bot.content.forms import DayForm
from bot.content.problem import CourseError, Problem
from bot.content.validation import fill_in
from bot.core.course import Lesson


def read_day(path: Path, length: int | None = None) -> Lesson:
    """Read one day of a course of `length` days, where that is known. CourseError with everything that is wrong."""
    document = read_document(path)
    problems = [*_problems_between_steps(document), *_problems_of_number(document, length)]
    try:
        form = fill_in(DayForm, document)
    except CourseError as error:
        raise CourseError([*problems, *error.problems]) from error
    if problems:
        raise CourseError(problems)
    return form.lesson()


def _problems_of_number(document: Document, length: int | None) -> Iterator[Problem]:
    day, named = document.root.values.get("day"), day_number(document.path)
    if not isinstance(day, Scalar) or not day.text.isdecimal():
        return
    if int(day.text) != named:
        yield document.problem(
            day.place, f"day {day.text} in the file of day {named}", "rename the file, or change the number"
        )
    elif length is not None and named > length:
        yield document.problem(day.place, f"day {named} of a course of {length} days", "see `length` in course.yaml")


def _problems_between_steps(document: Document) -> Iterator[Problem]:
    """Ids given twice, and a closing that is missing or not the last. Judged apart from the steps' own problems."""
    steps = document.root.values.get("steps")
    if not isinstance(steps, Sequence) or not steps.items:
        return
    first_lines: dict[str, int] = {}
    for step in steps.items:
        step_id = step.values.get("id") if isinstance(step, Mapping) else None
        if isinstance(step_id, Scalar) and step_id.text in first_lines:
            hint = f"line {first_lines[step_id.text]} has it already"
            yield document.problem(step_id.place, f"the id `{step_id.text}` is given twice", hint)
        elif isinstance(step_id, Scalar):
            first_lines[step_id.text] = step_id.place.line
    *earlier, last = (step.keys if isinstance(step, Mapping) else {} for step in steps.items)
    for keys in earlier:
        if "closing" in keys:
            yield document.problem(keys["closing"], "a closing before the end of the day", "only the last step is one")
    if "closing" not in last:
        yield document.problem(steps.items[-1].place, "the day ends without a closing", "make `closing` the last step")

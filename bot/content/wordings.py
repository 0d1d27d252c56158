"""reminders.yaml: the ways to say a reminder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bot.content.document import Document, Mapping, Scalar, Sequence, read_document
from bot.content.problem import CourseError, Problem
from bot.content.validation import fill_in
from bot.content.wording_forms import RemindersForm
from bot.core.wordings import Wording


def read_wordings(path: Path) -> tuple[Wording, ...]:
    """Read the wordings of a course. CourseError with everything that is wrong with them."""
    document = read_document(path)
    problems = list(_repeated_ids(document))
    try:
        form = fill_in(RemindersForm, document)
    except CourseError as error:
        raise CourseError([*problems, *error.problems]) from error
    if problems:
        raise CourseError(problems)
    return tuple(form.wordings())


def _repeated_ids(document: Document) -> Iterator[Problem]:
    """Ids given twice, in whichever kind: what is known of a wording is kept under its id alone."""
    first_lines: dict[str, int] = {}
    for kind in document.root.values.values():
        for wording in kind.items if isinstance(kind, Sequence) else ():
            given = wording.values.get("id") if isinstance(wording, Mapping) else None
            if not isinstance(given, Scalar):
                continue
            if given.text in first_lines:
                hint = f"line {first_lines[given.text]} has it already"
                yield document.problem(given.place, f"the id `{given.text}` is given twice", hint)
            else:
                first_lines[given.text] = given.place.line

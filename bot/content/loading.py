"""From a folder to a course: all of it, or all that is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypeVar

from bot.content.compiled import keep_compiled, load_compiled, state_of
from bot.content.files import day_number, yaml_files
from bot.content.problem import CourseError, Problem
from bot.core.course import Course, Day, Lesson

_OUTLINE = "course.yaml"
_WORDINGS = "reminders.yaml"
_NO_DAYS = frozenset({_OUTLINE, _WORDINGS})

T = TypeVar("T")


def load_course(folder: Path, compiled: Path | None = None) -> Course:
    """The course in this folder: course.yaml, one file for each written day, and reminders.yaml if it has words of its
    own for them. CourseError with every problem.

    It is kept in the file `compiled`, where one is given, and taken from there until anything it was made from changes.
    """
    if compiled is None or (state := state_of(folder)) is None:
        return _read_course(folder)
    course = load_compiled(compiled, state)
    if course is None:
        course = _read_course(folder)
        if state == state_of(folder):  # nobody saved a file while it was read
            keep_compiled(compiled, state, course)
    return course


def load_single_day(path: Path) -> Course:
    """A course in which only the day of this file is written; titles come from the course.yaml beside it, if any.

    CourseError with every problem of the two files.
    """
    from bot.content.day import read_day
    from bot.content.outline import read_outline

    number = day_number(path)
    if number is None:
        raise CourseError([Problem(path, 1, 1, "no day file by its name", "call it day-<number>.yaml")])
    problems: list[Problem] = []
    beside = path.with_name(_OUTLINE)
    outline = _noting(problems, partial(read_outline, beside)) if beside.exists() else None
    lesson = _noting(problems, partial(read_day, path, outline.length if outline is not None else None))
    if problems or lesson is None:
        raise CourseError(problems)
    if outline is not None:
        return outline.course({number: lesson})
    coming = tuple(Day(day, f"Day {day}") for day in range(1, number))
    return Course("Preview", (*coming, Day(number, f"Day {number}", lesson=lesson)))


def check(path: Path) -> list[Problem]:
    """Every problem of a course's folder, of a folder of courses, or of one day file, sorted by place."""
    problems: list[Problem] = []
    if not path.is_dir():
        _noting(
            problems,
            partial(load_course, path.parent) if path.name in _NO_DAYS else partial(load_single_day, path),
        )
        return sorted(problems)
    courses = [path] if yaml_files(path) else sorted(filter(_may_be_a_course, path.iterdir()))
    if not courses:
        return [Problem(path, 1, 1, "no course here", f"a course is a folder with a {_OUTLINE}")]
    for folder in courses:
        _noting(problems, partial(load_course, folder))
    return sorted(problems)


def _read_course(folder: Path) -> Course:
    from bot.content.day import read_day
    from bot.content.outline import read_outline
    from bot.content.wordings import read_wordings

    problems = list(_problems_of_names(folder))
    misplaced = {problem.path for problem in problems}
    outline = _noting(problems, partial(read_outline, folder / _OUTLINE))
    lessons: dict[int, Lesson] = {}
    for path in yaml_files(folder):
        number = day_number(path)
        if number is None or path in misplaced:
            continue
        lesson = _noting(problems, partial(read_day, path, outline.length if outline is not None else None))
        if lesson is not None:
            lessons[number] = lesson
    spoken = folder / _WORDINGS
    wordings = _noting(problems, partial(read_wordings, spoken)) if spoken.exists() else ()
    if outline is not None:
        problems.extend(outline.untitled(lessons))
    if problems or outline is None:
        raise CourseError(problems)
    return replace(outline.course(lessons), wordings=wordings or ())


def _noting(problems: list[Problem], read: Callable[[], T]) -> T | None:
    """What `read` gives; after a CourseError None, its problems noted."""
    try:
        return read()
    except CourseError as error:
        problems.extend(error.problems)
        return None


def _may_be_a_course(path: Path) -> bool:
    return path.is_dir() and not path.name.startswith(".")


def _problems_of_names(folder: Path) -> Iterator[Problem]:
    """Files that are none of a course's, that lead out of its folder, or that are a second one for the same day."""
    inside = folder.resolve()
    first: dict[int, str] = {}
    for path in yaml_files(folder):
        number = day_number(path)
        if not path.resolve().is_relative_to(inside):
            yield Problem(path, 1, 1, "a link that leads out of the course’s folder", "put the file itself here")
        elif number in first:
            yield Problem(path, 1, 1, f"a second file for day {number}", f"the first is {first[number]}")
        elif number is not None:
            first[number] = path.name
        elif path.name not in _NO_DAYS:
            yield Problem(
                path, 1, 1, "no file of a course by its name", f"{_OUTLINE}, {_WORDINGS}, or day-<number>.yaml"
            )

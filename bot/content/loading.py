"""From a folder to a course: all of it, or all that is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypeVar

from bot.content.compiled import keep_compiled, load_compiled, state_of
from bot.content.files import day_number, is_meant_as_day, is_text_of_course, other_files, yaml_files
from bot.content.media import Digests, read_media
from bot.content.problem import CourseError, Problem
from bot.core.course import Course, Day, Lesson

OUTLINE = "course.yaml"
"""The file that says what course it is."""
_WORDINGS = "reminders.yaml"
STYLE = "style.yaml"
"""The file that says how its days are to be written. It is for authors: nothing of it is taught."""
NO_DAYS = frozenset({OUTLINE, _WORDINGS, STYLE})
"""The files of a course that are no day's."""

T = TypeVar("T")


def load_course(folder: Path, compiled: Path | None = None) -> Course:
    """The course in this folder: course.yaml, one file for each written day, and reminders.yaml if it has words of its
    own for them. CourseError with every problem.

    It is kept in the file `compiled`, where one is given, and taken from there until anything it was made from changes.
    """
    if compiled is None or (state := state_of(folder)) is None:
        return _read_course(folder)
    course = load_compiled(compiled, state)
    if course is None or not _has_its_media(folder, course):
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
    beside = path.with_name(OUTLINE)
    outline = noting(problems, partial(read_outline, beside)) if beside.exists() else None
    lesson = noting(problems, partial(read_day, path, outline.length if outline is not None else None))
    if problems or lesson is None:
        raise CourseError(problems)
    if outline is not None:
        return outline.course({number: lesson})
    coming = tuple(Day(day, "") for day in range(1, number))
    return Course("Preview", (*coming, Day(number, "", lesson=lesson)))


def files_of(folder: Path, course: Course) -> dict[str, str]:
    """What a course was made from that was read from this folder, by name: the text of each of its files, and the
    digest of each that goes with a step.

    Raises OSError and ValueError where one cannot be read.
    """
    return {path.name: path.read_text(encoding="utf-8-sig") for path in _taught_files(folder)} | _digests(course)


def course_of(files: Mapping[str, str]) -> Course:
    """The course that these files make, given by name: as text, or, where they go with steps, by their digests.
    CourseError with every problem.
    """
    from tempfile import TemporaryDirectory  # a start seldom needs it

    texts, digests = _texts(files), {name: said for name, said in files.items() if not is_text_of_course(name)}
    with TemporaryDirectory() as folder:
        for name, text in texts.items():
            (Path(folder) / name).write_text(text, encoding="utf-8")
        return _read_course(Path(folder), digests)


def salvage(folder: Path, problems: Iterable[Problem], kept: Mapping[str, str]) -> dict[str, str]:
    """The files that can be taught in spite of the problems of those in this folder: instead of a bad one what it said
    when it was `kept`, or nothing, be it that there was no such file or that it does not fit. Empty where they make no
    course.
    """
    from bot.content.day import read_day

    bad = {problem.path.name for problem in problems}
    good: dict[str, str] = {}
    for path in _taught_files(folder):
        if path.name not in bad:
            good |= {path.name: path.read_text(encoding="utf-8-sig")}
            lesson = noting([], partial(read_day, path)) if day_number(path) is not None else None
            good |= {each.name: each.digest for each in lesson.media} if lesson else {}
    mended = {name: said for name, said in kept.items() if name in bad or not is_text_of_course(name)} | good
    return readable_files(mended) or readable_files(kept)


def readable_files(files: Mapping[str, str]) -> dict[str, str]:
    """The files of a course without those that have problems or are not needed; none where there is no course without
    them.
    """
    files = dict(files)
    while OUTLINE in files:
        try:
            course = course_of(files)
        except CourseError as error:
            for problem in error.problems:
                files.pop(problem.path.name, None)
        else:
            return _texts(files) | _digests(course)
    return {}


def _taught_files(folder: Path) -> list[Path]:
    return [path for path in yaml_files(folder) if day_number(path) is not None or path.name in NO_DAYS - {STYLE}]


def _texts(files: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in files.items() if is_text_of_course(name)}


def _digests(course: Course) -> dict[str, str]:
    return {each.name: each.digest for media in course.media.values() for each in media}


def _has_its_media(folder: Path, course: Course) -> bool:
    """Whether the files that go with steps are what they were when the course was read."""
    return all(read_media(folder, each) is not None for media in course.media.values() for each in media)


def _read_course(folder: Path, kept: Digests | None = None) -> Course:
    from bot.content.day import read_day
    from bot.content.outline import read_outline
    from bot.content.wordings import read_wordings

    try:
        problems = list(_problems_of_names(folder))
    except OSError as error:
        raise CourseError([Problem(folder, 1, 1, f"the folder cannot be read: {error.strerror}")]) from error
    misplaced = {problem.path for problem in problems}
    outline = noting(problems, partial(read_outline, folder / OUTLINE))
    lessons: dict[int, Lesson] = {}
    for path in yaml_files(folder):
        number = day_number(path)
        if number is None or path in misplaced:
            continue
        lesson = noting(problems, partial(read_day, path, outline.length if outline is not None else None, kept))
        if lesson is not None and outline is not None and not outline.has_title(number):
            message = f"day {number} is written and has no title"
            problems.append(Problem(path, 1, 1, message, f"add it to `days` in {OUTLINE}"))
        elif lesson is not None:
            lessons[number] = lesson
    spoken = folder / _WORDINGS
    wordings = noting(problems, partial(read_wordings, spoken)) if spoken.exists() else ()
    if problems or outline is None:
        raise CourseError(problems)
    return replace(outline.course(lessons), wordings=wordings or ())


def noting(problems: list[Problem], read: Callable[[], T]) -> T | None:
    """Read; None after a CourseError, whose problems are noted."""
    try:
        return read()
    except CourseError as error:
        problems.extend(error.problems)
        return None


def _problems_of_names(folder: Path) -> Iterator[Problem]:
    """Files that are none of a course's, that lead out of its folder, or that are a second one for the same day."""
    inside = folder.resolve()
    first: dict[int, str] = {}
    for path in yaml_files(folder):
        number = day_number(path)
        if _leads_out_of(inside, path):
            yield Problem(path, 1, 1, "a link that leads out of the course’s folder", "put the file itself here")
        elif number in first:
            yield Problem(path, 1, 1, f"a second file for day {number}", f"the first is {first[number]}")
        elif number is not None:
            first[number] = path.name
        elif path.name not in NO_DAYS:
            yield Problem(
                path, 1, 1, "no file of a course by its name", f"{OUTLINE}, {_WORDINGS}, {STYLE}, or day-<number>.yaml"
            )
    for path in other_files(folder):
        if is_meant_as_day(path):
            yield Problem(path, 1, 1, "a file that is not read", "call it day-<number>.yaml")


def _leads_out_of(folder: Path, path: Path) -> bool:
    try:
        return not path.resolve().is_relative_to(folder)
    except (OSError, RuntimeError):  # a link to itself, which reading it will tell
        return False

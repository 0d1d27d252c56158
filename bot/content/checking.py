"""What authors hear of their lessons: what was read, and all that is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from bot.content.files import day_number, other_files, yaml_files
from bot.content.loading import NO_DAYS, OUTLINE, load_course, load_single_day, noting
from bot.content.problem import CourseError, Problem
from bot.core.course import Course


@dataclass(frozen=True, slots=True)
class Findings:
    """What a look at lessons came to: the `courses` that could be read, by their paths, and the `problems`, sorted by
    place.
    """

    courses: dict[Path, Course]
    problems: tuple[Problem, ...]

    def lines(self, today: date) -> Iterator[str]:
        """What was read, a line for each course or day, and one for each day whose facts are to be checked again."""
        for path, course in self.courses.items():
            days = f"{len(course.lessons)} of {len(course.days)} days"
            if path.is_dir():
                others = ", ".join(each.name for each in other_files(path))
                yield f"{course.title}: {days}" + (f" (not read: {others})" if others else "")
            else:
                yield f"{course.title}: Day {day_number(path)} alone, {path}"
            for number, on in course.stale(today):
                yield f"Day {number}: its facts were checked on {on}, {(today - on).days} days ago"


def look_at(path: Path) -> Findings:
    """Look at a course's folder, at a folder of courses, or at one day file."""
    courses: dict[Path, Course] = {}
    problems: list[Problem] = []
    try:
        for place, load in _to_read(path):
            course = noting(problems, load)
            if course is not None:
                courses[place] = course
    except CourseError as error:
        problems.extend(error.problems)
    except OSError as error:
        problems.append(Problem(path, 1, 1, f"it cannot be read: {error.strerror}"))
    return Findings(courses, tuple(sorted(problems)))


def check(path: Path) -> list[Problem]:
    """Every problem of a course's folder, of a folder of courses, or of one day file, sorted by place."""
    return list(look_at(path).problems)


def _to_read(path: Path) -> Iterator[tuple[Path, Callable[[], Course]]]:
    """What there is to read at a path, each with what reads it. Raises CourseError where that is nothing."""
    if not path.exists() and not path.is_symlink():
        raise CourseError([Problem(path, 1, 1, "there is no such file or folder")])
    if not path.is_dir():
        folder = path.parent if path.name in NO_DAYS else None
        yield (folder, partial(load_course, folder)) if folder else (path, partial(load_single_day, path))
        return
    if day_number(path) is not None:
        raise CourseError([Problem(path, 1, 1, "a folder, by the name of a day’s file", "put the file itself here")])
    courses = [path] if yaml_files(path) else sorted(filter(_may_be_a_course, path.iterdir()))
    if not courses:
        raise CourseError([Problem(path, 1, 1, "no course here", f"a course is a folder with a {OUTLINE}")])
    for folder in courses:
        yield folder, partial(load_course, folder)


def _may_be_a_course(path: Path) -> bool:
    return path.is_dir() and not path.name.startswith(".")

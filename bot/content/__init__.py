"""The course as files: YAML and light Markdown in, `bot.core.course` out, every problem with its place.

What reads and judges files is imported when there is something to read: a start that has the course compiled needs none
of it.
"""

from __future__ import annotations

from pathlib import Path

from bot.content.checking import check, look_at
from bot.content.files import day_file
from bot.content.loading import course_of, files_of, load_course, load_single_day, readable_files, salvage
from bot.content.media import read_media
from bot.content.problem import CourseError, Problem

__all__ = [
    "CourseError",
    "Problem",
    "check",
    "course_of",
    "day_file",
    "files_of",
    "load_course",
    "load_single_day",
    "look_at",
    "read_media",
    "readable_files",
    "salvage",
    "write_schemas",
]


def write_schemas(folder: Path) -> None:
    """Write the schema files into the folder of the courses, where the first line of each lesson refers to them."""
    from bot.content.schema import schemas

    for name, text in schemas().items():
        (folder / name).write_text(text, encoding="utf-8")

"""A course that is written while it is taught."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from bot.core.course import Course
from bot.flows.course.day_states import note_course
from bot.flows.school import School


def only(course: Course, written: Collection[int]) -> Course:
    """The course, of which only these days are written."""
    days = (day if day.number in written else replace(day, lesson=None) for day in course.days)
    return replace(course, days=tuple(days))


async def teach(school: School, course: Course) -> None:
    """Teach this course from now on."""
    school.course = course
    await note_course(school)

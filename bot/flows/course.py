"""The course's files: what is wrong with them, and taking them over while learners are at it."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from pathlib import Path

from bot.content import CourseError, Problem, load_course
from bot.core.audit import AuditAction
from bot.core.course import Changes, Course
from bot.flows.audit import note_action
from bot.flows.day_states import note_course
from bot.flows.school import School


@dataclass(frozen=True, slots=True)
class Inspection:
    """The course that is taught, beside its files: what is wrong with these, or else what differs in them.

    `changes` is None where they cannot be read, be it for their problems or because the course was not read from
    files that may change.
    """

    course: Course
    problems: tuple[Problem, ...] = ()
    changes: Changes | None = None


async def inspect_course(school: School) -> Inspection:
    """Look at the files and change nothing."""
    if school.folder is None:
        return Inspection(school.course)
    found = await asyncio.to_thread(_read, school.folder)
    if isinstance(found, CourseError):
        return Inspection(school.course, found.problems)
    return Inspection(school.course, changes=found.changes_since(school.course))


async def reload_course(school: School, admin_id: int) -> Inspection:
    """Teach from now on what the files say: all of it, or nothing where there is a problem. `changes` is what that
    has changed. A learner whose step is gone goes on at the nearest place that is there.
    """
    if school.folder is None:
        return Inspection(school.course)
    found = await asyncio.to_thread(_read, school.folder)
    if isinstance(found, CourseError):
        return Inspection(school.course, found.problems)
    changes, school.course = found.changes_since(school.course), found
    await note_course(school)
    if changes:
        await note_action(school, admin_id, AuditAction.RELOADED_COURSE, _facts(changes))
    return Inspection(school.course, changes=changes)


def _read(folder: Path) -> Course | CourseError:
    try:
        return load_course(folder)
    except CourseError as error:
        return error


def _facts(changes: Changes) -> str:
    """The changes of lessons as the audit keeps them."""
    parts = {"new": changes.written, "changed": changes.rewritten, "gone": changes.gone}
    return json.dumps({name: days for name, days in parts.items() if days})

"""The course's files: what is taught of them, what is wrong with them, and taking them over while learners are at it.

What is taught is kept in the database, file by file. So a bad file is replaced by what it said when it was taught last,
ids that were published can be compared, and there is a way back.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from bot.content import (
    CourseError,
    Problem,
    course_of,
    day_file,
    files_of,
    load_course,
    load_single_day,
    readable_files,
    salvage,
)
from bot.core.audit import AuditAction
from bot.core.course import Changes, Course, Lesson
from bot.flows.admin.audit import note_action
from bot.flows.course.day_states import note_course
from bot.flows.flow import in_transaction, of_school
from bot.flows.school import School
from bot.store.course_versions import count_standing, load_files, load_versions, save_version, withdraw_version
from bot.store.engine.database import Transaction

_log = logging.getLogger(__name__)


class Taught(NamedTuple):
    """What is taught, as the database keeps it."""

    digest: str
    files: dict[str, str]


@dataclass(frozen=True, slots=True)
class Inspection:
    """The course that is taught, beside its files: what is wrong with these, or else what differs in them.

    `changes` is None where they cannot be read, be it for their problems or because the course was not read from
    files that may change; `written` are the days that can be looked at. `standing` tells how many learners stand at
    each step, by day and step; `digest` which state of the files was seen; `has_former` whether there is a version to
    go back to; `stale` which days have facts that are to be checked again, and when they were.
    """

    course: Course
    problems: tuple[Problem, ...] = ()
    changes: Changes | None = None
    written: Mapping[int, Lesson] = field(default_factory=dict)
    standing: Mapping[tuple[int, str], int] = field(default_factory=dict)
    digest: str = ""
    has_former: bool = False
    stale: tuple[tuple[int, date], ...] = ()


class _Found(NamedTuple):
    course: Course
    files: dict[str, str]
    digest: str


async def open_course(school: School, compiled: Path | None = None) -> Inspection:
    """Begin to teach what the files in the school's folder say, and keep it. Where they have problems, that is what can
    be taught in spite of them; where an admin went back from what they say, it is what they went back to. `changes` is
    how that differs from what was taught last.

    Raises CourseError where there is nothing that could be taught.
    """
    opened = await _open(school, compiled)
    await note_course(school)
    return opened


async def taught_course(school: School, folder: Path) -> Course:
    """The course as the bot teaches it, or as its files say where it has not taught yet."""
    taught, _ = await _look_at_versions(school)
    return _course_as_kept(taught) or load_course(folder)


async def compare_course(school: School, course: Course) -> Inspection:
    """How a course differs from what the bot teaches, and how many learners stand in that."""
    taught, _ = await _look_at_versions(school)
    before = _course_as_kept(taught)
    changes = course.changes_since(before) if before else None
    return Inspection(before or course, changes=changes, standing=await _standing(school))


async def inspect_course(school: School) -> Inspection:
    """Look at the files and change nothing."""
    if school.folder is None:
        return Inspection(school.course, written=school.course.lessons, stale=_stale(school))
    return await _inspection(school, await asyncio.to_thread(_read, school.folder))


async def reload_course(school: School, admin_id: int, digest: str) -> Inspection | None:
    """Teach from now on what the files say: all of it, or nothing where there is a problem. `changes` is what that
    has changed. A learner whose step is gone goes on at the nearest place that is there. None, and nothing is done,
    where the files have changed since the admin saw them in the state of this digest, the beginning of one.
    """
    if school.folder is None:
        return await inspect_course(school)
    found = await asyncio.to_thread(_read, school.folder)
    if isinstance(found, CourseError):
        return await _inspection(school, found)
    if not found.digest.startswith(digest):
        return None
    before, school.course = school.course, found.course
    await note_course(school)
    if changes := found.course.changes_since(before):
        await _keep(school, found.digest, found.files)
        await note_action(school, admin_id, AuditAction.RELOADED_COURSE, _facts(changes))
        _log.info("The course was reloaded: %s", _facts(changes))
    return replace(await _inspection(school, found), changes=changes)


async def restore_course(school: School, admin_id: int) -> Inspection:
    """Teach again what was taught before the last reload, until the files are reloaded or changed."""
    former = await _former(school)
    course = await asyncio.to_thread(_course_as_kept, former)
    if course is not None:
        changes, school.course = course.changes_since(school.course), course
        await note_course(school)
        await _go_back(school)
        await note_action(school, admin_id, AuditAction.RESTORED_COURSE, _facts(changes))
        _log.info("An admin went back to the course as it was: %s", _facts(changes))
    return await inspect_course(school)


async def course_to_preview(school: School, number: int) -> Course:
    """The course with this day as its file has it, taught or not; as it is taught where that cannot be read."""
    found = await asyncio.to_thread(_read_day, school.folder, number) if school.folder else None
    return found or school.course


async def _open(school: School, compiled: Path | None) -> Inspection:
    assert school.folder is not None  # noqa: S101 -- there are files to open
    taught, withdrawn = await _look_at_versions(school)
    found, problems = _read_what_can_be(school.folder, compiled, taught)
    if taught and found.digest == taught.digest:
        school.course = found.course
        return Inspection(school.course, problems)
    before = _course_as_kept(taught)
    if before and found.digest in withdrawn:
        school.course = before
        return Inspection(school.course, problems)
    school.course = found.course
    await _keep(school, found.digest, found.files)
    changes = found.course.changes_since(before) if before else None
    return Inspection(school.course, problems, changes, standing=await _standing(school))


async def _inspection(school: School, found: _Found | CourseError) -> Inspection:
    """What is taught, beside the files as they were found."""
    course, has_former = school.course, await _former(school) is not None
    if isinstance(found, CourseError):
        return Inspection(course, found.problems, written=course.lessons, has_former=has_former, stale=_stale(school))
    return Inspection(
        course,
        changes=found.course.changes_since(course),
        written=found.course.lessons,
        standing=await _standing(school),
        digest=found.digest,
        has_former=has_former,
        stale=_stale(school),
    )


def _stale(school: School) -> tuple[tuple[int, date], ...]:
    return school.course.stale(school.clock.now().date())


@in_transaction
def _look_at_versions(transaction: Transaction) -> tuple[Taught | None, frozenset[str]]:
    """What is taught, and the digests of what was taught and taken back."""
    versions = load_versions(transaction)
    taught = next((each for each in versions if not each.withdrawn), None)
    withdrawn = frozenset(each.digest for each in versions if each.withdrawn)
    return (Taught(taught.digest, load_files(transaction, taught.id)) if taught else None), withdrawn


@in_transaction
def _former(transaction: Transaction) -> Taught | None:
    """What was taught before."""
    taught = [each for each in load_versions(transaction) if not each.withdrawn]
    return Taught(taught[1].digest, load_files(transaction, taught[1].id)) if len(taught) > 1 else None


@of_school
def _keep(transaction: Transaction, _: School, now: datetime, digest: str, files: Mapping[str, str]) -> None:
    save_version(transaction, digest, files, now)


@in_transaction
def _go_back(transaction: Transaction) -> None:
    withdraw_version(transaction, next(each.id for each in load_versions(transaction) if not each.withdrawn))


@in_transaction
def _standing(transaction: Transaction) -> dict[tuple[int, str], int]:
    return count_standing(transaction)


def _read(folder: Path, compiled: Path | None = None) -> _Found | CourseError:
    try:
        course = load_course(folder, compiled)
    except CourseError as error:
        return error
    files = files_of(folder)
    return _Found(course, files, _digest(files))


def _read_day(folder: Path, number: int) -> Course | None:
    try:
        return load_single_day(day_file(folder, number))
    except (CourseError, OSError):
        return None


def _read_what_can_be(folder: Path, compiled: Path | None, taught: Taught | None) -> tuple[_Found, tuple[Problem, ...]]:
    """What can be taught of the files, and their problems. Raises CourseError where that is nothing."""
    found = _read(folder, compiled)
    if isinstance(found, _Found):
        return found, ()
    files = salvage(folder, found.problems, taught.files if taught else {})
    if not files:
        raise found
    return _Found(course_of(files), files, _digest(files)), found.problems


def _course_as_kept(taught: Taught | None) -> Course | None:
    """The course that was kept; None where there is none, or none that today's reader understands."""
    files = readable_files(taught.files) if taught else {}
    return course_of(files) if files else None


def _digest(files: Mapping[str, str]) -> str:
    return sha256(json.dumps(sorted(files.items())).encode()).hexdigest()


def _facts(changes: Changes) -> str:
    """The changes of lessons as the audit keeps them."""
    parts = {"new": changes.written, "changed": changes.rewritten, "gone": changes.gone}
    return json.dumps({name: days for name, days in parts.items() if days})

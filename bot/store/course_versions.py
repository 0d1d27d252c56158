"""The course as it was taught: its files, version by version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, func, select, update

from bot.store.engine.database import Transaction
from bot.store.engine.statement import Statement, insert
from bot.store.tables import course_files, course_versions, places

KEPT = 5
"""How many versions are kept, the taught one among them."""

_LOAD = Statement(select(course_versions).order_by(course_versions.c.id.desc()))
_LOAD_FILES = Statement(
    select(course_files.c.name, course_files.c.content).where(course_files.c.version_id == bindparam("of_version"))
)
_SAVE = Statement(
    insert(course_versions).values(digest=bindparam("digest"), taught_at=bindparam("taught_at"), withdrawn=False)
)
_SAVE_FILE = Statement(
    insert(course_files).values(
        version_id=bindparam("version_id"), name=bindparam("name"), content=bindparam("content")
    )
)
_WITHDRAW = Statement(update(course_versions).where(course_versions.c.id == bindparam("of_id")).values(withdrawn=True))
_DELETE = Statement(delete(course_versions).where(course_versions.c.id == bindparam("of_id")))
_STANDING = Statement(
    select(places.c.day, places.c.step, func.count().label("learners"))
    .where(places.c.finished_on.is_(None))
    .group_by(places.c.day, places.c.step)
)


@dataclass(frozen=True, slots=True)
class CourseVersion:
    """A state of the course's files. `withdrawn` where an admin went back to the one before."""

    id: int
    digest: str
    taught_at: datetime
    withdrawn: bool


def load_versions(transaction: Transaction) -> list[CourseVersion]:
    """The versions that are kept, newest first."""
    return [CourseVersion(**row._asdict()) for row in transaction.all(_LOAD)]


def load_files(transaction: Transaction, version_id: int) -> dict[str, str]:
    """The files of a version: the text of each by its name."""
    return {row.name: row.content for row in transaction.all(_LOAD_FILES, of_version=version_id)}


def save_version(transaction: Transaction, digest: str, files: Mapping[str, str], now: datetime) -> None:
    """Save what is taught from now on, and forget the oldest versions beyond those that are KEPT."""
    transaction.run(_SAVE, digest=digest, taught_at=now)
    saved, *_ = load_versions(transaction)
    for name, content in files.items():
        transaction.run(_SAVE_FILE, version_id=saved.id, name=name, content=content)
    for old in load_versions(transaction)[KEPT:]:
        transaction.run(_DELETE, of_id=old.id)


def withdraw_version(transaction: Transaction, version_id: int) -> None:
    """Note that this version is not to be taught any more."""
    transaction.run(_WITHDRAW, of_id=version_id)


def count_standing(transaction: Transaction) -> dict[tuple[int, str], int]:
    """How many learners stand at each step of a day that they have not finished, by day and step."""
    return {(row.day, row.step): row.learners for row in transaction.all(_STANDING)}

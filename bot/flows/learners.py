"""Learners one by one, for support and for the operator's lists."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime

from bot.core.audit import AuditAction, AuditEntry
from bot.core.course import Course
from bot.core.lesson import Place
from bot.core.preferences import Preferences, ZoneFrom
from bot.flows.enrolment import Enrolment
from bot.flows.flow import in_transaction, of_school
from bot.flows.progress import Ledger
from bot.flows.school import School
from bot.flows.statistics import LEARNERS_AT_ONCE
from bot.store.audit import save_audit
from bot.store.engine.database import Transaction
from bot.store.preferences import load_preferences
from bot.store.roster import RosterLine, load_learner_count, load_roster
from bot.store.statistics import Range, load_range


@dataclass(frozen=True, slots=True)
class Record:
    """One learner as support sees them. `place` is where they stand in the open day, None between lessons."""

    course: Course
    line: RosterLine
    ledger: Ledger
    place: Place | None
    preferences: Preferences
    questions_due: int
    zone_is_told: bool


@of_school
def look_at_learner(
    transaction: Transaction, school: School, now: datetime, admin_id: int, learner_id: int, called: str
) -> Record | None:
    """A learner's record; None for somebody unknown. It is written down that an admin looked, at whom by pseudonym."""
    lines = load_roster(transaction, Range(learner_id - 1, learner_id))
    if not lines:
        return None
    save_audit(transaction, AuditEntry(now, admin_id, AuditAction.LOOKED_AT_LEARNER, detail=called))
    enrolment = Enrolment.of(transaction, school, learner_id, now)
    learner = enrolment.learner
    return Record(
        school.course,
        lines[0],
        Ledger(enrolment.streak(), enrolment.today_ends_at),
        enrolment.open_place(),
        load_preferences(transaction, learner_id),
        enrolment.reviews_due(),
        learner.zone_from is ZoneFrom.CHOSEN or learner.zone_name != school.default_zone_name,
    )


@in_transaction
def count_learners(transaction: Transaction) -> int:
    """How many learners there are."""
    return load_learner_count(transaction)


async def list_learners(school: School) -> AsyncIterator[list[RosterLine]]:
    """The lines of all learners, some at a time, so that nobody waits for long."""
    after = 0
    while True:
        among, lines = await _list_some(school, after)
        if among is None:
            return
        yield lines
        after = among.upto


@in_transaction
def _list_some(transaction: Transaction, after: int) -> tuple[Range | None, list[RosterLine]]:
    """The next few learners with their lines."""
    among = load_range(transaction, after, LEARNERS_AT_ONCE)
    return among, load_roster(transaction, among) if among else []

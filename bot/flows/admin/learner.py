"""One learner, for support: how they stand, and what can be done for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.core.audit import AuditAction, AuditEntry
from bot.core.course import Course
from bot.core.lesson import Place
from bot.core.preferences import Preferences, ZoneFrom, unpause
from bot.flows.enrolment import Enrolment
from bot.flows.flow import of_school
from bot.flows.progress import Ledger
from bot.flows.school import School
from bot.flows.settings import fulfil
from bot.store.audit import save_audit
from bot.store.engine.database import Transaction
from bot.store.preferences import load_preferences
from bot.store.roster import RosterLine, load_roster
from bot.store.statistics import Range


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


@of_school
def note_message_to(transaction: Transaction, _: School, now: datetime, admin_id: int, called: str) -> None:
    """Write down that an admin wrote to a learner, who is called by a pseudonym."""
    save_audit(transaction, AuditEntry(now, admin_id, AuditAction.WROTE_TO_LEARNER, detail=called))


@of_school
def end_pause_of(
    transaction: Transaction, school: School, now: datetime, admin_id: int, learner_id: int, called: str
) -> bool:
    """End the pause of a learner for them; False where there was none."""
    enrolment = Enrolment.of(transaction, school, learner_id, now)
    if enrolment.is_new or not load_preferences(transaction, learner_id).is_paused(now):
        return False
    fulfil(enrolment, unpause)
    save_audit(transaction, AuditEntry(now, admin_id, AuditAction.ENDED_PAUSE, detail=called))
    return True

"""What learners may know about what is kept of them, and how they leave."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.core.confirmation import is_open
from bot.flows.enrolment import Enrolment
from bot.flows.flow import of_school
from bot.flows.school import School
from bot.store.dossier import Dossier, delete_dossier, load_dossier, save_departure
from bot.store.engine.database import Transaction
from bot.store.inbox import forget_set_aside
from bot.store.learners import load_learner


@dataclass(frozen=True, slots=True)
class Export:
    """All that was kept about a learner at that moment."""

    at: datetime
    dossier: Dossier


@of_school
def export(transaction: Transaction, _: School, now: datetime, learner_id: int) -> Export | None:
    """All that is kept about the learner; None where that is nothing."""
    dossier = load_dossier(transaction, learner_id)
    return Export(now, dossier) if dossier else None


@of_school
def ask_to_delete(transaction: Transaction, _: School, now: datetime, learner_id: int) -> datetime | None:
    """When the question was asked, as of now; None where nothing is kept that could be deleted."""
    return now if load_learner(transaction, learner_id) else None


async def erase(school: School) -> bool:
    """Leave nothing of what was deleted in the database's files; False where that has to be tried again."""
    return await school.database.erase()


@of_school
def delete(
    transaction: Transaction, school: School, now: datetime, learner_id: int, asked_of: int, asked_at: datetime
) -> bool:
    """Delete the learner from every table and count the departure; done before, it is neither done nor counted again.

    False, and nothing is deleted, where the question was put to somebody else, too long ago, or before the learner
    last began.
    """
    if asked_of != learner_id or not is_open(asked_at, now):
        return False
    forget_set_aside(transaction, learner_id)
    learner = load_learner(transaction, learner_id)
    if learner is None:
        return True
    if learner.joined_at > asked_at:
        return False
    save_departure(transaction, Enrolment(transaction, school, learner, now).today_on)
    delete_dossier(transaction, learner_id)
    return True

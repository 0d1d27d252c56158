"""Whom the menus of admins are for: who is one, and who was."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from bot.core.letter import monday_of
from bot.flows.enrolment import Enrolment
from bot.flows.flow import in_transaction, of_school
from bot.flows.school import School
from bot.store.admins import forget_admin, load_admins, save_admin
from bot.store.engine.database import Transaction
from bot.store.learners import load_learner


@of_school
def note_admins(transaction: Transaction, school: School, now: datetime, admin_ids: Collection[int]) -> list[int]:
    """Write down who the admins are; those who were, and are not any more."""
    for admin_id in admin_ids:
        save_admin(transaction, admin_id, monday_of(Enrolment.of(transaction, school, admin_id, now).now_here))
    return [each.admin_id for each in load_admins(transaction) if each.admin_id not in admin_ids]


@in_transaction
def dismiss_admin(transaction: Transaction, admin_id: int) -> None:
    """Forget a former admin: nothing of theirs is left to be taken away."""
    forget_admin(transaction, admin_id)


@in_transaction
def have_begun(transaction: Transaction, ids: Collection[int]) -> set[int]:
    """Those of them who have written to the bot."""
    return {each for each in ids if load_learner(transaction, each)}

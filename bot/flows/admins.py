"""Admins as the bot knows them: who is one and who was, whose weekly letter is due, what they do for a learner."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from bot.core.audit import AuditAction, AuditEntry
from bot.core.letter import is_due, monday_of
from bot.core.preferences import unpause
from bot.flows.enrolment import Enrolment
from bot.flows.flow import in_transaction, of_school
from bot.flows.school import School
from bot.flows.settings import fulfil
from bot.store.admins import forget_admin, load_admins, save_admin, save_letter, save_letter_wish
from bot.store.audit import save_audit
from bot.store.engine.database import Transaction
from bot.store.learners import load_learner
from bot.store.preferences import load_preferences


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


@of_school
def claim_letters(transaction: Transaction, school: School, now: datetime) -> list[tuple[int, date | None]]:
    """Claim the letters that are due: for which admins, each with the Monday of the one before."""
    due = []
    for reader in load_admins(transaction):
        here = Enrolment.of(transaction, school, reader.admin_id, now).now_here
        if is_due(reader, here):
            due.append((reader.admin_id, reader.lettered_on))
            save_letter(transaction, reader.admin_id, monday_of(here))
    return due


@in_transaction
def languages_of(transaction: Transaction, ids: Collection[int]) -> dict[int, str | None]:
    """Which language the Telegram of each of them speaks, as far as it has told."""
    return {each: learner.language for each in ids if (learner := load_learner(transaction, each))}


@in_transaction
def return_letter(transaction: Transaction, admin_id: int, before: date | None) -> None:
    """Have a letter come again that provably did not leave; `before` is the Monday of the one before."""
    save_letter(transaction, admin_id, before)


@in_transaction
def wish_letters(transaction: Transaction, admin_id: int, wanted: bool) -> None:
    """Send an admin letters from now on, or none."""
    save_letter_wish(transaction, admin_id, wanted=wanted)


@of_school
def note_message_to(transaction: Transaction, _: School, now: datetime, admin_id: int, called: str) -> None:
    """Write down that an admin wrote to a learner, who is called by a pseudonym."""
    save_audit(transaction, AuditEntry(now, admin_id, AuditAction.WROTE_TO_LEARNER, detail=called))


@of_school
def end_pause_of(
    transaction: Transaction, school: School, now: datetime, admin_id: int, learner_id: int, called: str
) -> bool:
    """End the pause of a learner for them; False where there was none."""
    if load_learner(transaction, learner_id) is None:
        return False
    enrolment = Enrolment.of(transaction, school, learner_id, now)
    if not load_preferences(transaction, learner_id).is_paused(now):
        return False
    fulfil(enrolment, unpause)
    save_audit(transaction, AuditEntry(now, admin_id, AuditAction.ENDED_PAUSE, detail=called))
    return True

"""The weekly letters to admins: whose is due, and who wants them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from bot.core.letter import is_due, monday_of
from bot.flows.enrolment import Enrolment
from bot.flows.flow import in_transaction, of_school
from bot.flows.school import School
from bot.store.admins import load_admins, save_letter, save_letter_wish
from bot.store.engine.database import Transaction
from bot.store.learners import load_learner


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

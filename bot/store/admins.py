"""All who are or were admins, and who of them wants the weekly letter."""

from __future__ import annotations

from datetime import date

from sqlalchemy import bindparam, delete, select, update

from bot.core.letter import Reader
from bot.store.engine.database import Transaction
from bot.store.engine.statement import Statement, insert
from bot.store.tables import admins

_LOAD = Statement(select(admins).order_by(admins.c.id))
_SAVE = Statement(
    insert(admins).values(id=bindparam("admin"), letters=True, lettered_on=bindparam("monday")).on_conflict_do_nothing()
)
_FORGET = Statement(delete(admins).where(admins.c.id == bindparam("admin")))
_SAVE_WISH = Statement(update(admins).where(admins.c.id == bindparam("admin")).values(letters=bindparam("wanted")))
_SAVE_LETTER = Statement(
    update(admins).where(admins.c.id == bindparam("admin")).values(lettered_on=bindparam("monday"))
)


def load_admins(transaction: Transaction) -> list[Reader]:
    """All there are."""
    return [
        Reader(admin_id=row.id, wants_letters=row.letters, lettered_on=row.lettered_on)
        for row in transaction.all(_LOAD)
    ]


def save_admin(transaction: Transaction, admin_id: int, monday: date) -> None:
    """Write an admin down, whose first letter comes after this Monday; one who is there already stays as they are."""
    transaction.run(_SAVE, admin=admin_id, monday=monday)


def forget_admin(transaction: Transaction, admin_id: int) -> None:
    """Forget one who is none any more."""
    transaction.run(_FORGET, admin=admin_id)


def save_letter_wish(transaction: Transaction, admin_id: int, *, wanted: bool) -> None:
    """Keep whether an admin wants letters."""
    transaction.run(_SAVE_WISH, admin=admin_id, wanted=wanted)


def save_letter(transaction: Transaction, admin_id: int, monday: date | None) -> None:
    """Keep of which Monday an admin has the letter."""
    transaction.run(_SAVE_LETTER, admin=admin_id, monday=monday)

"""What learners decide about being written to unasked; kept with the learner, read where it matters."""

from __future__ import annotations

from dataclasses import fields

from sqlalchemy import bindparam, select, update

from bot.core.preferences import Preferences
from bot.store.engine.database import Transaction
from bot.store.engine.statement import Row, Statement
from bot.store.tables import learners

COLUMNS = tuple(each.name for each in fields(Preferences))
"""What they are called in the table too."""

_LOAD = Statement(select(*(learners.c[name] for name in COLUMNS)).where(learners.c.id == bindparam("learner_id")))
_SAVE = Statement(
    update(learners)
    .where(learners.c.id == bindparam("learner_id"))
    .values({name: bindparam(f"new_{name}") for name in COLUMNS})
)


def load_preferences(transaction: Transaction, learner_id: int) -> Preferences:
    """The learner's preferences; those everybody begins with for somebody who has never begun."""
    row = transaction.first(_LOAD, learner_id=learner_id)
    return preferences_of(row) if row else Preferences()


def preferences_of(row: Row) -> Preferences:
    """The preferences in a row of any query that selects COLUMNS of learners."""
    return Preferences(**{name: getattr(row, name) for name in COLUMNS})


def save_preferences(transaction: Transaction, learner_id: int, preferences: Preferences) -> None:
    """Save all of a learner's preferences."""
    values = {f"new_{name}": getattr(preferences, name) for name in COLUMNS}
    transaction.run(_SAVE, learner_id=learner_id, **values)

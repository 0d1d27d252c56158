"""What learners decide about being written to unasked; kept with the learner, read where it matters."""

from __future__ import annotations

from sqlalchemy import bindparam, select, update

from bot.core.preferences import Preferences
from bot.store.engine.sqlite import Transaction
from bot.store.engine.statement import Statement
from bot.store.tables import learners

_COLUMNS = ("remind_at", "quiet_from", "quiet_until", "paused_until", "announcements")

_LOAD = Statement(select(*(learners.c[name] for name in _COLUMNS)).where(learners.c.id == bindparam("learner_id")))
_SAVE = Statement(
    update(learners)
    .where(learners.c.id == bindparam("learner_id"))
    .values({name: bindparam(f"new_{name}") for name in _COLUMNS})
)


def load_preferences(transaction: Transaction, learner_id: int) -> Preferences:
    """The learner's preferences; those everybody begins with for somebody who has never begun."""
    row = transaction.first(_LOAD, learner_id=learner_id)
    return Preferences(*row) if row else Preferences()


def save_preferences(transaction: Transaction, learner_id: int, preferences: Preferences) -> None:
    """Save all of a learner's preferences."""
    values = {f"new_{name}": getattr(preferences, name) for name in _COLUMNS}
    transaction.run(_SAVE, learner_id=learner_id, **values)

"""The learning dates that cannot be missed. They are kept for each learner, so that no later zone moves them."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Date, bindparam, exists, select
from sqlalchemy.dialects.sqlite import insert

from bot.store.database import Transaction
from bot.store.statement import Statement
from bot.store.tables import completions, learners, neutral_dates

_has_finished = exists().where(completions.c.learner_id == learners.c.id)

_LOAD = Statement(select(neutral_dates.c.learning_on).where(neutral_dates.c.learner_id == bindparam("learner")))
_LOAD_ZONES = Statement(select(learners.c.zone).distinct())
_SAVE = Statement(
    insert(neutral_dates)
    .from_select(
        ["learner_id", "learning_on"],
        select(learners.c.id, bindparam("learning_on", type_=Date)).where(
            learners.c.zone == bindparam("zone"), _has_finished
        ),
    )
    .on_conflict_do_nothing()
)


def load_neutral_dates(transaction: Transaction, learner_id: int) -> set[date]:
    """The learner's dates that cannot be missed."""
    return {row.learning_on for row in transaction.all(_LOAD, learner=learner_id)}


def load_zones(transaction: Transaction) -> list[str]:
    """The zones that learners live in."""
    return [row.zone for row in transaction.all(_LOAD_ZONES)]


def save_neutral_date(transaction: Transaction, zone: str, learning_on: date) -> None:
    """Make the date neutral for all who live in the zone and have a streak to lose."""
    transaction.run(_SAVE, zone=zone, learning_on=learning_on)

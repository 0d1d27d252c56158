"""The learning dates that cannot be missed. They are kept for each learner, so that no later zone moves them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import Date, bindparam, delete, exists, select

from bot.store.engine.database import Transaction
from bot.store.engine.statement import Statement, insert
from bot.store.tables import completions, learners, neutral_dates

_has_finished = exists().where(completions.c.learner_id == learners.c.id)

_LOAD = Statement(select(neutral_dates.c.learning_on).where(neutral_dates.c.learner_id == bindparam("learner")))
_LOAD_RULES = Statement(select(learners.c.zone, learners.c.day_starts_at).distinct())
_SAVE_FOR_ALL = Statement(
    insert(neutral_dates)
    .from_select(
        ["learner_id", "learning_on"],
        select(learners.c.id, bindparam("learning_on", type_=Date)).where(
            learners.c.zone == bindparam("zone"), learners.c.day_starts_at == bindparam("day_starts_at"), _has_finished
        ),
    )
    .on_conflict_do_nothing()
)
_SAVE = Statement(
    insert(neutral_dates)
    .values(learner_id=bindparam("learner"), learning_on=bindparam("learning_on"))
    .on_conflict_do_nothing()
)
_FORGET = Statement(
    delete(neutral_dates).where(
        neutral_dates.c.learner_id == bindparam("learner"), neutral_dates.c.learning_on == bindparam("on")
    )
)


def load_neutral_dates(transaction: Transaction, learner_id: int) -> set[date]:
    """The learner's dates that cannot be missed."""
    return {row.learning_on for row in transaction.all(_LOAD, learner=learner_id)}


def load_rules(transaction: Transaction) -> list[tuple[str, int]]:
    """The names of the zones that learners live in, each with the hours at which their days begin there."""
    return [(row.zone, row.day_starts_at) for row in transaction.all(_LOAD_RULES)]


def save_neutral_date(transaction: Transaction, zone_name: str, day_starts_at: int, learning_on: date) -> None:
    """Make the date neutral for all who live by the zone of this name and this hour and have a streak to lose."""
    transaction.run(_SAVE_FOR_ALL, zone=zone_name, day_starts_at=day_starts_at, learning_on=learning_on)


def save_neutral_dates(transaction: Transaction, learner_id: int, dates: Iterable[date]) -> None:
    """Make the dates neutral for one learner."""
    for on in dates:
        transaction.run(_SAVE, learner=learner_id, learning_on=on)


def forget_neutral_dates(transaction: Transaction, learner_id: int, dates: Iterable[date]) -> None:
    """Let the dates count again for one learner."""
    for on in dates:
        transaction.run(_FORGET, learner=learner_id, on=on)

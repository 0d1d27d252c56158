"""The roster: one line for each learner, for support and for the operator's lists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, bindparam, func, select

from bot.store.engine.database import Transaction
from bot.store.engine.statement import Statement
from bot.store.statistics import Range
from bot.store.tables import answers, learners, places


@dataclass(frozen=True, slots=True)
class RosterLine:
    """A learner at a glance. `latest_at` is when their latest step was shown, `given` and `right` count the first
    answers to questions.
    """

    id: int
    zone_name: str
    language: str | None
    joined_at: datetime
    latest_at: datetime | None
    blocked_at: datetime | None
    open_day: int | None
    days_done: int
    given: int
    right: int


_steps = select(func.max(places.c.shown_at)).where(places.c.learner_id == learners.c.id).scalar_subquery()
_done = (
    select(func.count())
    .where(places.c.learner_id == learners.c.id, places.c.finished_on.is_not(None))
    .scalar_subquery()
)
_first_answers = and_(answers.c.learner_id == learners.c.id, answers.c.visit == 1)
_given = select(func.count()).where(_first_answers).scalar_subquery()
_right = select(func.count()).where(_first_answers, answers.c.correct).scalar_subquery()
_LOAD = Statement(
    select(
        learners.c.id,
        learners.c.zone.label("zone_name"),
        learners.c.language,
        learners.c.joined_at,
        _steps.label("latest_at"),
        learners.c.blocked_at,
        learners.c.open_day,
        _done.label("days_done"),
        _given.label("given"),
        _right.label("right"),
    )
    .where(learners.c.id > bindparam("after"), learners.c.id <= bindparam("upto"))
    .order_by(learners.c.id)
)
_COUNT = Statement(select(func.count().label("total")).select_from(learners))


def load_roster(transaction: Transaction, among: Range) -> list[RosterLine]:
    """The lines of these learners, by id."""
    return [RosterLine(**row._asdict()) for row in transaction.all(_LOAD, after=among.after, upto=among.upto)]


def load_learner_count(transaction: Transaction) -> int:
    """How many learners there are."""
    row = transaction.first(_COUNT)
    return int(row.total) if row else 0

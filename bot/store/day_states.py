"""The days of the course over time: announced, written, gone."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, func, select, union_all

from bot.core.day_states import DayState
from bot.core.delivery import WENT_OUT
from bot.store.engine.database import Transaction
from bot.store.engine.statement import Statement, insert, spelled_out
from bot.store.tables import answers, day_states, learners, places, reminders

_LOAD = Statement(select(day_states).order_by(day_states.c.since_at, day_states.c.day))
_new = insert(day_states)
_SAVE = Statement(
    _new.values(
        day=bindparam("of_day"),
        since_at=bindparam("since"),
        written=bindparam("is_written"),
        until_at=bindparam("until"),
    ).on_conflict_do_update(
        index_elements=["day", "since_at"],
        set_={"written": _new.excluded.written, "until_at": _new.excluded.until_at},
    )
)
_traces = union_all(
    select(places.c.day, places.c.shown_at.label("at")),
    select(places.c.day, places.c.finished_at).where(places.c.finished_at.is_not(None)),
    select(answers.c.day, answers.c.answered_at),
).subquery()
_TRACES = Statement(select(_traces.c.day, func.min(_traces.c.at).label("at")).group_by(_traces.c.day))
_between_lessons = (
    select(
        places.c.learner_id,
        func.max(places.c.day).label("last_finished"),
        func.max(places.c.finished_at).label("finished_at"),
    )
    .join(learners, learners.c.id == places.c.learner_id)
    .where(learners.c.open_day.is_(None), places.c.finished_at.is_not(None))
    .group_by(places.c.learner_id)
    .having(func.max(places.c.visit) == 1)  # else it may have been about a lesson that is read again
    .subquery()
)
_REMINDED = Statement(
    select(_between_lessons.c.last_finished, func.min(reminders.c.due_at).label("at"))
    .join(reminders, reminders.c.learner_id == _between_lessons.c.learner_id)
    .where(reminders.c.due_at > _between_lessons.c.finished_at, spelled_out(reminders.c.state, WENT_OUT))
    .group_by(_between_lessons.c.last_finished)
)


def load_day_states(transaction: Transaction) -> list[DayState]:
    """All that is known of the days of the course, in the order of time."""
    return [DayState(**row._asdict()) for row in transaction.all(_LOAD)]


def save_day_state(transaction: Transaction, state: DayState) -> None:
    """Keep a state of a day, or that it has ended."""
    transaction.run(_SAVE, of_day=state.day, since=state.since_at, is_written=state.written, until=state.until_at)


def load_traces(transaction: Transaction) -> dict[int, datetime]:
    """The earliest moment at which a learner is known to have read a day, by day."""
    return {row.day: row.at for row in transaction.all(_TRACES)}


def load_reminded(transaction: Transaction) -> dict[int, datetime]:
    """The earliest moment at which a learner between lessons was reminded of what follows, by the last day they have
    finished.
    """
    return {row.last_finished: row.at for row in transaction.all(_REMINDED)}

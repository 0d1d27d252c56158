"""What learners finished, each thing once, with the learning date it was."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, func, select

from bot.core.streak import Completion, CompletionKind
from bot.store.engine.database import Transaction
from bot.store.engine.statement import Statement, insert
from bot.store.tables import completions

_LOAD = Statement(select(completions).where(completions.c.learner_id == bindparam("learner")))
_FIRST_AND_LAST = Statement(
    select(
        func.min(completions.c.completed_at).label("first_at"), func.max(completions.c.completed_at).label("last_at")
    ).where(completions.c.learner_id == bindparam("learner"), completions.c.kind == CompletionKind.LESSON.value)
)
_SAVE = Statement(
    insert(completions)
    .values(
        learner_id=bindparam("learner"),
        kind=bindparam("kind"),
        what=bindparam("what"),
        learning_on=bindparam("learning_on"),
        completed_at=bindparam("completed_at"),
    )
    .on_conflict_do_nothing()
)


def load_completions(transaction: Transaction, learner_id: int) -> list[Completion]:
    """All that the learner finished, in no order."""
    rows = transaction.all(_LOAD, learner=learner_id)
    return [Completion(learning_on=row.learning_on, kind=CompletionKind(row.kind), what=row.what) for row in rows]


def load_last_lesson_at(transaction: Transaction, learner_id: int) -> datetime | None:
    """When the learner finished a lesson last, None where they never did."""
    row = transaction.first(_FIRST_AND_LAST, learner=learner_id)
    return row.last_at if row else None


def load_first_lesson_at(transaction: Transaction, learner_id: int) -> datetime | None:
    """When the learner finished a lesson first, None where they never did."""
    row = transaction.first(_FIRST_AND_LAST, learner=learner_id)
    return row.first_at if row else None


def save_completion(transaction: Transaction, learner_id: int, completion: Completion, completed_at: datetime) -> None:
    """Keep what was finished. The first time stays, with its date, however often it is finished again."""
    transaction.run(
        _SAVE,
        learner=learner_id,
        kind=completion.kind.value,
        what=completion.what,
        learning_on=completion.learning_on,
        completed_at=completed_at,
    )

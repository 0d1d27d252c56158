"""What learners answered. The first answer of a visit is kept, every later one ignored."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import and_, bindparam, func, select

from bot.core.review import Answered, Question
from bot.store.engine.database import Transaction
from bot.store.engine.statement import Statement, insert
from bot.store.tables import answers

_LOAD = Statement(
    select(answers.c.question, answers.c.option).where(
        answers.c.learner_id == bindparam("learner"),
        answers.c.day == bindparam("on_day"),
        answers.c.visit == bindparam("on_visit"),
    )
)
_COUNT = Statement(
    select(func.count().label("given"), func.count().filter(answers.c.correct).label("right")).where(
        and_(answers.c.learner_id == bindparam("learner"), answers.c.visit == 1)
    )
)
_LOAD_MISSED = Statement(
    select(answers.c.day, answers.c.question, answers.c.learning_on, answers.c.option).where(
        and_(answers.c.learner_id == bindparam("learner"), ~answers.c.correct)
    )
)
_SAVE = Statement(
    insert(answers)
    .values(
        learner_id=bindparam("learner"),
        day=bindparam("on_day"),
        question=bindparam("question"),
        visit=bindparam("on_visit"),
        option=bindparam("option"),
        correct=bindparam("correct"),
        answered_at=bindparam("answered_at"),
        learning_on=bindparam("learning_on"),
    )
    .on_conflict_do_nothing()
)


def load_answers(transaction: Transaction, learner_id: int, day: int, visit: int) -> dict[str, str]:
    """The options chosen on one visit to a day, by question."""
    rows = transaction.all(_LOAD, learner=learner_id, on_day=day, on_visit=visit)
    return {row.question: row.option for row in rows}


def load_score(transaction: Transaction, learner_id: int) -> tuple[int, int]:
    """Right answers and given answers over all days, first visits only: reading again never changes the score."""
    row = transaction.first(_COUNT, learner=learner_id)
    return (row.right, row.given) if row else (0, 0)


def load_missed(transaction: Transaction, learner_id: int) -> list[Answered]:
    """The wrong answers of every visit to every day, in no order."""
    rows = transaction.all(_LOAD_MISSED, learner=learner_id)
    return [
        Answered(
            question=Question(day=row.day, step=row.question),
            learning_on=row.learning_on,
            option=row.option,
            right=False,
        )
        for row in rows
    ]


def save_answer(
    transaction: Transaction, learner_id: int, visit: int, answered: Answered, answered_at: datetime
) -> None:
    """Keep the answer if it is the first to this question on this visit to its day."""
    transaction.run(
        _SAVE,
        learner=learner_id,
        on_day=answered.question.day,
        on_visit=visit,
        question=answered.question.step,
        option=answered.option,
        correct=answered.right,
        answered_at=answered_at,
        learning_on=answered.learning_on,
    )

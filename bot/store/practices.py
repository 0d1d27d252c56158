"""What learners' prompts had, and the extra practice they opened last. What they write is kept nowhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select

from bot.store.engine.database import Transaction
from bot.store.engine.statement import Statement, insert
from bot.store.tables import extras, tries


@dataclass(frozen=True, slots=True)
class OpenedExtra:
    """The extra practice that was opened last: of which day, after the step that this `cause` brought, and when."""

    day: int
    cause: str
    opened_at: datetime


_try = insert(tries)
_SAVE_TRY = Statement(
    _try.values(
        learner_id=bindparam("learner"),
        day=bindparam("on_day"),
        practice=bindparam("at_practice"),
        criterion=bindparam("of_criterion"),
        met_at_first=bindparam("met"),
        met_at_last=bindparam("met"),
        tried_at=bindparam("tried_at"),
    ).on_conflict_do_update(
        index_elements=["learner_id", "day", "practice", "criterion"],
        set_={"met_at_last": _try.excluded.met_at_last},
    )
)
_LOAD_EXTRA = Statement(select(extras).where(extras.c.learner_id == bindparam("learner")))
_extra = insert(extras)
_SAVE_EXTRA = Statement(
    _extra.values(
        learner_id=bindparam("learner"),
        day=bindparam("on_day"),
        cause=bindparam("after_cause"),
        opened_at=bindparam("opened_at"),
    ).on_conflict_do_update(
        index_elements=["learner_id"],
        set_={name: _extra.excluded[name] for name in ("day", "cause", "opened_at")},
    )
)


def save_try(
    transaction: Transaction, learner_id: int, day: int, practice: str, met: Mapping[str, bool], now: datetime
) -> None:
    """Keep which criteria a try has met. What the first one had stays, whatever comes later."""
    for criterion, is_met in met.items():
        transaction.run(
            _SAVE_TRY,
            learner=learner_id,
            on_day=day,
            at_practice=practice,
            of_criterion=criterion,
            met=is_met,
            tried_at=now,
        )


def load_extra(transaction: Transaction, learner_id: int) -> OpenedExtra | None:
    """The extra practice the learner opened last, or None."""
    row = transaction.first(_LOAD_EXTRA, learner=learner_id)
    return OpenedExtra(day=row.day, cause=row.cause, opened_at=row.opened_at) if row else None


def save_extra(transaction: Transaction, learner_id: int, extra: OpenedExtra) -> None:
    """Keep that an extra practice was opened; it takes the place of the one before."""
    transaction.run(
        _SAVE_EXTRA, learner=learner_id, on_day=extra.day, after_cause=extra.cause, opened_at=extra.opened_at
    )

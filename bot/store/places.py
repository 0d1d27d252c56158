"""Where learners stand, and what has become of the messages that brought them there."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import and_, bindparam, func, select, update

from bot.core.delivery import UNSETTLED, Delivery
from bot.core.lesson import Place
from bot.store.engine.database import Transaction
from bot.store.engine.statement import Row, Statement, insert, spelled_out
from bot.store.tables import places

_here = and_(places.c.learner_id == bindparam("learner"), places.c.day == bindparam("on_day"))
_unsettled = spelled_out(places.c.delivery, UNSETTLED)

_LOAD = Statement(select(places).where(_here))
_LOAD_FINISHED = Statement(
    select(places.c.day, places.c.finished_on).where(
        places.c.learner_id == bindparam("learner"), places.c.finished_on.is_not(None)
    )
)
_LOAD_OWED = Statement(select(places).where(_unsettled, places.c.delivery == "pending").order_by(places.c.shown_at))

_new = insert(places)
_SAVE = Statement(
    _new.values(
        learner_id=bindparam("learner"),
        day=bindparam("on_day"),
        visit=bindparam("visit"),
        step=bindparam("step"),
        part=bindparam("part"),
        delivery=bindparam("delivery"),
        message_id=bindparam("message_id"),
        cause=bindparam("cause"),
        owner=bindparam("owner"),
        shown_at=bindparam("shown_at"),
        finished_at=bindparam("finished_at"),
        finished_on=bindparam("finished_on"),
    ).on_conflict_do_update(
        index_elements=["learner_id", "day"],
        set_={
            **{
                name: _new.excluded[name]
                for name in ("visit", "step", "part", "delivery", "message_id", "cause", "owner", "shown_at")
            },
            "finished_at": func.coalesce(places.c.finished_at, _new.excluded.finished_at),
            "finished_on": func.coalesce(places.c.finished_on, _new.excluded.finished_on),
        },
    )
)
_CLAIM = Statement(
    update(places)
    .where(_here, places.c.delivery == "pending", places.c.cause == bindparam("for_cause"))
    .values(delivery="sending", owner=bindparam("new_owner"))
)
_SETTLE = Statement(
    update(places)
    .where(
        _here,
        places.c.delivery == "sending",
        places.c.cause == bindparam("for_cause"),
        places.c.part == bindparam("sent_part"),
    )
    .values(
        delivery=bindparam("outcome"),
        part=bindparam("next_part"),
        message_id=func.coalesce(bindparam("sent_message"), places.c.message_id),
    )
)
_MOVE_BUTTONS = Statement(
    update(places).where(_here, places.c.step == bindparam("at_step")).values(message_id=bindparam("new_message"))
)
_DISOWN = Statement(
    update(places)
    .where(_unsettled, places.c.delivery == "sending", places.c.owner != bindparam("present_owner"))
    .values(delivery="uncertain")
)


def load_place(transaction: Transaction, learner_id: int, day: int) -> Place | None:
    """Where the learner stands in the day, or None where they never opened it."""
    row = transaction.first(_LOAD, learner=learner_id, on_day=day)
    return _place(row) if row else None


def load_finished_on(transaction: Transaction, learner_id: int) -> dict[int, date]:
    """The finished days of the course, each with the learning date on which it was first finished."""
    return {row.day: row.finished_on for row in transaction.all(_LOAD_FINISHED, learner=learner_id)}


def load_owed_places(transaction: Transaction) -> list[tuple[int, Place]]:
    """Every learner, and their place, whose step still owes them a message that nobody has begun to send."""
    return [(row.learner_id, _place(row)) for row in transaction.all(_LOAD_OWED)]


def save_place(
    transaction: Transaction, learner_id: int, place: Place, owner: str, now: datetime, finished_on: date | None
) -> None:
    """Save where the learner stands from `now` on. The first finish of a day stays, whatever comes later."""
    transaction.run(
        _SAVE,
        learner=learner_id,
        on_day=place.day,
        visit=place.visit,
        step=place.step,
        part=place.part,
        delivery=place.delivery,
        message_id=place.message_id,
        cause=place.cause,
        owner=owner,
        shown_at=now,
        finished_at=now if finished_on else None,
        finished_on=finished_on,
    )


def claim_part(transaction: Transaction, learner_id: int, place: Place, owner: str) -> bool:
    """Take the owed message for `owner` to send; False where somebody has, or the learner has moved on."""
    return transaction.run(_CLAIM, learner=learner_id, on_day=place.day, for_cause=place.cause, new_owner=owner) == 1


def settle_part(
    transaction: Transaction, learner_id: int, place: Place, outcome: Delivery, next_part: int, message_id: int | None
) -> bool:
    """Record what became of the claimed message `place.part`; False where the learner has moved on meanwhile."""
    touched = transaction.run(
        _SETTLE,
        learner=learner_id,
        on_day=place.day,
        for_cause=place.cause,
        sent_part=place.part,
        outcome=outcome,
        next_part=next_part,
        sent_message=message_id,
    )
    return touched == 1


def move_buttons(transaction: Transaction, learner_id: int, day: int, step: str, message_id: int) -> None:
    """Note that the buttons of a step are under another message now; nothing where the learner has moved on."""
    transaction.run(_MOVE_BUTTONS, learner=learner_id, on_day=day, at_step=step, new_message=message_id)


def disown_parts(transaction: Transaction, present_owner: str) -> int:
    """Mark what a dead process was sending as uncertain; how many there were."""
    return transaction.run(_DISOWN, present_owner=present_owner)


def _place(row: Row) -> Place:
    return Place(
        day=row.day,
        step=row.step,
        visit=row.visit,
        part=row.part,
        delivery=Delivery(row.delivery),
        message_id=row.message_id,
        cause=row.cause,
        shown_at=row.shown_at,
        finished=row.finished_on is not None,
    )

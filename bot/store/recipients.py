"""The recipients of broadcasts, one row each, from the launch to what became of their message."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, bindparam, case, func, null, select, text, update

from bot.core.broadcast import Amended, Later, Tally
from bot.core.delivery import BLOCKED, UNSETTLED, Delivery, Receipt
from bot.core.preferences import Preferences
from bot.store.engine.database import Transaction
from bot.store.engine.statement import Statement, spelled_out
from bot.store.preferences import COLUMNS as PREFERENCES
from bot.store.preferences import preferences_of
from bot.store.tables import broadcasts, learners, recipients

_of = recipients.c.broadcast_id == bindparam("broadcast")
_this = and_(_of, recipients.c.learner_id == bindparam("learner"))
_unsettled = spelled_out(recipients.c.state, UNSETTLED)
_pending = and_(_unsettled, recipients.c.state == Delivery.PENDING)
_open = select(broadcasts.c.id).where(text("broadcasts.ended_at IS NULL"))

# Whoever was to get it a second time may have it from the first, and can be sent it again.
_given_up: dict[str, Any] = {
    "state": case((recipients.c.resent, Delivery.UNCERTAIN), else_=Delivery.CANCELLED),
    "resent": False,
}

_LOAD_DUE = Statement(
    select(
        recipients.c.learner_id,
        recipients.c.attempt,
        recipients.c.message_id,
        learners.c.zone,
        learners.c.language,
        learners.c.blocked_at,
        *(learners.c[name] for name in PREFERENCES),
    )
    .join(learners, learners.c.id == recipients.c.learner_id)
    .where(_of, _pending, recipients.c.due_at <= bindparam("now"))
    .order_by(recipients.c.due_at)
    .limit(bindparam("most"))
)
_CLAIM = Statement(
    update(recipients)
    .where(_this, recipients.c.state == "pending")
    .values(state="sending", attempt=recipients.c.attempt + 1, owner=bindparam("new_owner"), sent_on=bindparam("on"))
)
_DEFER = Statement(update(recipients).where(_this, recipients.c.state == "pending").values(due_at=bindparam("until")))
_CANCEL = Statement(
    update(recipients).where(_this, recipients.c.state == "pending").values({**_given_up, "reason": bindparam("why")})
)
_CANCEL_SOME = Statement(
    update(recipients)
    .where(
        _of,
        recipients.c.learner_id.in_(
            select(recipients.c.learner_id).where(_of, _pending).limit(bindparam("most")).correlate(None)
        ),
    )
    .values({**_given_up, "reason": bindparam("why")})
)
_SETTLE = Statement(
    update(recipients)
    .where(
        _this,
        recipients.c.state == "sending",
        recipients.c.owner == bindparam("present_owner"),
        recipients.c.attempt == bindparam("this_attempt"),
    )
    .values(
        state=bindparam("outcome"),
        message_id=func.coalesce(bindparam("sent_message"), recipients.c.message_id),
        reason=bindparam("why"),
        sent_on=bindparam("on"),
        settled_at=bindparam("now"),
        due_at=func.coalesce(bindparam("again_at", type_=recipients.c.due_at.type), recipients.c.due_at),
    )
)
_AMEND = Statement(
    update(recipients)
    .where(_this, recipients.c.state == "sent")
    .values(
        reason=bindparam("why"),
        message_id=case((bindparam("why") == Amended.RECALLED, null()), else_=recipients.c.message_id),
    )
)
_DISOWN = Statement(
    update(recipients)
    .where(
        recipients.c.broadcast_id.in_(_open.where(broadcasts.c.kind.in_([bindparam("kind"), bindparam("other_kind")]))),
        _unsettled,
        recipients.c.state == "sending",
        recipients.c.owner != bindparam("present_owner"),
    )
    .values(state=bindparam("outcome"), settled_at=bindparam("now"))
)
_RESEND = Statement(
    update(recipients)
    .where(_of, recipients.c.state == "uncertain", recipients.c.resent.is_(False))
    # Without a date: that it may have come once today does not count against its coming again.
    .values(state="pending", resent=True, due_at=bindparam("now"), sent_on=None)
)
_COUNT_UNCERTAIN = Statement(
    select(func.count().label("number")).where(_of, recipients.c.state == "uncertain", recipients.c.resent.is_(False))
)
_TALLY = Statement(
    select(recipients.c.state, recipients.c.reason, func.count().label("count"))
    .where(_of)
    .group_by(recipients.c.state, recipients.c.reason)
)
_UNSETTLED = Statement(select(recipients.c.state).where(_of, _unsettled).limit(1))
_WAITING = Statement(
    select(
        func.count().label("number"),
        func.min(recipients.c.due_at).label("first_at"),
        func.max(recipients.c.due_at).label("last_at"),
    ).where(_of, _pending, recipients.c.due_at > bindparam("now"))
)
_LOAD_OUTCOMES = Statement(
    select(
        recipients.c.learner_id,
        recipients.c.state,
        recipients.c.reason,
        recipients.c.attempt.label("attempts"),
        recipients.c.message_id,
        recipients.c.settled_at,
    )
    .where(_of, recipients.c.learner_id > bindparam("after"))
    .order_by(recipients.c.learner_id)
    .limit(bindparam("most"))
)


@dataclass(frozen=True, slots=True)
class Due:
    """A recipient whose time has come. `message_id` is the copy that a recall or a fix is about, `language` that of
    their Telegram.
    """

    learner_id: int
    attempt: int
    message_id: int | None
    zone_name: str
    language: str | None
    blocked: bool
    preferences: Preferences


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one recipient."""

    learner_id: int
    state: Delivery
    reason: str | None
    attempts: int
    message_id: int | None
    settled_at: datetime | None


def load_due_recipients(transaction: Transaction, broadcast_id: int, now: datetime, most: int) -> list[Due]:
    """Recipients whose message is due, the longest due first."""
    rows = transaction.all(_LOAD_DUE, broadcast=broadcast_id, now=now, most=most)
    return [
        Due(
            learner_id=row.learner_id,
            attempt=row.attempt,
            message_id=row.message_id,
            zone_name=row.zone,
            language=row.language,
            blocked=row.blocked_at is not None,
            preferences=preferences_of(row),
        )
        for row in rows
    ]


def claim_recipient(transaction: Transaction, broadcast_id: int, learner_id: int, owner: str, on: date) -> bool:
    """Take one for `owner` to send to, on their local date; False where somebody has."""
    return transaction.run(_CLAIM, broadcast=broadcast_id, learner=learner_id, new_owner=owner, on=on) == 1


def defer_recipient(transaction: Transaction, broadcast_id: int, learner_id: int, until: datetime) -> None:
    """Let one wait."""
    transaction.run(_DEFER, broadcast=broadcast_id, learner=learner_id, until=until)


def cancel_recipient(transaction: Transaction, broadcast_id: int, learner_id: int, why: str) -> None:
    """Leave one out whose turn has come: uncertain again where it was to be a second attempt."""
    transaction.run(_CANCEL, broadcast=broadcast_id, learner=learner_id, why=why)


def cancel_recipients(transaction: Transaction, broadcast_id: int, why: str, most: int) -> int:
    """Give up so many of those who are pending; how many there were."""
    return transaction.run(_CANCEL_SOME, broadcast=broadcast_id, why=why, most=most)


def settle_recipient(
    transaction: Transaction,
    broadcast_id: int,
    learner_id: int,
    attempt: int,
    owner: str,
    receipt: Receipt,
    now: datetime,
    *,
    on: date | None,
    again_at: datetime | None,
) -> bool:
    """Record what became of a claimed one; `again_at` is when one who is pending again is due. False where it is not
    the owner's any more.
    """
    touched = transaction.run(
        _SETTLE,
        broadcast=broadcast_id,
        learner=learner_id,
        this_attempt=attempt,
        present_owner=owner,
        outcome=receipt.outcome,
        sent_message=receipt.message_id,
        why=None if receipt.outcome is Delivery.SENT else receipt.reason,
        on=on if receipt.outcome in {Delivery.SENT, Delivery.UNCERTAIN} else None,
        now=now,
        again_at=again_at,
    )
    return touched == 1


def amend_recipient(transaction: Transaction, broadcast_id: int, learner_id: int, amended: Amended) -> None:
    """Note on a copy that was sent what was done to it since: a recalled one is none any more."""
    transaction.run(_AMEND, broadcast=broadcast_id, learner=learner_id, why=amended)


def disown_recipients(transaction: Transaction, present_owner: str, now: datetime) -> int:
    """Mark what a dead process was copying as uncertain; how many there were. What it was deleting or editing is
    pending again: that can be done twice without harm.
    """
    amending = {"kind": "recall", "other_kind": "fix", "outcome": Delivery.PENDING}
    transaction.run(_DISOWN, present_owner=present_owner, now=now, **amending)
    copying = {"kind": "copy", "other_kind": "copy", "outcome": Delivery.UNCERTAIN}
    return transaction.run(_DISOWN, present_owner=present_owner, now=now, **copying)


def count_uncertain(transaction: Transaction, broadcast_id: int) -> int:
    """How many are uncertain and were not sent it again yet."""
    row = transaction.first(_COUNT_UNCERTAIN, broadcast=broadcast_id)
    return row.number if row else 0


def resend_recipients(transaction: Transaction, broadcast_id: int, now: datetime) -> int:
    """Make those who are uncertain pending, each of them only once ever; how many there were."""
    return transaction.run(_RESEND, broadcast=broadcast_id, now=now)


def load_tally(transaction: Transaction, broadcast_id: int, size: int) -> Tally:
    """How many recipients stand where, and why."""
    counts: dict[Delivery, int] = {}
    reasons: dict[str, int] = {}
    blocked, amended = 0, {}
    for row in transaction.all(_TALLY, broadcast=broadcast_id):
        state = Delivery(row.state)
        counts[state] = counts.get(state, 0) + row.count
        if row.reason and state in {Delivery.FAILED, Delivery.CANCELLED}:
            reasons[row.reason] = reasons.get(row.reason, 0) + row.count
        if (state, row.reason) == (Delivery.FAILED, BLOCKED):
            blocked = row.count
        if state is Delivery.SENT and row.reason:
            amended[Amended(row.reason)] = row.count
    return Tally(size=size, counts=counts, reasons=reasons, blocked=blocked, amended=amended)


def has_unsettled(transaction: Transaction, broadcast_id: int) -> bool:
    """Whether a recipient is pending or being sent to."""
    return transaction.first(_UNSETTLED, broadcast=broadcast_id) is not None


def load_later(transaction: Transaction, broadcast_id: int, now: datetime) -> Later:
    """Those of the pending whose turn comes later."""
    row = transaction.first(_WAITING, broadcast=broadcast_id, now=now)
    return Later(**row._asdict()) if row and row.number else Later()


def load_outcomes(transaction: Transaction, broadcast_id: int, after: int, most: int) -> list[Outcome]:
    """So many recipients after the learner of this id, by id."""
    rows = transaction.all(_LOAD_OUTCOMES, broadcast=broadcast_id, after=after, most=most)
    return [Outcome(**{**row._asdict(), "state": Delivery(row.state)}) for row in rows]

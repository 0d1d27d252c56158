"""The ledger of reminders: one row for each learner, local date and kind, written as it is decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, bindparam, or_, select, text, update

from bot.core.delivery import UNSETTLED, WENT_OUT, Delivery, Receipt
from bot.core.reminders import ReminderKind
from bot.store.engine.database import Transaction
from bot.store.engine.statement import Row, Statement, insert, spelled_out
from bot.store.tables import completions, reminders

SKIPPED, EXPIRED = "skipped", "expired"
"""The states of what was decided not to be sent: there was no reason to, or it was too late."""

_here = and_(
    reminders.c.learner_id == bindparam("learner"),
    reminders.c.due_on == bindparam("on"),
    reminders.c.kind == bindparam("of_kind"),
)
_unsettled = spelled_out(reminders.c.state, UNSETTLED)
# Literally, so that SQLite uses the partial index.
_unjudged = text("reminders.state = 'sent' AND NOT reminders.judged")

_LOAD_SINCE = Statement(
    select(reminders).where(reminders.c.learner_id == bindparam("learner"), reminders.c.due_on >= bindparam("since"))
)
_LOAD_PENDING = Statement(
    select(reminders)
    .where(_unsettled, reminders.c.state == "pending")
    .order_by(reminders.c.claimed_at)
    .limit(bindparam("most"))
)
_SAVE = Statement(
    insert(reminders)
    .values(
        learner_id=bindparam("learner"),
        due_on=bindparam("on"),
        kind=bindparam("of_kind"),
        due_at=bindparam("due_at"),
        state=bindparam("state"),
        reason=bindparam("reason"),
        wording=bindparam("wording"),
        eligible=bindparam("eligible"),
        owner=bindparam("owner"),
        claimed_at=bindparam("claimed_at"),
        judged=bindparam("judged"),
    )
    .on_conflict_do_nothing()
)
_CLAIM = Statement(
    update(reminders)
    .where(_here, reminders.c.state == "pending")
    .values(state=bindparam("new_state"), reason=bindparam("why"), owner=bindparam("by"), claimed_at=bindparam("at"))
)
_SETTLE = Statement(
    update(reminders)
    .where(
        _here,
        or_(reminders.c.state == "sending", reminders.c.state == "uncertain"),
        reminders.c.owner == bindparam("by"),
    )
    .values(
        state=bindparam("outcome"), reason=bindparam("why"), sent_at=bindparam("at"), message_id=bindparam("message")
    )
)
_LAST_MESSAGE = Statement(
    select(reminders.c.message_id)
    .where(
        reminders.c.learner_id == bindparam("learner"),
        reminders.c.message_id.is_not(None),
        reminders.c.due_at < bindparam("before"),
    )
    .order_by(reminders.c.due_at.desc())
    .limit(1)
)
_DISOWN = Statement(
    update(reminders)
    .where(
        _unsettled,
        reminders.c.state == "sending",
        reminders.c.owner != bindparam("present_owner"),
    )
    .values(state="uncertain")
)
_LOAD_UNJUDGED = Statement(
    select(
        reminders.c.learner_id,
        reminders.c.due_on,
        reminders.c.kind,
        reminders.c.wording,
        reminders.c.eligible,
        reminders.c.sent_at,
    )
    .where(_unjudged, reminders.c.sent_at <= bindparam("before"))
    .limit(bindparam("most"))
)
_FINISHED = Statement(
    select(completions.c.what)
    .where(
        completions.c.learner_id == bindparam("learner"),
        completions.c.kind == "lesson",
        completions.c.completed_at > bindparam("after"),
        completions.c.completed_at <= bindparam("until"),
    )
    .limit(1)
)
_JUDGED = Statement(update(reminders).where(_here).values(judged=True))


@dataclass(frozen=True, slots=True)
class ReminderEntry:
    """A line of the ledger. `state` is a Delivery, SKIPPED or EXPIRED, `reason` says why.

    `eligible` are the wordings there were to choose from, each with its chance.
    """

    learner_id: int
    on: date
    kind: ReminderKind
    due_at: datetime
    state: str
    reason: str | None = None
    wording: str | None = None
    eligible: str | None = None

    @property
    def went_out(self) -> bool:
        """Whether the learner has, may have or will have a message of it."""
        return self.state in WENT_OUT


@dataclass(frozen=True, slots=True)
class Round:
    """A reminder that was sent: its wording, those it was chosen from with their chances, and whether it `led` to a
    finished lesson in time.
    """

    wording: str
    eligible: str
    led: bool


def load_entries(transaction: Transaction, learner_id: int, since_on: date) -> list[ReminderEntry]:
    """A learner's lines of this local date and later."""
    return [_entry(row) for row in transaction.all(_LOAD_SINCE, learner=learner_id, since=since_on)]


def load_pending(transaction: Transaction, most: int) -> list[ReminderEntry]:
    """What provably never left and may be tried again, the longest untried first."""
    return [_entry(row) for row in transaction.all(_LOAD_PENDING, most=most)]


def save_entry(transaction: Transaction, entry: ReminderEntry, owner: str, now: datetime) -> bool:
    """Write a new line; False where it was decided before."""
    touched = transaction.run(
        _SAVE,
        learner=entry.learner_id,
        on=entry.on,
        of_kind=entry.kind,
        due_at=entry.due_at,
        state=entry.state,
        reason=entry.reason,
        wording=entry.wording,
        eligible=entry.eligible,
        owner=owner,
        claimed_at=now,
        judged=entry.wording is None,
    )
    return touched == 1


def claim_again(
    transaction: Transaction, entry: ReminderEntry, state: str, reason: str | None, owner: str, now: datetime
) -> bool:
    """Take a pending line for another attempt, or give it up; False where somebody has."""
    return transaction.run(_CLAIM, **_key(entry), new_state=state, why=reason, by=owner, at=now) == 1


def settle_entry(transaction: Transaction, entry: ReminderEntry, receipt: Receipt, owner: str, now: datetime) -> None:
    """Record what became of a line that `owner` was sending, even where it was given up for uncertain meanwhile."""
    sent_at = now if receipt.outcome is Delivery.SENT else None
    transaction.run(
        _SETTLE,
        **_key(entry),
        by=owner,
        outcome=receipt.outcome,
        why=receipt.reason,
        at=sent_at,
        message=receipt.message_id,
    )


def load_last_message_id(transaction: Transaction, learner_id: int, before: datetime) -> int | None:
    """The message of the last reminder that is known to have arrived and was due before a moment."""
    row = transaction.first(_LAST_MESSAGE, learner=learner_id, before=before)
    return row.message_id if row else None


def disown_entries(transaction: Transaction, present_owner: str) -> int:
    """Mark what a dead process was sending as uncertain; how many lines there were."""
    return transaction.run(_DISOWN, present_owner=present_owner)


def settle_rounds(transaction: Transaction, sent_until: datetime, now: datetime, most: int) -> list[Round]:
    """Settle the reminders that were sent up to a moment: what came of each by `now`, which is told once."""
    found = []
    for row in transaction.all(_LOAD_UNJUDGED, before=sent_until, most=most):
        until = row.sent_at + (now - sent_until)
        led = transaction.first(_FINISHED, learner=row.learner_id, after=row.sent_at, until=until)
        transaction.run(_JUDGED, learner=row.learner_id, on=row.due_on, of_kind=row.kind)
        found.append(Round(wording=row.wording, eligible=row.eligible, led=led is not None))
    return found


def _key(entry: ReminderEntry) -> dict[str, object]:
    return {"learner": entry.learner_id, "on": entry.on, "of_kind": entry.kind}


def _entry(row: Row) -> ReminderEntry:
    return ReminderEntry(
        learner_id=row.learner_id,
        on=row.due_on,
        kind=ReminderKind(row.kind),
        due_at=row.due_at,
        state=row.state,
        reason=row.reason,
        wording=row.wording,
        eligible=row.eligible,
    )

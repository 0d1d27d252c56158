"""Broadcasts on their way: recipients are claimed before they are sent to, settled with what became of it.

One transaction does both for many, so that a broadcast costs few commits.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from bot.core.audience import LeftOut
from bot.core.broadcast import (
    Amended,
    Broadcast,
    Kind,
    Status,
    Trouble,
    TroubleKind,
    is_too_late,
    left_out,
    waits_until,
)
from bot.core.delivery import BLOCKED, Delivery, Receipt
from bot.flows.broadcasts.reports import STRETCH, dates_of
from bot.flows.flow import of_school
from bot.flows.school import School
from bot.store.audiences import forget_list, freeze_audience, load_stretch, save_dates
from bot.store.broadcasts import load_broadcast, load_open_broadcasts, save_broadcast, save_pace
from bot.store.engine.database import Transaction
from bot.store.recipients import (
    Due,
    amend_recipient,
    cancel_recipient,
    cancel_recipients,
    claim_recipient,
    defer_recipient,
    has_unsettled,
    load_due_recipients,
    settle_recipient,
)
from bot.store.rhythms import save_block
from bot.store.unasked import load_unasked

STOPPED = "stopped"
"""Why whoever had not got it is cancelled."""

_AMENDED = {Kind.RECALL: Amended.RECALLED, Kind.FIX: Amended.REWORDED}
_MOST_LOOKED_AT = 400  # recipients in one transaction, of whom many may have to wait
_LOOKED_AT = 50  # at once, after some had to wait


@dataclass(frozen=True, slots=True)
class Assignment:
    """A message that was claimed: to be copied to the learner on their local date, or a copy to be deleted or fixed.

    `language` is that of the learner's Telegram.
    """

    broadcast: Broadcast
    learner_id: int
    attempt: int
    message_id: int | None
    on: date
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Settled:
    """An assignment with what became of it. One that is pending again is due after `again_for`."""

    assignment: Assignment
    receipt: Receipt
    again_for: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class Notes:
    """What a sending has to tell of running broadcasts: why they have to pause, how many they send a second."""

    troubles: Mapping[int, Trouble] = field(default_factory=dict)
    paces: Mapping[int, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Claimed:
    """What came back: new assignments, the broadcasts that are running, and whether there is more to do at once."""

    assignments: tuple[Assignment, ...]
    running: frozenset[int]
    more: bool


@of_school
def settle_and_claim(
    transaction: Transaction, school: School, now: datetime, settled: Sequence[Settled], room: int, notes: Notes
) -> Claimed:
    """Settle what was done, and claim up to `room` assignments of the broadcasts that are running.

    What is due otherwise is done with it: a planned broadcast begins or is held, a launch goes on freezing its
    audience, a stopped one is wound up, one that is through is done.
    """
    _settle(transaction, school, settled, now)
    _take_note(transaction, notes)
    return _Round(transaction, school, now).live(room)


def _settle(transaction: Transaction, school: School, settled: Iterable[Settled], now: datetime) -> None:
    for each in settled:
        assignment, receipt = each.assignment, each.receipt
        pending = receipt.outcome is Delivery.PENDING
        settle_recipient(
            transaction,
            assignment.broadcast.id,
            assignment.learner_id,
            assignment.attempt,
            school.process,
            receipt,
            now,
            on=assignment.on,
            again_at=now + each.again_for if pending else None,
        )
        if assignment.broadcast.of is not None and receipt.outcome is Delivery.SENT:
            amended = _AMENDED[assignment.broadcast.kind]
            amend_recipient(transaction, assignment.broadcast.of, assignment.learner_id, amended)
        if receipt.outcome is Delivery.FAILED and receipt.reason == BLOCKED:
            save_block(transaction, assignment.learner_id, now)


def _take_note(transaction: Transaction, notes: Notes) -> None:
    for broadcast_id, pace in notes.paces.items():
        save_pace(transaction, broadcast_id, pace)
    for broadcast_id, trouble in notes.troubles.items():
        broadcast = load_broadcast(transaction, broadcast_id)
        if broadcast and broadcast.status is Status.RUNNING:
            save_broadcast(transaction, replace(broadcast, status=Status.PAUSED, reason=trouble))


class _Round:
    """One look at every broadcast that is under way."""

    def __init__(self, transaction: Transaction, school: School, now: datetime) -> None:
        self._transaction = transaction
        self._school = school
        self._now = now
        self._assignments: list[Assignment] = []
        self._more = False

    def live(self, room: int) -> Claimed:
        under_way = [self._begun(each) for each in load_open_broadcasts(self._transaction)]
        for broadcast in under_way:
            if broadcast.status is Status.STOPPED:
                self._wind_up(broadcast)
        running = [self._frozen(each) for each in under_way if each.status is Status.RUNNING]
        for behind, broadcast in zip(range(len(running), 0, -1), running, strict=True):
            left = room - len(self._assignments)
            self._claim(broadcast, -(-left // behind))  # an equal share, rounded up
            if broadcast.frozen_to is None and not has_unsettled(self._transaction, broadcast.id):
                save_broadcast(self._transaction, replace(broadcast, status=Status.DONE, ended_at=self._now))
        return Claimed(tuple(self._assignments), frozenset(each.id for each in running), self._more)

    def _begun(self, broadcast: Broadcast) -> Broadcast:
        """A planned one begins at its time, and is held where it is too late for that."""
        planned_at = broadcast.when.at
        if broadcast.status is not Status.PLANNED or planned_at is None or planned_at > self._now:
            return broadcast
        if is_too_late(planned_at, self._now):
            late = Trouble(TroubleKind.TOO_LATE, {"planned_at": planned_at.isoformat()})
            broadcast = replace(broadcast, status=Status.HELD, reason=late)
        else:
            broadcast = replace(broadcast, status=Status.RUNNING, launched_at=self._now)
        save_broadcast(self._transaction, broadcast)
        return broadcast

    def _frozen(self, broadcast: Broadcast) -> Broadcast:
        """The next stretch of its audience is written down, if it is not all there yet."""
        if broadcast.frozen_to is None:
            return broadcast
        launched_at = broadcast.launched_at or self._now
        if broadcast.frozen_to == 0:
            save_dates(self._transaction, dates_of(self._school, launched_at))
        up_to = load_stretch(self._transaction, broadcast.frozen_to, STRETCH)
        if up_to is None:
            forget_list(self._transaction, broadcast.id)
            broadcast = replace(broadcast, frozen_to=None)
        else:
            size, passed_over = freeze_audience(
                self._transaction, broadcast, self._school.course.lessons.keys(), launched_at, up_to
            )
            left = dict(Counter(broadcast.left_out) + Counter(passed_over))
            broadcast = replace(broadcast, size=broadcast.size + size, left_out=left, frozen_to=up_to)
        save_broadcast(self._transaction, broadcast)
        self._more = True
        return broadcast

    def _wind_up(self, broadcast: Broadcast) -> None:
        """Of a stopped one, those who are pending are cancelled; it has ended when nobody is being sent to."""
        if cancel_recipients(self._transaction, broadcast.id, STOPPED, STRETCH) == STRETCH:
            self._more = True
        elif not has_unsettled(self._transaction, broadcast.id):
            save_broadcast(self._transaction, replace(broadcast, ended_at=self._now))

    def _claim(self, broadcast: Broadcast, room: int) -> None:
        """Claim so many of those who are due; whose turn comes later is put off, who is not to get it is cancelled."""
        claimed = looked_at = 0
        while claimed < room:
            if looked_at >= _MOST_LOOKED_AT:
                self._more = True
                return
            most = room if not looked_at else max(room - claimed, _LOOKED_AT)
            due = load_due_recipients(self._transaction, broadcast.id, self._now, most)
            if not due:
                return
            looked_at += len(due)
            for each in due:
                if claimed < room:
                    claimed += self._claim_one(broadcast, each)

    def _claim_one(self, broadcast: Broadcast, due: Due) -> bool:
        zone = self._school.zone_of(due.zone_name)
        on = self._now.astimezone(zone).date()
        if broadcast.kind is Kind.COPY:
            until = waits_until(broadcast, due.preferences, zone, self._now)
            reason = self._left_out(due, None if until else on)
            if reason is not None:
                cancel_recipient(self._transaction, broadcast.id, due.learner_id, reason)
                return False
            if until is not None:
                defer_recipient(self._transaction, broadcast.id, due.learner_id, until)
                return False
        if not claim_recipient(self._transaction, broadcast.id, due.learner_id, self._school.process, on):
            return False
        claimed = Assignment(broadcast, due.learner_id, due.attempt + 1, due.message_id, on, due.language)
        self._assignments.append(claimed)
        return True

    def _left_out(self, due: Due, on: date | None) -> LeftOut | None:
        """Why somebody is not to get it; how much they have had counts on the date they would get it `on`."""
        unasked = load_unasked(self._transaction, due.learner_id, on, self._now) if on else 0
        return left_out(due.preferences, self._now, blocked=due.blocked, unasked=unasked)

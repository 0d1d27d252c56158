"""An admin's newsroom: broadcasts with a sender to whom everything is handed by hand."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable
from contextlib import closing
from pathlib import Path
from typing import TypeVar

from bot.chat.broadcasts.phrases import reason_words
from bot.core.audience import Audience
from bot.core.broadcast import Act, Source, Status, Tally, When
from bot.core.delivery import Delivery, Receipt
from bot.core.preferences import Preferences
from bot.flows.broadcasts.delivery import Assignment, Notes, Settled, settle_and_claim
from bot.flows.broadcasts.drafts import (
    BroadcastRefusal,
    Confirmation,
    ask,
    choose_audience,
    choose_time,
    draft,
    launch,
)
from bot.flows.broadcasts.reports import Reach, Report, count, report
from bot.flows.school import School
from bot.store.engine.database import Transaction
from bot.store.learners import save_new_learner
from bot.store.preferences import save_preferences
from bot.words import words_in
from tests.support.clock import MovableClock

ADMIN, ANOTHER = 70, 71
SOURCE = Source(ADMIN, 700)
SENT = Receipt(Delivery.SENT, 9)
UNSURE = Receipt(Delivery.UNCERTAIN, reason="no answer")

T = TypeVar("T")


def ok(outcome: T | BroadcastRefusal | None) -> T:
    assert not isinstance(outcome, BroadcastRefusal | None), outcome
    return outcome


def taken_meanwhile(file: Path, table: str) -> None:
    """From now on somebody else is quicker: whatever is to be claimed is theirs, and the claim touches no row."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute(
            f"CREATE TRIGGER quicker BEFORE UPDATE ON {table} WHEN OLD.state = 'pending' AND NEW.state = 'sending' "  # noqa: S608
            f"BEGIN UPDATE {table} SET state = 'sending', owner = 'somebody else' WHERE learner_id = OLD.learner_id; "
            "SELECT RAISE(IGNORE); END"
        )
        connection.commit()


def told(tally: Tally) -> dict[str, int]:
    """How many there are of each reason, in words."""
    return {reason_words(words_in(None), reason): number for reason, number in tally.reasons.items()}


class Newsroom:
    """An admin, learners, and what is sent to them."""

    def __init__(self, school: School, clock: MovableClock) -> None:
        self.school = school
        self.clock = clock

    async def enrol(self, ids: Iterable[int], zone: str = "UTC", preferences: Preferences | None = None) -> None:
        def work(transaction: Transaction) -> None:
            for learner_id in ids:
                save_new_learner(transaction, learner_id, zone, self.clock.now())
                if preferences:
                    save_preferences(transaction, learner_id, preferences)

        await self.school.database.transact(work)

    async def drafts(
        self, audience: Audience | None = None, when: When | None = None, ids: Collection[int] = ()
    ) -> int:
        drafted = await draft(self.school, ADMIN, SOURCE)
        if audience:
            ok(await choose_audience(self.school, ADMIN, drafted.id, audience, ids))
        if when:
            ok(await choose_time(self.school, ADMIN, drafted.id, when))
        return drafted.id

    async def asked(self, broadcast_id: int, act: Act = Act.LAUNCH, admin_id: int = ADMIN) -> Confirmation:
        return ok(await ask(self.school, admin_id, broadcast_id, act))

    async def launches(self, broadcast_id: int) -> int:
        ok(await launch(self.school, ADMIN, await self.asked(broadcast_id)))
        return broadcast_id

    async def takes(self, room: int = 1000) -> list[Assignment]:
        """Everything that is due."""
        assignments: list[Assignment] = []
        while True:
            result = await settle_and_claim(self.school, (), room - len(assignments), Notes())
            assignments += result.assignments
            if not result.more:
                return assignments

    async def settles(self, assignments: Iterable[Assignment], receipt: Receipt = SENT) -> None:
        await settle_and_claim(self.school, [Settled(each, receipt) for each in assignments], 0, Notes())

    async def sends(self) -> list[int]:
        """Whom everything that is due went to."""
        assignments = await self.takes()
        await self.settles(assignments)
        return sorted(each.learner_id for each in assignments)

    async def reads(self, broadcast_id: int) -> Report:
        found = ok(await report(self.school, broadcast_id))
        assert sum(found.tally.counts.values()) + found.tally.gone == found.broadcast.size
        return found

    async def stands(self, broadcast_id: int) -> Status:
        return (await self.reads(broadcast_id)).broadcast.status

    async def reach(self, broadcast_id: int) -> Reach:
        return ok(await count(self.school, broadcast_id, per_second=10))

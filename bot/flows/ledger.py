"""The streak with all there is to tell of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.core.streak import Streak
from bot.flows.enrolment import Enrolment
from bot.flows.school import School
from bot.store.engine.sqlite import Transaction


@dataclass(frozen=True, slots=True)
class Ledger:
    """A learner's streak; `today_ends_at` is when their learning date ends, on their own clock."""

    streak: Streak
    today_ends_at: datetime


async def look_at_ledger(school: School, learner_id: int) -> Ledger:
    """The learner's streak as of now."""
    now = school.clock.now()

    def work(transaction: Transaction) -> Ledger:
        enrolment = Enrolment.of(transaction, school, learner_id, now)
        return Ledger(enrolment.streak(), enrolment.today_ends_at)

    return await school.database.transact(work)

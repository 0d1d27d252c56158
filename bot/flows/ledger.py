"""The streak with all there is to tell of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.core.streak import Streak
from bot.flows.enrolment import Enrolment
from bot.flows.flow import of_learner


@dataclass(frozen=True, slots=True)
class Ledger:
    """A learner's streak; `today_ends_at` is when their learning date ends, on their own clock."""

    streak: Streak
    today_ends_at: datetime


@of_learner
def look_at_ledger(enrolment: Enrolment) -> Ledger:
    """The learner's streak as of now."""
    return Ledger(enrolment.streak(), enrolment.today_ends_at)

"""What the wordings of reminders lead to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.core.bandit import UNKNOWN, ArmFigures, chances
from bot.core.reminders import WORDED
from bot.core.wordings import Wording
from bot.flows.flow import of_school
from bot.flows.school import School
from bot.store.engine.database import Transaction
from bot.store.wordings import load_arm_figures


@dataclass(frozen=True, slots=True)
class Effect:
    """A wording, what is known of it, and its chance with somebody for whom all of its kind fit and are new."""

    wording: Wording
    figures: ArmFigures
    chance: float


@of_school
def look_at_wordings(transaction: Transaction, school: School, _: datetime) -> list[Effect]:
    """The wordings of the course, kind by kind, the best first."""
    known = load_arm_figures(transaction)
    found = []
    for kind in WORDED:
        wordings = [each for each in school.course.wordings if each.kind is kind]
        spread = chances({each.id: known.get(each.id, UNKNOWN).score for each in wordings}, {})
        effects = [Effect(each, known.get(each.id, UNKNOWN), spread[each.id]) for each in wordings]
        found += sorted(effects, key=lambda effect: -effect.chance)
    return found

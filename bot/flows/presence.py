"""Coming and going: whoever does anything is back, and whoever blocks the bot is left alone. By the way, it is told
which language they speak.
"""

from __future__ import annotations

from datetime import datetime

from bot.core.learner import language_code
from bot.flows.enrolment import Enrolment
from bot.flows.flow import of_learner, of_school
from bot.flows.reminders.planning import is_zone_unasked, plan_reminder
from bot.flows.school import School
from bot.store.engine.database import Transaction
from bot.store.learners import save_language
from bot.store.rhythms import load_rhythm, save_block, save_presence


@of_learner
def note_presence(enrolment: Enrolment) -> None:
    """Note that the learner is here: no day is ignored any more."""
    if load_rhythm(enrolment.transaction, enrolment.learner.id) is None:
        return
    save_presence(enrolment.transaction, enrolment.learner.id, enrolment.now)
    plan_reminder(enrolment)


@of_school
def note_block(transaction: Transaction, _: School, now: datetime, learner_id: int) -> None:
    """Note that the learner cannot be written to, until they are here again."""
    save_block(transaction, learner_id, now)


@of_learner
def note_language(enrolment: Enrolment, language: str) -> bool:
    """Keep which language the learner's Telegram speaks, if that is one, and until it is known where they live, be
    guided by it as to when it is day for them; False for somebody who never began.
    """
    code = language_code(language)
    if code is None:
        return True
    if not save_language(enrolment.transaction, enrolment.learner.id, code):
        return False
    if is_zone_unasked(enrolment):
        plan_reminder(Enrolment.of(enrolment.transaction, enrolment.school, enrolment.learner.id, enrolment.now))
    return True

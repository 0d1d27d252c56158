"""Coming and going: whoever does anything is back, and whoever blocks the bot is left alone. By the way, it is told
which language they speak.
"""

from __future__ import annotations

from bot.flows.enrolment import Enrolment
from bot.flows.reminders.planning import plan_reminder
from bot.flows.school import School
from bot.store.engine.sqlite import Transaction
from bot.store.learners import save_language
from bot.store.rhythms import load_rhythm, save_block, save_presence


async def note_presence(school: School, learner_id: int) -> None:
    """Note that the learner is here: no day is ignored any more."""
    now = school.clock.now()

    def work(transaction: Transaction) -> None:
        if load_rhythm(transaction, learner_id) is None:
            return
        save_presence(transaction, learner_id, now)
        plan_reminder(Enrolment.of(transaction, school, learner_id, now))

    await school.database.transact(work)


async def note_block(school: School, learner_id: int) -> None:
    """Note that the learner cannot be written to, until they are here again."""
    now = school.clock.now()
    await school.database.transact(lambda transaction: save_block(transaction, learner_id, now))


async def note_language(school: School, learner_id: int, language: str) -> bool:
    """Keep which language the learner's Telegram speaks; False for somebody who never began."""
    return await school.database.transact(lambda transaction: save_language(transaction, learner_id, language.lower()))

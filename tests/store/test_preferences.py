"""Preferences are kept with the learner."""

from __future__ import annotations

from datetime import UTC, datetime, time

from bot.core.preferences import UNTIL_RETURN, Preferences
from bot.store.engine.database import Database
from bot.store.learners import save_new_learner
from bot.store.preferences import load_preferences, save_preferences

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)


async def test_everybody_begins_with_the_same_preferences(database: Database) -> None:
    await database.transact(lambda transaction: save_new_learner(transaction, 1, "UTC", NOW))
    for learner_id in (1, 2):
        loaded = await database.transact(lambda transaction, who=learner_id: load_preferences(transaction, who))
        assert loaded == Preferences()


async def test_preferences_are_kept_whole_and_for_one_learner(database: Database) -> None:
    wishes = Preferences(None, time(23, 30), time(6, 15), UNTIL_RETURN, announcements=False)
    for learner_id in (1, 2):
        await database.transact(lambda transaction, who=learner_id: save_new_learner(transaction, who, "UTC", NOW))
    await database.transact(lambda transaction: save_preferences(transaction, 1, wishes))
    assert await database.transact(lambda transaction: load_preferences(transaction, 1)) == wishes
    assert await database.transact(lambda transaction: load_preferences(transaction, 2)) == Preferences()

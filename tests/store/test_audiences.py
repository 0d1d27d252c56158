"""Audiences in the database: kept with their broadcast, counted and frozen."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.core.audience import CHOICES, Audience
from bot.core.broadcast import UNSAVED, Broadcast, Kind, Source, Status
from bot.store.audiences import count_audience, freeze_audience, save_dates, save_list
from bot.store.broadcasts import load_broadcast, save_new_broadcast
from bot.store.engine.database import Database, Transaction
from bot.store.learners import save_language, save_new_learner

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
ADA = 1
TOLD: dict[str, Any] = {"day": 1, "language": "de", "unknown": 3}
EVERY_CHOICE = pytest.mark.parametrize("choice", CHOICES.values(), ids=lambda choice: choice.slug)


def drafted(transaction: Transaction, choice: type[Audience]) -> Broadcast:
    """A broadcast to an audience of this choice, about which everything is said."""
    audience = choice(**{field.name: TOLD[field.name] for field in fields(choice)})
    made = Broadcast(UNSAVED, Kind.COPY, Status.DRAFT, 70, Source(70, 700), NOW, audience)
    return save_new_broadcast(transaction, made)


@EVERY_CHOICE
async def test_every_audience_comes_back_as_it_was_saved(database: Database, choice: type[Audience]) -> None:
    def work(transaction: Transaction) -> tuple[Broadcast, Broadcast | None]:
        draft = drafted(transaction, choice)
        return draft, load_broadcast(transaction, draft.id)

    draft, found = await database.transact(work)
    assert found == draft


@EVERY_CHOICE
async def test_every_audience_is_counted_and_frozen_alike(database: Database, choice: type[Audience]) -> None:
    def work(transaction: Transaction) -> tuple[int, int]:
        save_new_learner(transaction, ADA, "UTC", NOW)
        save_language(transaction, ADA, "de")
        save_dates(transaction, lambda *_: (date(2026, 3, 10), date(2026, 3, 10)))
        draft = drafted(transaction, choice)
        save_list(transaction, draft.id, [ADA])
        counted = sum(
            group.number for group in count_audience(transaction, draft, {1}, NOW, 0, ADA) if group.reason is None
        )
        return counted, freeze_audience(transaction, draft, {1}, NOW, ADA)[0]

    counted, frozen = await database.transact(work)
    assert counted == frozen

"""Learners line by line, for the operator's lists."""

from __future__ import annotations

from collections.abc import AsyncIterator

from bot.flows.admin.statistics import LEARNERS_AT_ONCE
from bot.flows.flow import in_transaction
from bot.flows.school import School
from bot.store.engine.database import Transaction
from bot.store.roster import RosterLine, load_learner_count, load_roster
from bot.store.statistics import Range, load_range


@in_transaction
def count_learners(transaction: Transaction) -> int:
    """How many learners there are."""
    return load_learner_count(transaction)


async def list_learners(school: School) -> AsyncIterator[list[RosterLine]]:
    """The lines of all learners, some at a time, so that nobody waits for long."""
    after = 0
    while True:
        among, lines = await _list_some(school, after)
        if among is None:
            return
        yield lines
        after = among.upto


@in_transaction
def _list_some(transaction: Transaction, after: int) -> tuple[Range | None, list[RosterLine]]:
    """The next few learners with their lines."""
    among = load_range(transaction, after, LEARNERS_AT_ONCE)
    return among, load_roster(transaction, among) if among else []

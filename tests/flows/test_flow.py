from __future__ import annotations

import asyncio
import threading
from datetime import datetime, timedelta

from bot.flows.enrolment import Enrolment
from bot.flows.flow import in_transaction, of_enrolled, of_learner, of_school
from bot.flows.school import School
from bot.store.engine.database import Transaction
from bot.store.learners import load_learner
from tests.support.clock import MovableClock

ADA = 1


@of_school
def moment(transaction: Transaction, school: School, now: datetime) -> datetime:
    return now


@in_transaction
def is_enrolled(transaction: Transaction, learner_id: int) -> bool:
    return load_learner(transaction, learner_id) is not None


@of_learner
def look_at_zone(enrolment: Enrolment) -> str:
    """The name of the learner's zone."""
    return enrolment.learner.zone_name


@of_enrolled
def is_new(enrolment: Enrolment, *, called: str = "Ada") -> tuple[str, bool]:
    return called, enrolment.is_new


async def test_a_flow_is_of_the_moment_it_was_called_however_long_it_waits(school: School, clock: MovableClock) -> None:
    called_at, at_work, may_end = clock.now(), threading.Event(), threading.Event()

    def dawdle(_: Transaction) -> None:
        at_work.set()
        may_end.wait(10)

    dawdling = asyncio.create_task(in_transaction(dawdle)(school))
    await asyncio.to_thread(at_work.wait, 10)
    waiting = asyncio.create_task(moment(school))
    await asyncio.sleep(0)
    clock.move(timedelta(hours=1))
    may_end.set()
    await dawdling
    assert await waiting == called_at


async def test_nothing_is_kept_of_somebody_new_who_looks(school: School) -> None:
    assert await look_at_zone(school, ADA) == "UTC"
    assert not await is_enrolled(school, ADA)


async def test_a_learner_is_enrolled_once_by_a_flow_that_enrols(school: School, clock: MovableClock) -> None:
    assert await is_new(school, ADA) == ("Ada", True)
    assert await is_enrolled(school, ADA)
    clock.move(timedelta(minutes=1))
    assert await is_new(school, ADA, called="Noor") == ("Noor", False)


def test_a_flow_says_of_itself_what_its_function_does() -> None:
    assert (look_at_zone.__name__, look_at_zone.__doc__) == ("look_at_zone", "The name of the learner's zone.")

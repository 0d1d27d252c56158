"""The one door to a transaction: what a flow does is a plain function, and each decorator here makes a flow of it.

A flow is called with the school, reads the clock before it waits for its turn, and runs as one transaction, which may
run twice before it is committed (docs/decisions/0003-storage.md): its function touches nothing but what it is given.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from bot.flows.enrolment import Enrolment
from bot.flows.school import School
from bot.store.engine.database import Transaction

P = ParamSpec("P")
T = TypeVar("T")

Flow = Callable[Concatenate[School, P], Coroutine[Any, Any, T]]
LearnersFlow = Callable[Concatenate[School, int, P], Coroutine[Any, Any, T]]


def of_school(work: Callable[Concatenate[Transaction, School, datetime, P], T]) -> Flow[P, T]:
    """Make a flow of a function that is given its transaction, the school and the moment the flow was called."""

    @wraps(work)
    async def flow(school: School, /, *args: P.args, **kwargs: P.kwargs) -> T:
        now = school.clock.now()  # when it is called, not when its turn comes
        return await school.database.transact(lambda transaction: work(transaction, school, now, *args, **kwargs))

    return flow


def in_transaction(work: Callable[Concatenate[Transaction, P], T]) -> Flow[P, T]:
    """Make a flow of a function that needs its transaction only."""

    @of_school
    @wraps(work)
    def plain(transaction: Transaction, _: School, __: datetime, /, *args: P.args, **kwargs: P.kwargs) -> T:
        return work(transaction, *args, **kwargs)

    return plain


def of_learner(work: Callable[Concatenate[Enrolment, P], T]) -> LearnersFlow[P, T]:
    """Make a flow of a function that is given a learner's enrolment. Of somebody new nothing is kept by that."""
    return _of_one(Enrolment.of, work)


def of_enrolled(work: Callable[Concatenate[Enrolment, P], T]) -> LearnersFlow[P, T]:
    """Make a flow of a function that is given a learner's enrolment, and enrol them by it if they are new."""
    return _of_one(Enrolment.enrol, work)


def _of_one(
    begin: Callable[[Transaction, School, int, datetime], Enrolment], work: Callable[Concatenate[Enrolment, P], T]
) -> LearnersFlow[P, T]:
    @of_school
    @wraps(work)
    def plain(
        transaction: Transaction, school: School, now: datetime, learner_id: int, /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        return work(begin(transaction, school, learner_id, now), *args, **kwargs)

    return plain

"""A learner with some days behind them, so that the playground shows the middle of the course as well."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.core.course import Closing, Quiz
from bot.core.delivery import Delivery, Receipt
from bot.flows.enrolment import Showing
from bot.flows.lesson_delivery import claim, settle
from bot.flows.lessons import answer, continue_from, look_at_waiting, open_day
from bot.flows.school import School


@dataclass(frozen=True, slots=True)
class _At:
    """A clock that stands still."""

    moment: datetime

    def now(self) -> datetime:
        return self.moment


async def give_past(school: School, learner_id: int, days: int) -> None:
    """Let somebody new have taken so many lessons, the first ones, one a day until yesterday, each check right but the
    first of the last. Nothing is done to a learner who is known, and where the course has no lesson to follow.
    """
    written = list(school.course.lessons)
    if len(written) <= days or (await look_at_waiting(school, learner_id)).is_known:
        return
    now = school.clock.now()
    for ago, day in zip(range(days, 0, -1), written, strict=False):
        at = _At(now - timedelta(days=ago))
        await _take(replace(school, clock=at), learner_id, day, slips=ago == 1)


async def _take(school: School, learner_id: int, day: int, *, slips: bool) -> None:
    """Walk through a lesson from its first step to its closing card."""
    showing = await open_day(school, learner_id, day, f"past {day}")
    while isinstance(showing, Showing):
        await _arrive(school, learner_id, showing)
        step = showing.step
        if isinstance(step, Closing):
            return
        if isinstance(step, Quiz):
            wrong = next(option.id for option in step.options if option.id != step.answer)
            await answer(school, learner_id, day, step.id, wrong if slips else step.answer)
            slips = False
        showing = await continue_from(school, learner_id, day, step.id, f"past {day} {step.id}")


async def _arrive(school: School, learner_id: int, showing: Showing) -> None:
    """Have all messages of a step arrived."""
    place = await settle(school, learner_id, showing, showing.place, Receipt(Delivery.SENT))
    while place.delivery is Delivery.PENDING and (claimed := await claim(school, learner_id, place)):
        place = await settle(school, learner_id, showing, claimed, Receipt(Delivery.SENT))

"""Somebody who takes lessons, on a connection on which everything arrives."""

from __future__ import annotations

from typing import TypeVar

from bot.core.course import Quiz
from bot.core.delivery import Delivery, Receipt
from bot.core.lesson import Place, Refusal
from bot.flows.enrolment import Showing
from bot.flows.lesson_delivery import claim, settle
from bot.flows.lessons import Judged, Rest, Welcome, answer, continue_from, open_day, open_today
from bot.flows.school import School
from bot.store.places import load_place

T = TypeVar("T")


class Pupil:
    """Each tap has a cause of its own, unless one is given; what is shown is sent and settled at once."""

    def __init__(self, school: School, learner_id: int) -> None:
        self.school = school
        self.id = learner_id
        self._taps = 0

    async def asks_for_today(self, cause: str | None = None) -> Showing | Welcome | Rest | Refusal:
        return await self._receives(await open_today(self.school, self.id, cause or self._cause()))

    async def opens(self, day: int, cause: str | None = None, *, again: bool = False) -> Showing | Refusal:
        return await self._receives(await open_day(self.school, self.id, day, cause or self._cause(), again=again))

    async def goes_on(self, step_id: str, cause: str | None = None, *, day: int = 2) -> Showing | Refusal:
        return await self._receives(await continue_from(self.school, self.id, day, step_id, cause or self._cause()))

    async def answers(self, question: str, option: str, *, day: int = 2) -> Judged | Refusal:
        return await answer(self.school, self.id, day, question, option)

    async def reaches(self, step_id: str, *, day: int = 2, wrong: tuple[str, ...] = ()) -> Showing:
        """Goes on until the step is there, answering every check on the way: with A where it is in `wrong`."""
        showing = await (self.opens(day) if await self.place(day) is None else self.asks_for_today())
        while True:
            assert isinstance(showing, Showing)
            step = showing.step
            if step.id == step_id:
                return showing
            if isinstance(step, Quiz):
                await self.answers(step.id, "A" if step.id in wrong else step.answer, day=day)
            showing = await self.goes_on(step.id, day=day)

    async def place(self, day: int = 2) -> Place | None:
        """Where the database has them."""
        return await self.school.database.transact(lambda transaction: load_place(transaction, self.id, day))

    async def _receives(self, outcome: T) -> T:
        if isinstance(outcome, Showing):
            place: Place | None = outcome.place
            while place is not None:
                message_id = 100 * self._taps + place.part + 1
                place = await settle(self.school, self.id, outcome, place, Receipt(Delivery.SENT, message_id))
                place = await claim(self.school, self.id, place) if place.delivery is Delivery.PENDING else None
        return outcome

    def _cause(self) -> str:
        self._taps += 1
        return f"tap {self.id}/{self._taps}"

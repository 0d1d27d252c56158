"""A learner who taps anything in any order, on a connection that loses and repeats: the rules hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from itertools import count

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from bot.core.course import Quiz
from bot.core.delivery import Delivery
from bot.core.lesson import Judge, Place, Play, Refusal, Show, go_on, judge, reopen, replay
from tests.support.course import LESSON

STEPS = [step.id for step in LESSON.steps]
step_ids = st.sampled_from([*STEPS, "gone"])
outcomes = st.sampled_from([Delivery.SENT, Delivery.SENT, Delivery.PENDING, Delivery.UNCERTAIN, Delivery.FAILED])


class AnyLearner(RuleBasedStateMachine):
    """Keeps what the store would keep, and looks at every change of it."""

    continues = Bundle("continues")

    def __init__(self) -> None:
        super().__init__()
        self.causes = (f"tap {number}" for number in count())
        self.place = Place(2, STEPS[0])
        self.answers: dict[int, dict[str, str]] = {}
        self.shown_by: Counter[str] = Counter()
        self.finished = 0
        self.latest: Callable[[], Show | Refusal] = lambda: Refusal.UNKNOWN

    @initialize()
    def begin(self) -> None:
        cause = next(self.causes)
        outcome = reopen(None, 2, LESSON, cause)
        assert isinstance(outcome, Show)
        self.arrive(outcome, lambda: reopen(self.place, 2, LESSON, cause))

    @rule(target=continues, step_id=step_ids)
    def taps_continue(self, step_id: str) -> tuple[str, str]:
        cause = next(self.causes)
        before = self.index
        self.see(lambda: self.go_on(step_id, cause))
        assert self.index - before in {0, 1}
        return step_id, cause

    @rule(tap=continues)
    def an_old_continue_comes_again(self, tap: tuple[str, str]) -> None:
        step_id, cause = tap
        if self.place.delivery is Delivery.SENT and step_id in STEPS[: self.index]:
            self.see(lambda: self.go_on(step_id, cause))

    @rule(again=st.booleans())
    def opens_the_day(self, again: bool) -> None:
        cause = next(self.causes)
        before, visit = self.place.step, self.place.visit
        self.see(lambda: reopen(self.place, 2, LESSON, cause, again=again))
        anew = again and before == STEPS[-1]
        assert (self.place.step, self.place.visit) == ((STEPS[0], visit + 1) if anew else (before, visit))

    @rule()
    def the_latest_tap_comes_again(self) -> None:
        self.see(self.latest)

    @rule(step_id=step_ids, option=st.sampled_from("ABCDE"))
    def answers_a_check(self, step_id: str, option: str) -> None:
        given = self.given
        earlier = given.get(step_id)
        outcome = judge(self.place, step_id, option, LESSON, given)
        if isinstance(outcome, Judge):
            assert outcome.option == (earlier or option)
            assert outcome.first == (earlier is None)
            assert STEPS.index(step_id) <= self.index
            given.setdefault(step_id, outcome.option)

    @rule(step_id=step_ids)
    def replays_a_demo(self, step_id: str) -> None:
        outcome = replay(self.place, step_id, LESSON)
        assert isinstance(outcome, Play) == (step_id == "demo" and self.index >= STEPS.index("demo"))

    @rule(outcome=outcomes)
    def a_message_is_settled(self, outcome: Delivery) -> None:
        if self.place.delivery is Delivery.SENDING:
            more = self.place.part + 1 < LESSON.steps[self.index].message_count
            if outcome is Delivery.SENT and more:
                self.place = replace(self.place, part=self.place.part + 1, delivery=Delivery.PENDING)
            else:
                self.place = replace(self.place, delivery=outcome)

    @rule()
    def an_owed_message_is_claimed(self) -> None:
        if self.place.delivery is Delivery.PENDING:
            self.place = replace(self.place, delivery=Delivery.SENDING)

    @rule()
    def the_process_dies(self) -> None:
        if self.place.delivery is Delivery.SENDING:
            self.place = replace(self.place, delivery=Delivery.UNCERTAIN)

    @invariant()
    def no_check_was_left_unanswered(self) -> None:
        behind = LESSON.steps[: self.index]
        assert all(step.id in self.given for step in behind if isinstance(step, Quiz))

    @invariant()
    def the_day_is_finished_once_and_for_all(self) -> None:
        assert self.finished <= 1
        assert self.place.finished == (self.finished == 1)

    @invariant()
    def no_cause_showed_anything_twice(self) -> None:
        assert all(times == 1 for times in self.shown_by.values())

    @invariant()
    def the_next_tap_goes_on(self) -> None:
        step = LESSON.steps[self.index]
        ready = not isinstance(step, Quiz) or step.id in self.given
        if ready and step.id != STEPS[-1]:
            outcome = self.go_on(step.id, "a tap never made")
            assert isinstance(outcome, Show)
            assert outcome.place.step == STEPS[self.index + 1]

    @property
    def index(self) -> int:
        return STEPS.index(self.place.step)

    @property
    def given(self) -> dict[str, str]:
        return self.answers.setdefault(self.place.visit, {})

    def go_on(self, step_id: str, cause: str) -> Show | Refusal:
        return go_on(self.place, step_id, cause, LESSON, self.given)

    def see(self, tap: Callable[[], Show | Refusal]) -> None:
        outcome = tap()
        if isinstance(outcome, Show):
            self.arrive(outcome, tap)

    def arrive(self, show: Show, tap: Callable[[], Show | Refusal]) -> None:
        assert show.place.delivery is Delivery.SENDING
        self.finished += show.place.finished and not self.place.finished
        self.place, self.latest = show.place, tap
        self.shown_by[show.place.cause] += 1


AnyLearner.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestAnyLearner = AnyLearner.TestCase

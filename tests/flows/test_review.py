"""What was missed comes back, day after day; and whatever is tapped twice, late or by force changes nothing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.core.lesson import Refusal
from bot.core.review import Question
from bot.core.streak import Completion, CompletionKind, Fate
from bot.flows.enrolment import Enrolment, Showing
from bot.flows.flow import of_learner
from bot.flows.lessons import Rest
from bot.flows.privacy import export
from bot.flows.progress import look_at_ledger, look_at_progress
from bot.flows.review import (
    Asking,
    Reviewed,
    answer_review,
    go_on_reviewing,
    open_review,
    settle_review,
)
from bot.flows.school import School
from bot.store.completions import load_completions
from tests.support.clock import MovableClock
from tests.support.course import a_course_of_questions
from tests.support.pupil import Pupil

ONE_DAY = timedelta(days=1)
TUESDAY = date(2026, 3, 10)
CHECK_1, CHECK_2 = Question(2, "check-1"), Question(2, "check-2")
RIGHT = {CHECK_1: "B", CHECK_2: "D"}


class Reviewer:
    """Opens reviews, answers and goes on; every message arrives."""

    def __init__(self, pupil: Pupil) -> None:
        self.pupil = pupil
        self._school = pupil.school
        self._openings = 0

    async def opens(self, cause: str | None = None) -> Asking | Reviewed | Refusal:
        self._openings += 1
        cause = cause or f"update {self._openings}"
        outcome = await open_review(self._school, self.pupil.id, cause)
        if isinstance(outcome, Asking):
            await settle_review(self._school, self.pupil.id, cause, self._openings)
        return outcome

    async def answers(self, question: Question, option: str, on: date | None = None) -> Asking | Refusal:
        return await answer_review(self._school, self.pupil.id, on or await self.today_on(), question, option)

    async def goes_on(self, question: Question, on: date | None = None) -> Asking | Reviewed | Refusal:
        return await go_on_reviewing(self._school, self.pupil.id, on or await self.today_on(), question, "tap on")

    async def takes(self, *options: str) -> Reviewed:
        """The whole review of today, with these answers."""
        outcome = await self.opens()
        for option in options:
            assert isinstance(outcome, Asking)
            question = Question(outcome.day.number, outcome.quiz.id)
            await self.answers(question, option)
            outcome = await self.goes_on(question)
        assert isinstance(outcome, Reviewed)
        return outcome

    async def due(self) -> int:
        return await of_learner(Enrolment.reviews_due)(self._school, self.pupil.id)

    async def completions(self) -> list[Completion]:
        """The reviews that were finished."""
        done = await self._school.database.transact(lambda transaction: load_completions(transaction, self.pupil.id))
        return [completion for completion in done if completion.kind is CompletionKind.REVIEW]

    async def today_on(self) -> date:
        return (await look_at_ledger(self._school, self.pupil.id)).streak.today.on


@pytest.fixture
async def reviewer(ada: Pupil) -> Reviewer:
    """Ada, who has missed both checks of day 2 on Tuesday the 10th."""
    await ada.reaches("end", wrong=("check-1", "check-2"))
    return Reviewer(ada)


def asked(outcome: object) -> tuple[str, int, int]:
    """The question, and its number of how many."""
    assert isinstance(outcome, Asking)
    return outcome.quiz.id, outcome.number, outcome.count


async def test_whoever_missed_nothing_has_nothing_to_review(noor: Pupil) -> None:
    outcome = await Reviewer(noor).opens()
    assert isinstance(outcome, Reviewed)
    assert (outcome.review.questions, outcome.review.coming_on) == ((), ())
    assert await export(noor.school, noor.id) is None


async def test_on_the_day_itself_nothing_comes_back(reviewer: Reviewer) -> None:
    outcome = await reviewer.opens()
    assert isinstance(outcome, Reviewed)
    assert outcome.review.coming_on == (TUESDAY + ONE_DAY,) * 2
    assert await reviewer.completions() == []


async def test_a_review_from_its_first_question_to_its_end(reviewer: Reviewer, clock: MovableClock) -> None:
    clock.move(ONE_DAY)
    assert await reviewer.due() == 2
    assert asked(await reviewer.opens()) == ("check-1", 1, 2)
    judged = await reviewer.answers(CHECK_1, "B")
    assert isinstance(judged, Asking)
    assert (judged.choice, judged.first, judged.left) == ("B", True, 1)
    assert await reviewer.completions() == []
    assert asked(await reviewer.goes_on(CHECK_1)) == ("check-2", 2, 2)
    await reviewer.answers(CHECK_2, "C")
    assert await reviewer.completions() == [Completion(TUESDAY + ONE_DAY, CompletionKind.REVIEW, "2026-03-11")]
    end = await reviewer.goes_on(CHECK_2)
    assert isinstance(end, Reviewed)
    assert (end.review.right, end.streak.current, end.streak.today.fate) == (1, 2, Fate.DONE)
    assert end.review.coming_on == (TUESDAY + 2 * ONE_DAY, TUESDAY + 4 * ONE_DAY)
    assert await reviewer.due() == 0


async def test_two_spaced_right_answers_and_it_is_over(reviewer: Reviewer, clock: MovableClock) -> None:
    clock.move(ONE_DAY)
    await reviewer.takes("B", "D")
    for _ in range(2):
        clock.move(ONE_DAY)
        assert await reviewer.due() == 0
    clock.move(ONE_DAY)
    end = await reviewer.takes("B", "D")
    assert end.review.learned == {CHECK_1, CHECK_2}
    clock.move(60 * ONE_DAY)
    later = await reviewer.opens()
    assert isinstance(later, Reviewed)
    assert (later.review.questions, later.review.coming_on) == ((), ())


async def test_a_review_never_changes_the_score(reviewer: Reviewer, clock: MovableClock) -> None:
    before = (await look_at_progress(reviewer.pupil.school, reviewer.pupil.id)).score
    clock.move(ONE_DAY)
    await reviewer.takes("B", "D")
    assert (await look_at_progress(reviewer.pupil.school, reviewer.pupil.id)).score == before
    card = await reviewer.pupil.opens(2)
    assert isinstance(card, Showing)
    assert card.card is not None
    assert (card.card.score.right, card.card.score.of, card.card.this_time) == (0, 2, None)


async def test_a_wrong_answer_in_a_lesson_read_again_counts_as_missed(ada: Pupil, clock: MovableClock) -> None:
    await ada.reaches("end")
    clock.move(ONE_DAY)
    await ada.opens(2, again=True)
    await ada.reaches("end", wrong=("check-2",))
    clock.move(ONE_DAY)
    assert asked(await Reviewer(ada).opens()) == ("check-2", 1, 1)


async def test_a_right_answer_in_a_lesson_read_again_proves_nothing(reviewer: Reviewer, clock: MovableClock) -> None:
    clock.move(ONE_DAY)
    await reviewer.pupil.opens(2, again=True)
    await reviewer.pupil.reaches("end")
    assert await reviewer.due() == 2


async def test_the_first_answer_of_the_day_counts(reviewer: Reviewer, clock: MovableClock) -> None:
    clock.move(ONE_DAY)
    await reviewer.opens()
    await reviewer.answers(CHECK_1, "A")
    again = await reviewer.answers(CHECK_1, "B")
    assert isinstance(again, Asking)
    assert (again.choice, again.first) == ("A", False)
    assert asked(await reviewer.goes_on(CHECK_1)) == ("check-2", 2, 2)
    await reviewer.answers(CHECK_2, "D")
    end = await reviewer.goes_on(CHECK_2)
    assert isinstance(end, Reviewed)
    assert end.review.right == 1


async def test_a_review_left_in_the_middle_goes_on_there(reviewer: Reviewer, clock: MovableClock) -> None:
    clock.move(ONE_DAY)
    await reviewer.opens()
    await reviewer.answers(CHECK_1, "B")
    assert asked(await reviewer.opens()) == ("check-2", 2, 2)


async def test_a_finished_review_shows_its_end_and_is_kept_once(reviewer: Reviewer, clock: MovableClock) -> None:
    clock.move(ONE_DAY)
    await reviewer.takes("B", "C")
    before = await reviewer.completions()
    clock.move(timedelta(hours=2))
    end = await reviewer.opens()
    assert isinstance(end, Reviewed)
    assert (end.review.done, end.review.right) == (True, 1)
    await reviewer.goes_on(CHECK_2)
    assert await reviewer.completions() == before


async def test_ten_missed_questions_come_three_a_day(ada: Pupil, clock: MovableClock) -> None:
    ada.school.course = a_course_of_questions(10)
    await ada.reaches("bye", day=1, wrong=tuple(f"q{number}" for number in range(1, 11)))
    reviewer = Reviewer(ada)
    seen: list[str] = []
    for _ in range(3):
        clock.move(ONE_DAY)
        end = await reviewer.takes("B", "B", "B")
        seen += [question.step for question in end.review.questions]
        assert await reviewer.due() == 0
    assert seen == [f"q{number}" for number in range(1, 10)]
    clock.move(ONE_DAY)
    assert [asked(await reviewer.opens()), await reviewer.due()] == [("q10", 1, 3), 3]


async def test_a_question_that_left_the_course_is_passed_over(ada: Pupil, clock: MovableClock) -> None:
    ada.school.course = a_course_of_questions(3)
    await ada.reaches("bye", day=1, wrong=("q1", "q2", "q3"))
    clock.move(ONE_DAY)
    reviewer = Reviewer(ada)
    q1, q2, q3 = (Question(1, f"q{number}") for number in range(1, 4))
    await reviewer.opens()
    await reviewer.answers(q1, "B")
    ada.school.course = a_course_of_questions(3, without=["q2"])
    assert await reviewer.answers(q2, "B") is Refusal.UNKNOWN
    assert asked(await reviewer.goes_on(q1)) == ("q3", 2, 2)
    ada.school.course = a_course_of_questions(3, without=["q2", "q3"])
    assert await reviewer.completions() == []
    assert isinstance(await reviewer.goes_on(q1), Reviewed)
    assert len(await reviewer.completions()) == 1
    assert await reviewer.answers(q3, "B") is Refusal.UNKNOWN


@pytest.mark.parametrize(
    ("question", "option", "refusal"),
    [
        (CHECK_1, "E", Refusal.UNKNOWN),
        (Question(2, "check-9"), "A", Refusal.UNKNOWN),
        (Question(2, "demo"), "A", Refusal.UNKNOWN),
        (Question(99, "check-1"), "A", Refusal.UNKNOWN),
    ],
)
async def test_a_forged_answer_counts_for_nothing(
    reviewer: Reviewer, clock: MovableClock, question: Question, option: str, refusal: Refusal
) -> None:
    clock.move(ONE_DAY)
    assert await reviewer.answers(question, option) is refusal
    assert await reviewer.due() == 2


async def test_a_question_that_is_not_due_cannot_be_answered(reviewer: Reviewer, noor: Pupil) -> None:
    assert await reviewer.answers(CHECK_1, "B") is Refusal.UNKNOWN
    assert await Reviewer(noor).answers(CHECK_1, "B") is Refusal.UNKNOWN


async def test_a_button_of_another_date_is_old(reviewer: Reviewer, clock: MovableClock) -> None:
    clock.move(ONE_DAY)
    await reviewer.opens()
    for on in (TUESDAY, TUESDAY + 2 * ONE_DAY, date.min, date.max):
        assert await reviewer.answers(CHECK_1, "B", on) is Refusal.OLD
        assert await reviewer.goes_on(CHECK_1, on) is Refusal.OLD
    clock.move(ONE_DAY)
    assert await reviewer.answers(CHECK_1, "B", TUESDAY + ONE_DAY) is Refusal.OLD
    assert await reviewer.due() == 2


async def test_a_question_waits_for_its_answer(reviewer: Reviewer, clock: MovableClock) -> None:
    clock.move(ONE_DAY)
    await reviewer.opens()
    assert await reviewer.goes_on(CHECK_1) is Refusal.UNANSWERED


async def test_an_opening_that_comes_again_shows_nothing_once_it_has_arrived(
    reviewer: Reviewer, clock: MovableClock
) -> None:
    clock.move(ONE_DAY)
    school, ada = reviewer.pupil.school, reviewer.pupil.id
    assert asked(await open_review(school, ada, "update 7")) == ("check-1", 1, 2)
    assert asked(await open_review(school, ada, "update 7")) == ("check-1", 1, 2)  # nobody knows whether it arrived
    await settle_review(school, ada, "update 7", 70)
    assert await open_review(school, ada, "update 7") is Refusal.REPEATED
    later = await open_review(school, ada, "update 8")
    assert isinstance(later, Asking)
    assert later.replaces == 70


async def test_a_double_tap_opens_one_review(reviewer: Reviewer, clock: MovableClock) -> None:
    clock.move(ONE_DAY)
    assert asked(await reviewer.opens("tap 1")) == ("check-1", 1, 2)
    clock.move(timedelta(seconds=1))
    assert await reviewer.opens("tap 2") is Refusal.REPEATED
    assert asked(await reviewer.opens("update 1")) == ("check-1", 1, 2)
    clock.move(timedelta(seconds=5))
    assert asked(await reviewer.opens("tap 3")) == ("check-1", 1, 2)


async def test_a_day_and_a_review_repair_a_streak(ada: Pupil, clock: MovableClock) -> None:
    await ada.reaches("end", wrong=("check-1",))
    clock.move(4 * ONE_DAY)  # two freezes, then a break
    found = await ada.reaches("bye", day=4)
    assert found.card is not None
    assert found.card.due == 1
    assert found.card.streak.repair is None  # a single day is not worth an offer
    end = await Reviewer(ada).takes("B")
    assert (end.streak.current, end.streak.repaired_on) == (2, TUESDAY + 4 * ONE_DAY)


async def test_somebody_at_rest_is_told_what_is_due(reviewer: Reviewer, clock: MovableClock) -> None:
    rest = await reviewer.pupil.asks_for_today()
    assert isinstance(rest, Rest)
    assert rest.due == 0
    clock.move(ONE_DAY)
    rest = await reviewer.pupil.asks_for_today()
    assert isinstance(rest, Rest)
    assert rest.due == 2


async def test_a_date_begins_at_three_for_what_was_missed_too(ada: Pupil, school: School, clock: MovableClock) -> None:
    school.default_zone_name = "Asia/Kathmandu"
    clock.move(timedelta(hours=12))  # 02:45 there, still Tuesday
    await ada.reaches("end", wrong=("check-1",))
    assert await Reviewer(ada).due() == 0
    clock.move(timedelta(minutes=15))
    assert await Reviewer(ada).due() == 1

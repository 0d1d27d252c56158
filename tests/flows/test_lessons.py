"""Taking a lesson, from the first hello to the closing card and back again."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from itertools import cycle

import pytest

from bot.core.course import Course, Lesson
from bot.core.delivery import Delivery, Receipt
from bot.core.lesson import Refusal
from bot.flows.enrolment import Score, Showing
from bot.flows.lesson_delivery import settle
from bot.flows.lessons import (
    Elsewhere,
    Judged,
    Replaying,
    Rest,
    Welcome,
    begin_day,
    continue_from,
    open_day,
    open_lesson_day,
    open_today,
    replay_demo,
)
from bot.flows.progress import look_at_progress
from bot.flows.school import School
from tests.support.clock import MovableClock
from tests.support.course import CHECK_1, COURSE, DEMO, END, HELLO, LESSON
from tests.support.pupil import Pupil


def shown(outcome: object) -> str:
    assert isinstance(outcome, Showing)
    return outcome.step.id


async def test_whoever_is_new_is_welcomed_to_the_first_written_day(ada: Pupil) -> None:
    assert await ada.asks_for_today() == Welcome(COURSE, first=COURSE.day(2))
    assert await ada.place() is None


async def test_whoever_is_new_is_welcomed_even_where_nothing_is_written_yet(ada: Pupil, school: School) -> None:
    school.course = Course("Empty", (COURSE.days[0],))
    assert await ada.asks_for_today() == Welcome(school.course, first=None)


async def test_a_day_opens_with_its_first_step_whose_first_message_is_claimed(school: School) -> None:
    outcome = await open_day(school, 1, 2, "a tap")
    assert isinstance(outcome, Showing)
    assert (outcome.step, outcome.day, outcome.days) == (HELLO, COURSE.days[1], 5)
    assert (outcome.place.delivery, outcome.place.part, outcome.replaces) == (Delivery.SENDING, 0, None)


async def test_a_lesson_is_taken_step_by_step_to_its_closing_card(ada: Pupil) -> None:
    seen = [shown(await ada.opens(2)), shown(await ada.goes_on("hello")), shown(await ada.goes_on("demo"))]
    await ada.answers("check-1", "B")
    seen.append(shown(await ada.goes_on("check-1")))
    await ada.answers("check-2", "A")
    closing = await ada.goes_on("check-2")
    assert [*seen, shown(closing)] == [step.id for step in LESSON.steps]
    assert isinstance(closing, Showing)
    assert closing.card is not None
    assert (closing.card.score, closing.card.this_time) == (Score(1, 2), None)
    assert (closing.card.streak.current, closing.card.tomorrow) == (1, COURSE.day(4))


@pytest.mark.parametrize("day", [1, 3, 5, 6, 0, -1, 10**6])
async def test_a_day_that_is_not_written_cannot_be_opened(ada: Pupil, day: int) -> None:
    assert await ada.opens(day) is Refusal.UNKNOWN
    assert await ada.goes_on("hello", day=day) is Refusal.UNKNOWN
    assert await ada.answers("check-1", "B", day=day) is Refusal.UNKNOWN
    assert await replay_demo(ada.school, ada.id, day, "demo") is Refusal.UNKNOWN


async def test_nothing_can_be_tapped_in_a_day_that_was_never_opened(ada: Pupil) -> None:
    assert await ada.goes_on("hello") is Refusal.NOT_YET
    assert await ada.answers("check-1", "B") is Refusal.NOT_YET
    assert await replay_demo(ada.school, ada.id, 2, "demo") is Refusal.NOT_YET
    assert await ada.place() is None


async def test_taps_ahead_and_behind_move_nobody(ada: Pupil) -> None:
    await ada.reaches("demo")
    before = await ada.place()
    assert await ada.goes_on("check-1") is Refusal.NOT_YET
    assert await ada.goes_on("end") is Refusal.NOT_YET
    assert await ada.goes_on("hello") is Refusal.OLD
    assert await ada.goes_on("gone") is Refusal.UNKNOWN
    assert await ada.answers("check-1", "B") is Refusal.NOT_YET
    assert await ada.place() == before


async def test_a_check_cannot_be_left_before_it_is_answered(ada: Pupil) -> None:
    await ada.reaches("check-1")
    assert await ada.goes_on("check-1") is Refusal.UNANSWERED
    await ada.answers("check-1", "A")
    assert shown(await ada.goes_on("check-1")) == "check-2"


async def test_the_first_answer_is_kept_and_told_to_whoever_tries_another(ada: Pupil) -> None:
    await ada.reaches("check-1")
    assert await ada.answers("check-1", "C") == Judged(COURSE.days[1], 5, CHECK_1, "C", first=True)
    assert await ada.answers("check-1", "B") == Judged(COURSE.days[1], 5, CHECK_1, "C", first=False)
    assert await ada.answers("check-1", "E") is Refusal.UNKNOWN


async def test_fifty_answers_at_once_count_once(ada: Pupil) -> None:
    await ada.reaches("check-1")
    outcomes = await asyncio.gather(*(ada.answers("check-1", option) for option, _ in zip(cycle("ABCD"), range(50))))
    judged = [outcome for outcome in outcomes if isinstance(outcome, Judged)]
    assert len(judged) == 50
    assert sum(outcome.first for outcome in judged) == 1
    assert len({outcome.choice for outcome in judged}) == 1
    assert (await look_at_progress(ada.school, ada.id)).score.of == 1


async def test_fifty_continues_at_once_move_one_step(ada: Pupil) -> None:
    await ada.reaches("hello")
    causes = ["the same tap"] * 50
    outcomes = await asyncio.gather(*(continue_from(ada.school, ada.id, 2, "hello", cause) for cause in causes))
    assert [type(outcome) for outcome in outcomes].count(Showing) == 1
    assert [outcome for outcome in outcomes if isinstance(outcome, Refusal)] == [Refusal.OWED] * 49
    place = await ada.place()
    assert place is not None
    assert place.step == "demo"


async def test_a_continue_that_comes_twice_shows_its_step_once(ada: Pupil) -> None:
    await ada.reaches("hello")
    assert shown(await ada.goes_on("hello", "the tap")) == "demo"
    assert await ada.goes_on("hello", "the tap") is Refusal.REPEATED
    assert await ada.goes_on("hello", "another tap") is Refusal.OLD


async def test_a_step_of_which_nobody_knows_whether_it_arrived_comes_again_on_the_next_tap_only(ada: Pupil) -> None:
    await ada.reaches("hello")
    lost = await continue_from(ada.school, ada.id, 2, "hello", "the tap")
    assert isinstance(lost, Showing)
    await settle(ada.school, ada.id, lost, lost.place, Receipt(Delivery.UNCERTAIN))
    assert await ada.goes_on("hello", "the tap") is Refusal.UNSURE
    assert shown(await ada.goes_on("hello", "another tap")) == "demo"
    assert await ada.goes_on("hello", "a third tap") is Refusal.OLD


async def test_today_goes_on_where_the_learner_stands_and_replaces_the_message_there(ada: Pupil) -> None:
    await ada.reaches("check-1")
    before = await ada.place()
    outcome = await ada.asks_for_today()
    assert isinstance(outcome, Showing)
    assert before is not None
    assert (outcome.step, outcome.replaces, outcome.choice) == (CHECK_1, before.message_id, None)


async def test_an_answered_check_is_shown_again_with_its_answer(ada: Pupil) -> None:
    await ada.reaches("check-1")
    await ada.answers("check-1", "C")
    outcome = await ada.asks_for_today()
    assert isinstance(outcome, Showing)
    assert outcome.choice == "C"


async def test_asking_for_today_twice_by_the_same_update_shows_it_once(ada: Pupil) -> None:
    await ada.reaches("demo")
    assert shown(await ada.asks_for_today("update 7")) == "demo"
    assert await ada.asks_for_today("update 7") is Refusal.REPEATED


async def test_updates_that_all_come_again_show_nothing_again(ada: Pupil) -> None:
    await ada.reaches("hello")
    taken = [await ada.goes_on("hello", "tap 1"), await ada.asks_for_today("update 2")]
    assert all(isinstance(each, Showing) for each in taken)
    await ada.goes_on("demo", "tap 3")
    before = await ada.place()

    assert await ada.goes_on("hello", "tap 1") is Refusal.REPEATED
    assert await ada.asks_for_today("update 2") is Refusal.REPEATED
    assert await ada.goes_on("demo", "tap 3") is Refusal.REPEATED
    assert await ada.place() == before


async def test_today_after_a_lesson_is_a_rest_with_what_comes_next(ada: Pupil, clock: MovableClock) -> None:
    await ada.reaches("end")
    assert await ada.asks_for_today() == Rest(finished_today=True, ready=COURSE.day(4), coming=COURSE.day(3))
    clock.move(timedelta(days=1))
    assert await ada.asks_for_today() == Rest(finished_today=False, ready=COURSE.day(4), coming=COURSE.day(3))
    await ada.reaches("bye", day=4)
    assert await ada.asks_for_today() == Rest(finished_today=True, ready=None, coming=COURSE.day(5))


async def test_after_the_last_day_nothing_is_left(ada: Pupil, school: School) -> None:
    school.course = Course("Of one day", (replace(COURSE.days[1], number=1),))
    closing = await ada.reaches("end", day=1)
    assert closing.card is not None
    assert closing.card.tomorrow is None
    assert await ada.asks_for_today() == Rest(finished_today=True, ready=None, coming=None)


async def test_after_the_last_day_an_earlier_one_may_be_to_come(ada: Pupil, school: School) -> None:
    school.course = replace(COURSE, days=COURSE.days[:2])
    await ada.reaches("end")
    assert await ada.asks_for_today() == Rest(finished_today=True, ready=None, coming=COURSE.days[0])


async def test_a_second_tap_at_once_opens_nothing_a_second_time(ada: Pupil, clock: MovableClock) -> None:
    assert shown(await ada.opens(2)) == "hello"
    assert await ada.opens(2) is Refusal.REPEATED
    clock.move(timedelta(seconds=3))
    assert shown(await ada.opens(2)) == "hello"


async def test_two_days_can_be_open_and_today_is_the_one_opened_last(ada: Pupil) -> None:
    await ada.reaches("demo", day=2)
    await ada.reaches("again", day=4)
    assert await open_lesson_day(ada.school, ada.id) == COURSE.day(4)
    assert shown(await ada.goes_on("demo", day=2)) == "check-1"
    assert await open_lesson_day(ada.school, ada.id) == COURSE.day(2)
    assert shown(await ada.asks_for_today()) == "check-1"


async def test_between_lessons_no_day_is_open(ada: Pupil) -> None:
    assert await open_lesson_day(ada.school, ada.id) is None
    await ada.reaches("hello")
    assert await open_lesson_day(ada.school, ada.id) == COURSE.day(2)
    await ada.reaches("end")
    assert await open_lesson_day(ada.school, ada.id) is None


async def test_a_finished_day_shows_its_card_unless_it_is_read_again(ada: Pupil, clock: MovableClock) -> None:
    await ada.reaches("end")
    clock.move(timedelta(minutes=1))
    assert shown(await ada.opens(2)) == "end"
    clock.move(timedelta(minutes=1))
    assert shown(await ada.opens(2, again=True)) == "hello"
    assert await open_lesson_day(ada.school, ada.id) == COURSE.day(2)


async def test_reading_again_has_a_score_of_its_own_and_changes_neither_the_first_nor_the_date(
    ada: Pupil, clock: MovableClock
) -> None:
    await ada.reaches("end", wrong=("check-1",))
    clock.move(timedelta(days=5))
    await ada.opens(2, again=True)
    closing = await ada.reaches("end")
    assert closing.card is not None
    assert (closing.card.score, closing.card.this_time) == (Score(1, 2), Score(2, 2))
    assert (closing.card.streak.current, closing.card.streak.best) == (0, 1)
    assert (await look_at_progress(ada.school, ada.id)).score == Score(1, 2)


async def test_a_demo_can_be_replayed_while_and_after_one_stands_at_it(ada: Pupil) -> None:
    await ada.reaches("demo")
    assert await replay_demo(ada.school, ada.id, 2, "demo") == Replaying(COURSE.days[1], 5, DEMO, current=True)
    await ada.reaches("end")
    before = await ada.place()
    assert await replay_demo(ada.school, ada.id, 2, "demo") == Replaying(COURSE.days[1], 5, DEMO, current=False)
    assert await replay_demo(ada.school, ada.id, 2, "hello") is Refusal.UNKNOWN
    assert await ada.place() == before


async def test_the_taps_of_one_learner_are_no_business_of_another(ada: Pupil, noor: Pupil) -> None:
    await asyncio.gather(ada.reaches("end"), noor.reaches("check-1"))
    assert await noor.answers("check-1", "A") == Judged(COURSE.days[1], 5, CHECK_1, "A", first=True)
    assert (await look_at_progress(ada.school, ada.id)).score == Score(2, 2)
    assert (await look_at_progress(noor.school, noor.id)).score == Score(0, 1)


async def test_a_lesson_that_loses_the_step_one_stands_at_begins_anew(ada: Pupil, school: School) -> None:
    await ada.reaches("demo")
    without_demo = Lesson(tuple(step for step in LESSON.steps if step.id != "demo"))
    school.course = replace(
        COURSE, days=tuple(replace(day, lesson=without_demo) if day.number == 2 else day for day in COURSE.days)
    )
    assert await ada.goes_on("demo") is Refusal.UNKNOWN
    assert shown(await ada.asks_for_today()) == "hello"
    assert shown(await ada.goes_on("hello")) == "check-1"


async def test_a_lesson_that_is_withdrawn_while_open_is_passed_over(ada: Pupil, school: School) -> None:
    await ada.reaches("demo")
    school.course = replace(COURSE, days=(COURSE.days[0], replace(COURSE.days[1], lesson=None), *COURSE.days[2:]))
    assert await ada.goes_on("demo") is Refusal.UNKNOWN
    assert await ada.asks_for_today() == Welcome(school.course, first=COURSE.day(4))


async def test_a_finish_at_half_past_one_at_night_is_of_the_evening_before(ada: Pupil, clock: MovableClock) -> None:
    clock.move(timedelta(hours=16, minutes=30))  # 01:30 on 11 March
    await ada.reaches("end")
    clock.move(timedelta(hours=2))  # 03:30: a new learning day
    outcome = await ada.asks_for_today()
    assert isinstance(outcome, Rest)
    assert not outcome.finished_today
    closing = await ada.reaches("bye", day=4)
    assert closing.card is not None
    assert (closing.card.streak.current, closing.card.streak.best) == (2, 2)


async def test_the_closing_card_is_reached_with_its_last_words(ada: Pupil) -> None:
    assert (await ada.reaches("end")).step == END
    assert await ada.goes_on("end") is Refusal.OLD


async def test_a_new_learner_lives_in_the_zone_of_the_school(school: School, clock: MovableClock) -> None:
    school.default_zone_name = "Pacific/Kiritimati"  # fourteen hours ahead: 02:30 on the next day
    clock.move(timedelta(hours=3, minutes=30))
    early = Pupil(school, 1)
    await early.reaches("end")
    clock.move(timedelta(minutes=30))  # 03:00
    outcome = await open_today(school, 1, "a tap")
    assert isinstance(outcome, Rest)
    assert not outcome.finished_today


async def test_whoever_is_at_another_day_is_asked_before_a_tap_moves_them(
    ada: Pupil, school: School, clock: MovableClock
) -> None:
    assert await begin_day(school, ada.id, 4, "tap 1") == Elsewhere(
        COURSE.days[1], COURSE.days[3], midway=False, skipped=1, is_new=True
    )
    clock.move(timedelta(minutes=1))
    await ada.reaches("demo")
    assert await begin_day(school, ada.id, 4, "tap 2") == Elsewhere(
        COURSE.days[1], COURSE.days[3], midway=True, skipped=1
    )
    assert (await ada.asks_for_today(), await ada.place(4)) != (None, None)
    assert shown(await begin_day(school, ada.id, 2, "tap 3")) == "demo"
    await ada.reaches("end")
    assert shown(await begin_day(school, ada.id, 2, "tap 4")) == "end"
    assert shown(await begin_day(school, ada.id, 4, "tap 5")) == "again"


async def test_a_tap_on_a_day_that_is_not_written_asks_nothing(ada: Pupil, school: School) -> None:
    await ada.reaches("demo")
    assert await begin_day(school, ada.id, 3, "tap 1") is Refusal.UNKNOWN
    assert await begin_day(school, ada.id, 404, "tap 2") is Refusal.UNKNOWN

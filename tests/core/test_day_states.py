"""When the days of the course could be read, and the dates that leave a learner nothing to finish."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta

from bot.core.day_states import EVER, DayState, Offer, changed_states, states_since
from tests.support.course import a_course_of
from tests.support.teaching import only

COURSE = a_course_of(3)
DATES = [date(2026, 3, day) for day in range(10, 17)]


def at(day: int, hour: int = 12) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=UTC)


def idle(states: Collection[DayState], finished: dict[int, int], due: Collection[int] = ()) -> list[int]:
    """The days of March that are idle: `finished` tells on which day of it which lesson was, `due` of reviews."""
    finished_on = {number: date(2026, 3, day) for number, day in finished.items()}
    offer = Offer(states, datetime.date, finished_on, lambda dates: {each for each in dates if each.day in due})
    return sorted(each.day for each in offer.idle_among(DATES))


def test_a_date_on_which_a_lesson_waits_is_never_idle() -> None:
    assert idle(states_since(COURSE, EVER), {1: 9}) == []


def test_a_date_without_a_lesson_is_idle_unless_a_review_is_due() -> None:
    states = states_since(only(COURSE, {1}), EVER)
    assert idle(states, {1: 12}) == [13, 14, 15, 16]
    assert idle(states, {1: 12}, due=(14, 15)) == [13, 16]


def test_a_day_that_opens_counts_from_the_date_after() -> None:
    before = only(COURSE, {1})
    states = states_since(before, EVER)
    states = [*states, *changed_states(states, only(COURSE, {1, 2}), at(14, 0))]
    assert idle([each for each in states if each.since_at != EVER or each.day != 2], {1: 10}) == [11, 12, 13, 14]


def test_a_day_that_is_taken_back_leaves_the_dates_before_as_they_were() -> None:
    taken_back = [DayState(1, True, EVER), DayState(2, True, EVER, at(13)), DayState(2, False, at(13))]
    assert idle(taken_back, {1: 10}) == [13, 14, 15, 16]


def test_who_has_finished_the_course_has_nothing_left_to_miss_not_even_reviews() -> None:
    assert idle(states_since(COURSE, EVER), {1: 8, 2: 9, 3: 10}, due=(12, 13)) == [11, 12, 13, 14, 15, 16]


def test_a_course_that_grows_leaves_what_was_finished_finished() -> None:
    longer = [*states_since(COURSE, EVER), DayState(4, False, at(13)), DayState(5, True, at(15))]
    assert idle(longer, {1: 8, 2: 9, 3: 10}, due=(12, 13, 14)) == [11, 12, 13, 15]


def test_what_has_changed_is_told_once() -> None:
    states = states_since(only(COURSE, {1, 2}), at(10))
    assert changed_states(states, only(COURSE, {1, 2}), at(11)) == []
    changed = changed_states(states, only(a_course_of(4), {1, 3}), at(11))
    assert changed == [
        DayState(2, True, at(10), at(11)),
        DayState(3, False, at(10), at(11)),
        DayState(2, False, at(11)),
        DayState(3, True, at(11)),
        DayState(4, False, at(11)),
    ]


def test_a_day_that_the_course_no_longer_has_has_ended() -> None:
    states = states_since(COURSE, at(10))
    assert changed_states(states, a_course_of(2), at(10) + timedelta(hours=1)) == [
        DayState(3, True, at(10), at(10) + timedelta(hours=1))
    ]

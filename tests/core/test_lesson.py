"""The rules of a lesson, as tables: every tap at every step, whatever became of the messages."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest

from bot.core.course import Lesson, Step
from bot.core.delivery import Delivery
from bot.core.lesson import (
    DOUBLE_TAP_FOR,
    Judge,
    Place,
    Play,
    Refusal,
    Show,
    go_on,
    is_double_tap,
    judge,
    open_lesson,
    reopen,
    replay,
)
from tests.support.course import CHECK_1, COURSE, DEMO, LESSON

STEPS = [step.id for step in LESSON.steps]
ALL_ANSWERED = {"check-1": "B", "check-2": "A"}

CONTINUE = """
            hello    demo     check-1  check-2  end
hello       demo     NOT_YET  NOT_YET  NOT_YET  NOT_YET
demo        OLD      check-1  NOT_YET  NOT_YET  NOT_YET
check-1     OLD      OLD      check-2  NOT_YET  NOT_YET
check-2     OLD      OLD      OLD      end      NOT_YET
end         OLD      OLD      OLD      OLD      OLD
"""
"""Where a tap on Continue leads: a row for each standing, a column for each step tapped."""

ANSWER = """
            hello    demo     check-1  check-2  end
hello       UNKNOWN  NOT_YET  NOT_YET  NOT_YET  NOT_YET
demo        UNKNOWN  UNKNOWN  NOT_YET  NOT_YET  NOT_YET
check-1     UNKNOWN  UNKNOWN  judged   NOT_YET  NOT_YET
check-2     UNKNOWN  UNKNOWN  judged   judged   NOT_YET
end         UNKNOWN  UNKNOWN  judged   judged   UNKNOWN
"""

REPLAY = """
            hello    demo     check-1  check-2  end
hello       UNKNOWN  NOT_YET  NOT_YET  NOT_YET  NOT_YET
demo        UNKNOWN  played   NOT_YET  NOT_YET  NOT_YET
check-1     UNKNOWN  played   UNKNOWN  NOT_YET  NOT_YET
check-2     UNKNOWN  played   UNKNOWN  UNKNOWN  NOT_YET
end         UNKNOWN  played   UNKNOWN  UNKNOWN  UNKNOWN
"""


def cells(table: str) -> list[tuple[str, str, str]]:
    """Standing, tapped step and outcome of each cell."""
    head, *rows = [line.split() for line in table.strip().splitlines()]
    return [
        (standing, tapped, outcome)
        for standing, *outcomes in rows
        for tapped, outcome in zip(head, outcomes, strict=True)
    ]


def at(step: str, delivery: Delivery = Delivery.SENT, cause: str = "the tap before") -> Place:
    return Place(2, step, part=0, delivery=delivery, message_id=7, cause=cause)


def in_a_word(outcome: Show | Judge | Play | Refusal) -> str:
    match outcome:
        case Show(place):
            return place.step
        case Judge():
            return "judged"
        case Play():
            return "played"
        case Refusal():
            return outcome.name


@pytest.mark.parametrize(("standing", "tapped", "outcome"), cells(CONTINUE))
def test_continue_leads_one_step_on_and_only_from_where_one_stands(standing: str, tapped: str, outcome: str) -> None:
    assert in_a_word(go_on(at(standing), tapped, "a new tap", LESSON, ALL_ANSWERED)) == outcome


@pytest.mark.parametrize(("standing", "tapped", "outcome"), cells(ANSWER))
def test_a_check_can_be_answered_once_it_is_reached(standing: str, tapped: str, outcome: str) -> None:
    assert in_a_word(judge(at(standing), tapped, "A", LESSON, {})) == outcome


@pytest.mark.parametrize(("standing", "tapped", "outcome"), cells(REPLAY))
def test_a_demo_can_be_replayed_once_it_is_reached(standing: str, tapped: str, outcome: str) -> None:
    assert in_a_word(replay(at(standing), tapped, LESSON)) == outcome


@pytest.mark.parametrize("standing", STEPS)
def test_a_step_that_is_not_in_the_lesson_is_unknown(standing: str) -> None:
    assert go_on(at(standing), "gone", "a tap", LESSON, {}) is Refusal.UNKNOWN
    assert judge(at(standing), "gone", "A", LESSON, {}) is Refusal.UNKNOWN
    assert replay(at(standing), "gone", LESSON) is Refusal.UNKNOWN


@pytest.mark.parametrize("answers", [{}, {"check-2": "D"}])
def test_a_check_that_is_not_answered_cannot_be_left(answers: dict[str, str]) -> None:
    assert go_on(at("check-1"), "check-1", "a tap", LESSON, answers) is Refusal.UNANSWERED


def test_going_on_claims_the_first_message_of_the_next_step() -> None:
    outcome = go_on(replace(at("hello"), part=1), "hello", "a tap", LESSON, {})
    assert outcome == Show(Place(2, "demo", part=0, delivery=Delivery.SENDING, message_id=None, cause="a tap"))


@pytest.mark.parametrize("standing", STEPS[:-1])
def test_a_day_is_finished_by_reaching_its_closing_card(standing: str) -> None:
    outcome = go_on(at(standing), standing, "a tap", LESSON, ALL_ANSWERED)
    assert isinstance(outcome, Show)
    assert outcome.place.finished == (standing == "check-2")


def test_a_finished_day_stays_finished_while_it_is_read_again() -> None:
    outcome = go_on(replace(at("hello"), visit=2, finished=True), "hello", "a tap", LESSON, {})
    assert isinstance(outcome, Show)
    assert outcome.place.finished


@pytest.mark.parametrize(
    ("delivery", "same_tap", "another_tap"),
    [
        (Delivery.SENT, Refusal.REPEATED, Refusal.OLD),
        (Delivery.PENDING, Refusal.OWED, Refusal.OWED),
        (Delivery.SENDING, Refusal.OWED, Refusal.OWED),
        (Delivery.UNCERTAIN, Refusal.UNSURE, "shown again"),
        (Delivery.FAILED, Refusal.UNSURE, "shown again"),
    ],
)
def test_a_tap_under_the_step_before_brings_only_what_may_not_have_arrived(
    delivery: Delivery, same_tap: Refusal, another_tap: Refusal | str
) -> None:
    place = replace(at("demo", delivery, cause="the tap"), part=2)
    assert go_on(place, "hello", "the tap", LESSON, {}) is same_tap
    brought = Show(replace(place, delivery=Delivery.SENDING, cause="another"))
    expected = brought if another_tap == "shown again" else another_tap
    assert go_on(place, "hello", "another", LESSON, {}) == expected


def test_the_first_answer_stands() -> None:
    assert judge(at("check-1"), "check-1", "B", LESSON, {}) == Judge(CHECK_1, "B", first=True)
    assert judge(at("check-1"), "check-1", "C", LESSON, {"check-1": "B"}) == Judge(CHECK_1, "B", first=False)
    assert judge(at("check-1"), "check-1", "B", LESSON, {"check-1": "B"}) == Judge(CHECK_1, "B", first=False)


@pytest.mark.parametrize("option", ["E", "b", "", "AB"])
def test_an_option_that_is_not_offered_is_unknown(option: str) -> None:
    assert judge(at("check-1"), "check-1", option, LESSON, {}) is Refusal.UNKNOWN


@pytest.mark.parametrize(("standing", "current"), [("demo", True), ("check-1", False), ("end", False)])
def test_a_replay_leads_on_only_where_one_still_stands_at_it(standing: str, current: bool) -> None:
    assert replay(at(standing), "demo", LESSON) == Play(DEMO, current)


def test_a_new_day_opens_at_its_first_step() -> None:
    assert reopen(None, 2, LESSON, "a tap") == Show(Place(2, "hello", cause="a tap"))


@pytest.mark.parametrize("standing", STEPS)
@pytest.mark.parametrize("again", [False, True])
def test_a_day_opens_where_one_stands_and_from_the_start_only_if_finished_and_read_again(
    standing: str, again: bool
) -> None:
    place = replace(at(standing), part=1, finished=standing == "end")
    from_the_start = again and standing == "end"
    assert reopen(place, 2, LESSON, "a tap", again=again) == Show(
        replace(
            place,
            step="hello" if from_the_start else standing,
            visit=2 if from_the_start else 1,
            part=0,
            delivery=Delivery.SENDING,
            cause="a tap",
        )
    )


@pytest.mark.parametrize(
    ("delivery", "refusal"),
    [
        (Delivery.SENT, Refusal.REPEATED),
        (Delivery.PENDING, Refusal.OWED),
        (Delivery.SENDING, Refusal.OWED),
        (Delivery.UNCERTAIN, Refusal.UNSURE),
        (Delivery.FAILED, Refusal.UNSURE),
    ],
)
@pytest.mark.parametrize("again", [False, True])
def test_opening_by_the_same_cause_twice_shows_nothing_twice(delivery: Delivery, refusal: Refusal, again: bool) -> None:
    assert reopen(at("end", delivery, cause="a tap"), 2, LESSON, "a tap", again=again) is refusal


def test_where_the_step_one_stood_at_is_gone_the_lesson_begins_anew() -> None:
    without_demo = Lesson(tuple(step for step in LESSON.steps if step.id != "demo"))
    outcome = reopen(at("demo"), 2, without_demo, "a tap")
    assert isinstance(outcome, Show)
    assert (outcome.place.step, outcome.place.visit) == ("hello", 1)
    assert in_a_word(go_on(at("demo"), "hello", "a tap", without_demo, {})) == "check-1"


@pytest.mark.parametrize(
    ("finished", "expected"), [([], 2), ([1], 2), ([2], 4), ([4], 2), ([2, 4], None), ([1, 2, 3, 4, 5], None)]
)
def test_the_next_lesson_is_the_first_written_one_that_is_not_finished(
    finished: list[int], expected: int | None
) -> None:
    assert open_lesson(COURSE, finished) == expected


def test_these_rules_are_held_against_every_kind_of_step() -> None:
    assert {type(step) for lesson in COURSE.lessons.values() for step in lesson.steps} == set(get_args(Step))


def test_a_step_has_a_message_for_each_part_prompt_and_reply() -> None:
    assert [step.message_count for step in LESSON.steps] == [2, 5, 1, 1, 1]


@pytest.mark.parametrize(
    ("delivery", "brought_by", "cause", "seconds", "double"),
    [
        (Delivery.SENT, "open a tap", "open another", 0, True),
        (Delivery.SENT, "open a tap", "open another", 2.9, True),
        (Delivery.SENT, "open a tap", "open another", 3, False),
        (Delivery.SENT, "open a tap", "open a tap", 1, False),  # the same one, which is told apart by its cause
        (Delivery.SENT, "a tap", "open another", 1, False),  # a step that Continue brought
        (Delivery.UNCERTAIN, "open a tap", "open another", 1, False),
        (Delivery.PENDING, "open a tap", "open another", 1, False),
    ],
)
def test_a_second_tap_within_three_seconds_of_an_opening_is_a_double_tap(
    delivery: Delivery, brought_by: str, cause: str, seconds: float, double: bool
) -> None:
    shown_at = datetime(2026, 3, 10, tzinfo=UTC)
    place = replace(at("hello", delivery, cause=brought_by), shown_at=shown_at)
    assert timedelta(seconds=3) == DOUBLE_TAP_FOR
    assert is_double_tap(place, cause, shown_at + timedelta(seconds=seconds)) is double


def test_a_place_that_was_never_shown_knows_no_double_tap() -> None:
    assert not is_double_tap(at("hello"), "another", datetime(2026, 3, 10, tzinfo=UTC))

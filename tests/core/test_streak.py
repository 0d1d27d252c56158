"""The streak, case by case. A case is a line of days: what was finished on each, and what became of it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.streak import Completion, CompletionKind, Fate, Repair, Streak, streak

FIRST_ON = date(2026, 3, 1)
LETTERS = {"D": Fate.DONE, "f": Fate.FROZEN, "r": Fate.REPAIRED, "n": Fate.NEUTRAL, "-": Fate.MISSED, "o": Fate.OPEN}


def completions(days: str) -> Iterator[Completion]:
    """As many lessons as each digit says, a day for each character."""
    numbers = count(1)
    for day, letter in enumerate(days):
        for _ in range(int(letter) if letter.isdigit() else 0):
            yield Completion(FIRST_ON + timedelta(days=day), CompletionKind.LESSON, str(next(numbers)))


def lived(days: str) -> Streak:
    """A streak of days, the last one being today: digits are lessons, `n` a neutral date, `.` nothing."""
    neutral_on = {FIRST_ON + timedelta(days=day) for day, letter in enumerate(days) if letter == "n"}
    return streak(completions(days), FIRST_ON + timedelta(days=len(days) - 1), neutral_on)


def fates(found: Streak) -> str:
    return "".join(next(letter for letter, fate in LETTERS.items() if fate is entry.fate) for entry in found.ledger)


def on(day: int) -> date:
    return FIRST_ON + timedelta(days=day)


@pytest.mark.parametrize(
    ("days", "expected", "current", "best", "freezes"),
    [
        (".", "o", 0, 0, 2),
        ("1", "D", 1, 1, 2),
        ("3", "D", 1, 1, 2),  # several count once
        ("1.", "Do", 1, 1, 2),  # today being open breaks nothing
        ("111", "DDD", 3, 3, 2),
        ("11.1", "DDfD", 3, 3, 1),
        ("1..1", "DffD", 2, 2, 0),
        ("1..", "Dfo", 1, 1, 1),
        ("1....", "Dff-o", 0, 1, 0),
        ("1...1", "Dff-D", 1, 1, 0),
        ("1......1", "Dff----D", 1, 1, 0),  # freezes are not spent where there is no streak to keep
        ("1111111", "DDDDDDD", 7, 7, 2),  # two are the most
        ("111.111", "DDDfDDD", 6, 6, 1),
        ("111.1111", "DDDfDDDD", 7, 7, 2),  # seven days done bring one back
        ("1..111111", "DffDDDDDD", 7, 7, 1),
        ("1....111111", "Dff--DDDDDD", 6, 6, 1),  # in a row or not
    ],
)
def test_freezes_keep_the_count_by_themselves(days: str, expected: str, current: int, best: int, freezes: int) -> None:
    found = lived(days)
    assert fates(found) == expected
    assert (found.current, found.best, found.freezes) == (current, best, freezes)
    assert found.days_done == expected.count("D")


@pytest.mark.parametrize(
    ("days", "expected", "current", "freezes"),
    [
        ("1n1", "DnD", 2, 2),
        ("1nnnnn1", "DnnnnnD", 2, 2),
        ("1n", "Dn", 1, 2),  # today
        ("1.n.1", "DfnfD", 2, 0),
        ("1..n.", "Dffno", 1, 0),
        ("1...n1", "Dff-nD", 1, 0),
    ],
)
def test_a_neutral_date_counts_neither_way(days: str, expected: str, current: int, freezes: int) -> None:
    found = lived(days)
    assert fates(found) == expected
    assert (found.current, found.freezes) == (current, freezes)


def test_a_neutral_date_on_which_something_was_finished_is_done() -> None:
    assert fates(streak(completions("111"), on(2), {on(1)})) == "DDD"
    assert fates(streak(completions("11...n2"), on(6), {on(5), on(6)})) == "DDffrnD"


@pytest.mark.parametrize(
    ("days", "expected", "current", "best"),
    [
        ("11...2", "DDffrD", 3, 3),  # both on the first day
        ("11...1", "DDff-D", 1, 2),
        ("11...11", "DDffrDD", 4, 4),  # one on each
        ("11....2", "DDffrrD", 3, 3),  # both on the second
        ("11....1", "DDff--D", 1, 2),
        ("11.....2", "DDff---D", 1, 2),  # too late
        ("11...1.1", "DDff-D-D", 1, 2),
        ("11...n2", "DDffrnD", 3, 3),
        ("11...nn.nn2", "DDffrnnrnnD", 3, 3),  # neutral dates leave the 48 hours alone
        ("11...nn..2", "DDff-nn--D", 1, 2),
        ("11...5", "DDffrD", 3, 3),
    ],
)
def test_two_lessons_on_the_two_dates_after_a_break_repair_it(
    days: str, expected: str, current: int, best: int
) -> None:
    found = lived(days)
    assert fates(found) == expected
    assert (found.current, found.best) == (current, best)
    assert found.repaired_on == (on(len(days) - 1) if "r" in expected else None)


def test_a_repair_gives_back_the_days_between() -> None:
    assert [entry.count for entry in lived("11...11").ledger] == [1, 2, 2, 2, 2, 3, 4]
    assert [entry.count for entry in lived("11...1").ledger] == [1, 2, 2, 2, 0, 1]


@pytest.mark.parametrize(
    ("days", "offer"),
    [
        ("11...", None),  # the streak lives still
        ("11....", Repair(2, 2, on(6))),
        ("11...1", Repair(2, 1, on(6))),
        ("11...1.", Repair(2, 1, on(6))),
        ("11.....", Repair(2, 2, on(6))),
        ("11....1", Repair(2, 1, on(6))),  # one more today
        ("11......", None),  # over
        ("11...2", None),  # done
        ("11...1..", None),  # what had begun anew broke as well: a single day, which is no more than begins anew
        ("11...n.", Repair(2, 2, on(7))),
    ],
)
def test_a_repair_is_offered_for_two_dates(days: str, offer: Repair | None) -> None:
    assert lived(days).repair == offer


@pytest.mark.parametrize(("days_since", "expected"), [(13, "-D"), (14, "rD"), (15, "rD")])
def test_the_next_break_that_can_be_repaired_is_14_days_after_a_repair(days_since: int, expected: str) -> None:
    found = lived("1...2" + "n" * (days_since - 1) + ".2")
    assert fates(found) == "DffrD" + "n" * (days_since - 1) + expected


def test_lessons_and_reviews_repair_together() -> None:
    done = [*completions("1...1"), Completion(on(4), CompletionKind.REVIEW, "1")]
    assert fates(streak(done, on(4))) == "DffrD"


def test_the_same_lesson_told_twice_counts_once() -> None:
    told = [
        *completions("1...1"),
        Completion(on(4), CompletionKind.LESSON, "2"),
        Completion(on(5), CompletionKind.LESSON, "2"),
    ]
    assert fates(streak(told, on(5))) == "Dff-Do"


def test_a_date_lived_through_a_second_time_stays_behind_if_the_later_one_is_done() -> None:
    found = streak(completions("111"), on(1))
    assert (found.current, found.today.on) == (3, on(2))
    assert fates(streak(completions(".1"), on(0))) == "D"


def test_a_frozen_date_that_comes_again_can_still_be_done() -> None:
    assert fates(streak(completions("1.1"), on(2))) == "DfD"
    assert fates(streak([*completions("1.1"), Completion(on(1), CompletionKind.LESSON, "9")], on(1))) == "DDD"


@pytest.mark.parametrize(
    ("days", "frozen"),
    [("1.1", [1]), ("1..", [1]), ("1..1", [2, 1]), ("1.n1", [1]), ("1.11", []), ("1...", [2, 1]), ("1....", [])],
)
def test_the_freezes_used_since_the_last_day_done_are_told(days: str, frozen: list[int]) -> None:
    assert lived(days).frozen_on == [on(day) for day in frozen]


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(1, 30)), max_size=25), st.randoms(use_true_random=False))
def test_neither_order_nor_repetition_changes_a_streak(pairs: list[tuple[int, int]], chance: random.Random) -> None:
    done = [Completion(on(day), CompletionKind.LESSON, str(what)) for day, what in pairs]
    shuffled = done + done[::2]
    chance.shuffle(shuffled)
    assert streak(shuffled, on(20)) == streak(done, on(20))

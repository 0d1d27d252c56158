"""The choice of wording."""

from __future__ import annotations

import math
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from bot.core.bandit import EXPLORE, UNKNOWN, ArmFigures, Rounds, chances, pick

scores = st.dictionaries(st.text(max_size=3), st.floats(-5, 5), min_size=1, max_size=12)


@given(scores, st.data())
def test_the_chances_are_chances_and_none_is_nothing(given_scores: dict[str, float], data: st.DataObject) -> None:
    days = data.draw(st.dictionaries(st.sampled_from(sorted(given_scores)), st.integers(0, 400)))
    found = chances(given_scores, days)
    assert found.keys() == given_scores.keys()
    assert math.isclose(sum(found.values()), 1)
    assert min(found.values()) >= EXPLORE / len(found) - 1e-12


@given(scores, st.floats(0, 1, exclude_max=True))
def test_whatever_the_number_an_arm_is_picked(given_scores: dict[str, float], number: float) -> None:
    assert pick(chances(given_scores, {}), number) in given_scores


def test_a_number_falls_on_each_arm_as_often_as_its_chance_says() -> None:
    spread = {"a": 0.5, "b": 0.3, "c": 0.2}
    picked = [pick(spread, number / 100 + 0.001) for number in range(100)]
    assert [picked.count(arm) for arm in spread] == [50, 30, 20]


def test_an_arm_sent_lately_recovers_with_the_days() -> None:
    fresh, *used = (chances({"a": 0.0, "b": 0.0}, days)["a"] for days in ({}, {"a": 60}, {"a": 15}, {"a": 0}))
    assert fresh == 0.5
    assert fresh > used[0] > used[1] > used[2] > 0.05


def test_nothing_known_is_no_difference() -> None:
    assert UNKNOWN.score == 0.0
    assert ArmFigures(Rounds().and_one(0.5, reward=True)).score == 0.0


def test_a_better_arm_has_a_higher_score_the_more_is_known_of_it() -> None:
    little, much = (a_history(rounds, better=0.4, other=0.2) for rounds in (20, 2000))
    assert 0 < little.score < much.score < 1.0
    assert a_history(2000, better=0.2, other=0.4).score < 0


def a_history(rounds: int, better: float, other: float) -> ArmFigures:
    figures = UNKNOWN
    for number in range(rounds):
        figures = figures.after(0.5, chosen=True, reward=number % 10 < 10 * better)
        figures = figures.after(0.5, chosen=False, reward=number % 10 < 10 * other)
    return figures


def test_a_wording_that_fits_the_keen_only_is_not_taken_for_a_good_one() -> None:
    """“keen” fits those who learn anyway. Against the same people without it, it makes no difference."""
    chance, keen, always = Random(3), UNKNOWN, UNKNOWN  # noqa: S311
    for _ in range(4000):
        is_keen = chance.random() < 0.3
        reward = chance.random() < (0.6 if is_keen else 0.1)
        chosen = chance.random() < 0.5
        if is_keen:
            keen = keen.after(0.5, chosen=chosen, reward=reward)
            always = always.after(0.5, chosen=not chosen, reward=reward)
        else:
            always = always.after(1.0, chosen=True, reward=reward)
    assert keen.chosen.finished / keen.chosen.rounds > 2 * always.chosen.finished / always.chosen.rounds
    assert abs(keen.score) < 0.1


def test_it_learns_the_better_wording_and_goes_on_looking_at_the_others() -> None:
    rates = {f"arm {number}": 0.2 for number in range(7)} | {"best": 0.3}
    for seed in range(3):
        chance, figures, picked = Random(seed), dict.fromkeys(rates, UNKNOWN), []  # noqa: S311
        for _ in range(4000):
            spread = chances({arm: figures[arm].score for arm in rates}, {})
            chosen = pick(spread, chance.random())
            reward = chance.random() < rates[chosen]
            figures = {arm: figures[arm].after(spread[arm], chosen=arm == chosen, reward=reward) for arm in rates}
            picked.append(chosen)
        last = picked[2000:]
        assert last.count("best") > 1000, seed  # an eighth would be 250
        assert set(last) == set(rates)

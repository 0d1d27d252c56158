"""Which wording to send: the Recovering Difference Softmax of Yancey and Settles, “A Sleeping, Recovering Bandit
Algorithm for Optimizing Recurring Notifications”, KDD 2020 (https://doi.org/10.1145/3394486.3403351).

An arm sleeps while it does not fit, and recovers after it was sent. Its score is the relative difference between the
mean reward of the rounds in which it was chosen and of those in which it fitted but was passed over, so that a wording
which only fits the keen is not taken for a good one. A round weighs as much as the inverse of the chance it had.

Where this differs from the paper, it is for small volumes, where differences of a tenth are noise: the temperature is
higher (0.1, not 0.0025), the penalty for having been sent lately with it (0.2, not 0.017), and a share of EXPLORE is
spread evenly over the arms, so that none falls silent and no weight grows without bound.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

PRIOR = 105.0
"""Rounds without any difference that every mean begins with."""

TEMPERATURE = 0.1
RECENCY = 0.2
"""What a score loses right after the learner got that wording."""

HALF_LIFE = 15.0
"""Days in which that loss halves."""

EXPLORE = 0.05
"""The chance that is spread evenly, whatever the scores."""

_LEAST_MEAN = 0.01


@dataclass(frozen=True, slots=True)
class Rounds:
    """Rounds and those of them with a reward; the sums of their weights, of the squares of these, and of the weighted
    rewards.
    """

    rounds: int = 0
    finished: int = 0
    weight: float = 0.0
    squares: float = 0.0
    reward: float = 0.0

    def and_one(self, chance: float, *, reward: bool) -> Rounds:
        """With one more, which had this chance."""
        weight = 1 / chance
        return Rounds(
            self.rounds + 1,
            self.finished + reward,
            self.weight + weight,
            self.squares + weight * weight,
            self.reward + weight * reward,
        )

    def mean(self, prior: float) -> float:
        """The mean reward, drawn towards `prior` the more, the less is known: by Kish's effective number of rounds."""
        if not self.rounds:
            return prior
        effective = self.weight * self.weight / self.squares
        return (effective * self.reward / self.weight + PRIOR * prior) / (effective + PRIOR)


@dataclass(frozen=True, slots=True)
class ArmFigures:
    """What is known of an arm: the rounds in which it was chosen, and those in which it fitted and was passed over."""

    chosen: Rounds = Rounds()
    passed: Rounds = Rounds()

    @property
    def score(self) -> float:
        """The relative difference that choosing this arm makes: 0.1 for a tenth more, 0 while nothing is known."""
        rounds = self.chosen.rounds + self.passed.rounds
        prior = (self.chosen.finished + self.passed.finished) / rounds if rounds else 0.0
        without = self.passed.mean(prior)
        return (self.chosen.mean(prior) - without) / max(without, _LEAST_MEAN)

    def after(self, chance: float, *, chosen: bool, reward: bool) -> ArmFigures:
        """With one more round, in which the arm had this chance."""
        if chosen:
            return ArmFigures(self.chosen.and_one(chance, reward=reward), self.passed)
        return ArmFigures(self.chosen, self.passed.and_one(1 - chance, reward=reward))


UNKNOWN = ArmFigures()


def chances(scores: Mapping[str, float], days_since: Mapping[str, int]) -> dict[str, float]:
    """The chance of each arm. `days_since` says how long ago this learner got it; arms new to them are not in it."""
    recovered = {
        arm: score - (RECENCY * 0.5 ** (days_since[arm] / HALF_LIFE) if arm in days_since else 0.0)
        for arm, score in scores.items()
    }
    best = max(recovered.values(), default=0.0)
    powers = {arm: math.exp((score - best) / TEMPERATURE) for arm, score in recovered.items()}
    total = sum(powers.values())
    return {arm: (1 - EXPLORE) * power / total + EXPLORE / len(powers) for arm, power in powers.items()}


def pick(chances: Mapping[str, float], number: float) -> str:
    """The arm that a number from 0 up to 1 falls on. There has to be one."""
    *arms, last = chances
    for arm in arms:
        number -= chances[arm]
        if number < 0:
            return arm
    return last

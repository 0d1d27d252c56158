"""The words of reminders: texts with facts to fill in, and the conditions on which each fits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from string import Formatter
from typing import Literal

from bot.core.reminders import ReminderKind

REST_FOR = 7
"""Days for which a learner does not read the same wording again."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a reminder can tell: the lesson, how long what is left of it takes, and how far the learner has come.

    `begun` where they are in the middle of the lesson, `ignored` counts the days since they were seen.
    """

    day: int
    days: int
    title: str
    minutes: int
    begun: bool
    streak: int
    days_done: int
    ignored: int
    on: date


PLACEHOLDERS = ("day", "days", "title", "minutes", "streak", "days_done")
"""The facts that a text may name in braces."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """When a wording fits. `weekdays` count from Monday, 0; none means all of them."""

    streak_at_least: int = 0
    days_done_at_least: int = 0
    days_done_at_most: int | None = None
    ignored_at_least: int = 0
    ignored_at_most: int | None = None
    weekdays: frozenset[int] = field(default_factory=frozenset)
    lesson: Literal["new", "begun"] | None = None

    def hold(self, facts: Facts) -> bool:
        """Whether all of them are met."""
        return (
            facts.streak >= self.streak_at_least
            and facts.days_done >= self.days_done_at_least
            and facts.ignored >= self.ignored_at_least
            and (self.days_done_at_most is None or facts.days_done <= self.days_done_at_most)
            and (self.ignored_at_most is None or facts.ignored <= self.ignored_at_most)
            and (not self.weekdays or facts.on.weekday() in self.weekdays)
            and (self.lesson is None or facts.begun == (self.lesson == "begun"))
        )


ALWAYS = Conditions()
"""No condition at all."""


@dataclass(frozen=True, slots=True)
class Wording:
    """One way to say a reminder. The id is permanent: what is known of its effect is kept under it."""

    id: str
    kind: ReminderKind
    text: str
    only: Conditions = ALWAYS

    def fill(self, told: Mapping[str, str]) -> str:
        """The text with what is told for each placeholder. Raises KeyError where one is missing."""
        return self.text.format_map(told)


def fitting(
    wordings: Iterable[Wording], kind: ReminderKind, facts: Facts, last_on: Mapping[str, date]
) -> dict[str, Wording]:
    """The wordings of this kind that fit and that the learner has not read lately, by id; `last_on` says when."""
    return {
        each.id: each
        for each in wordings
        if each.kind is kind
        and each.only.hold(facts)
        and (each.id not in last_on or (facts.on - last_on[each.id]).days >= REST_FOR)
    }


def misused_placeholder(text: str) -> str | None:
    """The first thing in braces that is no placeholder, or a brace that stands alone; None where there is none."""
    try:
        pieces = list(Formatter().parse(text))
    except ValueError:
        return "{" if text.count("{") > text.count("}") else "}"
    for _, name, form, conversion in pieces:
        if name is not None and (name not in PLACEHOLDERS or form or conversion):
            return "{" + name + "}"
    return None

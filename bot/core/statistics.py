"""How the course does: figures about all learners, which add up learner by learner."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, fields
from datetime import date, timedelta
from enum import Enum
from typing import Any

from bot.core.course import Course, Quiz

ENOUGH_ANSWERS = 20
"""From so many on it is told how hard a question is: with fewer, the rarest would be the hardest."""


class Period(Enum):
    """How far back figures look: so many learning dates up to today, or everything there is."""

    WEEK = "7"
    FOUR_WEEKS = "28"
    ALL = "all"

    def since(self, today_on: date) -> date | None:
        """The first learning date it covers; None for all."""
        return None if self is Period.ALL else today_on - timedelta(days=int(self.value) - 1)


@dataclass(slots=True)
class Figures:
    """What was counted among some learners. Those of two groups of learners can be added.

    `people` counts them as `learners`, `joined`, `left`, `blocked`, and as active `today`, in the `week` or in the
    `period`. `opened` and `finished` go by day, `stopped` by day and step, `answered` by day, question and option,
    `right` by day and question, `tried` by day and practice, and what tries `lacked` at first or `still_lack` by day,
    practice and criterion, `completed` by kind and learning date, `streaks` by length, `reminders` by kind and
    outcome (`sent`, `followed` by a lesson the same day, `blocked`), `broadcasts` by outcome, `feedback` by day and
    whether it was `given` in the period or is still `open`.
    """

    people: Counter[str] = field(default_factory=Counter)
    opened: Counter[int] = field(default_factory=Counter)
    finished: Counter[int] = field(default_factory=Counter)
    stopped: Counter[tuple[int, str]] = field(default_factory=Counter)
    answered: Counter[tuple[int, str, str]] = field(default_factory=Counter)
    right: Counter[tuple[int, str]] = field(default_factory=Counter)
    tried: Counter[tuple[int, str]] = field(default_factory=Counter)
    lacked: Counter[tuple[int, str, str]] = field(default_factory=Counter)
    still_lack: Counter[tuple[int, str, str]] = field(default_factory=Counter)
    completed: Counter[tuple[str, date]] = field(default_factory=Counter)
    streaks: Counter[int] = field(default_factory=Counter)
    reminders: Counter[tuple[str, str]] = field(default_factory=Counter)
    broadcasts: Counter[str] = field(default_factory=Counter)
    feedback: Counter[tuple[int, str]] = field(default_factory=Counter)

    def add(self, other: Figures) -> None:
        """Count those of other learners in."""
        for each in fields(self):
            counter: Counter[Any] = getattr(self, each.name)
            counter.update(getattr(other, each.name))

    def reminded(self, outcome: str) -> int:
        """Reminders of every kind with this outcome."""
        return sum(count for (_, its), count in self.reminders.items() if its == outcome)

    def told(self, what: str) -> int:
        """Feedback on every day that is `given` or `open`."""
        return sum(count for (_, its), count in self.feedback.items() if its == what)

    @property
    def blocks(self) -> tuple[int, int]:
        """How many reminders and announcements met a learner who had blocked the bot, of how many whose outcome is
        known.
        """
        blocked = self.reminded("blocked") + self.broadcasts["blocked"]
        return blocked, blocked + self.reminded("sent") + self.broadcasts["sent"]

    @property
    def blocks_per_thousand(self) -> float | None:
        """The same, of a thousand; None while nothing is known."""
        blocked, known = self.blocks
        return 1000 * blocked / known if known else None


@dataclass(frozen=True, slots=True)
class QuestionFigures:
    """How a question is answered the first time: by how many, how many of them right, and the count of each option that
    there is or was.

    `quiz` is None for a question that left the course.
    """

    day: int
    question: str
    given: int
    right: int
    options: dict[str, int]
    quiz: Quiz | None

    @property
    def is_told_apart(self) -> bool:
        """Whether there are enough answers to say how hard it is."""
        return self.given >= ENOUGH_ANSWERS

    @property
    def share_right(self) -> float:
        """From 0 to 1."""
        return self.right / self.given


def questions(figures: Figures, course: Course) -> list[QuestionFigures]:
    """Every question with an answer, the hardest first; of those as hard the one with more answers. Those with too few
    come last.
    """
    options: dict[tuple[int, str], dict[str, int]] = {}
    for (day, question, option), count in sorted(figures.answered.items()):
        options.setdefault((day, question), {})[option] = count
    found = []
    for (day, question), its in options.items():
        quiz = course.quiz(day, question)
        offered = {option.id: 0 for option in quiz.options} if quiz else {}
        right = figures.right[day, question]
        found.append(QuestionFigures(day, question, sum(its.values()), right, offered | its, quiz))
    return sorted(
        found, key=lambda each: (not each.is_told_apart, each.share_right, -each.given, each.day, each.question)
    )


def stops(figures: Figures, course: Course) -> list[tuple[int, str, int]]:
    """Where learners stopped: day, step and how many, in the order of the course; steps that left it come last."""

    def place(stop: tuple[int, str, int]) -> tuple[int, int, str]:
        lesson = course.lesson(stop[0])
        index = lesson.index_of(stop[1]) if lesson else None
        return stop[0], len(lesson.steps) if lesson and index is None else index or 0, stop[1]

    return sorted(((day, step, count) for (day, step), count in figures.stopped.items()), key=place)

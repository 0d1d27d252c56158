"""The course: what there is to learn, day by day and step by step.

Days are known by their number and steps by a slug. Both are permanent: progress and answers are kept
under them, so a step may move or change its words, but never its id.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import ClassVar

from bot.core.richtext import NOTHING, RichText
from bot.core.wordings import Wording


@dataclass(frozen=True, slots=True)
class Reading:
    """A step to read. `parts` has one entry for each message, split where the text is over Telegram's limit; a `note`
    comes before them, in a message of its own.
    """

    id: str
    parts: tuple[RichText, ...]
    note: RichText = NOTHING

    @property
    def message_count(self) -> int:
        """How many messages it is sent as."""
        return len(self.parts) + bool(self.note)


@dataclass(frozen=True, slots=True)
class Exchange:
    """One prompt of the learner and ChatGPT's reply to it, of which `replies` has one entry for each message."""

    prompt: str
    replies: tuple[RichText, ...]


@dataclass(frozen=True, slots=True)
class Demo:
    """A conversation with ChatGPT, replayed as if it were being typed. `title` stands above it."""

    id: str
    title: str
    exchanges: tuple[Exchange, ...]

    @property
    def message_count(self) -> int:
        """How many messages it is sent as."""
        return sum(1 + len(exchange.replies) for exchange in self.exchanges)


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to choose from. `id` is its letter, A to D, as shown to the learner."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Quiz:
    """A knowledge check: the question, its options, the id of the right one, and why it is right. `title` is empty
    where the lesson gives it none of its own.
    """

    message_count: ClassVar[int] = 1

    id: str
    title: str
    question: RichText
    options: tuple[Option, ...]
    answer: str
    why: RichText


@dataclass(frozen=True, slots=True)
class Closing:
    """The last step of a day: the closing line above the score, the streak and tomorrow's teaser. `title` is empty
    where the lesson gives it none of its own.
    """

    message_count: ClassVar[int] = 1

    id: str
    line: RichText
    title: str = ""


Step = Reading | Demo | Quiz | Closing
"""Every kind of step. Each has an `id`, and a `message_count`: how many messages it is sent as."""


def heading_of(step: Step) -> str:
    """What stands above a step: its title or its first line."""
    return next(filter(None, (line.strip() for line in _text_of(step).splitlines())), "")


def words_of(step: Step) -> str:
    """What a step is about, in its own words: what it asks, its title or how it begins."""
    return " ".join(_text_of(step).split())


def _text_of(step: Step) -> str:
    match step:
        case Quiz():
            return step.question.text
        case Demo():
            return step.title
        case Reading():
            return step.parts[0].text
        case Closing():
            return step.line.text


@dataclass(frozen=True, slots=True)
class Lesson:
    """The steps of one written day. The last is its `Closing`, and there is no other. Its facts were held against
    their sources on the date `checked_on`, None where nobody says so.
    """

    steps: tuple[Step, ...]
    checked_on: date | None = None

    @property
    def note(self) -> RichText:
        """The word to whoever takes the day, nothing where there is none."""
        first = self.steps[0]
        return first.note if isinstance(first, Reading) else NOTHING

    @property
    def quizzes(self) -> tuple[Quiz, ...]:
        """The knowledge checks, in order."""
        return tuple(step for step in self.steps if isinstance(step, Quiz))

    def index_of(self, step_id: str) -> int | None:
        """The position of a step from 0, or None where the lesson has no such step (any more)."""
        return next((index for index, step in enumerate(self.steps) if step.id == step_id), None)

    def lost_in(self, later: Lesson) -> tuple[str, ...]:
        """The ids of steps that a later state of this lesson has no more, or has for another kind of step."""
        kinds = {step.id: type(step) for step in later.steps}
        return tuple(step.id for step in self.steps if kinds.get(step.id) is not type(step))


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the course. `lesson` is None until it is written; `teaser` says what it will bring, or is empty."""

    number: int
    title: str
    teaser: RichText = NOTHING
    lesson: Lesson | None = None


@dataclass(frozen=True, slots=True)
class Changes:
    """How one course differs from another, by the numbers of days: `written` now and not before, `rewritten`, and
    `gone`. `lost` are steps of rewritten days, each with its day, whose id is gone or means another kind of step.
    `otherwise` tells whether anything but lessons differs, such as titles.
    """

    written: tuple[int, ...]
    rewritten: tuple[int, ...]
    gone: tuple[int, ...]
    otherwise: bool
    lost: tuple[tuple[int, str], ...] = ()

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self.written or self.rewritten or self.gone or self.otherwise)


@dataclass(frozen=True, slots=True)
class Course:
    """The whole course: `days[0]` is day 1, and there is a day for each number up to the last.

    `wordings` are its ways to say a reminder, `language` is the one it is written in, such as en or pt-br. Facts count
    as checked for so many days as they `facts_last_for`, for good where that is None.
    """

    title: str
    days: tuple[Day, ...]
    wordings: tuple[Wording, ...] = ()
    language: str = "en"
    facts_last_for: int | None = None

    def stale(self, today: date) -> tuple[tuple[int, date], ...]:
        """The days whose facts are to be checked again, each with the date of the last time, the oldest first."""
        if self.facts_last_for is None:
            return ()
        lasts = timedelta(days=self.facts_last_for)
        checked = ((lesson.checked_on, number) for number, lesson in self.lessons.items() if lesson.checked_on)
        return tuple((number, on) for on, number in sorted(checked) if on + lasts < today)

    def day(self, number: int) -> Day | None:
        """The day of this number, or None where the course has no such day."""
        return self.days[number - 1] if 1 <= number <= len(self.days) else None

    def lesson(self, number: int) -> Lesson | None:
        """The lesson of this day, or None where there is none yet."""
        day = self.day(number)
        return day.lesson if day else None

    @property
    def lessons(self) -> dict[int, Lesson]:
        """The lessons of the written days, by day."""
        return {day.number: day.lesson for day in self.days if day.lesson}

    def changes_since(self, before: Course) -> Changes:
        """What is different from an earlier state of the same course."""
        then, now = before.lessons, self.lessons
        rewritten = tuple(number for number in now if number in then and now[number] != then[number])
        return Changes(
            written=tuple(number for number in now if number not in then),
            rewritten=rewritten,
            lost=tuple((number, step) for number in rewritten for step in then[number].lost_in(now[number])),
            gone=tuple(number for number in then if number not in now),
            otherwise=replace(self, days=_bare(self.days)) != replace(before, days=_bare(before.days)),
        )

    def quiz(self, number: int, step_id: str) -> Quiz | None:
        """The knowledge check of this day, or None where there is none of this name (any more)."""
        lesson = self.lesson(number)
        return next((quiz for quiz in lesson.quizzes if quiz.id == step_id), None) if lesson else None


def _bare(days: tuple[Day, ...]) -> tuple[Day, ...]:
    """The days without their lessons."""
    return tuple(replace(day, lesson=None) for day in days)

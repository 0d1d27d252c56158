"""Anybody's life with the bot, on a real database, against a model that counts quarters of an hour and days by hand."""

from __future__ import annotations

import asyncio
import tempfile
from collections import Counter
from collections.abc import Coroutine
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bot.core.course import Closing, Course, Day, Lesson, Reading
from bot.core.lesson import Refusal
from bot.core.preferences import begin_days_at, live_in
from bot.core.review import Question
from bot.core.richtext import RichText
from bot.flows.outages import note_reached
from bot.flows.progress import Mark, look_at_ledger, look_at_progress
from bot.flows.review import Asking, answer_review, go_on_reviewing, open_review
from bot.flows.school import School
from bot.flows.settings import change_settings
from bot.store.engine.sqlite import open_file
from tests.core.test_streak_by_a_model import Book
from tests.support.clock import MovableClock
from tests.support.course import a_quiz
from tests.support.pupil import Pupil
from tests.support.reach import was_reached_until_now

T = TypeVar("T")

QUARTER = timedelta(minutes=15)
TWO_HOURS = timedelta(hours=2)
START = datetime(2026, 3, 26, 12, tzinfo=UTC)  # the clocks of Berlin change three days later
ZONES = (
    "UTC",
    "Europe/Berlin",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "America/St_Johns",
    "America/Havana",
    "Pacific/Chatham",
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
)
COURSE = Course(
    "A course with a question a day",
    tuple(
        Day(
            number,
            f"Lesson {number}",
            lesson=Lesson(
                (
                    Reading("hello", (RichText("Hello."),)),
                    a_quiz("check", answer="B"),
                    Closing("bye", RichText("Farewell.")),
                )
            ),
        )
        for number in range(1, 29)
    ),
)


class Days:
    """Which learning date it is, found by looking at the clock on the wall every quarter of an hour."""

    def __init__(self) -> None:
        self.zone, self.day_starts_at = ZoneInfo("UTC"), 3
        self.held_on: date | None = None
        self.held_until = START
        self.neutral_on: set[date] = set()
        self.neutral_by_change: set[date] = set()

    def by_the_wall(self, moment: datetime) -> date:
        wall = moment.astimezone(self.zone).replace(tzinfo=None)
        return (wall - timedelta(hours=self.day_starts_at)).date()

    def at(self, moment: datetime) -> date:
        if self.held_on is not None and moment < self.held_until:
            return self.held_on
        return self.by_the_wall(moment)

    def change(self, now: datetime, zone: str, day_starts_at: int) -> None:
        today_on = self.at(now)
        ends_at = self._end_of(today_on, now)
        if now < self.held_until:
            self.neutral_on -= self.neutral_by_change
        self.zone, self.day_starts_at, self.held_on = ZoneInfo(zone), day_starts_at, None
        self.held_on, self.held_until = today_on, self._end_of(today_on, ends_at)
        following = self.by_the_wall(self.held_until)
        self.neutral_by_change = {today_on + timedelta(days=count) for count in range(1, (following - today_on).days)}
        if self.by_the_wall(self.held_until - TWO_HOURS - QUARTER) == following:
            self.neutral_by_change.add(following)
        self.neutral_on |= self.neutral_by_change

    def lose(self, down_at: datetime, up_at: datetime) -> None:
        """The dates of which an outage takes more than two hours."""
        quarters = Counter(self.by_the_wall(down_at + count * QUARTER) for count in range((up_at - down_at) // QUARTER))
        self.neutral_on |= {on for on, lost in quarters.items() if lost * QUARTER > TWO_HOURS}

    def _end_of(self, on: date, moment: datetime) -> datetime:
        while self.at(moment) <= on:
            moment += QUARTER
        return moment


class AnyLife(RuleBasedStateMachine):
    """A learner learns or doesn’t, reviews, travels, has taps delivered twice, and the bot goes down."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.folder = tempfile.TemporaryDirectory()
        self.clock = MovableClock(START)
        database = self.run(open_file(Path(self.folder.name) / "bot.db"))
        self.school = School(
            COURSE, database, self.clock, default_zone_name="UTC", process="this process", secret=b"a secret"
        )
        self.ada = Pupil(self.school, 1)
        self.days = Days()
        self.finished: Counter[date] = Counter()
        self.finished_on: dict[int, date] = {}
        self.reviewed_on: set[date] = set()
        self.right = 0
        self.last_tap: tuple[int, str, str] | None = None

    def teardown(self) -> None:
        self.run(self.school.database.close())
        self.runner.close()
        self.folder.cleanup()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(work)

    @property
    def today_on(self) -> date:
        return self.days.at(self.clock.now())

    @rule(quarters=st.integers(1, 120))
    def time_goes_on(self, quarters: int) -> None:
        self.clock.move(quarters * QUARTER)

    @rule(days=st.integers(1, 4))
    def days_go_by(self, days: int) -> None:
        self.clock.move(timedelta(days=days))

    @precondition(lambda self: len(self.finished_on) < 28)
    @rule(right=st.booleans())
    def a_lesson_is_finished(self, right: bool) -> None:
        number = len(self.finished_on) + 1
        self.run(self.ada.opens(number))
        self.run(self.ada.goes_on("hello", day=number))
        self.run(self.ada.answers("check", "B" if right else "A", day=number))
        self.run(self.ada.goes_on("check", f"last tap of {number}", day=number))
        self.last_tap = (number, "check", f"last tap of {number}")
        self.finished_on[number] = self.today_on
        self.finished[self.today_on] += 1
        self.right += right

    @precondition(lambda self: len(self.finished_on) < 23)
    @rule()
    def a_lesson_a_day(self) -> None:
        for _ in range(5):
            self.a_lesson_is_finished(right=True)
            self.clock.move(timedelta(days=1))

    @precondition(lambda self: self.last_tap is not None)
    @rule()
    def the_last_tap_comes_again(self) -> None:
        assert self.last_tap is not None
        number, step, cause = self.last_tap
        assert isinstance(self.run(self.ada.goes_on(step, cause, day=number)), Refusal)

    @precondition(lambda self: self.finished_on)
    @rule(data=st.data())
    def a_lesson_is_read_again(self, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from(sorted(self.finished_on)))
        self.clock.move(QUARTER)  # no double tap
        self.run(self.ada.opens(number, again=True))
        self.run(self.ada.goes_on("hello", day=number))
        self.run(self.ada.answers("check", "B", day=number))
        self.run(self.ada.goes_on("check", day=number))

    @rule(right=st.booleans())
    def what_is_due_is_reviewed(self, right: bool) -> None:
        self.clock.move(QUARTER)
        asked = self.run(open_review(self.school, 1, f"tap {self.clock.now()}"))
        if not isinstance(asked, Asking):
            return
        while isinstance(asked, Asking):
            question = Question(asked.day.number, asked.quiz.id)
            self.run(answer_review(self.school, 1, asked.on, question, "B" if right else "A"))
            asked = self.run(go_on_reviewing(self.school, 1, asked.on, question))
        if self.today_on not in self.reviewed_on:
            self.reviewed_on.add(self.today_on)
            self.finished[self.today_on] += 1

    @rule(zone=st.sampled_from(ZONES))
    def they_travel(self, zone: str) -> None:
        if zone != self.days.zone.key:
            self.days.change(self.clock.now(), zone, self.days.day_starts_at)
        self.run(change_settings(self.school, 1, live_in(zone)))

    @rule(hour=st.integers(0, 6))
    def their_days_begin_at(self, hour: int) -> None:
        if hour != self.days.day_starts_at:
            self.days.change(self.clock.now(), self.days.zone.key, hour)
        self.run(change_settings(self.school, 1, begin_days_at(hour)))

    @rule(quarters=st.integers(1, 200))
    def the_bot_is_down(self, quarters: int) -> None:
        self.run(was_reached_until_now(self.school))
        down_at = self.clock.now()
        self.clock.move(quarters * QUARTER)
        self.run(note_reached(self.school, timedelta()))
        if self.finished:
            self.days.lose(down_at, self.clock.now())

    @invariant()
    def the_ledger_is_as_the_book_says(self) -> None:
        found = self.run(look_at_ledger(self.school, 1)).streak
        book = Book(dict(self.finished), self.today_on, self.days.neutral_on)
        assert [(entry.on, entry.fate, entry.count) for entry in found.ledger] == book.lines
        assert (found.current, found.best, found.freezes) == (book.count, book.best, book.freezes)

    @invariant()
    def progress_is_what_was_done(self) -> None:
        progress = self.run(look_at_progress(self.school, 1))
        done = {day.number for day, mark in progress.marks if mark is Mark.DONE}
        assert done == set(self.finished_on)
        assert (progress.score.right, progress.score.of) == (self.right, len(self.finished_on))


AnyLife.TestCase.settings = settings(max_examples=20, stateful_step_count=20, deadline=None)
TestAnyLife = AnyLife.TestCase

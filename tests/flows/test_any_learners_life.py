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
from bot.core.preferences import begin_days_at, live_in, pause_for_a_week, pause_until_return, unpause
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
from tests.support.teaching import only, teach

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
DAYS = 9
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
        for number in range(1, DAYS + 1)
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


class Cards:
    """The questions that were missed, as cards in a box, each with the date on which it is shown next."""

    def __init__(self) -> None:
        self.answered: list[tuple[date, int, bool]] = []

    def are_shown_on(self, today_on: date) -> bool:
        """Whether a card was shown as that date began."""
        shown_on: dict[int, date] = {}
        rights, proofs = Counter[int](), Counter[int]()
        for on, number in sorted({(on, number) for on, number, _ in self.answered if on < today_on}):
            if (on, number, False) in self.answered:
                if number not in shown_on:
                    proofs[number] = 0
                shown_on[number], rights[number] = on + timedelta(days=1), 0
            elif number in shown_on and on >= shown_on[number]:
                rights[number] += 1
                proofs[number] += 1
                shown_on[number] = on + timedelta(days=3 if proofs[number] == 1 else 7)
                if rights[number] == 2:
                    del shown_on[number]
        return any(on <= today_on for on in shown_on.values())


class AnyLife(RuleBasedStateMachine):
    """A learner learns or doesn’t, reviews, travels, pauses, has taps delivered twice; days of the course are written
    late or taken back, and the bot goes down.
    """

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
        self.cards = Cards()
        self.opened_at = dict.fromkeys(range(1, 4), START)
        self.taken_back: list[tuple[int, datetime, datetime]] = []
        self.paused_from: date | None = None
        self.paused_until: datetime | None = None
        self.teaches()
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

    def teaches(self) -> None:
        self.run(teach(self.school, only(COURSE, self.opened_at.keys())))

    @precondition(lambda self: len(self.opened_at) < DAYS)
    @rule(days=st.sampled_from((1, 2, DAYS)))
    def days_of_the_course_are_written(self, days: int) -> None:
        for _ in range(days):
            if coming := set(range(1, DAYS + 1)) - self.opened_at.keys():
                self.opened_at[min(coming)] = self.clock.now()
        self.teaches()

    @precondition(lambda self: len(self.opened_at) > len(self.finished_on) + 1)
    @rule()
    def a_day_is_taken_back(self) -> None:
        number = max(self.opened_at)
        self.taken_back.append((number, self.opened_at.pop(number), self.clock.now()))
        self.teaches()

    @rule(until_return=st.booleans())
    def they_pause(self, until_return: bool) -> None:
        self.the_pause_has_been()
        self.run(change_settings(self.school, 1, pause_until_return if until_return else pause_for_a_week))
        wall = self.clock.now().astimezone(self.days.zone).replace(tzinfo=None)
        ends = datetime.combine(wall.date() + timedelta(days=7), datetime.min.time(), self.days.zone)
        self.paused_from = self.today_on
        self.paused_until = None if until_return else ends.astimezone(UTC)

    @rule()
    def they_come_back(self) -> None:
        self.the_pause_has_been()
        self.run(change_settings(self.school, 1, unpause))

    def the_pause_has_been(self) -> None:
        self.days.neutral_on |= self.paused_on()
        self.paused_from = self.paused_until = None

    def a_lesson_or_review_is_opened(self) -> None:
        if self.paused_from and self.paused_until is None:
            self.the_pause_has_been()

    def paused_on(self) -> set[date]:
        """The dates that the pause has touched so far."""
        if self.paused_from is None:
            return set()
        last_on = self.today_on
        if self.paused_until and self.paused_until <= self.clock.now():
            last_on = min(last_on, self.days.by_the_wall(self.paused_until - timedelta(minutes=1)))
        return set(dates(self.paused_from, last_on))

    def idle_on(self) -> set[date]:
        """The dates on which there was no lesson from their beginning to their end, and no card was shown."""
        if not self.finished:
            return set()
        lasting = [(number, opened_at, None) for number, opened_at in self.opened_at.items()]
        found = set()
        for on in dates(min(self.finished), self.today_on):
            done = {number for number, its_on in self.finished_on.items() if its_on < on}
            lessons = [
                number
                for number, opened_at, gone_at in (*lasting, *self.taken_back)
                if self.days.by_the_wall(opened_at) < on
                and (gone_at is None or self.days.by_the_wall(gone_at) > on)
                and number not in done
            ]
            if not lessons and (len(done) == DAYS or not self.cards.are_shown_on(on)):
                found.add(on)
        return found - self.finished.keys()

    @precondition(lambda self: len(self.finished_on) < len(self.opened_at))
    @rule(right=st.booleans())
    def a_lesson_is_finished(self, right: bool) -> None:
        number = len(self.finished_on) + 1
        self.a_lesson_or_review_is_opened()
        if not right:
            self.cards.answered.append((self.today_on, number, False))
        self.run(self.ada.opens(number))
        self.run(self.ada.goes_on("hello", day=number))
        self.run(self.ada.answers("check", "B" if right else "A", day=number))
        self.run(self.ada.goes_on("check", f"last tap of {number}", day=number))
        self.last_tap = (number, "check", f"last tap of {number}")
        self.finished_on[number] = self.today_on
        self.finished[self.today_on] += 1
        self.right += right

    @precondition(lambda self: len(self.finished_on) < len(self.opened_at))
    @rule(right=st.booleans())
    def a_lesson_a_day_as_long_as_there_are_any(self, right: bool) -> None:
        while len(self.finished_on) < len(self.opened_at):
            self.a_lesson_is_finished(right=right)
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
        self.a_lesson_or_review_is_opened()
        self.run(self.ada.opens(number, again=True))
        self.run(self.ada.goes_on("hello", day=number))
        self.run(self.ada.answers("check", "B", day=number))
        self.run(self.ada.goes_on("check", day=number))

    @rule(right=st.booleans())
    def what_is_due_is_reviewed(self, right: bool) -> None:
        self.clock.move(QUARTER)
        self.a_lesson_or_review_is_opened()
        asked = self.run(open_review(self.school, 1, f"tap {self.clock.now()}"))
        if not isinstance(asked, Asking):
            return
        while isinstance(asked, Asking):
            question = Question(asked.day.number, asked.quiz.id)
            self.cards.answered.append((asked.on, asked.day.number, right))
            self.run(answer_review(self.school, 1, asked.on, question, "B" if right else "A"))
            asked = self.run(go_on_reviewing(self.school, 1, asked.on, question, f"tap {self.clock.now()}"))
        if self.today_on not in self.reviewed_on:
            self.reviewed_on.add(self.today_on)
            self.finished[self.today_on] += 1

    @rule(zone=st.sampled_from(ZONES))
    def they_travel(self, zone: str) -> None:
        idle_on = self.idle_on()
        if zone != self.days.zone.key:
            self.days.change(self.clock.now(), zone, self.days.day_starts_at)
            self.days.neutral_on |= idle_on
        self.run(change_settings(self.school, 1, live_in(zone)))

    @rule(hour=st.integers(0, 6))
    def their_days_begin_at(self, hour: int) -> None:
        idle_on = self.idle_on()
        if hour != self.days.day_starts_at:
            self.days.change(self.clock.now(), self.days.zone.key, hour)
            self.days.neutral_on |= idle_on
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
        neutral_on = self.days.neutral_on | self.paused_on() | self.idle_on()
        book = Book(dict(self.finished), self.today_on, neutral_on)
        assert [(entry.on, entry.fate, entry.count) for entry in found.ledger] == book.lines
        assert (found.current, found.best, found.freezes) == (book.count, book.best, book.freezes)

    @invariant()
    def progress_is_what_was_done(self) -> None:
        progress = self.run(look_at_progress(self.school, 1))
        done = {day.number for day, mark in progress.marks if mark is Mark.DONE}
        assert done == set(self.finished_on)
        assert (progress.score.right, progress.score.of) == (self.right, len(self.finished_on))


def dates(first_on: date, last_on: date) -> list[date]:
    return [first_on + timedelta(days=count) for count in range((last_on - first_on).days + 1)]


AnyLife.TestCase.settings = settings(max_examples=25, stateful_step_count=20, deadline=None)
TestAnyLife = AnyLife.TestCase

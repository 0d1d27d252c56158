"""One learner inside one transaction: what is known of them, and what arriving at a step means."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Self

from bot.core.course import Closing, Day, Lesson, Quiz, Step
from bot.core.learner import Learner
from bot.core.learning_calendar import Calendar
from bot.core.lesson import Place, Refusal, open_lesson, reopen
from bot.core.review import Review
from bot.core.streak import Completion, CompletionKind, Streak
from bot.flows.history import History
from bot.flows.school import School
from bot.store.answers import load_answers
from bot.store.completions import save_completion
from bot.store.engine.database import Transaction
from bot.store.learners import load_learner, save_new_learner, save_step
from bot.store.places import load_finished_on, load_place, save_place


@dataclass(frozen=True, slots=True)
class Score:
    """How many answers were right, of how many."""

    right: int
    of: int


@dataclass(frozen=True, slots=True)
class Card:
    """What the closing card tells: the day's own score, that of a later visit that led through it all, and the streak.

    `missed` counts the questions of it that come back tomorrow, `due` those to be reviewed today. `tomorrow` is the
    next lesson there is; where there is none, `coming` is the day that is being written, of whose opening they are
    `told` or not; None where the whole course is finished. `days_done` of the course are done so far, of
    the `goal` they have chosen, if they have.
    """

    score: Score
    this_time: Score | None
    streak: Streak
    tomorrow: Day | None
    coming: Day | None = None
    told: bool = True
    missed: int = 0
    due: int = 0
    days_done: int = 0
    goal: int | None = None


@dataclass(frozen=True, slots=True)
class Showing:
    """A step to be sent, with all that its messages say. `choice` is this visit's answer to a knowledge check.

    `replaces` is the message that showed the same step before, whose Continue is to go. `days_done` is how many days
    of the course are done now, told once: as the day is finished for the first time. At the first step, `skipped` are
    the days that it builds on and that they have not finished.
    """

    place: Place
    day: Day
    days: int
    step: Step
    choice: str | None = None
    card: Card | None = None
    replaces: int | None = None
    days_done: int | None = None
    skipped: tuple[int, ...] = ()

    @property
    def is_read_again(self) -> bool:
        """Whether this is where the reading of a finished day begins anew."""
        return self.place.visit > 1 and self.day.lesson is not None and self.day.lesson.steps[0].id == self.step.id


@dataclass(frozen=True, slots=True)
class Standing:
    """A learner's place in a written day, and their answers of this visit (question → option)."""

    place: Place
    day: Day
    lesson: Lesson
    answers: dict[str, str]


class Enrolment:
    """A learner's enrolment for the length of a transaction."""

    def __init__(self, transaction: Transaction, school: School, learner: Learner, now: datetime) -> None:
        self.transaction = transaction
        self.school = school
        self.learner = learner
        self.now = now

    @classmethod
    def of(cls, transaction: Transaction, school: School, learner_id: int, now: datetime) -> Self:
        """The enrolment of a learner, or of somebody new, about whom nothing is kept by it."""
        learner = load_learner(transaction, learner_id) or Learner(learner_id, school.default_zone_name, None, now)
        return cls(transaction, school, learner, now)

    @classmethod
    def enrol(cls, transaction: Transaction, school: School, learner_id: int, now: datetime) -> Self:
        """The enrolment of a learner, enrolled here and now if they are new."""
        learner = load_learner(transaction, learner_id)
        if learner is None:
            save_new_learner(transaction, learner_id, school.default_zone_name, now)
            learner = Learner(learner_id, school.default_zone_name, None, now)
        return cls(transaction, school, learner, now)

    @property
    def calendar(self) -> Calendar:
        """How this learner's moments become learning dates."""
        zone = self.school.zone_of(self.learner.zone_name)
        return Calendar(zone, self.learner.day_starts_at, self.learner.hold)

    @property
    def is_new(self) -> bool:
        """Whether they were enrolled at this very enrolment."""
        return self.learner.joined_at == self.now

    @property
    def now_here(self) -> datetime:
        """The present moment on this learner's own clock."""
        return self.now.astimezone(self.calendar.zone)

    @property
    def today_on(self) -> date:
        """The learning date it is for this learner."""
        return self.calendar.date_at(self.now)

    @property
    def today_ends_at(self) -> datetime:
        """The moment that learning date ends, on this learner's own clock."""
        calendar = self.calendar
        return calendar.ends_at(self.now).astimezone(calendar.zone)

    def finished_on(self) -> dict[int, date]:
        """The days they have finished, each with its learning date."""
        return load_finished_on(self.transaction, self.learner.id)

    def ready(self) -> Day | None:
        """The written day that is next for them: the one they are in the middle of, else the first not finished."""
        course, finished, open_day = self.school.course, self.finished_on(), self.learner.open_day
        if open_day is not None and open_day not in finished and course.lesson(open_day):
            return course.day(open_day)
        number = open_lesson(course, finished)
        return course.day(number) if number else None

    def coming(self) -> Day | None:
        """The day they wait for, or will wait for: the next one that is not written, else the first such."""
        unwritten = [day for day in self.school.course.days if not day.lesson]
        after = max(self.finished_on(), default=0)
        return next((day for day in unwritten if day.number > after), unwritten[0] if unwritten else None)

    def open_place(self) -> Place | None:
        """Where they stand in the open day, None between lessons."""
        open_day = self.learner.open_day
        return load_place(self.transaction, self.learner.id, open_day) if open_day is not None else None

    def standing(self, number: int) -> Standing | Refusal:
        """Where they stand in a day: refused where it is not written (any more) or was never opened."""
        day = self.school.course.day(number)
        if day is None or day.lesson is None:
            return Refusal.UNKNOWN
        place = load_place(self.transaction, self.learner.id, number)
        if place is None:
            return Refusal.NOT_YET
        return Standing(place, day, day.lesson, load_answers(self.transaction, self.learner.id, number, place.visit))

    def is_overtaken(self, cause: str) -> bool:
        """Whether this brought a step before the latest one: an update that came, was handled, and comes again."""
        return cause in self.learner.causes[:-1]

    def open(self, number: int, cause: str, *, again: bool = False) -> Showing | Refusal:
        """Arrive where they stand in a day, at its first step if it is new to them or finished and read `again`."""
        lesson = self.school.course.lesson(number)
        if lesson is None:
            return Refusal.UNKNOWN
        if self.is_overtaken(cause):
            return Refusal.REPEATED
        before = load_place(self.transaction, self.learner.id, number)
        outcome = reopen(before, number, lesson, cause, again=again)
        if isinstance(outcome, Refusal):
            return outcome
        same_step = before is not None and before.step == outcome.place.step
        return self.arrive(outcome.place, replaces=before.message_id if before and same_step else None)

    def arrive(self, place: Place, *, replaces: int | None = None) -> Showing:
        """Save the place, its delivery claimed, with all that follows from being there."""
        over = isinstance(self._step(place), Closing)
        finished_on = self.today_on if over else None
        is_new = over and place.day not in self.finished_on()
        save_place(self.transaction, self.learner.id, place, self.school.process, self.now, finished_on)
        save_step(self.transaction, self.learner, None if over else place.day, place.cause)
        if over:
            lesson = Completion(self.today_on, CompletionKind.LESSON, str(place.day))
            save_completion(self.transaction, self.learner.id, lesson, self.now)
        showing = self.showing(place, replaces=replaces)
        return replace(showing, days_done=self._days_done()) if is_new else showing

    def showing(self, place: Place, *, replaces: int | None = None) -> Showing:
        """What the step at `place` says. Its day is written."""
        course, step = self.school.course, self._step(place)
        choice = card = None
        if isinstance(step, Quiz):
            choice = load_answers(self.transaction, self.learner.id, place.day, place.visit).get(step.id)
        if isinstance(step, Closing):
            card = self._card(place)
        showing = Showing(place, course.days[place.day - 1], len(course.days), step, choice, card, replaces)
        lesson = self._lesson(place.day)
        if not lesson.builds_on or step != lesson.steps[0]:
            return showing
        finished = self.finished_on()
        return replace(showing, skipped=tuple(day for day in lesson.builds_on if day not in finished))

    @property
    def history(self) -> History:
        """What they have finished and missed so far."""
        return History(self.transaction, self.school.course, self.learner.id, self.calendar, self.now)

    def streak(self) -> Streak:
        """Their streak as of now."""
        return self.history.streak()

    def review(self) -> Review:
        """Their review of today."""
        return self.history.review()

    def reviews_due(self) -> int:
        """How many questions wait to be reviewed today: at most three, none once they are answered."""
        return len(self.review().due)

    def _later_score(self, place: Place) -> Score | None:
        """The score of a later visit; None on the first, and where it led past a check."""
        given = load_answers(self.transaction, self.learner.id, place.day, place.visit)
        led_past_one = {quiz.id for quiz in self._lesson(place.day).quizzes} - given.keys()
        return None if place.visit == 1 or led_past_one else self._score(place.day, place.visit)

    def _days_done(self) -> int:
        return sum(self.school.course.day(number) is not None for number in self.finished_on())

    def _step(self, place: Place) -> Step:
        lesson = self._lesson(place.day)
        return lesson.steps[lesson.index_of(place.step) or 0]

    def _lesson(self, number: int) -> Lesson:
        lesson = self.school.course.lesson(number)
        if lesson is None:
            raise LookupError(f"day {number} has no lesson")
        return lesson

    def _card(self, place: Place) -> Card:
        wishes = self.history.wishes()
        return Card(
            score=self._score(place.day, 1),
            this_time=self._later_score(place),
            streak=self.streak(),
            tomorrow=self.ready(),
            coming=self.coming(),
            told=wishes.hears,
            days_done=self._days_done(),
            goal=wishes.goal,
            missed=self.history.missed_today(place.day),
            due=self.reviews_due(),
        )

    def _score(self, number: int, visit: int) -> Score:
        quizzes = self._lesson(number).quizzes
        given = load_answers(self.transaction, self.learner.id, number, visit)
        return Score(sum(given.get(quiz.id) == quiz.answer for quiz in quizzes), len(quizzes))

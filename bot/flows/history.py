"""What a learner has finished and missed so far, inside a transaction: their streak, and what is to be reviewed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.core.course import Course
from bot.core.day_states import EVER, Offer, states_since
from bot.core.learning_calendar import Calendar, learning_date
from bot.core.preferences import Preferences
from bot.core.review import Answered, Review, due_among, review
from bot.core.streak import Completion, CompletionKind, Streak, streak
from bot.store.answers import load_missed
from bot.store.completions import load_completions
from bot.store.day_states import load_day_states
from bot.store.engine.database import Transaction
from bot.store.neutral_dates import load_neutral_dates
from bot.store.preferences import load_preferences
from bot.store.reviews import load_reviewed

_ONE_DAY = timedelta(days=1)
_MOMENT = timedelta(seconds=1)


class History:
    """One learner's history, as of `now` on their own `calendar`."""

    def __init__(
        self, transaction: Transaction, course: Course, learner_id: int, calendar: Calendar, now: datetime
    ) -> None:
        self._transaction = transaction
        self._course = course
        self._learner_id = learner_id
        self._calendar = calendar
        self._now = now
        self._today_on = calendar.date_at(now)

    def streak(self) -> Streak:
        """The streak. A repair is on offer only where there is enough to finish for it."""
        completions = load_completions(self._transaction, self._learner_id)
        found = streak(completions, self._today_on, self._neutral_on(completions))
        if found.repair and self._within_reach(completions, found.repair.last_on) < found.repair.needs:
            return replace(found, repair=None)
        return found

    def review(self) -> Review:
        """The review of today."""
        return review(self._course, *self._answers(), self._today_on)

    def missed_today(self, day: int) -> int:
        """How many questions of a day they have missed today, which are to come back tomorrow."""
        missed = load_missed(self._transaction, self._learner_id)
        return len(
            {each.question for each in missed if each.question.day == day and each.learning_on == self._today_on}
        )

    def wishes(self) -> Preferences:
        """What they have decided."""
        return load_preferences(self._transaction, self._learner_id)

    def idle_among(self, dates: Collection[date]) -> set[date]:
        """Those of these dates on which the learner had nothing to finish."""
        return self._idle_among(load_completions(self._transaction, self._learner_id), dates)

    def idle_so_far(self) -> set[date]:
        """All such dates since the first on which they finished something, up to today."""
        completions = load_completions(self._transaction, self._learner_id)
        return self._idle_among(completions, self._dates_not_done(completions))

    def paused_so_far(self) -> set[date]:
        """The dates up to today that the latest pause has touched."""
        wishes = self.wishes()
        if wishes.paused_on is None or wishes.paused_until is None:
            return set()
        last_on = self._today_on if wishes.is_paused(self._now) else self._date_of(wishes.paused_until - _MOMENT)
        return set(_dates(wishes.paused_on, min(last_on, self._today_on)))

    def _neutral_on(self, completions: list[Completion]) -> set[date]:
        kept = load_neutral_dates(self._transaction, self._learner_id) | self.paused_so_far()
        return kept | self._idle_among(completions, self._dates_not_done(completions) - kept)

    def _dates_not_done(self, completions: list[Completion]) -> set[date]:
        done_on = {each.learning_on for each in completions}
        return set(_dates(min(done_on, default=self._today_on), self._today_on)) - done_on

    def _idle_among(self, completions: list[Completion], dates: Collection[date]) -> set[date]:
        states = load_day_states(self._transaction) or states_since(self._course, EVER)
        return Offer(states, self._date_of, _finished_on(completions), self._due_among).idle_among(dates)

    def _due_among(self, dates: Collection[date]) -> set[date]:
        return due_among(self._course, *self._answers(), dates)

    def _within_reach(self, completions: list[Completion], last_on: date) -> int:
        """How many things more the learner can finish from now on up to a date, as far as can be known now."""
        finished, review = _finished_on(completions), self.review()
        lessons = sum(number not in finished for number in self._course.lessons)
        later = {on for on in review.coming_on if review.on < on <= last_on}
        return lessons + bool(review.due) + len(later)

    def _answers(self) -> tuple[list[Answered], list[Answered]]:
        return (
            load_missed(self._transaction, self._learner_id),
            load_reviewed(self._transaction, self._learner_id),
        )

    def _date_of(self, moment: datetime) -> date:
        """The learning date of a moment that may be long past."""
        return learning_date(moment, self._calendar.zone, self._calendar.day_starts_at)


def _finished_on(completions: Iterable[Completion]) -> dict[int, date]:
    """The days of the course that were finished, each with its date."""
    return {int(each.what): each.learning_on for each in completions if each.kind is CompletionKind.LESSON}


def _dates(first_on: date, last_on: date) -> Iterator[date]:
    return (first_on + count * _ONE_DAY for count in range((last_on - first_on).days + 1))

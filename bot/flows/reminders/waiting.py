"""What a learner who has read all there is waits for, and whether it is there: what their reminders are about then."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.core.course import Day
from bot.core.reminders import LOOK_AHEAD, ReminderKind
from bot.flows.enrolment import Enrolment
from bot.store.completions import load_last_lesson_at
from bot.store.day_states import load_day_states
from bot.store.places import load_place
from bot.store.reminders import ReminderEntry, load_entries

_ONE_DAY = timedelta(days=1)
_TOLD_BY = {ReminderKind.DAILY, ReminderKind.OPENED}


@dataclass(frozen=True, slots=True)
class Wait:
    """Where a learner stands between lessons: the day that is `ready`, or the one that is `coming`, if any.

    `idle_on` are the dates on which there is nothing to finish, from `since_on` on and as far ahead as is planned. What
    is `owed` is to be said once, of the day that is coming or of the one that was `opened_at` some moment.
    """

    ready: Day | None
    coming: Day | None
    idle_on: Collection[date]
    owed: ReminderKind | None = None
    opened_at: datetime | None = None


def wait_of(enrolment: Enrolment, since_on: date) -> Wait:
    """What the learner waits for as of now, if they do."""
    ready, coming = enrolment.ready(), enrolment.coming()
    if ready is None:
        idle_on = _idle_on(enrolment, since_on)
        return Wait(None, coming, idle_on, ReminderKind.WAITING if coming and not _knows(enrolment) else None)
    opened_at = _opened_at(enrolment)
    if opened_at is None:
        return Wait(ready, coming, ())
    is_told = any(each.kind in _TOLD_BY and each.due_at >= opened_at for each in _went_out(enrolment, opened_at))
    has_begun = load_place(enrolment.transaction, enrolment.learner.id, ready.number) is not None
    return Wait(ready, coming, (), None if is_told or has_begun else ReminderKind.OPENED, opened_at)


def _idle_on(enrolment: Enrolment, since_on: date) -> set[date]:
    """The dates with nothing to finish, of which those to come may yet get a lesson."""
    today_on = enrolment.today_on
    past = {since_on + count * _ONE_DAY for count in range((today_on - since_on).days + 1)}
    following = {today_on + count * _ONE_DAY for count in range(1, LOOK_AHEAD)}
    review = enrolment.review()
    review_on = today_on if review.due else min(review.coming_on, default=None)
    ahead = {on for on in following if review_on is None or on < review_on}
    return enrolment.history.idle_among(past) | ahead


def _knows(enrolment: Enrolment) -> bool:
    """Whether the learner has been told what comes since they finished a lesson last; nobody is who never did."""
    finished_at = load_last_lesson_at(enrolment.transaction, enrolment.learner.id)
    if finished_at is None:
        return True
    told = (each.due_at for each in _went_out(enrolment, finished_at) if each.kind is ReminderKind.WAITING)
    return any(due_at > finished_at for due_at in told)


def _opened_at(enrolment: Enrolment) -> datetime | None:
    """When the day was opened that is ready now, if the learner waited for it, with all done."""
    states = load_day_states(enrolment.transaction)
    finished = enrolment.finished_on()
    there = [each for each in states if each.written and each.until_at is None and each.day not in finished]
    opened_at = min((each.since_at for each in there), default=None)
    idle_at = load_last_lesson_at(enrolment.transaction, enrolment.learner.id) or enrolment.learner.joined_at
    return opened_at if opened_at and idle_at < opened_at else None


def _went_out(enrolment: Enrolment, since_at: datetime) -> list[ReminderEntry]:
    """The reminders that have gone out since the day before a moment."""
    since_on = since_at.astimezone(enrolment.calendar.zone).date() - _ONE_DAY
    entries = load_entries(enrolment.transaction, enrolment.learner.id, since_on)
    return [each for each in entries if each.went_out]

"""Figures about the learners of a range of ids, so that no question takes the writer's thread for long."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Boolean, ColumnElement, and_, bindparam, case, exists, func, or_, select, union_all

from bot.core.delivery import BLOCKED
from bot.core.statistics import Figures
from bot.core.streak import MOST_FREEZES, CompletionKind
from bot.store.engine.database import Transaction
from bot.store.engine.statement import Statement
from bot.store.tables import (
    admins,
    answers,
    broadcasts,
    completions,
    departures,
    feedback,
    learners,
    neutral_dates,
    places,
    recipients,
    reminders,
    review_answers,
    tries,
)


def _within(column: ColumnElement[int]) -> ColumnElement[bool]:
    """Whether a learner's id lies in the range, and is no admin's: they try things out."""
    return and_(column > bindparam("after"), column <= bindparam("upto"), column.not_in(select(admins.c.id)))


_following = (
    select(learners.c.id).where(learners.c.id > bindparam("after")).order_by(learners.c.id).limit(bindparam("most"))
).subquery()
_UPTO = Statement(select(func.max(_following.c.id).label("upto")))
_PEOPLE = Statement(
    select(
        func.count().label("learners"),
        func.count().filter(learners.c.joined_at >= bindparam("since_at")).label("joined"),
        func.count(learners.c.blocked_at).label("blocked"),
    ).where(_within(learners.c.id))
)
_moments = union_all(
    *(
        select(table.c.learner_id, table.c[moment].label("at")).where(
            _within(table.c.learner_id), table.c[moment] >= bindparam("earliest_at")
        )
        for table, moment in (
            (places, "shown_at"),
            (answers, "answered_at"),
            (review_answers, "answered_at"),
            (tries, "tried_at"),
        )
    )
).subquery()
_latest = select(func.max(_moments.c.at).label("at")).group_by(_moments.c.learner_id).subquery()
_ACTIVE = Statement(
    select(
        *(
            func.count().filter(_latest.c.at >= bindparam(f"{name}_at")).label(name)
            for name in ("today", "week", "since")
        )
    )
)
_DAYS = Statement(
    select(
        places.c.day,
        func.count().filter(places.c.shown_at >= bindparam("since_at")).label("opened"),
        func.count().filter(places.c.finished_at >= bindparam("since_at")).label("finished"),
    )
    .where(_within(places.c.learner_id))
    .group_by(places.c.day)
)
_STOPS = Statement(
    select(places.c.day, places.c.step, func.count().label("total"))
    .where(
        _within(places.c.learner_id),
        places.c.finished_at.is_(None),
        places.c.shown_at >= bindparam("since_at"),
        places.c.shown_at < bindparam("still_at"),
    )
    .group_by(places.c.day, places.c.step)
)
_ANSWERS = Statement(
    select(
        answers.c.day,
        answers.c.question,
        answers.c.option,
        func.count().label("total"),
        func.count().filter(answers.c.correct).label("right"),
    )
    .where(_within(answers.c.learner_id), answers.c.visit == 1, answers.c.answered_at >= bindparam("since_at"))
    .group_by(answers.c.day, answers.c.question, answers.c.option)
)
_of_tries = and_(_within(tries.c.learner_id), tries.c.tried_at >= bindparam("since_at"))
_TRIED = Statement(
    select(tries.c.day, tries.c.practice, func.count(tries.c.learner_id.distinct()).label("total"))
    .where(_of_tries)
    .group_by(tries.c.day, tries.c.practice)
)
_LACKED = Statement(
    select(
        tries.c.day,
        tries.c.practice,
        tries.c.criterion,
        func.count().filter(~tries.c.met_at_first).label("at_first"),
        func.count().filter(~tries.c.met_at_last).label("at_last"),
    )
    .where(_of_tries)
    .group_by(tries.c.day, tries.c.practice, tries.c.criterion)
)
_COMPLETED = Statement(
    select(completions.c.kind, completions.c.learning_on, func.count().label("total"))
    .where(_within(completions.c.learner_id), completions.c.learning_on >= bindparam("since_on"))
    .group_by(completions.c.kind, completions.c.learning_on)
)
_followed = exists().where(
    completions.c.learner_id == reminders.c.learner_id,
    completions.c.kind == CompletionKind.LESSON.value,
    completions.c.learning_on == reminders.c.due_on,
    completions.c.completed_at >= reminders.c.sent_at,
)
_REMINDERS = Statement(
    select(
        reminders.c.kind,
        func.count().filter(reminders.c.state == "sent").label("sent"),
        func.count().filter(reminders.c.reason == BLOCKED).label("blocked"),
        func.sum(case((and_(reminders.c.state == "sent", _followed), 1), else_=0)).label("followed"),
    )
    .where(_within(reminders.c.learner_id), reminders.c.due_at >= bindparam("since_at"))
    .group_by(reminders.c.kind)
)
_FEEDBACK = Statement(
    select(
        feedback.c.day,
        func.count().filter(feedback.c.said_at >= bindparam("since_at")).label("given"),
        func.count().filter(feedback.c.settled_at.is_(None)).label("open"),
    )
    .where(_within(feedback.c.learner_id))
    .group_by(feedback.c.day)
)
_neutral_counts = (
    select(func.count().label("total"))
    .where(_within(neutral_dates.c.learner_id))
    .group_by(neutral_dates.c.learner_id)
    .subquery()
)
_MOST_NEUTRAL = Statement(select(func.coalesce(func.max(_neutral_counts.c.total), 0).label("total")))
_MAY_BE_ALIVE = Statement(
    select(completions.c.learner_id)
    .join(learners, learners.c.id == completions.c.learner_id)
    .where(_within(completions.c.learner_id))
    .group_by(completions.c.learner_id, learners.c.paused_until)
    .having(
        or_(
            func.max(completions.c.learning_on) >= bindparam("recent_on"),
            learners.c.paused_until >= bindparam("recent_at"),
            func.count().filter(completions.c.kind == CompletionKind.LESSON.value) >= bindparam("lessons"),
        )
    )
)
_LEFT = Statement(
    select(func.coalesce(func.sum(departures.c.learners), 0).label("total")).where(
        departures.c.left_on >= bindparam("since_on")
    )
)
_LAUNCHED = Statement(
    select(broadcasts.c.id).where(broadcasts.c.kind == "copy", broadcasts.c.launched_at >= bindparam("since_at"))
)
_RECIPIENTS = Statement(
    select(
        recipients.c.state,
        func.coalesce(recipients.c.reason == BLOCKED, False, type_=Boolean).label("blocked"),
        func.count().label("total"),
    )
    .where(recipients.c.broadcast_id == bindparam("broadcast"))
    .group_by(recipients.c.state, recipients.c.reason)
)


@dataclass(frozen=True, slots=True)
class Range:
    """The learners with ids above `after`, up to and with `upto`."""

    after: int
    upto: int


@dataclass(frozen=True, slots=True)
class Since:
    """From which moments on things are counted: the period's first moment and learning date, the beginning of today
    and of the week, and the moment up to which whoever has not gone on has stopped.
    """

    at: datetime
    on: date
    today_at: datetime
    week_at: datetime
    still_at: datetime


def load_range(transaction: Transaction, after: int, most: int) -> Range | None:
    """The next so many learners after this id; None after the last."""
    row = transaction.first(_UPTO, after=after, most=most)
    return Range(after=after, upto=row.upto) if row and row.upto is not None else None


def load_figures(transaction: Transaction, among: Range, since: Since) -> Figures:
    """The figures of these learners, without their streaks."""
    bounds = {"after": among.after, "upto": among.upto, "since_at": since.at, "since_on": since.on}
    figures = Figures()
    (people,) = transaction.all(_PEOPLE, **bounds)
    (active,) = transaction.all(
        _ACTIVE, **bounds, earliest_at=min(since.at, since.week_at), today_at=since.today_at, week_at=since.week_at
    )
    figures.people.update({**people._asdict(), "today": active.today, "week": active.week, "period": active.since})
    for row in transaction.all(_DAYS, **bounds):
        figures.opened[row.day], figures.finished[row.day] = row.opened, row.finished
    for row in transaction.all(_STOPS, **bounds, still_at=since.still_at):
        figures.stopped[row.day, row.step] = row.total
    for row in transaction.all(_ANSWERS, **bounds):
        figures.answered[row.day, row.question, row.option] = row.total
        figures.right[row.day, row.question] += row.right
    for row in transaction.all(_TRIED, **bounds):
        figures.tried[row.day, row.practice] = row.total
    for row in transaction.all(_LACKED, **bounds):
        figures.lacked[row.day, row.practice, row.criterion] = row.at_first
        figures.still_lack[row.day, row.practice, row.criterion] = row.at_last
    for row in transaction.all(_COMPLETED, **bounds):
        figures.completed[row.kind, row.learning_on] = row.total
    for row in transaction.all(_REMINDERS, **bounds):
        for outcome in ("sent", "followed", "blocked"):
            figures.reminders[row.kind, outcome] = getattr(row, outcome)
    for row in transaction.all(_FEEDBACK, **bounds):
        figures.feedback[row.day, "given"], figures.feedback[row.day, "open"] = row.given, row.open
    return figures


def load_perhaps_alive(transaction: Transaction, among: Range, today_on: date, lessons: int) -> list[int]:
    """Those among these learners whose streak may be alive: of the dates since they last finished something, all but
    those that freezes could keep are neutral, be it that they were paused or have finished the `lessons` there were.
    Their own today may be a day from `today_on`.
    """
    bounds = {"after": among.after, "upto": among.upto}
    (neutral,) = transaction.all(_MOST_NEUTRAL, **bounds)
    recent_on = today_on - timedelta(days=MOST_FREEZES + 2 + neutral.total)
    recent_at = datetime(recent_on.year, recent_on.month, recent_on.day, tzinfo=UTC)
    rows = transaction.all(_MAY_BE_ALIVE, **bounds, recent_on=recent_on, recent_at=recent_at, lessons=lessons)
    return [row.learner_id for row in rows]


def load_departures(transaction: Transaction, since_on: date) -> int:
    """How many had themselves deleted."""
    row = transaction.first(_LEFT, since_on=since_on)
    return int(row.total) if row else 0


def load_launched(transaction: Transaction, since_at: datetime) -> list[int]:
    """The broadcasts launched since then that send something new."""
    return [row.id for row in transaction.all(_LAUNCHED, since_at=since_at)]


def load_broadcast_outcomes(transaction: Transaction, broadcast_id: int) -> Counter[str]:
    """The recipients of a broadcast by state; those who had blocked the bot are `blocked` and not `failed`."""
    outcomes: Counter[str] = Counter()
    for row in transaction.all(_RECIPIENTS, broadcast=broadcast_id):
        outcomes["blocked" if row.blocked else row.state] += row.total
    return outcomes

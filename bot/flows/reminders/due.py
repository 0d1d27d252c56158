"""Reminders that are due: decided in batches, each with a line in the ledger, sent by the chat, settled after.

Whoever decides a batch has it sent and settled before the next, so that a process that dies leaves no more than one
batch of which it is not known whether it arrived.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random

from bot.core.bandit import UNKNOWN, ArmFigures, chances, pick
from bot.core.course import Day
from bot.core.delivery import BLOCKED, Delivery, Receipt
from bot.core.reminders import LATE_FOR, Planned, ReminderKind, Ruling, rule
from bot.core.wordings import Facts, Wording, fitting
from bot.flows.enrolment import Enrolment, Standing
from bot.flows.flow import of_school
from bot.flows.reminders.planning import Outlook, is_zone_unasked, look_out, plan_after
from bot.flows.school import School
from bot.store.engine.database import Transaction
from bot.store.reminders import (
    EXPIRED,
    SKIPPED,
    ReminderEntry,
    claim_again,
    load_entries,
    load_last_message_id,
    load_pending,
    save_entry,
    settle_entry,
    settle_rounds,
)
from bot.store.rhythms import Rhythm, load_due, load_rhythm, save_block, save_plan
from bot.store.unasked import load_unasked
from bot.store.wordings import load_arm_figures, save_arm_figures

BATCH = 50
"""Reminders that are decided at once."""

LESSON_MINUTES = 4
"""How long a lesson takes."""

NOTHING_TO_READ = "nothing_to_read"
"""Why a reminder is skipped where no lesson waits for the learner."""

JUDGED_AFTER = timedelta(hours=2)
"""How long after a reminder a lesson has to be finished to speak for its wording."""

_ONE_DAY = timedelta(days=1)
_MOMENT = timedelta(seconds=1)
_ROUNDS_AT_ONCE = 500
_READ_FOR = timedelta(days=60)  # after which a wording counts as new to a learner
_STATES = {Ruling.SEND: Delivery.SENDING, Ruling.LATE: EXPIRED, Ruling.QUIET: EXPIRED}


@dataclass(frozen=True, slots=True)
class Reminder:
    """A reminder to be sent now: the facts it tells, the learner's language, and how many questions are to review.

    `wording` is the course's way to say it, in `course_language`; None where the course has none of its own. `facts`
    are None where no lesson waits: then it is about the day that is `coming`, or the review. `streak` is how many days
    in a row there are, and whether a freeze has kept them `kept` yesterday. Whoever was never asked where they live is
    asked by it.
    """

    entry: ReminderEntry
    wording: Wording | None
    facts: Facts | None
    language: str | None = None
    reviews_due: int = 0
    course_language: str | None = None
    coming: Day | None = None
    streak: int = 0
    kept: bool = False
    asks_zone: bool = False


@dataclass(frozen=True, slots=True)
class Batch:
    """What is to be sent; `is_last` once nobody is left whose reminder is to be decided.

    A learner about whom nothing could be decided, by one of the `faults`, has no reminder until they come back.
    """

    reminders: list[Reminder]
    faults: list[Exception]
    is_last: bool


@of_school
def claim_due(transaction: Transaction, school: School, now: datetime, chance: Random) -> Batch:
    """Decide the reminders that are due, the longest due first, and plan the next of each of these learners."""
    rhythms = load_due(transaction, now, BATCH)
    figures = load_arm_figures(transaction) if rhythms else {}
    batch = Batch([], [], is_last=not rhythms)
    for each in rhythms:
        enrolment = Enrolment.of(transaction, school, each.learner_id, now)
        try:
            reminder = _decide(enrolment, each, figures, chance)
        except Exception as error:  # whatever is wrong with one learner's rows must not keep all others waiting
            save_plan(transaction, each.learner_id, None)
            batch.faults.append(error)
        else:
            batch.reminders.extend([reminder] if reminder else [])
    return batch


@of_school
def claim_pending(transaction: Transaction, school: School, now: datetime) -> list[Reminder]:
    """Take what provably never left for another attempt; what has become too late, or idle, is given up."""
    entries = load_pending(transaction, BATCH)
    found = (_try_again(Enrolment.of(transaction, school, each.learner_id, now), each) for each in entries)
    return [each for each in found if each]


@of_school
def settle_reminder(
    transaction: Transaction, school: School, now: datetime, reminder: Reminder, receipt: Receipt
) -> int | None:
    """Record what became of a reminder. Somebody who cannot be written to is left alone until they return.

    What has arrived takes the place of the one before: the message of that is told, whose buttons are to go.
    """
    entry = reminder.entry
    settle_entry(transaction, entry, receipt, school.process, now)
    if receipt.reason == BLOCKED:
        save_block(transaction, entry.learner_id, now)
    if receipt.outcome is not Delivery.SENT:
        return None
    return load_last_message_id(transaction, entry.learner_id, entry.due_at)


@of_school
def keep_ledger(transaction: Transaction, _: School, now: datetime) -> None:
    """Learn from what reminders led to."""
    rounds = settle_rounds(transaction, now - JUDGED_AFTER, now, _ROUNDS_AT_ONCE)
    figures = load_arm_figures(transaction) if rounds else {}
    for each in rounds:
        for wording, chance in json.loads(each.eligible).items():
            known, chosen = figures.get(wording, UNKNOWN), wording == each.wording
            figures[wording] = known.after(chance, chosen=chosen, reward=each.led)
    for wording, known in figures.items():
        save_arm_figures(transaction, wording, known)


def _decide(enrolment: Enrolment, rhythm: Rhythm, figures: dict[str, ArmFigures], chance: Random) -> Reminder | None:
    """Decide what is due for one learner, if anything is, and plan what comes after it."""
    outlook, reminder, after, due = look_out(enrolment, rhythm), None, enrolment.now, rhythm.due
    situation = outlook.situation
    ruling = _ruling(enrolment, due.on, due.kind, outlook) if isinstance(due, Planned) else Ruling.UNWANTED
    if due and ruling is Ruling.UNWANTED:  # a look, or another kind has taken its place, which may be said now
        after = max(due.at, enrolment.now - LATE_FOR) - _MOMENT
    elif isinstance(due, Planned) and ruling is not Ruling.EARLY:
        entry, reminder = _entry(enrolment, due, ruling, outlook, figures, chance)
        if not save_entry(enrolment.transaction, entry, enrolment.school.process, enrolment.now):
            reminder = None
        situation = replace(situation, decided={*situation.decided, (entry.on, entry.kind)})
        after = max(due.at, enrolment.now - LATE_FOR)  # what came due since then may still be sent
    plan_after(enrolment, situation, after)
    return reminder


def _try_again(enrolment: Enrolment, entry: ReminderEntry) -> Reminder | None:
    rhythm = load_rhythm(enrolment.transaction, enrolment.learner.id)
    if rhythm is None:
        return None
    outlook = look_out(enrolment, rhythm)
    before = load_unasked(enrolment.transaction, enrolment.learner.id, entry.on, enrolment.now) - 1  # it counts itself
    ruling = rule(entry.on, entry.kind, outlook.situation, enrolment.now, before)
    again = _reminder(enrolment, entry, outlook)
    state, reason = _verdict(ruling, again)
    is_ours = claim_again(enrolment.transaction, entry, state, reason, enrolment.school.process, enrolment.now)
    if not is_ours or state is not Delivery.SENDING:
        return None
    wordings = enrolment.school.course.wordings if again.facts else ()
    return replace(again, wording=next((each for each in wordings if each.id == entry.wording), None))


def _ruling(enrolment: Enrolment, on: date, kind: ReminderKind, outlook: Outlook) -> Ruling:
    return rule(
        on,
        kind,
        outlook.situation,
        enrolment.now,
        load_unasked(enrolment.transaction, enrolment.learner.id, on, enrolment.now),
    )


def _entry(
    enrolment: Enrolment, due: Planned, ruling: Ruling, outlook: Outlook, figures: dict[str, ArmFigures], chance: Random
) -> tuple[ReminderEntry, Reminder | None]:
    """The line of the ledger, and what is to be sent."""
    entry = ReminderEntry(enrolment.learner.id, due.on, due.kind, due.at, Delivery.SENDING)
    reminder = _reminder(enrolment, entry, outlook)
    state, reason = _verdict(ruling, reminder)
    if state is not Delivery.SENDING:
        return replace(entry, state=state, reason=reason), None
    last_on = _read_on(enrolment, due.on)
    arms = fitting(enrolment.school.course.wordings, due.kind, reminder.facts, last_on) if reminder.facts else {}
    if not arms:
        return entry, reminder
    scores = {each: figures.get(each, UNKNOWN).score for each in arms}
    days_since = {each: (due.on - last_on[each]).days for each in arms if each in last_on}
    spread = {each: round(share, 6) for each, share in chances(scores, days_since).items()}
    chosen = pick(spread, chance.random())
    entry = replace(entry, wording=chosen, eligible=json.dumps(spread))
    return entry, replace(reminder, entry=entry, wording=arms[chosen])


def _reminder(enrolment: Enrolment, entry: ReminderEntry, outlook: Outlook) -> Reminder:
    streak = outlook.streak
    return Reminder(
        entry,
        None,
        _facts(enrolment, outlook, entry.on),
        enrolment.learner.language,
        enrolment.reviews_due(),
        enrolment.school.course.language,
        outlook.wait.coming,
        streak.current,
        kept=enrolment.today_on - _ONE_DAY in streak.frozen_on,
        asks_zone=is_zone_unasked(enrolment),
    )


def _verdict(ruling: Ruling, reminder: Reminder) -> tuple[str, str | None]:
    """State and reason in the ledger."""
    if ruling is Ruling.SEND and not _has_something_to_say(reminder):
        return SKIPPED, NOTHING_TO_READ
    return _STATES.get(ruling, SKIPPED), None if ruling is Ruling.SEND else ruling.value


def _has_something_to_say(reminder: Reminder) -> bool:
    match reminder.entry.kind:
        case ReminderKind.WAITING:
            return reminder.facts is None and reminder.coming is not None
        case ReminderKind.REVIEW | ReminderKind.AT_RISK | ReminderKind.SNOOZED:
            return reminder.facts is not None or bool(reminder.reviews_due)
        case _:
            return reminder.facts is not None


def _facts(enrolment: Enrolment, outlook: Outlook, on: date) -> Facts | None:
    """What there is to be told of, None where no lesson waits for the learner."""
    course, day = enrolment.school.course, outlook.wait.ready
    if day is None or day.lesson is None:
        return None
    standing = enrolment.standing(day.number)
    steps = len(day.lesson.steps)
    done = day.lesson.index_of(standing.place.step) or 0 if isinstance(standing, Standing) else 0
    return Facts(
        day=day.number,
        days=len(course.days),
        title=day.title,
        minutes=math.ceil(LESSON_MINUTES * (steps - done) / steps),
        begun=done > 0,
        streak=outlook.streak.current,
        days_done=len(enrolment.finished_on()),
        ignored=outlook.situation.ignored(on),
        on=on,
    )


def _read_on(enrolment: Enrolment, on: date) -> dict[str, date]:
    """The local date on which the learner last got each wording."""
    entries = load_entries(enrolment.transaction, enrolment.learner.id, on - _READ_FOR)
    read = sorted((entry.on, entry.wording) for entry in entries if entry.wording and entry.went_out)
    return {wording: on for on, wording in read}

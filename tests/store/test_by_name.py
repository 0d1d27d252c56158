"""What is loaded is read by name: a field that joins the others takes nobody else's value."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import MISSING, Field, fields, is_dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import Table, insert

import bot.store
from bot.core.audience import AtDay
from bot.core.audit import AuditEntry
from bot.core.bandit import ArmFigures, Rounds
from bot.core.broadcast import UNSAVED, Broadcast, Kind, Panel, Source, Status, Trouble, When
from bot.core.day_states import DayState
from bot.core.delivery import Attachment, Delivery
from bot.core.feedback import Feedback
from bot.core.learner import Learner
from bot.core.learning_calendar import Hold
from bot.core.lesson import Place
from bot.core.preferences import Preferences, ZoneFrom
from bot.core.reminders import Planned, ReminderKind
from bot.core.review import Answered, Question
from bot.core.richtext import Entity, RichText
from bot.core.streak import Completion
from bot.core.streak import CompletionKind as What
from bot.store.answers import load_missed, save_answer
from bot.store.audit import load_audit, save_audit
from bot.store.broadcasts import load_broadcast, save_broadcast, save_new_broadcast
from bot.store.completions import load_completions, save_completion
from bot.store.day_states import load_day_states, save_day_state
from bot.store.engine.database import Database, Transaction
from bot.store.engine.statement import Statement
from bot.store.feedback import load_feedback, load_open_feedback, save_feedback, settle_feedback
from bot.store.learners import (
    load_learner,
    save_calendar,
    save_language,
    save_new_learner,
    save_step,
    save_zone_from,
)
from bot.store.panels import load_panels, save_panel
from bot.store.places import load_place, save_place
from bot.store.preferences import load_preferences, save_preferences
from bot.store.recipients import Due, Outcome, load_due_recipients, load_outcomes
from bot.store.reminders import ReminderEntry, Round, load_entries, save_entry, settle_rounds
from bot.store.reviews import Sitting, load_reviewed, load_sitting, save_reviewed, save_sitting
from bot.store.rhythms import Rhythm, load_rhythm, save_block, save_plan, save_presence, save_snooze
from bot.store.roster import RosterLine, load_roster
from bot.store.statistics import Range, load_range
from bot.store.tables import recipients, reminders
from bot.store.wordings import load_arm_figures, save_arm_figures

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
TODAY_ON = date(2026, 3, 10)
ADA, LESSON_DAY = 11, 2
WISHES = Preferences(
    time(7, 15),
    time(23, 30),
    time(6, 45),
    NOW + timedelta(days=90),
    announcements=False,
    paused_on=date(2026, 3, 8),
    goal=14,
)
DRAFT = Broadcast(UNSAVED, Kind.COPY, Status.DRAFT, 70, Source(70, 700), NOW)
BROADCAST = Broadcast(
    id=2,
    kind=Kind.FIX,
    status=Status.HELD,
    admin_id=71,
    source=Source(chat_id=72, message_id=701, captioned=True),
    created_at=NOW,
    audience=AtDay(21),
    when=When(NOW + timedelta(hours=1), time(9, 30), date(2026, 3, 12)),
    of=1,
    text=RichText("Hello.", (Entity("text_link", 1, 4, "https://example.org", "python", 1_700_000_000, "wDT"),)),
    reason=Trouble(slug="too_late", facts={"planned_at": "2026-03-10T09:00:00+00:00"}),
    size=500,
    left_out={"blocked": 4},
    frozen_to=12,
    launched_at=NOW + timedelta(hours=2),
    ended_at=NOW + timedelta(hours=3),
    per_second=27.5,
    opens_day=5,
    file=Attachment(kind="video", file_id="a file of Telegram"),
)
LEARNER = Learner(
    id=ADA,
    zone_name="Asia/Kathmandu",
    open_day=LESSON_DAY,
    joined_at=NOW,
    causes=("tap 1",),
    day_starts_at=5,
    held_on=TODAY_ON,
    held_until=NOW + timedelta(hours=20),
    zone_from=ZoneFrom.CHOSEN,
    language="pt-br",
)


def defaults(field: Field[Any]) -> list[Any]:
    made = [] if field.default_factory is MISSING else [field.default_factory()]
    return made + ([] if field.default is MISSING else [field.default])


def tells_apart(value: Any) -> bool:
    """Whether no two fields, down to the last, hold the same, yes and no aside, and none what it holds when it is left
    out.
    """
    held = [(field, getattr(value, field.name)) for field in fields(value)]
    others = [each for _, each in held if not isinstance(each, bool)]
    return (
        len({repr(each) for each in others}) == len(others)
        and all(each not in defaults(field) for field, each in held)
        and all(tells_apart(each) for _, each in held if is_dataclass(each))
    )


def enrol(transaction: Transaction) -> None:
    save_new_learner(transaction, ADA, LEARNER.zone_name, LEARNER.joined_at)
    save_step(transaction, Learner(ADA, LEARNER.zone_name, None, NOW), LEARNER.open_day, "tap 1")
    assert LEARNER.hold
    save_calendar(transaction, ADA, LEARNER.zone_name, LEARNER.day_starts_at, LEARNER.hold)
    save_zone_from(transaction, ADA, LEARNER.zone_from)
    save_language(transaction, ADA, "pt-br")
    save_preferences(transaction, ADA, WISHES)


def add(transaction: Transaction, table: Table, **values: object) -> None:
    transaction.run(Statement(insert(table).values(values)))


def a_recipient(transaction: Transaction, **values: object) -> None:
    save_new_broadcast(transaction, DRAFT)
    told = {"broadcast_id": 1, "learner_id": ADA, "attempt": 3, "due_at": NOW, "message_id": 700, "resent": False}
    add(transaction, recipients, **told, **values)


def a_preference(transaction: Transaction) -> tuple[Preferences, Preferences]:
    return WISHES, load_preferences(transaction, ADA)


def a_learner(transaction: Transaction) -> tuple[Learner, Learner | None]:
    return LEARNER, load_learner(transaction, ADA)


def a_hold(transaction: Transaction) -> tuple[Hold, Hold | None]:
    learner = load_learner(transaction, ADA)
    return Hold(on=TODAY_ON, until=NOW + timedelta(hours=20)), learner.hold if learner else None


def an_audit_entry(transaction: Transaction) -> tuple[AuditEntry, AuditEntry]:
    save_new_broadcast(transaction, DRAFT)
    entry = AuditEntry(at=NOW, admin_id=70, did="drafted", broadcast_id=1, detail="a detail")
    save_audit(transaction, entry)
    (found,) = load_audit(transaction, 5)
    return entry, found


def a_broadcast(transaction: Transaction) -> tuple[Broadcast, Broadcast | None]:
    save_new_broadcast(transaction, DRAFT)
    save_new_broadcast(transaction, DRAFT)
    save_broadcast(transaction, BROADCAST)
    return BROADCAST, load_broadcast(transaction, 2)


def a_panel(transaction: Transaction) -> tuple[Panel, Panel]:
    save_new_broadcast(transaction, DRAFT)
    panel = Panel(broadcast_id=1, admin_id=70, message_id=700)
    save_panel(transaction, panel)
    (found,) = load_panels(transaction)
    return panel, found


def a_due_recipient(transaction: Transaction) -> tuple[Due, Due]:
    a_recipient(transaction, state="pending")
    save_block(transaction, ADA, NOW)
    (found,) = load_due_recipients(transaction, 1, NOW, 5)
    due = Due(
        learner_id=ADA,
        attempt=3,
        message_id=700,
        zone_name=LEARNER.zone_name,
        language=LEARNER.language,
        blocked=True,
        preferences=WISHES,
    )
    return due, found


def an_outcome(transaction: Transaction) -> tuple[Outcome, Outcome]:
    settled_at = NOW + timedelta(minutes=1)
    a_recipient(transaction, state="failed", reason="refused", settled_at=settled_at)
    (found,) = load_outcomes(transaction, 1, 0, 5)
    outcome = Outcome(
        learner_id=ADA, state=Delivery.FAILED, reason="refused", attempts=3, message_id=700, settled_at=settled_at
    )
    return outcome, found


def a_completion(transaction: Transaction) -> tuple[Completion, Completion]:
    completion = Completion(learning_on=TODAY_ON, kind=What.REVIEW, what="2")
    save_completion(transaction, ADA, completion, NOW)
    (found,) = load_completions(transaction, ADA)
    return completion, found


def a_missed_answer(transaction: Transaction) -> tuple[Answered, Answered]:
    save_answer(transaction, ADA, 1, Answered(Question(2, "kc1"), TODAY_ON, "A", right=False), NOW)
    (found,) = load_missed(transaction, ADA)
    return Answered(Question(day=2, step="kc1"), learning_on=TODAY_ON, option="A", right=False), found


def a_reviewed_answer(transaction: Transaction) -> tuple[Answered, Answered]:
    answered = Answered(Question(day=2, step="kc1"), learning_on=TODAY_ON, option="A", right=True)
    save_reviewed(transaction, ADA, answered, NOW)
    (found,) = load_reviewed(transaction, ADA)
    return answered, found


def a_sitting(transaction: Transaction) -> tuple[Sitting, Sitting | None]:
    sitting = Sitting(cause="tap 1", opened_at=NOW, message_id=700)
    save_sitting(transaction, ADA, sitting)
    return sitting, load_sitting(transaction, ADA)


def feedback_that_is_open(transaction: Transaction) -> tuple[Feedback, Feedback]:
    given = Feedback(
        learner_id=ADA, message_id=700, day=2, step="end", text="It is gone.", said_at=NOW, learning_on=TODAY_ON
    )
    save_feedback(transaction, given)
    (found,) = load_open_feedback(transaction, 5)
    return replace(given, settled_at=NOW + timedelta(hours=1)), replace(found, settled_at=NOW + timedelta(hours=1))


def feedback_that_was_dealt_with(transaction: Transaction) -> tuple[Feedback, Feedback | None]:
    given, _ = feedback_that_is_open(transaction)
    settle_feedback(transaction, ADA, 700, given.settled_at)
    return given, load_feedback(transaction, ADA, 700)


def a_place(transaction: Transaction) -> tuple[Place, Place | None]:
    place = Place(
        day=2, step="demo", visit=3, part=4, delivery=Delivery.FAILED, message_id=700, cause="tap 1",
        shown_at=NOW, finished=True,
    )  # fmt: skip
    save_place(transaction, ADA, place, "process", NOW, TODAY_ON)
    return place, load_place(transaction, ADA, 2)


def a_ledger_entry(transaction: Transaction) -> tuple[ReminderEntry, ReminderEntry]:
    entry = ReminderEntry(
        learner_id=ADA, on=TODAY_ON, kind=ReminderKind.DAY_14, due_at=NOW, state="skipped", reason="no",
        wording="hello", eligible="hello 1.0",
    )  # fmt: skip
    save_entry(transaction, entry, "process", NOW)
    (found,) = load_entries(transaction, ADA, TODAY_ON)
    return entry, found


def a_round(transaction: Transaction) -> tuple[Round, Round]:
    add(
        transaction, reminders, learner_id=ADA, due_on=TODAY_ON, kind="daily", due_at=NOW, state="sent",
        wording="hello", eligible="hello 1.0", owner="process", claimed_at=NOW, sent_at=NOW, judged=False,
    )  # fmt: skip
    later = NOW + timedelta(hours=1)
    save_completion(transaction, ADA, Completion(TODAY_ON, What.LESSON, "2"), later)
    (found,) = settle_rounds(transaction, NOW, later, 5)
    return Round(wording="hello", eligible="hello 1.0", led=True), found


def a_rhythm(transaction: Transaction) -> tuple[Rhythm, Rhythm | None]:
    seen_at, blocked_at, snoozed_until, due_at = (NOW + timedelta(hours=hours) for hours in range(1, 5))
    due = Planned(at=due_at, on=TODAY_ON, kind=ReminderKind.SNOOZED)
    save_presence(transaction, ADA, seen_at)
    save_block(transaction, ADA, blocked_at)
    save_snooze(transaction, ADA, snoozed_until)
    save_plan(transaction, ADA, due)
    return Rhythm(
        learner_id=ADA, seen_at=seen_at, blocked_at=blocked_at, snoozed_until=snoozed_until, due=due
    ), load_rhythm(transaction, ADA)


def a_roster_line(transaction: Transaction) -> tuple[RosterLine, RosterLine]:
    for day, shown_at in ((1, NOW), (2, NOW + timedelta(minutes=1)), (3, NOW + timedelta(minutes=2))):
        save_place(transaction, ADA, Place(day, "end"), "process", shown_at, TODAY_ON)
    for number in range(5):
        save_answer(transaction, ADA, 1, Answered(Question(2, f"kc{number}"), TODAY_ON, "A", right=number > 0), NOW)
    save_language(transaction, ADA, "pt-br")
    save_block(transaction, ADA, NOW + timedelta(hours=1))
    (found,) = load_roster(transaction, Range(0, ADA))
    line = RosterLine(
        id=ADA,
        zone_name=LEARNER.zone_name,
        language="pt-br",
        joined_at=NOW,
        latest_at=NOW + timedelta(minutes=2),
        blocked_at=NOW + timedelta(hours=1),
        open_day=LESSON_DAY,
        days_done=3,
        given=5,
        right=4,
    )
    return line, found


def a_day_state(transaction: Transaction) -> tuple[DayState, DayState]:
    state = DayState(day=LESSON_DAY, written=True, since_at=NOW, until_at=NOW + timedelta(days=1))
    save_day_state(transaction, state)
    (found,) = load_day_states(transaction)
    return state, found


def a_range(transaction: Transaction) -> tuple[Range, Range | None]:
    return Range(after=7, upto=ADA), load_range(transaction, 7, 5)


def figures_of_a_wording(transaction: Transaction) -> tuple[ArmFigures, ArmFigures]:
    figures = ArmFigures(
        chosen=Rounds(rounds=5, finished=4, weight=3.5, squares=2.5, reward=1.5),
        passed=Rounds(rounds=10, finished=9, weight=8.5, squares=7.5, reward=6.5),
    )
    save_arm_figures(transaction, "hello", figures)
    return figures, load_arm_figures(transaction)["hello"]


ROUND_TRIPS: list[Callable[[Transaction], tuple[Any, Any]]] = [
    a_preference, a_learner, a_hold, an_audit_entry, a_broadcast, a_panel, a_due_recipient, an_outcome, a_completion,
    a_missed_answer, a_reviewed_answer, a_sitting, feedback_that_is_open,
    feedback_that_was_dealt_with, a_place, a_ledger_entry, a_round, a_rhythm, a_roster_line,
    a_day_state, a_range, figures_of_a_wording,
]  # fmt: skip


@pytest.mark.parametrize("round_trip", ROUND_TRIPS, ids=lambda each: each.__name__)
async def test_every_field_comes_back_where_it_was(
    database: Database, round_trip: Callable[[Transaction], tuple[Any, Any]]
) -> None:
    def work(transaction: Transaction) -> tuple[Any, Any]:
        enrol(transaction)
        return round_trip(transaction)

    expected, found = await database.transact(work)
    assert tells_apart(expected), f"two fields of {expected} could be swapped, or one be forgotten, unseen"
    assert found == expected


def calls_by_position() -> Iterator[str]:
    """Where the store makes something with named fields without naming them, or anything of a starred row."""
    for found in pkgutil.walk_packages(bot.store.__path__, "bot.store."):
        module = importlib.import_module(found.name)
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
                made = getattr(module, node.func.id, None)
                starred = [each.value for each in node.args if isinstance(each, ast.Starred)]
                of_a_row = isinstance(made, type) and any(isinstance(it, ast.Name | ast.Subscript) for it in starred)
                if is_dataclass(made) or hasattr(made, "_fields") or of_a_row:
                    yield f"{found.name}:{node.lineno} {ast.unparse(node)}"


def test_the_store_names_every_field_that_it_fills() -> None:
    assert list(calls_by_position()) == []

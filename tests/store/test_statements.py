"""Statements and what goes through them: moments, dates, words; and that another database would take them too."""

from __future__ import annotations

import pkgutil
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta, timezone
from functools import partial
from importlib import import_module
from itertools import chain
from types import ModuleType

import pytest
from sqlalchemy.dialects import postgresql  # noqa: TID251
from sqlalchemy.exc import StatementError

import bot.store
from bot.core.delivery import Delivery
from bot.core.learner import Learner
from bot.core.lesson import Place
from bot.core.review import Answered, Question
from bot.core.streak import Completion, CompletionKind
from bot.store import broadcasts, places, recipients, reminders
from bot.store.answers import load_answers, load_missed, load_score, save_answer
from bot.store.completions import load_completions, save_completion
from bot.store.engine.database import Database, Transaction
from bot.store.engine.sqlite import DIALECT
from bot.store.engine.statement import Statement
from bot.store.learners import load_learner, save_new_learner, save_step
from bot.store.pauses import load_pauses, save_pause
from bot.store.places import load_finished_on, load_owed_places, load_place, save_place
from bot.store.pulse import load_pulse, save_pulse
from bot.store.recipients import _LOAD_DUE, _TALLY, _UNSETTLED, _WAITING
from bot.store.reviews import (
    Sitting,
    load_reviewed,
    load_sitting,
    save_reviewed,
    save_sitting,
    settle_sitting,
)
from bot.store.unasked import _LOAD as _UNASKED

NOW = datetime(2026, 3, 10, 9, 0, 0, 123456, tzinfo=UTC)
POSTGRESQL = postgresql.dialect()
ADA = 2**51 + 1  # Telegram's ids have up to 52 bits
AWKWARD = "’; DROP TABLE learners; -- <b 🎉 \u202e"


@pytest.fixture
async def with_ada(database: Database) -> Database:
    await database.transact(lambda transaction: save_new_learner(transaction, ADA, AWKWARD, NOW))
    return database


async def test_a_learner_comes_back_as_saved(with_ada: Database) -> None:
    ada = Learner(ADA, AWKWARD, None, NOW)
    await with_ada.transact(lambda transaction: save_step(transaction, ada, 11, "tap 1"))
    learner = await with_ada.transact(lambda transaction: load_learner(transaction, ADA))
    assert learner == Learner(ADA, AWKWARD, 11, NOW, ("tap 1",))


async def test_the_latest_eight_causes_are_remembered(with_ada: Database) -> None:
    for number in range(10):
        ada = await with_ada.transact(lambda transaction: load_learner(transaction, ADA))
        assert ada is not None
        await with_ada.transact(partial(save_step, learner=ada, open_day=11, cause=f"tap {number}"))
    ada = await with_ada.transact(lambda transaction: load_learner(transaction, ADA))
    assert ada is not None
    assert ada.causes == tuple(f"tap {number}" for number in range(2, 10))


async def test_enrolling_a_second_time_changes_nothing(with_ada: Database) -> None:
    def work(transaction: Transaction) -> Learner | None:
        save_new_learner(transaction, ADA, "Europe/Berlin", NOW + timedelta(days=1))
        return load_learner(transaction, ADA)

    assert await with_ada.transact(work) == Learner(ADA, AWKWARD, None, NOW)


async def test_nobody_is_found_before_they_are_enrolled(database: Database) -> None:
    assert await database.transact(lambda transaction: load_learner(transaction, ADA)) is None
    assert await database.transact(lambda transaction: load_place(transaction, ADA, 2)) is None
    assert await database.transact(lambda transaction: load_score(transaction, ADA)) == (0, 0)


async def test_a_moment_is_kept_as_utc_whatever_zone_it_comes_in(database: Database) -> None:
    in_kathmandu = NOW.astimezone(timezone(timedelta(hours=5, minutes=45)))

    def work(transaction: Transaction) -> dict[int | None, datetime]:
        save_pause(transaction, 1, in_kathmandu)
        return load_pauses(transaction, NOW - timedelta(seconds=1))

    (until_at,) = (await database.transact(work)).values()
    assert until_at == NOW
    assert until_at.tzinfo is UTC


async def test_a_naive_moment_is_refused_and_nothing_kept(database: Database) -> None:
    with pytest.raises((ValueError, StatementError), match="naive"):
        await database.transact(lambda transaction: save_pause(transaction, 1, NOW.replace(tzinfo=None)))
    assert await database.transact(lambda transaction: load_pauses(transaction, NOW - timedelta(days=1))) == {}


@pytest.mark.parametrize("delivery", list(Delivery))
async def test_a_place_comes_back_as_saved(with_ada: Database, delivery: Delivery) -> None:
    place = Place(2, "demo", visit=3, part=4, delivery=delivery, message_id=2**31, cause=AWKWARD)

    def work(transaction: Transaction) -> Place | None:
        save_place(transaction, ADA, place, "process", NOW, None)
        return load_place(transaction, ADA, 2)

    saved = await with_ada.transact(work)
    assert saved == Place(2, "demo", 3, 4, delivery, 2**31, AWKWARD, shown_at=NOW, finished=False)
    owed = await with_ada.transact(load_owed_places)
    assert owed == ([(ADA, saved)] if delivery is Delivery.PENDING else [])


async def test_the_first_finish_of_a_day_stays(with_ada: Database) -> None:
    first, later = date(2026, 3, 9), date(2026, 4, 1)

    def work(transaction: Transaction) -> dict[int, date]:
        for finished_on in (None, first, None, later):
            save_place(transaction, ADA, Place(2, "end"), "process", NOW, finished_on)
        return load_finished_on(transaction, ADA)

    assert await with_ada.transact(work) == {2: first}


async def test_the_first_answer_of_a_visit_is_kept_and_only_first_visits_score(with_ada: Database) -> None:
    def work(transaction: Transaction) -> None:
        for visit, question, option, correct in [
            (1, "one", "A", True),
            (1, "one", "B", False),
            (1, "two", "C", False),
            (2, "two", "D", True),
        ]:
            answered = Answered(Question(2, question), date(2026, 3, 9 + visit), option, right=correct)
            save_answer(transaction, ADA, visit, answered, NOW)

    await with_ada.transact(work)
    assert await with_ada.transact(lambda transaction: load_answers(transaction, ADA, 2, 1)) == {"one": "A", "two": "C"}
    assert await with_ada.transact(lambda transaction: load_answers(transaction, ADA, 2, 2)) == {"two": "D"}
    assert await with_ada.transact(lambda transaction: load_answers(transaction, ADA, 3, 1)) == {}
    assert await with_ada.transact(lambda transaction: load_score(transaction, ADA)) == (1, 2)
    missed = await with_ada.transact(lambda transaction: load_missed(transaction, ADA))
    assert missed == [Answered(Question(2, "two"), date(2026, 3, 10), "C", right=False)]


async def test_the_first_answer_to_a_question_on_a_date_is_kept(with_ada: Database) -> None:
    first = Answered(Question(2, AWKWARD), date(2026, 3, 10), "A", right=False)
    others = [
        Answered(Question(2, AWKWARD), date(2026, 3, 10), "B", right=True),
        Answered(Question(2, AWKWARD), date(2026, 3, 11), "B", right=True),
        Answered(Question(3, AWKWARD), date(2026, 3, 10), "B", right=True),
    ]

    def work(transaction: Transaction) -> list[Answered]:
        for answered in (first, *others):
            save_reviewed(transaction, ADA, answered, NOW)
        return load_reviewed(transaction, ADA)

    found = await with_ada.transact(work)
    assert len(found) == 3
    assert all(answered in found for answered in (first, *others[1:]))


async def test_a_sitting_takes_the_place_of_the_one_before(with_ada: Database) -> None:
    first, second = Sitting("tap 1", NOW, None), Sitting("tap 2", NOW + timedelta(seconds=5), None)

    def work(transaction: Transaction) -> list[Sitting | None]:
        found = [load_sitting(transaction, ADA)]
        for sitting in (first, second):
            save_sitting(transaction, ADA, sitting)
            settle_sitting(transaction, ADA, "tap 1", 2**31)
            found.append(load_sitting(transaction, ADA))
        return found

    assert await with_ada.transact(work) == [None, Sitting("tap 1", NOW, 2**31), second]


async def test_the_first_finish_of_a_lesson_is_kept_with_its_date(with_ada: Database) -> None:
    first, later = date(2026, 3, 10), date(2026, 3, 12)

    def work(transaction: Transaction) -> list[Completion]:
        for done in (Completion(first, CompletionKind.LESSON, "2"), Completion(later, CompletionKind.LESSON, "2")):
            save_completion(transaction, ADA, done, NOW)
        save_completion(transaction, ADA, Completion(later, CompletionKind.REVIEW, "2"), NOW)
        return load_completions(transaction, ADA)

    assert set(await with_ada.transact(work)) == {
        Completion(first, CompletionKind.LESSON, "2"),
        Completion(later, CompletionKind.REVIEW, "2"),
    }


async def test_the_latest_pulse_is_the_one_there_is(database: Database) -> None:
    def work(transaction: Transaction) -> list[datetime | None]:
        before = load_pulse(transaction)
        save_pulse(transaction, NOW)
        save_pulse(transaction, NOW + timedelta(seconds=5))
        return [before, load_pulse(transaction)]

    assert await database.transact(work) == [None, NOW + timedelta(seconds=5)]


@pytest.mark.parametrize(
    ("module", "name", "index"),
    [
        (places, "_LOAD_OWED", "INDEX places_unsettled (delivery=?)"),
        (places, "_DISOWN", "INDEX places_unsettled (delivery=?)"),
        (reminders, "_LOAD_PENDING", "INDEX reminders_unsettled (state=?)"),
        (reminders, "_DISOWN", "INDEX reminders_unsettled (state=?)"),
        (recipients, "_WAITING", "COVERING INDEX recipients_unsettled (broadcast_id=? AND state=? AND due_at>?)"),
        (recipients, "_CANCEL_SOME", "COVERING INDEX recipients_unsettled (broadcast_id=? AND state=?)"),
    ],
)
async def test_what_is_not_settled_is_found_through_its_own_index(
    database: Database, module: ModuleType, name: str, index: str
) -> None:
    sql = getattr(module, name).compiled(DIALECT).sql

    def explain(transaction: Transaction) -> list[str]:
        rows = transaction._connection.execute(f"EXPLAIN QUERY PLAN {sql}", [None] * sql.count("?"))
        return [row[3] for row in rows]

    assert any(step.endswith(f"USING {index}") for step in await database.transact(explain))


async def test_what_there_is_to_do_of_broadcasts_is_found_without_those_that_have_ended(database: Database) -> None:
    def explain(transaction: Transaction) -> list[str]:
        sql = broadcasts._LOAD_OPEN.compiled(DIALECT).sql
        return [row[3] for row in transaction._connection.execute(f"EXPLAIN QUERY PLAN {sql}")]

    assert await database.transact(explain) == ["SCAN broadcasts USING INDEX broadcasts_open"]


def test_postgresql_takes_every_statement_too_but_those_with_an_insert_of_its_own() -> None:
    statements = statements_of_the_store()
    own = [each for each in statements if "ON CONFLICT" in each.compiled(DIALECT).sql]
    assert len(own) == 21
    for each in statements:
        assert each in own or each.compiled(POSTGRESQL).sql


def test_every_statement_can_be_compiled_and_none_is_before_it_is_used() -> None:
    script = (
        "import bot.bootstrap; from tests.store.test_statements import DIALECT, statements_of_the_store\n"
        "found = statements_of_the_store()\n"
        "used = [bool(each._compiled) for each in found]\n"
        "print(len(found), sum(used), sum(bool(each.compiled(DIALECT).sql) for each in found))"
    )
    printed = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, timeout=60).stdout
    count, compiled_at_import, compiled_now = map(int, printed.split())
    assert (compiled_at_import, compiled_now) == (0, count)
    assert count >= 130


def statements_of_the_store() -> list[Statement]:
    """Those that stand alone, and those in tables and lists of several."""
    names = [module.name for module in pkgutil.iter_modules(bot.store.__path__) if not module.ispkg]
    values = [value for name in names for value in vars(import_module(f"bot.store.{name}")).values()]
    several = [each.values() if isinstance(each, dict) else each for each in values if isinstance(each, dict | list)]
    return [each for each in (*values, *chain(*several)) if isinstance(each, Statement)]


async def test_recipients_are_claimed_counted_and_capped_by_keys_alone(database: Database) -> None:
    plans: dict[str, list[str]] = {}
    statements = {"due": _LOAD_DUE, "unsettled": _UNSETTLED, "last": _WAITING, "tally": _TALLY, "unasked": _UNASKED}

    def explain(transaction: Transaction) -> None:
        for name, statement in statements.items():
            sql = statement.compiled(DIALECT).sql
            rows = transaction._connection.execute(f"EXPLAIN QUERY PLAN {sql}", [None] * sql.count("?"))
            plans[name] = [row[3] for row in rows if "recipients" in row[3]]

    await database.transact(explain)
    unsettled = "SEARCH recipients USING COVERING INDEX recipients_unsettled (broadcast_id=? AND state=?)"
    assert plans == {
        "due": ["SEARCH recipients USING INDEX recipients_unsettled (broadcast_id=? AND state=? AND due_at<?)"],
        "unsettled": [unsettled],
        "last": [unsettled.replace(")", " AND due_at>?)")],
        "tally": ["SEARCH recipients USING COVERING INDEX recipients_tally (broadcast_id=?)"],
        "unasked": ["SEARCH recipients USING PRIMARY KEY (broadcast_id=? AND learner_id=?)"],
    }

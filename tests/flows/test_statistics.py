"""Figures about all learners: against histories made by hand, and against counting naively what is in the tables."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Table, insert

from bot.core.learning_calendar import learning_date
from bot.core.statistics import Figures, Period, questions, stops
from bot.core.streak import Completion, CompletionKind, streak
from bot.flows.admin import statistics
from bot.flows.admin.menus import dismiss_admin, note_admins
from bot.flows.admin.statistics import look_at_statistics
from bot.flows.privacy import ask_to_delete, delete
from bot.flows.school import School
from bot.store import tables
from bot.store.engine.database import Transaction
from bot.store.engine.statement import Statement
from tests.support.clock import MovableClock
from tests.support.course import COURSE, a_course_of
from tests.support.pupil import Pupil

Rows = list[dict[str, Any]]
DAY = timedelta(days=1)


async def test_nobody_yet_is_nothing_everywhere(school: School) -> None:
    for period in Period:
        found = await look_at_statistics(school, period)
        assert +found.figures.people == Counter()
        assert found.figures.blocks_per_thousand is None
        assert questions(found.figures, COURSE) == stops(found.figures, COURSE) == []


async def test_two_learners_of_whom_one_finishes_and_one_stops(
    school: School, clock: MovableClock, ada: Pupil, noor: Pupil
) -> None:
    await ada.reaches("end", wrong=("check-2",))
    await noor.reaches("check-1")
    await noor.answers("check-1", "A")
    clock.move(DAY)
    figures = (await look_at_statistics(school, Period.WEEK)).figures
    assert +figures.people == Counter(learners=2, joined=2, week=2, period=2)
    assert (figures.opened, +figures.finished) == (Counter({2: 2}), Counter({2: 1}))
    assert not figures.stopped
    assert figures.streaks == Counter({1: 1})
    assert figures.completed == Counter({("lesson", date(2026, 3, 10)): 1})
    hardest, other = questions(figures, COURSE)
    assert (hardest.question, hardest.given, hardest.right, hardest.options) == (
        "check-2",
        1,
        0,
        {"A": 1, "B": 0, "C": 0, "D": 0},
    )
    assert (other.question, other.given, other.right, other.options) == (
        "check-1",
        2,
        1,
        {"A": 1, "B": 1, "C": 0, "D": 0},
    )

    clock.move(timedelta(seconds=1))
    figures = (await look_at_statistics(school, Period.WEEK)).figures
    assert stops(figures, COURSE) == [(2, "check-1", 1)]


async def test_what_lies_before_the_period_is_left_out(school: School, clock: MovableClock, ada: Pupil) -> None:
    await ada.reaches("end")
    clock.move(7 * DAY)
    week = (await look_at_statistics(school, Period.WEEK)).figures
    month = (await look_at_statistics(school, Period.FOUR_WEEKS)).figures
    assert +week.people == Counter(learners=1)
    assert not +week.finished
    assert not week.answered
    assert +month.people == Counter(learners=1, joined=1, period=1)
    assert +month.finished == Counter({2: 1})


async def test_whoever_had_themselves_deleted_is_counted_as_gone(school: School, ada: Pupil) -> None:
    await ada.reaches("check-1")
    asked_at = await ask_to_delete(school, ada.id)
    assert asked_at is not None
    await delete(school, ada.id, ada.id, asked_at)
    figures = (await look_at_statistics(school, Period.WEEK)).figures
    assert +figures.people == Counter(left=1)


async def test_a_question_and_a_step_that_left_the_course_are_still_told(
    school: School, clock: MovableClock, ada: Pupil
) -> None:
    await ada.reaches("check-1")
    await save(school, tables.answers, [an_answer(ada.id, 2, "gone", "C", NOW)])
    await save(school, tables.learners, [a_learner(9, NOW)])
    await save(school, tables.places, [a_place(9, 2, "left", NOW)])
    clock.move(2 * DAY)
    figures = (await look_at_statistics(school, Period.ALL)).figures
    assert [(each.question, each.quiz) for each in questions(figures, COURSE)] == [("gone", None)]
    assert stops(figures, COURSE) == [(2, "check-1", 1), (2, "left", 1)]


async def test_blocks_are_told_of_a_thousand_messages_whose_outcome_is_known(school: School) -> None:
    await save(school, tables.learners, [a_learner(number, NOW) for number in range(1, 11)])
    states = ["sent"] * 6 + ["failed", "uncertain", "skipped", "pending"]
    await save(
        school,
        tables.reminders,
        [a_reminder(number, NOW, state) for number, state in enumerate(states, start=1)],
    )
    await save(school, tables.broadcasts, [a_broadcast(1, NOW), a_broadcast(2, None)])
    outcomes = [("sent", None), ("sent", None), ("failed", "blocked"), ("failed", "bad request"), ("pending", None)]
    await save(
        school,
        tables.recipients,
        [a_recipient(1, number, *outcome) for number, outcome in enumerate(outcomes, start=1)]
        + [a_recipient(2, 1, "sent", None)],
    )
    figures = (await look_at_statistics(school, Period.FOUR_WEEKS)).figures
    assert (figures.reminded("sent"), figures.reminded("blocked")) == (6, 1)
    assert figures.broadcasts == Counter(sent=2, blocked=1, failed=1, pending=1)
    assert figures.blocks_per_thousand == 200.0


async def test_deletions_and_changes_of_copies_are_no_announcements(school: School) -> None:
    await save(school, tables.broadcasts, [a_broadcast(1, NOW), {**a_broadcast(2, NOW), "kind": "recall", "of": 1}])
    await save(school, tables.recipients, [a_recipient(each, 1, "sent", None) for each in (1, 2)])
    assert (await look_at_statistics(school, Period.ALL)).figures.broadcasts == Counter(sent=1)


async def test_admins_are_no_learners(school: School, ada: Pupil, noor: Pupil) -> None:
    await ada.reaches("check-2", wrong=("check-1",))
    await noor.reaches("check-2")
    await note_admins(school, [ada.id])
    figures = (await look_at_statistics(school, Period.ALL)).figures
    assert (figures.people["learners"], figures.opened[2], figures.right[2, "check-1"]) == (1, 1, 1)
    assert await note_admins(school, []) == [ada.id]
    await dismiss_admin(school, ada.id)
    assert (await look_at_statistics(school, Period.ALL)).figures.people["learners"] == 2


def test_the_hardest_question_is_not_the_rarest_and_has_all_its_options() -> None:
    rare, common = "check-1", "check-2"
    figures = Figures(
        answered=Counter({(2, rare, "A"): 5, (2, common, "A"): 12, (2, common, "B"): 8}),
        right=Counter({(2, rare): 0, (2, common): 0}),
    )
    first, last = questions(figures, COURSE)
    assert (first.question, first.is_told_apart, last.question, last.is_told_apart) == (common, True, rare, False)
    assert first.options == {"A": 12, "B": 8, "C": 0, "D": 0}


@pytest.mark.parametrize("at_once", [3, 1000])
@pytest.mark.parametrize("period", Period)
@pytest.mark.parametrize("seed", range(2))
async def test_figures_are_those_of_counting_naively(
    school: School, monkeypatch: pytest.MonkeyPatch, period: Period, seed: int, at_once: int
) -> None:
    monkeypatch.setattr(statistics, "LEARNERS_AT_ONCE", at_once)
    school.course = a_course_of(60)  # more than anybody has finished
    kept = histories(random.Random(seed))  # noqa: S311 -- repeatable is what it has to be
    for table, rows in kept.items():
        await save(school, table, rows)
    found = await look_at_statistics(school, period)
    expected = naive(kept, period)
    for name in ("people", "opened", "finished", "stopped", "answered", "right", "completed", "streaks", "reminders"):
        assert +getattr(found.figures, name) == +getattr(expected, name), name


NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
ZONES = ("UTC", "Pacific/Auckland", "America/Los_Angeles", "no such zone")


async def save(school: School, table: Table, rows: Rows) -> None:
    def work(transaction: Transaction) -> None:
        for row in rows:
            transaction.run(Statement(insert(table).values(row)))

    await school.database.transact(work)


def a_learner(learner_id: int, joined_at: datetime, zone: str = "UTC", **more: Any) -> dict[str, Any]:
    return {"id": learner_id, "zone": zone, "causes": "", "joined_at": joined_at, **more}


def a_place(learner_id: int, day: int, step: str, shown_at: datetime, finished: bool = False) -> dict[str, Any]:
    sent = {"visit": 1, "part": 0, "delivery": "sent", "cause": "tap", "owner": "process"}
    finish = {"finished_at": shown_at, "finished_on": shown_at.date()} if finished else {}
    return {"learner_id": learner_id, "day": day, "step": step, "shown_at": shown_at, **sent, **finish}


def an_answer(
    learner_id: int, day: int, question: str, option: str, answered_at: datetime, visit: int = 1
) -> dict[str, Any]:
    return {
        "learner_id": learner_id, "day": day, "question": question, "option": option, "correct": option == "B",
        "answered_at": answered_at, "learning_on": answered_at.date(), "visit": visit,
    }  # fmt: skip


def a_reminder(learner_id: int, due_at: datetime, state: str) -> dict[str, Any]:
    return {
        "learner_id": learner_id, "due_on": due_at.date(), "kind": "daily", "due_at": due_at, "state": state,
        "reason": "blocked" if state == "failed" else None, "owner": "process", "claimed_at": due_at,
        "sent_at": due_at if state == "sent" else None, "judged": False,
    }  # fmt: skip


def a_broadcast(broadcast_id: int, launched_at: datetime | None) -> dict[str, Any]:
    return {
        "id": broadcast_id, "kind": "copy", "status": "done", "admin_id": 1, "source_chat_id": 1, "whom": "everyone",
        "source_message_id": 1, "captioned": False, "whom_unknown": 0, "size": 5, "left_out": "{}", "per_second": 30.0,
        "created_at": NOW, "launched_at": launched_at,
    }  # fmt: skip


def a_recipient(broadcast_id: int, learner_id: int, state: str, reason: str | None) -> dict[str, Any]:
    return {
        "broadcast_id": broadcast_id, "learner_id": learner_id, "state": state, "attempt": 1, "due_at": NOW,
        "reason": reason, "resent": False,
    }  # fmt: skip


def histories(chance: random.Random) -> dict[Table, Rows]:
    """What forty learners might have left in the tables during the last forty days."""
    kept: dict[Table, Rows] = {
        table: []
        for table in (
            tables.learners, tables.places, tables.answers, tables.review_answers, tables.completions,
            tables.neutral_dates, tables.reminders,
        )
    }  # fmt: skip

    def moment() -> datetime:
        return NOW - timedelta(hours=chance.triangular(0, 40 * 24, 0))

    for learner_id in sorted(chance.sample(range(1, 2**45), 40)):
        blocked = {"blocked_at": moment()} if chance.random() < 0.2 else {}
        hour = chance.choice((0, 3, 6))
        kept[tables.learners].append(
            a_learner(learner_id, moment(), chance.choice(ZONES), day_starts_at=hour, **blocked)
        )
        for day in chance.sample(range(1, 29), chance.randrange(6)):
            shown_at, finished = moment(), chance.random() < 0.6
            kept[tables.places].append(a_place(learner_id, day, chance.choice("xyz"), shown_at, finished))
            for question in chance.sample(("q1", "q2", "q3"), chance.randrange(4)):
                for visit in (1, 2)[: chance.randrange(1, 3)]:
                    kept[tables.answers].append(
                        an_answer(learner_id, day, question, chance.choice("ABCD"), moment(), visit)
                    )
        for number in range(chance.randrange(5)):
            answer = an_answer(learner_id, 3, f"r{number}", chance.choice("AB"), moment())
            kept[tables.review_answers].append({name: value for name, value in answer.items() if name != "visit"})
        first_on = (NOW - chance.randrange(30) * DAY).date()
        for number, on in enumerate(dates(chance, first_on)):
            kind = chance.choice(list(CompletionKind))
            what = str(number) if kind is CompletionKind.LESSON else on.isoformat()
            completed_at = datetime(on.year, on.month, on.day, chance.randrange(24), tzinfo=UTC)
            kept[tables.completions].append(
                {
                    "learner_id": learner_id,
                    "kind": kind.value,
                    "what": what,
                    "learning_on": on,
                    "completed_at": completed_at,
                }
            )
        for back in chance.sample(range(30), chance.choice((0, 0, 12))):
            kept[tables.neutral_dates].append({"learner_id": learner_id, "learning_on": (NOW - back * DAY).date()})
        for back in chance.sample(range(40), chance.randrange(9)):
            state = chance.choice(("sent", "sent", "failed", "skipped"))
            kept[tables.reminders].append(a_reminder(learner_id, NOW - back * DAY, state))
    return kept


def dates(chance: random.Random, on: date) -> Iterator[date]:
    while on <= NOW.date():
        yield on
        on += chance.choice((1, 1, 1, 1, 2, 3, 6)) * DAY


def naive(kept: dict[Table, Rows], period: Period) -> Figures:
    """The same figures, looked up one by one."""
    today_at = datetime(2026, 3, 10, 3, tzinfo=UTC)
    since_at = datetime.min.replace(tzinfo=UTC) if period is Period.ALL else today_at - (int(period.value) - 1) * DAY
    learners, places, given = kept[tables.learners], kept[tables.places], kept[tables.answers]
    first = [each for each in given if each["visit"] == 1 and each["answered_at"] >= since_at]
    finished = [each for each in kept[tables.completions] if each["learning_on"] >= since_at.date()]
    figures = Figures(
        people=Counter(
            learners=len(learners),
            joined=sum(each["joined_at"] >= since_at for each in learners),
            blocked=sum("blocked_at" in each for each in learners),
            today=len(active(kept, today_at)),
            week=len(active(kept, today_at - 6 * DAY)),
            period=len(active(kept, since_at)),
        ),
        opened=Counter(each["day"] for each in places if each["shown_at"] >= since_at),
        finished=Counter(
            each["day"]
            for each in places
            if each.get("finished_at", datetime.min.replace(tzinfo=UTC)) >= since_at and "finished_at" in each
        ),
        stopped=Counter(
            (each["day"], each["step"])
            for each in places
            if "finished_at" not in each and since_at <= each["shown_at"] < NOW - DAY
        ),
        answered=Counter((each["day"], each["question"], each["option"]) for each in first),
        right=Counter((each["day"], each["question"]) for each in first if each["correct"]),
        completed=Counter((each["kind"], each["learning_on"]) for each in finished),
        streaks=Counter(length for length in (streak_of(kept, each) for each in learners) if length),
    )
    for each in kept[tables.reminders]:
        if each["due_at"] >= since_at:
            figures.reminders.update((each["kind"], outcome) for outcome in outcomes(kept, each))
    return figures


def active(kept: dict[Table, Rows], since_at: datetime) -> set[int]:
    moments: Iterable[tuple[int, datetime]] = (
        (each["learner_id"], each[name])
        for table, name in (
            (tables.places, "shown_at"), (tables.answers, "answered_at"), (tables.review_answers, "answered_at"),
        )
        for each in kept[table]
    )  # fmt: skip
    return {learner_id for learner_id, at in moments if at >= since_at}


def streak_of(kept: dict[Table, Rows], learner: dict[str, Any]) -> int:
    mine = [each for each in kept[tables.completions] if each["learner_id"] == learner["id"]]
    neutral = {each["learning_on"] for each in kept[tables.neutral_dates] if each["learner_id"] == learner["id"]}
    zone = ZoneInfo("UTC" if learner["zone"] == "no such zone" else learner["zone"])
    today_on = learning_date(NOW, zone, learner["day_starts_at"])
    completions = [Completion(each["learning_on"], CompletionKind(each["kind"]), each["what"]) for each in mine]
    return streak(completions, today_on, neutral).current


def outcomes(kept: dict[Table, Rows], reminder: dict[str, Any]) -> Iterator[str]:
    if reminder["state"] == "failed":
        yield "blocked"
    if reminder["state"] == "sent":
        yield "sent"
        if any(
            each["learner_id"] == reminder["learner_id"]
            and each["kind"] == "lesson"
            and each["learning_on"] == reminder["due_on"]
            and each["completed_at"] >= reminder["sent_at"]
            for each in kept[tables.completions]
        ):
            yield "followed"

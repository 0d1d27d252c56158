"""The judge of a fight: Telegram's book of calls against the database."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

from bot.playground import Playground
from bot.playground.messages import Message
from tests.support.fight_record import Asked, Record

APOLOGY = "Sorry, something went wrong on my side."
_END_OF_TRACEBACK = re.compile(
    r"^([a-zA-Z_][\w.]*(?:Error|Refused|TimedOut|NotSent|Exception)\w*)(?::|$)", re.MULTILINE
)
_TELEGRAMS = ("telegram.error.", "bot.botapi.")  # raised where Telegram fails


def judge(record: Record, playground: Playground, database: Path, log: Path) -> Counter[str]:
    """Count what became of what. Raises ExceptionGroup where anything was lost, doubled or skipped, or two spoke at
    once.
    """
    verdicts: Counter[str] = Counter()
    wrong: list[Exception] = []
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        charges: tuple[Callable[[], Counter[str] | None], ...] = (
            lambda: _judge_file(connection),
            lambda: _judge_lives(record),
            lambda: _judge_lessons(record, connection),
            lambda: _judge_answers(record, playground),
            lambda: _judge_taps(record),
            lambda: _judge_broadcasts(record, connection),
            lambda: _judge_reminders(record, connection),
            lambda: _judge_owners(connection),
            lambda: _judge_log(log.read_text()),
        )
        for charge in charges:
            try:
                verdicts += charge() or Counter()
            except AssertionError as error:
                wrong.append(error)
    if wrong:
        raise ExceptionGroup("the book and the database differ", wrong)
    return verdicts


def told(record: Record, verdicts: Counter[str], took: float) -> str:
    """The figures of a fight."""
    learners = record.learners
    arrivals = [(learner, arrival) for learner in learners for arrival in learner.arrivals]
    different = {(learner, arrival.visit, arrival.step) for learner, arrival in arrivals}
    silences = [(after[0] - before[1]) for before, after in pairwise(_reigns(record))] or [0.0]
    lines = [
        f"{took:.0f} s, {len(record.lives)} processes, {len(_reigns(record))} of them were the bot; "
        f"{len(record.calls)} calls. From one to the next {max(silences):.1f} s at most.",
        "moves: " + ", ".join(f"{many} {name}" for name, many in record.moves.most_common()),
        "faults: " + ", ".join(f"{many} {name}" for name, many in record.faults.most_common()),
        f"{sum(len(learner.acts) for learner in learners)} taps and commands of {len(learners)} learners brought "
        f"{len(different)} steps, {len(arrivals) - len(different)} of them once more as asked for; "
        f"the longest turn took {record.longest_turn:.1f} s.",
        f"{len(record.asked)} commands, {len(record.broadcasts)} broadcasts, resumed {record.resumed} times, "
        f"{len(record.reminded)} reminders: " + ", ".join(f"{many} {what}" for what, many in sorted(verdicts.items())),
    ]
    return "\n".join(lines)


def _reigns(record: Record) -> list[tuple[float, float, int]]:
    """From its first call to its last, and its number: each process that was the bot."""
    reigns = [(life.line.said[0].at, life.line.said[-1].at, life.number) for life in record.lives if life.line.said]
    return sorted(reigns)


def _judge_file(connection: sqlite3.Connection) -> None:
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    assert connection.execute("SELECT * FROM inbox").fetchall() == []


def _judge_log(log: str) -> None:
    """No error was ours."""
    ours = [error for error in _END_OF_TRACEBACK.findall(log) if not error.startswith(_TELEGRAMS)]
    assert ours == [], ours


def _judge_lives(record: Record) -> None:
    """No two processes spoke at the same time, and none came back."""
    reigns = _reigns(record)
    for before, after in pairwise(reigns):
        late = [said for said in record.lives[before[2] - 1].line.said if said.at >= after[0]]
        assert late == [], f"process {before[2]} spoke while {after[2]} was the bot: {late[:5]}, from {after[0]}"
    epochs = [epoch for _, epoch, _ in record.tenures]
    assert epochs == sorted(epochs), epochs
    holders: defaultdict[int, set[int]] = defaultdict(set)
    for _, epoch, pid in record.tenures:
        if pid is not None:
            holders[epoch].add(pid)
    assert all(len(pids) == 1 for pids in holders.values()), holders


def _judge_lessons(record: Record, connection: sqlite3.Connection) -> None:
    for learner in record.learners:
        learner.check_transcript()
        ((delivery, message_id),) = connection.execute(
            "SELECT delivery, message_id FROM places WHERE learner_id = ?", [learner.person.id]
        ).fetchall()
        place = learner._stored_place()
        here = learner.here
        assert here is not None
        assert delivery in {"sent", "uncertain"}, (learner.person.name, delivery)
        if delivery == "sent":
            assert (here.visit, here.step) == place, (learner.person.name, here, place)
            assert message_id in {message.message_id for message in learner.person.messages if message.from_bot}


def _judge_answers(record: Record, playground: Playground) -> Counter[str]:
    """Each command was answered once; twice where a process ended between, and not at all where that got lost."""
    verdicts: Counter[str] = Counter()
    wrong: list[Any] = []
    by_person: defaultdict[int, list[Asked]] = defaultdict(list)
    for asked in record.asked:
        by_person[asked.person_id].append(asked)
    for person_id, all_asked in by_person.items():
        messages: list[Message] = [each for each in playground.messages_in(person_id) if each.from_bot]
        ends = [asked.message_id for asked in all_asked[1:]] + [1 << 60]
        for asked, end in zip(all_asked, ends, strict=True):
            answers = [each for each in messages if asked.message_id < each.message_id < end]
            said = [each for each in answers if not (each.text or "").startswith(APOLOGY)]
            ended = sum(any(asked.at - 20 <= at <= asked.until for at, _ in life.disturbed) for life in record.lives)
            unsure = [
                call
                for at, call in record.calls
                if call.parameters.get("chat_id") == person_id
                and asked.at <= at <= asked.until + 1
                and (call.status == 0 or call.status >= 500)
            ]
            many = len(said)
            verdicts[f"commands answered {many} times"] += 1
            if many > 1 + ended or (many == 0 and not unsure):
                wrong.append((asked, [(each.text or each.caption or "")[:40] for each in answers], ended, unsure))
    assert wrong == [], wrong[:5]
    return verdicts


def _judge_taps(record: Record) -> None:
    """Each tap was answered, or it was tried."""
    tapped = {act.query_id for learner in record.learners for act in learner.acts if act.query_id is not None}
    answered = {
        str(call.parameters.get("callback_query_id"))
        for _, call in record.calls
        if call.method == "answerCallbackQuery"
    }
    assert tapped <= answered, sorted(tapped - answered)[:10]


def _judge_broadcasts(record: Record, connection: sqlite3.Connection) -> Counter[str]:
    copies = Counter(
        (int(str(call.parameters["message_id"])), int(str(call.parameters["chat_id"])))
        for _, call in record.calls
        if call.method == "copyMessage" and call.effect
    )
    assert max(copies.values(), default=1) == 1, [each for each, many in copies.items() if many > 1]
    rows = connection.execute(
        "SELECT source_message_id, learner_id, state FROM recipients JOIN broadcasts ON broadcasts.id = broadcast_id"
    ).fetchall()
    states = {(source, learner_id): state for source, learner_id, state in rows}
    expected = {(source, learner_id) for source, ids in record.broadcasts.items() for learner_id in ids}
    assert states.keys() == expected
    assert copies.keys() <= expected
    wrong = [
        (each, state, copies[each])
        for each, state in states.items()
        if state not in {"sent", "failed", "uncertain"} or (state != "uncertain" and copies[each] != (state == "sent"))
    ]
    assert wrong == [], wrong[:10]
    return Counter(f"copies {state}" for state in states.values())


def _judge_reminders(record: Record, connection: sqlite3.Connection) -> Counter[str]:
    copies = Counter(
        int(str(call.parameters["chat_id"]))
        for _, call in record.calls
        if call.method == "sendMessage" and call.effect and call.parameters["chat_id"] in record.reminded
    )
    assert max(copies.values(), default=1) == 1, copies.most_common(5)
    rows = connection.execute("SELECT learner_id, state, reason FROM reminders").fetchall()
    assert len(rows) == len({learner_id for learner_id, _, _ in rows})
    states = {learner_id: state for learner_id, state, _ in rows}
    assert states.keys() == record.reminded
    wrong = [
        (each, state, copies[each])
        for each, state in states.items()
        if state in {"pending", "sending"} or (state != "uncertain" and copies[each] != (state == "sent"))
    ]
    assert wrong == [], wrong[:10]
    return Counter(f"reminders {state}" for state in states.values())


def _judge_owners(connection: sqlite3.Connection) -> None:
    """Nobody claimed a reminder, by the time of the claim, after the next one was the bot."""
    rows = connection.execute("SELECT owner, min(claimed_at), max(claimed_at) FROM reminders GROUP BY owner").fetchall()
    spans = sorted((datetime.fromisoformat(first), datetime.fromisoformat(last), owner) for owner, first, last in rows)
    for before, after in pairwise(spans):
        assert before[1] <= after[0], (before, after)

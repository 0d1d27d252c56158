"""What was kept in words before it was kept in slugs: those rows are read, and screens and files say what they said."""

from __future__ import annotations

import csv
import io
import json
import pkgutil
import re
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import UTC
from enum import Enum
from functools import partial
from importlib import import_module
from pathlib import Path

import pytest

import bot.core
from bot.chat.admin.audit_screens import audit_screen
from bot.chat.broadcasts.panel_screens import panel_screen
from bot.chat.broadcasts.phrases import reason_words
from bot.chat.broadcasts.screens import draft_screen
from bot.cli.broadcast.texts import figures_of
from bot.exports.dossier import dossier_json
from bot.exports.recipients import outcome_file
from bot.flows.admin.audit import look_at_audit
from bot.flows.broadcasts.reports import Report, count, report
from bot.flows.privacy import export
from bot.flows.school import School
from bot.store import migrations
from bot.store.engine.sqlite import open_file
from bot.words import words_in
from tests.support.clock import MovableClock
from tests.support.course import COURSE

ENGLISH = words_in(None)
SLUG = re.compile(r"[a-z0-9_]+")
NINE = "2026-03-10 09:00:00.000000"
STATES = ["paused", "paused", "paused", "held", "paused", "paused", "stopped"]
AUDIENCES = ["everyone", "active", "not finished today", "at a day", "language", "listed", "everyone"]
TROUBLES = [
    "The message to be copied is no longer there.",
    'Telegram refused the message 3 times in a row: Bad Request: can\'t parse "<b>"; 100 % of \\u00fcs: üs',
    "Of the last 200 messages, 11 may or may not have arrived: the bot broke down",
    "It was planned for 2026-03-10 11:05 UTC and could not begin within an hour of that.",
    "Of the last 37 messages, 12 may or may not have arrived: no answer",
    "Of the last few messages, nothing is known.",  # said by nobody
    None,
]
LEFT_OUT = '{"blocked": 1, "announcements off": 3, "paused": 2, "two messages today": 4, "no learner": 5}'
RECIPIENTS = [
    ("cancelled", "announcements off"),
    ("cancelled", "two messages today"),
    ("cancelled", "the broadcast was stopped"),
    ("uncertain", "the bot broke down"),
    ("pending", "it has to wait"),
    ("cancelled", "paused"),
    ("failed", "blocked"),
    ("failed", "Bad Request: it is refused"),
    ("sent", ""),
]
REMINDERS = ["nothing to read", "it has to wait", "late", "Bad Request: it is refused"]
DEEDS = [
    ("drafted", 1, None),
    ("drafted a recall", 2, None),
    ("drafted a fix", 3, None),
    *((f"chose {audience}", 4, None) for audience in AUDIENCES[:6]),
    ("chose a time", 5, None),
    ("paused", 6, None),
    ("resumed", 6, None),
    ("confirmed to launch", 7, None),
    ("confirmed to stop", 7, None),
    ("confirmed to resend", 7, None),
    ("looked at a learner", None, "blue-heron"),
    ("reloaded the course", None, "new: 12; changed: 3, 11; gone: 5"),
    ("reloaded the course", None, "titles"),
    ("reloaded the course", None, "new: a surprise"),  # said by nobody, like the next
    ("chose nobody", 1, "a whim"),
]
KEPT_AS_THEY_ARE = {
    "Bad Request: it is refused",
    "Of the last few messages, nothing is known.",
    "reloaded the course",
    "chose nobody",
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A database of the last version that kept words, with each of them in every place where they were kept."""
    file = tmp_path / "bot.db"
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        for number, path in enumerate(sorted(Path(migrations.__file__).parent.glob("000[1-7]_*.sql")), 1):
            connection.executescript(f"{path.read_text()} PRAGMA user_version = {number};")
        connection.execute("INSERT INTO learners (id, zone, causes, joined_at) VALUES (1, 'UTC', '', ?)", [NINE])
        connection.executemany(
            "INSERT INTO broadcasts (id, kind, status, admin_id, source_chat_id, source_message_id, captioned, whom, "
            "whom_day, whom_language, whom_unknown, reason, size, left_out, created_at, per_second) "
            "VALUES (?, 'copy', ?, 70, 70, 7, 0, ?, 2, 'de', 0, ?, 9, ?, ?, 0)",
            [
                (number, status, whom, reason, LEFT_OUT, NINE)
                for number, (status, whom, reason) in enumerate(zip(STATES, AUDIENCES, TROUBLES, strict=True), 1)
            ],
        )
        connection.executemany(
            "INSERT INTO recipients (broadcast_id, learner_id, state, attempt, due_at, reason, resent) "
            "VALUES (7, ?, ?, 1, ?, nullif(?, ''), 0)",
            [(number, state, NINE, reason) for number, (state, reason) in enumerate(RECIPIENTS, 1)],
        )
        connection.executemany(
            "INSERT INTO reminders (learner_id, due_on, kind, due_at, state, reason, owner, claimed_at, judged) "
            "VALUES (1, ?, 'daily', ?, 'skipped', ?, 'process', ?, 1)",
            [(f"2026-03-0{number}", NINE, reason, NINE) for number, reason in enumerate(REMINDERS, 1)],
        )
        connection.executemany(
            "INSERT INTO audit (at, admin_id, did, broadcast_id, detail) VALUES (?, 70, ?, ?, ?)",
            [(NINE, *deed) for deed in DEEDS],
        )
    return file


@pytest.fixture
async def school(file: Path, clock: MovableClock) -> AsyncIterator[School]:
    database = await open_file(file)
    yield School(COURSE, database, clock, default_zone_name="UTC", process="this process", secret=b"a secret")
    await database.close()


async def reports(school: School) -> list[Report]:
    found = [await report(school, number) for number in range(1, 8)]
    return [each for each in found if each]


@pytest.mark.usefixtures("school")
def test_what_was_kept_in_words_is_kept_in_slugs_unless_nobody_knows_it(file: Path) -> None:
    columns = {"whom": "broadcasts", "reason": "broadcasts, recipients, reminders", "did": "audit"}
    with closing(sqlite3.connect(file)) as connection:
        kept = {
            value
            for column, tables in columns.items()
            for table in tables.split(", ")
            for (value,) in connection.execute(f"SELECT {column} FROM {table} WHERE {column} IS NOT NULL")  # noqa: S608
        }
        left_out = connection.execute("SELECT DISTINCT left_out FROM broadcasts").fetchall()
        said = connection.execute("SELECT reason, reason_facts FROM broadcasts ORDER BY id").fetchall()
        details = connection.execute("SELECT detail FROM audit").fetchall()
    assert {value for value in kept if not SLUG.fullmatch(value)} == KEPT_AS_THEY_ARE
    assert [json.loads(each) for (each,) in left_out] == [
        {"blocked": 1, "muted": 3, "paused": 2, "capped": 4, "unknown": 5}
    ]
    assert [(reason, json.loads(facts or "null")) for reason, facts in said] == [
        ("source_gone", None),
        ("refused", {"times": 3, "said": 'Bad Request: can\'t parse "<b>"; 100 % of \\u00fcs: üs'}),
        ("unsure", {"unsure": 11, "of": 200, "said": "broke_down"}),
        ("too_late", {"planned_at": "2026-03-10T11:05+00:00"}),
        ("unsure", {"unsure": 12, "of": 37, "said": None}),
        ("Of the last few messages, nothing is known.", None),
        (None, None),
    ]
    assert '{"new": [12], "changed": [3, 11], "gone": [5]}' in [detail for (detail,) in details]


async def test_the_audit_says_the_same_as_before(school: School) -> None:
    told = [
        f"10 Mar 2026, 09:00 UTC  70 {did}" + (f" {about}" if about else "") + (f" ({detail})" if detail else "")
        for did, about, detail in reversed(DEEDS)
    ]
    assert audit_screen(ENGLISH, await look_at_audit(school)).text.text == "What admins did\n\n" + "\n".join(told)


async def test_panels_say_the_same_as_before(school: School) -> None:
    found = await reports(school)
    panels = [panel_screen(ENGLISH, each, COURSE, UTC, school.clock.now()).text.text for each in found]
    assert [panel.split("\n")[2] for panel in panels] == [
        "To: everyone",
        "To: whoever was here within 7 days",
        "To: whoever hasn’t finished a lesson today",
        "To: those at Day 2 · The first lesson",
        "To: those whose Telegram speaks de",
        "To: a list",
        "To: everyone",
    ]
    assert [panel.split("\n")[4] or None for panel in panels] == TROUBLES
    assert [figures_of(each)["reason"] for each in found] == TROUBLES
    assert panels[-1].endswith(
        "1 × announcements off\n"
        "1 × paused\n"
        "1 × the broadcast was stopped\n"
        "1 × two messages today\n"
        "1 × Bad Request: it is refused\n"
        "\n"
        "Left out – unreachable: 1, paused: 2, announcements off: 3, two messages today already: 4, unknown numbers: 5."
    )
    reach = await count(school, 4, per_second=10)
    assert reach is not None
    assert (
        f"Broadcast 4 · held\n\n{TROUBLES[3]}\n\n"
        in draft_screen(ENGLISH, found[3].broadcast, reach, COURSE, UTC).text.text
    )


async def test_files_say_the_same_as_before(school: School) -> None:
    content = await outcome_file(school, 7, partial(reason_words, ENGLISH))
    lines = list(csv.DictReader(io.StringIO(content.decode())))
    assert [(line["state"], line["reason"]) for line in lines] == RECIPIENTS
    exported = await export(school, 1)
    assert exported is not None
    tables = json.loads(dossier_json(exported, partial(reason_words, ENGLISH)))
    assert [each["reason"] for each in tables["recipients"]] == ["announcements off"]
    assert [each["reason"] for each in tables["reminders"]] == REMINDERS


def test_what_is_kept_of_an_enum_is_a_slug() -> None:
    modules = [import_module(f"bot.core.{module.name}") for module in pkgutil.iter_modules(bot.core.__path__)]
    enums = {each for module in modules for each in vars(module).values() if isinstance(each, type)}
    values = [member.value for each in enums if issubclass(each, Enum) for member in each]
    assert len(values) > 50
    assert [value for value in values if isinstance(value, str) and not SLUG.fullmatch(value)] == []

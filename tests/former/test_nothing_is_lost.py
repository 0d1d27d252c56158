"""The database of the former version, brought up to date: every row is there, and is read as what it was."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Collection, Iterator
from contextlib import closing
from datetime import date, datetime, time
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.chat.admin.audit_screens import audit_screen
from bot.chat.broadcasts.phrases import reason_words, trouble_words
from bot.exports.dossier import dossier_json
from bot.exports.recipients import outcome_file
from bot.flows.admin.roster import list_learners
from bot.flows.broadcasts.reports import report
from bot.flows.privacy import export
from bot.flows.school import School
from bot.flows.settings import look_at_settings
from bot.store.audit import load_audit
from bot.store.engine.database import Transaction
from bot.store.engine.sqlite import open_file
from bot.store.engine.statement import Statement
from bot.store.tables import metadata
from bot.words import words_in
from tests.support.clock import MovableClock
from tests.support.former import COURSE, LEFT_AT, restore

ENGLISH = words_in(None)
LATER = {"lease", "inbox", "course_versions", "course_files", "day_states", "admins", "uploads", "feedback"}
LATER |= {"tries", "extras"}
"""Tables that the former version did not have."""
LATER_COLUMNS = {
    ("broadcasts", "reason_facts"),
    ("broadcasts", "file_kind"),
    ("broadcasts", "file_id"),
    ("broadcasts", "local_on"),
    ("panels", "rests"),
    ("learners", "paused_on"),
    ("learners", "goal"),
}
KEPT = [table for table in metadata.sorted_tables if table.name not in LATER]
PLANS = {"next_due_at", "next_due_on", "next_due_kind"}  # made anew for whoever was left alone
IN_SLUGS = {  # what is kept in slugs now, and was kept in words
    "broadcasts": {"whom", "reason", "left_out"},
    "recipients": {"reason"},
    "reminders": {"reason"},
    "audit": {"did", "detail"},
}


@pytest.fixture
def before(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """The database as it was left."""
    with closing(sqlite3.connect(restore("bot", tmp_path / "before.db"))) as connection:
        connection.row_factory = sqlite3.Row
        yield connection


@pytest.fixture
async def school(tmp_path: Path) -> AsyncIterator[School]:
    """The same, opened by today's bot."""
    database = await open_file(restore("bot", tmp_path / "bot.db"))
    yield School(COURSE, database, MovableClock(LEFT_AT), default_zone_name="UTC", process="now", secret=b"a secret")
    await database.close()


@pytest.fixture
def after(school: School, tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """The file that it has opened."""
    with closing(sqlite3.connect(tmp_path / "bot.db")) as connection:
        connection.row_factory = sqlite3.Row
        yield connection


def tables(connection: sqlite3.Connection) -> list[str]:
    return [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]


def rows(connection: sqlite3.Connection, table: str, without: Collection[str] = ()) -> list[dict[str, Any]]:
    found = [dict(row) for row in connection.execute(f"SELECT * FROM {table}")]  # noqa: S608
    return [{name: value for name, value in row.items() if name not in without} for row in found]


def amended(connection: sqlite3.Connection) -> dict[tuple[int, int], str]:
    """What was done to copies since, which had to be looked up and is now said at each of them."""
    told = """
        SELECT "of", learner_id, CASE kind WHEN 'fix' THEN 'reworded' ELSE 'deleted again' END FROM recipients
        JOIN broadcasts ON broadcasts.id = broadcast_id WHERE kind != 'copy' AND state = 'sent' ORDER BY kind
    """
    return {(of, learner_id): word for of, learner_id, word in connection.execute(told)}


def test_the_former_version_left_something_in_every_column(before: sqlite3.Connection) -> None:
    filled = {
        (table, name)
        for table in tables(before)
        for row in rows(before, table)
        for name in row
        if row[name] is not None
    }
    today = {(table.name, column.name) for table in KEPT for column in table.columns}
    assert today - filled == LATER_COLUMNS


def test_every_row_is_as_it_was(before: sqlite3.Connection, after: sqlite3.Connection) -> None:
    for table in tables(before):
        without = IN_SLUGS.get(table, set()) | (PLANS if table == "learners" else set())
        later = {name for its_table, name in LATER_COLUMNS if its_table == table}
        expected = rows(before, table, without)
        for row in expected if table == "recipients" else ():
            if amended(before).get((row["broadcast_id"], row["learner_id"])) == "deleted again":
                row["message_id"] = None
        assert rows(after, table, without | later) == expected


def test_a_pause_has_the_date_on_which_it_began(before: sqlite3.Connection, after: sqlite3.Connection) -> None:
    paused = [row for row in rows(after, "learners") if row["paused_until"]]
    assert paused
    for row in paused:
        until = datetime.fromisoformat(row["paused_until"])
        if until.year < 9999:
            assert (until.date() - date.fromisoformat(row["paused_on"])).days in {7, 6}
        else:
            assert row["paused_on"] == (row["seen_at"] or row["joined_at"])[:10]
    assert all(row["paused_on"] is None for row in rows(after, "learners") if row not in paused)


async def test_the_tables_are_those_of_a_new_database(after: sqlite3.Connection, tmp_path: Path) -> None:
    new = await open_file(tmp_path / "new.db")
    await new.close()
    told = "SELECT type, name, sql FROM sqlite_master ORDER BY name"
    with closing(sqlite3.connect(tmp_path / "new.db")) as connection:
        assert list(map(tuple, after.execute(told))) == connection.execute(told).fetchall()


async def test_every_value_is_read_by_its_type(school: School, before: sqlite3.Connection) -> None:
    for table in KEPT:
        everything = Statement(select(table))
        read = await school.database.transact(partial(Transaction.all, statement=everything))
        assert len(read) == len(rows(before, table.name)) > 0


async def test_broadcasts_are_told_in_the_same_words(school: School, before: sqlite3.Connection) -> None:
    for row in rows(before, "broadcasts"):
        found = await report(school, row["id"])
        assert found is not None
        assert trouble_words(ENGLISH, found.broadcast.reason) == (row["reason"] or "")
        assert found.broadcast.audience.slug == row["whom"].replace(" ", "_").replace("at_a_day", "at_day")
        assert sum(found.broadcast.left_out.values()) == sum(json.loads(row["left_out"]).values())
        content = await outcome_file(school, row["id"], partial(reason_words, ENGLISH))
        told = Counter((line["learner"], line["state"], line["reason"]) for line in csv_lines(content))
        recipients = [each for each in rows(before, "recipients") if each["broadcast_id"] == row["id"]]
        since = {learner_id: word for (of, learner_id), word in amended(before).items() if of == row["id"]}
        assert told == Counter(
            (str(each["learner_id"]), each["state"], each["reason"] or since.get(each["learner_id"], ""))
            for each in recipients
        )


async def test_the_audit_is_told_in_the_same_words(school: School, before: sqlite3.Connection) -> None:
    entries = await school.database.transact(lambda transaction: load_audit(transaction, 1000))
    told = (audit_screen(ENGLISH, entries).text.text).splitlines()[2:]
    for line, row in zip(told, reversed(rows(before, "audit")), strict=True):
        about = f" {row['broadcast_id']}" if row["broadcast_id"] else ""
        detail = f" ({row['detail']})" if row["detail"] else ""
        assert line.endswith(f" UTC  {row['admin_id']} {row['did']}{about}{detail}")


async def test_every_learner_has_their_wishes_and_gets_all_of_it(school: School, before: sqlite3.Connection) -> None:
    learners = rows(before, "learners")
    assert [line.id async for lines in list_learners(school) for line in lines] == sorted(row["id"] for row in learners)
    for row in learners:
        settings = await look_at_settings(school, row["id"])
        wishes = settings.preferences
        assert (settings.zone_name, settings.day_starts_at) == (row["zone"], row["day_starts_at"])
        assert wishes.remind_at == (time.fromisoformat(row["remind_at"]) if row["remind_at"] else None)
        assert (wishes.quiet_from, wishes.quiet_until, wishes.announcements) == (
            time.fromisoformat(row["quiet_from"]),
            time.fromisoformat(row["quiet_until"]),
            bool(row["announcements"]),
        )
        exported = await export(school, row["id"])
        assert exported is not None
        told = json.loads(dossier_json(exported, partial(reason_words, ENGLISH)))
        for table in ("places", "answers", "review_answers", "sittings", "completions", "neutral_dates", "reminders"):
            kept = [each for each in rows(before, table) if each["learner_id"] == row["id"]]
            assert len(told.get(table, [])) == len(kept)
        reasons = [each["reason"] for each in rows(before, "reminders") if each["learner_id"] == row["id"]]
        assert Counter(each["reason"] for each in told.get("reminders", [])) == Counter(reasons)


def csv_lines(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode())))

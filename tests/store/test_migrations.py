"""The tables in a file: built by the migrations, and exactly those that SQLAlchemy knows of."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, inspect

from bot.core.streak import Completion, CompletionKind
from bot.store import migrations
from bot.store.completions import load_completions
from bot.store.engine.database import DatabaseError
from bot.store.engine.sqlite import migrate, open_file
from bot.store.migrations import NewerDatabaseError
from bot.store.tables import metadata


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "bot.db"


@pytest.fixture
def scripts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of migrations in the place of the real one."""
    folder = tmp_path / "scripts"
    folder.mkdir()
    (folder / "0001_first.sql").write_text("CREATE TABLE first (id INTEGER);")
    (folder / "0002_second.sql").write_text("CREATE TABLE second (id INTEGER); INSERT INTO second VALUES (7);")
    monkeypatch.setattr(migrations, "_FOLDER", folder)
    return folder


def described(file: Path) -> dict[str, Any]:
    """All there is to know of the tables in a file."""
    engine = create_engine(f"sqlite:///{file}")
    inspector = inspect(engine)
    found = {
        table: {
            "columns": [
                (column["name"], str(column["type"]), column["nullable"], column["default"], column["primary_key"])
                for column in inspector.get_columns(table)
            ],
            "primary key": inspector.get_pk_constraint(table)["constrained_columns"],
            "foreign keys": run(file, f"PRAGMA foreign_key_list({table})"),  # what SQLAlchemy finds lacks ON DELETE
            "unique": inspector.get_unique_constraints(table),
            "checks": inspector.get_check_constraints(table),
            "indexes": [
                (
                    index["name"],
                    index["column_names"],
                    index["unique"],
                    str(index["dialect_options"].get("sqlite_where")),
                )
                for index in inspector.get_indexes(table)
            ],
        }
        for table in inspector.get_table_names()
    }
    engine.dispose()
    return found


def run(file: Path, sql: str) -> list[Any]:
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        return connection.execute(sql).fetchall()


def tables(file: Path) -> set[str]:
    return {name for (name,) in run(file, "SELECT name FROM sqlite_master WHERE type = 'table'")}


async def opened(file: Path) -> None:
    database = await open_file(file)
    await database.close()


async def test_the_migrations_build_exactly_the_tables_of_the_store(file: Path, tmp_path: Path) -> None:
    await opened(file)
    engine = create_engine(f"sqlite:///{tmp_path / 'other.db'}")
    metadata.create_all(engine)
    engine.dispose()
    assert described(file) == described(tmp_path / "other.db")
    assert set(described(file)) == set(metadata.tables)
    assert [index[0] for index in described(file)["places"]["indexes"]] == ["places_unsettled"]


def test_the_migrations_are_numbered_without_a_gap() -> None:
    names = sorted(path.name for path in Path(migrations.__file__).parent.glob("*.sql"))
    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))


def test_a_migration_that_has_landed_is_never_changed() -> None:
    folder = Path(migrations.__file__).parent
    frozen = dict(line.split()[::-1] for line in (folder / "frozen.sha256").read_text().splitlines())
    there = {path.name: sha256(path.read_bytes()).hexdigest() for path in folder.glob("*.sql")}
    new = [f"{digest}  {name}" for name, digest in there.items() if name not in frozen]
    assert not new, f"add to {folder / 'frozen.sha256'}: {new}"
    assert frozen == there


def test_a_migration_that_was_overlooked_is_made_up_for(file: Path, scripts: Path) -> None:
    run(file, "CREATE TABLE second (id INTEGER)")
    run(file, "PRAGMA user_version = 2")  # by a state that had no first script yet
    (scripts / "0003_third.sql").write_text("ALTER TABLE first ADD COLUMN name VARCHAR;")
    asyncio.run(opened(file))
    assert (tables(file), run(file, "PRAGMA user_version")) == ({"first", "second"}, [(3,)])
    assert run(file, "SELECT id, name FROM first") == []


async def test_each_migration_is_applied_once(file: Path, scripts: Path) -> None:
    for _ in range(3):
        await opened(file)
    assert run(file, "SELECT id FROM second") == [(7,)]
    assert run(file, "PRAGMA user_version") == [(2,)]


async def test_several_that_open_a_new_file_at_once_migrate_it_once(tmp_path: Path) -> None:
    for number in range(5):
        file = tmp_path / f"{number}.db"
        await asyncio.gather(*(opened(file) for _ in range(8)))
        assert set(described(file)) == set(metadata.tables)


async def test_a_file_of_an_earlier_version_gets_what_is_missing(file: Path, scripts: Path) -> None:
    second = (scripts / "0002_second.sql").read_text()
    (scripts / "0002_second.sql").unlink()
    await opened(file)
    assert tables(file) == {"first"}
    (scripts / "0002_second.sql").write_text(second)
    await opened(file)
    assert tables(file) == {"first", "second"}


async def test_a_migration_that_fails_leaves_nothing_and_those_before_it_whole(file: Path, scripts: Path) -> None:
    (scripts / "0002_second.sql").write_text("CREATE TABLE second (id INTEGER); CREATE TABLE first (id INTEGER);")
    with pytest.raises(DatabaseError, match="already exists"):
        await opened(file)
    assert tables(file) == {"first"}
    assert run(file, "PRAGMA user_version") == [(1,)]
    (scripts / "0002_second.sql").write_text("CREATE TABLE second (id INTEGER);")
    await opened(file)
    assert tables(file) == {"first", "second"}


async def test_the_file_of_a_newer_bot_is_refused_and_left_as_it_is(file: Path) -> None:
    await opened(file)
    run(file, "PRAGMA user_version = 9999")
    before = described(file)
    with pytest.raises(NewerDatabaseError, match="9999"):
        await opened(file)
    assert described(file) == before


def test_a_file_that_is_no_database_is_refused_and_left_as_it_is(file: Path) -> None:
    file.write_text("Dear diary, " * 100)
    with pytest.raises(DatabaseError, match="not a database"):
        asyncio.run(opened(file))
    assert file.read_text() == "Dear diary, " * 100


def test_a_migrated_file_has_nothing_to_migrate(file: Path) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        migrate(connection)
        told: list[str] = []
        connection.set_trace_callback(told.append)
        migrate(connection)
    assert told == ["PRAGMA user_version"]


def test_places_finished_before_there_were_completions_are_carried_over(file: Path) -> None:
    first = Path(migrations.__file__).parent / "0001_learners_and_lessons.sql"
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.executescript(first.read_text() + "PRAGMA user_version = 1;")
        connection.executescript(
            """
            INSERT INTO learners VALUES (1, 'UTC', 12, '', '2026-03-01 09:00:00.000000');
            INSERT INTO places VALUES
                (1, 11, 2, 'end', 0, 'sent', 5, 'tap 1', 'process', '2026-03-03 10:00:00.000000',
                 '2026-03-03 01:30:00.000000', '2026-03-02'),
                (1, 12, 1, 'demo', 0, 'sent', 6, 'tap 2', 'process', '2026-03-03 11:00:00.000000', NULL, NULL);
            """
        )
        migrate(connection)
        kept = connection.execute("SELECT * FROM completions").fetchall()
    assert kept == [(1, "lesson", "11", "2026-03-02", "2026-03-03 01:30:00.000000")]


async def test_what_was_carried_over_is_read_as_a_completion(file: Path) -> None:
    await opened(file)
    run(
        file,
        "INSERT INTO learners (id, zone, causes, joined_at) VALUES (1, 'UTC', '', '2026-03-01 09:00:00.000000')",
    )
    run(file, "INSERT INTO completions VALUES (1, 'lesson', '11', '2026-03-02', '2026-03-03 01:30:00.000000')")
    database = await open_file(file)
    completions = await database.transact(lambda transaction: load_completions(transaction, 1))
    await database.close()
    assert completions == [Completion(date(2026, 3, 2), CompletionKind.LESSON, "11")]


def test_answers_given_before_they_had_a_date_get_that_of_a_day_from_three_to_three(file: Path) -> None:
    folder = Path(migrations.__file__).parent
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        for number, path in enumerate(sorted(folder.glob("000[1-4]_*.sql")), 1):
            connection.executescript(f"{path.read_text()} PRAGMA user_version = {number};")
        connection.executescript(
            """
            INSERT INTO learners (id, zone, causes, joined_at) VALUES (1, 'UTC', '', '2026-03-01 09:00:00.000000');
            INSERT INTO answers VALUES
                (1, 11, 'kc1', 1, 'A', false, '2026-03-03 02:59:59.000000'),
                (1, 11, 'kc2', 1, 'D', true, '2026-03-03 03:00:00.000000');
            """
        )
        migrate(connection)
        kept = connection.execute("SELECT * FROM answers").fetchall()
    assert kept == [
        (1, 11, "kc1", 1, "A", 0, "2026-03-03 02:59:59.000000", "2026-03-02"),
        (1, 11, "kc2", 1, "D", 1, "2026-03-03 03:00:00.000000", "2026-03-03"),
    ]

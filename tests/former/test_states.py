"""Databases of every earlier state of the tables: brought up to date with what is in them, or refused in words."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect

from bot.store.engine.sqlite import open_file
from bot.store.migrations import StrangeDatabaseError
from bot.store.places import load_place
from bot.store.tables import metadata
from tests.support.former import FORMER

STATES = sorted((FORMER / "states").glob("*.sql"))
STRANGE = {  # a script was changed after it had been applied, so that nobody can tell what is in these
    "01-db2667c": "`learners` has no `causes`",
    "08-11128c2": "`broadcasts` has no `opens_day`",
    "10-245a66c": "`broadcasts` has no `opens_day`",
    "11-43e52f3": "`broadcasts` has no `opens_day`",
    "12-29afb08": "`broadcasts` has no `reason_facts`",
}


def restored(state: Path, file: Path) -> Path:
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(state.read_text())
    return file


def dumped(file: Path) -> list[str]:
    with closing(sqlite3.connect(file)) as connection:
        return list(connection.iterdump())


@pytest.mark.parametrize("state", [each for each in STATES if each.stem not in STRANGE], ids=lambda state: state.stem)
async def test_what_a_learner_had_is_there_in_the_tables_of_today(state: Path, tmp_path: Path) -> None:
    database = await open_file(restored(state, tmp_path / "bot.db"))
    place = await database.transact(lambda transaction: load_place(transaction, 1001, 1))
    await database.close()
    assert place is not None
    assert (place.step, place.message_id) == ("check-1", 7)
    engine = create_engine(f"sqlite:///{tmp_path / 'bot.db'}")
    there = {table: {each["name"] for each in inspect(engine).get_columns(table)} for table in metadata.tables}
    engine.dispose()
    assert there == {table.name: {column.name for column in table.columns} for table in metadata.sorted_tables}


@pytest.mark.parametrize("state", [each for each in STATES if each.stem in STRANGE], ids=lambda state: state.stem)
async def test_what_cannot_be_told_is_refused_in_words_and_left_as_it_is(state: Path, tmp_path: Path) -> None:
    file = restored(state, tmp_path / "bot.db")
    before = dumped(file)
    with pytest.raises(StrangeDatabaseError, match="its tables are none that a version of this bot has made") as caught:
        await open_file(file)
    assert STRANGE[state.stem] in str(caught.value)
    assert dumped(file) == before

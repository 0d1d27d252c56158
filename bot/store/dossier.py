"""A learner's dossier: all that is kept about them, in whichever table. Tables are found, not listed, so that one
which is added later is neither left out of the dossier nor left behind when it is deleted.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Column, ColumnElement, Table, and_, bindparam, delete, select

from bot.store.engine.database import Transaction
from bot.store.engine.statement import Statement, insert
from bot.store.tables import broadcasts, departures, learners, metadata

Dossier = dict[str, list[dict[str, Any]]]
"""The rows about a learner by table, each with its values by column."""


def learner_column(table: Table) -> Column[int] | None:
    """The column that says whom a row is about: in a private chat, the chat's id is the user's."""
    if table is learners:
        return learners.c.id
    return next((table.c[name] for name in ("learner_id", "chat_id") if name in table.c), None)


def _about(table: Table, column: Column[int]) -> ColumnElement[bool]:
    """The rows about `learner`. Where a table goes by broadcasts, each of these is looked up by its key: there is no
    other way into the table that would not lead through all of it.
    """
    about = column == bindparam("learner")
    return and_(table.c.broadcast_id.in_(select(broadcasts.c.id)), about) if "broadcast_id" in table.c else about


_COLUMNS = {
    table: column for table in metadata.sorted_tables if (column := learner_column(table)) is not None
}  # those that others refer to come first
_LOAD = {str(table.name): Statement(select(table).where(_about(table, column))) for table, column in _COLUMNS.items()}
_DELETE = [Statement(delete(table).where(_about(table, column))) for table, column in _COLUMNS.items()][::-1]
_COUNT = Statement(
    insert(departures)
    .values(left_on=bindparam("on"), learners=1)
    .on_conflict_do_update(index_elements=["left_on"], set_={"learners": departures.c.learners + 1})
)


def load_dossier(transaction: Transaction, learner_id: int) -> Dossier:
    """All that is kept about the learner; tables without a word about them are left out."""
    dossier = {
        name: [row._asdict() for row in transaction.all(statement, learner=learner_id)]
        for name, statement in _LOAD.items()
    }
    return {name: rows for name, rows in dossier.items() if rows}


def delete_dossier(transaction: Transaction, learner_id: int) -> None:
    """Delete all that is kept about the learner."""
    for statement in _DELETE:
        transaction.run(statement, learner=learner_id)


def save_departure(transaction: Transaction, left_on: date) -> None:
    """Count somebody who had everything deleted on this learning date, without a word on who it was."""
    transaction.run(_COUNT, on=left_on)

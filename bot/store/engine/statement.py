"""Statements built by SQLAlchemy Core, handed to the driver as text.

SQLAlchemy's own execution costs about 60 µs a statement, sqlite3's about 6 (docs/decisions/0003-storage.md), so a
statement is compiled once, when it is first used, and keeps SQLAlchemy's converters for its types. The dialect is the
database's to say: a statement is for any.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Dialect, Executable, ReturnsRows, literal_column
from sqlalchemy.dialects import sqlite  # noqa: TID251 -- for `insert`

insert = sqlite.insert
"""An INSERT that may say ON CONFLICT. SQLAlchemy has one for each dialect; PostgreSQL's can be compiled for both, but
takes 15 ms of a start.
"""

_FLOAT8 = 701
"""What PostgreSQL calls a float: SQLAlchemy asks for it where it converts one, and SQLite never does."""

Row = Any
"""A named tuple with one field for each selected column."""


class Statement:
    """One statement, compiled for a dialect when it is first used there."""

    def __init__(self, statement: Executable) -> None:
        self._statement = statement
        self._compiled: dict[Dialect, Compiled] = {}

    def compiled(self, dialect: Dialect) -> Compiled:
        """As a database of this dialect takes it."""
        if dialect not in self._compiled:
            self._compiled[dialect] = _compile(self._statement, dialect)
        return self._compiled[dialect]


@dataclass(frozen=True, slots=True)
class Compiled:
    """A statement as text, and how parameters go in and rows come out."""

    sql: str
    parameters: list[tuple[str, Any, Callable[[Any], Any] | None]]
    row: Callable[..., Row]
    converters: list[tuple[int, Callable[[Any], Any]]]

    def arguments(self, parameters: dict[str, Any]) -> list[Any]:
        """The parameters in the order of the text, converted; NULL for one that is not given."""
        arguments = []
        for name, default, convert in self.parameters:
            value = parameters.get(name, default)
            arguments.append(convert(value) if convert else value)
        return arguments

    def named(self, values: Sequence[Any]) -> Row:
        """The values of one row, converted and named."""
        converted = list(values)
        for index, convert in self.converters:
            converted[index] = convert(converted[index])
        return self.row(*converted)


def _compile(statement: Executable, dialect: Dialect) -> Compiled:
    compiled = statement.compile(dialect=dialect)  # type: ignore[attr-defined]
    columns = list(statement.exported_columns) if isinstance(statement, ReturnsRows) else []
    return Compiled(
        sql=str(compiled),
        parameters=[
            (name, bound.value, bound.type.dialect_impl(dialect).bind_processor(dialect))
            for name in compiled.positiontup or ()
            for bound in (compiled.binds[name],)
        ],
        row=namedtuple("Row", [column.key for column in columns]),  # noqa: PYI024 -- made at run time
        converters=[
            (index, convert)
            for index, column in enumerate(columns)
            if (convert := column.type.dialect_impl(dialect).result_processor(dialect, _FLOAT8))
        ],
    )


def spelled_out(column: ColumnElement[str], states: Iterable[str]) -> ColumnElement[bool]:
    """Whether a column holds one of these, written into the text: SQLite uses a partial index only where it can see
    that the index has all that is asked for.
    """
    return column.in_([literal_column(f"'{state}'") for state in states])

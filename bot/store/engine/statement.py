"""Statements built by SQLAlchemy Core, handed to the driver as text.

SQLAlchemy's own execution costs about 60 µs a statement, sqlite3's about 6 (docs/decisions/0003-storage.md), so a
statement is compiled once, when it is first used, and keeps SQLAlchemy's converters for its types.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Executable, ReturnsRows, literal_column
from sqlalchemy.dialects import postgresql, sqlite  # noqa: TID251 -- here they are told apart
from sqlalchemy.types import TypeEngine

_DIALECT = sqlite.dialect(paramstyle="qmark")

insert = postgresql.insert
"""An INSERT that may say ON CONFLICT. SQLAlchemy has one for each dialect; this one can be compiled for SQLite too, but
SQLite's own for no other.
"""

Row = Any
"""A named tuple with one field for each selected column."""


class Statement:
    """One statement, compiled when it is first used: its text, and how parameters go in and rows come out."""

    def __init__(self, statement: Executable) -> None:
        self._statement = statement

    @property
    def sql(self) -> str:
        """Its text, with a question mark for each parameter."""
        return self._compiled.sql

    def arguments(self, parameters: dict[str, Any]) -> list[Any]:
        """The parameters in the order of the text, converted; NULL for one that is not given."""
        arguments = []
        for name, default, convert in self._compiled.parameters:
            value = parameters.get(name, default)
            arguments.append(convert(value) if convert else value)
        return arguments

    def row(self, values: Sequence[Any]) -> Row:
        """The values of one row, converted and named."""
        converted = list(values)
        for index, convert in self._compiled.converters:
            converted[index] = convert(converted[index])
        return self._compiled.row(*converted)

    @cached_property
    def _compiled(self) -> _Compiled:
        return _compile(self._statement)


@dataclass(frozen=True, slots=True)
class _Compiled:
    sql: str
    parameters: list[tuple[str, Any, Callable[[Any], Any] | None]]
    row: Callable[..., Row]
    converters: list[tuple[int, Callable[[Any], Any]]]


def _compile(statement: Executable) -> _Compiled:
    compiled = statement.compile(dialect=_DIALECT)  # type: ignore[attr-defined]
    columns = list(statement.exported_columns) if isinstance(statement, ReturnsRows) else []
    return _Compiled(
        sql=str(compiled),
        parameters=[
            (
                name,
                compiled.binds[name].value,
                compiled.binds[name].type.dialect_impl(_DIALECT).bind_processor(_DIALECT),
            )
            for name in compiled.positiontup or ()
        ],
        row=namedtuple("Row", [column.key for column in columns]),  # noqa: PYI024 -- made at run time
        converters=[
            (index, convert) for index, column in enumerate(columns) if (convert := _from_database(column.type))
        ],
    )


def spelled_out(column: ColumnElement[str], states: Iterable[str]) -> ColumnElement[bool]:
    """Whether a column holds one of these, written into the text: SQLite uses a partial index only where it can see
    that the index has all that is asked for.
    """
    return column.in_([literal_column(f"'{state}'") for state in states])


def _from_database(kind: TypeEngine[Any]) -> Callable[[Any], Any] | None:
    return kind.dialect_impl(_DIALECT).result_processor(_DIALECT, None)

"""What is known of the wordings: the rounds in which each was chosen, and in which it was passed over."""

from __future__ import annotations

from dataclasses import astuple, fields

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.sqlite import insert

from bot.core.bandit import Figures, Rounds
from bot.store.engine.sqlite import Transaction
from bot.store.engine.statement import Statement
from bot.store.tables import wordings

_COLUMNS = [f"{part.name}_{figure.name}" for part in fields(Figures) for figure in fields(Rounds)]
_PER_PART = len(fields(Rounds))

_new = insert(wordings).values(id=bindparam("wording"), **{name: bindparam(name) for name in _COLUMNS})
_SAVE = Statement(
    _new.on_conflict_do_update(index_elements=["id"], set_={name: _new.excluded[name] for name in _COLUMNS})
)
_LOAD = Statement(select(wordings.c.id, *(wordings.c[name] for name in _COLUMNS)))


def load_figures(transaction: Transaction) -> dict[str, Figures]:
    """The figures of every wording that was ever in a round, by its id."""
    rows = transaction.all(_LOAD)
    return {row[0]: Figures(Rounds(*row[1 : 1 + _PER_PART]), Rounds(*row[1 + _PER_PART :])) for row in rows}


def save_figures(transaction: Transaction, wording: str, figures: Figures) -> None:
    """Keep the figures of a wording."""
    values = [*astuple(figures.chosen), *astuple(figures.passed)]
    transaction.run(_SAVE, wording=wording, **dict(zip(_COLUMNS, values, strict=True)))

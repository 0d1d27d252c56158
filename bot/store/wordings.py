"""What is known of the wordings: the rounds in which each was chosen, and in which it was passed over."""

from __future__ import annotations

from dataclasses import fields

from sqlalchemy import bindparam, select

from bot.core.bandit import ArmFigures, Rounds
from bot.store.engine.database import Transaction
from bot.store.engine.statement import Row, Statement, insert
from bot.store.tables import wordings

_PARTS = [part.name for part in fields(ArmFigures)]
_SUMS = [figure.name for figure in fields(Rounds)]
_COLUMNS = [f"{part}_{figure}" for part in _PARTS for figure in _SUMS]

_new = insert(wordings).values(id=bindparam("wording"), **{name: bindparam(name) for name in _COLUMNS})
_SAVE = Statement(
    _new.on_conflict_do_update(index_elements=["id"], set_={name: _new.excluded[name] for name in _COLUMNS})
)
_LOAD = Statement(select(wordings.c.id, *(wordings.c[name] for name in _COLUMNS)))


def load_arm_figures(transaction: Transaction) -> dict[str, ArmFigures]:
    """The figures of every wording that was ever in a round, by its id."""
    return {row.id: ArmFigures(**{part: _rounds(row, part) for part in _PARTS}) for row in transaction.all(_LOAD)}


def save_arm_figures(transaction: Transaction, wording: str, figures: ArmFigures) -> None:
    """Keep the figures of a wording."""
    sums = {f"{part}_{figure}": getattr(getattr(figures, part), figure) for part in _PARTS for figure in _SUMS}
    transaction.run(_SAVE, wording=wording, **sums)


def _rounds(row: Row, part: str) -> Rounds:
    return Rounds(**{figure: getattr(row, f"{part}_{figure}") for figure in _SUMS})

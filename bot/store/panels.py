"""The messages in admins’ chats that show how a broadcast goes, as long as that can change."""

from __future__ import annotations

from sqlalchemy import bindparam, delete, select

from bot.core.broadcast import Panel
from bot.store.engine.database import Transaction
from bot.store.engine.statement import Statement, insert
from bot.store.tables import panels

_LOAD = Statement(select(panels).order_by(panels.c.broadcast_id, panels.c.admin_id))
_new = insert(panels).values({column.name: bindparam(column.name) for column in panels.columns})
_SAVE = Statement(
    _new.on_conflict_do_update(
        index_elements=["broadcast_id", "admin_id"], set_={"message_id": _new.excluded.message_id}
    )
)
_FORGET = Statement(
    delete(panels).where(
        panels.c.broadcast_id == bindparam("broadcast"),
        panels.c.admin_id == bindparam("admin"),
        panels.c.message_id == bindparam("message"),
    )
)


def load_panels(transaction: Transaction) -> list[Panel]:
    """All there are."""
    return [Panel(**row._asdict()) for row in transaction.all(_LOAD)]


def save_panel(transaction: Transaction, panel: Panel) -> None:
    """Keep a panel, in the place of an earlier one of the same admin and broadcast."""
    transaction.run(_SAVE, broadcast_id=panel.broadcast_id, admin_id=panel.admin_id, message_id=panel.message_id)


def forget_panel(transaction: Transaction, panel: Panel) -> None:
    """Forget a panel, if it is still the present one."""
    transaction.run(_FORGET, broadcast=panel.broadcast_id, admin=panel.admin_id, message=panel.message_id)

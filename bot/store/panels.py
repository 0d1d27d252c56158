"""The messages in admins’ chats that show how a broadcast goes. One that shows all there is rests until it changes."""

from __future__ import annotations

from sqlalchemy import and_, bindparam, delete, select, update

from bot.core.broadcast import Panel
from bot.store.engine.database import Transaction
from bot.store.engine.statement import Statement, insert
from bot.store.tables import panels

_COLUMNS = (panels.c.broadcast_id, panels.c.admin_id, panels.c.message_id)
_this = and_(
    panels.c.broadcast_id == bindparam("broadcast"),
    panels.c.admin_id == bindparam("admin"),
    panels.c.message_id == bindparam("message"),
)

_LOAD = Statement(select(*_COLUMNS).where(panels.c.rests.is_(False)).order_by(panels.c.broadcast_id, panels.c.admin_id))
_LOAD_ONE = Statement(
    select(*_COLUMNS).where(panels.c.broadcast_id == bindparam("broadcast"), panels.c.admin_id == bindparam("admin"))
)
_new = insert(panels).values({column.name: bindparam(column.name) for column in _COLUMNS})
_SAVE = Statement(
    _new.on_conflict_do_update(
        index_elements=["broadcast_id", "admin_id"], set_={"message_id": _new.excluded.message_id, "rests": False}
    )
)
_FORGET = Statement(delete(panels).where(_this))
_REST = Statement(update(panels).where(_this).values(rests=True))
_STIR = Statement(update(panels).where(panels.c.broadcast_id == bindparam("broadcast")).values(rests=False))


def load_panels(transaction: Transaction) -> list[Panel]:
    """All that have something to follow."""
    return [Panel(**row._asdict()) for row in transaction.all(_LOAD)]


def load_panel(transaction: Transaction, broadcast_id: int, admin_id: int) -> Panel | None:
    """The panel of an admin and a broadcast."""
    row = transaction.first(_LOAD_ONE, broadcast=broadcast_id, admin=admin_id)
    return Panel(**row._asdict()) if row else None


def save_panel(transaction: Transaction, panel: Panel) -> None:
    """Keep a panel, in the place of an earlier one of the same admin and broadcast."""
    transaction.run(_SAVE, broadcast_id=panel.broadcast_id, admin_id=panel.admin_id, message_id=panel.message_id)


def rest_panel(transaction: Transaction, panel: Panel) -> None:
    """Let a panel rest, if it is still the present one."""
    transaction.run(_REST, broadcast=panel.broadcast_id, admin=panel.admin_id, message=panel.message_id)


def stir_panels(transaction: Transaction, broadcast_id: int) -> None:
    """Have every panel of a broadcast follow it again."""
    transaction.run(_STIR, broadcast=broadcast_id)


def forget_panel(transaction: Transaction, panel: Panel) -> None:
    """Forget a panel, if it is still the present one."""
    transaction.run(_FORGET, broadcast=panel.broadcast_id, admin=panel.admin_id, message=panel.message_id)

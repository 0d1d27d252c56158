"""Who of the admins did what. Nothing in it names a learner."""

from __future__ import annotations

from sqlalchemy import bindparam, insert, select

from bot.core.audit import AuditEntry
from bot.store.engine.database import Transaction
from bot.store.engine.statement import Statement
from bot.store.tables import audit

_COLUMNS = ("at", "admin_id", "did", "broadcast_id", "detail")
_LATEST = Statement(
    select(*(audit.c[name] for name in _COLUMNS))
    .order_by(audit.c.id.desc())
    .limit(bindparam("most"))
    .offset(bindparam("passing"))
)
_SAVE = Statement(insert(audit).values({name: bindparam(name) for name in _COLUMNS}))


def load_audit(transaction: Transaction, most: int, passing: int = 0) -> list[AuditEntry]:
    """So many entries, newest first, after `passing` the newest."""
    return [AuditEntry(**row._asdict()) for row in transaction.all(_LATEST, most=most, passing=passing)]


def save_audit(transaction: Transaction, entry: AuditEntry) -> None:
    """Add an entry."""
    transaction.run(_SAVE, **{name: getattr(entry, name) for name in _COLUMNS})

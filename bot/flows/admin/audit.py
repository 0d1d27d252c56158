"""The audit: who of the admins did what, and when."""

from __future__ import annotations

from datetime import datetime

from bot.core.audit import AuditAction, AuditEntry
from bot.flows.flow import in_transaction, of_school
from bot.flows.school import School
from bot.store.audit import load_audit, save_audit
from bot.store.engine.database import Transaction

SHOWN = 20
"""The entries that are shown at a time."""


@of_school
def note_action(
    transaction: Transaction, _: School, now: datetime, admin_id: int, did: AuditAction, detail: str | None = None
) -> None:
    """Write down what an admin did. `detail` calls learners by their pseudonyms."""
    save_audit(transaction, AuditEntry(now, admin_id, did, detail=detail))


@in_transaction
def look_at_audit(transaction: Transaction, passing: int = 0) -> list[AuditEntry]:
    """The latest entries, newest first, but for so many of the newest."""
    return load_audit(transaction, SHOWN, passing)

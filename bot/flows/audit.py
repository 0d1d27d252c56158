"""The audit: who of the admins did what, and when."""

from __future__ import annotations

from bot.core.audit import AuditEntry, Deed
from bot.flows.school import School
from bot.store.audit import load_audit, save_audit

SHOWN = 20
"""The latest entries, which are shown."""


async def note_deed(school: School, admin_id: int, did: Deed, detail: str | None = None) -> None:
    """Write down what an admin did. `detail` calls learners by their pseudonyms."""
    entry = AuditEntry(school.clock.now(), admin_id, did, detail=detail)
    await school.database.transact(lambda transaction: save_audit(transaction, entry))


async def look_at_audit(school: School) -> list[AuditEntry]:
    """The latest entries, newest first."""
    return await school.database.transact(lambda transaction: load_audit(transaction, SHOWN))

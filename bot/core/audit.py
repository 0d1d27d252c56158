"""What admins did, as it is written down. Nothing in it names a learner."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One thing that an admin did, and what it was about, if that is to be said."""

    at: datetime
    admin_id: int
    did: str
    broadcast_id: int | None = None
    detail: str | None = None

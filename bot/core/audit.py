"""What admins did, as it is written down. Nothing in it names a learner."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class AuditAction(StrEnum):
    """What admins do that is written down, each with what the `detail` of its entry says."""

    DRAFTED = "drafted"
    """The kind, where it was no copy."""
    CHOSE_AUDIENCE = "chose_audience"
    """Whom: the slug alone, or since then JSON of the audience."""
    CHOSE_TIME = "chose_time"
    """Nothing, or since then JSON of the moment or the time on everybody's clock."""
    CHOSE_MESSAGE = "chose_message"
    RECONSIDERED = "reconsidered"
    """A planned broadcast is a draft again."""
    PAUSED = "paused"
    RESUMED = "resumed"
    CONFIRMED = "confirmed"
    """The act."""
    LOOKED_AT_LEARNER = "looked_at_learner"
    """The learner's pseudonym."""
    WROTE_TO_LEARNER = "wrote_to_learner"
    """The learner's pseudonym."""
    ENDED_PAUSE = "ended_pause"
    """The learner's pseudonym."""
    RELOADED_COURSE = "reloaded_course"
    """JSON: the numbers of the days that are new, changed and gone."""
    RESTORED_COURSE = "restored_course"
    """The same."""


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One thing that an admin did, and what it was about, if that is to be said. `did` is an AuditAction, or what an
    earlier version said in words that are known no more.
    """

    at: datetime
    admin_id: int
    did: str
    broadcast_id: int | None = None
    detail: str | None = None

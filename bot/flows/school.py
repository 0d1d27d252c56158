"""What every flow works with."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.core.clock import Clock
from bot.core.course import Course
from bot.flows.lease import Lease
from bot.store.engine.database import Database


@dataclass(slots=True)
class School:
    """The course, the database and the clock. `course` is replaced as a whole when its files, in `folder`, are read
    anew; it is None where they are not to be.

    `default_zone_name` is the IANA name of the zone a new learner begins with; `process` is the name of this
    one, so that what a dead one was sending can be told from what this one is. `secret` proves what was asked to be
    confirmed; it comes from the bot's token, so that any process of the bot can tell. `lease` is there where it is this
    process that is the bot, which Telegram knows as `bot_id`.
    """

    course: Course
    database: Database
    clock: Clock
    default_zone_name: str
    process: str
    secret: bytes = field(repr=False)
    lease: Lease | None = None
    folder: Path | None = None
    bot_id: int = 0

    def zone_of(self, name: str) -> ZoneInfo:
        """The zone of this name; the one new learners begin with where there is none of this name (any more)."""
        try:
            return ZoneInfo(name)
        except (ValueError, OSError, ZoneInfoNotFoundError):  # OSError: the name of a folder of zones
            return ZoneInfo(self.default_zone_name)

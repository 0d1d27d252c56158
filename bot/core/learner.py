"""A learner: where they live, when their days begin, which of the course is open."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from bot.core.learning_calendar import DAY_STARTS_AT, Hold
from bot.core.preferences import ZoneFrom

_LANGUAGE = re.compile(r"[a-z]{2,8}(?:-[a-z0-9]{1,8}){0,3}")


def language_code(told: str) -> str | None:
    """A language as an app tells it, in small letters: `de`, `pt-br`; None for what is no code, whoever made it up."""
    code = told.lower().replace("_", "-")
    return code if _LANGUAGE.fullmatch(code) else None


@dataclass(frozen=True, slots=True)
class Learner:
    """One learner: `zone_name` is an IANA name, `open_day` the day being read now, None between lessons.

    `causes` are those that brought the latest steps, newest last, at most eight. The learning date is `held_on` up to
    `held_until`, where a change of `zone_name` or `day_starts_at` (an hour) asks for that. `language` is that of their
    Telegram, such as `pt-br`; None until it has told.
    """

    id: int
    zone_name: str
    open_day: int | None
    joined_at: datetime
    causes: tuple[str, ...] = ()
    day_starts_at: int = DAY_STARTS_AT
    held_on: date | None = None
    held_until: datetime | None = None
    zone_from: ZoneFrom = ZoneFrom.DEFAULT
    language: str | None = None

    @property
    def hold(self) -> Hold | None:
        """The learning date that their last change prolongs, or has prolonged."""
        return Hold(on=self.held_on, until=self.held_until) if self.held_on and self.held_until else None

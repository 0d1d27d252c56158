"""The letter that admins get once a week: when it is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

DUE_AT = 9
"""The hour of a Monday, on the admin's own clock, from which on the letter of the week before comes."""


@dataclass(frozen=True, slots=True)
class Reader:
    """An admin, and whether they want letters. `lettered_on` is the Monday of the latest one."""

    admin_id: int
    wants_letters: bool
    lettered_on: date | None


def monday_of(here: datetime) -> date:
    """The Monday whose letter is the latest that can have come, on the clock of somebody: not before its hour."""
    on = (here - timedelta(hours=DUE_AT)).date()
    return on - timedelta(days=on.weekday())


def is_due(reader: Reader, here: datetime) -> bool:
    """Whether the letter is to go to an admin whose clock shows this."""
    return reader.wants_letters and (reader.lettered_on is None or reader.lettered_on < monday_of(here))

"""The clock to travel with: the real time plus an offset, so that 28 days can be lived through in minutes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

MORNING = time(8)
"""Where “next morning” takes the traveller, on the local wall clock."""


class TravellingClock:
    """Real time plus `offset`. Everyone in `on_travel` is called after each journey."""

    def __init__(self) -> None:
        self.offset = timedelta()
        self.on_travel: list[Callable[[], None]] = []

    def now(self) -> datetime:
        """The time as this clock has it: aware, in UTC."""
        real = datetime.now(UTC)  # noqa: TID251  (a clock has to read the real one somewhere)
        return real + self.offset

    def travel(self, by: timedelta) -> None:
        """Move by this much, from now on; back again with a negative one."""
        self.offset += by
        for tell in self.on_travel:
            tell()


def until_next_morning(now: datetime, zone: ZoneInfo) -> timedelta:
    """How long it is from `now` (aware) to the next 08:00 on the wall clock of `zone`."""
    local = now.astimezone(zone)
    day = local.date() if local.time() < MORNING else local.date() + timedelta(days=1)
    return datetime.combine(day, MORNING, zone) - now

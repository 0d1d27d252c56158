"""A clock that stands still until it is moved."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.playground import TravellingClock

_WEDNESDAY = 2


class MovableClock:
    """Tells the same moment again and again; `move` turns it on, or back."""

    def __init__(self, moment: datetime = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)) -> None:
        self._moment = moment

    def now(self) -> datetime:
        return self._moment

    def move(self, by: timedelta) -> None:
        self._moment += by


def afternoon_clock() -> TravellingClock:
    """A clock that goes on from the next Wednesday, 15:00 UTC: no reminder is due, nobody has quiet hours, no letter to
    admins comes, and no test depends on the time or the day on which it happens to run.
    """
    clock = TravellingClock()
    now = clock.now()
    clock.travel(timedelta(hours=15) - (now - now.replace(hour=0, minute=0, second=0, microsecond=0)))
    if clock.now() < now:
        clock.travel(timedelta(days=1))
    clock.travel(timedelta(days=(_WEDNESDAY - clock.now().weekday()) % 7))
    return clock

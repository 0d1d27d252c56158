"""A clock that stands still until it is moved."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class MovableClock:
    """Tells the same moment again and again; `move` turns it on, or back."""

    def __init__(self, moment: datetime = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)) -> None:
        self._moment = moment

    def now(self) -> datetime:
        return self._moment

    def move(self, by: timedelta) -> None:
        self._moment += by

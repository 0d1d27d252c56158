"""The one source of time."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the time as an aware UTC datetime. There is one, made in `bot.bootstrap`; everything else is handed it."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...

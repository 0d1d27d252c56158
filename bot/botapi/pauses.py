"""How long something is to be left alone."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)


class Pauses(Generic[K]):
    """What has to pause, and the seconds it has still to. Nothing of it outlasts the process."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._until: dict[K, float] = {}

    def begin(self, key: K, seconds: float) -> None:
        """Let something pause for so long; a pause is never made shorter."""
        now = self._monotonic()
        self._until = {each: until for each, until in self._until.items() if until > now}
        self._until[key] = max(self._until.get(key, 0.0), now + seconds)

    def left(self, key: K) -> float:
        """The seconds that something has still to pause; 0 where it need not."""
        return max(0.0, self._until[key] - self._monotonic()) if key in self._until else 0.0

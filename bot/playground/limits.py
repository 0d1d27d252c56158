"""How fast a bot may send, as token buckets (https://core.telegram.org/bots/faq#broadcasting-to-users)."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field

from bot.playground.errors import TooManyRequestsError


@dataclass(frozen=True, slots=True)
class Limits:
    """Messages a second in one chat, how many of them may come in a burst, and messages a second altogether."""

    per_chat_per_second: float = 1
    chat_burst: int = 20
    overall_per_second: int = 30


@dataclass(slots=True)
class Bucket:
    """Holds up to `capacity` tokens and gains `per_second` of them; a message takes one."""

    capacity: float
    per_second: float
    tokens: float = field(init=False)
    filled_at: float = field(init=False)

    def __post_init__(self) -> None:
        self.tokens = self.capacity
        self.filled_at = time.monotonic()

    def wait(self) -> float:
        """Seconds until there is a token; 0 if there is one now."""
        now = time.monotonic()
        self.tokens = min(self.capacity, self.tokens + (now - self.filled_at) * self.per_second)
        self.filled_at = now
        return max(0.0, (1 - self.tokens) / self.per_second)


class Traffic:
    """Admits messages as `limits` allow, on real time; all of them while there are none."""

    def __init__(self, limits: Limits | None) -> None:
        self.limits = limits
        self._overall = Bucket(limits.overall_per_second, limits.overall_per_second) if limits else None
        self._chats: dict[int, Bucket] = {}

    def admit(self, chat_id: int) -> None:
        """Count one message to this chat. Raises TooManyRequestsError, and counts nothing, if it is one too many."""
        if self.limits is None or self._overall is None:
            return
        chat = self._chats.get(chat_id)
        if chat is None:
            chat = self._chats[chat_id] = Bucket(self.limits.chat_burst, self.limits.per_chat_per_second)
        wait = max(chat.wait(), self._overall.wait())
        if wait > 0:
            raise TooManyRequestsError(math.ceil(wait))
        chat.tokens -= 1
        self._overall.tokens -= 1

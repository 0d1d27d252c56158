"""What a fight leaves behind for the judge."""

from __future__ import annotations

from asyncio.subprocess import Process
from collections import Counter
from dataclasses import dataclass, field

from bot.playground.server import Call
from tests.support.a_learner import ALearner
from tests.support.line import Line


@dataclass(slots=True)
class Life:
    """A process of the bot: its line, and how it went, by the monotonic clock."""

    number: int
    process: Process
    line: Line
    disturbed: list[tuple[float, str]] = field(default_factory=list)
    ended_at: float | None = None

    @property
    def lives(self) -> bool:
        return self.process.returncode is None


@dataclass(frozen=True, slots=True)
class Look:
    """What the database holds at a moment: the updates not dealt with, and whose the lease is."""

    at: float
    kept: frozenset[int]
    epoch: int
    pid: int | None


@dataclass(frozen=True, slots=True)
class Asked:
    """A command that is answered by one message: by whom, as which update and message, when, and until when it was
    dealt with.
    """

    person_id: int
    command: str
    update_id: int
    message_id: int
    at: float
    until: float


@dataclass(slots=True)
class Record:
    """All that a fight leaves behind for the judge."""

    lives: list[Life] = field(default_factory=list)
    calls: list[tuple[float, Call]] = field(default_factory=list)
    tenures: list[tuple[float, int, int | None]] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    moves: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    broadcasts: dict[int, range] = field(default_factory=dict)
    resumed: int = 0
    reminded: set[int] = field(default_factory=set)
    learners: list[ALearner] = field(default_factory=list)
    longest_turn: float = 0.0

"""The streak: a pure fold over what was finished on which learning date.

- A date on which anything was finished is done and adds one, however much it was.
- A date that passed with nothing uses up a freeze, if there is a streak to keep and a freeze is left.
- Without a freeze the streak breaks as that date ends. The 48 hours of a repair are the next two learning dates:
  two things finished on them bring the streak back, unless the last repair was less than 14 days before the break.
- Frozen, repaired and neutral dates keep the count and add nothing. Neutral ones leave the freezes alone, and the
  two dates of a repair as well. They are those on which there was nothing to finish, those of a pause, and those that
  nobody could have used.
- A streak of a single day can be repaired as well, but that is not worth an offer: a new one is as long.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from itertools import count, islice, takewhile

MOST_FREEZES = 2
"""Freezes a learner begins with, and can have at most."""

FREEZE_EVERY = 7
"""Days done that bring a freeze."""

REPAIR_NEEDS = 2
"""Lessons or reviews that repair a streak."""

OFFERED_FROM = 2
"""Days in a row from which their repair is on offer."""

REPAIR_WITHIN = 2
"""Learning dates after the break on which they have to be finished."""

REPAIR_EVERY = timedelta(days=14)
"""From one repair to the next break that can be repaired."""


class CompletionKind(Enum):
    """What can be finished."""

    LESSON = "lesson"
    REVIEW = "review"


@dataclass(frozen=True, slots=True)
class Completion:
    """Something finished: a lesson by the number of its day, or a review. The same `what` counts only once.

    `learning_on` is the learning date it was at that moment, kept with it and never computed again.
    """

    learning_on: date
    kind: CompletionKind
    what: str


class Fate(Enum):
    """What became of a learning date."""

    DONE = "done"
    FROZEN = "frozen"
    REPAIRED = "repaired"
    NEUTRAL = "neutral"
    MISSED = "missed"
    OPEN = "open"
    """Today, which will be missed if nothing is finished."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the ledger: a learning date, its fate, and the days in a row after it."""

    on: date
    fate: Fate
    count: int


@dataclass(frozen=True, slots=True)
class Repair:
    """A broken streak of `count` days that comes back with `needs` more things finished up to and on `last_on`."""

    count: int
    needs: int
    last_on: date


@dataclass(frozen=True, slots=True)
class Streak:
    """Where a learner's streak stands: `ledger` has a line for every date from the first one done to today.

    `best` is never below `current`, and neither it nor `days_done` ever drops. `repair` is what is on offer now,
    `repaired_on` the date of the latest repair.
    """

    ledger: tuple[Entry, ...]
    best: int
    freezes: int
    repair: Repair | None
    repaired_on: date | None

    @property
    def today(self) -> Entry:
        """The learning date it is, done or still open."""
        return self.ledger[-1]

    @property
    def current(self) -> int:
        """Days in a row as of now. Today being open does not break it."""
        return self.today.count

    @property
    def days_done(self) -> int:
        """Learning dates on which something was finished."""
        return sum(entry.fate is Fate.DONE for entry in self.ledger)

    @property
    def frozen_on(self) -> list[date]:
        """The dates that freezes have kept since the last day done before today, latest first; none after a break."""
        since = takewhile(lambda entry: entry.fate not in {Fate.DONE, Fate.MISSED}, reversed(self.ledger[:-1]))
        return [entry.on for entry in since if entry.fate is Fate.FROZEN]


def streak(completions: Iterable[Completion], today_on: date, neutral_on: Collection[date] = ()) -> Streak:
    """Fold what was finished into a streak, in whatever order it comes and however often it is told.

    `neutral_on` are the dates that cannot be missed. Somebody who travels back to a date they have lived through stays
    on the later one if it is done.
    """
    finished = _finished(completions)
    fold = _Fold(finished, max([today_on, *finished]), neutral_on)
    for on in _dates(min(finished, default=today_on), fold.today_on):
        fold.live(on)
    return Streak(tuple(fold.ledger), fold.best, fold.freezes, fold.repair, fold.repaired_on)


class _Fold:
    def __init__(self, finished: Counter[date], today_on: date, neutral_on: Collection[date]) -> None:
        self.today_on = today_on
        self.ledger: list[Entry] = []
        self.best = 0
        self.freezes = MOST_FREEZES
        self.repair: Repair | None = None
        self.repaired_on: date | None = None
        self._finished = finished
        self._neutral_on = neutral_on
        self._count = 0
        self._done = 0

    def live(self, on: date) -> None:
        """Live through the next date."""
        fate = self._fate(on)
        if fate is Fate.DONE:
            self._done += 1
            self._count += 1
            if self._done % FREEZE_EVERY == 0:
                self.freezes = min(self.freezes + 1, MOST_FREEZES)
        elif fate is Fate.FROZEN:
            self.freezes -= 1
        elif fate is Fate.MISSED:
            self._count = 0
        self.best = max(self.best, self._count)
        self.ledger.append(Entry(on, fate, self._count))

    def _fate(self, on: date) -> Fate:
        if self._finished[on]:
            return Fate.DONE
        if on in self._neutral_on:
            return Fate.NEUTRAL
        if on == self.today_on:
            return Fate.OPEN
        if self.repaired_on and on < self.repaired_on:
            return Fate.REPAIRED
        if self._count and self.freezes:
            return Fate.FROZEN
        return Fate.REPAIRED if self._count and self._is_repaired(on) else Fate.MISSED

    def _is_repaired(self, broken_on: date) -> bool:
        """Look ahead from a break: whether a repair follows. One that still may becomes the offer."""
        if self.repaired_on and broken_on - self.repaired_on < REPAIR_EVERY:
            return False
        needs = REPAIR_NEEDS
        for on in self._repair_dates(broken_on):
            needs -= self._finished[on]
            if needs <= 0:
                self.repaired_on = on
                return True
        if on >= self.today_on and self._count >= OFFERED_FROM:
            self.repair = Repair(self._count, needs, on)
        return False

    def _repair_dates(self, broken_on: date) -> Iterator[date]:
        following = (broken_on + timedelta(days=days) for days in count(1))
        counting = (on for on in following if self._finished[on] or on not in self._neutral_on)
        return islice(counting, REPAIR_WITHIN)


def _finished(completions: Iterable[Completion]) -> Counter[date]:
    """How many things were finished on each date."""
    first_on: dict[tuple[CompletionKind, str], date] = {}
    for each in sorted(completions, key=lambda each: each.learning_on):
        first_on.setdefault((each.kind, each.what), each.learning_on)
    return Counter(first_on.values())


def _dates(first_on: date, last_on: date) -> Iterator[date]:
    return (first_on + timedelta(days=days) for days in range((last_on - first_on).days + 1))

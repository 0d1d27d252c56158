"""The streak of anybody, wherever they travel, against a model that does the book-keeping by hand, day after day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from bot.core.learning_calendar import learning_date
from bot.core.streak import Completion, CompletionKind, Fate, Streak, streak

ONE_DAY = timedelta(days=1)
ZONES = ("UTC", "Europe/Berlin", "Asia/Kathmandu", "Pacific/Kiritimati", "Pacific/Pago_Pago", "America/St_Johns")


@dataclass
class Broken:
    """A streak that broke: `finished` and `dates_lived` since then."""

    at: int
    count: int
    finished: int = 0
    dates_lived: int = 0


class Book:
    """Goes through the days one by one, never looks ahead, and corrects what it wrote when a repair comes."""

    def __init__(self, finished: dict[date, int], today_on: date, neutral_on: set[date]) -> None:
        self.lines: list[tuple[date, Fate, int]] = []
        self.best, self.count, self.freezes, self.days_done = 0, 0, 2, 0
        self.broken: Broken | None = None
        self.repaired_on: date | None = None
        last_on = max([today_on, *finished])
        on = min(finished) if finished else today_on
        while on <= last_on:
            if self.broken and self.broken.dates_lived == 2:
                self.broken = None
            if on in finished:
                self.does(on, finished[on])
            elif on in neutral_on:
                self.writes(on, Fate.NEUTRAL)
            elif on == last_on:
                self.writes(on, Fate.OPEN)
            else:
                self.misses(on)
            on += ONE_DAY

    def does(self, on: date, how_much: int) -> None:
        self.days_done += 1
        self.count += 1
        if self.days_done in range(7, 1000, 7):
            self.freezes = 2 if self.freezes else 1
        self.writes(on, Fate.DONE)
        if self.broken is None:
            return
        self.broken.dates_lived += 1
        self.broken.finished += how_much
        if self.broken.finished >= 2:
            for number in range(self.broken.at, len(self.lines)):
                day, fate, count = self.lines[number]
                fate = Fate.REPAIRED if fate is Fate.MISSED else fate
                self.lines[number] = (day, fate, count + self.broken.count)
            self.count += self.broken.count
            self.best = max(self.best, self.count)
            self.broken, self.repaired_on = None, on

    def misses(self, on: date) -> None:
        if self.broken:
            self.broken.dates_lived += 1
        if self.count > 0 and self.freezes > 0:
            self.freezes -= 1
            self.writes(on, Fate.FROZEN)
            return
        if self.count > 0:
            rested = self.repaired_on is None or on >= self.repaired_on + 14 * ONE_DAY
            self.broken = Broken(len(self.lines), self.count) if rested else None
        self.count = 0
        self.writes(on, Fate.MISSED)

    def writes(self, on: date, fate: Fate) -> None:
        self.lines.append((on, fate, self.count))
        self.best = max(self.best, self.count)


class AnyTraveller(RuleBasedStateMachine):
    """Time goes on, lessons and reviews are finished or not, the bot goes down, and the zone changes."""

    def __init__(self) -> None:
        super().__init__()
        self.now = datetime(2026, 3, 26, 12, tzinfo=UTC)  # the clocks of Berlin change three days later
        self.zone = ZoneInfo("Europe/Berlin")
        self.finished: dict[date, int] = {}
        self.told: list[Completion] = []
        self.neutral_on: set[date] = set()
        self.best = 0
        self.days_done = 0

    @property
    def today_on(self) -> date:
        return learning_date(self.now, self.zone)

    @rule(hours=st.integers(1, 30))
    def time_goes_on(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule(days=st.integers(1, 4))
    def days_go_by(self, days: int) -> None:
        self.now += days * ONE_DAY

    @rule(kind=st.sampled_from(CompletionKind), times=st.integers(1, 3))
    def something_is_finished(self, kind: CompletionKind, times: int) -> None:
        for _ in range(times):
            self.told.append(Completion(self.today_on, kind, str(len(self.told))))
            self.finished[self.today_on] = self.finished.get(self.today_on, 0) + 1

    @rule()
    def a_lesson_a_day(self) -> None:
        for _ in range(6):
            self.something_is_finished(CompletionKind.LESSON, 1)
            self.now += ONE_DAY

    @rule(data=st.data(), later=st.integers(0, 3))
    def something_is_told_again(self, data: st.DataObject, later: int) -> None:
        if self.told:
            again = data.draw(st.sampled_from(self.told))
            repeated = Completion(again.learning_on + later * ONE_DAY, again.kind, again.what)
            if repeated.learning_on <= self.today_on:
                self.told.insert(0, repeated)

    @rule(zone=st.sampled_from(ZONES))
    def they_travel(self, zone: str) -> None:
        before_on = self.today_on
        self.zone = ZoneInfo(zone)
        self.neutral_on |= {before_on + days * ONE_DAY for days in range(1, (self.today_on - before_on).days)}

    @rule(ago=st.integers(0, 5))
    def the_bot_was_down(self, ago: int) -> None:
        self.neutral_on.add(self.today_on - ago * ONE_DAY)

    @invariant()
    def the_fold_equals_the_book(self) -> None:
        book, found = Book(self.finished, self.today_on, self.neutral_on), self.found()
        assert [(entry.on, entry.fate, entry.count) for entry in found.ledger] == book.lines
        assert (found.current, found.best, found.freezes) == (book.count, book.best, book.freezes)
        assert (found.days_done, found.repaired_on) == (book.days_done, book.repaired_on)

    @invariant()
    def what_was_reached_never_drops(self) -> None:
        found = self.found()
        assert found.best >= self.best
        assert found.days_done >= self.days_done
        assert found.best >= found.current
        assert 0 <= found.freezes <= 2
        self.best, self.days_done = found.best, found.days_done

    @invariant()
    def an_offer_is_kept(self) -> None:
        found = self.found()
        if found.repair is None:
            return
        assert found.repair.last_on >= found.today.on
        assert found.repair.count > 1
        done = [
            Completion(found.today.on, CompletionKind.REVIEW, f"{number} more") for number in range(found.repair.needs)
        ]
        after = streak([*self.told, *done], self.today_on, self.neutral_on)
        assert after.repaired_on == found.today.on
        assert after.current == found.repair.count + found.current + (found.today.fate is not Fate.DONE)

    def found(self) -> Streak:
        return streak(self.told, self.today_on, self.neutral_on)


AnyTraveller.TestCase.settings = settings(max_examples=100, stateful_step_count=40, deadline=None)
TestAnyTraveller = AnyTraveller.TestCase

"""A learner's calendar under changes of zone and of the hour a day begins at, in every zone there is."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.learning_calendar import OUTAGE_FOR, Calendar, begins_at
from bot.core.streak import Completion, CompletionKind, Fate, streak

ZONES = sorted(available_timezones())
ONE_DAY = timedelta(days=1)
START = datetime(2026, 1, 1, tzinfo=UTC)

zones = st.sampled_from(ZONES).map(ZoneInfo)
hours = st.integers(0, 6)
moments = st.integers(0, 2 * 365 * 24 * 60).map(lambda minute: START + timedelta(minutes=minute))
changes = st.tuples(st.integers(0, 4 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes)), zones, hours)


def calendar_of(zone: str, day_starts_at: int = 3) -> Calendar:
    return Calendar(ZoneInfo(zone), day_starts_at)


def at(wall: str, zone: str) -> datetime:
    return datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


class Journey:
    """Somebody who changes zone and cutoff again and again, as the flow does it: their dates, and the neutral ones."""

    def __init__(self, calendar: Calendar, now: datetime) -> None:
        self.calendar = calendar
        self.now = now
        self.neutral: set[date] = set()
        self.seen: list[tuple[datetime, date]] = [(now, calendar.date_at(now))]

    def waits(self, until: datetime) -> None:
        """Let time pass and note every date on the way, with the moment it began."""
        while (ends_at := self.calendar.ends_at(self.now)) <= until:
            self.now = ends_at
            self._looks()
        self.now = until
        self._looks()

    def changes(self, zone: ZoneInfo, day_starts_at: int) -> None:
        if self.calendar.is_held(self.now):
            self.neutral -= set(self.calendar.skipped())
        self.calendar = self.calendar.changed(self.now, zone, day_starts_at)
        self.neutral |= set(self.calendar.skipped())
        self._looks()

    def _looks(self) -> None:
        on = self.calendar.date_at(self.now)
        if on != self.seen[-1][1]:
            self.seen.append((self.now, on))

    @property
    def dates(self) -> list[date]:
        return [on for _, on in self.seen]


@st.composite
def journeys(draw: st.DrawFn) -> Journey:
    journey = Journey(Calendar(draw(zones), draw(hours)), draw(moments))
    for pause, zone, hour in draw(st.lists(changes, min_size=1, max_size=6)):
        journey.waits(journey.now + pause)
        journey.changes(zone, hour)
    journey.waits(journey.now + 4 * ONE_DAY)
    return journey


@given(journeys())
@settings(max_examples=400, deadline=None)
def test_no_date_comes_back_and_each_that_is_leapt_over_is_neutral(journey: Journey) -> None:
    assert journey.dates == sorted(set(journey.dates))
    first, last = journey.dates[0], journey.dates[-1]
    every = {first + count * ONE_DAY for count in range((last - first).days + 1)}
    assert every - set(journey.dates) <= journey.neutral


@given(journeys())
@settings(max_examples=400, deadline=None)
def test_a_date_that_counts_has_at_most_two_hours_less_than_a_day(journey: Journey) -> None:
    for (began_at, on), (ended_at, _) in list(pairwise(journey.seen))[1:]:
        # A day is an hour or two shorter where the clocks go forward.
        assert on in journey.neutral or ended_at - began_at >= ONE_DAY - OUTAGE_FOR - timedelta(hours=2)


@given(moments, zones, hours, zones, hours)
@settings(max_examples=400, deadline=None)
def test_today_lasts_no_less_than_by_either_rule(
    now: datetime, zone: ZoneInfo, hour: int, new_zone: ZoneInfo, new_hour: int
) -> None:
    before = Calendar(zone, hour)
    after = before.changed(now, new_zone, new_hour)
    on = before.date_at(now)
    assert after.date_at(now) == on
    assert after.ends_at(now) >= before.ends_at(now)
    assert after.ends_at(now) >= begins_at(on + ONE_DAY, new_zone, new_hour)
    assert after.date_at(after.ends_at(now)) > on


@given(journeys())
@settings(max_examples=400, deadline=None)
def test_a_traveller_with_a_lesson_on_each_date_that_counts_keeps_the_streak_and_every_freeze(journey: Journey) -> None:
    counting = [on for on in journey.dates if on not in journey.neutral]
    completions = [Completion(on, CompletionKind.LESSON, str(number)) for number, on in enumerate(counting)]
    found = streak(completions, journey.dates[-1], journey.neutral)
    assert {entry.fate for entry in found.ledger} <= {Fate.DONE, Fate.NEUTRAL, Fate.OPEN}
    assert (found.current, found.freezes) == (len(counting), 2)


@pytest.mark.parametrize("zone", ZONES)
def test_round_the_world_by_every_zone_and_back_nothing_is_missed(zone: str) -> None:
    journey = Journey(calendar_of("UTC"), START + timedelta(hours=12))
    for there in (zone, "Pacific/Kiritimati", zone, "Pacific/Pago_Pago", zone, "UTC"):
        journey.waits(journey.now + timedelta(hours=31))
        journey.changes(ZoneInfo(there), 3)
    journey.waits(journey.now + 3 * ONE_DAY)
    completions = [Completion(on, CompletionKind.LESSON, str(on)) for on in journey.dates]
    found = streak(completions, journey.dates[-1], journey.neutral)
    assert found.freezes == 2
    assert found.current == len(journey.dates)


def test_a_flight_west_gives_today_more_hours() -> None:
    before = calendar_of("Europe/Berlin")
    now = at("2026-03-10T20:00", "Europe/Berlin")
    after = before.changed(now, ZoneInfo("America/New_York"), 3)
    assert after.ends_at(now) == at("2026-03-11T03:00", "America/New_York")
    assert after.skipped() == ()


def test_a_short_flight_east_leaves_today_its_end() -> None:
    now = at("2026-03-10T20:00", "Europe/Berlin")
    after = calendar_of("Europe/Berlin").changed(now, ZoneInfo("Europe/Helsinki"), 3)
    assert after.ends_at(now) == at("2026-03-11T03:00", "Europe/Berlin")
    assert after.skipped() == ()  # tomorrow loses one hour of its night


def test_over_the_date_line_eastwards_the_lost_date_is_neutral() -> None:
    now = at("2026-03-10T20:00", "Pacific/Honolulu")
    after = calendar_of("Pacific/Honolulu").changed(now, ZoneInfo("Pacific/Kiritimati"), 3)
    ends_at = after.ends_at(now)
    assert after.date_at(ends_at) == date(2026, 3, 12)
    assert after.skipped() == (date(2026, 3, 11),)


def test_a_date_of_which_one_hour_is_left_is_neutral_too() -> None:
    now = at("2026-03-10T20:00", "Pacific/Honolulu")
    after = calendar_of("Pacific/Honolulu").changed(now, ZoneInfo("Pacific/Kiritimati"), 4)
    ends_at = after.ends_at(now)
    assert after.date_at(ends_at) == date(2026, 3, 11)
    assert after.ends_at(ends_at) - ends_at == timedelta(hours=1)
    assert after.skipped() == (date(2026, 3, 11),)


def test_over_the_date_line_westwards_the_date_that_comes_again_is_one_long_date() -> None:
    now = at("2026-03-10T08:00", "Pacific/Kiritimati")
    after = calendar_of("Pacific/Kiritimati").changed(now, ZoneInfo("Pacific/Honolulu"), 3)
    assert after.date_at(now) == after.date_at(now + timedelta(hours=40)) == date(2026, 3, 10)
    assert after.ends_at(now) == at("2026-03-11T03:00", "Pacific/Honolulu")


def test_there_and_back_again_within_the_day_skips_nothing() -> None:
    now = at("2026-03-10T08:00", "Pacific/Honolulu")
    there = calendar_of("Pacific/Honolulu").changed(now, ZoneInfo("Pacific/Kiritimati"), 3)
    back = there.changed(now + timedelta(minutes=5), ZoneInfo("Pacific/Honolulu"), 3)
    assert there.skipped() != ()
    assert back.skipped() == ()
    assert back.ends_at(now) == calendar_of("Pacific/Honolulu").ends_at(now)


def test_a_day_that_begins_earlier_from_now_on_does_not_end_today_earlier() -> None:
    now = at("2026-03-10T23:00", "Asia/Kolkata")
    after = calendar_of("Asia/Kolkata", 3).changed(now, ZoneInfo("Asia/Kolkata"), 0)
    assert after.date_at(at("2026-03-11T02:59", "Asia/Kolkata")) == date(2026, 3, 10)
    assert after.date_at(at("2026-03-11T03:00", "Asia/Kolkata")) == date(2026, 3, 11)
    assert after.date_at(at("2026-03-12T00:00", "Asia/Kolkata")) == date(2026, 3, 12)

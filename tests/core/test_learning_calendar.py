"""The learning date, in every kind of time zone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.core.learning_calendar import begins_at, learning_date, outage_dates

ZONES = (
    "UTC",
    "Europe/Berlin",  # 02:00 → 03:00 and 03:00 → 02:00
    "Europe/London",
    "America/New_York",
    "America/St_Johns",  # UTC-03:30
    "America/Santiago",  # midnight is missing in spring
    "Asia/Kathmandu",  # UTC+05:45
    "Asia/Kolkata",
    "Asia/Beirut",  # midnight is missing in spring
    "Africa/Cairo",
    "Antarctica/Troll",  # two hours at once
    "Australia/Lord_Howe",  # half an hour
    "Pacific/Chatham",  # UTC+12:45, changes at 02:45
    "Pacific/Kiritimati",  # UTC+14
    "Pacific/Pago_Pago",  # UTC-11
)
moments = st.integers(0, 8_000_000).map(lambda minute: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=minute))


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("day", [date(2026, 1, 1), date(2026, 2, 28), date(2026, 7, 15), date(2026, 12, 31)])
def test_a_learning_day_lasts_from_three_at_night_to_three_at_night(zone: str, day: date) -> None:
    def at(hour: int, minute: int, second: int = 0) -> date:
        local = datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=ZoneInfo(zone))
        return learning_date(local.astimezone(UTC), ZoneInfo(zone))

    yesterday = day - timedelta(days=1)
    assert [at(0, 0), at(1, 30), at(2, 59, 59)] == [yesterday] * 3
    assert [at(3, 0), at(12, 0), at(23, 59, 59)] == [day] * 3


@pytest.mark.parametrize("zone", ZONES)
def test_the_learning_date_never_goes_back_and_misses_none_in_a_year(zone: str) -> None:
    seen = [learning_date(moment, ZoneInfo(zone)) for moment in quarter_hours_of_2026()]
    steps = {after - before for before, after in pairwise(seen)}
    assert steps == {timedelta(0), timedelta(days=1)}


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-03-29T00:59:59Z", date(2026, 3, 28)),  # 01:59:59, one second before the gap
        ("2026-03-29T01:00:00Z", date(2026, 3, 29)),  # 03:00:00, for 02:00 is missing
        ("2026-10-25T00:30:00Z", date(2026, 10, 24)),  # 02:30 for the first time
        ("2026-10-25T01:30:00Z", date(2026, 10, 24)),  # 02:30 for the second time
        ("2026-10-25T02:00:00Z", date(2026, 10, 25)),  # 03:00
    ],
)
def test_in_berlin_the_day_turns_at_the_gap_and_after_the_doubled_hour(moment: str, expected: date) -> None:
    assert learning_date(datetime.fromisoformat(moment), ZoneInfo("Europe/Berlin")) == expected


def test_where_three_at_night_comes_twice_the_first_one_begins_the_day() -> None:
    doubled_from = datetime(2026, 4, 4, 14, 0, tzinfo=UTC)  # 02:45 comes twice on Chatham: 03:45 → 02:45
    quarters = [doubled_from + timedelta(minutes=15 * count) for count in range(-1, 5)]
    walls = [moment.astimezone(ZoneInfo("Pacific/Chatham")).strftime("%H:%M") for moment in quarters]
    assert walls == ["03:30", "02:45", "03:00", "03:15", "03:30", "03:45"]
    assert {learning_date(moment, ZoneInfo("Pacific/Chatham")) for moment in quarters} == {date(2026, 4, 5)}


@given(moments, st.sampled_from(ZONES), st.integers(0, 6))
def test_the_learning_date_is_the_wall_clock_turned_back_by_the_cutoff(moment: datetime, zone: str, hour: int) -> None:
    wall = moment.astimezone(ZoneInfo(zone))
    assume(wall.fold == 0)  # a doubled hour has tests of its own
    assert learning_date(moment, ZoneInfo(zone), hour) == (wall.replace(tzinfo=None) - timedelta(hours=hour)).date()


@given(moments, st.sampled_from(ZONES), st.integers(0, 6))
def test_a_date_lasts_from_its_own_beginning_to_that_of_the_next(moment: datetime, zone: str, hour: int) -> None:
    on = learning_date(moment, ZoneInfo(zone), hour)
    assert begins_at(on, ZoneInfo(zone), hour) <= moment < begins_at(on + timedelta(days=1), ZoneInfo(zone), hour)


@pytest.mark.parametrize(
    ("down", "up", "lost"),
    [
        ("2026-03-10T12:00", "2026-03-10T14:00", []),  # two hours are borne
        ("2026-03-10T12:00", "2026-03-10T14:01", [10]),
        ("2026-03-11T00:30", "2026-03-11T02:59", [10]),  # the night still belongs to the evening before
        ("2026-03-11T01:30", "2026-03-11T04:30", []),  # an hour and a half of each
        ("2026-03-11T01:30", "2026-03-11T05:30", [11]),
        ("2026-03-10T12:00", "2026-03-13T12:00", [10, 11, 12, 13]),
        ("2026-03-10T12:00", "2026-03-10T12:00", []),
        ("2026-03-10T12:00", "2026-03-09T12:00", []),  # the clock was set back
    ],
)
def test_an_outage_takes_the_dates_it_took_more_than_two_hours_of(down: str, up: str, lost: list[int]) -> None:
    zone = ZoneInfo("Asia/Kathmandu")
    down_at, up_at = (datetime.fromisoformat(wall).replace(tzinfo=zone).astimezone(UTC) for wall in (down, up))
    assert list(outage_dates(down_at, up_at, zone)) == [date(2026, 3, day) for day in lost]


def quarter_hours_of_2026() -> Iterator[datetime]:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    return (start + timedelta(minutes=15 * count) for count in range(365 * 96))

"""Where somebody lives, in whatever way they type it."""

from __future__ import annotations

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.gazetteer import City, find_places

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


def found(text: str, wall: time | None = None) -> list[City]:
    return find_places(text, wall, NOW)


@pytest.mark.parametrize(
    ("text", "zone_name"),
    [
        ("London, UK", "Europe/London"),
        ("London UK", "Europe/London"),
        ("uk london", "Europe/London"),
        ("Berlin, Germany", "Europe/Berlin"),
        ("Germany, Berlin", "Europe/Berlin"),
        ("Paris, Texas", "America/Chicago"),
        ("Paris, TX, USA", "America/Chicago"),
        ("Portland, Oregon", "America/Los_Angeles"),
        ("San José, Costa Rica", "America/Costa_Rica"),
        ("London, Ontario, Canada", "America/Toronto"),
        ("nyc", "America/New_York"),
        ("LA", "America/Los_Angeles"),
        ("спб", "Europe/Moscow"),
        ("MSK", "Europe/Moscow"),
        ("CET", "Europe/Berlin"),
        ("CEST", "Europe/Berlin"),
        ("BST", "Europe/London"),
        ("PST", "America/Los_Angeles"),
        ("Pacific Time", "America/Los_Angeles"),
        ("EST", "America/New_York"),
        ("JST", "Asia/Tokyo"),
        ("SGT", "Asia/Singapore"),
        ("MEZ", "Europe/Berlin"),
        ("Germany", "Europe/Berlin"),
        ("Deutschland", "Europe/Berlin"),
        ("Россия", "Europe/Moscow"),
        ("日本", "Asia/Tokyo"),
        ("Österreich", "Europe/Vienna"),
        ("ägypten", "Africa/Cairo"),
        ("🇩🇪", "Europe/Berlin"),
        ("🇬🇧 London", "Europe/London"),
        ("USA", "America/New_York"),
        ("England", "Europe/London"),
        ("Holland", "Europe/Amsterdam"),
        ("I live in Berlin", "Europe/Berlin"),
        ("i’m in Tokyo.", "Asia/Tokyo"),
        ("Ich wohne in München", "Europe/Berlin"),
        ("Я живу в Москве", "Europe/Moscow"),
        ("near Boston", "America/New_York"),
        ("Berlin time", "Europe/Berlin"),
        ("Berlin!!", "Europe/Berlin"),
        ("Um Qasr", "Asia/Baghdad"),
        ("Frankfurt (Oder)", "Europe/Berlin"),
        ("europe/berlin", "Europe/Berlin"),
        ("Singapore", "Asia/Singapore"),
    ],
)
def test_a_place_is_found_as_people_write_it(text: str, zone_name: str) -> None:
    assert found(text)[0].zone_name == zone_name


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("GMT+3", 3),
        ("UTC+5:30", 5.5),
        ("+03:00", 3),
        ("utc -5", -5),
        ("UTC−3", -3),
        ("GMT", 0),
        ("UTC", 0),
        ("+0545", 5.75),
        ("ＵＴＣ＋３", 3),
        ("UTC+٣", 3),
    ],
)
def test_an_offset_leads_to_where_clocks_are_so_far_ahead(text: str, hours: float) -> None:
    offsets = {NOW.astimezone(ZoneInfo(city.zone_name)).utcoffset() for city in found(text)}
    assert [offset.total_seconds() / 3600 for offset in offsets if offset is not None] == [hours]


@pytest.mark.parametrize(
    ("text", "zone_names"),
    [
        ("IST", {"Asia/Kolkata", "Asia/Jerusalem", "Europe/Dublin"}),
        ("CST", {"America/Chicago", "Asia/Shanghai", "America/Havana"}),
        ("EST", {"America/New_York", "America/Panama"}),
        ("LA", {"America/Los_Angeles", "Asia/Vientiane"}),
        ("bst", {"Europe/London", "Asia/Dhaka"}),
    ],
)
def test_what_may_mean_several_things_is_a_choice(text: str, zone_names: set[str]) -> None:
    assert zone_names <= {city.zone_name for city in found(text)}


def test_a_time_is_where_it_is_that_time_now() -> None:
    assert [city.zone_name for city in found("17:45", time(17, 45))] == ["Asia/Kathmandu"]


@pytest.mark.parametrize(
    "text", ["", "UTC+25", "GMT+5:99", "🏙", "😀 😀", ",", ", ,", "qqqqqqqq, UK", "Xanadunia", "🇽🇽"]
)
def test_nonsense_is_no_place(text: str) -> None:
    assert found(text) == []


@given(st.text(max_size=30))
@settings(deadline=None, max_examples=60)
def test_whatever_is_typed_brings_places_or_none(text: str) -> None:
    assert all(isinstance(city, City) for city in found(text))

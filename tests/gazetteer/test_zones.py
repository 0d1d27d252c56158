"""Zones by name, by the clock, by language and on the map."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.gazetteer import (
    known_zones,
    likely_zone,
    offsets,
    telling_apart,
    zone_at,
    zones_with_offset,
)
from bot.gazetteer.zones import _LIKELY, find_zone, zones_where_it_is

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)


def test_every_zone_is_found_by_its_name() -> None:
    assert [zone for zone in known_zones() if find_zone(zone.lower()) != zone] == []
    assert find_zone("America/New York") == "America/New_York"


@pytest.mark.parametrize("text", ["", "Europe", "Europe/Atlantis", "../../etc/passwd", "Europe/Berlin\x00", "/", "🌍"])
def test_what_is_no_zone_is_not_found(text: str) -> None:
    assert find_zone(text) is None


@pytest.mark.parametrize(
    ("code", "zone"),
    [
        ("de", "Europe/Berlin"),
        ("ja", "Asia/Tokyo"),
        ("pt-BR", "America/Sao_Paulo"),
        ("de_AT", "Europe/Vienna"),
        ("en", None),
        ("es", None),
        ("xx", None),
        ("en-XX", None),
        ("zh-hans", None),
        ("", None),
        (None, None),
    ],
)
def test_a_language_suggests_a_zone_where_one_is_likely(code: str | None, zone: str | None) -> None:
    assert likely_zone(code) == zone


def test_every_zone_there_is_is_known_but_not_the_one_of_this_machine() -> None:
    assert available_timezones() - known_zones() <= {"localtime"}


def test_every_suggestion_exists() -> None:
    assert set(_LIKELY.values()) <= available_timezones()


@pytest.mark.parametrize(
    ("latitude", "longitude", "zone"),
    [
        (52.52, 13.4, "Europe/Berlin"),
        (27.71, 85.32, "Asia/Kathmandu"),
        (30.0, -40.0, None),  # in the Atlantic
        (0.0, 0.0, None),
        (91.0, 0.0, None),
        (float("nan"), 0.0, None),
    ],
)
def test_a_place_has_a_zone_unless_it_is_at_sea_or_nowhere(latitude: float, longitude: float, zone: str | None) -> None:
    assert zone_at(latitude, longitude) == zone


@given(st.floats(-90, 90), st.floats(-180, 180))
@settings(deadline=None)
def test_wherever_it_is_the_zone_is_one_this_machine_knows(latitude: float, longitude: float) -> None:
    zone = zone_at(latitude, longitude)
    assert zone is None or zone in known_zones()


def test_the_world_has_a_few_dozen_times_at_once() -> None:
    found = offsets(NOW)
    assert len(found) == 37
    assert (found[0], found[-1]) == (timedelta(hours=-11), timedelta(hours=14))


def test_each_time_leads_to_places_where_it_is_that_time() -> None:
    for offset in offsets(NOW):
        cities = zones_with_offset(offset, NOW)
        assert cities
        assert {NOW.astimezone(ZoneInfo(city.zone_name)).utcoffset() for city in cities} == {offset}


def test_places_to_choose_from_tell_every_way_of_the_clocks_apart() -> None:
    found = zones_with_offset(timedelta(hours=-7), NOW)
    names = [city.name for city in telling_apart(found, NOW, 4)]
    assert names[:2] == ["Los Angeles", "Phoenix"]  # the one will have put its clocks back, the other never does


def test_a_current_time_leads_to_where_it_is_that_time() -> None:
    assert [city.zone_name for city in zones_where_it_is(time(14, 45), NOW)] == ["Asia/Kathmandu"]
    assert [city.zone_name for city in zones_where_it_is(time(14, 42), NOW)] == ["Asia/Kathmandu"]
    assert "Pacific/Kiritimati" in {city.zone_name for city in zones_where_it_is(time(22, 58), NOW)}
    assert "Pacific/Honolulu" in {city.zone_name for city in zones_where_it_is(time(22, 58), NOW)}
    assert zones_where_it_is(time(9, 10), NOW) == []

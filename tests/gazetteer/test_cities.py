"""Cities found by what people type."""

from __future__ import annotations

from zoneinfo import available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.gazetteer import find_cities


@pytest.mark.parametrize(
    ("text", "name", "zone"),
    [
        ("Berlin", "Berlin", "Europe/Berlin"),
        ("  bErLiN ", "Berlin", "Europe/Berlin"),
        ("München", "Munich", "Europe/Berlin"),
        ("munchen", "Munich", "Europe/Berlin"),
        ("Москва", "Moscow", "Europe/Moscow"),
        ("東京", "Tokyo", "Asia/Tokyo"),
        ("القاهرة", "Cairo", "Africa/Cairo"),
        ("İstanbul", "Istanbul", "Europe/Istanbul"),
        ("kobenhavn", "Copenhagen", "Europe/Copenhagen"),
        ("xi'an", "Xi’an", "Asia/Shanghai"),
        ("Sao Paulo", "São Paulo", "America/Sao_Paulo"),
        ("new york", "New York City", "America/New_York"),
        ("Kathm", "Kathmandu", "Asia/Kathmandu"),
        ("Amsterdm", "Amsterdam", "Europe/Amsterdam"),
        ("Los Angelas", "Los Angeles", "America/Los_Angeles"),
        ("Berlni", "Berlin", "Europe/Berlin"),
    ],
)
def test_a_city_is_found_in_many_languages_and_in_spite_of_a_slip(text: str, name: str, zone: str) -> None:
    best = find_cities(text)[0]
    assert (best.name, best.zone_name) == (name, zone)


def test_the_larger_city_comes_first() -> None:
    countries = [city.country for city in find_cities("Birmingham")]
    assert countries[:2] == ["United Kingdom", "United States"]


def test_one_name_in_several_zones_is_told_apart() -> None:
    zones = [city.zone_name for city in find_cities("Springfield") if city.name == "Springfield"]
    assert len(zones) == len(set(zones)) > 1


@pytest.mark.parametrize(
    "text", ["", "   ", "x", "qqqqqqqq", "(.*)", "\x01", "\t", "🏙", "a" * 5000, "'", "-", "\\", "%"]
)
def test_nonsense_is_no_city(text: str) -> None:
    assert find_cities(text) == []


@given(st.text(max_size=30))
@settings(deadline=None)
def test_whatever_is_typed_brings_at_most_eight_cities_whose_zones_are_known(text: str) -> None:
    found = find_cities(text)
    assert len(found) <= 8
    assert {city.zone_name for city in found} <= available_timezones()
    assert len(set(found)) == len(found)

from __future__ import annotations

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.wall_clock import read_moment, read_time


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("7:30", time(7, 30)), ("07:30", time(7, 30)), ("19.30", time(19, 30)), ("7pm", time(19)), ("7 PM", time(19)),
        ("7.30 p.m.", time(19, 30)), ("12am", time(0)), ("12 pm", time(12)), ("0730", time(7, 30)),
        ("730", time(7, 30)),
        ("19h30", time(19, 30)), ("19h", time(19)), ("7", time(7)), ("0:00", time(0)), ("23:59", time(23, 59)),
        ("7：30", time(7, 30)), ("７：３０", time(7, 30)), ("٧:٣٠", time(7, 30)), ("۷:۳۰", time(7, 30)),
        ("7 30", time(7, 30)), ("19:30 Uhr", time(19, 30)), ("um 19 Uhr 30", time(19, 30)), ("7時半", time(7, 30)),
        ("noon", time(12)), ("Midnight", time(0)), ("seven", time(7)), ("seven thirty", time(7, 30)),
        ("half past seven", time(7, 30)), ("half seven", time(7, 30)), ("half past 7 pm", time(19, 30)),
        ("a quarter to eight", time(7, 45)), ("quarter past 12", time(12, 15)), ("twenty to 1", time(0, 40)),
        (" at  7:30 ", time(7, 30)), ("7 o’clock", time(7)), ("7 o'clock", time(7)), ("2359", time(23, 59)),
    ],
)  # fmt: skip
def test_a_time_is_read_as_people_write_it(text: str, at: time) -> None:
    assert read_time(text) == at


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "half past", "half past thirteen", "1 30 45", "seventy", "24:00", "7:60", "13pm", "0am", "7:3", "99",
        "12345", "7:30:00", "-7", "+7", "7:30 xm", "7:30 tomorrow", "7,30", "7:30pmm", "p.m.", ":30", "²",
        "1e1", "7\x00", "🕢",
    ],
)  # fmt: skip
def test_anything_else_is_no_time(text: str) -> None:
    assert read_time(text) is None


@pytest.mark.parametrize(("text", "at"), [("7", None), ("٧", None), ("seven", None), ("0730", None), ("7h", time(7))])
def test_a_number_alone_may_mean_anything(text: str, at: time | None) -> None:
    assert read_time(text, alone=False) == at


@given(st.times())
def test_a_time_that_is_shown_is_read_as_itself(at: time) -> None:
    assert (
        read_time(f"{at:%H:%M}")
        == read_time(f"{at:%H%M}")
        == read_time(f"{at:%I:%M %p}")
        == at.replace(second=0, microsecond=0)
    )


@given(st.text(max_size=20))
def test_whatever_is_typed_it_is_a_time_or_none(text: str) -> None:
    assert read_time(text) is None or isinstance(read_time(text), time)


def test_a_moment_is_the_next_time_the_clock_shows_it_or_one_with_its_date() -> None:
    now = datetime(2026, 3, 28, 12, 0, tzinfo=ZoneInfo("Europe/Berlin"))
    assert read_moment("18:30", now) == datetime(2026, 3, 28, 17, 30, tzinfo=UTC)
    assert read_moment("12:00", now) == datetime(2026, 3, 29, 10, 0, tzinfo=UTC)  # the clocks go forward at two
    assert read_moment("2:30", now) == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
    assert read_moment(" 2026-03-30 9am ", now) == datetime(2026, 3, 30, 7, 0, tzinfo=UTC)
    assert read_moment("2020-01-01 9:00", now) == datetime(2020, 1, 1, 8, 0, tzinfo=UTC)
    assert [read_moment(text, now) for text in ("", "soon", "2026-03-30", "2026-02-30 9:00", "31.2. 9:00")] == [
        None
    ] * 5


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("tomorrow 9:00", "2026-11-26 09:00"),
        ("tomorrow at 9", "2026-11-26 09:00"),
        ("9am tomorrow", "2026-11-26 09:00"),
        ("26.11.2026 9:00", "2026-11-26 09:00"),
        ("26.11. 9:00", "2026-11-26 09:00"),
        ("20.1. 9:00", "2027-01-20 09:00"),
        ("26/11/2026 9:00", "2026-11-26 09:00"),
        ("11/26/2026 9:00", "2026-11-26 09:00"),
        ("11/12/2026 9:00", None),
        ("26 Nov, 9:00", "2026-11-26 09:00"),
        ("November 26 2026 9pm", "2026-11-26 21:00"),
        ("26 Novem 9", "2026-11-26 09:00"),
        ("next Monday 9:00", "2026-11-30 09:00"),
        ("Wed 18:00", "2026-11-25 18:00"),
        ("next wed 18:00", "2026-12-02 18:00"),
        ("+2h", "2026-11-25 14:00"),
        ("+ 90 min", "2026-11-25 13:30"),
        ("in 2 days", "2026-11-27 12:00"),
        ("２６.１１. ９：００", "2026-11-26 09:00"),
        ("today half past seven pm", "2026-11-25 19:30"),
        ("32.1. 9:00", None),
        ("26 9:00", None),
        ("Ma 5 9:00", None),
    ],
)
def test_a_moment_is_read_as_people_write_it(text: str, moment: str | None) -> None:
    zone = ZoneInfo("Europe/Berlin")
    expected = datetime.fromisoformat(moment).replace(tzinfo=zone) if moment else None
    assert read_moment(text, datetime(2026, 11, 25, 12, 0, tzinfo=zone)) == expected


@given(st.text(max_size=20))
def test_whatever_is_typed_it_is_a_moment_or_none(text: str) -> None:
    moment = read_moment(text, datetime(2026, 11, 25, 12, 0, tzinfo=UTC))
    assert moment is None or moment.tzinfo is UTC

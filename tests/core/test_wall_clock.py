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
        (" at  7:30 ", time(7, 30)), ("7 o’clock", time(7)), ("7 o'clock", time(7)), ("2359", time(23, 59)),
    ],
)  # fmt: skip
def test_a_time_is_read_as_people_write_it(text: str, at: time) -> None:
    assert read_time(text) == at


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "half past nine", "24:00", "7:60", "13pm", "0am", "7:3", "99", "12345", "7:30:00", "-7", "+7",
        "7:30 xm",
        "seven", "7:30 tomorrow", "٧:٣٠", "7,30", "7:30pmm", "p.m.", ":30", "²", "1e1", "7\x00", "🕢",
    ],
)  # fmt: skip
def test_anything_else_is_no_time(text: str) -> None:
    assert read_time(text) is None


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
    assert [read_moment(text, now) for text in ("", "soon", "2026-03-30", "2026-02-30 9:00", "9:00 2026-03-30")] == [
        None
    ] * 5

"""When the weekly letter is due."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from bot.core.letter import Reader, is_due, monday_of

MONDAY, NEXT = date(2026, 3, 9), date(2026, 3, 16)


@pytest.mark.parametrize(
    ("here", "monday"),
    [
        (datetime(2026, 3, 9, 9, 0), MONDAY),  # noqa: DTZ001
        (datetime(2026, 3, 15, 23, 59), MONDAY),  # noqa: DTZ001
        (datetime(2026, 3, 16, 8, 59), MONDAY),  # noqa: DTZ001
        (datetime(2026, 3, 16, 9, 0), NEXT),  # noqa: DTZ001
    ],
)
def test_a_letter_is_of_the_monday_whose_hour_has_come(here: datetime, monday: date) -> None:
    assert monday_of(here) == monday
    assert is_due(Reader(1, True, MONDAY), here) is (monday == NEXT)
    assert not is_due(Reader(1, False, MONDAY), here)
    assert is_due(Reader(1, True, None), here)

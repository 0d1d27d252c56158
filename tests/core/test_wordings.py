"""The words of reminders: what is filled in, and when each fits."""

from __future__ import annotations

from datetime import date

import pytest

from bot.core.reminders import ReminderKind
from bot.core.wordings import ALWAYS, Conditions, Facts, Wording, fitting, misused_placeholder

TUESDAY = date(2026, 3, 10)
FACTS = Facts(day=11, days=28, title="{Sora}", minutes=4, begun=False, streak=3, days_done=10, ignored=1, on=TUESDAY)


def test_what_is_told_is_filled_in_and_read_as_it_is() -> None:
    wording = Wording("w", ReminderKind.DAILY, "{{day}} {day}: {title}")
    assert wording.fill({"day": "11", "days": "28", "title": "{Sora}"}) == "{day} 11: {Sora}"


@pytest.mark.parametrize("text", ["{name}", "{day!r}", "{day:>9}", "{}", "{title.text}", "{day", "day}"])
def test_nothing_else_can_be_filled_in(text: str) -> None:
    assert misused_placeholder(text) is not None


def test_two_braces_are_one() -> None:
    assert misused_placeholder("{{day}} {day}") is None


@pytest.mark.parametrize(
    ("only", "fits"),
    [
        (ALWAYS, True),
        (Conditions(streak_at_least=3), True),
        (Conditions(streak_at_least=4), False),
        (Conditions(days_done_at_least=10, days_done_at_most=10), True),
        (Conditions(days_done_at_least=11), False),
        (Conditions(days_done_at_most=9), False),
        (Conditions(ignored_at_least=2), False),
        (Conditions(ignored_at_most=0), False),
        (Conditions(ignored_at_least=1, ignored_at_most=1), True),
        (Conditions(weekdays=frozenset({1})), True),
        (Conditions(weekdays=frozenset({0, 2})), False),
        (Conditions(lesson="new"), True),
        (Conditions(lesson="begun"), False),
    ],
)
def test_when_a_wording_fits(only: Conditions, fits: bool) -> None:
    wording = Wording("w", ReminderKind.DAILY, "Hello.", only)
    assert bool(fitting([wording], ReminderKind.DAILY, FACTS, {})) is fits
    assert not fitting([wording], ReminderKind.SNOOZED, FACTS, {})


def test_a_wording_rests_for_a_week() -> None:
    wording = Wording("w", ReminderKind.DAILY, "Hello.")
    for day, fits in ((10, False), (4, False), (3, True)):
        assert bool(fitting([wording], ReminderKind.DAILY, FACTS, {"w": date(2026, 3, day)})) is fits

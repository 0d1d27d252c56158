"""When a learner is not to be written to unasked."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.preferences import UNTIL_RETURN, Preferences
from tests.support.the_code import attributes, modules

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)


def test_every_preference_is_heeded() -> None:
    where_it_is_set = ("bot.chat.settings", "bot.flows.settings", "bot.store.preferences")
    heeded = {
        name for module, tree in modules() if not module.startswith(where_it_is_set) for _, name in attributes(tree)
    }
    assert {each.name for each in fields(Preferences)} <= heeded


@pytest.mark.parametrize(
    ("at", "quiet"),
    [(time(21, 59), False), (time(22), True), (time(0), True), (time(7, 59), True), (time(8), False)],
)
def test_quiet_hours_go_over_midnight(at: time, quiet: bool) -> None:
    assert Preferences().is_quiet(at) is quiet


@pytest.mark.parametrize(("at", "quiet"), [(time(12, 59), False), (time(13), True), (time(15), False)])
def test_quiet_hours_may_lie_within_a_day(at: time, quiet: bool) -> None:
    assert Preferences(quiet_from=time(13), quiet_until=time(15)).is_quiet(at) is quiet


def test_quiet_hours_that_end_as_they_begin_are_none() -> None:
    nobody_sleeps = Preferences(quiet_from=time(8), quiet_until=time(8))
    assert not any(nobody_sleeps.is_quiet(time(hour)) for hour in range(24))


def test_a_pause_ends() -> None:
    paused = Preferences(paused_until=NOW)
    assert paused.is_paused(NOW - timedelta(seconds=1))
    assert not paused.is_paused(NOW)
    assert Preferences(paused_until=UNTIL_RETURN).is_paused(NOW)
    assert not Preferences().is_paused(NOW)


def test_a_reminder_in_the_quiet_hours_clashes() -> None:
    assert Preferences(remind_at=time(7, 30)).clash
    assert not Preferences(remind_at=time(8)).clash
    assert not Preferences(remind_at=None).clash


@pytest.mark.parametrize(
    ("at", "start", "end"),
    [
        (time(7, 30), time(22), time(7, 30)),
        (time(22), time(22, 30), time(8)),
        (time(23), time(23, 30), time(8)),
        (time(3), time(22), time(3)),
    ],
)
def test_quiet_hours_make_room_for_the_reminder_at_their_nearer_end(at: time, start: time, end: time) -> None:
    moved = Preferences(remind_at=at).with_quiet_hours_moved()
    assert (moved.quiet_from, moved.quiet_until) == (start, end)


@given(st.times(), st.times(), st.times())
def test_room_can_always_be_made(at: time, start: time, end: time) -> None:
    at, start, end = (each.replace(second=0, microsecond=0) for each in (at, start, end))
    wished = Preferences(remind_at=at, quiet_from=start, quiet_until=end)
    assert not wished.with_quiet_hours_moved().clash
    assert not wished.with_reminder_moved().clash
    assert wished.with_quiet_hours_moved().remind_at == at

"""When a reminder comes, and whether one that is due goes out."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.core.preferences import UNTIL_RETURN, Preferences
from bot.core.reminders import (
    Planned,
    Postponement,
    ReminderKind,
    Ruling,
    Situation,
    has_room,
    look_again,
    plan,
    rule,
    snooze,
)
from bot.core.wall_clock import first_instant

BERLIN = ZoneInfo("Europe/Berlin")
ONE_DAY = timedelta(days=1)
TUESDAY = date(2026, 3, 10)
NOON = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
NO_QUIET = Preferences(quiet_from=time(0), quiet_until=time(0))
ADA = Situation(Preferences(), UTC, seen_at=NOON)
DAILY, AT_RISK, SNOOZED = ReminderKind.DAILY, ReminderKind.AT_RISK, ReminderKind.SNOOZED


def at(hour: int, minute: int = 0, *, day: int = 10) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


def wishing(situation: Situation, **changes: object) -> Situation:
    return replace(situation, preferences=replace(situation.preferences, **changes))  # type: ignore[arg-type]


def ruled(
    situation: Situation, now: datetime, kind: ReminderKind = DAILY, *, day: int = 10, unasked: int = 0
) -> Ruling:
    return rule(date(2026, 3, day), kind, situation, now, unasked)


def test_the_next_one_comes_at_the_chosen_time() -> None:
    assert plan(ADA, at(8)) == Planned(at(9), TUESDAY, DAILY)
    assert plan(ADA, at(9)) == Planned(at(9, day=11), TUESDAY + ONE_DAY, DAILY)


def test_what_is_decided_is_not_planned_again() -> None:
    decided = replace(ADA, decided={(TUESDAY, DAILY)})
    assert plan(decided, at(8)) == Planned(at(9, day=11), TUESDAY + ONE_DAY, DAILY)


def test_the_date_is_that_of_the_learners_own_calendar() -> None:
    kiritimati = replace(wishing(ADA, remind_at=time(9)), zone=ZoneInfo("Pacific/Kiritimati"))
    assert plan(kiritimati, at(12)) == Planned(at(19), date(2026, 3, 11), DAILY)


@pytest.mark.parametrize(
    ("on", "wall", "first"),
    [
        (date(2026, 3, 29), time(2, 30), datetime(2026, 3, 29, 1, 0, tzinfo=UTC)),  # there is no half past two
        (date(2026, 10, 25), time(2, 30), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),  # there are two of them
        (date(2026, 3, 29), time(3, 0), datetime(2026, 3, 29, 1, 0, tzinfo=UTC)),
        (date(2026, 7, 1), time(9), datetime(2026, 7, 1, 7, 0, tzinfo=UTC)),
    ],
)
def test_a_missing_time_is_the_end_of_the_gap_and_a_doubled_one_the_first(
    on: date, wall: time, first: datetime
) -> None:
    assert first_instant(on, wall, BERLIN) == first


@example(date(2026, 3, 22), time(2, fold=1), "Africa/Casablanca")
@given(
    st.dates(date(2020, 1, 1), date(2030, 12, 31)),
    st.times(),
    st.sampled_from(["America/St_Johns", "Australia/Lord_Howe", "Africa/Casablanca", "Asia/Beirut", "Pacific/Apia"]),
)
def test_the_first_instant_is_the_first_at_which_the_wall_clock_has_come_so_far(
    on: date, wall: time, name: str
) -> None:
    wall = wall.replace(microsecond=0)
    zone = ZoneInfo(name)
    found = first_instant(on, wall, zone)
    aim = datetime.combine(on, wall)
    assert found.astimezone(zone).replace(tzinfo=None) >= aim
    assert (found - timedelta(seconds=1)).astimezone(zone).replace(tzinfo=None) < aim


def test_nothing_is_planned_in_the_quiet_hours_and_nothing_without_a_wish() -> None:
    assert plan(wishing(ADA, remind_at=time(23)), at(8)) is None
    assert plan(wishing(ADA, remind_at=None), at(8)) is None


def test_a_pause_is_kept_and_its_days_are_not_ignored_ones() -> None:
    paused = wishing(ADA, paused_until=at(0, day=17))
    assert plan(paused, at(12)) == Planned(at(9, day=17), date(2026, 3, 17), DAILY)
    assert paused.ignored(date(2026, 3, 18)) == 1
    assert plan(wishing(ADA, paused_until=UNTIL_RETURN), at(12)) is None


def test_today_is_left_out_once_it_is_done() -> None:
    done = replace(ADA, done_until=at(3, day=11))
    assert plan(done, at(8)) == Planned(at(9, day=11), TUESDAY + ONE_DAY, DAILY)
    early_bird = wishing(replace(done, preferences=NO_QUIET), remind_at=time(1))
    assert plan(early_bird, at(12)) == Planned(
        at(1, day=12), date(2026, 3, 12), DAILY
    )  # one at night is yesterday still


def test_the_days_somebody_stays_away() -> None:
    situation, now, days = ADA, at(12), []
    while (planned := plan(situation, now)) is not None:
        days.append((situation.ignored(planned.on), planned.kind))
        now = planned.at
    assert days == [
        *((day, DAILY) for day in (1, 2, 3, 5)),
        (7, ReminderKind.FAREWELL),
        (14, ReminderKind.DAY_14),
        (30, ReminderKind.DAY_30),
    ]


AT_RISK_TODAY = replace(ADA, at_risk_until=at(3, day=11), decided={(TUESDAY, DAILY)})


def test_a_streak_at_risk_is_told_of_three_hours_before_the_quiet_ones() -> None:
    assert plan(AT_RISK_TODAY, at(12)) == Planned(at(19), TUESDAY, AT_RISK)
    assert plan(wishing(AT_RISK_TODAY, quiet_from=time(20, 30)), at(12)) == Planned(at(17, 30), TUESDAY, AT_RISK)
    no_quiet = replace(AT_RISK_TODAY, preferences=NO_QUIET)
    assert plan(no_quiet, at(12)) == Planned(at(21), TUESDAY, AT_RISK)


def test_no_warning_comes_before_the_reminder_or_after_two_days_away() -> None:
    assert plan(wishing(AT_RISK_TODAY, remind_at=time(19)), at(12)) == Planned(at(19, day=11), date(2026, 3, 11), DAILY)
    away = replace(AT_RISK_TODAY, seen_at=at(12, day=7))
    assert plan(away, at(12)) == Planned(at(9, day=12), date(2026, 3, 12), DAILY)


def test_a_reminder_that_is_late_is_sent_for_three_hours_and_never_after_midnight() -> None:
    assert ruled(ADA, at(8, 59)) is Ruling.EARLY
    assert ruled(ADA, at(9)) is ruled(ADA, at(11, 59)) is Ruling.SEND
    assert ruled(ADA, at(12)) is ruled(ADA, at(9, day=14)) is Ruling.LATE
    owl = replace(wishing(ADA, remind_at=time(23)), preferences=replace(NO_QUIET, remind_at=time(23)))
    assert ruled(owl, at(23, 59)) is Ruling.SEND
    assert ruled(owl, at(0, 1, day=11)) is Ruling.LATE


def test_a_late_one_is_not_sent_into_the_quiet_hours() -> None:
    evening = wishing(ADA, remind_at=time(21))
    assert ruled(evening, at(21, 59)) is Ruling.SEND
    assert ruled(evening, at(22)) is Ruling.QUIET


def test_what_speaks_against_a_reminder_when_it_is_due() -> None:
    assert ruled(replace(ADA, done_until=at(3, day=11)), at(9)) is Ruling.DONE
    assert ruled(wishing(ADA, paused_until=at(0, day=12)), at(9)) is Ruling.PAUSED
    assert ruled(wishing(ADA, remind_at=None), at(9)) is Ruling.UNWANTED
    assert ruled(ADA, at(9), ReminderKind.FAREWELL) is Ruling.UNWANTED
    assert ruled(AT_RISK_TODAY, at(19), AT_RISK) is Ruling.SEND
    assert ruled(replace(AT_RISK_TODAY, at_risk_until=None), at(19), AT_RISK) is Ruling.UNWANTED


def test_nobody_is_looked_at_for_a_new_day_of_whom_it_is_not_known_when_it_is_day() -> None:
    waiting = replace(ADA, has_lesson=False, waits=True)
    assert look_again(waiting, at(8)) is not None
    assert look_again(replace(waiting, is_day_known=False), at(8)) is None


def test_two_messages_unasked_are_enough_for_a_day() -> None:
    assert ruled(ADA, at(9), unasked=1) is Ruling.SEND
    assert ruled(ADA, at(9), unasked=2) is Ruling.ENOUGH
    assert [has_room(unasked) for unasked in range(4)] == [True, True, False, False]


def test_other_rules_for_the_zone_move_a_reminder_that_is_planned_already() -> None:
    planned = plan(ADA, at(8))
    assert planned is not None
    moved = replace(ADA, zone=ZoneInfo("Etc/GMT+1"))  # nine there is ten here
    assert rule(planned.on, planned.kind, moved, planned.at, unasked=0) is Ruling.EARLY
    assert plan(moved, planned.at) == Planned(at(10), TUESDAY, DAILY)


def test_putting_off() -> None:
    assert snooze(ADA, at(9, 0), unasked=1) == at(11)
    put_off = replace(ADA, snoozed_until=at(11), decided={(TUESDAY, DAILY)})
    assert snooze(put_off, at(9, 1), unasked=1) == at(11)
    assert plan(put_off, at(9, 1)) == Planned(at(11), TUESDAY, SNOOZED)
    assert ruled(put_off, at(11), SNOOZED) is Ruling.SEND


def test_why_a_reminder_cannot_be_put_off() -> None:
    assert snooze(ADA, at(20, 30), unasked=1) is Postponement.QUIET
    assert snooze(replace(ADA, preferences=NO_QUIET), at(22, 30), unasked=1) is Postponement.MIDNIGHT
    assert snooze(ADA, at(9), unasked=2) is Postponement.ENOUGH
    assert snooze(replace(ADA, done_until=at(3, day=11)), at(9), unasked=1) is Postponement.DONE


@given(
    st.times(),
    st.times(),
    st.times(),
    st.integers(0, 365 * 24 * 3600).map(lambda seconds: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)),
    st.integers(0, 40),
    st.sampled_from(["UTC", "Europe/Berlin", "America/St_Johns", "Pacific/Apia", "Asia/Kathmandu"]),
)
def test_whatever_the_wishes_a_planned_reminder_is_later_and_never_in_the_quiet_hours(
    remind_at: time, quiet_from: time, quiet_until: time, now: datetime, away: int, name: str
) -> None:
    wishes = Preferences(remind_at, quiet_from, quiet_until)
    situation = Situation(wishes, ZoneInfo(name), now - away * ONE_DAY, at_risk_until=now + ONE_DAY)
    planned = plan(situation, now)
    if planned is not None:
        local = planned.at.astimezone(situation.zone)
        assert planned.at > now
        assert local.date() == planned.on
        assert not wishes.is_quiet(local.time())
        assert rule(planned.on, planned.kind, situation, planned.at, unasked=0) is Ruling.SEND

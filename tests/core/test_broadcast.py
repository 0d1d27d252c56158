"""Who gets a broadcast, when, and when it stops by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.broadcasts.phrases import trouble_words
from bot.core.audience import Active, LeftOut
from bot.core.broadcast import (
    Act,
    Broadcast,
    Kind,
    Source,
    Status,
    Tally,
    When,
    is_too_late,
    left_out,
    next_at,
    takes_for,
    trouble,
    waits_until,
)
from bot.core.delivery import BLOCKED, Delivery, Receipt
from bot.core.preferences import UNTIL_RETURN, Preferences
from bot.words import words_in

ENGLISH = words_in(None)
NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
NEWS = Broadcast(1, Kind.COPY, Status.RUNNING, 7, Source(7, 70), NOW, launched_at=NOW)
SENT = Receipt(Delivery.SENT, 5)
GONE = Receipt(Delivery.FAILED, reason=BLOCKED)
REFUSED = Receipt(Delivery.FAILED, reason="can't parse entities")
UNSURE = Receipt(Delivery.UNCERTAIN, reason="Internal Server Error")


def test_whoever_is_not_to_be_written_to_is_told_why() -> None:
    assert left_out(Preferences(), NOW, blocked=False, unasked=1) is None
    assert left_out(Preferences(), NOW, blocked=True, unasked=0) is LeftOut.BLOCKED
    assert left_out(Preferences(paused_until=UNTIL_RETURN), NOW, blocked=False, unasked=0) is LeftOut.PAUSED
    assert left_out(Preferences(paused_until=NOW), NOW, blocked=False, unasked=0) is None
    assert left_out(Preferences(announcements=False), NOW, blocked=False, unasked=0) is LeftOut.MUTED
    assert left_out(Preferences(), NOW, blocked=False, unasked=2) is LeftOut.CAPPED


@pytest.mark.parametrize(
    ("zone", "turn_at"),
    [
        ("UTC", None),
        ("America/New_York", None),  # 08:00, just so
        ("America/Chicago", datetime(2026, 3, 10, 13, tzinfo=UTC)),  # 07:00
        ("Pacific/Auckland", datetime(2026, 3, 10, 19, tzinfo=UTC)),  # 01:00 of the next day
        ("Pacific/Kiritimati", datetime(2026, 3, 10, 18, tzinfo=UTC)),  # 02:00 of the next day, east of the date line
        ("Pacific/Pago_Pago", datetime(2026, 3, 10, 19, tzinfo=UTC)),  # 01:00, west of it
        ("Asia/Kathmandu", None),  # 17:45
    ],
)
def test_quiet_hours_are_waited_for(zone: str, turn_at: datetime | None) -> None:
    assert waits_until(NEWS, Preferences(), ZoneInfo(zone), NOW) == turn_at


def test_without_quiet_hours_and_for_changes_of_what_was_sent_nobody_waits() -> None:
    auckland = ZoneInfo("Pacific/Auckland")
    assert waits_until(NEWS, Preferences(quiet_from=time(0), quiet_until=time(0)), auckland, NOW) is None
    assert waits_until(replace(NEWS, kind=Kind.RECALL), Preferences(), auckland, NOW) is None


def test_a_local_time_is_each_learners_own_within_a_day_of_the_launch() -> None:
    at_ten = replace(NEWS, when=When(local=time(10)))
    hours = {}
    for zone in ("Pacific/Kiritimati", "Asia/Tokyo", "UTC", "America/New_York", "Pacific/Pago_Pago"):
        turn_at = waits_until(at_ten, Preferences(), ZoneInfo(zone), NOW)
        assert turn_at is not None
        assert turn_at.astimezone(ZoneInfo(zone)).time() == time(10)
        hours[zone] = (turn_at - NOW) / timedelta(hours=1)
    assert hours == {
        "Pacific/Kiritimati": 8,
        "Asia/Tokyo": 13,
        "UTC": 22,
        "America/New_York": 2,
        "Pacific/Pago_Pago": 9,
    }
    assert waits_until(at_ten, Preferences(), ZoneInfo("UTC"), NOW + timedelta(hours=22)) is None
    assert waits_until(at_ten, Preferences(), ZoneInfo("UTC"), NOW + timedelta(hours=23)) is None


def test_a_local_time_with_a_date_is_that_date_wherever_one_lives() -> None:
    monday = date(2026, 3, 16)
    when = When.everywhere(monday, time(10), NOW)
    assert when.at == datetime(2026, 3, 15, 20, tzinfo=UTC)  # 10:00 on Kiritimati
    for zone in map(ZoneInfo, ("Pacific/Kiritimati", "Asia/Tokyo", "UTC", "America/New_York", "Pacific/Pago_Pago")):
        turn_at = waits_until(replace(NEWS, when=when, launched_at=when.at), Preferences(), zone, NOW)
        assert turn_at is not None
        assert turn_at.astimezone(zone).replace(tzinfo=None) == datetime.combine(monday, time(10))


def test_a_local_time_with_a_date_goes_at_once_where_it_has_come_and_is_past_once_it_is_so_everywhere() -> None:
    when = When.everywhere(NOW.date(), time(10), NOW)
    assert when == When(None, time(10), NOW.date())
    ten_in_the_far_west = datetime.combine(NOW.date(), time(22), UTC)
    assert not when.is_past(ten_in_the_far_west - timedelta(seconds=1))
    assert when.is_past(ten_in_the_far_west)
    assert waits_until(replace(NEWS, when=when), Preferences(), ZoneInfo("Asia/Tokyo"), NOW) is None


def test_a_local_time_in_the_quiet_hours_waits_for_their_end() -> None:
    at_six = replace(NEWS, when=When(local=time(6)))
    six = datetime(2026, 3, 11, 6, tzinfo=UTC)
    assert waits_until(at_six, Preferences(), UTC, NOW) == six + timedelta(hours=2)
    assert waits_until(at_six, Preferences(), UTC, six) == six + timedelta(hours=2)


ZONES = st.sampled_from(sorted(available_timezones())).map(ZoneInfo)
MOMENTS = st.integers(0, 27 * 366 * 24 * 60).map(
    lambda minutes: datetime(2011, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
TIMES = st.times().map(lambda at: at.replace(second=0, microsecond=0))


@given(ZONES, MOMENTS, TIMES)
def test_the_next_time_of_day_comes_within_two_days_wherever_one_lives(
    zone: ZoneInfo, after: datetime, at: time
) -> None:
    moment = next_at(after, zone, at)
    assert after <= moment <= after + timedelta(hours=49)
    shown = moment.astimezone(zone)
    leapt = shown.utcoffset() != (moment - timedelta(hours=25)).astimezone(zone).utcoffset()
    assert shown.time() == at or leapt


def test_a_time_that_the_clocks_leap_over_or_show_twice() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    leap = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
    assert next_at(leap, berlin, time(2, 30)) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)  # 03:30 there
    twice = datetime(2026, 10, 25, 0, 0, tzinfo=UTC)
    assert next_at(twice, berlin, time(2, 30)) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert next_at(twice + timedelta(minutes=31), berlin, time(2, 30)) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_three_refusals_of_the_message_in_a_row_are_trouble() -> None:
    assert trouble(Kind.COPY, [REFUSED, REFUSED, SENT, REFUSED, REFUSED]) is None
    assert trouble(Kind.COPY, [REFUSED, REFUSED, GONE, REFUSED]) is None
    assert trouble_words(ENGLISH, trouble(Kind.COPY, [SENT, REFUSED, REFUSED, REFUSED])) == (
        "Telegram refused the message 3 times in a row: can't parse entities"
    )
    assert trouble(Kind.COPY, [GONE] * 500) is None
    assert trouble(Kind.COPY, [Receipt(Delivery.FAILED, reason="Bad Request: PEER_ID_INVALID")] * 5) is None


def test_a_copy_that_its_recipient_has_deleted_is_no_trouble_for_a_fix() -> None:
    gone = [Receipt(Delivery.FAILED, reason=f"Bad Request: {said}") for said in ("message to edit not found",) * 3]
    assert trouble(Kind.FIX, gone) is None
    assert trouble(Kind.FIX, [Receipt(Delivery.FAILED, reason="Bad Request: MESSAGE_ID_INVALID")] * 3) is None
    assert trouble(Kind.COPY, gone) is not None
    assert trouble(Kind.FIX, [REFUSED] * 3) is not None


def test_more_than_a_twentieth_uncertain_of_the_last_two_hundred_is_trouble() -> None:
    assert trouble(Kind.COPY, [UNSURE] * 10 + [SENT] * 190) is None
    assert trouble_words(ENGLISH, trouble(Kind.COPY, [UNSURE] * 11 + [SENT] * 189)) == (
        "Of the last 200 messages, 11 may or may not have arrived: Internal Server Error"
    )
    assert trouble(Kind.COPY, [UNSURE] * 11 + [SENT] * 190) is None
    assert trouble(Kind.COPY, [SENT] * 5 + [UNSURE] * 11) is not None


def test_a_source_that_is_gone_is_trouble_at_once() -> None:
    gone = trouble(Kind.COPY, [SENT, Receipt(Delivery.FAILED, reason="Bad Request: message to copy not found")])
    assert trouble_words(ENGLISH, gone) == "The message to be copied is no longer there."


def test_an_hour_late_is_too_late() -> None:
    assert not is_too_late(NOW, NOW + timedelta(hours=1))
    assert is_too_late(NOW, NOW + timedelta(hours=1, seconds=1))


def test_a_duration_is_guessed_from_the_pace() -> None:
    assert takes_for(20_000, 28.5).total_seconds() == pytest.approx(702, abs=1)


def test_whoever_deleted_themselves_is_counted_as_gone() -> None:
    tally = Tally(10, {Delivery.SENT: 6, Delivery.FAILED: 3})
    assert (tally[Delivery.SENT], tally[Delivery.PENDING], tally.gone) == (6, 0, 1)


def test_a_question_is_about_one_admin_one_act_and_one_plan() -> None:
    question = NEWS.question(Act.LAUNCH, 7)
    assert question == replace(NEWS, status=Status.HELD).question(Act.LAUNCH, 7)
    others = {
        NEWS.question(Act.STOP, 7),
        NEWS.question(Act.LAUNCH, 8),
        replace(NEWS, id=2).question(Act.LAUNCH, 7),
        replace(NEWS, audience=Active()).question(Act.LAUNCH, 7),
        replace(NEWS, when=When(local=time(9))).question(Act.LAUNCH, 7),
    }
    assert len(others | {question}) == 6

"""What learners decide, and what a change of zone or of the day's end does to their dates."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.core.preferences import (
    UNTIL_RETURN,
    LearnerSettings,
    Preferences,
    ZoneFrom,
    announce,
    be_asked_where,
    be_quiet,
    begin_days_at,
    hear_nothing,
    live_in,
    pause_for_a_week,
    pause_until_return,
    remind_at,
    unpause,
)
from bot.core.streak import Fate
from bot.flows.outages import note_reached
from bot.flows.progress import look_at_ledger
from bot.flows.school import School
from bot.flows.settings import Clash, change_settings, look_at_settings
from bot.flows.zones import (
    ask_for_zone,
    choose_zone,
    guess_zone,
    is_zone_open,
    locate,
    look_at_places,
    look_at_times,
    look_for_place,
    open_zone_question,
)
from bot.gazetteer import known_zones
from bot.store.engine.database import Transaction
from bot.store.learners import load_learner, save_new_learner
from bot.store.neutral_dates import load_neutral_dates
from tests.support.clock import MovableClock
from tests.support.pupil import Pupil

ONE_DAY = timedelta(days=1)


async def neutral_dates(pupil: Pupil) -> set[date]:
    return await pupil.school.database.transact(lambda transaction: load_neutral_dates(transaction, pupil.id))


async def lives_in(pupil: Pupil, zone: str) -> LearnerSettings:
    settings = await choose_zone(pupil.school, pupil.id, zone)
    assert settings is not None
    return settings


async def test_a_stranger_sees_the_usual_settings_and_nothing_is_kept(school: School, ada: Pupil) -> None:
    settings = await look_at_settings(school, ada.id)
    assert (settings.preferences, settings.zone_name, settings.day_starts_at) == (Preferences(), "UTC", 3)
    assert await school.database.transact(lambda transaction: load_learner(transaction, ada.id)) is None


@pytest.mark.parametrize(
    ("taken_at", "zone_name", "expected"),
    [
        (19, "Europe/Berlin", time(20)),
        (19, "Asia/Kathmandu", time(9)),  # in the quiet hours there
        (12, "America/New_York", time(8)),
    ],
)
async def test_the_first_reminder_comes_at_the_hour_of_the_first_lesson(
    school: School, ada: Pupil, clock: MovableClock, taken_at: int, zone_name: str, expected: time
) -> None:
    clock.move(timedelta(hours=taken_at - 9, minutes=20))
    await ada.reaches("end")
    clock.move(timedelta(minutes=50))
    await change_settings(school, ada.id, be_asked_where)
    settings = await change_settings(school, ada.id, live_in(zone_name))
    assert isinstance(settings, LearnerSettings)
    assert settings.preferences.remind_at == expected


async def test_a_time_that_was_chosen_stays_and_so_does_any_once_the_zone_was_known(
    school: School, ada: Pupil, clock: MovableClock
) -> None:
    await ada.reaches("end")
    await change_settings(school, ada.id, remind_at(time(12)))
    await change_settings(school, ada.id, pause_for_a_week)
    assert (await change_settings(school, ada.id, live_in("Europe/Berlin"))).preferences.remind_at == time(12)
    await change_settings(school, ada.id, remind_at(time(9)))
    assert (await change_settings(school, ada.id, live_in("Asia/Tokyo"))).preferences.remind_at == time(9)


async def test_each_wish_is_kept(school: School, ada: Pupil, clock: MovableClock) -> None:
    for wish in (
        remind_at(time(19, 30)),
        be_quiet(time(23), time(7)),
        announce(False),
        begin_days_at(5),
        pause_for_a_week,
    ):
        await change_settings(school, ada.id, wish)
    settings = await look_at_settings(school, ada.id)
    week = clock.now().replace(hour=0) + timedelta(weeks=1)
    assert settings.preferences == Preferences(
        time(19, 30), time(23), time(7), week, announcements=False, paused_on=clock.now().date()
    )
    assert settings.day_starts_at == 5
    await change_settings(school, ada.id, pause_until_return)
    assert (await look_at_settings(school, ada.id)).preferences.paused_until == UNTIL_RETURN
    await change_settings(school, ada.id, unpause)
    assert (await look_at_settings(school, ada.id)).preferences.paused_until is None


async def test_a_reminder_in_the_quiet_hours_changes_nothing(school: School, ada: Pupil) -> None:
    outcome = await change_settings(school, ada.id, remind_at(time(7)))
    assert outcome == Clash(Preferences(remind_at=time(7)))
    assert (await look_at_settings(school, ada.id)).preferences == Preferences()
    moved = await change_settings(school, ada.id, remind_at(time(7), move_quiet_hours=True))
    assert isinstance(moved, LearnerSettings)
    assert (moved.preferences.remind_at, moved.preferences.quiet_until) == (time(7), time(7))


async def test_quiet_hours_over_the_reminder_change_nothing_either(school: School, ada: Pupil) -> None:
    assert isinstance(await change_settings(school, ada.id, be_quiet(time(22), time(10))), Clash)
    moved = await change_settings(school, ada.id, be_quiet(time(22), time(10), move_reminder=True))
    assert isinstance(moved, LearnerSettings)
    assert moved.preferences.remind_at == time(10)


async def test_stopping_ends_what_comes_unasked_and_nothing_else(school: School, ada: Pupil) -> None:
    await ada.reaches("end")
    await change_settings(school, ada.id, hear_nothing)
    preferences = (await look_at_settings(school, ada.id)).preferences
    assert (preferences.remind_at, preferences.announcements) == (None, False)
    assert (await look_at_ledger(school, ada.id)).streak.current == 1


async def test_the_same_zone_and_hour_again_change_nothing(school: School, ada: Pupil) -> None:
    await ada.reaches("end")
    await lives_in(ada, "UTC")
    await change_settings(school, ada.id, begin_days_at(3))
    learner = await school.database.transact(lambda transaction: load_learner(transaction, ada.id))
    assert learner is not None
    assert (learner.hold, learner.zone_from) == (None, ZoneFrom.CHOSEN)


async def test_a_zone_that_there_is_not_is_not_chosen(school: School, ada: Pupil) -> None:
    for name in ("Europe/Atlantis", "", "../../etc/passwd", "Europe", "localtime", "\x00"):
        assert await choose_zone(school, ada.id, name) is None
    assert (await look_at_settings(school, ada.id)).zone_from is ZoneFrom.DEFAULT


async def test_every_zone_can_be_chosen_and_the_ledger_still_be_told(school: School, ada: Pupil) -> None:
    await ada.reaches("end")
    for zone in sorted(known_zones()):
        settings = await lives_in(ada, zone)
        assert (settings.zone_name, settings.zone_is_known) == (zone, True)
    found = (await look_at_ledger(school, ada.id)).streak
    assert (found.current, found.freezes) == (1, 2)


async def test_over_the_date_line_eastwards_a_skipped_date_is_neutral(ada: Pupil, clock: MovableClock) -> None:
    await lives_in(ada, "Pacific/Honolulu")  # 9 March, 23:00
    await ada.reaches("end")
    clock.move(ONE_DAY)
    await lives_in(ada, "Pacific/Kiritimati")
    skipped = await neutral_dates(ada)
    assert skipped == {date(2026, 3, 11)}
    clock.move(ONE_DAY)
    found = (await look_at_ledger(ada.school, ada.id)).streak
    assert found.today.on == date(2026, 3, 12)
    assert next(entry.fate for entry in found.ledger if entry.on == date(2026, 3, 11)) is Fate.NEUTRAL


async def test_a_slip_of_the_finger_that_is_put_right_leaves_no_trace(ada: Pupil, clock: MovableClock) -> None:
    await lives_in(ada, "Pacific/Honolulu")
    await ada.reaches("end")
    clock.move(ONE_DAY)
    before = (await look_at_ledger(ada.school, ada.id)).today_ends_at
    await lives_in(ada, "Pacific/Kiritimati")
    clock.move(timedelta(minutes=1))
    await lives_in(ada, "Pacific/Honolulu")
    assert await neutral_dates(ada) == set()
    assert (await look_at_ledger(ada.school, ada.id)).today_ends_at == before


async def test_a_journey_west_counts_a_date_once(ada: Pupil, clock: MovableClock) -> None:
    await lives_in(ada, "Asia/Tokyo")  # 10 March, 18:00
    await ada.reaches("end")
    await lives_in(ada, "America/Los_Angeles")  # 10 March, 02:00, which is still the 9th there
    clock.move(timedelta(hours=20))
    found = (await look_at_ledger(ada.school, ada.id)).streak
    assert [(entry.on, entry.fate) for entry in found.ledger] == [(date(2026, 3, 10), Fate.DONE)]
    assert (await look_at_ledger(ada.school, ada.id)).today_ends_at.astimezone(UTC) == datetime(
        2026, 3, 11, 10, tzinfo=UTC
    )


async def test_a_lesson_after_midnight_counts_by_the_hour_that_was_chosen(ada: Pupil, clock: MovableClock) -> None:
    await change_settings(ada.school, ada.id, begin_days_at(0))
    clock.move(ONE_DAY + timedelta(hours=15, minutes=30))  # half past midnight on the 12th
    await ada.reaches("end")
    assert (await look_at_ledger(ada.school, ada.id)).streak.today.on == date(2026, 3, 12)


async def test_an_outage_counts_by_each_learners_own_hour(ada: Pupil, noor: Pupil, clock: MovableClock) -> None:
    school = ada.school
    await note_reached(school, timedelta())
    await change_settings(school, noor.id, begin_days_at(0))
    await ada.reaches("end")
    await noor.reaches("end")
    clock.move(timedelta(hours=17, minutes=30))  # 02:30 on the 11th
    await note_reached(school, timedelta())  # the time up to now was an outage too
    clock.move(timedelta(hours=2, minutes=10))  # 04:40
    await note_reached(school, timedelta())
    assert await neutral_dates(ada) == {date(2026, 3, 10)}
    assert await neutral_dates(noor) == {date(2026, 3, 10), date(2026, 3, 11)}


@pytest.mark.parametrize("zone", ["Mars/Olympus_Mons", "", "Europe", "../x", "\x00"])
async def test_a_zone_that_has_vanished_breaks_neither_the_learner_nor_a_start(
    ada: Pupil, clock: MovableClock, zone: str
) -> None:
    school = ada.school
    await note_reached(school, timedelta())

    def enrol(transaction: Transaction) -> None:
        save_new_learner(transaction, ada.id, zone, clock.now())

    await school.database.transact(enrol)
    await ada.reaches("end")
    clock.move(timedelta(hours=30))
    await note_reached(school, timedelta())
    assert (await look_at_ledger(school, ada.id)).streak.current == 1
    settings = await look_at_settings(school, ada.id)
    assert (settings.zone_name, settings.zone_in_force, settings.zone_is_known) == (zone, "UTC", False)
    assert (await lives_in(ada, "Asia/Kathmandu")).zone_is_known


async def test_the_zone_is_asked_for_once_and_after_the_first_lesson(ada: Pupil) -> None:
    assert await ask_for_zone(ada.school, ada.id, "de") is None
    await ada.reaches("check-2")
    assert await ask_for_zone(ada.school, ada.id, "de") is None
    await ada.reaches("end")
    guess = await ask_for_zone(ada.school, ada.id, "de")
    assert guess is not None
    assert (guess.zone_name, f"{guess.now:%H:%M}") == ("Europe/Berlin", "10:00")
    assert await is_zone_open(ada.school, ada.id)
    assert await ask_for_zone(ada.school, ada.id, "de") is None
    await lives_in(ada, "Europe/Berlin")
    assert not await is_zone_open(ada.school, ada.id)
    await open_zone_question(ada.school, ada.id)
    assert await is_zone_open(ada.school, ada.id)


async def test_somebody_who_chose_before_is_not_asked(ada: Pupil) -> None:
    await lives_in(ada, "Asia/Kathmandu")
    await ada.reaches("end")
    assert await ask_for_zone(ada.school, ada.id, "de") is None


def test_a_guess_falls_back_on_the_zone_of_the_school(school: School) -> None:
    school.default_zone_name = "Asia/Kathmandu"
    assert guess_zone(school, "en").zone_name == "Asia/Kathmandu"
    assert guess_zone(school, "ja").zone_name == "Asia/Tokyo"


async def test_a_place_is_a_zone_and_the_sea_is_none(ada: Pupil) -> None:
    settings = await locate(ada.school, ada.id, 27.7, 85.3)
    assert settings is not None
    assert settings.zone_name == "Asia/Kathmandu"
    assert await locate(ada.school, ada.id, 30, -40) is None
    assert (await look_at_settings(ada.school, ada.id)).zone_name == "Asia/Kathmandu"


async def test_the_times_of_the_world_are_told_by_date(ada: Pupil, clock: MovableClock) -> None:
    clock.move(timedelta(hours=2))  # 11:00
    today = await look_at_times(ada.school, None, ada.id)
    assert (today.on, today.earlier, today.later) == (date(2026, 3, 10), None, date(2026, 3, 11))
    tomorrow = await look_at_times(ada.school, date(2026, 3, 11), ada.id)
    assert [f"{moment:%H:%M}" for moment in tomorrow.times] == ["00:00", "00:45", "01:00"]
    assert tomorrow.earlier == date(2026, 3, 10)
    assert await look_at_times(ada.school, date(1999, 1, 1), ada.id) == today


async def test_places_are_found_by_offset_name_zone_and_time(ada: Pupil) -> None:
    async def zones(text: str, wall: time | None = None) -> list[str]:
        return [city.zone_name for city, _ in (await look_for_place(ada.school, text, wall)).places]

    (kathmandu,) = (await look_at_places(ada.school, timedelta(hours=5, minutes=45))).places
    assert (kathmandu[0].zone_name, f"{kathmandu[1]:%H:%M}") == ("Asia/Kathmandu", "14:45")
    assert (await look_at_places(ada.school, timedelta(minutes=1))).places == ()
    assert (await zones("Kathmandu"))[0] == "Asia/Kathmandu"
    assert await zones("asia/kathmandu") == ["Asia/Kathmandu"]
    assert await zones("2:45pm", time(14, 45)) == ["Asia/Kathmandu"]
    assert await zones("Nepal") == ["Asia/Kathmandu"]
    assert (await zones("Singapore"))[0] == "Asia/Singapore"
    assert await zones("nowhere at all") == []

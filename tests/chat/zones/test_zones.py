"""Where a learner lives: the question after the first lesson, and each way to answer it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.chat.conversation import REFUSED
from bot.chat.tap import pack
from bot.chat.zones.taps import ChooseZone, ShowPlaces
from bot.core.course import Course
from bot.core.lesson import Refusal
from bot.flows.settings import look_at_settings
from bot.gazetteer import known_zones
from bot.playground import Playground
from bot.store.engine.database import Transaction
from bot.store.learners import save_calendar
from tests.support.catalogues import spoken
from tests.support.classroom import Classroom, Learner, labels, styled
from tests.support.course import a_course_of

TUESDAY = datetime(2026, 3, 10, 9, 0, 5, tzinfo=UTC)
QUESTION = "Is it 10:00 where you are?"


@pytest.fixture
def course() -> Course:
    return a_course_of(3)


@pytest.fixture
def ada(playground: Playground, classroom: Classroom) -> Learner:
    """Somebody whose Telegram speaks German, on a Tuesday morning."""
    playground.clock.travel(TUESDAY - playground.clock.now())
    playground.person("Ada", language="de")
    return classroom.learner("Ada")


async def finishes(learner: Learner, lesson: int = 1) -> None:
    await learner.says("/today")
    await learner.taps(f"Day {lesson}")
    await learner.taps("Continue")
    await learner.sees("Farewell.")


def message_from(learner: Learner, **content: Any) -> dict[str, Any]:
    sender = {"id": learner.id, "is_bot": False, "first_name": "Ada", "language_code": "de"}
    chat = {"id": learner.id, "type": "private"}
    return {"message_id": 500_000, "date": 1_800_000_000, "chat": chat, "from": sender, **content}


async def zone_of(learner: Learner) -> str:
    return (await look_at_settings(learner._classroom.school, learner.id)).zone_name


async def test_it_is_asked_after_the_first_lesson_and_only_then(ada: Learner, playground: Playground) -> None:
    await finishes(ada)
    assert [message.text for message in ada.arrived][
        -1
    ] == f"{QUESTION}\n\nThen I know when your day ends and when to remind you."
    assert ada.buttons == [["Yes", "No"]]
    playground.clock.travel(timedelta(days=1))
    await finishes(ada, lesson=2)
    assert len(ada.arrived) == 1


async def test_nothing_is_asked_before_a_lesson_is_finished(ada: Learner) -> None:
    for text in ("/start", "/help", "/progress", "hello"):
        await ada.says(text)
    await ada.taps("Day 1")
    assert all("where you are" not in (message.text or "") for message in ada.person.messages)


async def test_yes_settles_it_with_a_time_that_shows_a_slip(ada: Learner, playground: Playground) -> None:
    await finishes(ada)
    await ada.taps("Yes")
    await ada.sees(
        "Your time zone is Europe/Berlin.\n\nIt is 10:00 there, and 10:00 on your device. I’ll remind you at 10:00, "
        "your hour for a lesson."
    )
    assert ada.arrived == []
    assert styled(ada.last, "date_time") == ["10:00"]
    (entity,) = [entity for entity in ada.last.entities if entity["type"] == "date_time"]
    assert abs(int(str(entity["unix_time"])) - playground.clock.now().timestamp()) < 60
    assert ada.buttons == [["Change time", "That’s wrong"]]
    assert await zone_of(ada) == "Europe/Berlin"
    await ada.taps("Change time")
    await ada.sees("When shall I remind you?")


async def test_who_hears_no_reminders_is_told_so(ada: Learner) -> None:
    await finishes(ada)
    await ada.forges("1sp:week")
    await ada.forges("1zc:Europe/Berlin")
    await ada.sees("Reminders are paused.")
    await ada.says("/stop")
    await ada.forges("1zc:Asia/Tokyo")
    await ada.sees("Reminders are off.")


async def test_no_leads_by_the_clock_to_a_place(ada: Learner) -> None:
    await finishes(ada)
    await ada.taps("No")
    await ada.sees("What time is it where you are?\n\nTap the time on your clock, if it’s Tuesday for you.")
    assert sum("14:45" in row for row in ada.buttons) == 1
    await ada.taps("04:00")
    await ada.sees("Which place is on your clock?")
    places = [row[0] for row in ada.buttons]
    assert "Chicago, United States · 04:00" in places
    assert "Lima, Peru · 04:00" in places
    await ada.taps("Lima")
    await ada.sees("Your time zone is America/Lima.\n\nIt is 04:00 there")
    await ada.taps("That’s wrong")
    await ada.sees("What time is it where you are?", "So far I go by America/Lima, where it is 04:00.")


async def test_where_it_is_that_time_in_one_zone_only_nothing_more_is_asked(ada: Learner) -> None:
    await finishes(ada)
    await ada.taps("No")
    await ada.taps("14:45")
    await ada.sees("Your time zone is Asia/Kathmandu.")


async def test_it_may_be_another_day_where_they_are(ada: Learner, playground: Playground) -> None:
    await finishes(ada)
    playground.clock.travel(timedelta(hours=3))
    await ada.taps("No")
    await ada.taps("It’s already Wednesday")
    await ada.sees("if it’s Wednesday for you")
    assert ada.buttons[0] == ["00:00", "01:00", "01:45", "02:00"]
    await ada.taps("02:00")
    await ada.sees("Your time zone is Pacific/Kiritimati.")


async def test_a_city_is_typed_in_any_language(ada: Learner) -> None:
    await finishes(ada)
    await ada.taps("No")
    await ada.taps("Type your city")
    await ada.sees("Which city are you in, or near?")
    assert ada.buttons == [["Share location", "By the clock"]]
    assert ada.person.input is not None
    assert ada.person.input.replies
    await ada.says("qqqqqq")
    await ada.sees("I know no city called “qqqqqq”.")
    assert ada.person.input.message_id == ada.last.message_id
    assert ada.buttons == [["Share location", "By the clock"]]
    await ada.says("東京")
    await ada.sees("Which one is “東京”?")
    assert ada.buttons[0] == ["Tokyo, Japan · 18:00"]
    await ada.taps("Tokyo")
    await ada.sees("Your time zone is Asia/Tokyo.")


async def test_a_place_is_shared_where_a_city_was_to_be_typed(ada: Learner) -> None:
    await finishes(ada)
    await ada.taps("No")
    await ada.taps("Type your city")
    ada.person.share_location(52.52, 13.4)
    await ada._classroom.at_rest()
    await ada.sees("Your time zone is Europe/Berlin.")


async def test_a_city_typed_right_after_the_question_is_understood(ada: Learner) -> None:
    await finishes(ada)
    await ada.says("kathmandu")
    await ada.taps("Kathmandu, Nepal")
    await ada.sees("Your time zone is Asia/Kathmandu.")
    await ada.says("kathmandu")
    await ada.sees("I can’t chat")  # nothing is asked any more


async def test_a_zone_and_a_current_time_are_understood_as_well(ada: Learner) -> None:
    await finishes(ada)
    await ada.says("america/argentina/comodrivadavia")
    assert ada.buttons[0] == ["America/Argentina/ComodRivadavia · 06:00"]
    await ada.says("14:45")
    assert ada.buttons[0] == ["Kathmandu, Nepal · 14:45"]


async def test_yes_and_no_may_be_typed(ada: Learner) -> None:
    await finishes(ada)
    await ada.says("No")
    await ada.sees("What time is it where you are?")
    await ada.says("yes!")
    await ada.sees("Your time zone is Europe/Berlin.")


async def test_yes_and_no_may_be_typed_in_any_language(ada: Learner, tmp_path: Path) -> None:
    with spoken(tmp_path / "locale", "fi", {"yes": "Kyllä", "no": "ei"}):
        await finishes(ada)
        await ada.says("Ei.")
        await ada.sees("What time is it where you are?")
        await ada.says("kyllä")
        await ada.sees("Your time zone is Europe/Berlin.")


async def test_a_question_has_its_other_ways_beside_it(ada: Learner) -> None:
    await finishes(ada)
    await ada.taps("No")
    await ada.taps("Type your city")
    await ada.taps("By the clock")
    await ada.sees("What time is it where you are?")
    await ada.says("Tokyo")
    await ada.sees("Which one is “Tokyo”?")


async def test_where_a_server_forces_no_reply_beside_buttons_there_are_none(ada: Learner, classroom: Classroom) -> None:
    await finishes(ada)
    await ada.taps("No")
    classroom.playground.faults.add("sendMessage", "refuse", description="REPLY_MARKUP_INVALID")
    await ada.taps("Type your city")
    assert ada.buttons == []
    assert ada.person.input is not None
    assert ada.person.input.placeholder == "Your city"
    await ada.says("Tokyo")
    await ada.sees("Which one is “Tokyo”?")


async def test_a_country_is_called_as_the_learner_calls_it(ada: Learner, tmp_path: Path) -> None:
    with spoken(tmp_path / "locale", "de", {"Your city": "Deine Stadt"}):
        await finishes(ada)
        await ada.says("Kathmandu")
        assert ada.buttons[0] == ["Kathmandu, Nepal · 14:45"]
        await ada.says("Munich")
        assert ada.buttons[0] == ["Munich, Deutschland · 10:00"]


@pytest.mark.parametrize("nonsense", ["qqqqqq", "🦆", "x" * 4000, "25:99", "<b>", "'; DROP TABLE learners; --"])
async def test_nonsense_is_told_so_and_the_question_stays(ada: Learner, nonsense: str) -> None:
    await finishes(ada)
    await ada.says(nonsense)
    await ada.sees("I know no city called “")
    await ada.says("Kathmandu")
    await ada.taps("Kathmandu")
    await ada.sees("Your time zone is Asia/Kathmandu.")


async def test_a_place_is_shared_by_a_button_that_goes_afterwards(ada: Learner) -> None:
    await finishes(ada)
    await ada.taps("No")
    await ada.taps("Share location")
    await ada.sees("The button below shares where you are.")
    assert ada.person.input is not None
    assert ada.person.input.rows == [
        [{"text": "📍 Share my location", "request_location": True}], [{"text": "Not now"}]
    ]  # fmt: skip
    ada.looks()
    ada.person.share_location(27.71, 85.32)
    await ada._classroom.at_rest()
    await ada.sees("Thank you. I keep the time zone only.", "Your time zone is Asia/Kathmandu.")
    assert ada.person.input is None


async def test_who_would_rather_not_share_it_is_left_alone(ada: Learner) -> None:
    await finishes(ada)
    await ada.taps("No")
    await ada.taps("Share location")
    ada.looks()
    ada.person.press("Not now")
    await ada._classroom.at_rest()
    await ada.sees("All right.")
    assert ada.person.input is None
    assert await zone_of(ada) == "UTC"


async def test_a_place_shared_at_any_time_is_where_they_are(ada: Learner) -> None:
    ada.person.share_location(52.52, 13.4)
    await ada._classroom.at_rest()
    await ada.sees("Your time zone is Europe/Berlin.")
    await finishes(ada)
    assert all("where you are?" not in (message.text or "") for message in ada.person.messages)


async def test_the_way_back_from_the_first_question_is_that_question(ada: Learner, playground: Playground) -> None:
    await finishes(ada)
    playground.clock.travel(timedelta(hours=3))
    await ada.taps("No")
    await ada.taps("It’s already Wednesday")
    await ada.taps("Back")
    await ada.sees("Is it 13:00 where you are?")
    await ada.taps("Yes")
    await ada.says("/settings")
    await ada.taps("Time zone")
    await ada.taps("Back")
    await ada.sees("Settings")


async def test_an_old_question_is_asked_by_the_time_it_is_now(ada: Learner, playground: Playground) -> None:
    await finishes(ada)
    question = ada.last
    playground.clock.travel(timedelta(weeks=7, hours=4))
    ada.looks()
    await ada.forges(str(question.buttons[0][0]["callback_data"]), on=question.message_id)
    await ada.sees("Is it 15:00 where you are?")  # the clocks have gone forward
    assert await zone_of(ada) == "UTC"
    await ada.taps("Yes")
    assert await zone_of(ada) == "Europe/Berlin"


FORWARDED = {"forward_origin": {"type": "hidden_user", "date": 1_800_000_000, "sender_user_name": "Bob"}}
CAFE = {"venue": {"location": {"latitude": 48.86, "longitude": 2.35}, "title": "Café", "address": "Paris"}}


@pytest.mark.parametrize("extra", [FORWARDED, CAFE], ids=["forwarded", "a café"])
async def test_a_place_that_may_be_anybodys_is_asked_about_first(ada: Learner, extra: dict[str, Any]) -> None:
    await ada.says("/start")
    place = {"location": {"latitude": 48.86, "longitude": 2.35}, **extra}
    ada._classroom.playground.post_update({"message": message_from(ada, **place)})
    await ada.sees("It’s 10:00 at that place. Do you live by that clock?")
    assert await zone_of(ada) == "UTC"
    await ada.taps("Yes, that’s my time")
    await ada.sees("Your time zone is Europe/Paris.")


@pytest.mark.parametrize(
    ("typed", "button"),
    [
        ("London, UK", "London, United Kingdom"),
        ("GMT+3", "Istanbul"),
        ("EST", "New York City"),
        ("🇩🇪", "Berlin"),
        ("I live in Berlin", "Berlin"),
        ("٠٩:٠٠", "London"),
    ],
)
async def test_a_place_is_typed_as_people_type_it(ada: Learner, typed: str, button: str) -> None:
    await finishes(ada)
    await ada.says(typed)
    assert any(button in row[0] for row in ada.buttons)


async def test_what_was_typed_is_repeated_whole_and_turns_nothing(ada: Learner) -> None:
    await finishes(ada)
    await ada.says("🇽🇽" * 50)
    await ada.sees("I know no city called “" + "🇽🇽" * 39 + "…”.")
    await ada.says("\u202eqqqqqq")
    await ada.sees("I know no city called “qqqqqq”.")


async def test_a_place_at_sea_is_no_zone_and_changes_nothing(ada: Learner) -> None:
    await finishes(ada)
    ada.looks()
    ada.person.share_location(30, -40)
    await ada._classroom.at_rest()
    await ada.sees("That looks like open water")
    assert await zone_of(ada) == "UTC"
    await ada.taps("By the clock")
    await ada.sees("What time is it where you are?")


@pytest.mark.parametrize(
    "data",
    ["1zc:Europe/Atlantis", "1zc:../../etc/passwd", "1zc:Europe", "1zc:localtime", "1zc:x\x00y", "1zp:x", "1zp:--5",
     "1zp:٣", "1zp:99999", "1zc", "1zc:", "1zt:1", "1zs:1", "1zw:tomorrow"],
)  # fmt: skip
async def test_a_forged_zone_is_told_kindly_and_changes_nothing(ada: Learner, data: str) -> None:
    await finishes(ada)
    await ada.forges(data)
    assert ada.told == [REFUSED[Refusal.UNKNOWN]]
    assert await zone_of(ada) == "UTC"


@pytest.mark.parametrize("data", ["1zw:1999-01-01", "1zp:1", "1zp:-999", "1zp:840"])
async def test_a_view_that_is_out_of_date_shows_what_there_is(ada: Learner, data: str) -> None:
    await finishes(ada)
    await ada.forges(data)
    await ada.sees("Your time zone is" if data == "1zp:840" else "What time is it where you are?")


def test_every_zone_fits_into_a_button() -> None:
    assert max(len(pack(ChooseZone(zone))) for zone in known_zones()) <= 64
    assert pack(ShowPlaces(timedelta(minutes=-570))) == "1zp:-570"


async def test_a_zone_that_has_vanished_is_told_of(ada: Learner, classroom: Classroom) -> None:
    await finishes(ada)

    def vanish(transaction: Transaction) -> None:
        save_calendar(transaction, ada.id, "Mars/Olympus_Mons", 3, None)

    await classroom.school.database.transact(vanish)
    for command in ("/streak", "/progress", "/today", "/help"):
        await ada.says(command)
        assert "Sorry" not in (ada.last.text or "")
    await ada.says("/settings")
    await ada.sees("The zone Mars/Olympus_Mons is no longer known, so I go by UTC. Choose yours again.")
    await ada.taps("Time zone")
    await ada.taps("14:45")
    await ada.says("/settings")
    await ada.sees("🌍 Time zone: Asia/Kathmandu, 14:45 now")
    assert "no longer known" not in (ada.last.text or "")


async def test_buttons_of_questions_from_before_still_work(ada: Learner) -> None:
    await finishes(ada)
    question = ada.last
    await ada.forges("1zc:Europe/Berlin")
    await ada.sees("Your time zone is Europe/Berlin.")
    await ada.forges("1zw:own", on=question.message_id)
    await ada.sees("What time is it where you are?")
    assert labels(ada.last)[-1] == ["Back"]

"""Settings in the chat: one message for all of them, typed times, and /stop."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.chat.conversation import REFUSED
from bot.core.course import Course
from bot.core.lesson import Refusal
from bot.core.preferences import LearnerSettings, Preferences
from bot.flows.settings import look_at_settings
from bot.playground import Playground
from tests.support.catalogues import spoken
from tests.support.classroom import Classroom, Learner
from tests.support.course import a_course_of

TUESDAY = datetime(2026, 3, 10, 9, 0, 5, tzinfo=UTC)


@pytest.fixture
def course() -> Course:
    return a_course_of(3)


@pytest.fixture
def ada(playground: Playground, classroom: Classroom) -> Learner:
    playground.clock.travel(TUESDAY - playground.clock.now())
    return classroom.learner("Ada")


def callback_datas(learner: Learner) -> list[str]:
    """What the buttons say that are new to somebody."""
    rows = (row for message in learner.news for row in message.buttons)
    return [str(button["callback_data"]) for row in rows for button in row]


async def settings_of(learner: Learner) -> LearnerSettings:
    return await look_at_settings(learner._classroom.school, learner.id)


async def test_all_of_them_stand_in_one_message(ada: Learner) -> None:
    await ada.says("/settings")
    assert ada.last.text == (
        "Settings\n\n🔔 Reminder: 09:00\n🌍 Time zone: UTC, 09:00 now\n🌙 End of day: 03:00\n"
        "🤫 Quiet hours: 22:00–08:00\n"
        "⏸ Pause: none\n📣 Announcements: on\n\n"
        "I don’t know your clock yet. Choose your time zone, and reminders come at your hour."
    )
    assert ada.buttons == [["Reminder", "Time zone"], ["End of day", "Quiet hours"], ["Pause"], ["Announcements"]]


async def test_every_preference_can_be_set_by_a_button_and_is_told(ada: Learner) -> None:
    untouched = {each.name: getattr(Preferences(), each.name) for each in fields(Preferences)}
    del untouched["goal"]  # chosen once, below the first closing card
    await ada.says("/settings")
    told = ada.last.text
    ahead, known = callback_datas(ada), set[str]()
    while untouched and ahead:
        data = ahead.pop(0)
        known.add(data)
        await ada.forges(data)
        ahead += [each for each in callback_datas(ada) if each not in {*known, *ahead}]
        now = (await settings_of(ada)).preferences
        if touched := {name for name, before in untouched.items() if getattr(now, name) != before}:
            assert ada.last.text != told, touched
            told = ada.last.text
            untouched = {name: before for name, before in untouched.items() if name not in touched}
    assert untouched == {}


async def test_they_are_changed_in_place(ada: Learner, classroom: Classroom) -> None:
    await ada.says("/settings")
    async with classroom.no_more("sendMessage"):
        await ada.taps("Reminder")
        await ada.sees("When shall I remind you?\n\nNow: 09:00.")
        await ada.taps("At half past")
        await ada.taps("19:30")
        await ada.sees("🔔 Reminder: 19:30")
        await ada.taps("End of day")
        await ada.taps("05:00")
        await ada.sees("🌙 End of day: 05:00")
        await ada.taps("Quiet hours")
        await ada.taps("From 22:00")
        await ada.taps("23:00")
        await ada.sees("🤫 Quiet hours: 23:00–08:00")
        await ada.taps("Pause")
        await ada.taps("A week")
        await ada.sees("⏸ Pause: until Tue 17 Mar, 00:00")
        await ada.taps("Pause")
        await ada.taps("Resume now")
        await ada.sees("⏸ Pause: none")
        await ada.taps("Pause")
        await ada.taps("Until I return")
        await ada.sees("⏸ Pause: until you return")
        await ada.taps("Announcements")
        await ada.taps("Off")
        await ada.sees("📣 Announcements: off")


async def test_what_is_chosen_is_marked_and_back_leads_back(ada: Learner) -> None:
    await ada.says("/settings")
    for view, marked in (("Reminder", "09:00"), ("End of day", "03:00"), ("Announcements", "On")):
        await ada.taps(view)
        buttons = [button for row in ada.last.buttons for button in row]
        assert [button["text"] for button in buttons if button.get("style") == "success"] == [marked]
        await ada.taps("Back")
        await ada.sees("Settings\n\n")


async def test_the_same_choice_twice_is_no_error(ada: Learner) -> None:
    await ada.says("/settings")
    await ada.taps("Reminder")
    await ada.forges("1sr:0900:keep")
    await ada.forges("1sr:0900:keep")
    await ada.sees()
    assert ada.told == []
    assert (await settings_of(ada)).preferences == Preferences()


async def test_reminders_are_turned_off_and_on(ada: Learner) -> None:
    await ada.says("/settings")
    await ada.taps("Reminder")
    await ada.taps("Off")
    await ada.sees("🔔 Reminder: off")
    await ada.taps("Reminder")
    await ada.taps("12:00")
    await ada.sees("🔔 Reminder: 12:00")


@pytest.mark.parametrize(
    ("typed", "shown"), [("8:15", "08:15"), ("19.30", "19:30"), ("7pm", "19:00"), ("0930", "09:30")]
)
async def test_a_time_is_typed(ada: Learner, typed: str, shown: str) -> None:
    await ada.says("/settings")
    await ada.taps("Reminder")
    await ada.taps("Type a time")
    await ada.sees("When shall I remind you? Type a time, such as 7:30 or 7pm.")
    await ada.says(typed)
    await ada.sees(f"🔔 Reminder: {shown}")


async def test_from_the_question_for_a_time_one_gets_back_to_the_list(ada: Learner) -> None:
    await ada.says("/settings")
    await ada.taps("Reminder")
    await ada.taps("Type a time")
    assert ada.buttons == [["Back"]]
    assert ada.person.input is not None
    assert ada.person.input.replies
    await ada.taps("Back")
    await ada.sees("When shall I remind you?")
    await ada.taps("12:00")
    await ada.sees("🔔 Reminder: 12:00")


async def test_a_time_is_typed_in_the_words_of_any_language(ada: Learner, tmp_path: Path) -> None:
    with spoken(tmp_path / "locale", "de", {"at {time}": "um {time}", "{time} o’clock": "{time} Uhr"}):
        await ada.says("um 7.30 Uhr")
        await ada.sees("Shall I remind you at 07:30 from now on?")
        await ada.says("/settings")
        await ada.taps("Reminder")
        await ada.taps("Type a time")
        await ada.says("19 Uhr")
        await ada.sees("🔔 Reminder: 19:00")


@pytest.mark.parametrize("typed", ["half past", "25:00", "soon", "🕢", "-1", "x" * 4000])
async def test_what_is_no_time_is_told_so_and_changes_nothing(ada: Learner, typed: str) -> None:
    await ada.says("/settings")
    await ada.taps("Reminder")
    await ada.taps("Type a time")
    await ada.says(typed)
    await ada.sees("as a time. Type it again, like 7:30, 19.30 or 7pm.")
    assert (await settings_of(ada)).preferences == Preferences()
    await ada.says("later")
    await ada.sees("I can’t read “later” as a time.")
    await ada.says("quarter past eight")
    await ada.sees("🔔 Reminder: 08:15")


async def test_a_time_typed_out_of_the_blue_is_offered(ada: Learner) -> None:
    await ada.says("10:15")
    await ada.sees("Shall I remind you at 10:15 from now on?")
    assert (await settings_of(ada)).preferences == Preferences()
    await ada.taps("Remind me at 10:15")
    await ada.sees("🔔 Reminder: 10:15")


async def test_after_the_reply_was_dismissed_a_time_still_counts(ada: Learner) -> None:
    await ada.says("/settings")
    await ada.taps("Reminder")
    await ada.taps("Type a time")
    ada.person.leave_reply()
    await ada.says("10:15")
    await ada.taps("Remind me at 10:15")
    await ada.sees("🔔 Reminder: 10:15")


async def test_a_reminder_in_the_quiet_hours_is_not_set_but_offered_with_others(ada: Learner) -> None:
    await ada.says("/settings")
    await ada.taps("Reminder")
    await ada.taps("06:00")
    await ada.sees(
        "That would be in your quiet hours.\n\nA reminder at 06:00 and quiet hours 22:00–08:00 don’t go together, so "
        "nothing has changed yet."
    )
    assert ada.buttons == [["Remind me at 06:00, quiet 22:00–06:00"], ["Another time"], ["Back"]]
    assert (await settings_of(ada)).preferences == Preferences()
    await ada.taps("Remind me at 06:00")
    await ada.sees("🔔 Reminder: 06:00", "🤫 Quiet hours: 22:00–06:00")


async def test_quiet_hours_over_the_reminder_are_not_set_but_offered_with_another(ada: Learner) -> None:
    await ada.says("/settings")
    await ada.taps("Quiet hours")
    await ada.taps("Until 08:00")
    await ada.taps("10:00")
    await ada.sees("A reminder at 09:00 and quiet hours 22:00–10:00 don’t go together")
    await ada.taps("Quiet 22:00–10:00, remind me at 10:00")
    await ada.sees("🔔 Reminder: 10:00", "🤫 Quiet hours: 22:00–10:00")


async def test_quiet_hours_can_be_none_and_come_back(ada: Learner) -> None:
    await ada.says("/settings")
    await ada.taps("Quiet hours")
    await ada.taps("None")
    await ada.sees("🤫 Quiet hours: none")
    await ada.taps("Quiet hours")
    await ada.taps("22:00–08:00")
    await ada.sees("🤫 Quiet hours: 22:00–08:00")


async def test_stop_ends_what_comes_unasked_and_tells_what_stays(ada: Learner) -> None:
    await ada.forges("1sr:1930:keep", on=1)
    await ada.says("/stop")
    await ada.sees(
        "I won’t write to you by myself any more.",
        "Your place, your score and your streak stay",
        "/delete deletes everything",
    )
    assert ada.buttons == [["Turn both on again"]]
    after = (await settings_of(ada)).preferences
    assert (after.remind_at, after.announcements) == (None, False)
    await ada.taps("Turn both on again")
    await ada.sees("🔔 Reminder: 19:30", "📣 Announcements: on")


async def test_help_tells_when_the_day_begins(ada: Learner) -> None:
    await ada.says("/help")
    await ada.sees("A day begins at three in the morning")
    await ada.forges("1sd:0")
    await ada.says("/help")
    await ada.sees("A day begins at midnight")
    await ada.forges("1sd:6")
    await ada.says("/help")
    await ada.sees("A day begins at six in the morning")


FORGED = [
    "1sv:nothing", "1sv:", "1sr:2500:keep", "1sr:900:keep", "1sr:0900:maybe", "1sr:٠٩٠٠:keep", "1sr:soon:keep",
    "1sr:0900", "1sq:2200:2500:keep", "1sq:2200:0800:maybe", "1sd:7", "1sd:03", "1sd:-1", "1sp:year", "1sa:maybe",
    "1st:1", "1s:1",
]  # fmt: skip


async def test_forged_settings_are_told_kindly_and_change_nothing(ada: Learner, classroom: Classroom) -> None:
    await ada.says("/settings")
    ada.looks()
    for data in FORGED:
        ada.person.tap_data(ada.last.message_id, data)
    await classroom.at_rest()
    assert ada.told == [REFUSED[Refusal.UNKNOWN]] * len(FORGED)
    assert ada.news == []
    assert (await settings_of(ada)).preferences == Preferences()


async def test_where_the_message_is_gone_the_settings_come_anew(ada: Learner) -> None:
    await ada.says("/settings")
    await ada.forges("1sr:1930:keep", on=999_999)
    await ada.sees("🔔 Reminder: 19:30")


async def test_a_clock_of_twelve_hours_is_shown_to_those_who_use_it(ada: Learner) -> None:
    await ada.says("/start")
    await ada.forges("1zc:America/New_York")
    await ada.sees("I’ll remind you at 9:00\u00a0AM.")
    await ada.says("/settings")
    await ada.sees(
        "🔔 Reminder: 9:00\u00a0AM", "🤫 Quiet hours: 10:00\u00a0PM–8:00\u00a0AM", "🌙 End of day: 3:00\u00a0AM"
    )
    await ada.taps("Reminder")
    assert ada.buttons[4] == ["12:00\u00a0PM", "1:00\u00a0PM", "2:00\u00a0PM"]
    await ada.taps("7:00\u00a0AM")
    await ada.sees("A reminder at 7:00\u00a0AM and quiet hours 10:00\u00a0PM–8:00\u00a0AM")


async def test_what_stop_turned_off_comes_back_together(ada: Learner) -> None:
    await ada.says("/settings")
    await ada.taps("Reminder")
    await ada.taps("19:00")
    await ada.says("/stop")
    assert (await settings_of(ada)).preferences.announcements is False
    await ada.taps("Turn both on again")
    await ada.sees("🔔 Reminder: 19:00", "📣 Announcements: on")


async def test_stop_gives_back_only_what_there_was(ada: Learner) -> None:
    await ada.says("/settings")
    await ada.taps("Announcements")
    await ada.taps("Off")
    await ada.says("/stop")
    await ada.taps("Turn reminders on again")
    await ada.sees("🔔 Reminder: 09:00", "📣 Announcements: off")
    await ada.taps("Reminder")
    await ada.taps("Off")
    await ada.taps("Announcements")
    await ada.taps("On")
    await ada.says("/stop")
    await ada.taps("Turn announcements on again")
    await ada.sees("🔔 Reminder: off", "📣 Announcements: on")


async def test_who_never_said_where_they_live_is_told_why_no_reminder_comes(ada: Learner) -> None:
    await ada.says("/start")
    await ada.says("/settings")
    await ada.sees("I don’t know your clock yet. Choose your time zone, and reminders come at your hour.")
    await ada.forges("1zc:Europe/Paris")
    await ada.says("/settings")
    assert "I don’t know your clock yet" not in (ada.last.text or "")

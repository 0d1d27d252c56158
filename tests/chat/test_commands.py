from __future__ import annotations

import logging
import re
from datetime import timedelta
from typing import Any

import pytest

from tests.support.classroom import COMMANDS, Classroom, Learner, words

POINTER = "I can’t chat. Day 11 is open."
GROUP = -100_500


async def finishes(learner: Learner) -> None:
    await learner.reaches(12)


async def test_the_commands_are_registered_with_telegram(classroom: Classroom) -> None:
    await classroom.playground.wait_for(lambda: classroom.calls("setMyCommands"))
    (call,) = classroom.calls("setMyCommands")
    assert call.status == 200
    assert call.parameters["scope"] == {"type": "all_private_chats"}
    assert [command["command"] for command in call.parameters["commands"]] == list(COMMANDS)


async def test_the_bot_works_where_the_commands_cannot_be_registered(classroom: Classroom, ada: Learner) -> None:
    classroom.playground.faults.add("setMyCommands", "500")
    await ada.says("/start")
    await ada.sees("Welcome")


async def test_progress_before_the_first_lesson(ada: Learner) -> None:
    await ada.says("/progress")
    await ada.sees("0 of 28 days done", "🔥 Your streak starts with your first lesson")
    assert days(ada) == ["Ready: 11", "To come: 1–10, 12–28"]
    assert "Score" not in words(ada.last)


async def test_progress_in_the_middle_of_a_lesson(ada: Learner) -> None:
    await ada.reaches(4)
    await ada.taps("A")
    await ada.says("/progress")
    await ada.sees("0 of 28 days done", "🎯 Score: 0 of 1")
    assert days(ada) == ["Open: 11", "To come: 1–10, 12–28"]


async def test_progress_after_the_lesson(ada: Learner) -> None:
    await finishes(ada)
    await ada.taps("Progress")
    await ada.sees("1 of 28 days done", "🎯 Score: 4 of 4", "🔥 1-day streak")
    assert days(ada) == ["Done: 11", "To come: 1–10, 12–28"]
    assert ada.buttons == [["Lessons", "Share"]]


async def test_a_streak_stands_while_no_other_lesson_is_written(ada: Learner, classroom: Classroom) -> None:
    await finishes(ada)
    classroom.playground.clock.travel(timedelta(days=9))
    await ada.says("/progress")
    await ada.sees("1 of 28 days done", "🔥 1-day streak")


async def test_lessons_opens_a_finished_day_from_its_start_and_keeps_its_score(
    ada: Learner, classroom: Classroom
) -> None:
    await finishes(ada)
    await ada.says("/lessons")
    assert ada.buttons == [["✓ Day 11 · Video Generation with Sora"]]
    await ada.taps("✓ Day 11")
    await ada.sees("Day 11 of 28 · 1/12")
    for number in range(1, 11):
        if number in {4, 7, 9}:
            await ada.taps("A")
            await ada.taps("Continue")
            await ada.sees(f"· {number + 1}/12")
        else:
            await ada.leaves(number)
    await ada.taps("A")
    await ada.taps("Continue")
    await ada.sees("🎯 Score: 4 of 4\nThis time: 0 of 4", "🔥 1-day streak")
    await ada.says("/progress")
    await ada.sees("1 of 28 days done", "🎯 Score: 4 of 4")
    assert await ada.answers(visit=1) == {"kc1": "C", "kc2": "D", "kc3": "D", "final": "D"}
    assert await ada.answers(visit=2) == dict.fromkeys(["kc1", "kc2", "kc3", "final"], "A")


async def test_a_double_tap_on_a_finished_lesson_opens_it_once(ada: Learner, classroom: Classroom) -> None:
    await finishes(ada)
    await ada.says("/lessons")
    ada.person.tap("✓ Day 11")
    await ada.taps("✓ Day 11")
    await ada.sees("Day 11 of 28 · 1/12")
    assert len(ada.arrived) == 1


async def test_lessons_before_the_first_one(ada: Learner) -> None:
    await ada.says("/lessons")
    await ada.sees("Tap a lesson to open it.", "The other days are being written")
    assert ada.buttons == [["Day 11 · Video Generation with Sora"]]
    await ada.taps("Day 11")
    await ada.sees("Day 11 of 28 · 1/12")


async def test_today_after_the_lesson_says_what_comes(ada: Learner, classroom: Classroom) -> None:
    await finishes(ada)
    await ada.says("/today")
    await ada.sees("Today’s lesson is done. ✓", "Day 12 · Writing Like a Pro is being written")
    assert ada.buttons == [["Lessons", "Progress"]]
    classroom.playground.clock.travel(timedelta(days=1))
    await ada.says("/today")
    await ada.sees("You have read every lesson there is so far.")
    assert "Today’s lesson is done" not in (ada.last.text or "")


async def test_help_names_every_command_once(ada: Learner) -> None:
    await ada.says("/help")
    await ada.sees("How this works")
    named = [line for line in (ada.last.text or "").splitlines() if line.startswith("/")]
    assert named == [f"/{name} – {meaning}" for name, meaning in COMMANDS.items()]


@pytest.mark.parametrize("text", ["hello", "continue", "<b", "E", "see"])
async def test_anything_typed_points_to_the_open_step(ada: Learner, text: str) -> None:
    await ada.reaches(4)
    await ada.says(text)
    await ada.sees(POINTER)
    assert ada.buttons == [["Back to Day 11"]]


async def test_the_pointer_leads_back(ada: Learner, classroom: Classroom) -> None:
    await ada.reaches(4)
    await ada.says("What was I doing?")
    await ada.taps("Back to Day 11")
    await ada.sees("Day 11 of 28 · 4/12")


async def test_something_typed_between_lessons_points_to_today(ada: Learner) -> None:
    await ada.says("hello")
    assert ada.last.text == "I can’t chat. /start begins the course."


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("thanks!", "You’re welcome! Day 11 is open."),
        ("Thank you so much ❤️", "You’re welcome! Day 11 is open."),
        ("🙏", "You’re welcome! Day 11 is open."),
        ("What does pan mean?", "I can’t answer questions, but ChatGPT can: ask it just like that. Day 11 is open."),
        ("/foo bar", "I know no /foo; /help lists what I know. Day 11 is open."),
        ("/starts", "I know no /starts; /help lists what I know. Day 11 is open."),
    ],
)
async def test_a_word_is_answered_as_it_was_meant(ada: Learner, text: str, answer: str) -> None:
    await ada.reaches(4)
    await ada.says(text)
    assert (ada.last.text or "").startswith(answer)


async def test_only_what_is_there_is_promised(ada: Learner, classroom: Classroom) -> None:
    await finishes(ada)
    await ada.forges("1zc:Europe/Berlin")
    await ada.says("thanks!")
    assert ada.last.text == "You’re welcome! Day 12 is being written; /lessons has all there is so far."
    await ada.says("/delete")
    await ada.taps("Delete everything")
    await ada.says("hello")
    assert ada.last.text == "I can’t chat. /start begins the course."


async def test_thanks_after_the_first_lesson_are_no_city(ada: Learner) -> None:
    await finishes(ada)
    await ada.says("thank you!")
    await ada.sees("You’re welcome!")
    await ada.says("What did you mean by a push-in?")
    await ada.sees("I can’t answer questions")


PHOTO = {"photo": [{"file_id": "p", "file_unique_id": "p", "width": 90, "height": 90}]}
STICKER = {
    "sticker": {
        "file_id": "s", "file_unique_id": "s", "type": "regular", "width": 512, "height": 512, "is_animated": False,
        "is_video": False,
    }
}  # fmt: skip
VOICE = {"voice": {"file_id": "v", "file_unique_id": "v", "duration": 3}}


@pytest.mark.parametrize("content", [PHOTO, STICKER, VOICE], ids=["photo", "sticker", "voice"])
async def test_a_picture_or_a_sticker_points_to_the_open_step(
    ada: Learner, classroom: Classroom, content: dict[str, Any]
) -> None:
    await ada.reaches(2)
    classroom.playground.post_update({"message": message_in({"id": ada.id, "type": "private"}, ada.id, **content)})
    await ada.sees(POINTER)


async def test_a_command_in_a_group_gets_a_link_to_the_private_chat(classroom: Classroom, ada: Learner) -> None:
    post_in_group(classroom, ada, "/start@daily_lesson_bot")
    await classroom.playground.wait_for(lambda: classroom.playground.messages_in(GROUP))
    (message,) = classroom.playground.messages_in(GROUP)
    assert message.text == "Lessons happen in a private chat, one learner at a time."
    assert message.buttons == [[{"text": "Open the private chat", "url": "https://t.me/daily_lesson_bot?start=group"}]]


@pytest.mark.parametrize("text", ["/quiz@other_bot", "/ban@rose_bot x", "/weather", "/start@other_bot", "/stats"])
async def test_a_command_for_another_bot_in_a_group_is_left_alone(
    classroom: Classroom, ada: Learner, text: str
) -> None:
    async with classroom.no_more("sendMessage"):
        post_in_group(classroom, ada, text)


async def test_the_answer_in_a_group_stands_in_the_topic_of_the_command(classroom: Classroom, ada: Learner) -> None:
    post_in_group(classroom, ada, "/today", message_thread_id=7, is_topic_message=True)
    await classroom.playground.wait_for(lambda: classroom.playground.messages_in(GROUP))
    (call,) = classroom.calls("sendMessage")
    assert call.parameters["reply_parameters"] == {"message_id": 500_000, "allow_sending_without_reply": True}


async def test_an_album_is_answered_once(classroom: Classroom, ada: Learner) -> None:
    await ada.says("/start")
    ada.looks()
    for album in ("first", "second"):
        for _ in range(10):
            message = message_in({"id": ada.id, "type": "private"}, ada.id, **PHOTO, media_group_id=album)
            classroom.playground.post_update({"message": message})
    await classroom.at_rest()
    assert len(ada.arrived) == 2


SERVICE: dict[str, Any] = {
    "pinned_message": {"message_id": 1, "date": 0, "chat": {"id": 1, "type": "private"}},
    "message_auto_delete_timer_changed": {"message_auto_delete_time": 86_400},
    "write_access_allowed": {"from_request": True},
    "chat_background_set": {"type": {"type": "chat_theme", "theme_name": "x"}},
    "proximity_alert_triggered": {
        "traveler": {"id": 1, "is_bot": False, "first_name": "A"},
        "watcher": {"id": 2, "is_bot": False, "first_name": "B"},
        "distance": 5,
    },
    "users_shared": {"request_id": 1, "users": [{"user_id": 5}]},
    "forum_topic_created": {"name": "x", "icon_color": 1},
    "boost_added": {"boost_count": 1},
    "what_nobody_knows_yet": {"text": "x"},
}


@pytest.mark.parametrize("kind", SERVICE)
async def test_what_telegram_tells_of_the_chat_is_no_talk(classroom: Classroom, ada: Learner, kind: str) -> None:
    await ada.says("/start")
    async with classroom.no_more("sendMessage"):
        content = {kind: SERVICE[kind]}
        chat = {"id": ada.id, "type": "private"}
        classroom.playground.post_update({"message": message_in(chat, ada.id, **content)})


CONTACT = {"contact": {"phone_number": "1", "first_name": "Bob"}}
DICE = {"dice": {"emoji": "🎲", "value": 3}}


@pytest.mark.parametrize("content", [CONTACT, DICE], ids=["contact", "dice"])
async def test_whatever_else_somebody_sends_is_answered(
    classroom: Classroom, ada: Learner, content: dict[str, Any]
) -> None:
    await ada.says("/start")
    classroom.playground.post_update({"message": message_in({"id": ada.id, "type": "private"}, ada.id, **content)})
    await ada.sees("I can’t chat")


async def test_talk_in_a_group_is_left_alone(classroom: Classroom, ada: Learner) -> None:
    async with classroom.no_more("sendMessage"):
        post_in_group(classroom, ada, "Good morning!")


async def test_the_link_from_a_group_begins_as_start_does(ada: Learner) -> None:
    await ada.says("/start group")
    await ada.sees("Welcome")


async def test_a_flow_that_fails_is_apologised_for_with_a_reference(
    ada: Learner, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    await ada.reaches(4)

    async def fail(*_: object) -> None:
        raise LookupError("the answers are gone")

    monkeypatch.setattr("bot.chat.lessons.handlers.answer", fail)
    await ada.taps("C")
    await ada.sees("Sorry, something went wrong on my side.")
    (error,) = [record for record in caplog.records if record.levelno >= logging.ERROR]
    (reference,) = re.findall(r"mention (\w{8})\.", ada.last.text or "")
    assert error.getMessage().startswith(f"Error {reference} of ")
    assert error.exc_info is not None
    await ada.says("/privacy")
    await ada.sees("What is kept about you")
    caplog.clear()


def days(learner: Learner) -> list[str]:
    """The days of the course as /progress tells them."""
    return words(learner.last).split("Days of the course\n")[1].split("\n\n")[0].splitlines()


def post_in_group(classroom: Classroom, learner: Learner, text: str, **extra: Any) -> None:
    length = len(text.split(maxsplit=1)[0]) if text.startswith("/") else 0
    entities = [{"type": "bot_command", "offset": 0, "length": length}] if length else []
    group = {"id": GROUP, "type": "supergroup", "title": "Class of 2026"}
    classroom.playground.post_update({"message": message_in(group, learner.id, text=text, entities=entities, **extra)})


def message_in(chat: dict[str, Any], person_id: int, **content: Any) -> dict[str, Any]:
    sender = {"id": person_id, "is_bot": False, "first_name": "Ada"}
    return {"message_id": 500_000, "date": 1_800_000_000, "chat": chat, "from": sender, **content}

"""Learners tell what is wrong or out of date; admins read it, answer it and have it dealt with."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.chat.conversation import MAYBE_LOST, REFUSED
from bot.chat.pseudonym import pseudonym
from bot.core.course import Course
from bot.core.lesson import Refusal
from bot.core.richtext import MESSAGE_LIMIT, utf16_length
from bot.flows.feedback import count_open_feedback
from bot.playground.messages import Message
from tests.support.classroom import TELL, Classroom, Learner, labels, styled, words
from tests.support.course import a_course_of

(BUTTON,) = TELL
THANKS = "Thank you! It’s noted, together with the day, for whoever runs this course."
FULL = "You have told me 5 things today, thank you for each!"
GONE = "That is gone: whoever wrote it had everything deleted."
ALERT = "wrong or out of date: /course"
ONE_DAY = timedelta(days=1)
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def admins() -> Collection[str]:
    return ("Admin",)


@pytest.fixture
def course() -> Course:
    return a_course_of(9)


@pytest.fixture
def admin(classroom: Classroom) -> Learner:
    return classroom.learner("Admin")


@pytest.fixture
async def noor(classroom: Classroom) -> Learner:
    """Somebody who has finished Day 1."""
    noor = classroom.learner("Noor")
    await finishes_a_day(noor)
    return noor


async def finishes_a_day(learner: Learner) -> None:
    await learner.says("/start")
    await learner.taps("Begin Day 1")
    await learner.taps("Continue")


async def tells(learner: Learner, text: str) -> None:
    await learner.taps(BUTTON)
    await learner.says(text)


async def open_ones(classroom: Classroom) -> int:
    return await count_open_feedback(classroom.school)


async def reads(admin: Learner, count: int) -> str:
    """What an admin reads who opens what waits, which is so much."""
    await admin.says("/course")
    await admin.taps(f"💬 From learners: {count}")
    return words(admin.last)


def card(learner: Learner) -> Message:
    return learner.message("🎬 Day 1 Complete")


async def sends(learner: Learner, classroom: Classroom, question: Message, content: dict[str, Any]) -> None:
    """Send something as a reply to a question."""
    learner.looks()
    message = {
        "message_id": 900_000,
        "date": 1_800_000_000,
        "chat": {"id": learner.id, "type": "private"},
        "from": {"id": learner.id, "is_bot": False, "first_name": "Noor"},
        "reply_to_message": classroom.playground._world.message_for_bot(question),
    }
    classroom.playground.post_update({"message": message | content})
    await classroom.at_rest()


class TestALearner:
    async def test_is_asked_below_a_closing_card_and_thanked(self, noor: Learner, classroom: Classroom) -> None:
        assert labels(card(noor))[-1] == TELL
        await noor.taps(BUTTON)
        assert words(noor.last).startswith("What is wrong or out of date in Day 1? Tell me in one message.")
        assert noor.person.input is not None
        assert noor.person.input.placeholder == "What should be mended?"
        await noor.says("The menu looks different now.")
        assert words(noor.last) == THANKS
        assert labels(card(noor))[-1] == TELL
        assert await open_ones(classroom) == 1

    async def test_may_answer_a_week_later_and_after_a_restart(self, noor: Learner, classroom: Classroom) -> None:
        await noor.taps(BUTTON)
        await classroom.close()
        classroom.playground.clock.travel(7 * ONE_DAY)
        await classroom.open()
        await noor.says("It took me a while: the price is wrong.")
        assert words(noor.last) == THANKS
        assert await open_ones(classroom) == 1

    async def test_has_kind_words_and_keeps_the_button_at_the_sixth(self, noor: Learner, classroom: Classroom) -> None:
        await noor.taps(BUTTON)
        question = noor.last
        for number in range(5):
            await noor.taps(BUTTON)
            await noor.says(f"Slip {number}")
            assert words(noor.last) == THANKS
        await noor.taps(BUTTON)
        assert words(noor.last).startswith(FULL)
        noor.person.say("One more", reply_to=question.message_id)
        await classroom.at_rest()
        assert words(noor.last).startswith(FULL)
        assert await open_ones(classroom) == 5
        classroom.playground.clock.travel(ONE_DAY)
        await tells(noor, "One more")
        assert words(noor.last) == THANKS

    async def test_is_answered_about_a_day_that_is_gone_by_then(
        self, noor: Learner, admin: Learner, classroom: Classroom
    ) -> None:
        await noor.taps(BUTTON)
        school = classroom.school
        school.course = replace(school.course, days=school.course.days[:0])
        await noor.says("It was wrong anyway.")
        assert words(noor.last) == THANKS
        await noor.taps(BUTTON)
        assert "in Day 1?" in words(noor.last)
        assert "1 · Day 1 · bye · " in await reads(admin, 1)

    async def test_gets_no_further_with_a_forged_day(self, noor: Learner, classroom: Classroom) -> None:
        for data in ("1fb:7:bye", "1fb:999999999999:x", "1fb:0:x"):
            await noor.forges(data)
            assert noor.told == [REFUSED[Refusal.UNKNOWN]]
            assert noor.arrived == []
        assert await open_ones(classroom) == 0

    async def test_who_had_everything_deleted_is_told_that_nothing_was_noted(
        self, noor: Learner, classroom: Classroom
    ) -> None:
        await noor.taps(BUTTON)
        question = noor.last
        await noor.says("/delete")
        await noor.taps("Delete everything")
        noor.person.say("One last thing", reply_to=question.message_id)
        await classroom.at_rest()
        assert words(noor.last).startswith("I couldn’t note that: as far as I know, you haven’t opened Day 1")
        await noor.taps(BUTTON)
        assert noor.told == [REFUSED[Refusal.UNKNOWN]]
        assert await open_ones(classroom) == 0

    async def test_finds_it_in_their_export(self, noor: Learner, classroom: Classroom) -> None:
        await tells(noor, "The menu is gone.")
        await noor.says("/export")
        assert noor.last.document is not None
        content = json.loads(classroom.playground._world.contents[noor.last.document.file_id])
        (kept,) = content["feedback"]
        assert (kept["day"], kept["step"], kept["text"]) == (1, "bye", "The menu is gone.")

    async def test_whose_thanks_got_lost_is_told_so_and_has_said_it_once(
        self, noor: Learner, classroom: Classroom
    ) -> None:
        await noor.taps(BUTTON)
        classroom.playground.faults.add("sendMessage", "lost")
        await noor.says("The menu is gone.")
        assert words(noor.last) == MAYBE_LOST
        assert await open_ones(classroom) == 1


class TestWhatIsNoAnswer:
    @pytest.mark.parametrize(
        "content",
        [
            {"voice": {"file_id": "v", "file_unique_id": "v", "duration": 3}},
            {"sticker": {"file_id": "s", "file_unique_id": "s", "type": "regular", "width": 1, "height": 1,
                         "is_animated": False, "is_video": False}},
            {"location": {"latitude": 1.0, "longitude": 2.0}},
            {"text": "\u200b\u2060"},
            {"text": "\u202e"},
        ],
        ids=["a voice message", "a sticker", "a place", "nothing to be seen", "a mark of direction"],
    )  # fmt: skip
    async def test_is_asked_for_again_in_words(
        self, noor: Learner, classroom: Classroom, content: dict[str, Any]
    ) -> None:
        await noor.taps(BUTTON)
        await sends(noor, classroom, noor.last, content)
        (again,) = noor.arrived
        assert words(again).startswith("I can pass on words only, no pictures, files or voice messages.")
        assert await open_ones(classroom) == 0
        await noor.says("The menu is gone.")
        assert words(noor.last) == THANKS

    async def test_a_picture_is_asked_for_in_words_and_words_below_one_are_kept(
        self, noor: Learner, classroom: Classroom
    ) -> None:
        await noor.taps(BUTTON)
        noor.person.show(PNG)
        await classroom.at_rest()
        assert words(noor.last).startswith("I can pass on words only")
        noor.person.show(PNG, "It looks like this now.")
        await classroom.at_rest()
        assert words(noor.last) == f"{THANKS}\n\nOnly your words are kept, not what you sent with them."
        assert await open_ones(classroom) == 1

    async def test_of_an_album_the_first_picture_speaks_for_all(self, noor: Learner, classroom: Classroom) -> None:
        await noor.taps(BUTTON)
        noor.looks()
        for caption in ("The first", "", ""):
            noor.person.show(PNG, caption, album="one")
        await classroom.at_rest()
        assert [words(each) for each in noor.arrived] == [
            f"{THANKS}\n\nOnly your words are kept, not what you sent with them."
        ]

    async def test_a_command_is_carried_out_and_an_unknown_one_is_asked_about(
        self, noor: Learner, classroom: Classroom
    ) -> None:
        await noor.taps(BUTTON)
        await noor.says("/help")
        await noor.sees("How this works")
        await noor.taps(BUTTON)
        await noor.says("/helf")
        assert words(noor.last).startswith("That looks like a command, so I haven’t passed it on.")
        assert await open_ones(classroom) == 0
        await noor.says("/ is missing in the text")
        assert await open_ones(classroom) == 0
        await noor.says("A / is missing in the text")
        assert await open_ones(classroom) == 1


class TestAnAdmin:
    async def test_finds_nothing_in_the_course_while_nothing_waits(self, admin: Learner, noor: Learner) -> None:
        await admin.says("/course")
        assert not any("From learners" in label for row in admin.buttons for label in row)
        await admin.forges("1xc:0")
        assert words(admin.last) == "From learners: what is wrong or out of date\n\nNothing waits for you."
        assert admin.buttons == [["‹ The course"]]

    async def test_reads_it_answers_it_and_it_is_dealt_with(
        self, admin: Learner, noor: Learner, classroom: Classroom
    ) -> None:
        await tells(noor, "The menu is gone.")
        told = noor.person.messages[-2]
        date = f"{classroom.playground.clock.now():%-d %b}"
        assert await reads(admin, 1) == (
            f"From learners: what is wrong or out of date\n\n1 · Day 1 · Lesson 1 · {date}\nThe menu is gone."
        )
        assert admin.buttons == [["Answer 1 …", "✓ 1 is done"], ["‹ The course"]]
        await admin.taps("Answer 1 …")
        assert words(admin.last).startswith(f"Day 1 · Lesson 1 · {date}\nThe menu is gone.\n\nWhat shall they read?")
        await admin.says("Mended, thank you!")
        assert words(admin.last).startswith("Sent as a reply to their message, which counts as dealt with now.")
        assert (words(noor.last), noor.last.reply_to) == ("Mended, thank you!", told.message_id)
        assert await open_ones(classroom) == 0
        await admin.says("/audit")
        called = pseudonym(noor.id, classroom.playground.token)
        assert f"wrote to a learner ({called})" in words(admin.last)

    async def test_answers_with_a_file_too(self, admin: Learner, noor: Learner, classroom: Classroom) -> None:
        await tells(noor, "Where is it?")
        await reads(admin, 1)
        await admin.taps("Answer 1 …")
        admin.person.show(PNG, "Here.")
        await classroom.at_rest()
        assert (noor.last.caption, noor.last.document is not None) == ("Here.", True)

    async def test_answers_although_the_message_was_deleted(
        self, admin: Learner, noor: Learner, classroom: Classroom
    ) -> None:
        await tells(noor, "Where is it?")
        classroom.playground._world.delete(noor.person.messages[-2])
        await reads(admin, 1)
        await admin.taps("Answer 1 …")
        await admin.says("In the menu.")
        assert words(noor.last) == "In the menu."

    async def test_has_it_wait_where_the_learner_has_blocked_the_bot(
        self, admin: Learner, noor: Learner, classroom: Classroom
    ) -> None:
        await tells(noor, "Where is it?")
        noor.person.block()
        await classroom.at_rest()
        await reads(admin, 1)
        await admin.taps("Answer 1 …")
        await admin.says("In the menu.")
        assert words(admin.last).startswith("That did not arrive: they have blocked me")
        assert await open_ones(classroom) == 1

    async def test_marks_it_as_dealt_with_and_may_take_that_back(
        self, admin: Learner, noor: Learner, classroom: Classroom
    ) -> None:
        await tells(noor, "The menu is gone.")
        await reads(admin, 1)
        await admin.taps("✓ 1 is done")
        assert "Nothing waits for you." in words(admin.last)
        assert admin.buttons == [["Not done after all"], ["‹ The course"]]
        assert await open_ones(classroom) == 0
        await admin.taps("Not done after all")
        assert "The menu is gone." in words(admin.last)
        assert admin.buttons == [["Answer 1 …", "✓ 1 is done"], ["‹ The course"]]
        assert await open_ones(classroom) == 1
        await admin.taps("‹ The course")
        assert ["💬 From learners: 1"] in admin.buttons

    async def test_turns_the_pages_the_oldest_first(self, admin: Learner, noor: Learner, classroom: Classroom) -> None:
        for number in range(1, 6):
            await tells(noor, f"Slip {number}")
        assert "Slip 1" in await reads(admin, 5)
        assert admin.buttons[-2:] == [["Later ›"], ["‹ The course"]]
        await admin.taps("Later ›")
        assert [f"Slip {number}" in words(admin.last) for number in range(1, 6)] == [False, False, False, True, True]
        assert admin.buttons[-2] == ["‹ Earlier"]
        await admin.taps("✓ 5 is done")
        assert "4 · Day 1" in words(admin.last)
        await admin.taps("✓ 4 is done")
        assert "1 · Day 1" in words(admin.last)
        assert ["Later ›"] not in admin.buttons

    @pytest.mark.parametrize("text", ["x" * MESSAGE_LIMIT, "🎬" * (MESSAGE_LIMIT // 2), "long " * 819], ids=len)
    async def test_reads_the_longest_messages_to_their_end(
        self, admin: Learner, noor: Learner, classroom: Classroom, text: str
    ) -> None:
        for _ in range(3):
            await tells(noor, text)
        listed = await reads(admin, 3)
        assert utf16_length(listed) < MESSAGE_LIMIT
        assert listed.count("…") == 3
        await admin.taps("Read all of 2")
        assert words(admin.last) == text.strip()
        await admin.taps("Answer 3 …")
        await admin.says("So long!")
        assert words(noor.last) == "So long!"

    async def test_sees_in_the_statistics_how_much_there_is(
        self, admin: Learner, noor: Learner, classroom: Classroom
    ) -> None:
        await tells(noor, "Slip 1")
        await tells(noor, "Slip 2")
        await reads(admin, 2)
        await admin.taps("✓ 1 is done")
        await admin.says("/stats")
        assert "💬 2 messages on what is wrong or out of date · 1 to deal with: /course" in words(admin.last)
        await admin.taps("CSV file")
        assert admin.last.document is not None
        lines = classroom.playground._world.contents[admin.last.document.file_id].decode().splitlines()
        assert {"feedback given,1,,,2", "feedback open,1,,,1"} <= set(lines)

    async def test_reads_words_of_any_kind_as_nothing_but_words(self, admin: Learner, noor: Learner) -> None:
        said = ["<b>{n} **bold** [x](tg://user?id=1)", "זה \u202eלא נכון", "line\n\nline"]
        for text in said:
            await tells(noor, text)
        await reads(admin, 3)
        assert styled(admin.last, "blockquote") == said
        assert styled(admin.last, "bold")[1:] == ["1 · ", "2 · ", "3 · "]

    async def test_is_told_where_somebody_had_everything_deleted(
        self, admin: Learner, noor: Learner, classroom: Classroom
    ) -> None:
        await tells(noor, "The menu is gone.")
        await reads(admin, 1)
        listed = admin.last
        answers = str(listed.buttons[0][0]["callback_data"])
        await admin.taps("Answer 1 …")
        await noor.says("/delete")
        await noor.taps("Delete everything")
        noor.looks()
        await admin.says("Mended!")
        assert words(admin.last) == GONE
        for data in (answers, answers.replace("1xy", "1xo"), answers.replace("1xy", "1xd") + ":1:0"):
            await admin.forges(data, listed.message_id)
            assert admin.told == [GONE]
        assert noor.arrived == []
        assert "Nothing waits for you." in words(admin.message("From learners: what is wrong"))

    @pytest.mark.parametrize("tick_for", [0.2])
    async def test_hears_of_it_at_most_once_an_hour_and_in_all(
        self, admin: Learner, noor: Learner, classroom: Classroom
    ) -> None:
        def heard() -> list[str]:
            return [words(each).splitlines()[-1] for each in admin.person.messages if ALERT in words(each)]

        await admin.says("/help")
        await tells(noor, "Slip 1")
        await classroom.playground.wait_for(lambda: len(heard()) == 1)
        for number in range(2, 5):
            await tells(noor, f"Slip {number}")
        classroom.bot._alerts._told_at -= 60  # the minute between two alerts is over
        await asyncio.sleep(1)
        classroom.playground.clock.travel(timedelta(hours=1))
        await classroom.playground.wait_for(lambda: len(heard()) == 2)
        assert heard() == [
            "A learner has told what is wrong or out of date: /course",
            "3 messages from learners on what is wrong or out of date: /course",
        ]


class TestNobodyElse:
    @pytest.mark.parametrize("data", ["1xc:0", "1xo:{id}:7", "1xy:{id}:7", "1xd:{id}:7:1:0"])
    async def test_reads_or_answers_it_by_a_forged_tap(self, noor: Learner, classroom: Classroom, data: str) -> None:
        await tells(noor, "The menu is gone.")
        await noor.forges(data.format(id=noor.id))
        assert noor.told == [REFUSED[Refusal.UNKNOWN]]
        assert noor.arrived == []
        assert await open_ones(classroom) == 1

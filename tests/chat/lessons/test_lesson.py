from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.chat.conversation import REFUSED
from bot.core.course import Course, Day, Lesson
from bot.core.delivery import Delivery
from bot.core.lesson import Refusal
from tests.support.classroom import DAY, Classroom, Learner, labels, styled, tap_of

PARTY = "5046509860389126442"


async def test_the_first_contact_is_a_welcome_with_one_button(ada: Learner) -> None:
    await ada.says("/start")
    await ada.sees("Welcome to the ChatGPT Course.", "Day 11 · Video Generation with Sora")
    assert ada.buttons == [["Begin Day 11"]]
    assert len(ada.arrived) == 1


async def test_day_11_from_the_first_step_to_the_closing_card(ada: Learner) -> None:
    await ada.says("/start")
    await ada.taps("Begin Day 11")
    await ada.sees("Day 11 of 28 · 1/12\n", "Video Generation with Sora")
    assert ada.buttons == [["Continue"]]

    await ada.taps("Continue")
    await ada.sees("Day 11 of 28 · 2/12\n", "What Sora 2 can do")

    await ada.taps("Continue")
    await ada.sees("Day 11 of 28 · 3/12", "🤖 ChatGPT · online", "Your video is being generated.")
    assert ada.buttons == [["↻ Replay conversation"], ["Copy prompt"], ["Continue"]]

    await ada.taps("Continue")
    await ada.sees("Day 11 of 28 · 4/12", "What is the longest video that Sora 2 can make?")
    await ada.taps("B")
    await ada.sees("Not quite: the answer is C.")
    assert ada.buttons == [["A", "B", "C", "D"], ["Continue"]]

    await ada.taps("Continue")
    await ada.sees("Day 11 of 28 · 5/12", "How to describe a scene for video")
    await ada.taps("Continue")
    await ada.sees("Day 11 of 28 · 6/12", "Here is how your 30 seconds unfold:")

    await ada.taps("Continue")
    await ada.sees("Day 11 of 28 · 7/12")
    await ada.taps("D")
    await ada.sees("Right.")

    await ada.taps("Continue")
    await ada.sees("Day 11 of 28 · 8/12", "Character Cameos")
    await ada.taps("Continue")
    await ada.sees("Day 11 of 28 · 9/12")
    await ada.taps("D")
    await ada.taps("Continue")
    await ada.sees("Day 11 of 28 · 10/12", "Video Stitching")
    await ada.taps("Continue")
    await ada.sees("Day 11 of 28 · 11/12", "Final check")
    await ada.taps("D")
    await ada.taps("Continue")

    await ada.sees("Day 11 of 28 · 12/12\n", "🎬 Day 11 Complete", "Words become cinema.")
    await ada.sees("🎯 Score: 3 of 4", "🔥 1-day streak", "Tomorrow: Day 12 · Writing Like a Pro", "revision workflow")
    card = ada.message("🎬 Day 11 Complete")
    assert card.effect_id == PARTY
    assert labels(card) == [["Progress", "Lessons"]]
    assert styled(card, "bold") == ["🎬 Day 11 Complete", "Tomorrow: "]


async def test_the_closing_card_comes_without_its_effect_where_telegram_refuses_that(
    ada: Learner, classroom: Classroom
) -> None:
    await ada.reaches(11)
    await ada.taps("D")
    classroom.playground.faults.add("sendMessage", "refuse", description="EFFECT_ID_INVALID")
    await ada.taps("Continue")
    await ada.sees("🎬 Day 11 Complete")
    assert ada.message("🎬 Day 11 Complete").effect_id is None


@pytest.mark.parametrize("command", ["/start", "/today"])
async def test_a_command_in_the_middle_shows_the_open_step_again(ada: Learner, command: str) -> None:
    await ada.reaches(5)
    earlier = ada.last.message_id
    await ada.says(command)
    await ada.sees("Day 11 of 28 · 5/12")
    assert ada.buttons == [["Continue"]]
    copies = [message for message in ada.person.messages if "· 5/12" in (message.text or "")]
    assert [labels(message) for message in copies] == [[], [["Continue"]]]
    assert copies[0].message_id == earlier
    await ada.leaves(5)


async def test_a_used_continue_disappears_from_its_message(ada: Learner, classroom: Classroom) -> None:
    await ada.reaches(4)
    await classroom.playground.wait_for(
        lambda: (
            [labels(message) for message in ada.person.messages if message.from_bot]
            == [
                [["Begin Day 11"]],
                [],
                [],
                [],
                [["↻ Replay conversation"], ["Copy prompt"]],
                [["A", "B", "C", "D"]],
            ]
        )
    )


async def test_a_double_tap_on_continue_goes_on_by_one_step(ada: Learner, classroom: Classroom) -> None:
    await ada.reaches(1)
    ada.person.tap("Continue")
    await ada.taps("Continue")
    assert len(ada.arrived) == 1
    await ada.sees("Day 11 of 28 · 2/12")
    assert len(ada.person.answers) == 3  # each tap is answered, so that no button keeps spinning
    assert ada.buttons == [["Continue"]]


async def test_a_double_tap_on_begin_begins_once(ada: Learner) -> None:
    await ada.says("/start")
    ada.looks()
    ada.person.tap("Begin Day 11")
    ada.person.tap("Begin Day 11")
    await ada.sees("Day 11 of 28 · 1/12")
    await ada.says("/help")
    assert sum("· 1/12" in (message.text or "") for message in ada.person.messages) == 1


async def test_fifty_parallel_taps_on_continue_go_on_by_one_step(ada: Learner, classroom: Classroom) -> None:
    await ada.reaches(1)
    for _ in range(49):
        ada.person.tap("Continue")
    async with classroom.no_more("editMessageText"):
        ada.person.tap("Continue")
    assert [message.text.splitlines()[0] for message in ada.arrived if message.text] == ["Day 11 of 28 · 2/12"]


async def test_a_continue_of_long_ago_says_that_it_is_old(ada: Learner) -> None:
    await ada.reaches(1)
    first = ada.last.message_id
    for step in (1, 2, 3):
        await ada.leaves(step)
    before = await ada.place()
    await ada.forges("1c:11:intro", on=first)
    assert ada.told == [REFUSED[Refusal.OLD]]
    assert ada.news == []
    assert await ada.place() == before


async def test_the_begin_button_of_long_ago_resumes(ada: Learner, classroom: Classroom) -> None:
    await ada.reaches(5)
    classroom.playground.clock.travel(timedelta(hours=1))
    await ada.taps("Begin Day 11")
    await ada.sees("Day 11 of 28 · 5/12")


async def test_a_lesson_goes_on_after_a_restart(ada: Learner, classroom: Classroom) -> None:
    await ada.reaches(4)
    await ada.taps("A")
    await classroom.close()
    ada.person.tap("Continue")  # while the bot is away
    await classroom.open()
    await ada.sees("Day 11 of 28 · 5/12")
    assert await ada.answers() == {"kc1": "A"}
    await ada.leaves(5)


async def test_a_step_that_a_deploy_took_away_is_said_to_be_gone(ada: Learner, classroom: Classroom) -> None:
    await ada.reaches(2)
    classroom.school.course = without_step(classroom.school.course, "sora-2")
    await ada.taps("Continue")
    assert ada.told == [REFUSED[Refusal.UNKNOWN]]
    await ada.says("/today")
    await ada.sees("Day 11 of 28 · 1/11")
    await ada.taps("Continue")
    await ada.sees("Day 11 of 28 · 2/11", "🤖 ChatGPT · online")


async def test_two_learners_do_not_get_in_each_others_way(ada: Learner, classroom: Classroom) -> None:
    noor = classroom.learner("Noor")
    await asyncio.gather(ada.reaches(12), noor.reaches(12))
    for learner in (ada, noor):
        assert "🎯 Score: 4 of 4" in (learner.message("🎬 Day 11 Complete").text or "")


async def test_a_blocked_learner_finds_the_lesson_where_it_was(ada: Learner, classroom: Classroom) -> None:
    await ada.reaches(2)
    ada.person.tap("Continue")
    ada.person.block()
    await classroom.at_rest()
    place = await ada.place()
    assert place is not None
    assert (place.step, place.delivery) == ("coffee", Delivery.FAILED)
    await ada.says("/start")
    await ada.sees("Day 11 of 28 · 3/12", "Your video is being generated.")
    await ada.leaves(3)


async def test_a_429_in_the_middle_is_waited_out(ada: Learner, classroom: Classroom) -> None:
    await ada.reaches(1)
    classroom.playground.faults.add("sendMessage", "429", retry_after=1)
    await ada.taps("Continue")
    await ada.sees("Day 11 of 28 · 2/12")
    assert len(ada.arrived) == 1


async def test_a_long_429_leaves_the_step_owed_and_it_comes_by_itself(ada: Learner, classroom: Classroom) -> None:
    await ada.reaches(1)
    classroom.playground.faults.add("sendMessage", "429", retry_after=6)
    await ada.taps("Continue")
    place = await ada.place()
    assert place is not None
    assert (place.step, place.delivery) == ("sora-2", Delivery.PENDING)
    await classroom.playground.wait_for(lambda: ada.arrived, timeout=15)
    await ada.sees("Day 11 of 28 · 2/12")
    assert len(ada.arrived) == 1


async def test_a_step_whose_receipt_got_lost_is_not_sent_twice(ada: Learner, classroom: Classroom) -> None:
    await ada.reaches(1)
    classroom.playground.faults.add("sendMessage", "lost")
    await ada.taps("Continue")
    await ada.sees("Day 11 of 28 · 2/12")
    place = await ada.place()
    assert place is not None
    assert place.delivery is Delivery.UNCERTAIN
    assert len(ada.arrived) == 1
    await ada.leaves(2)


async def test_a_tap_delivered_again_sends_nothing_where_that_may_be_twice(ada: Learner, classroom: Classroom) -> None:
    await ada.reaches(1)
    classroom.playground.faults.add("sendMessage", "lost")
    query_id = ada.person.tap("Continue")
    await ada.sees("Day 11 of 28 · 2/12")
    async with classroom.no_more("sendMessage"):
        classroom.playground.post_update(tap_of(ada, "1c:11:intro", query_id))
    await ada.leaves(2)


async def test_two_taps_delivered_again_bring_no_more_than_two_copies(ada: Learner, classroom: Classroom) -> None:
    await ada.reaches(1)
    classroom.playground.faults.add("sendMessage", "lost", times=2)
    taps = [tap_of(ada, "1c:11:intro", query_id) for query_id in ("one", "two")]
    for update in [*taps, *taps]:
        classroom.playground.post_update(update)
        await classroom.at_rest()
    assert len(ada.arrived) == 2
    await ada.leaves(2)


async def test_a_step_that_was_lost_on_the_way_comes_with_the_next_tap(ada: Learner, classroom: Classroom) -> None:
    await ada.reaches(1)
    await ada.leaves(1)
    classroom.playground.faults.add("sendMessage", "reset")
    await ada.taps("Continue")
    assert ada.arrived == []
    await ada.taps("Continue")
    await ada.sees("Day 11 of 28 · 3/12", "Your video is being generated.")


def without_step(course: Course, step: str) -> Course:
    days = tuple(_without_step(day, step) if day.number == DAY else day for day in course.days)
    return replace(course, days=days)


def _without_step(day: Day, step: str) -> Day:
    assert day.lesson is not None
    return replace(day, lesson=Lesson(tuple(each for each in day.lesson.steps if each.id != step)))


async def test_where_a_step_that_is_asked_for_again_does_not_arrive_the_one_before_keeps_its_continue(
    ada: Learner, classroom: Classroom
) -> None:
    await ada.reaches(2)
    classroom.playground.faults.add("sendMessage", "reset")
    await ada.says("/today")
    assert labels(ada.message("Day 11 of 28 · 2/12")) == [["Continue"]]


async def test_a_continue_that_is_tapped_again_while_its_step_is_owed_stays(ada: Learner, classroom: Classroom) -> None:
    await ada.reaches(2)
    classroom.playground.faults.add("sendMessage", "429", retry_after=6)
    await ada.taps("Continue")
    classroom.bot._pacer._paused_until.clear()  # so that buttons could be changed
    await ada.taps("Continue")
    assert labels(ada.message("Day 11 of 28 · 2/12")) == [["Continue"]]

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.chat.conversation import REFUSED
from bot.chat.lessons.handlers import ALREADY_ANSWERED
from bot.core.course import Course, Day, Lesson
from bot.core.delivery import Delivery
from bot.core.lesson import Refusal
from tests.support.classroom import DAY, Classroom, Learner, labels, styled, tap_of, words
from tests.support.course import a_course_of

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
    await ada.sees("🎯 Score: 3 of 4", "🔥 1-day streak", "↩️ The one you missed comes back tomorrow")
    await ada.sees("Day 12 · Writing Like a Pro is being written. I’ll tell you the moment it opens.")
    card = ada.message("🎬 Day 11 Complete")
    assert card.effect_id == PARTY
    assert labels(card) == [["7 days", "14 days", "28 days"], ["Progress", "Lessons"]]
    assert styled(card, "bold") == [
        "🎬 Day 11 Complete",
        "Day 12 · Writing Like a Pro",
        "How far do you want to go first?",
    ]


async def test_a_check_of_a_finished_day_leads_nowhere_any_more(ada: Learner) -> None:
    await ada.reaches(12)
    check = ada.message("Final check")
    await ada.forges("1q:11:final:D", on=check.message_id)
    assert ada.told == [ALREADY_ANSWERED]
    assert labels(ada.message("Final check")) == [["A", "B", "C", "D"]]


async def test_a_closing_card_that_is_shown_again_has_no_confetti(ada: Learner, classroom: Classroom) -> None:
    await ada.reaches(12)
    classroom.playground.clock.travel(timedelta(minutes=1))
    await ada.forges("1b:11", on=ada.message("Welcome").message_id)
    await ada.sees("🎬 Day 11 Complete")
    assert ada.message("🎬 Day 11 Complete").effect_id is None


async def test_a_goal_is_chosen_once_and_told_from_then_on(ada: Learner, classroom: Classroom) -> None:
    classroom.school.course = a_course_of(9)
    await ada.says("/start")
    await ada.taps("Begin Day 1")
    await ada.taps("Continue")
    await ada.sees("How far do you want to go first?")
    assert labels(ada.message("🎬 Day 1 Complete")) == [["7 days"], ["Progress", "Lessons"]]
    await ada.taps("7 days")
    assert ada.told == ["Your goal: 7 days."]
    assert labels(ada.message("🎬 Day 1 Complete")) == [["Progress", "Lessons"]]
    card = ""
    for day in range(2, 9):
        await ada.says("/today")
        await ada.taps(f"Go on with Day {day}")
        await ada.taps("Continue")
        await ada.sees(f"🎬 Day {day} Complete")
        card = words(ada.message(f"🎬 Day {day} Complete"))
        assert ("🏁 2 of 7 days to your goal" in card) == (day == 2)
        assert ("🏁 Your goal is reached: 7 days!" in card) == (day == 7)
        assert "How far" not in card
    assert "🏁" not in card


async def test_a_goal_that_there_is_not_is_refused(ada: Learner) -> None:
    await ada.reaches(12)
    await ada.forges("1sg:5000")
    assert ada.told == [REFUSED[Refusal.UNKNOWN]]
    assert labels(ada.message("🎬 Day 11 Complete"))[0] == ["7 days", "14 days", "28 days"]


async def test_every_answer_right_has_a_word_of_its_own(ada: Learner) -> None:
    await ada.reaches(12)
    assert "🎯 Score: 4 of 4\n🌟 Every answer right!\n🔥 1-day streak" in words(ada.message("🎬 Day 11 Complete"))


async def test_nothing_is_promised_to_whoever_is_not_written_to(ada: Learner) -> None:
    await ada.reaches(11)
    await ada.says("/stop")
    await ada.forges("1q:11:final:D", on=ada.message("Final check").message_id)
    await ada.taps("Continue")
    await ada.sees("Day 12 · Writing Like a Pro is being written and will open here.")
    await ada.says("/today")
    await ada.sees("Day 12 · Writing Like a Pro is being written and will open here.")


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
                [],
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
    await ada.forges("1b:11", on=ada.message("Welcome").message_id)
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

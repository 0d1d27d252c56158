from __future__ import annotations

import asyncio

import pytest

from bot.chat.conversation import REFUSED
from bot.chat.lessons.screens import ALREADY_ANSWERED
from bot.core.lesson import Refusal
from tests.support.classroom import Classroom, Learner, styled

RIGHT = "C"


async def test_the_options_stand_in_the_text_above_four_buttons(ada: Learner) -> None:
    await ada.reaches(4)
    assert ada.buttons == [["A", "B", "C", "D"]]
    assert (ada.last.text or "").endswith("A  30 seconds\nB  5 minutes\nC  60 seconds\nD  10 seconds")


async def test_a_right_answer_is_judged_in_place(ada: Learner) -> None:
    await ada.reaches(4)
    question = ada.last
    await ada.taps(RIGHT)
    assert ada.arrived == []
    assert ada.last.message_id == question.message_id
    assert "✅ C  60 seconds" in (ada.last.text or "")
    assert "Right." in styled(ada.last, "bold")
    assert styles(ada) == {"A": None, "B": None, "C": "success", "D": None}
    assert ada.buttons == [["A", "B", "C", "D"], ["Continue"]]


async def test_a_wrong_answer_is_red_and_the_right_one_green(ada: Learner) -> None:
    await ada.reaches(4)
    await ada.taps("A")
    assert "❌ A  30 seconds" in (ada.last.text or "")
    assert "✅ C  60 seconds" in (ada.last.text or "")
    assert "Not quite: the answer is C." in styled(ada.last, "bold")
    assert styles(ada) == {"A": "danger", "B": None, "C": "success", "D": None}


@pytest.mark.parametrize(("choice", "stands"), [(RIGHT, "expandable_blockquote"), ("A", "blockquote")])
async def test_the_explanation_is_folded_where_it_is_not_needed(ada: Learner, choice: str, stands: str) -> None:
    await ada.reaches(4)
    await ada.taps(choice)
    (explanation,) = styled(ada.last, "expandable_blockquote") + styled(ada.last, "blockquote")
    assert styled(ada.last, stands) == [explanation]
    assert explanation.startswith("A clip can last up to 60 seconds, in full 1080p HD")


async def test_the_colours_stay_when_continue_is_taken(ada: Learner) -> None:
    await ada.reaches(4)
    await ada.taps("A")
    question = ada.last.message_id
    await ada.taps("Continue")
    (judged,) = [message for message in ada.person.messages if message.message_id == question]
    assert [button.get("style") for button in judged.buttons[0]] == ["danger", None, "success", None]
    assert [button["disabled"] for button in judged.buttons[0]] == 4 * [{}]
    assert len(judged.buttons) == 1


async def test_the_first_answer_is_the_score(ada: Learner, classroom: Classroom) -> None:
    await ada.reaches(4)
    (before,) = ada.last.buttons
    await ada.taps("A")
    assert [set(button) - {"style"} for button in ada.last.buttons[0]] == 4 * [{"text", "disabled"}]
    async with classroom.no_more("sendMessage"):
        await ada.forges(str(before["ABCD".index(RIGHT)]["callback_data"]))  # by an app that shows the old buttons
    assert ada.told == [ALREADY_ANSWERED]
    assert styles(ada)["A"] == "danger"
    assert await ada.answers() == {"kc1": "A"}


async def test_where_a_server_knows_no_disabled_buttons_they_stay_as_they_were(
    ada: Learner, classroom: Classroom
) -> None:
    await ada.reaches(4)
    unknown = "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
    classroom.playground.faults.add("editMessageText", "refuse", description=unknown)
    await ada.taps("A")
    assert styles(ada) == {"A": "danger", "B": None, "C": "success", "D": None}
    assert ada.arrived == []
    await ada.taps(RIGHT)
    assert ada.told == [ALREADY_ANSWERED]
    await ada.taps("Continue")
    await ada.sees("· 5/12")


async def test_disabled_buttons_that_a_server_knows_no_more_go(ada: Learner, classroom: Classroom) -> None:
    await ada.reaches(4)
    await ada.taps("A")
    question = ada.last.message_id
    classroom.playground.faults.add("editMessageReplyMarkup", "refuse", description="BUTTON_TYPE_INVALID")
    await ada.taps("Continue")
    await ada.sees("· 5/12")
    (judged,) = [message for message in ada.person.messages if message.message_id == question]
    assert judged.buttons == []


async def test_a_double_tap_on_an_answer_is_silent_and_counts_once(ada: Learner) -> None:
    await ada.reaches(4)
    ada.person.tap(RIGHT)
    await ada.taps(RIGHT)
    assert ada.told == []
    assert await ada.answers() == {"kc1": RIGHT}


async def test_fifty_parallel_taps_count_once(ada: Learner, classroom: Classroom) -> None:
    await ada.reaches(4)
    taps = [ada.person.tap("BACD"[number % 4]) for number in range(50)]
    await classroom.at_rest()
    assert {answer.query_id for answer in ada.person.answers} >= set(taps)
    assert await ada.answers() == {"kc1": "B"}
    assert styles(ada) == {"A": None, "B": "danger", "C": "success", "D": None}
    assert ada.arrived == []
    await ada.taps("Continue")
    await ada.sees("· 5/12")


async def test_fifty_learners_at_once_are_each_judged(classroom: Classroom) -> None:
    learners = [classroom.learner(f"Learner {number}") for number in range(50)]
    await asyncio.gather(*(learner.reaches(4) for learner in learners))
    for number, learner in enumerate(learners):
        learner.person.tap("ABCD"[number % 4])
    await classroom.at_rest()
    for number, learner in enumerate(learners):
        assert await learner.answers() == {"kc1": "ABCD"[number % 4]}
        assert learner.buttons[-1] == ["Continue"]


async def test_a_question_waits_for_its_answer(ada: Learner) -> None:
    await ada.reaches(4)
    await ada.forges("1c:11:kc1")
    assert ada.told == [REFUSED[Refusal.UNANSWERED]]
    assert ada.buttons == [["A", "B", "C", "D"]]


async def test_an_answered_question_shows_its_answer_when_it_comes_again(ada: Learner) -> None:
    await ada.reaches(4)
    await ada.taps("A")
    await ada.says("/today")
    await ada.sees("Day 11 of 28 · 4/12", "Not quite: the answer is C.")
    assert ada.buttons == [["A", "B", "C", "D"], ["Continue"]]
    await ada.taps("Continue")
    await ada.sees("· 5/12")


async def test_an_old_question_still_tells_what_was_answered(ada: Learner) -> None:
    await ada.reaches(4)
    await ada.taps("A")
    question = ada.last.message_id
    await ada.taps("Continue")
    await ada.forges("1q:11:kc1:C", on=question)
    assert ada.told == [ALREADY_ANSWERED]
    assert await ada.answers() == {"kc1": "A"}


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        ("1q:11:kc2:D", Refusal.NOT_YET),
        ("1q:11:final:D", Refusal.NOT_YET),
        ("1q:11:kc1:E", Refusal.UNKNOWN),
        ("1q:11:kc1:c", Refusal.UNKNOWN),
        ("1q:11:coffee:A", Refusal.UNKNOWN),
        ("1q:11:nothing:A", Refusal.UNKNOWN),
        ("1q:12:kc1:C", Refusal.UNKNOWN),
        ("1q:29:kc1:C", Refusal.UNKNOWN),
    ],
)
async def test_a_forged_answer_counts_for_nothing(ada: Learner, data: str, refusal: Refusal) -> None:
    await ada.reaches(4)
    await ada.forges(data)
    assert ada.told == [REFUSED[refusal]]
    assert ada.news == []
    assert await ada.answers() == {}
    await ada.taps(RIGHT)
    assert await ada.answers() == {"kc1": RIGHT}


async def test_nobody_answers_for_somebody_else(ada: Learner, classroom: Classroom) -> None:
    await ada.reaches(4)
    noor = classroom.learner("Noor")
    noor.person.say("/start")
    noor.person.tap_data(ada.last.message_id, "1q:11:kc1:C")
    await classroom.at_rest()
    assert noor.told == [REFUSED[Refusal.NOT_YET]]
    assert await ada.answers() == {}
    assert await noor.answers() == {}


async def test_a_judgement_that_cannot_be_shown_in_place_comes_as_a_new_message(
    ada: Learner, classroom: Classroom
) -> None:
    await ada.reaches(4)
    classroom.playground.faults.add("editMessageText", "refuse", description="message can't be edited")
    await ada.taps(RIGHT)
    assert "Right." in (ada.arrived[0].text or "")
    await ada.taps("Continue")
    await ada.sees("· 5/12")


@pytest.mark.parametrize("fault", ["lost", "reset", "500"])
async def test_a_judgement_lost_on_the_way_is_shown_again(ada: Learner, classroom: Classroom, fault: str) -> None:
    await ada.reaches(4)
    classroom.playground.faults.add("editMessageText", fault)
    await ada.taps("A")
    await ada.sees("Not quite: the answer is C.")
    assert ada.arrived == []


def styles(learner: Learner) -> dict[str, str | None]:
    """The style of each option’s button under the newest message."""
    return {str(button["text"]): button.get("style") for button in learner.last.buttons[0]}


@pytest.mark.parametrize("typed", ["C", "c)", "Answer C", "60 seconds"])
async def test_an_answer_may_be_typed(ada: Learner, typed: str) -> None:
    await ada.reaches(4)
    question = ada.last
    await ada.says(typed)
    assert ada.arrived == []
    assert ada.last.message_id == question.message_id
    assert styles(ada) == {"A": None, "B": None, "C": "success", "D": None}
    assert await ada.answers() == {"kc1": "C"}
    await ada.says("A")
    assert ada.last.text == ALREADY_ANSWERED
    assert await ada.answers() == {"kc1": "C"}
    await ada.taps("Continue")
    await ada.sees("· 5/12")


async def test_a_letter_means_something_only_where_one_is_asked_for(ada: Learner) -> None:
    await ada.reaches(2)
    await ada.says("C")
    await ada.sees("I can’t chat.")
    assert await ada.answers() == {}

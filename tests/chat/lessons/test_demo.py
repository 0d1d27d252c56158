from __future__ import annotations

import asyncio
from itertools import pairwise
from unittest.mock import patch

import pytest

from bot.botapi.message import Message
from bot.botapi.pacing import Lane
from bot.chat.lessons.handlers import ALREADY_PLAYING
from bot.core.course import Day, Demo
from bot.core.delivery import Delivery, Receipt
from bot.playground.faults import FaultKind
from tests.support.classroom import Classroom, Learner, labels, styled

at_reading_pace = pytest.mark.parametrize("tempo", [1.0])
at_a_brisk_pace = pytest.mark.parametrize("tempo", [0.25])
at_a_fast_pace = pytest.mark.parametrize("tempo", [0.02])

REPLY = "Your video is being generated."
DEMO_BUTTONS = [["↻ Replay conversation"], ["Copy prompt"], ["Continue"]]


@pytest.fixture
def coffee(day_11: Day) -> Demo:
    assert day_11.lesson is not None
    demo = day_11.lesson.steps[2]
    assert isinstance(demo, Demo)
    return demo


async def begins_coffee(learner: Learner) -> None:
    """Go on to the first demo, whose reply is not there yet."""
    await learner.reaches(2)
    await learner.taps("Continue")
    await learner.sees("🤖 ChatGPT · online")


async def sees_the_draft_grow(learner: Learner, classroom: Classroom) -> None:
    await classroom.playground.wait_for(lambda: learner.person.draft)
    seen = learner.person.draft or ""
    await classroom.playground.wait_for(lambda: len(learner.person.draft or "") > len(seen))
    assert (learner.person.draft or "").startswith(seen)


def typed_to_its_end(learner: Learner, classroom: Classroom) -> bool:
    return classroom.calls("sendMessageDraft")[-1].parameters["text"] == learner.last.text


async def test_the_prompt_stands_under_chatgpts_header(ada: Learner, classroom: Classroom, coffee: Demo) -> None:
    await begins_coffee(ada)
    await classroom.playground.wait_for(lambda: with_buttons(ada) == [DEMO_BUTTONS])
    prompt, reply = ada.arrived
    assert (prompt.text or "").startswith("Day 11 of 28 · 3/12\n")
    assert styled(prompt, "bold") == ["🤖 ChatGPT", "You"]
    assert styled(prompt, "blockquote") == [coffee.exchanges[0].prompt]
    assert reply.buttons[1][0]["copy_text"] == {"text": coffee.exchanges[0].prompt}


async def test_the_reply_is_drafted_word_by_word_and_then_sent(ada: Learner, classroom: Classroom) -> None:
    await begins_coffee(ada)
    await ada.sees(REPLY)
    drafts = classroom.calls("sendMessageDraft")
    texts = [str(call.parameters["text"]) for call in drafts]
    assert texts[0] == ""  # thinking
    assert len(texts) > 10
    assert all(later.startswith(earlier) and later != earlier for earlier, later in pairwise(texts))
    assert texts[-1] == ada.last.text
    assert len({call.parameters["draft_id"] for call in drafts}) == 1


@at_reading_pace
async def test_the_first_continue_shows_the_rest_and_the_second_goes_on(ada: Learner, classroom: Classroom) -> None:
    await begins_coffee(ada)
    await sees_the_draft_grow(ada, classroom)
    await ada.taps("Continue")
    assert ada.person.draft is None
    (reply,) = ada.arrived
    assert REPLY in (reply.text or "")
    assert [labels(message) for message in ada.person.messages if message.from_bot][-2:] == [[], DEMO_BUTTONS]
    await ada.taps("Continue")
    await ada.sees("· 4/12")
    assert [call.description for call in classroom.playground.calls if call.status >= 400] == []


async def test_a_continue_while_the_reply_is_on_its_way_leaves_none_too_many(
    ada: Learner, classroom: Classroom
) -> None:
    await ada.reaches(2)
    held, go_on = asyncio.Event(), asyncio.Event()
    send = classroom.player._sender.send

    async def slow(learner_id: int, message: Message, lane: Lane, **options: bool) -> Receipt:
        if REPLY in message.text.text:
            held.set()
            await go_on.wait()
        return await send(learner_id, message, lane, **options)

    with patch.object(classroom.player._sender, "send", slow):
        await ada.taps("Continue")
        await asyncio.wait_for(held.wait(), 5)
        ada.person.tap("Continue")
        await asyncio.sleep(0.1)
        go_on.set()
        await classroom.at_rest()
    assert with_buttons(ada) == [DEMO_BUTTONS]
    await ada.taps("Continue")
    await ada.sees("· 4/12")


@at_a_brisk_pace
async def test_an_old_continue_during_the_typing_changes_nothing(ada: Learner, classroom: Classroom) -> None:
    await begins_coffee(ada)
    await ada.forges("1c:11:sora-2")
    await ada.sees(REPLY)
    assert typed_to_its_end(ada, classroom)
    assert ada.buttons == DEMO_BUTTONS
    await ada.leaves(3)


@at_a_brisk_pace
async def test_a_double_tap_into_a_demo_lets_it_type_to_its_end(ada: Learner, classroom: Classroom) -> None:
    await ada.reaches(2)
    ada.person.tap("Continue")
    await ada.taps("Continue")
    await ada.sees("· 3/12", REPLY)
    assert typed_to_its_end(ada, classroom)
    assert ada.buttons == DEMO_BUTTONS
    await ada.leaves(3)


@at_a_brisk_pace
async def test_today_during_the_typing_shows_the_demo_again(ada: Learner, classroom: Classroom) -> None:
    await begins_coffee(ada)
    await ada.says("/today")
    assert [REPLY in (message.text or "") for message in ada.arrived] == [True, False]
    await sees_the_draft_grow(ada, classroom)
    await ada.leaves(3)


@at_a_brisk_pace
async def test_a_stop_in_the_middle_brings_the_reply_once(ada: Learner, classroom: Classroom) -> None:
    await begins_coffee(ada)
    await sees_the_draft_grow(ada, classroom)
    await classroom.close()
    assert ada.buttons == DEMO_BUTTONS
    await classroom.open()
    await ada.leaves(3)
    assert sum(REPLY in (message.text or "") for message in ada.person.messages) == 1


@at_reading_pace
async def test_a_learner_who_blocks_during_the_typing_is_left_alone(ada: Learner, classroom: Classroom) -> None:
    await begins_coffee(ada)
    ada.person.block()
    await classroom.close()
    await classroom.open()
    place = await ada.place()
    assert place is not None
    assert place.delivery is Delivery.FAILED
    await ada.says("/start")
    await ada.sees("Day 11 of 28 · 3/12")
    await ada.leaves(3)


@at_a_fast_pace
async def test_two_taps_on_replay_run_one_replay(ada: Learner) -> None:
    await begins_coffee(ada)
    await ada.sees(REPLY)
    ada.person.tap("↻ Replay conversation")
    await ada.taps("↻ Replay conversation")
    assert ada.told == [ALREADY_PLAYING]
    await ada.sees("Day 11 of 28 · 3/12", REPLY)
    assert len(ada.arrived) == 2


async def test_the_buttons_move_to_the_replay(ada: Learner, classroom: Classroom) -> None:
    await begins_coffee(ada)
    await ada.sees(REPLY)
    await ada.taps("↻ Replay conversation")
    await classroom.playground.wait_for(lambda: with_buttons(ada) == [DEMO_BUTTONS])
    await ada.leaves(3)


async def test_a_demo_can_be_replayed_long_after_and_leads_back(ada: Learner, classroom: Classroom) -> None:
    await ada.reaches(5)
    place = await ada.place()
    await ada.taps("↻ Replay conversation")
    back = [["↻ Replay conversation"], ["Copy prompt"], ["Back to 5/12"]]
    await classroom.playground.wait_for(lambda: ada.buttons == back)
    replayed = ada.last.message_id
    assert await ada.place() == place
    await ada.taps("Back to 5/12")
    await ada.sees("Day 11 of 28 · 5/12")
    assert labels(next(each for each in ada.person.messages if each.message_id == replayed)) == back[:2]
    await ada.leaves(5)


async def test_a_demo_of_a_finished_day_leads_nowhere(ada: Learner, classroom: Classroom) -> None:
    await ada.reaches(12)
    await ada.taps("↻ Replay conversation")
    await classroom.playground.wait_for(lambda: ada.buttons == [["↻ Replay conversation"], ["Copy prompt"]])


@at_reading_pace
async def test_continue_skips_a_running_replay(ada: Learner, classroom: Classroom) -> None:
    await ada.reaches(5)
    await ada.taps("↻ Replay conversation")
    await sees_the_draft_grow(ada, classroom)
    await ada.taps("Continue")
    reply, following = ada.arrived
    assert REPLY in (reply.text or "")
    assert "· 6/12" in (following.text or "")


async def test_where_drafts_are_refused_it_types_and_sends(ada: Learner, classroom: Classroom) -> None:
    classroom.playground.faults.add("sendMessageDraft", "refuse", times=1000)
    await begins_coffee(ada)
    await ada.sees(REPLY)
    assert ada.buttons == DEMO_BUTTONS
    assert [call.parameters["action"] for call in classroom.calls("sendChatAction")] == ["typing"]
    assert len(classroom.calls("sendMessageDraft")) == 2  # with Stop and without


@at_reading_pace
@pytest.mark.parametrize("fault", ["429", "500", "timeout"])
async def test_drafts_come_back_after_a_pause(
    ada: Learner, classroom: Classroom, fault: FaultKind, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.botapi.sender._GLANCE", 0.3)
    monkeypatch.setattr("bot.botapi.sender._REST", 0.5)
    await ada.reaches(2)
    classroom.playground.faults.add("sendMessageDraft", fault, after=2)
    await ada.taps("Continue")
    await classroom.playground.wait_for(lambda: classroom.calls("sendChatAction"))
    await sees_the_draft_grow(ada, classroom)
    await ada.taps("Continue")
    await ada.sees(REPLY)
    assert ada.buttons == DEMO_BUTTONS


@at_reading_pace
async def test_stop_shows_the_rest_as_the_first_continue_does(ada: Learner, classroom: Classroom) -> None:
    await begins_coffee(ada)
    await sees_the_draft_grow(ada, classroom)
    ada.looks()
    ada.person.stop_draft()
    assert ada.person.draft  # it stays until the message comes
    await classroom.at_rest()
    assert ada.person.draft is None
    (reply,) = ada.arrived
    assert REPLY in (reply.text or "")
    assert [labels(message) for message in ada.person.messages if message.from_bot][-2:] == [[], DEMO_BUTTONS]
    await ada.taps("Continue")
    await ada.sees("· 4/12")
    assert [call.description for call in classroom.playground.calls if call.status >= 400] == []


@at_reading_pace
async def test_a_replay_can_be_stopped_too(ada: Learner, classroom: Classroom) -> None:
    await begins_coffee(ada)
    await ada.watches()
    await ada.taps("Replay")
    await sees_the_draft_grow(ada, classroom)
    ada.looks()
    ada.person.stop_draft()
    await ada.sees(REPLY)
    assert ada.buttons == DEMO_BUTTONS


async def test_a_stop_that_comes_too_late_or_from_nowhere_does_nothing(ada: Learner, classroom: Classroom) -> None:
    await begins_coffee(ada)
    await ada.watches()
    await classroom.at_rest()
    async with classroom.no_more("sendMessage"):
        for chat in ({"id": ada.id, "type": "private"}, {"id": 999, "type": "private"}, {}, None):
            classroom.playground.post_update({"stopped_message_generation": {"chat": chat, "draft_id": 2}})
        await classroom.at_rest()
    await ada.taps("Continue")
    await ada.sees("· 4/12")


@at_reading_pace
async def test_where_a_server_knows_no_stop_the_typing_goes_on_without(ada: Learner, classroom: Classroom) -> None:
    await ada.reaches(2)
    classroom.playground.faults.add("sendMessageDraft", "refuse", description="BOT_INVALID")
    await ada.taps("Continue")
    await sees_the_draft_grow(ada, classroom)
    with pytest.raises(LookupError, match="can be stopped"):
        ada.person.stop_draft()
    assert [call.status for call in classroom.calls("sendMessageDraft")][:3] == [400, 200, 200]
    await ada.taps("Continue")
    await ada.sees(REPLY)


async def test_drafts_that_get_lost_do_no_harm(ada: Learner, classroom: Classroom) -> None:
    classroom.playground.faults.add("sendMessageDraft", "reset", times=5)
    await begins_coffee(ada)
    await ada.sees(REPLY)
    assert ada.buttons == DEMO_BUTTONS


async def test_a_reply_that_was_lost_on_the_way_leaves_a_way_on(ada: Learner, classroom: Classroom) -> None:
    await ada.reaches(2)
    classroom.playground.faults.add("sendMessage", "reset", after=1)
    await ada.taps("Continue")
    await classroom.playground.wait_for(lambda: classroom.calls("sendMessage")[-1].status == 0)
    assert ada.buttons == [["Continue"]]
    await ada.leaves(3)


def with_buttons(learner: Learner) -> list[list[list[str]]]:
    """The labels under each message of the bot that has buttons."""
    return [labels(message) for message in learner.person.messages if message.buttons]

"""Bad weather between the bot and Telegram: limits and faults."""

import asyncio
from types import SimpleNamespace

import aiohttp
import pytest

from bot.playground import Limits, limits
from bot.playground.errors import TooManyRequestsError


async def send_many(call, person, count):
    return [await call("sendMessage", chat_id=person.id, text="x") for _ in range(count)]


@pytest.fixture
def stopwatch(monkeypatch):
    """The seconds that have passed for the limits, to be set."""
    stopwatch = SimpleNamespace(seconds=100.0)
    monkeypatch.setattr(limits, "time", SimpleNamespace(monotonic=lambda: stopwatch.seconds))
    return stopwatch


def admitted(traffic, chat_ids):
    """How many messages get through before the first that does not, and the seconds that one is to wait."""
    for count, chat_id in enumerate(chat_ids):
        try:
            traffic.admit(chat_id)
        except TooManyRequestsError as error:
            return count, error.parameters["retry_after"]
    return len(chat_ids), 0


def test_one_chat_takes_a_burst_of_20_and_then_one_a_second(stopwatch):
    traffic = limits.Traffic(Limits())
    assert admitted(traffic, [1] * 50) == (20, 1)
    stopwatch.seconds += 2
    assert admitted(traffic, [1] * 50) == (2, 1)
    stopwatch.seconds += 3600
    assert admitted(traffic, [1] * 50) == (20, 1)


def test_all_chats_together_take_30_a_second(stopwatch):
    traffic = limits.Traffic(Limits())
    assert admitted(traffic, range(50)) == (30, 1)
    stopwatch.seconds += 0.5
    assert admitted(traffic, range(50)) == (15, 1)


async def test_a_message_too_many_is_told_when_to_come_again(call, ada, playground):
    playground.limits = Limits(per_chat_per_second=0.1, chat_burst=2)
    answers = await send_many(call, ada, 3)
    assert [answer["ok"] for answer in answers] == [True, True, False]
    assert answers[-1] == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 10",
        "parameters": {"retry_after": 10},
    }


async def test_edits_drafts_and_answers_are_not_counted(call, ada, playground):
    playground.limits = Limits(per_chat_per_second=0.1, chat_burst=1)
    [message] = await send_many(call, ada, 1)
    for number in range(5):
        where = {"chat_id": ada.id, "message_id": message["result"]["message_id"]}
        assert (await call("editMessageText", **where, text=f"{number}"))["ok"]
        assert (await call("sendMessageDraft", chat_id=ada.id, draft_id=1, text="x"))["ok"]
    assert (await send_many(call, ada, 1))[0]["error_code"] == 429


async def test_without_limits_everything_goes(call, ada, playground):
    playground.limits = None
    assert all(answer["ok"] for answer in await send_many(call, ada, 50))


@pytest.mark.parametrize(
    ("kind", "details", "answer"),
    [
        (
            "429",
            {"retry_after": 7},
            {"error_code": 429, "description": "Too Many Requests: retry after 7", "parameters": {"retry_after": 7}},
        ),
        ("500", {}, {"error_code": 500, "description": "Internal Server Error"}),
        ("refuse", {"description": "BUSY"}, {"error_code": 400, "description": "Bad Request: BUSY"}),
    ],
)
async def test_a_fault_can_be_an_answer(kind, details, answer, call, ada, playground):
    playground.faults.add("sendmessage", kind, times=2, after=1, **details)
    answers = await send_many(call, ada, 4)
    assert [answer["ok"] for answer in answers] == [True, False, False, True]
    assert answers[1] == {"ok": False, **answer}
    assert [call.effect for call in playground.calls] == [True, False, False, True]


@pytest.mark.parametrize(("kind", "arrives"), [("reset", False), ("lost", True)])
async def test_a_fault_can_break_the_connection_before_or_after_the_effect(kind, arrives, call, ada, playground):
    playground.faults.add("*", kind)
    with pytest.raises(aiohttp.ClientConnectionError):
        await call("sendMessage", chat_id=ada.id, text="x")
    assert [message.text for message in ada.messages[1:]] == (["x"] if arrives else [])
    assert (playground.calls[-1].status, playground.calls[-1].effect) == (0, arrives)
    assert (await call("sendMessage", chat_id=ada.id, text="y"))["ok"]


async def test_a_fault_can_be_silence(call, ada, playground):
    playground.faults.add("sendMessage", "timeout")
    attempt = asyncio.create_task(call("sendMessage", chat_id=ada.id, text="x"))
    await playground.wait_for(lambda: playground.calls)
    assert not attempt.done()
    attempt.cancel()
    assert [call.status for call in playground.calls] == [0]
    assert len(ada.messages) == 1


async def test_a_fault_has_to_be_one_there_is(playground):
    with pytest.raises(ValueError, match="no such fault"):
        playground.faults.add("sendMessage", "lightning")

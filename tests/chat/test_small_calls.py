"""A refusal of something small stops nothing large: not a step, not a reply, not a broadcast."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from bot.botapi.api import BotApi
from bot.botapi.message import Button, Message
from bot.botapi.pacing import Lane, Pacer
from bot.botapi.sender import Sender
from bot.botapi.transport import AiohttpRequest
from bot.core.broadcast import Source
from bot.core.delivery import Delivery
from bot.core.richtext import RichText
from bot.playground import Playground
from bot.playground.faults import FaultKind
from bot.playground.people import Person
from tests.support.classroom import Classroom, Learner

REFUSALS: list[FaultKind] = ["429", "500", "timeout", "reset", "lost", "refuse"]
LONG = 600
"""Seconds for which Telegram wants silence."""

SMALL: dict[str, Callable[[Sender, int, int], Awaitable[object]]] = {
    "sendMessageDraft": lambda sender, chat, _: sender.draft(chat, 1, "Sure"),
    "sendChatAction": lambda sender, chat, _: sender.typing(chat),
    "editMessageText": lambda sender, chat, message: sender.edit(chat, message, Message(RichText("How it goes"))),
    "editMessageReplyMarkup": lambda sender, chat, message: sender.edit_keyboard(chat, message, BUTTONS),
    "answerCallbackQuery": lambda sender, chat, _: sender.answer(str(chat)),
    "deleteMessage": lambda sender, chat, message: sender.unsend(chat, message, lambda: True),
    "editMessageCaption": lambda sender, chat, message: sender.reword(
        chat, message, RichText("Reworded"), BUTTONS, lambda: True, captioned=True
    ),
}
BUTTONS = ((Button("Go", data="go"),),)


@pytest.fixture
def pacer() -> Pacer:
    return Pacer(overall_per_second=1000, chat_burst=1000)


@pytest.fixture
async def sender(playground: Playground, pacer: Pacer, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Sender]:
    monkeypatch.setattr("bot.botapi.sender._GLANCE", 0.3)
    monkeypatch.setattr("bot.botapi.sender._PATIENCE", 0.3)
    async with AiohttpRequest(read_timeout=1) as request:
        yield Sender(BotApi(request, playground.token, playground.url), pacer)


@pytest.fixture
def class_(playground: Playground) -> list[Person]:
    """As many as it takes for everything to pause, where messages to them are refused."""
    people = [playground.person(name) for name in ("Ada", "Bob", "Cleo")]
    for person in people:
        person.say("/start")
    return people


@pytest.mark.parametrize("refusal", REFUSALS)
@pytest.mark.parametrize("method", SMALL)
async def test_what_is_refused_pauses_alone(
    method: str, refusal: FaultKind, sender: Sender, pacer: Pacer, class_: list[Person], playground: Playground
) -> None:
    messages = [await sender.send(person.id, Message(RichText("Hello")), Lane.REPLY) for person in class_]
    playground.faults.add(method, refusal, times=100, retry_after=LONG)
    small = [
        asyncio.create_task(asyncio.wait_for(SMALL[method](sender, person.id, receipt.message_id or 0), 8))
        for person, receipt in zip(class_, messages, strict=True)
    ]
    await asyncio.sleep(0.05)
    began = time.monotonic()
    for person in class_:
        source = Source(person.id, person.messages[-1].message_id)
        step = await sender.send(person.id, Message(RichText("A step")), Lane.LESSON)
        reply = await sender.send(person.id, Message(RichText("A reply")), Lane.REPLY)
        copy = await sender.copy(person.id, source, (), Lane.BROADCAST)
        assert {step.outcome, reply.outcome, copy.outcome} == {Delivery.SENT}
    assert time.monotonic() - began < 2
    assert pacer.pauses() == {}
    await asyncio.gather(*small, return_exceptions=True)
    assert any(call.method == method and call.status != 200 for call in playground.calls)


@pytest.mark.parametrize("refusal", REFUSALS)
@pytest.mark.parametrize(
    "method", ["sendMessageDraft", "sendChatAction", "editMessageReplyMarkup", "answerCallbackQuery"]
)
async def test_a_lesson_goes_on(
    method: str, refusal: FaultKind, ada: Learner, classroom: Classroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.botapi.sender._GLANCE", 0.3)
    await ada.reaches(2)
    classroom.playground.faults.add(method, refusal, times=100, retry_after=LONG)
    if method == "sendChatAction":
        classroom.playground.faults.add("sendMessageDraft", "refuse", times=100)
    began = time.monotonic()
    await ada.taps("Continue")
    await ada.watches()
    await ada.taps("Continue")
    await ada.sees("· 4/12")
    await ada.says("/help")
    await ada.sees("How this works")
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("refusal", REFUSALS)
async def test_a_check_is_judged_whatever_becomes_of_the_edit(
    refusal: FaultKind, ada: Learner, classroom: Classroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.botapi.sender._PATIENCE", 0.3)
    await ada.reaches(4)
    classroom.playground.faults.add("editMessageText", refusal, times=100, retry_after=LONG)
    await ada.taps("C")
    await ada.sees("Right.")
    await ada.taps("Continue")
    await ada.sees("· 5/12")

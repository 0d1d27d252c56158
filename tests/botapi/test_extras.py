"""What a server refuses of a call and the call can do without: left out at once, remembered, and tried again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from bot.botapi.api import BotApi
from bot.botapi.extras import Extra, Extras
from bot.botapi.message import Button, Message, TypedAnswer
from bot.botapi.pacing import Lane, Pacer
from bot.botapi.pauses import Pauses
from bot.botapi.polling import Intake
from bot.botapi.sender import Sender
from bot.botapi.transport import AiohttpRequest
from bot.core.delivery import Delivery
from bot.core.richtext import RichText
from bot.playground import Playground
from bot.playground.people import Person
from bot.playground.server import Call

TOKEN = "42:playground"  # noqa: S105 -- of the playground
DAY = 86_400
HELLO = RichText("Hello")
ANSWERED = ((Button("A", data="a", style="success", disabled=True), Button("B", disabled=True)),)
CITY = Message(RichText("Which city?"), ((Button("By the clock", data="clock"),),), answer=TypedAnswer("Your city"))

Parameters = Mapping[str, Any]
Does = Callable[["Bot", int], Awaitable[bool]]


class Hours:
    """A clock that is only set."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@dataclass(frozen=True)
class Bot:
    """A way to send, and the clock by which what is refused is tried again."""

    sender: Sender
    api: BotApi
    hours: Hours


@pytest.fixture
async def bot(playground: Playground) -> AsyncIterator[Bot]:
    async with AiohttpRequest() as request:
        hours = Hours()
        api = BotApi(request, TOKEN, playground.url, extras=Extras(Pauses(hours)))
        yield Bot(Sender(api, Pacer(chat_burst=100)), api, hours)


@pytest.fixture
def ada(playground: Playground) -> Person:
    ada = playground.person("Ada")
    ada.say("/start")
    return ada


def sends(message: Message) -> Does:
    async def send(bot: Bot, chat_id: int) -> bool:
        return (await bot.sender.send(chat_id, message, Lane.REPLY)).outcome is Delivery.SENT

    return send


def edits(message: Message) -> Does:
    async def edit(bot: Bot, chat_id: int) -> bool:
        before = await bot.sender.send(chat_id, Message(HELLO), Lane.REPLY)
        return await bot.sender.edit(chat_id, before.message_id or 0, message)

    return edit


async def changes_buttons(bot: Bot, chat_id: int) -> bool:
    before = await bot.sender.send(chat_id, Message(HELLO), Lane.REPLY)
    return await bot.sender.edit_keyboard(chat_id, before.message_id or 0, ANSWERED)


async def types(bot: Bot, chat_id: int) -> bool:
    return await bot.sender.draft(chat_id, 5, "Sure")


async def polls(bot: Bot, _: int) -> bool:
    polled = asyncio.Event()

    async def receive(updates: object, more: bool) -> None:
        polled.set()

    intake = Intake(bot.api, receive)
    running = asyncio.create_task(intake.run())
    await asyncio.wait_for(polled.wait(), 5)
    intake.stop()
    await running
    return True


def buttons(call: Parameters) -> list[set[str]]:
    return [set(button) for button in call["reply_markup"]["inline_keyboard"][0]]


KEEPS_COLOURS = Message(HELLO, ((Button("Go", data="go", style="primary"),),))
UNKNOWN = "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"

TABLE: dict[str, tuple[str, Extra, str, Does, Callable[[Parameters], object], object, object]] = {
    # method, extra, how the server puts it, what is done, what is looked at, how it is with the extra and without
    "Stop": ("sendMessageDraft", Extra.STOP, "BOT_INVALID", types, lambda call: call.get("can_stop"), True, None),
    "Stop, kept": ("sendMessageDraft", Extra.STOP, "x", types, lambda call: call.get("keep_on_stop"), True, None),
    "hearing of Stop": (
        "getUpdates", Extra.STOP, "unknown update", polls, lambda call: len(call["allowed_updates"]), 4, 3
    ),
    "answered, sent": (
        "sendMessage", Extra.DISABLED, UNKNOWN, sends(Message(HELLO, ANSWERED)), buttons,
        [{"text", "style", "disabled"}, {"text", "disabled"}], [{"text", "style", "callback_data"}],
    ),
    "answered, edited in": (
        "editMessageText", Extra.DISABLED, UNKNOWN, edits(Message(RichText("Right"), ANSWERED)), buttons,
        [{"text", "style", "disabled"}, {"text", "disabled"}], [{"text", "style", "callback_data"}],
    ),
    "answered, buttons only": (
        "editMessageReplyMarkup", Extra.DISABLED, "BUTTON_DISABLED_INVALID", changes_buttons, buttons,
        [{"text", "style", "disabled"}, {"text", "disabled"}], [{"text", "style", "callback_data"}],
    ),
    "a question": (
        "sendMessage", Extra.FORCE_REPLY, 'unknown parameter "force_reply"', sends(CITY),
        lambda call: sorted(call["reply_markup"]),
        ["force_reply", "inline_keyboard"], ["force_reply", "input_field_placeholder"],
    ),
    "confetti": (
        "sendMessage", Extra.EFFECT, "EFFECT_ID_INVALID", sends(Message(HELLO, celebrate=True)),
        lambda call: "message_effect_id" in call, True, False,
    ),
    "colours": (
        "sendMessage", Extra.STYLE, "BUTTON_STYLE_INVALID", sends(KEEPS_COLOURS), buttons,
        [{"text", "style", "callback_data"}], [{"text", "callback_data"}],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TABLE)
async def test_what_is_refused_is_left_out_at_once_and_for_a_day(
    name: str, bot: Bot, ada: Person, playground: Playground
) -> None:
    method, extra, description, does, look, with_it, without_it = TABLE[name]

    async def done() -> list[object]:
        """How it goes out when it is done again: as often as it is tried."""
        before = len(playground.calls)
        assert await does(bot, ada.id)
        calls: list[Call] = [call for call in playground.calls[before:] if call.method == method]
        if method == "editMessageText" or name == "answered, sent":
            assert ada.messages[-1].buttons
        return [look(call.parameters) for call in calls]

    assert set(map(str, await done())) == {str(with_it)}
    playground.faults.add(method, "refuse", description=description)
    assert (await done())[:2] == [with_it, without_it]
    assert bot.api._extras.refused == {extra}
    bot.hours.now = DAY - 1
    assert set(map(str, await done())) == {str(without_it)}
    bot.hours.now = DAY + 1
    assert set(map(str, await done())) == {str(with_it)}


async def test_a_refusal_that_has_nothing_to_do_with_it_is_not_held_against_it(
    bot: Bot, ada: Person, playground: Playground
) -> None:
    for other in ("message is too long", "chat not found"):
        playground.faults.add("sendMessage", "refuse", description=other)
        assert (await bot.sender.send(ada.id, CITY, Lane.REPLY)).outcome is Delivery.FAILED
    playground.faults.add("sendMessage", "refuse", times=2, description="no reason that is known")
    assert (await bot.sender.send(ada.id, CITY, Lane.REPLY)).outcome is Delivery.FAILED
    judged = Message(RichText("Right"), ANSWERED)
    sent = await bot.sender.send(ada.id, judged, Lane.REPLY)
    assert await bot.sender.edit(ada.id, sent.message_id or 0, judged) is True  # it is not modified
    assert bot.api._extras.refused == frozenset()


async def test_what_is_taken_back_is_said_in_the_log(
    bot: Bot, ada: Person, playground: Playground, caplog: pytest.LogCaptureFixture
) -> None:
    playground.faults.add("sendMessage", "refuse", description=UNKNOWN)
    await sends(Message(HELLO, ANSWERED))(bot, ada.id)
    assert "Telegram refuses “disabled” of a call; for a day it is left out" in caplog.text

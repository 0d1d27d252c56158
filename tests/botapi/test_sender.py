"""Screens as they arrive in the chat, and what becomes of a send when something goes wrong."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

import pytest

from bot.botapi import api
from bot.botapi.api import BotApi, Refused, Unauthorised
from bot.botapi.message import Button, File, Message, photo
from bot.botapi.pacing import Lane, Pacer
from bot.botapi.sender import Sender
from bot.botapi.transport import AiohttpRequest, NotSent
from bot.core.delivery import BLOCKED, Delivery, Receipt
from bot.core.richtext import Entity, RichText, bold, italic
from bot.playground import Playground
from bot.playground.faults import FaultKind
from bot.playground.people import Person

TOKEN = "42:playground"  # noqa: S105 -- of the playground
NOTES = Message(RichText("Your notes"), file=File("document", "notes.json", b"{}", "application/json"))
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x03\x00\x00\x00\x02"
PICTURE = Message(
    bold("Hello") + " there", ((Button("Lessons", data="1l"), Button("Share", url="https://t.me/")),), file=photo(PNG)
)
HELLO = Message(bold("Hello") + " there 🎉 " + italic("you"))


class FaultyRequest(AiohttpRequest):
    """Fails to connect as often as it is told to."""

    failures = 0
    calls = 0

    async def post_json(self, url: str, parameters: object, read_timeout: float | None = None) -> tuple[int, bytes]:
        self.calls += 1
        if self.failures:
            self.failures -= 1
            raise NotSent("Cannot connect")
        return await super().post_json(url, parameters, read_timeout)


@pytest.fixture(autouse=True)
def no_backoff(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.botapi.sender.backoff", lambda attempt: 0.0)


@pytest.fixture
async def request_() -> AsyncIterator[FaultyRequest]:
    async with FaultyRequest(connect_timeout=0.2, read_timeout=0.2) as request:
        yield request


@pytest.fixture
def pacer() -> Pacer:
    return Pacer()


@pytest.fixture
def sender(playground: Playground, request_: FaultyRequest, pacer: Pacer) -> Sender:
    return Sender(BotApi(request_, TOKEN, playground.url), pacer)


@pytest.fixture
def ada(playground: Playground) -> Person:
    ada = playground.person("Ada")
    ada.say("/start")
    return ada


def times_called(playground: Playground, method: str) -> int:
    return sum(call.method == method for call in playground.calls)


async def test_a_screen_arrives_with_its_formatting_buttons_and_effect(sender: Sender, ada: Person) -> None:
    why = Entity("expandable_blockquote", 0, 3)
    linked = Entity("text_link", 4, 4, url="https://example.org/")
    keyboard = (
        (Button("A", data="1q:11:kc1:A", style="success"), Button("B", data="1q:11:kc1:B")),
        (Button("Copy prompt", copy="Plan my week"), Button("Site", url="https://example.org/")),
    )
    screen = Message(RichText("Why here", (why, linked)), keyboard, celebrate=True)
    receipt = await sender.send(ada.id, screen, Lane.REPLY)
    message = ada.messages[-1]
    assert receipt == Receipt(Delivery.SENT, message.message_id)
    assert message.text == "Why here"
    assert message.entities == [
        {"type": "expandable_blockquote", "offset": 0, "length": 3},
        {"type": "text_link", "offset": 4, "length": 4, "url": "https://example.org/"},
    ]
    assert message.buttons == [
        [
            {"text": "A", "callback_data": "1q:11:kc1:A", "style": "success"},
            {"text": "B", "callback_data": "1q:11:kc1:B"},
        ],
        [
            {"text": "Copy prompt", "copy_text": {"text": "Plan my week"}},
            {"text": "Site", "url": "https://example.org/"},
        ],
    ]
    assert message.effect_id == "5046509860389126442"


async def test_what_never_left_is_sent_again_and_arrives_once(
    sender: Sender, ada: Person, request_: FaultyRequest
) -> None:
    request_.failures = 2
    receipt = await sender.send(ada.id, HELLO, Lane.REPLY)
    assert receipt.outcome is Delivery.SENT
    assert [message.text for message in ada.messages if message.from_bot] == ["Hello there 🎉 you"]


async def test_what_will_not_leave_is_pending(sender: Sender, ada: Person, request_: FaultyRequest) -> None:
    request_.failures = 100
    assert await sender.send(ada.id, HELLO, Lane.REPLY) == Receipt(Delivery.PENDING, reason="Cannot connect")
    assert request_.calls == 3


@pytest.mark.parametrize(("fault", "arrived"), [("lost", 1), ("reset", 0), ("timeout", 0), ("500", 0)])
async def test_an_unknown_outcome_is_uncertain_and_never_tried_again(
    sender: Sender, ada: Person, playground: Playground, fault: FaultKind, arrived: int
) -> None:
    playground.faults.add("sendMessage", fault)
    receipt = await sender.send(ada.id, HELLO, Lane.REPLY)
    assert receipt.outcome is Delivery.UNCERTAIN
    assert receipt.reason
    assert times_called(playground, "sendMessage") == 1
    assert sum(message.from_bot for message in ada.messages) == arrived


async def test_a_short_pause_is_sat_out(sender: Sender, ada: Person, playground: Playground, pacer: Pacer) -> None:
    playground.faults.add("sendMessage", "429", retry_after=1)
    began = time.monotonic()
    receipt = await sender.send(ada.id, HELLO, Lane.REPLY)
    assert receipt.outcome is Delivery.SENT
    assert time.monotonic() - began >= 1


async def test_a_long_pause_leaves_the_message_pending_at_once_and_other_chats_alone(
    sender: Sender, ada: Person, playground: Playground, pacer: Pacer
) -> None:
    bob = playground.person("Bob")
    bob.say("/start")
    playground.faults.add("sendMessage", "429", retry_after=300)
    assert (await sender.send(ada.id, HELLO, Lane.REPLY)).outcome is Delivery.PENDING
    assert 299 < pacer.pauses()[ada.id] <= 300
    assert (await sender.send(ada.id, HELLO, Lane.REPLY)).outcome is Delivery.PENDING
    assert times_called(playground, "sendMessage") == 1
    assert (await sender.send(bob.id, HELLO, Lane.BROADCAST)).outcome is Delivery.SENT


async def test_one_who_blocked_the_bot_or_was_never_there_is_told_apart(
    sender: Sender, ada: Person, playground: Playground
) -> None:
    ada.block()
    assert await sender.send(ada.id, HELLO, Lane.REPLY) == Receipt(Delivery.FAILED, reason=BLOCKED)
    never_there = await sender.send(999, HELLO, Lane.REPLY)  # nor is anybody to a server that has just been moved
    assert never_there == Receipt(Delivery.FAILED, reason="Bad Request: chat not found")
    ada.unblock()
    failed = await sender.send(ada.id, Message(RichText("x" * 4097)), Lane.REPLY)
    assert failed.outcome is Delivery.FAILED
    assert failed.reason is not None
    assert "too long" in failed.reason


async def test_a_refused_effect_or_colour_is_left_out(sender: Sender, ada: Person, playground: Playground) -> None:
    playground.faults.add("sendMessage", "refuse", description="EFFECT_ID_INVALID")
    playground.faults.add("sendMessage", "refuse", description="can't parse inline keyboard button: unknown style")
    screen = Message(RichText("Done"), ((Button("Next", data="n", style="success"),),), celebrate=True)
    assert (await sender.send(ada.id, screen, Lane.REPLY)).outcome is Delivery.SENT
    assert ada.messages[-1].effect_id is None
    assert ada.messages[-1].buttons == [[{"text": "Next", "callback_data": "n"}]]


async def test_a_refused_colour_is_left_out_of_an_edit(sender: Sender, ada: Person, playground: Playground) -> None:
    message_id = (await sender.send(ada.id, HELLO, Lane.REPLY)).message_id or 0
    playground.faults.add("editMessageText", "refuse", description="BUTTON_STYLE_INVALID")
    judged = Message(RichText("Right"), ((Button("B", data="b", style="success"),),))
    assert await sender.edit(ada.id, message_id, judged) is True
    assert ada.messages[-1].buttons == [[{"text": "B", "callback_data": "b"}]]


async def test_a_refusal_that_nothing_can_be_left_out_for_fails(
    sender: Sender, ada: Person, playground: Playground
) -> None:
    playground.faults.add("sendMessage", "refuse", description="EFFECT_ID_INVALID", times=5)
    assert (await sender.send(ada.id, HELLO, Lane.REPLY)).outcome is Delivery.FAILED
    assert times_called(playground, "sendMessage") == 1


async def test_a_burst_to_many_learners_meets_no_refusal(
    sender: Sender, playground: Playground, request_: FaultyRequest
) -> None:
    request_._read_timeout = 5.0  # forty at once take their time on a busy machine
    people = [playground.person(f"Learner {number}") for number in range(40)]
    for person in people:
        person.say("/start")
    receipts = await asyncio.gather(*(sender.send(person.id, HELLO, Lane.REPLY) for person in people))
    assert {receipt.outcome for receipt in receipts} == {Delivery.SENT}
    assert all(call.status == 200 for call in playground.calls)


@pytest.mark.parametrize("fault", ["lost", "reset", "500"])
async def test_an_edit_is_made_again_until_it_is_known_to_show(
    sender: Sender, ada: Person, playground: Playground, fault: FaultKind
) -> None:
    receipt = await sender.send(ada.id, HELLO, Lane.REPLY)
    assert receipt.message_id is not None
    playground.faults.add("editMessageText", fault)
    assert await sender.edit(ada.id, receipt.message_id, Message(RichText("Changed"))) is True
    assert ada.messages[-1].text == "Changed"
    assert times_called(playground, "editMessageText") == 2


async def test_the_buttons_go_and_come_without_the_text(sender: Sender, ada: Person) -> None:
    screen = Message(RichText("Read"), ((Button("Continue", data="c"),),))
    message_id = (await sender.send(ada.id, screen, Lane.REPLY)).message_id
    assert message_id is not None
    assert await sender.edit_keyboard(ada.id, message_id, ()) is True
    assert await sender.edit_keyboard(ada.id, message_id, ()) is True
    assert (ada.messages[-1].text, ada.messages[-1].buttons) == ("Read", [])
    assert await sender.edit_keyboard(ada.id, message_id, screen.keyboard) is True
    assert ada.messages[-1].buttons == [[{"text": "Continue", "callback_data": "c"}]]


async def test_a_message_that_cannot_be_edited_is_no_error(sender: Sender, ada: Person) -> None:
    theirs = ada.messages[0].message_id
    assert await sender.edit(ada.id, 123456, HELLO) is False
    assert await sender.edit(ada.id, theirs, HELLO) is False
    ada.block()
    assert await sender.edit_keyboard(999, theirs, ()) is False


async def test_an_edit_that_gets_no_sensible_answer_raises_after_a_few_attempts(
    sender: Sender, ada: Person, playground: Playground, pacer: Pacer
) -> None:
    message_id = (await sender.send(ada.id, HELLO, Lane.REPLY)).message_id or 0
    playground.faults.add("editMessageText", "500", times=9)
    with pytest.raises(Refused, match="500"):
        await sender.edit(ada.id, message_id, Message(RichText("Changed")))
    assert times_called(playground, "editMessageText") == 3
    pacer.pause(ada.id, 60)
    with pytest.raises(Refused, match="pause"):
        await sender.edit(ada.id, message_id, Message(RichText("Changed")))
    assert times_called(playground, "editMessageText") == 3


async def test_an_edit_sits_a_short_pause_out(sender: Sender, ada: Person, playground: Playground) -> None:
    message_id = (await sender.send(ada.id, HELLO, Lane.REPLY)).message_id or 0
    playground.faults.add("editMessageText", "429", retry_after=1)
    assert await sender.edit(ada.id, message_id, Message(RichText("Changed"))) is True


async def test_a_tap_is_answered_and_one_that_is_too_old_is_no_error(
    sender: Sender, ada: Person, playground: Playground
) -> None:
    query = ada.tap_data(1, "x")
    playground.faults.add("answerCallbackQuery", "reset")
    await sender.answer(query, "Right!", alert=True)
    await sender.answer(query)
    await sender.answer("unheard of")
    playground.faults.add("answerCallbackQuery", "reset", times=9)
    await sender.answer(ada.tap_data(1, "x"))
    assert [(answer.text, answer.show_alert) for answer in ada.answers] == [("Right!", True)]


async def test_a_draft_types_itself_and_typing_shows(sender: Sender, ada: Person) -> None:
    assert await sender.draft(ada.id, 5, "") is True
    assert ada.draft == ""
    assert await sender.draft(ada.id, 5, bold("Sure") + ", here") is True
    assert ada.draft == "Sure, here"
    await sender.typing(ada.id)
    assert ada.typing


@pytest.mark.parametrize("fault", ["refuse", "429", "500", "timeout"])
async def test_a_refused_draft_says_so_and_drafts_pause_there_for_a_while(
    sender: Sender, ada: Person, playground: Playground, monkeypatch: pytest.MonkeyPatch, fault: FaultKind
) -> None:
    monkeypatch.setattr("bot.botapi.sender._REST", 1.0)
    bob = playground.person("Bob")
    bob.say("/start")
    playground.faults.add("sendMessageDraft", fault, times=2 if fault == "refuse" else 1)
    assert await sender.draft(ada.id, 5, "Sure") is False
    calls = times_called(playground, "sendMessageDraft")
    assert await sender.draft(ada.id, 5, "Sure, here") is False
    assert times_called(playground, "sendMessageDraft") == calls
    assert await sender.draft(bob.id, 5, "Sure") is True
    assert (await sender.send(ada.id, HELLO, Lane.REPLY)).outcome is Delivery.SENT
    await asyncio.sleep(1.1)
    assert await sender.draft(ada.id, 5, "Sure, here") is True


async def test_one_lost_draft_is_no_reason_to_pause(
    sender: Sender, ada: Person, playground: Playground, pacer: Pacer
) -> None:
    playground.faults.add("*", "reset")
    assert await sender.draft(ada.id, 5, "Sure") is False
    assert await sender.draft(ada.id, 5, "Sure, here") is True
    playground.faults.add("sendChatAction", "reset")
    await sender.typing(ada.id)
    pacer.pause(ada.id, 60)
    assert await sender.draft(ada.id, 5, "Sure, here you are") is False
    assert ada.draft == "Sure, here"


async def test_a_refused_token_stops_everything(
    playground: Playground, request_: FaultyRequest, ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api, "_ASKED_AGAIN", (0.0,) * 8)
    sender = Sender(BotApi(request_, "42:revoked", playground.url), Pacer())
    assert not sender.unauthorised.is_set()
    with pytest.raises(Unauthorised):
        await sender.send(ada.id, HELLO, Lane.REPLY)
    assert sender.unauthorised.is_set()
    for attempt in (
        sender.send(ada.id, HELLO, Lane.REPLY),
        sender.edit(ada.id, 1, HELLO),
        sender.answer("1"),
    ):
        with pytest.raises(Unauthorised):
            await attempt
    assert await sender.draft(ada.id, 5, "Sure") is False
    await sender.typing(ada.id)
    assert request_.calls == 5  # one that nobody believed, and getMe


async def test_a_cancelled_send_leaves_no_trace_in_the_pace(sender: Sender, ada: Person, pacer: Pacer) -> None:
    pacer.pause(ada.id, 4)
    waiting = asyncio.create_task(sender.send(ada.id, HELLO, Lane.REPLY))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert sum(message.from_bot for message in ada.messages) == 0


async def test_a_document_arrives_with_its_name_and_caption(sender: Sender, ada: Person) -> None:
    receipt = await sender.send(ada.id, NOTES, Lane.REPLY)
    message = ada.messages[-1]
    assert receipt == Receipt(Delivery.SENT, message.message_id)
    assert message.document is not None
    assert (message.document.name, message.document.mime_type) == ("notes.json", "application/json")
    assert message.caption == "Your notes"


@pytest.mark.parametrize(("fault", "arrived"), [("lost", 1), ("reset", 0), ("500", 0)])
async def test_a_document_of_unknown_outcome_is_never_sent_again(
    sender: Sender, ada: Person, playground: Playground, fault: FaultKind, arrived: int
) -> None:
    playground.faults.add("sendDocument", fault)
    assert (await sender.send(ada.id, NOTES, Lane.REPLY)).outcome is Delivery.UNCERTAIN
    assert sum(message.from_bot for message in ada.messages) == arrived


async def test_a_document_that_never_left_is_sent_again(
    sender: Sender, ada: Person, request_: FaultyRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    post_form = request_.post_form

    async def fails_once(*arguments: object) -> tuple[int, bytes]:
        monkeypatch.setattr(request_, "post_form", post_form)
        raise NotSent("Cannot connect")

    monkeypatch.setattr(request_, "post_form", fails_once)
    assert (await sender.send(ada.id, NOTES, Lane.REPLY)).outcome is Delivery.SENT
    assert sum(message.from_bot for message in ada.messages) == 1


async def test_a_document_keeps_the_pause_of_its_chat(sender: Sender, ada: Person, pacer: Pacer) -> None:
    pacer.pause(ada.id, 60)
    assert (await sender.send(ada.id, NOTES, Lane.REPLY)).outcome is Delivery.PENDING


async def test_a_picture_arrives_with_its_caption_and_buttons(sender: Sender, ada: Person) -> None:
    receipt = await sender.send(ada.id, PICTURE, Lane.REPLY)
    message = ada.messages[-1]
    assert receipt == Receipt(Delivery.SENT, message.message_id)
    assert message.photo is not None
    assert (message.photo.width, message.photo.height, message.photo.mime_type) == (3, 2, "image/png")
    assert (message.caption, message.text) == ("Hello there", None)
    assert message.caption_entities == [{"type": "bold", "offset": 0, "length": 5}]
    assert message.buttons == [[{"text": "Lessons", "callback_data": "1l"}, {"text": "Share", "url": "https://t.me/"}]]


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [("lost", Delivery.UNCERTAIN), ("500", Delivery.UNCERTAIN), ("refuse", Delivery.FAILED), ("429", Delivery.SENT)],
)
async def test_what_becomes_of_a_picture_is_told_as_of_any_message(
    sender: Sender, ada: Person, playground: Playground, fault: FaultKind, outcome: Delivery
) -> None:
    playground.faults.add("sendPhoto", fault)
    assert (await sender.send(ada.id, PICTURE, Lane.REPLY)).outcome is outcome


async def test_the_buttons_of_a_picture_can_be_changed_but_not_its_text(sender: Sender, ada: Person) -> None:
    message_id = (await sender.send(ada.id, PICTURE, Lane.REPLY)).message_id
    assert message_id is not None
    assert await sender.edit_keyboard(ada.id, message_id, ())
    assert ada.messages[-1].buttons == []
    assert not await sender.edit(ada.id, message_id, HELLO)


async def test_while_telegram_refuses_everything_replies_are_not_thrown_at_it(
    sender: Sender, playground: Playground
) -> None:
    """For two seconds Telegram says 429 to every message, while sixty learners are to be answered."""
    people = [playground.person(f"Learner {number}") for number in range(60)]
    for person in people:
        person.say("hello")
    playground.faults.add("sendMessage", "429", 10_000, retry_after=2)
    asyncio.get_running_loop().call_later(2, playground.faults.clear)

    async def reply(number: int) -> Receipt:
        await asyncio.sleep(number / 40)
        return await sender.send(people[number].id, HELLO, Lane.REPLY, patient=True)

    receipts = await asyncio.gather(*map(reply, range(60)))
    assert {receipt.outcome for receipt in receipts} == {Delivery.SENT}
    refused = sum(call.status == 429 for call in playground.calls)
    assert refused <= 6

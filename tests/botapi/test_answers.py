"""Whatever answers a call: Telegram, a proxy before it, a log-in page. A table of all answers by all methods."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any

import orjson
import pytest
from telegram.error import NetworkError

from bot.botapi import api as api_module
from bot.botapi import sender as sender_module
from bot.botapi.api import BotApi, Refused
from bot.botapi.message import Message, photo
from bot.botapi.pacing import Lane, Pacer
from bot.botapi.polling import Intake
from bot.botapi.sender import Sender
from bot.botapi.transport import AiohttpRequest
from bot.core.broadcast import Source
from bot.core.delivery import BLOCKED, Delivery, Receipt
from bot.core.richtext import RichText

TOKEN = "42:answers"  # noqa: S105 -- of nobody
HELLO = Message(RichText("Hello"))
Answer = tuple[int, bytes]


def says(code: int, description: str, **parameters: object) -> Answer:
    """Telegram's own word."""
    told: dict[str, object] = {"ok": False, "error_code": code, "description": description}
    return code, orjson.dumps(told | ({"parameters": parameters} if parameters else {}))


HTML = b"<html><h1>It works!</h1></html>"
TELEGRAMS = {
    "401": says(401, "Unauthorized"),
    "404": says(404, "Not Found"),
    "403": says(403, "Forbidden: bot was blocked by the user"),
    "409": says(409, "Conflict: terminated by other getUpdates request"),
    "429": says(429, "Too Many Requests: retry after 1", retry_after=1),
    "429 without seconds": says(429, "Too Many Requests"),
    "429 with rubbish": says(429, "Too Many Requests", retry_after="soon"),
    "500": says(500, "Internal Server Error"),
    "502": says(502, "Bad Gateway"),
}
SOMETHINGS = {
    f"{status} {name}": (status, body)
    for status in (200, 204, 302, 400, 401, 403, 404, 409, 429, 500, 502)
    for name, body in {
        "page": HTML,
        "nothing": b"",
        "number": b"7",
        "list": b"[]",
        "other JSON": b'{"error": "no"}',
        "half": b'{"ok": true',
    }.items()
}
UNCERTAIN = {"500", "502", *SOMETHINGS}
"""Of these nobody knows what became of the request."""


class Between(AiohttpRequest):
    """Answers in the place of Telegram: at first with what is planned for a method, and then with success."""

    def __init__(self) -> None:
        super().__init__()
        self.planned: dict[str, list[Answer]] = {}
        self.asked: list[str] = []

    async def _exchange(self, method: str, url: str, *_: Any) -> Answer:
        name = url.rpartition("/")[2]
        self.asked.append(name)
        if self.planned.get(name):
            return self.planned[name].pop(0)
        if name == "getUpdates":
            await asyncio.sleep(0.01)
        results: Mapping[str, object] = {"getUpdates": [], "getMe": {"id": 42, "is_bot": True, "first_name": "Bot"}}
        return 200, orjson.dumps({"ok": True, "result": results.get(name, {"message_id": 7})})


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api_module, "_ASKED_AGAIN", (0.0,) * 8)
    monkeypatch.setattr(sender_module, "backoff", lambda attempt: 0.0)
    monkeypatch.setattr("bot.botapi.polling.backoff", lambda attempt: 0.0)


@pytest.fixture
async def between() -> AsyncIterator[Between]:
    async with Between() as request:
        yield request


@pytest.fixture
def sender(between: Between) -> Sender:
    return Sender(BotApi(between, TOKEN), Pacer(overall_per_second=1000, chat_burst=1000))


SENDS: dict[str, Callable[[Sender], Awaitable[Receipt]]] = {
    "sendMessage": lambda sender: sender.send(1, HELLO, Lane.REPLY),
    "sendPhoto": lambda sender: sender.send(1, Message(RichText("Hello"), file=photo(b"png")), Lane.REPLY),
    "copyMessage": lambda sender: sender.copy(1, Source(2, 3), (), Lane.BROADCAST),
    "deleteMessage": lambda sender: sender.unsend(1, 7, lambda: True),
    "editMessageCaption": lambda sender: sender.reword(1, 7, RichText("Hi"), (), lambda: True, captioned=True),
}
AMENDS = {"deleteMessage", "editMessageCaption"}


@pytest.mark.parametrize("method", SENDS)
@pytest.mark.parametrize("answer", [*TELEGRAMS, *SOMETHINGS])
async def test_one_answer_of_any_kind_is_survived_by_what_is_sent(
    sender: Sender, between: Between, method: str, answer: str
) -> None:
    between.planned[method] = [(TELEGRAMS | SOMETHINGS)[answer]]
    receipt = await SENDS[method](sender)
    if answer in UNCERTAIN:  # never a second time by itself, unless twice does no harm
        assert receipt.outcome is (Delivery.PENDING if method in AMENDS else Delivery.UNCERTAIN)
        assert between.asked.count(method) == 1
    elif answer == "404":  # the token is known, so that it is the method that is not
        assert receipt.outcome is Delivery.FAILED
        assert receipt.reason != BLOCKED
    else:
        assert receipt.outcome is Delivery.SENT
        assert between.asked.count(method) == 2
    assert not sender.unauthorised.is_set()
    assert (await SENDS[method](sender)).outcome is Delivery.SENT


@pytest.mark.parametrize("answer", [*TELEGRAMS, *SOMETHINGS])
async def test_one_answer_of_any_kind_is_survived_by_what_is_shown(
    sender: Sender, between: Between, answer: str
) -> None:
    odd = (TELEGRAMS | SOMETHINGS)[answer]
    edits = {"editMessageText": sender.edit(1, 7, HELLO), "editMessageReplyMarkup": sender.edit_keyboard(1, 7, ())}
    for method, edit in edits.items():
        between.planned[method] = [odd]
        assert await edit is (
            answer not in {"403", "404", "409"}
        )  # an edit that is refused takes a new message's place
    for method in ("answerCallbackQuery", "sendMessageDraft", "sendChatAction"):
        between.planned[method] = [odd]
    await sender.answer("1", "Hello")
    await sender.typing(1)
    await sender.draft(1, 5, "Hel")
    assert not sender.unauthorised.is_set()
    assert await sender.edit(1, 7, HELLO)


@pytest.mark.parametrize("answer", [*TELEGRAMS, *SOMETHINGS])
async def test_one_answer_of_any_kind_is_survived_by_the_polls(between: Between, answer: str) -> None:
    between.planned["getUpdates"] = [
        (TELEGRAMS | SOMETHINGS)[answer],
        (200, orjson.dumps({"ok": True, "result": [{"update_id": 1}]})),
    ]
    heard = asyncio.Event()

    async def receive(updates: Any, _: bool) -> None:
        if updates:
            heard.set()

    intake = Intake(BotApi(between, TOKEN), receive, ["message"])
    running = asyncio.create_task(intake.run())
    await asyncio.wait_for(heard.wait(), 5)
    intake.stop()
    await asyncio.wait_for(running, 5)


@pytest.mark.parametrize("code", [401, 404])
async def test_a_token_is_given_up_only_where_telegram_stays_with_it(between: Between, code: int) -> None:
    api = BotApi(between, TOKEN)
    await api.call("getMe", {})
    api._known_at = 0.0  # long ago
    refusal = says(code, "Unauthorized" if code == 401 else "Not Found")
    between.planned = {"sendMessage": [refusal], "getMe": [refusal] * 7}
    with pytest.raises(Refused if code == 404 else NetworkError):
        await api.call("sendMessage", {})
    between.planned = {"sendMessage": [refusal] * 2, "getMe": [refusal] * 99}
    api._known_at = 0.0
    for _ in range(2):
        with pytest.raises(api_module.Unauthorised):
            await api.call("sendMessage", {})
    assert between.asked.count("getMe") == 1 + 8 + 8


async def test_whoever_calls_while_it_is_asked_again_waits_for_the_outcome(between: Between) -> None:
    api = BotApi(between, TOKEN)
    refusal = says(401, "Unauthorized")
    between.planned = {"sendMessage": [refusal] * 20, "getMe": [refusal]}
    results = await asyncio.gather(*(api.call("sendMessage", {}) for _ in range(20)), return_exceptions=True)
    assert {type(result).__name__ for result in results} == {"NotSent"}
    assert between.asked.count("getMe") == 2


async def test_telegrams_own_pause_is_kept_and_no_longer_than_a_day(between: Between) -> None:
    for told, kept in ((45, 45.0), (1e9, 86_400.0), (-3, 1.0), (None, 1.0)):
        between.planned["sendMessage"] = [says(429, "Too Many Requests", retry_after=told)]
        with pytest.raises(Refused) as refusal:
            await BotApi(between, TOKEN).call("sendMessage", {})
        assert refusal.value.retry_after == kept

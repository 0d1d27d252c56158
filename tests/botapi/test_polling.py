"""Updates are confirmed after they have been handled, and one of them never holds up the rest."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from telegram import Update
from telegram.ext import Application, MessageHandler, filters

from bot.botapi.api import BotApi, Unauthorised
from bot.botapi.polling import Intake
from bot.botapi.transport import AiohttpRequest
from bot.chat.update_processor import UpdateProcessor
from bot.playground import Playground
from bot.playground.faults import FaultKind
from bot.playground.people import Person

TOKEN = "42:playground"  # noqa: S105 -- of the playground
ALLOWED = ("message", "callback_query")


class Handler:
    """Takes down what is said; `fail` fails, and `wait` waits for `go_on`."""

    def __init__(self) -> None:
        self.began: list[str] = []
        self.texts: list[str] = []
        self.go_on = asyncio.Event()
        self._changed = asyncio.Event()

    async def __call__(self, update: dict[str, Any]) -> None:
        text = update["message"]["text"]
        self.began.append(text)
        self._changed.set()
        if text == "fail":
            raise LookupError(text)
        if text == "wait":
            await self.go_on.wait()
        self.texts.append(text)
        self._changed.set()

    async def until(self, *texts: str, only_begun: bool = False) -> None:
        """Return when exactly these texts have been handled, in this order."""
        async with asyncio.timeout(5):
            while (self.began if only_begun else self.texts) != list(texts):
                self._changed.clear()
                await self._changed.wait()


class Running:
    """An intake that runs in the background."""

    def __init__(self, intake: Intake) -> None:
        self.intake = intake
        self.task = asyncio.create_task(intake.run())

    async def stop(self) -> None:
        self.intake.stop()
        await asyncio.wait_for(self.task, timeout=5)


@pytest.fixture(autouse=True)
def no_backoff(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.botapi.polling.backoff", lambda attempt: 0.0)


@pytest.fixture
async def request_() -> AsyncIterator[AiohttpRequest]:
    async with AiohttpRequest() as request:
        yield request


@pytest.fixture
def handler() -> Handler:
    return Handler()


@pytest.fixture
def api(playground: Playground, request_: AiohttpRequest) -> BotApi:
    return BotApi(request_, TOKEN, playground.url)


@pytest.fixture
async def running(api: BotApi, handler: Handler) -> AsyncIterator[Running]:
    running = Running(Intake(api, handler, ALLOWED))
    yield running
    running.task.cancel()
    await asyncio.wait([running.task])


@pytest.fixture
def ada(playground: Playground) -> Person:
    return playground.person("Ada")


async def test_updates_are_handled_and_confirmed(
    playground: Playground, running: Running, handler: Handler, ada: Person
) -> None:
    for text in ("one", "two", "three"):
        ada.say(text)
    await handler.until("one", "two", "three")
    ada.say("four")
    await handler.until("one", "two", "three", "four")
    await running.stop()
    assert playground.pending_update_count == 0
    assert running.intake.silent_for < timedelta(seconds=5)


async def test_what_is_not_finished_is_not_confirmed_and_comes_again(
    playground: Playground, running: Running, handler: Handler, ada: Person, api: BotApi
) -> None:
    ada.say("wait")
    await handler.until("wait", only_begun=True)
    running.task.cancel()
    await asyncio.wait([running.task])
    assert handler.texts == []
    handler.go_on.set()
    again = Running(Intake(api, handler, ALLOWED))
    await handler.until("wait")
    await again.stop()
    assert playground.pending_update_count == 0


async def test_a_slow_one_holds_up_the_confirmation_but_not_the_others(
    playground: Playground, running: Running, handler: Handler, ada: Person
) -> None:
    ada.say("one")
    await handler.until("one")
    ada.say("wait")
    await handler.until("one", "wait", only_begun=True)
    for text in ("two", "three"):
        ada.say(text)
    await handler.until("one", "two", "three")
    assert playground.pending_update_count == 3
    handler.go_on.set()
    await handler.until("one", "two", "three", "wait")
    await running.stop()
    assert playground.pending_update_count == 0
    assert handler.began == ["one", "wait", "two", "three"]


async def test_one_that_fails_is_logged_with_its_number_and_given_up(
    playground: Playground, running: Running, handler: Handler, ada: Person, caplog: pytest.LogCaptureFixture
) -> None:
    update_id = ada.say("fail")["update_id"]
    ada.say("one")
    await handler.until("one")
    await running.stop()
    assert playground.pending_update_count == 0
    assert [str(update_id) in record.getMessage() for record in caplog.records] == [True]


async def test_the_same_update_twice_in_a_batch_is_handled_once(
    playground: Playground, api: BotApi, handler: Handler, ada: Person
) -> None:
    playground.post_update(ada.say("one"))
    ada.say("two")
    running = Running(Intake(api, handler, ALLOWED))
    await handler.until("one", "two")
    await running.stop()
    assert handler.began == ["one", "two"]


@pytest.mark.parametrize("fault", ["500", "reset", "lost"])
async def test_trouble_on_the_way_delays_but_loses_nothing(
    playground: Playground, api: BotApi, handler: Handler, ada: Person, fault: FaultKind
) -> None:
    playground.faults.add("getUpdates", fault, times=3)
    ada.say("one")
    running = Running(Intake(api, handler, ALLOWED))
    await handler.until("one")
    await running.stop()
    assert playground.pending_update_count == 0


async def test_polling_waits_as_long_as_telegram_asks(
    playground: Playground, api: BotApi, handler: Handler, ada: Person
) -> None:
    playground.faults.add("getUpdates", "429", retry_after=1)
    ada.say("one")
    began = time.monotonic()
    running = Running(Intake(api, handler, ALLOWED))
    await handler.until("one")
    assert time.monotonic() - began >= 1
    await running.stop()


async def test_another_poller_is_named_in_plain_words_and_outlived(
    playground: Playground,
    running: Running,
    api: BotApi,
    handler: Handler,
    ada: Person,
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with asyncio.timeout(5):
        while all(call.status != 409 for call in playground.calls):
            await api.call("getUpdates", {"timeout": 0})
    ada.say("one")
    await handler.until("one")
    await running.stop()
    assert "Somebody else receives this bot’s updates" in caplog.text


async def test_a_token_that_is_not_accepted_ends_it_in_words_for_the_operator(
    playground: Playground, request_: AiohttpRequest, handler: Handler
) -> None:
    with pytest.raises(Unauthorised, match="BOT_TOKEN"):
        await Intake(BotApi(request_, "42:wrong", playground.url), handler, ALLOWED).run()


async def test_stopping_finishes_what_is_at_hand_and_leaves_the_rest_for_the_next_start(
    playground: Playground, running: Running, api: BotApi, handler: Handler, ada: Person
) -> None:
    ada.say("wait")
    await handler.until("wait", only_begun=True)
    stopping = asyncio.create_task(running.stop())
    await asyncio.sleep(0)
    ada.say("later")
    handler.go_on.set()
    await stopping
    assert handler.texts == ["wait"]
    assert playground.pending_update_count == 1
    again = Running(Intake(api, handler, ALLOWED))
    await handler.until("wait", "later")
    await again.stop()
    assert playground.pending_update_count == 0


async def test_stopping_does_not_wait_for_an_idle_poll_or_a_pause_to_end(
    playground: Playground, api: BotApi, handler: Handler
) -> None:
    for fault_first in (False, True):
        running = Running(Intake(api, handler, ALLOWED))
        if fault_first:
            playground.faults.add("getUpdates", "429", retry_after=300)
            await playground.wait_for(lambda: any(call.status == 429 for call in playground.calls))
        began = time.monotonic()
        await running.stop()
        assert time.monotonic() - began < 1


async def test_updates_go_through_python_telegram_bot_in_turns(
    playground: Playground, request_: AiohttpRequest, api: BotApi
) -> None:
    ada, bob = playground.person("Ada"), playground.person("Bob")
    heard: list[tuple[str, str]] = []
    all_heard = asyncio.Event()

    async def on_text(update: Update, _: object) -> None:
        assert update.effective_user is not None
        assert update.message is not None
        assert update.message.text is not None
        await asyncio.sleep(0.01 if update.message.text == "0" else 0)
        heard.append((update.effective_user.first_name, update.message.text))
        if len(heard) == 20:
            all_heard.set()

    application = (
        Application.builder()
        .token(TOKEN)
        .base_url(f"{playground.url}/bot")
        .request(request_)
        .get_updates_request(request_)
        .updater(None)
        .concurrent_updates(UpdateProcessor())
        .build()
    )
    application.add_handler(MessageHandler(filters.TEXT, on_text))

    async def handle(raw: dict[str, Any]) -> None:
        update = Update.de_json(raw, application.bot)
        await application.update_processor.process_update(update, application.process_update(update))

    async with application:
        for number in range(10):
            ada.say(str(number))
            bob.say(str(number))
        running = Running(Intake(api, handle, ALLOWED))
        await asyncio.wait_for(all_heard.wait(), timeout=5)
        await running.stop()
        for name in ("Ada", "Bob"):
            assert [text for who, text in heard if who == name] == [str(number) for number in range(10)]
    assert playground.pending_update_count == 0

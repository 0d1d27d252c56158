"""Updates are confirmed once they are kept, and never before."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

import pytest

from bot.botapi.api import BotApi, Unauthorised
from bot.botapi.polling import Intake
from bot.botapi.transport import AiohttpRequest
from bot.playground import Playground
from bot.playground.faults import FaultKind
from bot.playground.people import Person

TOKEN = "42:playground"  # noqa: S105 -- of the playground
ALLOWED = ("message", "callback_query")


class Shelf:
    """Keeps what is said; `full` says that nothing can be kept, and `slow` waits for `go_on`."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.more_to_come: list[bool] = []
        self.full = False
        self.slow = False
        self.asked = 0
        self.go_on = asyncio.Event()
        self._changed = asyncio.Event()

    async def __call__(self, updates: Sequence[dict[str, Any]], more_to_come: bool) -> None:
        self.asked += bool(updates)
        self._changed.set()
        if self.full:
            raise OSError("no room")
        if self.slow:
            await self.go_on.wait()
        self.texts += [update["message"]["text"] for update in updates]
        if updates or (self.more_to_come and self.more_to_come[-1]):
            self.more_to_come.append(more_to_come)

    async def until(self, *texts: str) -> None:
        """Return when exactly these texts have been kept, in this order."""
        await self.becomes(lambda: self.texts == list(texts))

    async def becomes(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(5):
            while not condition():
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
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def api(playground: Playground, request_: AiohttpRequest) -> BotApi:
    return BotApi(request_, TOKEN, playground.url)


@pytest.fixture
async def running(api: BotApi, shelf: Shelf) -> AsyncIterator[Running]:
    running = Running(Intake(api, shelf, ALLOWED))
    yield running
    running.task.cancel()
    await asyncio.wait([running.task])


@pytest.fixture
def ada(playground: Playground) -> Person:
    return playground.person("Ada")


async def test_updates_are_kept_and_confirmed(
    playground: Playground, running: Running, shelf: Shelf, ada: Person
) -> None:
    for text in ("one", "two", "three"):
        ada.say(text)
    await shelf.until("one", "two", "three")
    ada.say("four")
    await shelf.until("one", "two", "three", "four")
    await playground.wait_for(lambda: playground.pending_update_count == 0)
    await running.stop()
    assert running.intake.silent_for < timedelta(seconds=5)


async def test_what_is_not_kept_is_not_confirmed_and_comes_again(
    playground: Playground, running: Running, shelf: Shelf, ada: Person, api: BotApi
) -> None:
    shelf.slow = True
    ada.say("one")
    await shelf.becomes(lambda: shelf.asked == 1)
    running.task.cancel()
    await asyncio.wait([running.task])
    assert shelf.texts == []
    shelf.go_on.set()
    again = Running(Intake(api, shelf, ALLOWED))
    await shelf.until("one")
    await again.stop()
    assert playground.pending_update_count == 0


async def test_what_cannot_be_kept_is_asked_for_until_it_can(
    playground: Playground, running: Running, shelf: Shelf, ada: Person, caplog: pytest.LogCaptureFixture
) -> None:
    shelf.full = True
    ada.say("one")
    await shelf.becomes(lambda: shelf.asked >= 3)
    assert "What came in could not be kept, and is asked for again: no room" in caplog.text
    assert playground.pending_update_count == 1
    shelf.full = False
    await shelf.until("one")
    await running.stop()
    assert playground.pending_update_count == 0


@pytest.mark.parametrize("fault", ["500", "reset", "lost"])
async def test_trouble_on_the_way_delays_but_loses_nothing(
    playground: Playground, api: BotApi, shelf: Shelf, ada: Person, fault: FaultKind
) -> None:
    playground.faults.add("getUpdates", fault, times=3)
    ada.say("one")
    running = Running(Intake(api, shelf, ALLOWED))
    await shelf.until("one")
    await running.stop()
    assert playground.pending_update_count == 0


async def test_polling_waits_as_long_as_telegram_asks(
    playground: Playground, api: BotApi, shelf: Shelf, ada: Person
) -> None:
    playground.faults.add("getUpdates", "429", retry_after=1)
    ada.say("one")
    began = time.monotonic()
    running = Running(Intake(api, shelf, ALLOWED))
    await shelf.until("one")
    assert time.monotonic() - began >= 1
    await running.stop()


async def test_after_an_absence_it_is_told_that_more_is_to_come(
    playground: Playground, api: BotApi, shelf: Shelf, ada: Person
) -> None:
    for number in range(200):
        ada.say(str(number))
    running = Running(Intake(api, shelf, ALLOWED))
    await shelf.until(*map(str, range(200)))
    await shelf.becomes(lambda: shelf.more_to_come == [True, True, False])
    for number in range(250):
        ada.say(str(number))
    await shelf.becomes(lambda: len(shelf.texts) == 450)
    assert not any(shelf.more_to_come[2:])  # who is here by now waits for nobody who sends a lot
    await running.stop()


async def test_another_poller_is_named_in_plain_words_and_outlived(
    playground: Playground,
    running: Running,
    api: BotApi,
    shelf: Shelf,
    ada: Person,
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with asyncio.timeout(5):
        while all(call.status != 409 for call in playground.calls):
            await api.call("getUpdates", {"timeout": 0})
    ada.say("one")
    await shelf.until("one")
    await running.stop()
    assert "Somebody else receives this bot’s updates" in caplog.text


async def test_a_token_that_is_not_accepted_ends_it_in_words_for_the_operator(
    playground: Playground, request_: AiohttpRequest, shelf: Shelf
) -> None:
    with pytest.raises(Unauthorised, match="BOT_TOKEN"):
        await Intake(BotApi(request_, "42:wrong", playground.url), shelf, ALLOWED).run()


@pytest.mark.parametrize("answer", [None, 7, "rubbish", {"a": 1}, [1], [None]])
async def test_an_answer_that_is_none_is_asked_for_again(
    playground: Playground, api: BotApi, shelf: Shelf, ada: Person, monkeypatch: pytest.MonkeyPatch, answer: object
) -> None:
    call, answers = api.call, [answer]

    async def odd(method: str, parameters: Mapping[str, object], read_timeout: float | None = None) -> Any:
        return answers.pop() if answers else await call(method, parameters, read_timeout)

    monkeypatch.setattr(api, "call", odd)
    ada.say("one")
    running = Running(Intake(api, shelf, ALLOWED))
    await shelf.until("one")
    await running.stop()


async def test_an_update_without_a_number_keeps_no_other_back(
    playground: Playground, api: BotApi, shelf: Shelf, ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    call, answers = api.call, [[{"message": {"text": "none"}}, {"update_id": "x"}]]

    async def odd(method: str, parameters: Mapping[str, object], read_timeout: float | None = None) -> Any:
        return answers.pop() if answers else await call(method, parameters, read_timeout)

    monkeypatch.setattr(api, "call", odd)
    ada.say("one")
    running = Running(Intake(api, shelf, ALLOWED))
    await shelf.until("one")
    await running.stop()


async def test_stopping_keeps_and_confirms_what_is_at_hand_and_leaves_the_rest_for_the_next_start(
    playground: Playground, running: Running, api: BotApi, shelf: Shelf, ada: Person
) -> None:
    shelf.slow = True
    ada.say("one")
    await shelf.becomes(lambda: shelf.asked == 1)
    stopping = asyncio.create_task(running.stop())
    await asyncio.sleep(0)
    ada.say("later")
    shelf.go_on.set()
    await stopping
    assert shelf.texts == ["one"]
    assert playground.pending_update_count == 1
    again = Running(Intake(api, shelf, ALLOWED))
    await shelf.until("one", "later")
    await again.stop()
    assert playground.pending_update_count == 0


async def test_stopping_does_not_wait_for_an_idle_poll_or_a_pause_to_end(
    playground: Playground, api: BotApi, shelf: Shelf
) -> None:
    for fault_first in (False, True):
        running = Running(Intake(api, shelf, ALLOWED))
        if fault_first:
            playground.faults.add("getUpdates", "429", retry_after=300)
            await playground.wait_for(lambda: any(call.status == 429 for call in playground.calls))
        began = time.monotonic()
        await running.stop()
        assert time.monotonic() - began < 1

import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from tests.benchmarks.stub import Began, Done, Polled, Report, Stub, open_port
from tests.benchmarks.taps import Tap

TAPS = tuple(Tap(learner_id, 7, "1q:11:kc2:C") for learner_id in (101, 102, 103))


class Client:
    """Calls the stub over HTTP, as a bot does, and keeps what the stub reports."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self.session = session
        self.reports: list[Report] = []
        self.stub = Stub(TAPS, sends=2, report=self.reports.append)
        self.port = 0

    async def call(self, method: str, **arguments: str | int) -> Any:
        url = f"http://127.0.0.1:{self.port}/bot1:token/{method}"
        async with self.session.post(url, data=arguments) as response:
            answer = json.loads(await response.text())
        assert answer["ok"] is True
        return answer["result"]

    async def handle(self, update: dict[str, Any]) -> None:
        query = update["callback_query"]
        await self.call("answerCallbackQuery", callback_query_id=query["id"])
        await self.edit(query["message"])

    async def edit(self, message: dict[str, Any]) -> Any:
        return await self.call(
            "editMessageText", chat_id=message["chat"]["id"], message_id=message["message_id"], text="Right & fine"
        )


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    async with aiohttp.ClientSession() as session:
        client = Client(session)
        server = await open_port(client.stub)
        client.port = server.sockets[0].getsockname()[1]
        yield client
        server.close()


async def test_updates_are_handed_out_until_they_are_confirmed(client: Client) -> None:
    first = await client.call("getUpdates", limit=2)
    again = await client.call("getUpdates", limit=2)
    rest = await client.call("getUpdates", offset=first[-1]["update_id"] + 1)

    assert [update["callback_query"]["from"]["id"] for update in first] == [101, 102]
    assert again == first
    assert [update["callback_query"]["from"]["id"] for update in rest] == [103]
    assert await client.call("getUpdates", offset=rest[-1]["update_id"] + 1, timeout=0) == []


async def test_a_tap_is_complete_when_it_is_answered_and_its_message_edited(client: Client) -> None:
    first, second, third = await client.call("getUpdates")
    await client.handle(first)
    assert client.stub.complete == 1

    await client.handle(first)
    assert client.stub.complete == 1

    await client.handle(second)
    await client.handle(third)
    assert client.stub.complete == 3
    polled, began, done = client.reports
    assert isinstance(polled, Polled)
    assert isinstance(began, Began)
    assert isinstance(done, Done)
    assert (done.count, done.calls) == (3, 1 + 4 * 2)


async def test_a_tap_without_its_edit_does_not_count(client: Client) -> None:
    first, second, third = await client.call("getUpdates")
    await client.handle(first)
    await client.handle(second)
    await client.call("answerCallbackQuery", callback_query_id=third["callback_query"]["id"])

    assert client.stub.complete == 2
    assert not any(isinstance(report, Done) for report in client.reports)


async def test_a_tap_without_its_answer_does_not_count(client: Client) -> None:
    first, *_ = await client.call("getUpdates")
    message = await client.edit(first["callback_query"]["message"])

    assert message == first["callback_query"]["message"]
    assert client.stub.complete == 0


async def test_an_edit_of_another_message_does_not_count(client: Client) -> None:
    first, *_ = await client.call("getUpdates")
    await client.call("answerCallbackQuery", callback_query_id=first["callback_query"]["id"])
    await client.edit(first["callback_query"]["message"] | {"message_id": 8})

    assert client.stub.complete == 0


async def test_messages_are_counted_as_they_are_sent(client: Client) -> None:
    sent = [await client.call("sendMessage", chat_id=chat_id, text="Hello") for chat_id in (101, 102)]

    assert [(message["message_id"], message["chat"]["id"]) for message in sent] == [(1, 101), (2, 102)]
    assert [report.count for report in client.reports if isinstance(report, Done)] == [2]


async def test_copies_are_counted_with_the_moments_at_which_they_came(client: Client) -> None:
    assert await client.call("copyMessage", chat_id=7, from_chat_id=1, message_id=1) == {"message_id": 1}
    await client.call("copyMessage", chat_id=8, from_chat_id=1, message_id=1)
    began, done = client.reports
    assert isinstance(began, Began)
    assert isinstance(done, Done)
    assert done.count == len(done.arrivals) == 2
    assert done.arrivals[0] <= done.arrivals[1]


async def test_taps_come_at_their_pace_and_their_latency_is_kept(client: Client) -> None:
    client.stub = client_stub = Stub(TAPS, sends=0, report=client.reports.append, taps_per_second=1e9)
    client_stub.call("getUpdates", {})
    for number, tap in enumerate(TAPS, start=1):
        client_stub.call("answerCallbackQuery", {"callback_query_id": number})
        address = {"chat_id": tap.learner_id, "message_id": tap.message_id}
        client_stub.call("editMessageText", {**address, "text": "Right"})
    done = client.reports[-1]
    assert isinstance(done, Done)
    assert len(done.latencies) == 3
    assert all(latency >= 0 for latency in done.latencies)

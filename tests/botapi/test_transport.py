"""The request backend: what python-telegram-bot sends arrives, and every failure says whether it may have arrived."""

from __future__ import annotations

import asyncio
import logging
import sys
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from telegram import Bot
from telegram.error import BadRequest, InvalidToken, NetworkError, TimedOut

from bot.botapi.api import BotApi, Refused, Unauthorised
from bot.botapi.transport import AiohttpRequest, NotSent, TokenFilter, proxy_for
from bot.playground import Playground

TOKEN = "42:playground"  # noqa: S105 -- of the playground

Stream = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@pytest.fixture
async def request_() -> AsyncIterator[AiohttpRequest]:
    async with AiohttpRequest(connections=1, connect_timeout=0.2, read_timeout=0.2) as request:
        yield request


def bot_at(url: str, request: AiohttpRequest, token: str = TOKEN) -> Bot:
    return Bot(token, base_url=f"{url}/bot", request=request, get_updates_request=request)


@asynccontextmanager
async def server(answer: Callable[[Stream], Awaitable[object]]) -> AsyncIterator[str]:
    """A TCP server that does with each connection exactly what `answer` says."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await answer((reader, writer))
        finally:
            writer.close()

    tcp = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{tcp.sockets[0].getsockname()[1]}"
    finally:
        tcp.close()


async def read_request(stream: Stream) -> bytes:
    head = await stream[0].readuntil(b"\r\n\r\n")
    length = next(int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
    return await stream[0].readexactly(length)


async def test_python_telegram_bot_sends_through_it(playground: Playground, request_: AiohttpRequest) -> None:
    ada = playground.person("Ada")
    ada.say("/start")
    async with bot_at(playground.url, request_) as bot:
        message = await bot.send_message(ada.id, "Hello <b>Ada</b>", parse_mode="HTML")
    assert message.text == "Hello Ada"
    assert ada.messages[-1].message_id == message.message_id


async def test_a_file_goes_up_as_a_form(playground: Playground, request_: AiohttpRequest) -> None:
    ada = playground.person("Ada")
    ada.say("/start")
    async with bot_at(playground.url, request_) as bot:
        message = await bot.send_document(ada.id, b"what is kept about you", filename="data.json", caption="Yours")
    assert message.document is not None
    assert message.document.file_name == "data.json"
    assert message.caption == "Yours"


async def test_the_errors_of_telegram_come_out_as_those_of_the_library(
    playground: Playground, request_: AiohttpRequest
) -> None:
    async with bot_at(playground.url, request_) as bot:
        with pytest.raises(BadRequest, match="Chat not found"):
            await bot.send_message(999, "Nobody")
    with pytest.raises(InvalidToken):
        await bot_at(playground.url, request_, "42:wrong").initialize()


async def test_it_can_be_opened_twice_and_used_again_after_closing(playground: Playground) -> None:
    request = AiohttpRequest()
    api = BotApi(request, TOKEN, playground.url)
    with pytest.raises(NotSent):
        await api.call("getMe", {})
    await request.initialize()
    await request.initialize()
    assert (await api.call("getMe", {}))["is_bot"] is True
    await request.shutdown()
    await request.shutdown()


async def test_a_refusal_carries_its_status_and_words(playground: Playground, request_: AiohttpRequest) -> None:
    api = BotApi(request_, TOKEN, playground.url + "/")
    playground.faults.add("getMe", "429", retry_after=7)
    with pytest.raises(Refused) as refusal:
        await api.call("getMe", {})
    assert (refusal.value.status, refusal.value.retry_after) == (429, 7)
    with pytest.raises(Refused, match="method not found") as refusal:
        await api.call("getNothing", {})
    assert not isinstance(refusal.value, Unauthorised)
    with pytest.raises(Unauthorised, match="BOT_TOKEN"):
        await BotApi(request_, "42:wrong", playground.url).call("getMe", {})


async def test_an_answer_that_is_no_json_is_uncertain(request_: AiohttpRequest) -> None:
    async def answer(stream: Stream) -> None:
        for body in (b"<html>", b"[]"):
            await read_request(stream)
            stream[1].write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))

    async with server(answer) as url:
        for _ in range(2):
            with pytest.raises(NetworkError) as failure:
                await BotApi(request_, TOKEN, url).call("sendMessage", {})
            assert not isinstance(failure.value, NotSent)


async def test_a_refused_connection_was_not_sent(request_: AiohttpRequest) -> None:
    async with server(read_request) as url:
        pass
    with pytest.raises(NotSent, match="Cannot connect"):
        await BotApi(request_, TOKEN, url).call("sendMessage", {})


async def test_waiting_in_vain_for_a_connection_was_not_sent(playground: Playground, request_: AiohttpRequest) -> None:
    api = BotApi(request_, TOKEN, playground.url)
    poll = asyncio.create_task(api.call("getUpdates", {"timeout": 30}, read_timeout=30))
    await asyncio.sleep(0)
    with pytest.raises(NotSent):
        await api.call("getMe", {})
    poll.cancel()


async def test_no_answer_in_time_is_uncertain(playground: Playground, request_: AiohttpRequest) -> None:
    playground.faults.add("getMe", "timeout")
    with pytest.raises(TimedOut) as failure:
        await BotApi(request_, TOKEN, playground.url).call("getMe", {})
    assert not isinstance(failure.value, NotSent)


async def test_a_kept_connection_that_breaks_is_uncertain_and_nothing_is_sent_twice(request_: AiohttpRequest) -> None:
    bodies = []

    async def answer(stream: Stream) -> None:
        bodies.append(await read_request(stream))
        stream[1].write(b'HTTP/1.1 200 OK\r\nContent-Length: 25\r\n\r\n{"ok":true,"result":true}')
        bodies.append(await read_request(stream))
        stream[1].transport.abort()

    async with server(answer) as url:
        api = BotApi(request_, TOKEN, url)
        assert await api.call("sendMessage", {"text": "one"}) is True
        with pytest.raises(NetworkError) as failure:
            await api.call("sendMessage", {"text": "two"})
        assert not isinstance(failure.value, NotSent)
    assert bodies == [b'{"text":"one"}', b'{"text":"two"}']


@pytest.mark.parametrize("fault", ["timeout", "reset", "500", "429", "refused connection"])
async def test_no_failure_names_the_token(playground: Playground, request_: AiohttpRequest, fault: str) -> None:
    url = playground.url
    if fault == "refused connection":
        async with server(read_request) as url:
            pass
    else:
        playground.faults.add("*", fault, times=2)  # type: ignore[arg-type]
    bot, api = bot_at(url, request_), BotApi(request_, TOKEN, url)
    for call in (bot.get_me, lambda: api.call("getMe", {})):
        with pytest.raises(Exception) as failure:  # noqa: PT011
            await call()
        assert TOKEN not in "".join(traceback.format_exception(failure.value)) + repr(failure.value)
        assert failure.value.__context__ is None or TOKEN not in repr(failure.value.__context__)


def test_the_filter_takes_the_token_out_of_a_record() -> None:
    def raise_it() -> None:
        raise ValueError(f"GET https://api.telegram.org/bot{TOKEN}/getMe")

    try:
        raise_it()
    except ValueError:
        trouble = sys.exc_info()
    record = logging.LogRecord(
        "x", logging.INFO, "x.py", 1, "calling %s", (f"/bot{TOKEN}/getMe",), trouble, sinfo=TOKEN
    )
    assert TokenFilter(TOKEN).filter(record)
    written = logging.Formatter("%(message)s").format(record)
    assert TOKEN not in written
    assert "calling /bot<token>/getMe" in written
    assert "ValueError: GET https://api.telegram.org/bot<token>/getMe" in written


def test_the_filter_leaves_other_records_alone() -> None:
    record = logging.LogRecord("x", logging.INFO, "x.py", 1, "%d of %d", (3, 4), None)
    TokenFilter(TOKEN).filter(record)
    assert (record.msg, record.args) == ("%d of %d", (3, 4))


TELEGRAM = "https://api.telegram.org"


@pytest.mark.parametrize(
    ("url", "proxy", "environment", "expected"),
    [
        (TELEGRAM, None, {}, None),
        (TELEGRAM, "http://ours:1", {"HTTPS_PROXY": "http://theirs:2"}, "http://ours:1"),
        (TELEGRAM, None, {"HTTPS_PROXY": "http://theirs:2"}, "http://theirs:2"),
        (TELEGRAM, None, {"https_proxy": "theirs:2"}, "http://theirs:2"),
        (TELEGRAM, None, {"ALL_PROXY": "http://theirs:2", "HTTPS_PROXY": ""}, "http://theirs:2"),
        (TELEGRAM, None, {"HTTP_PROXY": "http://theirs:2"}, None),
        (TELEGRAM, None, {"ALL_PROXY": "socks5://theirs:2"}, None),
        (TELEGRAM, None, {"HTTPS_PROXY": "http://theirs:2", "NO_PROXY": "example.org, .telegram.org"}, None),
        (TELEGRAM, None, {"HTTPS_PROXY": "http://theirs:2", "no_proxy": "*"}, None),
        (TELEGRAM, None, {"HTTPS_PROXY": "http://theirs:2", "NO_PROXY": "gram.org"}, "http://theirs:2"),
        ("http://127.0.0.1:8081", "http://ours:1", {"HTTP_PROXY": "http://theirs:2"}, None),
        ("http://localhost:8081", None, {"HTTP_PROXY": "http://theirs:2"}, None),
        ("http://server:8081", None, {"HTTP_PROXY": "http://theirs:2"}, "http://theirs:2"),
    ],
)
def test_the_proxy_is_the_one_that_was_set_or_that_of_the_environment(
    url: str, proxy: str | None, environment: dict[str, str], expected: str | None
) -> None:
    assert proxy_for(url, proxy, environment) == expected


async def test_a_request_goes_through_the_proxy() -> None:
    asked: list[bytes] = []

    async def refuse(stream: Stream) -> None:
        asked.append(await stream[0].readuntil(b"\r\n\r\n"))
        stream[1].write(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
        await stream[1].drain()

    async with server(refuse) as proxy, AiohttpRequest(proxy=proxy) as request:
        with pytest.raises(NotSent, match="The proxy refuses: 407 Proxy Authentication Required") as caught:
            await BotApi(request, TOKEN).call("getMe", {})
    assert asked[0].startswith(b"CONNECT api.telegram.org:443 ")
    assert TOKEN not in str(caught.value)


@pytest.mark.parametrize("files", [False, True])
async def test_what_may_no_longer_leave_when_it_is_written_provably_never_left(
    playground: Playground, files: bool
) -> None:
    """As in a process that was frozen after it had asked, and is thawed when another one is the bot."""
    ada = playground.person("Ada")
    ada.say("/start")
    asked: list[bool] = []

    def may_leave() -> bool:
        asked.append(len(asked) % 2 == 0)
        return asked[-1]

    async with AiohttpRequest(may_leave=may_leave) as request:
        api = BotApi(request, TOKEN, playground.url)
        notes = {"document": ("notes.txt", b"notes", "text/plain")}
        upload = api.upload("sendDocument", {"chat_id": str(ada.id)}, notes)
        call = api.call("sendMessage", {"chat_id": ada.id, "text": "Hello"})
        chosen, other = (upload, call) if files else (call, upload)
        other.close()
        with pytest.raises(NotSent):
            await chosen
    assert asked == [True, False]
    await asyncio.sleep(0.1)
    assert playground.calls == []
    assert [message for message in ada.messages if message.from_bot] == []

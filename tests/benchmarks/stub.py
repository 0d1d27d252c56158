"""A stub of the Bot API, fast enough never to be the limit, that counts what a bot has really done.

It runs in a process of its own and reports over a pipe: that the bot polled, and that the work is done.
"""

from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import cast

import orjson
import uvloop

from tests.benchmarks.taps import BOT, SENT_AT, Tap, as_json, tap_update, tapped_message

Arguments = Mapping[str, str | int]
"""The parameters of one call. Those of a form stay percent-encoded: only numbers are read."""


@dataclass(frozen=True, slots=True)
class Listening:
    """The stub is ready on this port of 127.0.0.1."""

    port: int


@dataclass(frozen=True, slots=True)
class Polled:
    """The bot asked for updates for the first time, at this reading of the machine's monotonic clock (s)."""

    at: float


@dataclass(frozen=True, slots=True)
class Began:
    """The first updates were handed out, or the first message was sent: the clock runs."""


@dataclass(frozen=True, slots=True)
class Done:
    """All taps are complete or all messages sent: how many, how many calls that took, in how many seconds, and
    which share of that time (0 to 1) the stub itself was computing; when each copy arrived; where taps are paced, from
    when on they were made, and how long each took from the moment it was made to its completion (s).
    """

    count: int
    calls: int
    seconds: float
    stub_share: float
    arrivals: tuple[float, ...] = ()
    tapped_from: float = 0.0
    latencies: tuple[float, ...] = ()


Report = Listening | Polled | Began | Done


class Stub:
    """The Bot API's answers, and the count. A tap is complete once its query was answered and its message edited.

    `report` hears of the first poll, of the beginning (the first updates handed out, or the first message sent) and
    of the end: when all `taps` are complete, or `sends` messages were sent. Taps come all at once, or so many
    `taps_per_second`.
    """

    def __init__(
        self, taps: Sequence[Tap], sends: int, report: Callable[[Report], object], taps_per_second: float | None = None
    ) -> None:
        self.complete = 0
        self._updates = [as_json(tap_update(tap, number)) for number, tap in enumerate(taps, start=1)]
        self._messages = {
            (tap.learner_id, tap.message_id): (number, as_json(tapped_message(tap)))
            for number, tap in enumerate(taps, start=1)
        }
        self._unanswered = set(range(1, len(taps) + 1))
        self._unedited = set(self._unanswered)
        self._confirmed = 0
        self._sends = sends
        self._sent = 0
        self._arrivals: list[float] = []
        self._latencies = [0.0] * len(taps)
        self._taps_per_second = taps_per_second
        self._tapped_from = 0.0
        self._calls = 0
        self._polled = False
        self._began: tuple[float, float] | None = None
        self._report = report
        self._answers = {
            "getMe": self._get_me,
            "getUpdates": self._get_updates,
            "answerCallbackQuery": self._answer_callback_query,
            "editMessageText": self._edit_message_text,
            "sendMessage": self._send_message,
            "copyMessage": self._copy_message,
        }

    def next_tap_in(self) -> float | None:
        """The time (s) until the next tap is made; None where taps come all at once, or there are no more."""
        if not self._taps_per_second or self._confirmed == len(self._updates):
            return None
        return self._tapped_from + (self._confirmed + 1) / self._taps_per_second - time.monotonic()

    def call(self, method: str, arguments: Arguments) -> bytes:
        """The result of a call, as JSON. Methods that are not known do nothing and give `true`, or nothing there is."""
        self._calls += 1
        answer = self._answers.get(method)
        if answer is None:
            return b"{}" if method.startswith("get") else b"true"
        return answer(arguments)

    def _get_me(self, _: Arguments) -> bytes:
        return as_json(BOT | {"can_join_groups": True, "can_read_all_group_messages": False})

    def _get_updates(self, arguments: Arguments) -> bytes:
        if not self._polled:
            self._polled = True
            self._tapped_from = time.monotonic()
            self._report(Polled(time.monotonic()))
        self._confirmed = max(self._confirmed, int(arguments.get("offset", 0)) - 1)
        batch = self._updates[self._confirmed : self._confirmed + int(arguments.get("limit", 100))]
        if self._taps_per_second:
            made = int((time.monotonic() - self._tapped_from) * self._taps_per_second)
            batch = batch[: max(0, made - self._confirmed)]
        if batch:
            self._begin()
        return b"[" + b",".join(batch) + b"]"

    def _answer_callback_query(self, arguments: Arguments) -> bytes:
        self._half_done(int(arguments["callback_query_id"]), self._unanswered, self._unedited)
        return b"true"

    def _edit_message_text(self, arguments: Arguments) -> bytes:
        known = self._messages.get((int(arguments["chat_id"]), int(arguments["message_id"])))
        if known is None or not arguments["text"]:
            return b"true"
        number, message = known
        self._half_done(number, self._unedited, self._unanswered)
        return message

    def _half_done(self, number: int, this_half: set[int], other_half: set[int]) -> None:
        if number in this_half:
            this_half.remove(number)
            if number not in other_half:
                self.complete += 1
                if self._taps_per_second:
                    made_at = self._tapped_from + number / self._taps_per_second
                    self._latencies[number - 1] = time.monotonic() - made_at
            if not this_half and not other_half:
                self._finish(self.complete)

    def _send_message(self, arguments: Arguments) -> bytes:
        self._begin()
        self._sent += 1
        if self._sent == self._sends:
            self._finish(self._sent)
        return SENT_MESSAGE % (self._sent, int(arguments["chat_id"]))

    def _copy_message(self, arguments: Arguments) -> bytes:
        self._begin()
        self._sent += 1
        self._arrivals.append(time.monotonic())
        if self._sent == self._sends:
            self._finish(self._sent)
        return b'{"message_id":%d}' % self._sent

    def _begin(self) -> None:
        if self._began is None:
            self._report(Began())
            self._calls = 1
            self._began = time.monotonic(), time.process_time()

    def _finish(self, count: int) -> None:
        assert self._began is not None
        began_at, computed = self._began
        seconds = time.monotonic() - began_at
        share = (time.process_time() - computed) / seconds
        latencies = tuple(self._latencies)
        self._report(Done(count, self._calls, seconds, share, tuple(self._arrivals), self._tapped_from, latencies))


class HttpConnection(asyncio.Protocol):
    """One kept-alive HTTP/1.1 connection: requests with a Content-Length, a form or JSON as their body.

    A `getUpdates` that finds nothing is held for its `timeout` (s), as Telegram does.
    """

    def __init__(self, stub: Stub) -> None:
        self._stub = stub
        self._received = b""
        self._held: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._held:
            self._held.cancel()

    def data_received(self, data: bytes) -> None:
        self._received += data
        while request := self._next_request():
            method, arguments = request
            result = self._stub.call(method, arguments)
            if method == "getUpdates" and result == b"[]":
                self._hold(arguments, int(arguments.get("timeout", 0)))
            else:
                self._respond(result)

    def _hold(self, poll: Arguments, wait: float) -> None:
        """Answer a poll that found nothing once there is something, or nothing after so long."""
        tap_in = self._stub.next_tap_in()
        loop = asyncio.get_running_loop()
        if tap_in is None or tap_in > wait:
            self._held = loop.call_later(wait, self._respond, b"[]")
        else:
            self._held = loop.call_later(max(0.0, tap_in), self._let_go, poll, wait - tap_in)

    def _let_go(self, poll: Arguments, wait: float) -> None:
        """Answer a poll with the tap that it was held for, or hold it on where the timer rang early."""
        result = self._stub.call("getUpdates", poll)
        if result == b"[]":
            self._hold(poll, wait)
        else:
            self._respond(result)

    def _next_request(self) -> tuple[str, Arguments] | None:
        head, separator, rest = self._received.partition(b"\r\n\r\n")
        _, _, after = head.lower().partition(b"\r\ncontent-length:")
        length = int(after.partition(b"\r\n")[0] or 0)
        if not separator or len(rest) < length:
            return None
        self._received = rest[length:]
        path = head[: head.index(b" HTTP/1.1\r\n")]
        return path.rpartition(b"/")[2].decode(), _arguments(rest[:length])

    def _respond(self, result: bytes) -> None:
        self._transport.write(RESPONSE % (len(result) + 21, result))


def serve_stub(taps: Sequence[Tap], sends: int, pipe: Connection, taps_per_second: float | None = None) -> None:
    """The stub as a process: serve on a free port of 127.0.0.1, and report over `pipe`, until stopped."""

    async def serve() -> None:
        stub = Stub(taps, sends, pipe.send, taps_per_second)
        gc.freeze()
        server = await open_port(stub)
        pipe.send(Listening(server.sockets[0].getsockname()[1]))
        await server.serve_forever()

    uvloop.run(serve())


async def open_port(stub: Stub) -> asyncio.Server:
    """Serve `stub` on the running loop, at a free port of 127.0.0.1."""
    return await asyncio.get_running_loop().create_server(lambda: HttpConnection(stub), "127.0.0.1", 0)


RESPONSE = b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n{"ok":true,"result":%b}'

SENT_MESSAGE = as_json(
    {
        "message_id": "%d",
        "from": BOT,
        "chat": {"id": "%d", "type": "private", "first_name": "Amelie", "username": "amelie"},
        "date": SENT_AT,
        "text": "A new day, a new lesson: four minutes, twelve screens and a check or two along the way.",
    }
).replace(b'"%d"', b"%d")


def _arguments(body: bytes) -> Arguments:
    if body.startswith(b"{"):
        parsed: Arguments = orjson.loads(body)
        return parsed
    pairs = (pair.partition("=") for pair in body.decode().split("&"))
    return {name: value for name, _, value in pairs}

"""The Bot API over HTTP: `{url}/bot{token}/{method}`, answered, delayed and broken off as Telegram would."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

import orjson
from aiohttp import web

from bot.playground.errors import BadRequestError, RefusalError
from bot.playground.faults import Faults
from bot.playground.messages import Json
from bot.playground.methods import BotApi
from bot.playground.parameters import Upload
from bot.playground.world import World

TOKEN = re.compile(r"\d+:[\w-]+", re.ASCII)
LEDGER_LENGTH = 100_000


@dataclass(frozen=True, slots=True)
class Call:
    """One call in the ledger. `status` is that of the answer, 0 where there was none; `took_for` is in seconds;
    `effect` tells whether the call did what it was to do, answered or not.
    """

    number: int
    method: str
    parameters: Mapping[str, object]
    status: int
    description: str | None
    started_at: datetime
    took_for: float
    effect: bool

    def for_page(self) -> Json:
        """The call as the page lists it."""
        call: Json = {
            "n": self.number,
            "method": self.method,
            "status": self.status,
            "ms": round(self.took_for * 1000, 1),
            "parameters": {name: _shortened(value) for name, value in self.parameters.items()},
        }
        if "chat_id" in self.parameters:
            call["chat_id"] = self.parameters["chat_id"]
        if self.description:
            call["description"] = self.description
        return call


@dataclass(slots=True)
class _Attempt:
    """A call while it is being answered."""

    method: str
    parameters: Mapping[str, object]
    started_at: datetime
    started: float
    effect: bool = False


class BotApiServer:
    """Answers the bot's calls and keeps the ledger of them."""

    def __init__(self, token: str, world: World, api: BotApi) -> None:
        self._token = token
        self._world = world
        self._api = api
        self._count = 0
        self.faults = Faults()
        self.calls: list[Call] = []

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """One request."""
        method = request.match_info["method"]
        attempt = _Attempt(method, {}, self._world.clock.now(), time.monotonic())
        result: object = None
        try:
            self._check_token(request.match_info["token"])
            attempt.parameters = await _read_parameters(request)
            action = self._prepare(attempt)
            fault = self.faults.take(method)
            refusal = fault.refusal() if fault else None
            if refusal:
                raise refusal
            if fault is None or fault.kind == "lost":
                result = action()
                if isinstance(result, Awaitable):
                    result = await result
                attempt.effect = True
        except RefusalError as error:
            self._record(attempt, error.code, error.description)
            answer: Json = {"ok": False, "error_code": error.code, "description": error.description}
            return _json({**answer, "parameters": error.parameters} if error.parameters else answer, error.code)
        except asyncio.CancelledError:
            self._record(attempt, 0, "the bot went away")
            raise
        if fault:
            return await self._break_off(request, attempt, hang=fault.kind == "timeout")
        self._record(attempt, 200, None)
        return _json({"ok": True, "result": result}, 200)

    def _check_token(self, token: str) -> None:
        if not TOKEN.fullmatch(token):
            raise RefusalError(404, "Not Found")
        if token != self._token:
            raise RefusalError(401, "Unauthorized")

    def _prepare(self, attempt: _Attempt) -> Callable[[], object]:
        """Check the call, note its parameters as they were understood, and give what is to be done."""
        prepared = self._api.prepare(attempt.method, attempt.parameters)
        if prepared is None:
            raise RefusalError(404, "Not Found: method not found")
        parameters, action = prepared
        attempt.parameters = parameters.model_dump(exclude_unset=True)
        return action

    async def _break_off(self, request: web.Request, attempt: _Attempt, *, hang: bool) -> web.StreamResponse:
        """Close the connection without an answer: at once, or when the bot does."""
        self._record(attempt, 0, "no answer, on demand")
        if hang:
            await asyncio.Event().wait()
        if request.transport:
            request.transport.abort()
        return web.Response()

    def _record(self, attempt: _Attempt, status: int, description: str | None) -> None:
        self._count += 1
        took_for = time.monotonic() - attempt.started
        self.calls.append(
            Call(
                self._count, attempt.method, attempt.parameters, status, description, attempt.started_at, took_for,
                attempt.effect,
            )
        )  # fmt: skip
        if len(self.calls) > LEDGER_LENGTH:
            del self.calls[: LEDGER_LENGTH // 2]
        self._world.announce("call", call=self.calls[-1])


async def _read_parameters(request: web.Request) -> dict[str, object]:
    parameters: dict[str, object] = dict(request.query)
    if request.content_type == "application/json":
        try:
            body = orjson.loads(await request.read() or b"{}")
        except orjson.JSONDecodeError:
            body = None
        if not isinstance(body, dict):
            raise BadRequestError("can't parse the request body as a JSON object")
        return parameters | body
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            with value.file as file:
                parameters[name] = Upload(name=value.filename, mime_type=value.content_type, content=file.read())
        else:
            parameters[name] = value
    return parameters


def _json(answer: Json, status: int) -> web.Response:
    return web.Response(body=orjson.dumps(answer), status=status, content_type="application/json")


def _shortened(value: object) -> object:
    match value:
        case str() if len(value) > 200:
            return value[:200] + "…"
        case bytes():
            return f"{len(value)} bytes"
        case Upload():
            return value.name
        case dict():
            return {key: _shortened(item) for key, item in value.items()}
        case list():
            return [*map(_shortened, value[:20]), *(["…"] if len(value) > 20 else [])]
        case _:
            return value

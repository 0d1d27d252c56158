"""What the chat page asks of the playground: the state, the events, and what its people do."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import orjson
from aiohttp import web

from bot.playground.bodies import (
    Block,
    Body,
    Choose,
    Clear,
    Journey,
    LeaveReply,
    NewFault,
    NewPerson,
    Press,
    Say,
    SharePlace,
    Show,
    StopDraft,
    Tap,
)
from bot.playground.clock import until_next_morning
from bot.playground.messages import Draft, Json, Message
from bot.playground.people import People
from bot.playground.server import BotApiServer, Call
from bot.playground.world import Input, World

PAGE = Path(__file__).parent / "page"
CALLS_SHOWN = 200
EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
"""How far the clock travels."""
KEEP_ALIVE_AFTER = 15.0
"""Seconds of silence after which the page is told that the playground is still there."""

B = TypeVar("B", bound="Body")
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Control:
    """The control API and the page's files."""

    def __init__(self, people: People, world: World, server: BotApiServer) -> None:
        self._people = people
        self._world = world
        self._server = server
        self._streams: set[asyncio.Queue[Json | None]] = set()
        self.on_chosen: Callable[[str], None] = lambda _: None
        """What hears of an offer that was chosen."""
        world.listeners.append(self._pass_on)

    def routes(self) -> list[web.RouteDef]:
        """Every address the page uses."""
        return [
            web.get("/", self._index),
            web.get("/page/{file}", self._page_file),
            web.get("/playground/state", self._state),
            web.get("/playground/events", self._events),
            web.get("/playground/files/{file_id}", self._file),
            web.post("/playground/say", explained(self._say)),
            web.post("/playground/show", explained(self._show)),
            web.post("/playground/press", explained(self._press)),
            web.post("/playground/place", explained(self._share_place)),
            web.post("/playground/leave-reply", explained(self._leave_reply)),
            web.post("/playground/stop-draft", explained(self._stop_draft)),
            web.post("/playground/tap", explained(self._tap)),
            web.post("/playground/people", explained(self._join)),
            web.post("/playground/block", explained(self._block)),
            web.post("/playground/clock", explained(self._travel)),
            web.post("/playground/fault", explained(self._add_fault)),
            web.delete("/playground/faults", self._clear_faults),
            web.post("/playground/choose", explained(self._choose)),
            web.post("/playground/clear", explained(self._clear)),
        ]

    def end_streams(self) -> None:
        """Let go of every page that listens."""
        for stream in self._streams:
            stream.put_nowait(None)

    def _pass_on(self, event: Json) -> None:
        for stream in self._streams if event["type"] != "settled" else ():
            stream.put_nowait(event)

    async def _index(self, _: web.Request) -> web.StreamResponse:
        return _file_response("index.html")

    async def _page_file(self, request: web.Request) -> web.StreamResponse:
        return _file_response(request.match_info["file"])

    async def _file(self, request: web.Request) -> web.StreamResponse:
        file = self._world.files.get(request.match_info["file_id"])
        if file is None:
            raise web.HTTPNotFound
        headers = {
            "Content-Type": file.mime_type,
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "sandbox",
        }
        return web.Response(body=self._world.contents[file.file_id], headers=headers)

    async def _state(self, _: web.Request) -> web.StreamResponse:
        world = self._world
        people = [chat for chat in world.chats.values() if chat.kind == "private"]
        return _json(
            {
                "bot": world.bot_for_page(),
                "now": world.clock.now(),
                "commands": world.commands_for_page(),
                "own_commands": world.own_commands_for_page(),
                "problems": world.problems,
                "offers": world.offers,
                "admin_ids": [person.id for person in people if person.admin],
                "people": world.people_for_page(),
                "chats": {str(person.id): self._chat(person.id) for person in people},
                "calls": self._server.calls[-CALLS_SHOWN:],
                "faults": [asdict(fault) for fault in self._server.faults.pending],
            }
        )

    def _chat(self, chat_id: int) -> Json:
        world = self._world
        return {
            "messages": list(world.messages[chat_id].values()),
            "draft": world.drafts.get(chat_id),
            "action": world.actions.get(chat_id),
            "input": world.chats[chat_id].input,
        }

    async def _events(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
        await response.prepare(request)
        stream: asyncio.Queue[Json | None] = asyncio.Queue()
        self._streams.add(stream)
        try:
            await self._stream(response, stream)
        except ConnectionResetError:
            pass  # the page was closed
        finally:
            self._streams.discard(stream)
        return response

    async def _stream(self, response: web.StreamResponse, stream: asyncio.Queue[Json | None]) -> None:
        await response.write(b"retry: 500\n\n")
        while True:
            try:
                event = await asyncio.wait_for(stream.get(), KEEP_ALIVE_AFTER)
            except TimeoutError:
                await response.write(b":\n\n")
                continue
            if event is None:
                return
            if event["type"] == "people":
                event = {**event, "people": self._world.people_for_page()}
            await response.write(b"data: " + _dumps(event) + b"\n\n")

    async def _say(self, request: web.Request) -> web.StreamResponse:
        say = await _body(request, Say)
        self._people.with_id(say.person).say(say.text, reply_to=say.reply_to, formatted=True)
        return _json({})

    async def _show(self, request: web.Request) -> web.StreamResponse:
        show = Show.model_validate_strings(dict(request.query))
        content = await request.read()
        self._people.with_id(show.person).show(content, show.caption, name=show.name, mime_type=request.content_type)
        return _json({})

    async def _press(self, request: web.Request) -> web.StreamResponse:
        press = await _body(request, Press)
        self._people.with_id(press.person).press(press.label)
        return _json({})

    async def _share_place(self, request: web.Request) -> web.StreamResponse:
        share = await _body(request, SharePlace)
        self._people.with_id(share.person).share_location(share.latitude, share.longitude)
        return _json({})

    async def _leave_reply(self, request: web.Request) -> web.StreamResponse:
        self._people.with_id((await _body(request, LeaveReply)).person).leave_reply()
        return _json({})

    async def _stop_draft(self, request: web.Request) -> web.StreamResponse:
        self._people.with_id((await _body(request, StopDraft)).person).stop_draft()
        return _json({})

    async def _tap(self, request: web.Request) -> web.StreamResponse:
        tap = await _body(request, Tap)
        person = self._people.with_id(tap.person)
        return _json({"query_id": person.tap_data(tap.message_id, tap.data)})

    async def _join(self, request: web.Request) -> web.StreamResponse:
        new = await _body(request, NewPerson)
        return _json({"id": self._people.named(new.name, new.language, new.admin).id})

    async def _block(self, request: web.Request) -> web.StreamResponse:
        block = await _body(request, Block)
        person = self._people.with_id(block.person)
        if block.blocked:
            person.block()
        else:
            person.unblock()
        return _json({})

    async def _travel(self, request: web.Request) -> web.StreamResponse:
        journey = await _body(request, Journey)
        clock = self._world.clock
        match journey.to:
            case "next-morning":
                by = until_next_morning(clock.now(), ZoneInfo(journey.zone_name))
            case "next-day":
                by = timedelta(days=1)
            case None:
                by = timedelta(seconds=journey.seconds)
        if not EARLIEST <= clock.now() + by <= LATEST:
            raise ValueError("that is beyond the years in which the clock can travel")
        clock.travel(by)
        return _json({"now": clock.now()})

    async def _add_fault(self, request: web.Request) -> web.StreamResponse:
        fault = await _body(request, NewFault)
        self._server.faults.add(fault.method, fault.kind, fault.times, retry_after=fault.retry_after)
        return _json({})

    async def _clear_faults(self, _: web.Request) -> web.StreamResponse:
        self._server.faults.clear()
        return _json({})

    async def _choose(self, request: web.Request) -> web.StreamResponse:
        chosen = (await _body(request, Choose)).offer
        if chosen not in self._world.offers:
            raise ValueError(f"{chosen} is not offered")
        self.on_chosen(chosen)
        return _json({})

    async def _clear(self, request: web.Request) -> web.StreamResponse:
        self._world.clear((await _body(request, Clear)).person)
        return _json({})


@web.middleware
async def only_from_here(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Serve this machine only: another name for it, or a page of another origin, is somebody else's."""
    here = f"http://{request.host}"
    by_name = _host_of(here) in {"127.0.0.1", "localhost"}
    by_origin = request.headers.get("Origin") in {None, here}
    # A picture or a link in a page elsewhere brings no Origin; a link may lead to the page, and nowhere else.
    site = request.headers.get("Sec-Fetch-Site")
    by_site = request.path == "/" or site in {None, "none", "same-origin"}
    # A browser that does not say from which site a call comes may show the page, and not call the Bot API.
    browser = site is None and request.headers.get("User-Agent", "").startswith("Mozilla/")
    by_browser = not (browser and request.path.startswith("/bot"))
    if not (by_name and by_origin and by_site and by_browser):
        raise web.HTTPForbidden(text="The playground is for this machine only.")
    response = await handler(request)
    if not response.prepared:
        response.headers.setdefault("Content-Security-Policy", "frame-ancestors 'none'")
    return response


def _host_of(address: str) -> str | None:
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None


def explained(handler: Handler) -> Handler:
    """Tells the page what was wrong with its request."""

    async def explain(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except (LookupError, ValueError) as error:
            return web.Response(text=str(error), status=400)

    return explain


async def _body(request: web.Request, shape: type[B]) -> B:
    return shape.model_validate_json(await request.read())


def _file_response(name: str) -> web.StreamResponse:
    path = PAGE / name
    if path.parent != PAGE or not path.is_file():
        raise web.HTTPNotFound
    return web.FileResponse(path, headers={"Cache-Control": "no-cache"})


def _json(content: Json) -> web.Response:
    return web.Response(body=_dumps(content), content_type="application/json")


def _dumps(content: Json) -> bytes:
    return orjson.dumps(content, default=_for_page, option=orjson.OPT_PASSTHROUGH_DATACLASS)


def _for_page(value: object) -> object:
    match value:
        case Message() | Call():
            return value.for_page()
        case Draft() | Input():
            return asdict(value)
        case _:
            raise TypeError

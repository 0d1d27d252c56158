"""The playground as one thing: started, stopped, peopled and watched from Python."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from aiohttp import web

from bot.playground.clock import TravellingClock
from bot.playground.control import Control, only_from_here
from bot.playground.faults import Faults
from bot.playground.limits import Limits, Traffic
from bot.playground.messages import Json, Message
from bot.playground.methods import BotApi
from bot.playground.people import People, Person
from bot.playground.sending import Sender
from bot.playground.server import BotApiServer, Call
from bot.playground.storage import Storage
from bot.playground.updates import UpdateQueue
from bot.playground.webhook import WebhookDelivery
from bot.playground.world import World

LARGEST_REQUEST = 50_000_000
"""Bytes a bot may send in one request, files included."""


class Playground:
    """A Bot API server for the bot with this token and a chat page for people, on 127.0.0.1. What happens is kept in
    the SQLite file `database`, or nowhere.
    """

    def __init__(self, token: str, clock: TravellingClock, database: Path | None = None) -> None:
        self.token = token
        self.clock = clock
        self.url = ""
        self._storage = Storage(database)
        self._world = World(token, clock, self._storage)
        self._updates = UpdateQueue(self._world)
        self._people = People(self._world, self._updates)
        self._sender = Sender(self._world)
        self._server = BotApiServer(token, self._world, BotApi(self._world, self._updates, self._sender))
        self._control = Control(self._people, self._world, self._server)
        self._changed = asyncio.Event()
        self._runner: web.AppRunner | None = None
        self._delivery: asyncio.Task[None] | None = None
        self._world.listeners.append(lambda _: self._changed.set())
        self.limits = Limits()

    async def start(self, port: int = 0) -> None:
        """Listen on this port of 127.0.0.1, 0 for any free one; `url` has it afterwards."""
        app = web.Application(client_max_size=LARGEST_REQUEST, middlewares=[only_from_here])
        app.add_routes(self._control.routes())
        for verb in ("GET", "POST"):
            app.router.add_route(verb, r"/bot{token:[^/]*}/{method}", self._server.handle)
        self._runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        self._delivery = asyncio.create_task(WebhookDelivery(self._world, self._updates).run())

    async def stop(self) -> None:
        """Answer the poll under way, close every connection and the database."""
        self._updates.interrupt(None)
        self._control.end_streams()
        if self._delivery:
            self._delivery.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._delivery
        if self._runner:
            await self._runner.cleanup()
        self._world.drafts.stop()
        self._world.actions.stop()
        self._storage.close()

    def person(self, name: str, language: str = "en", admin: bool = False) -> Person:
        """Someone in a private chat with the bot; the same name is the same person."""
        return self._people.named(name, language, admin)

    def messages_in(self, chat_id: int) -> list[Message]:
        """The messages of any chat, a group for instance."""
        return list(self._world.messages[chat_id].values())

    def post_update(self, update: Mapping[str, object]) -> Json:
        """Queue any update at all. It is given an update_id unless it brings one, and returned. A chat it comes from,
        such as a group, is there from now on.
        """
        self._people.introduce(dict(update))
        return self._updates.add(dict(update))

    async def wait_for(self, condition: Callable[[], object], timeout: float = 5.0) -> None:  # noqa: ASYNC109
        """Wait until `condition` holds, looking at each change. Raises TimeoutError saying what the chats show."""
        try:
            async with asyncio.timeout(timeout):
                while not condition():
                    self._changed.clear()
                    await self._changed.wait()
        except TimeoutError:
            raise TimeoutError(self._view()) from None

    @property
    def calls(self) -> list[Call]:
        """The ledger: every call of the Bot API, in the order in which they ended."""
        return self._server.calls

    @property
    def faults(self) -> Faults:
        """What is to go wrong."""
        return self._server.faults

    @property
    def limits(self) -> Limits | None:
        """How fast the bot may send; None for no limit. Setting it starts the count anew."""
        return self._sender.traffic.limits

    @limits.setter
    def limits(self, limits: Limits | None) -> None:
        self._sender.traffic = Traffic(limits)

    @property
    def admin_ids(self) -> Sequence[int]:
        """The people who joined as admins."""
        return [chat.id for chat in self._world.chats.values() if chat.admin]

    @property
    def pending_update_count(self) -> int:
        """Updates that are not confirmed yet."""
        return len(self._updates)

    def show_problems(self, problems: Sequence[str]) -> None:
        """Show a notice in the page, or none."""
        self._world.problems = list(problems)
        self._world.announce("problems", problems=self._world.problems)

    def offer(self, offers: Sequence[str], on_chosen: Callable[[str], None]) -> None:
        """Show these in the page to choose from, and hear which is chosen."""
        self._world.offers = list(offers)
        self._control.on_chosen = on_chosen
        self._world.announce("offers", offers=self._world.offers)

    def _view(self) -> str:
        lines = ["waited in vain; this is what the chats show:"]
        for chat in self._world.chats.values():
            lines.append(f"{chat.name} ({chat.id}), {self.pending_update_count} updates pending:")
            for message in self.messages_in(chat.id)[-3:]:
                labels = [button["text"] for row in message.buttons for button in row]
                lines.append(
                    f"  {message.message_id} {'bot' if message.from_bot else 'they'}: {message.text!r} {labels}"
                )
        lines += [f"{call.method} {call.status} {call.description or ''}" for call in self.calls[-5:]]
        return "\n".join(lines)

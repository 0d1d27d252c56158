"""What a feature brings to the bot: its commands, its taps, its questions, and what it does by itself."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from bot.chat.conversation import Tapped, Typed
from bot.chat.tap import Tap
from bot.core.plain_error import PlainError
from bot.flows.lease import LeaseLostError

_log = logging.getLogger(__name__)

OnCommand = Callable[[Typed], Awaitable[None]]
OnTap = Callable[[Tapped, Any], Awaitable[None]]
OnAnswer = Callable[[Typed, Any], Awaitable[None]]
OnMessage = Callable[[Typed], Awaitable[bool]]


@dataclass(frozen=True, slots=True)
class Command:
    """A command by its name, what is done about it, and what it is for, in the words of Telegram's menu and of /help.

    `menu` is where it stands there, the lowest first; a command without is in neither.
    """

    name: str
    handle: OnCommand
    meaning: str = ""
    menu: int | None = None


@dataclass(frozen=True, slots=True)
class Tick:
    """Something that is looked after every few seconds, never twice at a time; after `stop` nothing new is begun."""

    look: Callable[[], Awaitable[None]]
    stop: Callable[[], None] = lambda: None


class Service(Protocol):
    """Something that goes on beside the updates."""

    async def run(self) -> None:
        """Go on until `stop`, and then until what is under way has come to its end."""

    def stop(self) -> None:
        """Begin nothing new."""


class Ticking:
    """Looks again and again, by a clock that knows no time of day: whatever the other one does, the next look comes."""

    def __init__(self, tick: Tick, every: float) -> None:
        self._tick = tick
        self._every = every
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Look at once, and then every so many seconds, until `stop`. A look that fails is not the last."""
        trouble = ""
        while not self._stopping.is_set():
            try:
                await self._tick.look()
                trouble = ""
            except LeaseLostError:  # the bot is about to end
                return
            except PlainError as error:
                if str(error) != trouble:  # it says all there is to say, once
                    _log.error("What is due can't be looked after: %s", error)
                trouble = str(error)
            except Exception:
                _log.exception("A look for what is due failed; the next one comes in %g s", self._every)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._every):
                    await self._stopping.wait()

    def stop(self) -> None:
        """Begin nothing new."""
        self._tick.stop()
        self._stopping.set()


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """All that the rest of the chat knows of a feature.

    `questions` take the answer that is typed to a question, by the tap that the question carries. `on_message` hears
    of any other message that is no command, and says whether it was meant for this feature and is dealt with; `on_stop`
    of whoever, by their id, wants all at once what is being typed to them. What is `for_admins` is, for anybody else, a
    word like any other. `on_group` answers any command in a group. `closing` is awaited when the bot stops.
    """

    commands: tuple[Command, ...] = ()
    taps: Mapping[type[Tap], OnTap] = field(default_factory=dict)
    questions: Mapping[type[Tap], OnAnswer] = field(default_factory=dict)
    on_message: OnMessage | None = None
    on_stop: Callable[[int], Awaitable[None]] | None = None
    on_group: OnCommand | None = None
    ticks: tuple[Tick, ...] = ()
    services: tuple[Service, ...] = ()
    closing: tuple[Callable[[], Awaitable[None]], ...] = ()
    for_admins: bool = False

"""What a feature brings to the bot: its commands, its taps, its questions, and what it does by itself."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from bot.chat.conversation import Tapped, Typed
from bot.chat.tap import Tap

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """All that the rest of the chat knows of a feature.

    `questions` take the answer that is typed to a question, by the tap that the question carries. `on_message` hears
    of any other message that is no command, and says whether it was meant for this feature and is dealt with. What is
    `for_admins` is, for anybody else, a word like any other. `on_group` answers any command in a group. `closing` is
    awaited when the bot stops.
    """

    commands: tuple[Command, ...] = ()
    taps: Mapping[type[Tap], OnTap] = field(default_factory=dict)
    questions: Mapping[type[Tap], OnAnswer] = field(default_factory=dict)
    on_message: OnMessage | None = None
    on_group: OnCommand | None = None
    ticks: tuple[Tick, ...] = ()
    services: tuple[Service, ...] = ()
    closing: tuple[Callable[[], Awaitable[None]], ...] = ()
    for_admins: bool = False

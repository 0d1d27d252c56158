"""What the playground remembers: the bot, the chats and all that is in them. It tells of each change."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Generic, Literal, TypeVar

from bot.playground.clock import TravellingClock
from bot.playground.messages import Answer, Draft, File, Json, Message, Query
from bot.playground.storage import Storage

T = TypeVar("T")

QUERY_LASTS_FOR = timedelta(seconds=60)
"""How long a tap waits for its answer, on the travelling clock."""


@dataclass(frozen=True, slots=True)
class Input:
    """What a message of the bot makes of the field to write in: big buttons below the chat, in `rows` as sent, or a
    reply to that message, or both.
    """

    message_id: int
    rows: list[list[Json]]
    placeholder: str | None = None
    one_time: bool = False
    forces_reply: bool = False

    @property
    def replies(self) -> bool:
        """Whether what is written is a reply to the message."""
        return self.forces_reply or not self.rows


@dataclass(slots=True)
class Chat:
    """A chat with the bot. A private one is a person: `id` is theirs, and so are the traits below."""

    id: int
    name: str
    kind: Literal["private", "group", "supergroup", "channel"] = "private"
    language: str = "en"
    admin: bool = False
    started: bool = False
    blocked: bool = False
    deactivated: bool = False
    read_up_to: int = 0
    input: Input | None = None

    @property
    def card(self) -> Json:
        """https://core.telegram.org/bots/api#chat"""
        title = "first_name" if self.kind == "private" else "title"
        return {"id": self.id, "type": self.kind, title: self.name}

    @property
    def user(self) -> Json:
        """https://core.telegram.org/bots/api#user"""
        return {"id": self.id, "is_bot": False, "first_name": self.name, "language_code": self.language}


@dataclass(slots=True)
class Webhook:
    """Where updates are delivered instead of being polled for."""

    url: str
    secret_token: str | None = None
    max_connections: int = 40


@dataclass(slots=True)
class BotRecord:
    """What is known of the bot itself, and the numbers given out last."""

    last_message_id: int = 0
    last_update_id: int = 700_000_000
    last_person_id: int = 1000
    last_query_id: int = 4_000_000_000
    last_file_id: int = 0
    allowed_updates: list[str] = field(default_factory=list)
    webhook: Webhook | None = None
    commands: dict[str, list[Json]] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    short_descriptions: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    clock_offset: float = 0.0


class Fleeting(Generic[T]):
    """One value for each chat that goes by itself after a while. `tell` hears of every change, with None for gone."""

    def __init__(self, tell: Callable[[int, T | None], None]) -> None:
        self._tell = tell
        self._shown: dict[int, tuple[T, asyncio.TimerHandle]] = {}

    def show(self, chat_id: int, value: T, lasts_for: timedelta) -> None:
        """Show `value` in the chat for this long (real time), instead of what was shown before."""
        if chat_id in self._shown:
            self._shown[chat_id][1].cancel()
        timer = asyncio.get_running_loop().call_later(lasts_for.total_seconds(), self.clear, chat_id)
        self._shown[chat_id] = (value, timer)
        self._tell(chat_id, value)

    def get(self, chat_id: int) -> T | None:
        """What is shown in the chat now."""
        shown = self._shown.get(chat_id)
        return shown[0] if shown else None

    def clear(self, chat_id: int) -> None:
        """Show nothing there any more."""
        shown = self._shown.pop(chat_id, None)
        if shown:
            shown[1].cancel()
            self._tell(chat_id, None)

    def stop(self) -> None:
        """Forget everything, without a word."""
        for _, timer in self._shown.values():
            timer.cancel()
        self._shown.clear()


class World:
    """Chats, messages, taps and files, kept in `storage`. Whoever is in `listeners` hears of every change, as an event
    with its `type` and details.
    """

    def __init__(self, token: str, clock: TravellingClock, storage: Storage) -> None:
        self.me: Json = {
            "id": int(token.partition(":")[0]),
            "is_bot": True,
            "first_name": "Daily Lesson",
            "username": "daily_lesson_bot",
        }
        self.clock = clock
        self.storage = storage
        self.bot = BotRecord(clock_offset=clock.offset.total_seconds())
        for _, record in storage.load("bot", BotRecord):
            self.bot = record
        self.chats = {chat.id: chat for _, chat in storage.load("chat", Chat)}
        self.messages: defaultdict[int, dict[int, Message]] = defaultdict(dict)
        for _, message in storage.load("message", Message):
            self.messages[message.chat_id][message.message_id] = message
        self.queries = dict(storage.load("query", Query))
        self.files = dict(storage.load("file", File))
        self.contents = dict(storage.load_bytes("content"))
        self.answers: list[Answer] = []
        self.problems: list[str] = []
        self.offers: list[str] = []
        self.stopped: dict[int, int] = {}
        """By chat, the draft that was stopped: no more of it is shown."""
        self.drafts = Fleeting[Draft](lambda chat, draft: self.announce("draft", chat=chat, draft=draft))
        self.actions = Fleeting[str](lambda chat, action: self.announce("action", chat=chat, action=action))
        self.listeners: list[Callable[[Json], None]] = []
        clock.offset = timedelta(seconds=self.bot.clock_offset)
        clock.on_travel.append(self._travelled)

    def announce(self, kind: str, **details: object) -> None:
        """Tell every listener."""
        event: Json = {"type": kind, **details}
        for listener in tuple(self.listeners):
            listener(event)

    def save_bot(self) -> None:
        """Keep what was changed of the bot."""
        self.storage.save("bot", 0, self.bot)

    def save_chat(self, chat: Chat) -> None:
        """Keep what was changed of a chat, or a new one."""
        self.chats[chat.id] = chat
        self.storage.save("chat", chat.id, chat)
        self.announce("people")

    def write(self, message: Message) -> Message:
        """Put a message at the end of its chat. It is given the next message id; the one it brings is of no account."""
        self.bot.last_message_id += 1
        message = replace(message, message_id=self.bot.last_message_id)
        self.messages[message.chat_id][message.message_id] = message
        self.storage.save("message", message.message_id, message)
        self.save_bot()
        if message.from_bot:
            self.stopped.pop(message.chat_id, None)
            self.drafts.clear(message.chat_id)
            self.actions.clear(message.chat_id)
        self.announce("message", chat=message.chat_id, message=message)
        return message

    def rewrite(self, message: Message) -> None:
        """Put a message in the place of the one with its id."""
        self.messages[message.chat_id][message.message_id] = message
        self.storage.save("message", message.message_id, message)
        self.announce("edit", chat=message.chat_id, message=message)

    def delete(self, message: Message) -> None:
        """Take a message away from everybody."""
        del self.messages[message.chat_id][message.message_id]
        self.storage.forget("message", message.message_id)
        self.announce("delete", chat=message.chat_id, message_id=message.message_id)

    def clear(self, chat_id: int) -> None:
        """Empty a chat."""
        for message in self.messages.pop(chat_id, {}).values():
            self.storage.forget("message", message.message_id)
        self.announce("reset")

    def ask(self, query_id: str, chat_id: int) -> None:
        """Have a tap of this id wait for an answer from now on, unless it is an old one."""
        if query_id not in self.queries:
            self._keep_query(Query(query_id, chat_id, self.clock.now()))

    def answer(self, query_id: str, text: str, show_alert: bool) -> bool:
        """Answer a tap, which can be done once and not too late; False if it was."""
        query = self.queries.get(query_id)
        if query is None or query.answered or self.clock.now() - query.asked_at > QUERY_LASTS_FOR:
            return False
        self._keep_query(replace(query, answered=True))
        self.answers.append(Answer(query_id, query.chat_id, text, show_alert))
        self.announce("answer", chat=query.chat_id, query_id=query_id, text=text, alert=show_alert)
        return True

    def keep_file(self, name: str, mime_type: str, content: bytes, size: tuple[int, int] = (0, 0)) -> File:
        """Keep the content of a file under a new id. `size` is width and height of a photo."""
        self.bot.last_file_id += 1
        file = File(f"file-{self.bot.last_file_id}", name, mime_type, len(content), *size)
        self.files[file.file_id] = file
        self.contents[file.file_id] = content
        self.storage.save("file", file.file_id, file)
        self.storage.save("content", file.file_id, content)
        self.save_bot()
        return file

    def message_for_bot(self, message: Message) -> Json:
        """The message with its sender and its chat, as the Bot API gives it."""
        chat = self.chats[message.chat_id]
        content = message.for_bot(self.me if message.from_bot else chat.user, chat.card)
        replied = self.messages[message.chat_id].get(message.reply_to or 0)
        if replied:
            content["reply_to_message"] = self.message_for_bot(replace(replied, reply_to=None))
        return content

    def set_input(self, chat: Chat, new: Input | None) -> None:
        """Change what the field to write in looks like, or bring it back to how it was at first."""
        if chat.input != new:
            chat.input = new
            self.save_chat(chat)
            self.announce("input", chat=chat.id, input=new)

    def bot_for_page(self) -> Json:
        """The bot as an empty chat shows it; its descriptions by language, empty for all others."""
        name = self.bot.names.get("") or self.me["first_name"]
        return {"username": self.me["username"], "first_name": name, "descriptions": self.bot.descriptions}

    def commands_for_page(self) -> list[Json]:
        """The commands in the menu of a private chat that has none of its own."""
        commands = self.bot.commands
        return commands.get("all_private_chats") or commands.get("default") or []

    def own_commands_for_page(self) -> dict[str, list[Json]]:
        """The commands of the chats that have a menu of their own, by id."""
        return {
            key.removeprefix("chat/"): commands
            for key, commands in self.bot.commands.items()
            if key.startswith("chat/") and commands
        }

    def people_for_page(self) -> list[Json]:
        """Everyone with a private chat, as the page lists them."""
        return [
            {
                "id": chat.id,
                "name": chat.name,
                "language": chat.language,
                "admin": chat.admin,
                "blocked": chat.blocked,
                "unread": sum(m.from_bot and m.message_id > chat.read_up_to for m in self.messages[chat.id].values()),
            }
            for chat in self.chats.values()
            if chat.kind == "private"
        ]

    def _keep_query(self, query: Query) -> None:
        self.queries[query.query_id] = query
        self.storage.save("query", query.query_id, query)

    def _travelled(self) -> None:
        self.bot.clock_offset = self.clock.offset.total_seconds()
        self.save_bot()
        self.announce("clock", now=self.clock.now())

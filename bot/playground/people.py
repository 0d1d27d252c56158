"""What people do in their chats with the bot, each act an update to it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace

from bot.playground.entities import links_in, typed, utf16_length
from bot.playground.errors import BadRequestError
from bot.playground.messages import Answer, Json, Message
from bot.playground.sending import CAPTION_LIMIT, DRAFT_LASTS_FOR, pixels
from bot.playground.updates import UpdateQueue
from bot.playground.world import Chat, Input, World

PHOTO_TYPES = frozenset({"image/png", "image/jpeg"})


class People:
    """Everyone there is, by name or id."""

    def __init__(self, world: World, updates: UpdateQueue) -> None:
        self._world = world
        self._updates = updates

    def named(self, name: str, language: str, admin: bool) -> Person:
        """The person of this name, who is made if there is none; only then do the other traits count."""
        for chat in self._world.chats.values():
            if chat.kind == "private" and chat.name == name:
                return self.with_id(chat.id)
        bot = self._world.bot
        bot.last_person_id += 1
        self._world.save_bot()
        self._world.save_chat(Chat(bot.last_person_id, name, language=language, admin=admin))
        return self.with_id(bot.last_person_id)

    def with_id(self, person_id: int) -> Person:
        """The person of this id. Raises LookupError if there is none."""
        chat = self._world.chats.get(person_id)
        if chat is None or chat.kind != "private":
            msg = f"there is no person {person_id}"
            raise LookupError(msg)
        return Person(chat, self._world, self._updates)

    def introduce(self, update: Json) -> None:
        """Make the bot acquainted with the chat of a raw update and with its tap, so that it can answer them; rubbish
        is passed over.
        """
        for content in update.values():
            match content:
                case {"chat": dict(card)} | {"message": {"chat": dict(card)}}:
                    self._meet(card)
            match content:
                case {"id": str(query_id), "from": {"id": int(person_id)}}:
                    self._world.ask(query_id, person_id)

    def _meet(self, card: Json) -> None:
        match card:
            case {"id": int(chat_id), "type": "private" | "group" | "supergroup" | "channel" as kind}:
                if chat_id not in self._world.chats:
                    name = str(card.get("first_name") or card.get("title") or chat_id)
                    self._world.save_chat(Chat(chat_id, name, kind, started=True))
            case _:
                pass


class Person:
    """Someone in a private chat with the bot."""

    def __init__(self, chat: Chat, world: World, updates: UpdateQueue) -> None:
        self._chat = chat
        self._world = world
        self._updates = updates
        self.id = chat.id

    @property
    def name(self) -> str:
        """What they are called."""
        return self._chat.name

    @property
    def messages(self) -> list[Message]:
        """The messages of the chat in order. They are as of now: a later edit does not change them."""
        return list(self._world.messages[self.id].values())

    @property
    def draft(self) -> str | None:
        """The text of the draft being typed, empty for “Thinking…”, or None."""
        draft = self._world.drafts.get(self.id)
        return draft.text if draft else None

    @property
    def typing(self) -> bool:
        """Whether “typing…” is shown."""
        return self._world.actions.get(self.id) == "typing"

    @property
    def answers(self) -> list[Answer]:
        """The answers to their taps, in order."""
        return [answer for answer in self._world.answers if answer.chat_id == self.id]

    @property
    def input(self) -> Input | None:
        """What the bot has made of the field to write in: big buttons, or a reply; None for the plain field."""
        return self._chat.input

    def say(self, text: str, *, reply_to: int | None = None, formatted: bool = False) -> Json:
        """Send a message; the update is returned. Where the bot has asked for a reply, it is one to that message. What
        is typed as formatting becomes it where it is to be `formatted`, as Telegram's apps do it.

        /start unblocks the bot. Raises ValueError on a text that Telegram's apps would not send, and while the bot is
        blocked.
        """
        if not text.strip() or utf16_length(text) > 4096:
            msg = "a message has 1 to 4096 characters"
            raise ValueError(msg)
        if self._chat.blocked:
            if text.split(maxsplit=1)[0] != "/start":
                self._refuse_if_blocked()
            self.unblock()
        text, asked = text.strip(), self._chat.input
        if asked is not None and asked.replies:
            reply_to = reply_to or asked.message_id
            self.leave_reply()
        text, entities = typed(text) if formatted else (text, links_in(text))
        return self._send(replace(self._blank(), text=text, entities=entities, reply_to=reply_to))

    def show(
        self,
        content: bytes,
        caption: str = "",
        *,
        album: str | None = None,
        name: str = "picture.png",
        mime_type: str = "image/png",
    ) -> Json:
        """Send a photo, a video or, where it is neither, a file, alone or as one of an album. It is a reply where the
        bot has asked for one. Raises ValueError on what Telegram's apps would not send, and while the bot is blocked.
        """
        if not content or utf16_length(caption) > CAPTION_LIMIT:
            too_long = f"the words below a file have {CAPTION_LIMIT} characters at most"
            raise ValueError(too_long if content else "the file is empty")
        self._refuse_if_blocked()
        asked = self._chat.input
        reply_to = asked.message_id if asked is not None and asked.replies else None
        if album is None:
            self.leave_reply()
        media = self._media(content, name, mime_type)
        return self._send(replace(media, caption=caption.strip() or None, album=album, reply_to=reply_to))

    def press(self, label: str) -> Json:
        """Press a big button below the chat that says something. Raises LookupError if there is none."""
        if label not in self._big_buttons() or "request_location" in self._big_buttons()[label]:
            msg = f"{self.name} sees no big button “{label}”, only {list(self._big_buttons())}"
            raise LookupError(msg)
        asked = self._chat.input
        reply_to = asked.message_id if asked is not None and asked.replies else None
        self._put_keyboard_away()
        return self.say(label, reply_to=reply_to)

    def share_location(self, latitude: float, longitude: float) -> Json:
        """Send a place on the map, be it asked for or not; it is a reply where the bot has asked for one. Raises
        ValueError for a place that is not on the map.
        """
        if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
            msg = "there is no such place"
            raise ValueError(msg)
        self._refuse_if_blocked()
        asked = self._chat.input
        reply_to = asked.message_id if asked is not None and asked.replies else None
        if any("request_location" in button for button in self._big_buttons().values()):
            self._put_keyboard_away()
        self.leave_reply()
        place = {"latitude": latitude, "longitude": longitude}
        return self._send(replace(self._blank(), location=place, reply_to=reply_to))

    def leave_reply(self) -> None:
        """Dismiss the reply the bot has asked for, as people do: what they say next is none."""
        asked = self._chat.input
        if asked is not None and asked.replies:
            self._world.set_input(self._chat, replace(asked, forces_reply=False) if asked.rows else None)

    def stop_draft(self) -> None:
        """Stop the message that is being written. Raises LookupError where there is none that can be stopped."""
        draft = self._world.drafts.get(self.id)
        if draft is None or not draft.can_stop:
            msg = f"{self.name} sees no message being written that can be stopped"
            raise LookupError(msg)
        self._world.stopped[self.id] = draft.draft_id
        if draft.keep_on_stop:
            self._world.drafts.show(self.id, replace(draft, can_stop=False), DRAFT_LASTS_FOR)
        else:
            self._world.drafts.clear(self.id)
        self._updates.add({"stopped_message_generation": {"chat": self._chat.card, "draft_id": draft.draft_id}})

    def tap(self, label: str) -> str:
        """Press the newest button with this label, else the newest containing it. The callback query's id is returned.
        Raises LookupError if there is none.
        """
        buttons = list(self._buttons())
        for message_id, text, data in buttons:
            if text == label:
                return self.tap_data(message_id, data)
        for message_id, text, data in buttons:
            if label in text:
                return self.tap_data(message_id, data)
        msg = f"{self.name} sees no button “{label}”, only {[text for _, text, _ in buttons]}"
        raise LookupError(msg)

    def tap_data(self, message_id: int, data: str) -> str:
        """Press a button with any data on any message, there or not. The callback query's id is returned."""
        bot = self._world.bot
        bot.last_query_id += 1
        query_id = str(bot.last_query_id)
        self._world.ask(query_id, self.id)
        self._reads(bot.last_message_id)
        message = self._world.messages[self.id].get(message_id)
        gone: Json = {"chat": self._chat.card, "message_id": message_id, "date": 0}
        query: Json = {
            "id": query_id,
            "from": self._chat.user,
            "message": self._world.message_for_bot(message) if message else gone,
            "chat_instance": str(self.id),
            "data": data,
        }
        self._updates.add({"callback_query": query})
        return query_id

    def block(self) -> None:
        """Block the bot."""
        self._set_blocked(True)

    def unblock(self) -> None:
        """Let the bot write again."""
        self._set_blocked(False)

    def deactivate(self) -> None:
        """Delete their account at Telegram, as people do."""
        self._chat.deactivated = True
        self._world.save_chat(self._chat)

    def _set_blocked(self, blocked: bool) -> None:
        if self._chat.blocked == blocked:
            return
        self._chat.blocked = blocked
        self._world.save_chat(self._chat)
        member: Json = {"status": "member", "user": self._world.me}
        kicked: Json = {"status": "kicked", "user": self._world.me, "until_date": 0}
        change: Json = {
            "chat": self._chat.card,
            "from": self._chat.user,
            "date": int(self._world.clock.now().timestamp()),
            "old_chat_member": member if blocked else kicked,
            "new_chat_member": kicked if blocked else member,
        }
        self._updates.add({"my_chat_member": change})

    def _refuse_if_blocked(self) -> None:
        if self._chat.blocked:
            msg = f"{self.name} has blocked the bot: only /start unblocks it"
            raise ValueError(msg)

    def _media(self, content: bytes, name: str, mime_type: str) -> Message:
        """What Telegram's apps make of a file."""
        keep = self._world.keep_file
        if mime_type in PHOTO_TYPES:
            with suppress(BadRequestError):
                return replace(self._blank(), photo=keep("photo", name, mime_type, content, pixels(content)))
        if mime_type.startswith("video/"):
            return replace(self._blank(), video=keep("video", name, mime_type, content))
        return replace(self._blank(), document=keep("document", name, mime_type, content))

    def _blank(self) -> Message:
        return Message(self.id, 0, from_bot=False, sent_at=self._world.clock.now())

    def _send(self, message: Message) -> Json:
        message = self._world.write(message)
        self._chat.started = True
        self._reads(message.message_id)
        return self._updates.add({"message": self._world.message_for_bot(message)})

    def _big_buttons(self) -> dict[str, Json]:
        rows = self._chat.input.rows if self._chat.input else []
        return {str(button["text"]): button for row in rows for button in row}

    def _put_keyboard_away(self) -> None:
        if self._chat.input is not None and self._chat.input.one_time:
            self._world.set_input(self._chat, None)

    def _reads(self, message_id: int) -> None:
        self._chat.read_up_to = message_id
        self._world.save_chat(self._chat)

    def _buttons(self) -> Iterator[tuple[int, str, str]]:
        """Message id, label and data of every callback button, the newest message first."""
        for message in reversed(self.messages):
            for row in message.buttons:
                for button in row:
                    if "callback_data" in button:
                        yield message.message_id, str(button["text"]), str(button["callback_data"])

"""What a chat holds: messages, drafts, callback queries and their answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

Json = dict[str, object]
"""One JSON object."""


@dataclass(frozen=True, slots=True)
class File:
    """A photo, video or document that was sent. `width` and `height` are of photos, in pixels."""

    file_id: str
    name: str
    mime_type: str
    size: int
    width: int = 0
    height: int = 0

    @property
    def url(self) -> str:
        """Where the page finds the content."""
        return f"/playground/files/{self.file_id}"


@dataclass(frozen=True, slots=True)
class Message:
    """One message as it is now; an edit makes a new one of the same id. `buttons` are the rows of its inline keyboard,
    as sent, beside which it may force a reply. Entities and `location` are as the Bot API has them. `reply_to` is the
    id of another message of the chat, `album` what the pictures of an album have in common.
    """

    chat_id: int
    message_id: int
    from_bot: bool
    sent_at: datetime
    text: str | None = None
    entities: list[Json] = field(default_factory=list)
    caption: str | None = None
    caption_entities: list[Json] = field(default_factory=list)
    photo: File | None = None
    video: File | None = None
    document: File | None = None
    location: dict[str, float] | None = None
    reply_to: int | None = None
    album: str | None = None
    buttons: list[list[Json]] = field(default_factory=list)
    force_reply: bool = False
    effect_id: str | None = None
    edited_at: datetime | None = None

    @property
    def edited(self) -> bool:
        """Whether its words are not the first ones."""
        return self.edited_at is not None

    def for_bot(self, sender: Json, chat: Json) -> Json:
        """The message as the Bot API gives it (https://core.telegram.org/bots/api#message)."""
        message: Json = {"message_id": self.message_id, "from": sender, "chat": chat, **self._content()}
        if self.photo:
            photo = self.photo
            size: Json = {"file_id": photo.file_id, "file_unique_id": photo.file_id, "file_size": photo.size}
            message["photo"] = [{**size, "width": photo.width, "height": photo.height}]
        if self.album:
            message["media_group_id"] = self.album
        if self.video:
            message["video"] = {**_file_for_bot(self.video), "width": 1280, "height": 720, "duration": 1}
        if self.document:
            message["document"] = _file_for_bot(self.document)
        return message

    def for_page(self) -> Json:
        """The message as the page shows it."""
        message: Json = {"message_id": self.message_id, "from_bot": self.from_bot, **self._content()}
        if self.photo:
            message["photo"] = self.photo.url
        if self.video:
            message["video"] = self.video.url
        if self.document:
            message["document"] = {"file_name": self.document.name, "url": self.document.url}
        if self.reply_to:
            message["reply_to"] = self.reply_to
        return message

    def _content(self) -> Json:
        content: Json = {
            "date": int(self.sent_at.timestamp()),
            "edit_date": int(self.edited_at.timestamp()) if self.edited_at else None,
            "text": self.text,
            "entities": self.entities,
            "caption": self.caption,
            "caption_entities": self.caption_entities,
            "location": self.location,
            "reply_markup": self._markup() if self.buttons else None,
            "effect_id": self.effect_id,
        }
        return {key: value for key, value in content.items() if value not in (None, [])}

    def _markup(self) -> Json:
        markup: Json = {"inline_keyboard": self.buttons}
        return {**markup, "force_reply": True} if self.force_reply else markup


def _file_for_bot(file: File) -> Json:
    return {
        "file_id": file.file_id,
        "file_unique_id": file.file_id,
        "file_name": file.name,
        "mime_type": file.mime_type,
        "file_size": file.size,
    }


@dataclass(frozen=True, slots=True)
class Draft:
    """A message being written by the bot. An empty text shows as “Thinking…”. Where the person can stop it, it may be
    kept then until the message comes.
    """

    draft_id: int
    text: str
    entities: list[Json]
    can_stop: bool = False
    keep_on_stop: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """A tap, which can be answered once."""

    query_id: str
    chat_id: int
    asked_at: datetime
    answered: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person saw at the top of the screen, or in an alert, after a tap; mostly nothing."""

    query_id: str
    chat_id: int
    text: str
    show_alert: bool

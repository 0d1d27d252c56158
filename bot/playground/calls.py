"""The parameters of the Bot API methods the playground knows (https://core.telegram.org/bots/api#available-methods)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from bot.playground.parameters import (
    ChatId,
    Entity,
    InlineKeyboard,
    LinkPreview,
    Nested,
    Parameters,
    ReplyMarkup,
    ReplyTo,
    Upload,
    Word,
)


class Addressed(Parameters):
    """A call about a chat."""

    chat_id: ChatId


class Sending(Addressed):
    """A call that puts a message into a chat."""

    disable_notification: bool | None = None
    protect_content: bool | None = None
    message_effect_id: Word | None = None


class Replying(Sending):
    """A message that may be a reply and may carry a keyboard."""

    allow_paid_broadcast: bool | None = None
    reply_parameters: Nested[ReplyTo] | None = None
    reply_markup: Nested[ReplyMarkup] | None = None


class Text(Parameters):
    """Formatted text."""

    text: str
    parse_mode: str | None = None
    entities: Nested[list[Entity]] | None = None


class Caption(Parameters):
    """Formatted text under a photo or a document."""

    caption: str | None = None
    parse_mode: str | None = None
    caption_entities: Nested[list[Entity]] | None = None


class SendMessage(Replying, Text):
    """https://core.telegram.org/bots/api#sendmessage"""

    link_preview_options: Nested[LinkPreview] | None = None


class SendPhoto(Replying, Caption):
    """https://core.telegram.org/bots/api#sendphoto"""

    photo: Upload | str
    show_caption_above_media: bool | None = None
    has_spoiler: bool | None = None


class SendDocument(Replying, Caption):
    """https://core.telegram.org/bots/api#senddocument"""

    document: Upload | str
    disable_content_type_detection: bool | None = None


class CopyMessage(Replying, Caption):
    """https://core.telegram.org/bots/api#copymessage"""

    from_chat_id: ChatId
    message_id: int
    show_caption_above_media: bool | None = None


class ForwardMessage(Sending):
    """https://core.telegram.org/bots/api#forwardmessage"""

    from_chat_id: ChatId
    message_id: int


class SendMessageDraft(Addressed, Text):
    """https://core.telegram.org/bots/api#sendmessagedraft"""

    text: str = ""
    draft_id: int
    can_stop: bool = False
    keep_on_stop: bool = False


class SendChatAction(Addressed):
    """https://core.telegram.org/bots/api#sendchataction"""

    action: Literal[
        "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document",
        "choose_sticker", "find_location", "record_video_note", "upload_video_note",
    ]  # fmt: skip


class MessageCall(Addressed):
    """A call about one message."""

    message_id: int


class EditMessageText(MessageCall, Text):
    """https://core.telegram.org/bots/api#editmessagetext"""

    link_preview_options: Nested[LinkPreview] | None = None
    reply_markup: Nested[InlineKeyboard] | None = None


class EditMessageCaption(MessageCall, Caption):
    """https://core.telegram.org/bots/api#editmessagecaption"""

    show_caption_above_media: bool | None = None
    reply_markup: Nested[InlineKeyboard] | None = None


class EditMessageReplyMarkup(MessageCall):
    """https://core.telegram.org/bots/api#editmessagereplymarkup"""

    reply_markup: Nested[InlineKeyboard] | None = None


class DeleteMessages(Addressed):
    """https://core.telegram.org/bots/api#deletemessages"""

    message_ids: Nested[Annotated[list[int], Field(min_length=1, max_length=100)]]


class AnswerCallbackQuery(Parameters):
    """https://core.telegram.org/bots/api#answercallbackquery"""

    callback_query_id: Word
    text: Annotated[str, Field(max_length=200)] = ""
    show_alert: bool = False
    url: str | None = None
    cache_time: Annotated[int, Field(ge=0)] = 0


class Command(Parameters):
    """https://core.telegram.org/bots/api#botcommand"""

    command: Annotated[str, Field(pattern=r"^[a-z0-9_]{1,32}$")]
    description: Annotated[str, Field(min_length=1, max_length=256)]
    is_ephemeral: bool | None = None


class Scope(Parameters):
    """https://core.telegram.org/bots/api#botcommandscope"""

    type: Literal[
        "default", "all_private_chats", "all_group_chats", "all_chat_administrators", "chat", "chat_administrators",
        "chat_member",
    ] = "default"  # fmt: skip
    chat_id: ChatId | None = None
    user_id: int | None = None


class Audience(Parameters):
    """Whom a list of commands is for."""

    scope: Nested[Scope] = Scope()
    language_code: str = ""

    @property
    def key(self) -> str:
        """One string for each scope and language."""
        scope = self.scope
        parts = (scope.type, scope.chat_id, scope.user_id, self.language_code)
        return "/".join(str(part) for part in parts if part)


class SetMyCommands(Audience):
    """https://core.telegram.org/bots/api#setmycommands"""

    commands: Nested[Annotated[list[Command], Field(max_length=100)]]


class InLanguage(Parameters):
    """A call about something that may differ by language; empty is for all without one of their own."""

    language_code: str = ""


class SetMyDescription(InLanguage):
    """https://core.telegram.org/bots/api#setmydescription"""

    description: Annotated[str, Field(max_length=512)] = ""


class SetMyShortDescription(InLanguage):
    """https://core.telegram.org/bots/api#setmyshortdescription"""

    short_description: Annotated[str, Field(max_length=120)] = ""


class SetMyName(InLanguage):
    """https://core.telegram.org/bots/api#setmyname"""

    name: Annotated[str, Field(max_length=64)] = ""


UpdateType = Literal[
    "message", "edited_message", "channel_post", "edited_channel_post", "business_connection", "business_message",
    "edited_business_message", "deleted_business_messages", "guest_message", "message_reaction",
    "message_reaction_count", "inline_query", "chosen_inline_result", "callback_query", "shipping_query",
    "pre_checkout_query", "purchased_paid_media", "poll", "poll_answer", "my_chat_member", "chat_member",
    "chat_join_request", "chat_boost", "removed_chat_boost", "managed_bot", "subscription",
    "stopped_message_generation",
]  # fmt: skip


class GetUpdates(Parameters):
    """https://core.telegram.org/bots/api#getupdates"""

    offset: int | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 100
    timeout: Annotated[int, Field(ge=0)] = 0
    allowed_updates: Nested[list[UpdateType]] | None = None


class SetWebhook(Parameters):
    """https://core.telegram.org/bots/api#setwebhook"""

    url: str
    max_connections: Annotated[int, Field(ge=1, le=100)] = 40
    allowed_updates: Nested[list[UpdateType]] | None = None
    drop_pending_updates: bool = False
    secret_token: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,256}$")] | None = None


class DeleteWebhook(Parameters):
    """https://core.telegram.org/bots/api#deletewebhook"""

    drop_pending_updates: bool = False

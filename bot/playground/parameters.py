"""The shape of every method's parameters: what is required, what type it has, which limits it keeps.

Telegram overlooks a parameter that it does not know; here it is refused, since it can only be a slip of the bot.
Objects and lists may come as JSON or as a string of JSON, numbers and booleans as strings, as in a form.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, TypeVar

import orjson
from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag, ValidationError, model_validator
from pydantic_core import ErrorDetails, PydanticCustomError

from bot.playground.errors import BadRequestError

T = TypeVar("T")

ABSENT = {
    "business_connection_id", "message_thread_id", "direct_messages_topic_id", "suggested_post_parameters",
    "inline_message_id", "rich_message", "certificate", "ip_address", "thumbnail", "video_start_timestamp",
    "ephemeral_message_parameters",
}  # fmt: skip
"""Parameters Telegram has and the playground has no use for: business accounts, topics, messages for one, …"""

EMPTY = {
    "text": "message text is empty",
    "chat_id": "chat_id is empty",
    "message_id": "message identifier is not specified",
    "photo": "there is no photo in the request",
    "document": "there is no document in the request",
    "callback_query_id": "query is too old and response timeout expired or query ID is invalid",
}
"""How Telegram puts it when one of these is missing."""


class Upload(BaseModel):
    """A file sent along in the request."""

    name: str
    mime_type: str
    content: bytes = Field(repr=False)


def read(shape: type[P], raw: Mapping[str, object]) -> P:
    """The parameters of a call. Raises BadRequestError, in Telegram's words where they are known."""
    try:
        return shape.model_validate(raw)
    except ValidationError as error:
        raise BadRequestError(_reason(error.errors()[0])) from None


def _reason(error: ErrorDetails) -> str:
    name = str(error["loc"][0]) if error["loc"] else ""
    nested = ".".join(str(part) for part in error["loc"])
    if error["type"] == "telegram":
        return error["msg"]
    if error["type"] == "missing" and nested == name:
        return EMPTY.get(name, f'parameter "{name}" is required')
    if error["type"] == "extra_forbidden":
        return f'the playground does not do "{nested}"' if name in ABSENT else f'unknown parameter "{nested}"'
    return f'parameter "{nested}": {error["msg"]}'


def _from_json(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        return orjson.loads(value)
    except orjson.JSONDecodeError:
        raise PydanticCustomError("telegram", "object expected as JSON") from None


def _chat_id(value: object) -> object:
    return int(value) if isinstance(value, str) and value.removeprefix("-").isdecimal() else value


def _word(value: object) -> object:
    """A number is as good as a string of digits where Telegram asks for a string."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Nested = Annotated[T, BeforeValidator(_from_json)]
ChatId = Annotated[int | str, BeforeValidator(_chat_id)]
Word = Annotated[str, BeforeValidator(_word)]


class Parameters(BaseModel):
    """No parameter but those named."""

    model_config = ConfigDict(extra="forbid")


P = TypeVar("P", bound=Parameters)

EntityType = Literal[
    "mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bold", "italic", "underline",
    "strikethrough", "spoiler", "blockquote", "expandable_blockquote", "code", "pre", "text_link", "text_mention",
    "custom_emoji", "date_time",
]  # fmt: skip

BELONGS = {
    "url": "text_link",
    "user": "text_mention",
    "language": "pre",
    "custom_emoji_id": "custom_emoji",
    "unix_time": "date_time",
    "date_time_format": "date_time",
}
"""Which type of entity each extra field is for. All but language and date_time_format are required there."""


class Entity(Parameters):
    """https://core.telegram.org/bots/api#messageentity"""

    type: EntityType
    offset: Annotated[int, Field(ge=0)]
    length: Annotated[int, Field(gt=0)]
    url: str | None = None
    user: dict[str, object] | None = None
    language: str | None = None
    custom_emoji_id: str | None = None
    unix_time: int | None = None
    date_time_format: str | None = None

    @model_validator(mode="after")
    def _fields_belong(self) -> Entity:
        for name, kind in BELONGS.items():
            given = getattr(self, name) is not None
            if given and self.type != kind:
                raise _telegram(f"can't parse MessageEntity: {name} is for {kind} only")
            if not given and self.type == kind and name not in {"language", "date_time_format"}:
                raise _telegram(f"can't parse MessageEntity: can't find field \"{name}\"")
        return self


class CopyText(Parameters):
    """https://core.telegram.org/bots/api#copytextbutton"""

    text: Annotated[str, Field(min_length=1, max_length=256)]


class Disabled(Parameters):
    """https://core.telegram.org/bots/api#disabledbutton"""


class InlineButton(Parameters):
    """https://core.telegram.org/bots/api#inlinekeyboardbutton, without inline mode, games and payments."""

    text: str
    style: Literal["success", "danger", "primary"] | None = None
    callback_data: str | None = None
    copy_text: CopyText | None = None
    url: str | None = None
    disabled: Disabled | None = None

    @model_validator(mode="after")
    def _does_one_thing(self) -> InlineButton:
        types = (self.callback_data, self.copy_text, self.url, self.disabled)
        actions = [action for action in types if action is not None]
        if not self.text.strip():
            raise _telegram("can't parse inline keyboard button: Text must be non-empty")
        if not actions:
            raise _telegram("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
        if len(actions) > 1:
            raise _telegram("can't parse inline keyboard button: exactly one optional field must be used")
        if self.callback_data is not None and not 1 <= len(self.callback_data.encode()) <= 64:
            raise _telegram("BUTTON_DATA_INVALID")
        if self.url is not None and not self.url.startswith(("http://", "https://", "tg://")):
            raise _telegram(f"inline keyboard button URL '{self.url}' is invalid: Wrong HTTP URL")
        return self


class InlineKeyboard(Parameters):
    """https://core.telegram.org/bots/api#inlinekeyboardmarkup"""

    inline_keyboard: list[list[InlineButton]]
    force_reply: bool | None = None

    @model_validator(mode="after")
    def _is_short(self) -> InlineKeyboard:
        if sum(len(row) for row in self.inline_keyboard) > 100:
            raise _telegram("reply markup is too long")
        return self


class ReplyButton(Parameters):
    """https://core.telegram.org/bots/api#keyboardbutton"""

    text: Annotated[str, Field(min_length=1)]
    style: Literal["success", "danger", "primary"] | None = None
    request_contact: bool | None = None
    request_location: bool | None = None

    @model_validator(mode="after")
    def _requests_one_thing(self) -> ReplyButton:
        if self.request_contact and self.request_location:
            raise _telegram("can't parse keyboard button: can't request more than one thing")
        return self


class ReplyKeyboard(Parameters):
    """https://core.telegram.org/bots/api#replykeyboardmarkup"""

    keyboard: list[list[ReplyButton | str]]
    is_persistent: bool | None = None
    resize_keyboard: bool | None = None
    one_time_keyboard: bool | None = None
    input_field_placeholder: Annotated[str, Field(min_length=1, max_length=64)] | None = None
    selective: bool | None = None
    force_reply: bool | None = None


class RemoveKeyboard(Parameters):
    """https://core.telegram.org/bots/api#replykeyboardremove"""

    remove_keyboard: Literal[True]
    selective: bool | None = None


class ForceReply(Parameters):
    """https://core.telegram.org/bots/api#forcereply"""

    force_reply: Literal[True]
    input_field_placeholder: Annotated[str, Field(min_length=1, max_length=64)] | None = None
    selective: bool | None = None


def _kind_of_markup(value: object) -> str:
    keys = value if isinstance(value, dict) else getattr(value, "__dict__", {})
    kinds = ("inline_keyboard", "keyboard", "remove_keyboard", "force_reply")  # the first two may force a reply, too
    return next((kind for kind in kinds if kind in keys), "inline_keyboard")


ReplyMarkup = Annotated[
    Annotated[InlineKeyboard, Tag("inline_keyboard")]
    | Annotated[ReplyKeyboard, Tag("keyboard")]
    | Annotated[RemoveKeyboard, Tag("remove_keyboard")]
    | Annotated[ForceReply, Tag("force_reply")],
    Discriminator(_kind_of_markup),
]


class LinkPreview(Parameters):
    """https://core.telegram.org/bots/api#linkpreviewoptions"""

    is_disabled: bool | None = None
    url: str | None = None
    prefer_small_media: bool | None = None
    prefer_large_media: bool | None = None
    show_above_text: bool | None = None


class ReplyTo(Parameters):
    """https://core.telegram.org/bots/api#replyparameters, without quotes."""

    message_id: int
    allow_sending_without_reply: bool | None = None


def _telegram(description: str) -> PydanticCustomError:
    """The error whose text is the description of the answer, as it is."""
    return PydanticCustomError("telegram", "{description}", {"description": description})

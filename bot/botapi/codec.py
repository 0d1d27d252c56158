"""Messages as parameters of the Bot API’s methods, and keyboards as Telegram hands them back."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from telegram import InlineKeyboardMarkup, MessageEntity
from telegram import Message as TelegramMessage

from bot.botapi.message import Button, ButtonStyle, Keyboard, Message, NoOffer, SharedPlace, TypedAnswer
from bot.botapi.transport import Files
from bot.core.broadcast import Attachment
from bot.core.richtext import Entity, EntityKind, RichText

Parameters = dict[str, Any]
"""What a method is called with, ready to become JSON."""


def new_message(message: Message, chat_id: int) -> tuple[str, Parameters, Files | None]:
    """The method that sends a message to a chat, what it is called with, and the file that goes along."""
    file = message.file
    if file is None:
        return "sendMessage", message_parameters(message, chat_id=chat_id), None
    parameters: Parameters = {"chat_id": chat_id, **formatted(message.text, "caption", "caption_entities")}
    if message.keyboard:
        parameters["reply_markup"] = markup(message.keyboard)
    if isinstance(file, Attachment):
        return _METHODS[file.kind], {**parameters, file.kind: file.file_id}, None
    return _METHODS[file.kind], parameters, {file.kind: (file.name, file.content, file.media_type)}


_METHODS = {kind: f"send{kind.title()}" for kind in ("photo", "document", "animation", "video", "voice", "audio")}


def message_parameters(message: Message, **address: int) -> Parameters:
    """A message of words, at an address such as `chat_id` and `message_id`."""
    parameters: Parameters = {**address, **formatted(message.text)}
    if message.keyboard:
        parameters["reply_markup"] = markup(message.keyboard)
    elif message.answer is not None:
        parameters["reply_markup"] = _asking(message.answer)
    return parameters


def formatted(text: RichText, name: str = "text", entities_name: str = "entities") -> Parameters:
    """Text and its formatting, under the names a method has for them."""
    if not text.entities:
        return {name: text.text}
    return {name: text.text, entities_name: [_entity(entity) for entity in text.entities]}


ENTITY_FIELDS: dict[EntityKind, tuple[str, ...]] = {
    "bold": (),
    "italic": (),
    "underline": (),
    "strikethrough": (),
    "spoiler": (),
    "code": (),
    "pre": ("language",),
    "text_link": ("url",),
    "blockquote": (),
    "expandable_blockquote": (),
    "date_time": ("unix_time", "date_time_format"),
}
"""What each format has beside its place. Whatever else there is, Telegram finds by itself or lets no bot send."""


def _entity(entity: Entity) -> Parameters:
    fields = {name: value for name in ENTITY_FIELDS[entity.kind] if (value := getattr(entity, name)) is not None}
    return {"type": entity.kind, "offset": entity.offset, "length": entity.length, **fields}


def markup(keyboard: Keyboard) -> Parameters:
    """The buttons under a message."""
    return {"inline_keyboard": [[_button(button) for button in row] for row in keyboard]}


def keyboard_of(markup: InlineKeyboardMarkup) -> Keyboard:
    """The buttons under a message."""
    return tuple(
        tuple(
            Button(
                each.text,
                data=each.callback_data if isinstance(each.callback_data, str) else None,
                copy=each.copy_text.text if each.copy_text else None,
                url=each.url,
                style=cast("ButtonStyle | None", each.style),
            )
            for each in row
        )
        for row in markup.inline_keyboard
    )


def _asking(answer: TypedAnswer | SharedPlace | NoOffer) -> Parameters:
    match answer:
        case TypedAnswer(hint):
            return {"force_reply": True, "input_field_placeholder": hint}
        case SharedPlace(share, never_mind):
            rows = [[{"text": share, "request_location": True}], [{"text": never_mind}]]
            return {"keyboard": rows, "resize_keyboard": True, "one_time_keyboard": True}
        case NoOffer():
            return {"remove_keyboard": True}


def _button(button: Button) -> Parameters:
    fields: Parameters = {"text": button.label}
    if button.data is not None:
        fields["callback_data"] = button.data
    elif button.copy is not None:
        fields["copy_text"] = {"text": button.copy}
    else:
        fields["url"] = button.url
    if button.style is not None:
        fields["style"] = button.style
    return fields


def rich_text_of(message: TelegramMessage) -> RichText:
    """The words of a message, or below what it shows, with the formatting that a bot may use."""
    entities = message.entities if message.text else message.caption_entities
    return RichText(
        message.text or message.caption or "",
        tuple(_as_we_keep_it(each) for each in entities if each.type in ENTITY_FIELDS),
    )


def _as_we_keep_it(entity: MessageEntity) -> Entity:
    kind = cast("EntityKind", entity.type)
    fields = {name: getattr(entity, name) for name in ENTITY_FIELDS[kind]}
    moment = fields.get("unix_time")
    if isinstance(moment, datetime):
        fields["unix_time"] = int(moment.timestamp())
    return Entity(kind, entity.offset, entity.length, **fields)


def attachment_of(message: TelegramMessage) -> Attachment | None:
    """What a message shows beside its words, if that can be sent once more."""
    if message.photo:
        return Attachment("photo", message.photo[-1].file_id)
    for kind in ("animation", "video", "voice", "audio", "document"):  # an animation comes as a document as well
        if file := getattr(message, kind):
            return Attachment(kind, file.file_id)
    return None

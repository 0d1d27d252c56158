"""Messages as parameters of the Bot API’s methods, and keyboards as Telegram hands them back."""

from __future__ import annotations

from typing import Any, cast, get_args

from telegram import InlineKeyboardMarkup
from telegram import Message as TelegramMessage

from bot.botapi.message import Button, ButtonStyle, Keyboard, Message, NoOffer, SharedPlace, TypedAnswer
from bot.botapi.transport import Files
from bot.core.richtext import Entity, EntityKind, RichText

Parameters = dict[str, Any]
"""What a method is called with, ready to become JSON."""


def new_message(message: Message, chat_id: int) -> tuple[str, Parameters, Files | None]:
    """The method that sends a message to a chat, what it is called with, and the file that goes along."""
    if message.file is None:
        return "sendMessage", message_parameters(message, chat_id=chat_id), None
    file = message.file
    parameters: Parameters = {"chat_id": chat_id, **formatted(message.text, "caption", "caption_entities")}
    if message.keyboard:
        parameters["reply_markup"] = markup(message.keyboard)
    return _METHODS[file.kind], parameters, {file.kind: (file.name, file.content, file.media_type)}


_METHODS = {"photo": "sendPhoto", "document": "sendDocument"}


def message_parameters(message: Message, **address: int) -> Parameters:
    """A message of words, at an address such as `chat_id` and `message_id`."""
    parameters: Parameters = {**address, **formatted(message.text)}
    if message.keyboard:
        parameters["reply_markup"] = markup(message.keyboard)
    elif message.answer is not None:
        parameters["reply_markup"] = _asking(message.answer)
    if message.replies_to is not None:
        parameters["reply_parameters"] = {"message_id": message.replies_to, "allow_sending_without_reply": True}
    return parameters


def formatted(text: RichText, name: str = "text", entities_name: str = "entities") -> Parameters:
    """Text and its formatting, under the names a method has for them."""
    if not text.entities:
        return {name: text.text}
    return {name: text.text, entities_name: [_entity(entity) for entity in text.entities]}


def _entity(entity: Entity) -> Parameters:
    fields: Parameters = {"type": entity.kind, "offset": entity.offset, "length": entity.length}
    if entity.url is not None:
        fields["url"] = entity.url
    if entity.language is not None:
        fields["language"] = entity.language
    if entity.unix_time is not None:
        fields |= {"unix_time": entity.unix_time, "date_time_format": "t"}
    return fields


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


_KINDS = frozenset(get_args(EntityKind))


def rich_text_of(message: TelegramMessage) -> RichText:
    """The text of a message with the formatting that a bot may use."""
    entities = tuple(
        Entity(cast("EntityKind", each.type), each.offset, each.length, each.url, each.language)
        for each in message.entities
        if each.type in _KINDS
    )
    return RichText(message.text or "", entities)

"""Messages as parameters of the Bot API’s methods, and updates as objects."""

from __future__ import annotations

from typing import Any, cast, get_args

from telegram import Bot, CallbackQuery, Chat, InaccessibleMessage, Update, User
from telegram import Message as TelegramMessage

from bot.botapi.extras import Either, Extra
from bot.botapi.message import Button, Keyboard, Message, NoOffer, SharedPlace, TypedAnswer
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
    if message.answer is None:
        parameters |= {"reply_markup": markup(message.keyboard)} if message.keyboard else {}
    elif message.keyboard:
        beside = {**markup(message.keyboard), "force_reply": True}
        parameters["reply_markup"] = Either(Extra.FORCE_REPLY, beside, _asking(message.answer))
    else:
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


def update_of(content: dict[str, Any], bot: Bot) -> Update:
    """An update as python-telegram-bot has it, of its JSON.

    Of a tapped message, which is ours, there is no more than what is needed to find it again, as of one that Telegram
    can’t get at: objects of all of it would cost as much as the rest of a tap. `keyboard_under` has its buttons.
    """
    match content:
        case {"callback_query": {"from": user, "message": {"chat": chat, "message_id": message_id} as tapped} as query}:
            return Update(
                content["update_id"],
                callback_query=CallbackQuery(
                    query["id"],
                    User.de_json(user, bot),
                    query.get("chat_instance", ""),
                    InaccessibleMessage(Chat.de_json(chat, bot), message_id),
                    query.get("data"),
                    api_kwargs={"reply_markup": tapped.get("reply_markup") or {}},
                ),
            )
    return Update.de_json(content, bot)


def keyboard_under(query: CallbackQuery) -> Keyboard | None:
    """The buttons of the tapped message as they were when it was tapped; None where Telegram doesn’t tell."""
    rows = query.api_kwargs.get("reply_markup", {}).get("inline_keyboard")
    if not rows:
        return None
    return tuple(
        tuple(
            Button(
                each["text"],
                data=each.get("callback_data"),
                copy=each.get("copy_text", {}).get("text"),
                url=each.get("url"),
                style=each.get("style"),
                disabled="disabled" in each,
            )
            for each in row
        )
        for row in rows
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


def _button(button: Button) -> Parameters | Either:
    fields: Parameters = {"text": button.label}
    if button.style is not None:
        fields["style"] = Either(Extra.STYLE, button.style)
    if button.disabled:
        enabled = {**fields, "callback_data": button.data} if button.data is not None else None
        return Either(Extra.DISABLED, {**fields, "disabled": {}}, enabled)
    if button.data is not None:
        return {**fields, "callback_data": button.data}
    if button.copy is not None:
        return {**fields, "copy_text": {"text": button.copy}}
    return {**fields, "url": button.url}


_KINDS = frozenset(get_args(EntityKind))


def rich_text_of(message: TelegramMessage) -> RichText:
    """The text of a message with the formatting that a bot may use."""
    entities = tuple(
        Entity(cast("EntityKind", each.type), each.offset, each.length, each.url, each.language)
        for each in message.entities
        if each.type in _KINDS
    )
    return RichText(message.text or "", entities)

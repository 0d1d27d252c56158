"""Messages as parameters of the Bot API’s methods, and updates as objects."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from telegram import Bot, CallbackQuery, Chat, InaccessibleMessage, MessageEntity, Update, User
from telegram import Message as TelegramMessage

from bot.botapi.extras import Either, Extra
from bot.botapi.message import Button, Keyboard, Message, NoOffer, SharedPlace, TypedAnswer
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

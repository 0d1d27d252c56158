"""Screens as parameters of the Bot API’s methods."""

from __future__ import annotations

from typing import Any

from bot.botapi.message import Button, Keyboard, NoOffer, Screen, SharedPlace, TypedAnswer
from bot.core.richtext import Entity, RichText

Parameters = dict[str, Any]
"""What a method is called with, ready to become JSON."""


def message_parameters(screen: Screen, **address: int) -> Parameters:
    """A message that shows this screen, at an address such as `chat_id` and `message_id`."""
    parameters: Parameters = {**address, **formatted(screen.text)}
    if screen.keyboard:
        parameters["reply_markup"] = markup(screen.keyboard)
    elif screen.answer is not None:
        parameters["reply_markup"] = _asking(screen.answer)
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

"""Questions that are answered by typing: each carries the tap that asked it, so that no words have to be known again.

The tap stands in a link on the question's last character, whose address leads nowhere. A reply quotes the question with
its links, so that the tap comes back with the answer, after a restart and in any language.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote, unquote

from telegram import MessageEntity

from bot.botapi.message import Keyboard, Message, TypedAnswer
from bot.chat.tap import Tap, pack
from bot.core.richtext import Entity, RichText, utf16_length

_ADDRESS = "tg://question?"


def question(text: RichText, asked_by: Tap, hint: RichText, others: Keyboard = ()) -> Message:
    """A message that asks for something to be typed, beside buttons to `others` than that. Where there are none, be it
    that Telegram refuses them, the `hint` stands in the empty field, in at most 64 characters.
    """
    last = utf16_length(text.text[-1])
    link = Entity("text_link", len(text) - last, last, url=_ADDRESS + quote(pack(asked_by), safe=":"))
    return Message(RichText(text.text, (*text.entities, link)), others, answer=TypedAnswer(hint.text))


def asked_by(entities: Iterable[MessageEntity]) -> str | None:
    """The packed tap that a question carries; None where it is none of ours."""
    addresses = (each.url for each in entities if each.url and each.url.startswith(_ADDRESS))
    return next((unquote(address.removeprefix(_ADDRESS)) for address in addresses), None)

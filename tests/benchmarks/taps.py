"""Taps on the options of a quiz, as Telegram would report them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

BOT = {"id": 4200000000, "is_bot": True, "first_name": "Daily lesson", "username": "daily_lesson_bot"}

SENT_AT = 1_767_600_000

HEADING = "Day 11 of 28 · 4/12"
QUESTION = "How long can the longest video be that Sora 2 makes in one go, in full HD?"
OPTIONS = ("30 seconds", "5 minutes", "60 seconds", "10 seconds")


@dataclass(frozen=True, slots=True)
class Tap:
    """One learner's tap on a button of one message. In private chats the chat's id is the learner's."""

    learner_id: int
    message_id: int
    data: str


def tapped_message(tap: Tap) -> dict[str, Any]:
    """The message under the tapped button: a quiz screen with its text, its entities and four buttons."""
    lines = [HEADING, "", "Knowledge check", QUESTION, ""]
    options = [f"{letter} · {option}" for letter, option in zip("ABCD", OPTIONS, strict=True)]
    buttons = [{"text": letter, "callback_data": f"{tap.data[:-1]}{letter}"} for letter in "ABCD"]
    return {
        "message_id": tap.message_id,
        "from": BOT,
        "chat": _person(tap) | {"type": "private"},
        "date": SENT_AT,
        "text": "\n".join(lines + options),
        "entities": [
            {"offset": 0, "length": len(HEADING), "type": "italic"},
            {"offset": 34, "length": 15, "type": "bold"},
            {"offset": 50, "length": len(QUESTION), "type": "bold"},
        ],
        "reply_markup": {"inline_keyboard": [buttons[:2], buttons[2:]]},
    }


def tap_update(tap: Tap, number: int) -> dict[str, Any]:
    """The update in which Telegram reports the tap. Its callback query is called `number`."""
    return {
        "update_id": number,
        "callback_query": {
            "id": str(number),
            "from": _person(tap) | {"is_bot": False, "language_code": "en"},
            "message": tapped_message(tap),
            "chat_instance": str(-tap.learner_id * 7919),
            "data": tap.data,
        },
    }


def as_json(value: object) -> bytes:
    """`value` the way Telegram writes it: compact, with all but ASCII escaped."""
    return json.dumps(value, separators=(",", ":")).encode()


def _person(tap: Tap) -> dict[str, Any]:
    return {"id": tap.learner_id, "first_name": "Amelie", "last_name": "Öztürk", "username": f"amelie_{tap.learner_id}"}

"""Updates that have come in and are not dealt with yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import orjson

MOST_WAITING = 50
"""The updates of one sender that wait at most. Of more, only taps and their like are kept."""

ATTEMPTS = 3
"""How often an update is handled that fails by an error of ours, before it is set aside."""


_OUR_WORDS = ("text", "entities", "caption", "caption_entities")


class UpdateKind(StrEnum):
    """What an update is."""

    TAP = "tap"
    COMMAND = "command"
    MESSAGE = "message"
    STOP = "stop"
    """Somebody wants all at once what is being typed to them."""
    OTHER = "other"
    SURPLUS = "surplus"
    """The first message beyond those that may wait: it stands for all of them, and is told that they were let go."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """An update as it came in, its JSON in `payload`. `sender_id` is the id of the user or, where there is none, of the
    chat; `attempts` counts how often it has failed by an error of ours.
    """

    update_id: int
    sender_id: int
    kind: UpdateKind
    payload: str
    received_at: datetime
    attempts: int = 0

    @property
    def command(self) -> str | None:
        """The words of a command, whole; None where this is none."""
        return str(self.content()["message"]["text"]) if self.kind is UpdateKind.COMMAND else None

    def content(self) -> dict[str, Any]:
        """The update, read."""
        content: dict[str, Any] = orjson.loads(self.payload)
        return content


def incoming(update: dict[str, Any], received_at: datetime) -> Incoming:
    """An update of the Bot API as it has come in, whatever is in it. Raises KeyError where it has no `update_id`.

    The words of a tapped message are left out: they are ours anyway. Its id, its chat and its buttons stay.
    """
    kind, value = next(((kind, value) for kind, value in update.items() if isinstance(value, dict)), ("", {}))
    sender = value.get("from") or value.get("chat")
    sender_id = sender.get("id") if isinstance(sender, dict) else None
    if isinstance(tapped := value.get("message"), dict):
        for field in _OUR_WORDS:
            tapped.pop(field, None)
    return Incoming(
        update["update_id"],
        sender_id if isinstance(sender_id, int) else 0,
        _kind_of(kind, value),
        orjson.dumps(update).decode(),
        received_at,
    )


def _kind_of(kind: str, value: dict[str, Any]) -> UpdateKind:
    if kind == "callback_query":
        return UpdateKind.TAP
    if kind == "stopped_message_generation":
        return UpdateKind.STOP
    if kind == "message":
        return UpdateKind.COMMAND if str(value.get("text", "")).startswith("/") else UpdateKind.MESSAGE
    return UpdateKind.OTHER

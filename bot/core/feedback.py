"""What learners say is wrong or out of date in a day: how much of it is taken, and what is kept of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from bot.core.richtext import MESSAGE_LIMIT, RichText, utf16_length
from bot.core.typed import plain

AT_MOST = 5
"""So many messages are taken from one learner on a learning date."""


class Reception(Enum):
    """What becomes of feedback that somebody has given, or is about to give."""

    TAKEN = "taken"
    ENOUGH = "enough"
    """As much as is taken on one date has come already."""
    UNKNOWN = "unknown"
    """They have never opened that day, as far as is known (any more)."""


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a learner has said about a day, in which message of theirs, and at which step they were asked. Admins have
    dealt with it at `settled_at`, None while they have not.
    """

    learner_id: int
    message_id: int
    day: int
    step: str
    text: str
    said_at: datetime
    learning_on: date
    settled_at: datetime | None = None


def worded(said: RichText) -> str:
    """The words of a message without their formatting, the address of each link behind it. Empty where there is nothing
    to be seen.
    """
    if not plain(said.text):
        return ""
    units = said.text.encode("utf-16-le")
    links = [each for each in said.entities if each.kind == "text_link" and each.url]
    for link in sorted(links, key=lambda each: -each.offset):
        end = 2 * (link.offset + link.length)
        units = units[:end] + f" ({link.url})".encode("utf-16-le") + units[end:]
    complete = units.decode("utf-16-le")
    return (complete if utf16_length(complete) <= MESSAGE_LIMIT else said.text).strip()

"""What the chat page's requests say: all but one in JSON bodies."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from bot.playground.faults import FaultKind


class Body(BaseModel):
    """The JSON body of a request: no field but those named."""

    model_config = ConfigDict(extra="forbid")


class Say(Body):
    """A message of a person."""

    person: int
    text: str
    reply_to: int | None = None


class Show(Body):
    """What goes with a file that a person sends, which is the body itself: this stands in the address."""

    person: int
    name: str
    caption: str = ""


class Press(Body):
    """A press on a big button below the chat that says something."""

    person: int
    label: str


class SharePlace(Body):
    """A person shares a place on the map."""

    person: int
    latitude: float
    longitude: float


class LeaveReply(Body):
    """A person dismisses the reply the bot has asked for."""

    person: int


class StopDraft(Body):
    """A person stops the message that is being written."""

    person: int


class Tap(Body):
    """A press on a button with this callback data, as it was shown: the message may have other buttons by now."""

    person: int
    message_id: int
    data: str


class NewPerson(Body):
    """Someone who joins."""

    name: str
    language: str = "en"
    admin: bool = False


class Block(Body):
    """A person blocks or unblocks the bot."""

    person: int
    blocked: bool


LONGEST_JOURNEY = 200 * 366 * 86_400
"""In seconds."""


class Journey(Body):
    """A journey of the clock: so many seconds, or to the next morning in a zone, or the same hour of the next day."""

    seconds: int = Field(0, ge=-LONGEST_JOURNEY, le=LONGEST_JOURNEY)
    to: Literal["next-morning", "next-day"] | None = None
    zone_name: str = Field("UTC", alias="zone")


class NewFault(Body):
    """A fault to come."""

    method: str
    kind: FaultKind
    times: int = 1
    retry_after: int = 1


class Choose(Body):
    """One of what the page offers is chosen."""

    offer: str


class Clear(Body):
    """A person's chat is emptied."""

    person: int

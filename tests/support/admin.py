"""An admin in a chat with the bot, and the learners who get what they send."""

from __future__ import annotations

from bot.playground.people import Person
from tests.support.classroom import Learner, words

NEWS = "Day 12 is here. Read it slowly."
MUTE = ["🔕 Mute announcements"]


class Admin(Learner):
    """An admin in a chat with the bot."""

    async def composes(self, text: str = NEWS) -> None:
        """Write a message for everybody; its preview and its draft come."""
        await self.says("/broadcast")
        await self.taps("Write a message")
        await self.says(text)

    async def confirms(self) -> None:
        """Send the draft on its way."""
        await self.taps("Send it …")
        await self.taps("Yes, to")


def received(people: list[Person], text: str = NEWS) -> list[int]:
    """How often each of them has a message that says this."""
    return [sum(message.from_bot and words(message) == text for message in person.messages) for person in people]

"""The ways to answer an admin about a broadcast, or to say why nothing was done."""

from __future__ import annotations

from bot.botapi.message import Message
from bot.chat.broadcasts.phrases import refusal_words
from bot.chat.conversation import Conversation, Tapped
from bot.flows.broadcasts.drafts import BroadcastRefusal


async def refuse(tapped: Tapped, refusal: BroadcastRefusal) -> None:
    """Answer a tap with why nothing was done."""
    await tapped.say(refusal_words(tapped.words, refusal), alert=True)


async def change(tapped: Tapped, outcome: Message | BroadcastRefusal) -> None:
    """Let a view take the place of the one that was tapped, or say why not."""
    if isinstance(outcome, BroadcastRefusal):
        await refuse(tapped, outcome)
        return
    await tapped.say()
    await tapped.show(outcome)


async def answer_below(tapped: Tapped, outcome: Message | BroadcastRefusal) -> None:
    """Answer a tap with a message of its own, or say why not."""
    if isinstance(outcome, BroadcastRefusal):
        await refuse(tapped, outcome)
        return
    await tapped.say()
    await tapped.reply(outcome)


async def tell(admin: Conversation, outcome: Message | BroadcastRefusal) -> None:
    """Send an admin a message, or why there is none."""
    if isinstance(outcome, BroadcastRefusal):
        outcome = Message(refusal_words(admin.words, outcome))
    await admin.reply(outcome)

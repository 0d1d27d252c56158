"""The messages that broadcasts copy: each is in its admin’s chat, and is sent once more where it is gone from there."""

from __future__ import annotations

from dataclasses import replace

from bot.botapi.message import Message
from bot.botapi.pacing import Lane
from bot.botapi.sender import Sender
from bot.chat.broadcasts.copies import announcement_keyboard
from bot.core.broadcast import Broadcast, is_source_gone
from bot.core.delivery import Delivery, Receipt
from bot.flows.broadcasts.drafts import replace_source
from bot.flows.school import School
from bot.words import Words, words_in


async def copied(
    school: School, sender: Sender, words: Words, admin_id: int, broadcast: Broadcast
) -> tuple[Receipt, Broadcast]:
    """Send a copy to an admin alone, as everybody would get it; of a message that is gone, once that was made anew."""
    keyboard = announcement_keyboard(words, broadcast.opens_day)
    receipt = await sender.copy(admin_id, broadcast.source, keyboard, Lane.REPLY, patient=True)
    if is_source_gone(receipt) and (anew := await made_anew(school, sender, broadcast)):
        return await sender.copy(admin_id, anew.source, keyboard, Lane.REPLY, patient=True), anew
    return receipt, broadcast


async def made_anew(school: School, sender: Sender, broadcast: Broadcast) -> Broadcast | None:
    """Send the message that is copied once more to its admin, where it is gone, and copy that from now on; None where
    it can't be.
    """
    if not broadcast.can_be_made_anew:
        return None
    message = Message(broadcast.text, announcement_keyboard(words_in(None), broadcast.opens_day), file=broadcast.file)
    receipt = await sender.send(broadcast.admin_id, message, Lane.REPLY)
    if receipt.outcome is not Delivery.SENT or receipt.message_id is None:
        return None
    source = replace(broadcast.source, chat_id=broadcast.admin_id, message_id=receipt.message_id)
    await replace_source(school, broadcast.id, source)
    return replace(broadcast, source=source)

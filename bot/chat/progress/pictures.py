"""Pictures in the chat. Where one cannot be drawn or sent, its words are."""

from __future__ import annotations

import logging
from dataclasses import replace

from bot.botapi.message import Message, photo
from bot.botapi.pacing import Lane
from bot.chat.conversation import Conversation
from bot.core.delivery import BLOCKED, Delivery
from bot.pictures.drawing import Drawing, DrawingError
from bot.pictures.renderer import Renderer

_log = logging.getLogger(__name__)


class PictureSending:
    """Where pictures are drawn and sent."""

    def __init__(self, renderer: Renderer) -> None:
        self._renderer = renderer

    async def send(
        self, learner: Conversation, drawing: Drawing, caption: Message, instead: Message, lane: Lane
    ) -> None:
        """Send a picture with this caption, or what is sent `instead` where there can be no picture."""
        try:
            content = await self._renderer.draw(drawing)
        except DrawingError:
            _log.exception("A picture could not be drawn; its words are sent instead")
        else:
            receipt = await learner.reply(replace(caption, file=photo(content)), lane)
            if receipt.outcome is not Delivery.FAILED or receipt.reason == BLOCKED:
                return
            _log.warning("A picture was refused, its words are sent instead: %s", receipt.reason)
        await learner.reply(instead, lane)

    async def close(self) -> None:
        """Draw no more."""
        await self._renderer.close()

"""Files of the course go out: uploaded once, and from then on by the id under which Telegram keeps them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from mimetypes import guess_type
from pathlib import PurePosixPath
from typing import Protocol

from bot.botapi.message import File, Message
from bot.core.course import Media, MediaKind
from bot.core.delivery import BLOCKED, Attachment, Delivery, Receipt
from bot.core.richtext import italic

_log = logging.getLogger(__name__)

_PATIENCE = 10.0  # seconds to wait for an upload that somebody else has begun
_SIGNS = {
    MediaKind.PHOTO: "🖼",
    MediaKind.VIDEO: "🎬",
    MediaKind.VOICE: "🎤",
    MediaKind.AUDIO: "🎵",
    MediaKind.DOCUMENT: "📎",
}

Send = Callable[[Message], Awaitable[Receipt]]


class Library(Protocol):
    """What is known of the files of the course."""

    async def kept(self, media: Media) -> Attachment | None:
        """What Telegram keeps a file by, if it was sent before."""

    async def keep(self, media: Media, sent: Attachment) -> None:
        """Note what Telegram keeps a file by."""

    async def forget(self, media: Media, sent: Attachment) -> None:
        """Note that Telegram does not know it by that any more."""

    async def content(self, media: Media) -> bytes | None:
        """What is in a file, if it is there."""


class Uploads:
    """Sends messages with files of the course. Where a file cannot be had, or is refused, its words are sent."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._turns: dict[Media, asyncio.Lock] = {}

    async def send(self, message: Message, media: Media, send: Send) -> Receipt:
        """Send a message that shows a file of the course, with the care and the outcomes of `send`."""
        kept = await self._library.kept(media)
        if kept is None:
            async with self._turn(media):
                kept = await self._library.kept(media)
                if kept is None:
                    return await self._upload(message, media, send)
        receipt = await send(replace(message, file=kept))
        if not _is_refused(receipt):
            return receipt
        _log.warning("Telegram may not know %s any more: %s. It is uploaded again", media.name, receipt.reason)
        await self._library.forget(media, kept)
        return await self._upload(message, media, send)

    async def _upload(self, message: Message, media: Media, send: Send) -> Receipt:
        content = await self._library.content(media)
        if content is None:
            _log.warning("%s is not there as it was read; its words are sent instead", media.name)
            return await send(in_words(message, media))
        name = PurePosixPath(media.name).name
        file = File(media.kind.value, name, content, guess_type(name)[0] or "application/octet-stream")
        receipt = await send(replace(message, file=file))
        if receipt.file is not None:
            await self._library.keep(media, receipt.file)
        if not _is_refused(receipt):
            return receipt
        _log.warning("%s was refused, its words are sent instead: %s", media.name, receipt.reason)
        return await send(in_words(message, media))

    @asynccontextmanager
    async def _turn(self, media: Media) -> AsyncIterator[None]:
        """One upload of a file at a time, so that the next one may find it kept; nobody waits for it long."""
        lock = self._turns.setdefault(media, asyncio.Lock())
        try:
            async with asyncio.timeout(_PATIENCE):
                await lock.acquire()
        except TimeoutError:
            yield
            return
        try:
            yield
        finally:
            lock.release()


def _is_refused(receipt: Receipt) -> bool:
    """Whether it may be for the file that a message was not taken."""
    return receipt.outcome is Delivery.FAILED and receipt.reason != BLOCKED


def in_words(message: Message, media: Media) -> Message:
    """The message without its file, and with the words for it."""
    told = italic(f"{_SIGNS[media.kind]} {media.alt}")
    return replace(message, file=None, text=told + "\n\n" + message.text if message.text.text else told)

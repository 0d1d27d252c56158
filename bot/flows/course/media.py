"""The files that go with steps: what is in them, and what Telegram keeps them by."""

from __future__ import annotations

import asyncio
from datetime import datetime

from bot.content import read_media
from bot.core.course import Course, Media
from bot.core.delivery import Attachment
from bot.flows.flow import of_school
from bot.flows.school import School
from bot.store.engine.database import Transaction
from bot.store.uploads import forget_upload, load_upload, save_upload


class CourseMedia:
    """What a sender has to know of the files of a school's course."""

    def __init__(self, school: School) -> None:
        self._school = school

    async def kept(self, media: Media) -> Attachment | None:
        """What Telegram keeps a file by, if it was sent before."""
        return await _kept(self._school, media)

    async def keep(self, media: Media, sent: Attachment) -> None:
        """Note what Telegram keeps a file by."""
        await _keep(self._school, media, sent)

    async def forget(self, media: Media, sent: Attachment) -> None:
        """Note that Telegram does not know it by that any more."""
        await _forget(self._school, media, sent)

    async def content(self, media: Media) -> bytes | None:
        """What is in a file; None where it is not there any more as it was read."""
        folder = self._school.folder
        return await asyncio.to_thread(read_media, folder, media) if folder else None


async def lost_media(school: School, course: Course) -> list[tuple[int, Media]]:
    """The files of a course, each with its day, that cannot be shown: they are not there any more as they were, and
    Telegram has not been sent them.
    """
    library = CourseMedia(school)
    return [
        (number, each)
        for number, media in course.media.items()
        for each in media
        if await library.content(each) is None and await library.kept(each) is None
    ]


@of_school
def _kept(transaction: Transaction, school: School, _: datetime, media: Media) -> Attachment | None:
    return load_upload(transaction, school.bot_id, media)


@of_school
def _keep(transaction: Transaction, school: School, _: datetime, media: Media, sent: Attachment) -> None:
    save_upload(transaction, school.bot_id, media, sent)


@of_school
def _forget(transaction: Transaction, school: School, _: datetime, media: Media, sent: Attachment) -> None:
    forget_upload(transaction, school.bot_id, media, sent)

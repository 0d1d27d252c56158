"""Waiting until a bot has dealt with all that was done to it."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from bot.chat.app import LessonBot
from bot.playground import Playground


async def at_rest(playground: Playground, bot: LessonBot, within: float = 10.0) -> None:
    """Wait until this bot, in our own process, has dealt with every update."""
    async with asyncio.timeout(within):
        await playground.wait_for(lambda: not playground.pending_update_count, within)
        await until(lambda: not len(bot._inbox) and bot._inbox._forgetting is None)


async def all_dealt_with(playground: Playground, database: Path, within: float = 60.0) -> None:
    """Wait until a bot, in whichever process, has dealt with every update and forgotten it."""
    async with asyncio.timeout(within):
        await playground.wait_for(lambda: not playground.pending_update_count, within)
        await until(lambda: not kept_in(database))


async def until(condition: Callable[[], bool], every: float = 0.002) -> None:
    """Wait until something is so of which nobody tells, looking every so many seconds."""
    while not condition():  # noqa: ASYNC110 -- see above
        await asyncio.sleep(every)


def kept_in(database: Path) -> set[int]:
    """The ids of the updates that are not dealt with yet."""
    with closing(sqlite3.connect(database, timeout=30)) as connection:
        return {row[0] for row in connection.execute("SELECT update_id FROM inbox")}

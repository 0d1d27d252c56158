"""For whom two processes fight, beside the learners: who asks, who is to be reminded, and who gets a broadcast."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Awaitable, Callable
from contextlib import closing
from random import Random
from typing import TYPE_CHECKING

from bot.bootstrap import open_beside
from bot.core.audience import Listed
from bot.core.broadcast import Act, Broadcast, Source, Status
from bot.core.clock import SystemClock
from bot.flows.broadcasts.drafts import Confirmation, ask, choose_audience, draft, launch, resume
from bot.playground.world import Chat
from bot.settings import read_settings
from bot.store.engine.database import DatabaseError
from tests.support.due import save_due
from tests.support.fight_record import Asked

if TYPE_CHECKING:
    from tests.support.fight import Ring

REMINDED = 20  # at a time
QUESTIONS = ("/help", "/streak", "/lessons", "/privacy", "/settings", "/prompts", "/progress")


class Crowd:
    """Gives the processes in the ring something to do until it is `enough`."""

    def __init__(self, ring: Ring, enough: asyncio.Event, chance_of: Callable[[str], Random], recipients: int) -> None:
        self._ring = ring
        self._playground = ring.playground
        self._database = ring.database
        self._record = ring.record
        self._enough = enough
        self._chance_of = chance_of
        self._recipients = recipients  # of each broadcast

    async def ask(self, name: str) -> None:
        """Have somebody give one command after the other, each once the one before is dealt with."""
        chance = self._chance_of(name)
        person = self._playground.person(name)
        while not self._enough.is_set():
            command = chance.choice(QUESTIONS)
            update = person.say(command)
            asked_at = time.monotonic()
            async with asyncio.timeout(self._ring.patience):
                await self._ring.all_dealt_with({update["update_id"]})
            until = time.monotonic()
            self._record.longest_turn = max(self._record.longest_turn, until - asked_at)
            message_id = update["message"]["message_id"]
            self._record.asked.append(Asked(person.id, command, update["update_id"], message_id, asked_at, until))
            await asyncio.sleep(chance.uniform(0, 4))

    async def remind(self) -> None:
        """Have a few learners more be due again and again."""
        chance, first = self._chance_of("due"), 2_000_000
        while not self._enough.is_set():
            ids = list(range(first, first + REMINDED))
            first += REMINDED
            self._meet(ids, chance, blocked=0.1)
            await asyncio.to_thread(save_due, self._database, ids)
            self._record.reminded.update(ids)
            await asyncio.sleep(chance.uniform(3, 8))

    async def broadcast(self) -> None:
        """Have one broadcast after the other go out, ordered as by a terminal and resumed as by an admin."""
        chance, first = self._chance_of("broadcasts"), 1_000_000
        admin = self._playground.person("Admin", admin=True)
        while not self._enough.is_set():
            ids = range(first, first + self._recipients)
            first += self._recipients
            self._meet(ids, chance, blocked=0.05)
            await asyncio.to_thread(self._save_recipients, ids)
            said = admin.say(f"News for {ids[0]}")
            source = Source(admin.id, said["message"]["message_id"])
            broadcast_id = await self._order(admin.id, source, ids)
            self._record.broadcasts[source.message_id] = ids
            while (status := await asyncio.to_thread(self._status, broadcast_id)) != Status.DONE:
                assert status in {Status.RUNNING, Status.PAUSED, Status.PLANNED}, status
                if status == Status.PAUSED:
                    await self._resume(admin.id, broadcast_id)
                await asyncio.sleep(0.5)

    def _meet(self, ids: list[int] | range, chance: Random, blocked: float) -> None:
        for person_id in ids:
            chat = self._playground._world.chats[person_id] = Chat(person_id, f"Learner {person_id}", started=True)
            chat.blocked = chance.random() < blocked

    def _save_recipients(self, ids: range) -> None:
        joined_at = SystemClock().now().replace(tzinfo=None).isoformat(" ")
        with closing(sqlite3.connect(self._database, timeout=60)) as connection:
            connection.executemany(
                "INSERT INTO learners (id, zone, causes, joined_at, quiet_from, quiet_until) "
                "VALUES (?, 'UTC', '', ?, '00:00:00.000000', '00:00:00.000000')",
                [(person_id, joined_at) for person_id in ids],
            )
            connection.commit()

    async def _order(self, admin_id: int, source: Source, ids: range) -> int:
        async def order() -> int:
            async with open_beside(read_settings(self._ring.environment(self._playground.url)), SystemClock()) as (
                school,
                _,
            ):
                drafted = await draft(school, admin_id, source)
                assert isinstance(await choose_audience(school, admin_id, drafted.id, Listed(), ids), Broadcast)
                confirmation = await ask(school, admin_id, drafted.id, Act.LAUNCH)
                assert isinstance(confirmation, Confirmation)
                assert isinstance(await launch(school, admin_id, confirmation), Broadcast)
                return drafted.id

        return await self._insist(order)

    async def _resume(self, admin_id: int, broadcast_id: int) -> None:
        async def order() -> int:
            async with open_beside(read_settings(self._ring.environment(self._playground.url)), SystemClock()) as (
                school,
                _,
            ):
                await resume(school, admin_id, broadcast_id)
                return broadcast_id

        await self._insist(order)
        self._record.resumed += 1

    async def _insist(self, order: Callable[[], Awaitable[int]]) -> int:
        """Repeat an order while a process that is frozen in a transaction keeps the database locked."""
        while True:
            try:
                return await order()
            except DatabaseError as error:
                if "locked" not in str(error):
                    raise

    def _status(self, broadcast_id: int) -> str:
        with closing(sqlite3.connect(f"file:{self._database}?mode=ro", uri=True, timeout=30)) as connection:
            ((status,),) = connection.execute("SELECT status FROM broadcasts WHERE id = ?", [broadcast_id]).fetchall()
        return str(status)

"""Kills the bot with SIGKILL, again and again, in the middle of a broadcast through bad weather, and checks after each
kill, message by message, that what Telegram delivered is what the bot believes.

`python -m tests.support.broadcast_kills 20 20000` kills it twenty times on the way to twenty thousand recipients, at
the pace of broadcasts that are paid for; with `unpaid` behind it at the default pace, which takes a quarter of an hour.
"""

from __future__ import annotations

import asyncio
import random
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from contextlib import AbstractAsyncContextManager, closing
from dataclasses import dataclass
from pathlib import Path

from bot.bootstrap import open_school
from bot.chat.broadcasts.sending import PAID_WINDOW, WINDOW
from bot.content import load_course
from bot.core.broadcast import Act, Broadcast, Source, Status
from bot.core.clock import SystemClock
from bot.flows.broadcasts.drafts import Confirmation, ask, draft, launch, resume
from bot.flows.broadcasts.reports import report
from bot.flows.school import School
from bot.playground import Playground, TravellingClock
from bot.playground.messages import Json, Message
from bot.playground.world import Chat
from tests.support.kills import COURSE, TOKEN, MortalBot

FIRST = 1_000_000
NEWS = "Day 12 is here."
UNREACHABLE = 0.05  # of the recipients
_chance = random.Random()  # noqa: S311 -- no two runs are the same
WEATHER = ("429", "500", "lost", "reset", "timeout", "fair", "fair")


@dataclass(frozen=True, slots=True)
class Figures:
    """What happened, and what became of the recipients."""

    kills: int
    seconds: float
    states: Counter[str]
    most_uncertain: int
    """Of one kill."""
    pauses: int

    def __str__(self) -> str:
        states = ", ".join(f"{count} {state}" for state, count in sorted(self.states.items()))
        return (
            f"{self.kills} kills in {self.seconds:.0f} s: {states}; no duplicate, no silent loss. A kill left "
            f"{self.most_uncertain} uncertain at most; storms made the broadcast pause itself {self.pauses} times."
        )


class Audience:
    """The recipients as Telegram and as the bot know them."""

    def __init__(self, playground: Playground, size: int) -> None:
        self._world = playground._world
        self.admin = playground.person("Admin", admin=True)
        self.ids = range(FIRST, FIRST + size)
        for person_id in self.ids:
            self._world.chats[person_id] = Chat(person_id, f"Learner {person_id}", started=True)
        for person_id in _chance.sample(self.ids, round(size * UNREACHABLE)):
            chat = self._world.chats[person_id]
            chat.blocked, chat.deactivated = person_id % 2 == 0, person_id % 2 == 1
        self.admin.say(NEWS)

    def copies(self) -> dict[int, int]:
        """How many copies each recipient has, by Telegram's own book."""
        messages = self._world.messages
        return {id_: sum(message.from_bot for message in messages[id_].values()) for id_ in self.ids}

    def check(self, database: Path) -> Counter[str]:
        """Hold the bot's table against Telegram's book; the recipients by state."""
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
            states = dict(connection.execute("SELECT learner_id, state FROM recipients").fetchall())
        copies = self.copies()
        assert max(copies.values()) <= 1, "somebody has it twice"
        wrong = {
            id_: (state, copies[id_])
            for id_, state in states.items()
            if state not in {"sending", "uncertain"} and copies[id_] != (state == "sent")
        }
        assert not wrong, wrong
        lost = [id_ for id_, count in copies.items() if count and id_ not in states]
        assert not lost, lost
        return Counter(states.values())


async def endure(kills: int, size: int, folder: Path, *, paid: bool = True) -> Figures:
    """Broadcast to so many while the bot is killed so often. Raises AssertionError where anything is amiss."""
    began = time.monotonic()
    playground = Playground(TOKEN, TravellingClock())
    playground.limits = None
    await playground.start()
    bot = MortalBot(playground, folder, {"PAID_BROADCASTS": "yes" if paid else "no"})
    audience = Audience(playground, size)
    broadcast = await _launch(bot.database, audience)
    most_uncertain = pauses = 0
    try:
        for _ in range(kills):
            brew(playground)
            await _live_and_die(bot, playground, _chance.randint(1, max(1, round(1.2 * size / kills))))
            playground.faults.clear()
            states = audience.check(bot.database)
            assert states["sending"] <= (PAID_WINDOW if paid else WINDOW), states
            most_uncertain = max(most_uncertain, states["sending"])
            pauses += await _see_to_it(bot.database, broadcast)
        await bot.start()
        await _until_done(bot.database)
        assert await bot.stop() == 0
    finally:
        bot.end()
        await playground.stop()
    states = audience.check(bot.database)
    assert states.keys() <= {"sent", "failed", "uncertain"}, states
    assert states.total() == size
    assert states["failed"] <= round(size * UNREACHABLE), states
    return Figures(bot.kills.total(), time.monotonic() - began, states, most_uncertain, pauses)


def brew(playground: Playground) -> None:
    """Some bad weather for one life."""
    for _ in range(3):
        kind = _chance.choice(WEATHER)
        after = _chance.randrange(300)
        if kind == "429":
            playground.faults.add(
                "copyMessage", "429", _chance.randint(1, 30), after, retry_after=_chance.choice((1, 6))
            )
        elif kind == "500":
            playground.faults.add("copyMessage", "500", _chance.choice((1, 5, 60)), after)
        elif kind != "fair":
            playground.faults.add("copyMessage", kind, _chance.randint(1, 4), after)  # type: ignore[arg-type]


async def _live_and_die(bot: MortalBot, playground: Playground, copies: int) -> None:
    """Start the bot, and kill it at the very moment at which so many copies have arrived, or after some seconds."""
    calls = len(playground.calls)
    await bot.start()
    await playground.wait_for(lambda: any(call.method == "getMe" for call in playground.calls[calls:]), timeout=30)
    await bot._at_event(copies, _is_copy, lambda: bot._kill("in a broadcast"))
    await bot._process.wait()


async def _launch(database: Path, audience: Audience) -> int:
    async with _school(database) as school:
        rows = [(id_, SystemClock().now().replace(tzinfo=None).isoformat(" ")) for id_ in audience.ids]
        await school.database._writer.run(
            lambda connection: connection.executemany(
                "INSERT INTO learners (id, zone, causes, joined_at, quiet_from, quiet_until) "
                "VALUES (?, 'UTC', '', ?, '00:00:00.000000', '00:00:00.000000')",
                rows,
            )
        )
        source = Source(audience.admin.id, audience.admin.messages[-1].message_id)
        drafted = await draft(school, audience.admin.id, source)
        confirmation = await ask(school, audience.admin.id, drafted.id, Act.LAUNCH)
        assert isinstance(confirmation, Confirmation)
        assert isinstance(await launch(school, audience.admin.id, confirmation), Broadcast)
        return drafted.id


async def _see_to_it(database: Path, broadcast: int) -> bool:
    """What an admin does: look whether the counts are right, and resume it where it has paused itself."""
    async with _school(database) as school:
        found = await report(school, broadcast)
        assert found is not None
        assert found.tally.gone == 0
        if found.broadcast.status is not Status.PAUSED:
            return False
        assert isinstance(await resume(school, 1, broadcast), Broadcast)
        return True


def _school(database: Path) -> AbstractAsyncContextManager[School]:
    return open_school(database, load_course(COURSE), SystemClock(), "UTC", TOKEN)


async def _until_done(database: Path) -> None:
    async with asyncio.timeout(1800):
        while (status := _status(database)) != Status.DONE:
            assert status == Status.RUNNING
            await asyncio.sleep(0.1)


def _status(database: Path) -> str:
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        (status,) = connection.execute("SELECT status FROM broadcasts").fetchone()
    return str(status)


def _is_copy(event: Json) -> bool:
    return isinstance(message := event.get("message"), Message) and event["type"] == "message" and message.from_bot


if __name__ == "__main__":
    how_often, how_many = map(int, sys.argv[1:3])
    with tempfile.TemporaryDirectory() as folder:
        figures = asyncio.run(endure(how_often, how_many, Path(folder), paid="unpaid" not in sys.argv))
    sys.stdout.write(f"{figures}\n")

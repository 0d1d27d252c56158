"""Two processes of the bot on one database: one is the bot, the other waits; one is killed, stopped or frozen.

`python -m tests.support.duel 20` does each twenty times and prints how long learners waited for the other.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import sys
import tempfile
import time
from asyncio.subprocess import Process
from collections import defaultdict
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path

from bot.playground import Playground, TravellingClock
from bot.playground.people import Person
from tests.support.kills import COURSE, ROOT, TOKEN

TAKEN_OVER_IN = 15.0
"""Seconds in which a dead process has to be replaced."""


class Duel:
    """A bot, a standby, and a learner who asks for /help in between."""

    def __init__(self, playground: Playground, folder: Path) -> None:
        self._playground = playground
        self._database = folder / "bot.db"
        self._log = folder / "bot.log"
        self._processes: dict[int, Process] = {}
        self._ada: Person = playground.person("Ada")
        self.seconds: defaultdict[str, list[float]] = defaultdict(list)

    async def begin(self) -> None:
        """Have one process be the bot and another wait."""
        await self._start()
        await self.asks()
        await self._start()
        await self._stands_by(1)

    async def asks(self) -> float:
        """Have the learner ask for /help; how many seconds the one answer took."""
        began_at, answers = time.monotonic(), self._answers()
        self._ada.say("/help")
        await self._playground.wait_for(lambda: self._answers() > answers, timeout=TAKEN_OVER_IN + 5)
        took = time.monotonic() - began_at
        await asyncio.sleep(0.2)
        assert self._answers() == answers + 1, self.log
        return took

    async def killed(self) -> None:
        """The bot is killed: the other answers, and a third one waits."""
        bot = self._bot()
        bot.kill()
        await bot.wait()
        await self._taken_over("killed", within=TAKEN_OVER_IN)

    async def stopped(self) -> None:
        """The bot is told to stop: it ends well, and the other answers at once."""
        bot = self._bot()
        bot.terminate()
        assert await bot.wait() == 0, self.log
        await self._taken_over("stopped", within=5.0)

    async def frozen(self) -> None:
        """The bot is frozen: the other answers; thawed, it says nothing, writes nothing and ends."""
        bot = self._bot()
        bot.send_signal(signal.SIGSTOP)
        await self._taken_over("frozen", within=TAKEN_OVER_IN)
        told = self._sent()
        bot.send_signal(signal.SIGCONT)
        assert await asyncio.wait_for(bot.wait(), 20) == 1, self.log
        assert self._sent() == told, "a process that lost the lease spoke"
        await self.asks()

    async def end(self) -> None:
        """Stop whoever is left: nobody may have met with an error."""
        for process in self._processes.values():
            if process.returncode is None:
                process.terminate()
        codes = [await process.wait() for process in self._processes.values()]
        assert set(codes) <= {0, 1, -signal.SIGKILL}, self.log
        assert "Traceback" not in self.log, self.log

    def leave_nobody(self) -> None:
        """End all processes."""
        for process in self._processes.values():
            if process.returncode is None:
                process.kill()

    @property
    def log(self) -> str:
        """What the processes told, at last."""
        return self._log.read_text()[-4000:]

    async def _taken_over(self, how: str, within: float) -> None:
        took = await self.asks()
        assert took < within, (how, took, self.log)
        self.seconds[how].append(took)
        waiting = self._log.read_text().count("ready to take over")
        await self._start()
        await self._stands_by(waiting + 1)

    async def _start(self) -> None:
        environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "BOT_TOKEN": TOKEN,
            "TELEGRAM_API_URL": self._playground.url,
            "DATABASE_URL": f"sqlite:///{self._database}",
            "COURSE": str(COURSE),
        }
        with self._log.open("ab") as log:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "run", cwd=self._log.parent, env=environment, stdout=log, stderr=log
            )
        self._processes[process.pid] = process

    async def _stands_by(self, number: int) -> None:
        """Wait until so many processes have said that they wait."""
        async with asyncio.timeout(20):
            while self._log.read_text().count("ready to take over") < number:  # noqa: ASYNC110 -- of a file
                await asyncio.sleep(0.05)

    def _bot(self) -> Process:
        with closing(sqlite3.connect(self._database, timeout=30)) as connection:
            (holder,) = connection.execute("SELECT holder FROM lease").fetchone()
        return self._processes[int(holder.split()[1])]

    def _answers(self) -> int:
        return sum(message.from_bot for message in self._ada.messages)

    def _sent(self) -> int:
        return sum(call.method.startswith("send") for call in self._playground.calls)


async def fight(rounds: int, folder: Path) -> dict[str, list[float]]:
    """So many rounds of each; the seconds a learner waited. Raises AssertionError where anything is lost or doubled."""
    playground = Playground(TOKEN, TravellingClock())
    playground.limits = None
    await playground.start()
    duel = Duel(playground, folder)
    moves: tuple[Callable[[], Awaitable[None]], ...] = (duel.killed, duel.stopped, duel.frozen)
    try:
        await duel.begin()
        for _ in range(rounds):
            for move in moves:
                await move()
        await duel.end()
    finally:
        duel.leave_nobody()
        await playground.stop()
    return duel.seconds


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        took = asyncio.run(fight(int(sys.argv[1]) if len(sys.argv) > 1 else 20, Path(folder)))
    for how, seconds in took.items():
        sys.stdout.write(f"{how}: answered after {min(seconds):.1f} to {max(seconds):.1f} s, {len(seconds)} times\n")

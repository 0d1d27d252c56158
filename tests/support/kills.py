"""Kills the bot with SIGKILL, again and again, while learners take Day 11, and checks that they lose nothing by it.

`python -m tests.support.kills 500` does so five hundred times and prints the figures.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sys
import tempfile
import time
from asyncio.subprocess import Process
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bot.content import load_course
from bot.playground import Playground, TravellingClock
from bot.playground.messages import Json, Message
from tests.support.a_learner import DAY, ALearner

ROOT = Path(__file__).parents[2]
COURSE = ROOT / "tests" / "courses" / "one-day"
TOKEN = "42:" + "playground" * 4
LEARNERS = 8
LAST_ACTS = 3  # of each learner, after the last kill


@dataclass(frozen=True, slots=True)
class Figures:
    """What happened: the kills by the moment they came at, and what learners did and got."""

    kills: Counter[str]
    seconds: float
    learners: list[ALearner]

    def __str__(self) -> str:
        moments = ", ".join(f"{count} {moment}" for moment, count in sorted(self.kills.items()))
        arrivals = [(learner, arrival) for learner in self.learners for arrival in learner.arrivals]
        different = {(learner, arrival.visit, arrival.step) for learner, arrival in arrivals}
        finished = len({(learner, arrival.visit) for learner, arrival in arrivals if arrival.step == 12})
        return (
            f"{self.kills.total()} kills in {self.seconds:.0f} s ({moments}). "
            f"{sum(len(learner.acts) for learner in self.learners)} taps and commands of {len(self.learners)} learners "
            f"brought {len(different)} steps, {len(arrivals) - len(different)} of them once more, "
            f"{sum(len(learner.first_answers) for learner in self.learners)} answers and {finished} finished lessons."
        )


class MortalBot:
    """The bot as a process of its own, which dies at odd moments; `kills` counts how often, by moment."""

    def __init__(self, playground: Playground, folder: Path, settings: dict[str, str] | None = None) -> None:
        self.kills: Counter[str] = Counter()
        self.log = folder / "bot.log"
        self.database = folder / "bot.db"
        self._playground = playground
        self._settings = settings or {}
        self._chance = random.Random()  # noqa: S311 -- no two runs are the same
        self._process: Process
        self._moments = {
            "while it starts": self._while_it_starts,
            "at any time": self._at_any_time,
            "around a call": self._around_a_call,
            "before a message arrived": self._before_a_message,
            "after a message arrived": self._after_a_message,
        }

    async def start(self) -> None:
        """Start the process."""
        environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "BOT_TOKEN": TOKEN,
            "TELEGRAM_API_URL": self._playground.url,
            "DATABASE_URL": f"sqlite:///{self.database}",
            "COURSE": str(COURSE),
            **self._settings,
        }
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "run", cwd=self.log.parent, env=environment, stdout=log, stderr=log
            )

    async def live_and_die(self) -> None:
        """Start the process and kill it at some moment."""
        calls = len(self._playground.calls)
        await self.start()
        moment = self._chance.choice(list(self._moments))
        if moment != "while it starts":
            await self._playground.wait_for(
                lambda: any(call.method == "getMe" for call in self._playground.calls[calls:]), timeout=30
            )
        await self._moments[moment](lambda: self._kill(moment))
        await self._process.wait()

    async def stop(self) -> int:
        """Stop the process as a supervisor does; its exit code."""
        self._process.terminate()
        return await self._process.wait()

    def end(self) -> None:
        """Leave no process behind."""
        if self._process.returncode is None:
            self._process.kill()

    def _kill(self, moment: str) -> None:
        if self._process.returncode is not None:
            raise AssertionError(f"the bot ended by itself; see {self.log.read_text()[-3000:]}")
        self.kills[moment] += 1
        self._process.send_signal(signal.SIGKILL)

    async def _while_it_starts(self, kill: Callable[[], None]) -> None:
        await asyncio.sleep(self._chance.uniform(0.1, 0.8))
        kill()

    async def _at_any_time(self, kill: Callable[[], None]) -> None:
        await asyncio.sleep(self._chance.uniform(0, 0.6))
        kill()

    async def _around_a_call(self, kill: Callable[[], None]) -> None:
        await self._at_event(self._chance.randint(1, 100), lambda _: True, kill)

    async def _before_a_message(self, kill: Callable[[], None]) -> None:
        """It hangs, and never gets there."""
        self._playground.faults.add("sendMessage", "timeout", after=self._chance.randrange(8))
        self._playground.faults.add("sendPhoto", "timeout", after=self._chance.randrange(4))
        await self._at_event(1, _is_unanswered_call, kill)
        self._playground.faults.clear()

    async def _after_a_message(self, kill: Callable[[], None]) -> None:
        """It gets there, and it never hears of it."""
        await self._at_event(self._chance.randint(1, 12), _is_message_of_bot, kill)

    async def _at_event(self, count: int, counts: Callable[[Json], bool], kill: Callable[[], None]) -> None:
        """Kill at the very moment at which the last of so many events happens, or after some seconds."""
        last = asyncio.Event()

        def on_event(event: Json) -> None:
            nonlocal count
            count -= counts(event)
            if count <= 0 and not last.is_set():
                last.set()
                kill()

        listeners = self._playground._world.listeners
        listeners.append(on_event)
        try:
            async with asyncio.timeout(4):
                await last.wait()
        except TimeoutError:
            kill()
        finally:
            listeners.remove(on_event)


async def endure(kills: int, folder: Path, course: Path = COURSE) -> Figures:
    """Let learners take the lesson while the bot is killed so many times. Raises AssertionError where they lose by it.

    The folder is for the database and the log.
    """
    began = time.monotonic()
    playground = Playground(TOKEN, TravellingClock())
    playground.limits = None
    await playground.start()
    lesson = load_course(course).lesson(DAY)
    assert lesson is not None
    bot = MortalBot(playground, folder, {"COURSE": str(course)})
    names = [f"Learner {number}" for number in range(1, LEARNERS + 1)]
    learners = [ALearner(name, playground, lesson, bot.database, bot.kills.total) for name in names]
    enough = asyncio.Event()
    try:
        async with asyncio.TaskGroup() as group:
            for learner in learners:
                group.create_task(learner.learn(enough))
            for _ in range(kills):
                await bot.live_and_die()
            enough.set()
            await bot.start()
        for _ in range(LAST_ACTS):
            await asyncio.gather(*(learner.act() for learner in learners))
        assert await bot.stop() == 0
    finally:
        bot.end()
        await playground.stop()
    for learner in learners:
        learner.check_transcript()
    log = bot.log.read_text()
    assert "ERROR" not in log, log[-3000:]
    assert "Traceback" not in log, log[-3000:]
    return Figures(bot.kills, time.monotonic() - began, learners)


def _is_unanswered_call(event: Json) -> bool:
    return event["type"] == "call" and getattr(event["call"], "description", "") == "no answer, on demand"


def _is_message_of_bot(event: Json) -> bool:
    return isinstance(message := event.get("message"), Message) and event["type"] == "message" and message.from_bot


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        figures = asyncio.run(endure(int(sys.argv[1]) if len(sys.argv) > 1 else 500, Path(folder)))
    sys.stdout.write(f"{figures}\n")

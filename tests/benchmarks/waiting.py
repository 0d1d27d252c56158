"""How long learners wait while others keep the bot busy.

The bot is a process of its own, at a playground with Telegram's limits, and every call takes as long as over a network.
Where two stretches are compared, they take turns in one and the same process.
"""

from __future__ import annotations

import asyncio
import os
import random
import sys
import tempfile
import time
from asyncio.subprocess import Process
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import web

from bot.chat.settings.taps import SettingsView, ShowSettings
from bot.chat.tap import pack
from bot.playground import Playground, TravellingClock
from bot.playground.messages import Json, Message
from bot.playground.people import Person
from tests.benchmarks.contest import ROOT, UnfinishedError
from tests.benchmarks.rounds import table
from tests.support.rest import all_dealt_with, until

TOKEN = "42:" + "playground" * 4
NETWORK = (0.02, 0.04)  # seconds that a request takes on its way, and its answer
PAUSE = (1.2, 1.6)  # seconds between two taps of somebody who looks around in the settings
TAPS = 40  # of the one whose waiting is measured, in each stretch
CROWD = 30
FLOOD = 300
CLASS = 500
LESSON_PAUSE = (15.0, 45.0)  # seconds for which somebody reads a step
LESSONS_FOR = 90.0
PER_SECOND = 28.57  # messages that leave at most
ALONE = "alone"


def measure(rounds: int) -> Iterator[str]:
    """The lines of the report."""
    for scene in (_beside_a_flood, _beside_a_crowd, _in_lessons):
        yield from _p95(scene, rounds, far=True)
    # While a poll is on its way back no other one is open, so that a tap of somebody else waits for as long as the
    # network takes. This leaves that out.
    yield from _p95(_beside_a_crowd, rounds, far=False)
    yield from asyncio.run(_after_a_day_away())


def _p95(scene: Scene, rounds: int, *, far: bool) -> Iterator[str]:
    results = asyncio.run(_with_a_bot(scene, rounds, far=far))
    p95 = {name: [1000 * _percentile(each, 0.95) for each in stretches] for name, stretches in results.items()}
    yield from table("A tap is answered, p95 (ms)" + ("" if far else ", polls at once"), p95, ALONE)


class Chats:
    """A playground over a network, and a bot that can be started and stopped. Polls take their time too where it is
    `far`.
    """

    def __init__(self, folder: Path, *, far: bool = True) -> None:
        self.playground = Playground(TOKEN, TravellingClock())
        self.database = folder / "bot.db"
        self.answered_at: dict[str, float] = {}
        self._folder = folder
        self._process: Process | None = None
        handle = self.playground._server.handle

        async def over_a_network(request: web.Request) -> web.StreamResponse:
            if not far and request.match_info["method"] == "getUpdates":
                return await handle(request)
            await asyncio.sleep(random.uniform(*NETWORK))  # noqa: S311
            response = await handle(request)
            await asyncio.sleep(random.uniform(*NETWORK))  # noqa: S311
            return response

        self.playground._server.handle = over_a_network  # type: ignore[method-assign]
        self.playground._world.listeners.append(self._note)

    def _note(self, event: Json) -> None:
        if event["type"] == "call" and event["call"].method == "answerCallbackQuery":
            self.answered_at[str(event["call"].parameters["callback_query_id"])] = time.monotonic()

    async def start(self) -> None:
        """Start the bot."""
        environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "BOT_TOKEN": TOKEN,
            "TELEGRAM_API_URL": self.playground.url,
            "DATABASE_URL": f"sqlite:///{self.database}",
            "COURSE": str(ROOT / "tests" / "courses" / "one-day"),
        }
        with (self._folder / "bot.log").open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "run", cwd=self._folder, env=environment, stdout=log, stderr=log
            )

    async def stop(self) -> None:
        """Stop it."""
        if self._process is not None:
            self._process.terminate()
            await self._process.wait()

    async def join(self, people: Sequence[Person]) -> None:
        """Have them all say /start and get their answer."""
        for person in people:
            person.say("/start")
        await self.playground.wait_for(lambda: all(_from_bot(person) for person in people), 120)

    async def rest(self) -> None:
        """Wait until the bot has dealt with everything."""
        await all_dealt_with(self.playground, self.database, 300)

    async def wait_of(self, query_id: str) -> float:
        """How long a tap that was just made waits for its answer, in seconds."""
        tapped_at = time.monotonic()
        async with asyncio.timeout(120):
            await until(lambda: query_id in self.answered_at)
        return self.answered_at[query_id] - tapped_at


Scene = Callable[[Chats, int], "AsyncIterator[tuple[str, list[float]]]"]


@asynccontextmanager
async def _chats(*, far: bool = True) -> AsyncIterator[Chats]:
    data = ROOT / "data"
    data.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=data, prefix="waiting-") as folder:
        chats = Chats(Path(folder), far=far)
        await chats.playground.start()
        try:
            yield chats
        finally:
            await chats.stop()
            await chats.playground.stop()


async def _with_a_bot(scene: Scene, rounds: int, *, far: bool) -> dict[str, list[list[float]]]:
    results: dict[str, list[list[float]]] = defaultdict(list)
    async with _chats(far=far) as chats:
        await chats.start()
        async for name, waits in scene(chats, rounds):
            results[name].append(waits)
    return results


async def _beside_a_flood(chats: Chats, rounds: int) -> AsyncIterator[tuple[str, list[float]]]:
    bob, ada = chats.playground.person("Bob"), chats.playground.person("Ada")
    await chats.join([bob, ada])
    for _ in range(rounds):
        yield ALONE, await _look_around(chats, bob, TAPS)
        for number in range(FLOOD):
            ada.say(f"hello {number}")
        yield f"beside {FLOOD} messages of somebody", await _look_around(chats, bob, TAPS)
        await chats.rest()


async def _beside_a_crowd(chats: Chats, rounds: int) -> AsyncIterator[tuple[str, list[float]]]:
    bob = chats.playground.person("Bob")
    crowd = [chats.playground.person(f"Learner {number}") for number in range(CROWD - 1)]
    await chats.join([bob, *crowd])
    for _ in range(rounds):
        yield ALONE, await _look_around(chats, bob, TAPS)
        waits = await asyncio.gather(*(_look_around(chats, person, TAPS) for person in (bob, *crowd)))
        yield f"of {CROWD} in the settings at once", [wait for each in waits for wait in each]


async def _in_lessons(chats: Chats, rounds: int) -> AsyncIterator[tuple[str, list[float]]]:
    bob = chats.playground.person("Bob")
    learners = [chats.playground.person(f"Learner {number}") for number in range(CLASS)]
    await chats.join([bob, *learners])
    for _ in range(rounds):
        yield ALONE, await _look_around(chats, bob, TAPS)
        waits = await asyncio.gather(*(_learn(chats, person) for person in learners))
        yield f"of {CLASS} in lessons at once", [wait for each in waits for wait in each]
        await chats.rest()


async def _look_around(chats: Chats, person: Person, taps: int) -> list[float]:
    """Tap through the settings; how long each tap waited."""
    message_id = _from_bot(person)[-1].message_id
    waits = []
    for _ in range(taps):
        view = random.choice([SettingsView.MAIN, SettingsView.PAUSE, SettingsView.QUIET])  # noqa: S311
        waits.append(await chats.wait_of(person.tap_data(message_id, pack(ShowSettings(view)))))
        await asyncio.sleep(random.uniform(*PAUSE))  # noqa: S311
    return waits


async def _learn(chats: Chats, person: Person) -> list[float]:
    """Take the lesson for some time; how long each tap waited."""
    waits = []
    until = time.monotonic() + LESSONS_FOR
    await asyncio.sleep(random.uniform(0, LESSON_PAUSE[1]))  # noqa: S311
    while time.monotonic() < until:
        data = _what_leads_on(person)
        if data is not None:
            waits.append(await chats.wait_of(person.tap_data(*data)))
        await asyncio.sleep(random.uniform(*LESSON_PAUSE))  # noqa: S311
    return waits


def _what_leads_on(person: Person) -> tuple[int, str] | None:
    """The last button of the newest message that has one; of a knowledge check it is the last option."""
    for message in reversed(_from_bot(person)):
        data = [str(each["callback_data"]) for row in message.buttons for each in row if "callback_data" in each]
        if data:
            return message.message_id, data[-1]
    return None


async def _after_a_day_away() -> Iterator[str]:
    """Everybody has written while the bot was away: who waits longer than is fair, and is anything out of order?"""
    hello, welcome, howto, streak = "I have a lesson", "Welcome", "How this works", "streak"
    stories = [
        (("/start", "hello", "/start", "/help", "/help", "/start"), (hello, howto, welcome)),
        (("/help", "/streak", "one", "/help", "/streak", "two"), (hello, howto, streak, hello)),
    ]
    async with _chats() as chats:
        await chats.start()
        people = [chats.playground.person(f"Learner {number}") for number in range(CLASS)]
        await chats.join(people)
        await chats.rest()
        await chats.stop()
        before = {person.id: len(person.messages) for person in people}
        for turn in range(6):
            for number, person in enumerate(people):
                person.say(stories[number % 2][0][turn])
        came_at: dict[int, list[float]] = defaultdict(list)

        def note(event: Json) -> None:
            if event["type"] == "message" and isinstance(event["message"], Message) and event["message"].from_bot:
                came_at[event["message"].chat_id].append(time.monotonic())

        chats.playground._world.listeners.append(note)
        began_at = time.monotonic()
        await chats.start()
        await chats.rest()
    for number, person in enumerate(people):
        heard = [each.text or "" for each in person.messages[before[person.id] :] if each.from_bot]
        said, expected = stories[number % 2]
        if len(heard) != len(expected) or not all(part in text for part, text in zip(expected, heard, strict=True)):
            raise UnfinishedError(f"{said} was answered with {heard}")
    first = min(at for moments in came_at.values() for at in moments)
    shares = []
    for person in people:
        for place, at in enumerate(came_at[person.id], start=1):
            fair = sum(min(place, len(others)) for others in came_at.values()) / PER_SECOND
            shares.append((at - first) / fair)
    return iter(
        [
            f"After a day away, {6 * CLASS:,} updates of {CLASS}: the first answer after {first - began_at:.1f} s, "
            f"the last after {max(at for each in came_at.values() for at in each) - began_at:.1f} s",
            f"  waited, of what is fair: median {_percentile(shares, 0.5):.2f}, at most {max(shares):.2f}",
        ]
    )


def _from_bot(person: Person) -> list[Message]:
    return [message for message in person.messages if message.from_bot]


def _percentile(waits: Sequence[float], share: float) -> float:
    return sorted(waits)[int(len(waits) * share)]

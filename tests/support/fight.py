"""Two processes of the bot fight for one database under load, and are killed, frozen, thawed and told to stop at
random, while Telegram has its moods. At the end Telegram's book is held against the database.

`python -m tests.support.fight 600` fights for ten minutes and prints the figures; a seed behind that plays the same
moves again.
"""

from __future__ import annotations

import asyncio
import os
import random
import secrets
import signal
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Coroutine
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Any

from bot.content import load_course
from bot.core.clock import SystemClock
from bot.playground import Playground, TravellingClock
from bot.playground.messages import Json
from tests.support.a_learner import DAY, ALearner
from tests.support.fight_crowd import Crowd
from tests.support.fight_judge import judge, told
from tests.support.fight_record import Life, Look, Record
from tests.support.kills import COURSE, ROOT, TOKEN
from tests.support.line import Line
from tests.support.rest import kept_in, until

LONG = 60.0  # seconds: a shorter fight has a smaller crowd and no faults that last
LAST_ACTS = 3  # of each learner, after the last move
FAULTS = (
    ("sendMessage", 8),
    ("copyMessage", 5),
    ("editMessageText", 4),
    ("editMessageReplyMarkup", 2),
    ("answerCallbackQuery", 2),
    ("getUpdates", 2),
    ("sendMessageDraft", 1),
    ("*", 1),
)
KINDS = (("429", 5), ("500", 4), ("lost", 3), ("reset", 3), ("timeout", 1))


def _chance(seed: str) -> random.Random:
    return random.Random(seed)  # noqa: S311 -- plays the same moves again


class Ring:
    """Where two processes fight."""

    patience = 240.0
    """Seconds in which whatever anybody does has to be dealt with."""

    def __init__(self, playground: Playground, folder: Path, seed: int, longest_pause: int) -> None:
        self.playground = playground
        self.database = folder / "bot.db"
        self.log = folder / "bot.log"
        self.record = Record()
        self.calm = False  # nothing goes wrong any more
        self.look = Look(0.0, frozenset(), 0, None)
        self.longest_pause = longest_pause  # that Telegram asks for, in seconds
        self._seed = seed
        self._moves_chance = _chance(f"{seed} moves")
        self._weather_chance = _chance(f"{seed} weather")
        self._numbers = count(1)
        self._corners: list[Life | None] = [None, None]
        self._kills = 0
        playground._world.listeners.append(self._note)

    # The processes

    async def keep_corner(self, corner: int) -> None:
        """Have a process live in this corner, again and again."""
        chance = _chance(f"{self._seed} corner {corner}")
        while True:
            life = await self._start()
            self._corners[corner] = life
            await life.process.wait()
            life.ended_at = time.monotonic()
            self._judge_end(life)
            await asyncio.sleep(chance.uniform(0.1, 2.0))

    async def end(self) -> None:
        """Tell both to stop; they have to end well."""
        for life in (life for life in self._corners if life is not None and life.lives):
            life.process.terminate()
            async with asyncio.timeout(30):
                assert await life.process.wait() == 0, self.log.read_text()[-4000:]

    def leave_nobody(self) -> None:
        """End all processes."""
        for life in self.record.lives:
            if life.lives:
                life.process.kill()

    async def _start(self) -> Life:
        line = Line(self.playground.url)
        await line.open()
        with self.log.open("ab") as log:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "run",
                cwd=self.log.parent, env=self.environment(line.url), stdout=log, stderr=log,
            )  # fmt: skip
        life = Life(next(self._numbers), process, line)
        self.record.lives.append(life)
        return life

    def environment(self, url: str) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "BOT_TOKEN": TOKEN,
            "TELEGRAM_API_URL": url,
            "DATABASE_URL": f"sqlite:///{self.database}",
            "COURSE": str(COURSE),
        }

    def _judge_end(self, life: Life) -> None:
        happened = {how for _, how in life.disturbed}
        codes = {"killed": {-signal.SIGKILL}, "stopped": {0}, "frozen": {1}}
        if not life.line.said:  # told to stop before Python was so far
            codes["stopped"].add(-signal.SIGTERM)
        assert life.process.returncode in set[int]().union(*(codes[how] for how in codes if how in happened)), (
            f"process {life.number} ({life.process.pid}) ended with {life.process.returncode}",
            life.disturbed,
            self.log.read_text()[-6000:],
        )

    # The moves

    async def fight(self, until: float) -> None:
        """Make one move after the other."""
        chance = self._moves_chance
        moves: dict[str, tuple[int, Callable[[], Coroutine[Any, Any, None]]]] = {
            "bot killed": (5, lambda: self._kill(self._bot())),
            "standby killed": (1, lambda: self._kill(self._standby())),
            "both killed": (1, self._kill_both),
            "bot frozen past its lease": (3, lambda: self._freeze(self._bot(), chance.uniform(12.5, 17))),
            "bot frozen about as long as its lease": (1, lambda: self._freeze(self._bot(), chance.uniform(9, 13))),
            "bot frozen for a moment": (2, lambda: self._freeze(self._bot(), chance.uniform(0.5, 8))),
            "standby frozen": (1, lambda: self._freeze(self._standby(), chance.uniform(1, 14))),
            "bot frozen, and the one after it killed": (1, self._freeze_and_kill),
            "bot told to stop": (3, lambda: self._stop(self._bot())),
            "standby told to stop": (1, lambda: self._stop(self._standby())),
        }
        while time.monotonic() < until:
            (name,) = chance.choices(list(moves), [weight for weight, _ in moves.values()])
            rest = chance.uniform(0.5, 8)
            await moves[name][1]()
            self.record.moves[name] += 1
            await asyncio.sleep(rest)

    async def _kill(self, life: Life | None) -> None:
        if life is not None and life.lives:
            self._disturb(life, "killed")
            life.process.kill()

    async def _kill_both(self) -> None:
        for life in self._corners:
            await self._kill(life)

    async def _stop(self, life: Life | None) -> None:
        if life is not None and life.lives:
            self._disturb(life, "stopped")
            life.process.terminate()

    async def _freeze(self, life: Life | None, seconds: float) -> None:
        if life is None or not life.lives:
            return
        self._disturb(life, "frozen")
        life.process.send_signal(signal.SIGSTOP)
        await asyncio.sleep(seconds)
        self._disturb(life, "thawed")
        if life.lives:
            life.process.send_signal(signal.SIGCONT)

    async def _freeze_and_kill(self) -> None:
        frozen, after = self._bot(), self._standby()
        freezing = asyncio.create_task(self._freeze(frozen, self._moves_chance.uniform(14, 20)))
        await asyncio.sleep(13.5)
        await self._kill(after)
        await freezing

    def _disturb(self, life: Life, how: str) -> None:
        self._kills += 1
        life.disturbed.append((time.monotonic(), how))

    def _bot(self) -> Life | None:
        return next((life for life in self._corners if life and life.process.pid == self.look.pid), None)

    def _standby(self) -> Life | None:
        return next((life for life in self._corners if life and life.lives and life.process.pid != self.look.pid), None)

    # The weather

    async def brew(self) -> None:
        """Have one thing after the other go wrong at Telegram and on the way there."""
        chance = self._weather_chance
        while True:
            await asyncio.sleep(chance.uniform(0.3, 3))
            (method,) = chance.choices(*zip(*FAULTS, strict=True))
            (kind,) = chance.choices(*zip(*KINDS, strict=True))
            times = {"429": chance.randint(1, 6), "500": chance.choice((1, 1, 2, 5))}.get(kind, 1)
            lasts = kind == "timeout" and (
                self.longest_pause < 10 or (method == "getUpdates" and chance.random() < 0.8)
            )
            if lasts:  # fifteen seconds, and a poll forty
                continue
            wait = min(chance.choice((1, 1, 2, 3, 6, 12)), self.longest_pause)
            self.playground.faults.add(method, kind, times, chance.randrange(5), retry_after=wait)
            self.record.faults[kind] += times

    # The load

    async def watch(self) -> None:
        """Look into the database all the time."""
        last = (-1, None)
        while True:
            at = time.monotonic()
            if self.database.exists():
                self.look = await asyncio.to_thread(self._look, at)
                if (self.look.epoch, self.look.pid) != last:
                    last = self.look.epoch, self.look.pid
                    self.record.tenures.append((at, self.look.epoch, self.look.pid))
            await asyncio.sleep(0.04)

    def _look(self, at: float) -> Look:
        try:
            with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True, timeout=30)) as connection:
                connection.execute("BEGIN")
                ((epoch, holder),) = connection.execute("SELECT epoch, holder FROM lease").fetchall()
                kept = frozenset(update_id for (update_id,) in connection.execute("SELECT update_id FROM inbox"))
        except sqlite3.OperationalError:  # it is only just made
            return self.look
        return Look(at, kept, epoch, int(holder.split()[1]) if holder else None)

    async def all_dealt_with(self, update_ids: set[int]) -> None:
        """Wait until these updates are neither at Telegram nor in the inbox."""
        pending = self.playground._updates._pending
        await until(lambda: update_ids.isdisjoint(each.update_id for each in pending.values()), every=0.03)
        since = time.monotonic()
        await until(lambda: self.look.at > since and update_ids.isdisjoint(self.look.kept), every=0.03)

    def kills(self) -> int:
        """A number that stays the same while nothing at all is done to anybody."""
        if not self.calm:
            self._kills += 1
        return self._kills

    def _note(self, event: Json) -> None:
        if event["type"] == "call" and event["call"].method != "getUpdates":
            self.record.calls.append((time.monotonic(), event["call"]))


class _Fighter(ALearner):
    """A learner who looks into the inbox together with all others, and has patience."""

    patience = Ring.patience
    ring: Ring

    async def _all_dealt_with(self, update_ids: set[int]) -> None:
        began_at = time.monotonic()
        await self.ring.all_dealt_with(update_ids)
        self.ring.record.longest_turn = max(self.ring.record.longest_turn, time.monotonic() - began_at)


async def fight(seconds: float, folder: Path, seed: int) -> str:
    """Fight for so long, and come to rest; the figures. Raises AssertionError where anything was lost, doubled or
    skipped.
    """
    began_at = time.monotonic()
    playground = Playground(TOKEN, TravellingClock())
    await playground.start()
    is_long = seconds >= LONG
    ring = Ring(playground, folder, seed, longest_pause=12 if is_long else 2)
    lesson = load_course(COURSE).lesson(DAY)
    assert lesson is not None
    for number in range(30 if is_long else 10):
        name = f"Learner {number}"
        learner = _Fighter(name, playground, lesson, ring.database, ring.kills, _chance(f"{seed} {name}"), 4.0)
        learner.ring = ring
        ring.record.learners.append(learner)
    enough = asyncio.Event()
    crowd = Crowd(ring, enough, lambda name: _chance(f"{seed} {name}"), recipients=400 if is_long else 60)
    corners: list[asyncio.Task[None]] = []
    try:
        async with asyncio.TaskGroup() as group:
            watching = group.create_task(ring.watch())
            corners = [group.create_task(ring.keep_corner(corner)) for corner in range(2)]
            await playground.wait_for(lambda: any(call.method == "getMe" for call in playground.calls), timeout=30)
            brewing = group.create_task(ring.brew())
            working = [group.create_task(learner.learn(enough)) for learner in ring.record.learners]
            working += [group.create_task(crowd.ask(f"Asker {number}")) for number in range(10 if is_long else 4)]
            working += [group.create_task(crowd.remind()), group.create_task(crowd.broadcast())]
            await ring.fight(time.monotonic() + seconds)
            enough.set()
            brewing.cancel()
            playground.faults.clear()
            async with asyncio.timeout(ring.patience + 60):
                await asyncio.gather(*working)
            await _come_to_rest(ring)
            for corner in corners:
                corner.cancel()
            watching.cancel()
        await ring.end()
        verdicts = judge(ring.record, playground, ring.database, ring.log)
    finally:
        ring.leave_nobody()
        for life in ring.record.lives:
            await life.line.close()
        await playground.stop()
    return told(ring.record, verdicts, time.monotonic() - began_at)


async def _come_to_rest(ring: Ring) -> None:
    """Let everybody act a few times more while nothing goes wrong, and wait until nothing is owed to anybody."""
    async with asyncio.timeout(60):
        while ring._bot() is None:  # noqa: ASYNC110 -- of a file
            await asyncio.sleep(0.05)
    await asyncio.sleep(ring.longest_pause + 1)
    ring.calm = True
    for _ in range(LAST_ACTS):
        await asyncio.gather(*(learner.act() for learner in ring.record.learners))
    owing = (
        "SELECT (SELECT count(*) FROM recipients WHERE state IN ('pending', 'sending'))"
        " + (SELECT count(*) FROM reminders WHERE state IN ('pending', 'sending'))"
        " + (SELECT count(*) FROM places WHERE delivery IN ('pending', 'sending'))"
        " + (SELECT count(*) FROM learners WHERE next_due_at < ?) + (SELECT count(*) FROM inbox)"
    )
    owed, now = 1, SystemClock().now().replace(tzinfo=None).isoformat(" ")
    try:
        async with asyncio.timeout(60):
            while owed:
                with closing(sqlite3.connect(f"file:{ring.database}?mode=ro", uri=True, timeout=30)) as connection:
                    ((owed,),) = connection.execute(owing, [now]).fetchall()
                await asyncio.sleep(0.1)
    except TimeoutError:
        raise AssertionError(f"{owed} rows are owed for ever", kept_in(ring.database)) from None


def main() -> None:
    """Fight, and print what came of it."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 600.0
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else secrets.randbelow(1_000_000)
    sys.stdout.write(f"seed {seed}\n")
    sys.stdout.flush()
    folder = Path(tempfile.mkdtemp(prefix="fight-"))
    try:
        figures = asyncio.run(fight(seconds, folder, seed))
    except BaseException:
        sys.stdout.write(f"{folder} has the database and the log\n")
        raise
    sys.stdout.write(f"{figures}\n")


if __name__ == "__main__":
    main()

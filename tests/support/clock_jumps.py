"""Sets the clock of a real process of the bot, by seconds, hours and years, forward and back, while reminders are due
and a demo plays: ticks go on, taps are answered as fast as ever, memory stays, and each reminder is decided once.

`python -m tests.support.clock_jumps` needs libfaketime (`apt-get install faketime`), and so it is not in the suite;
there tests/chat/test_app.py moves the bot's own clock.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
import statistics
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing
from pathlib import Path

from bot.chat.settings.taps import SettingsView, ShowSettings
from bot.chat.tap import pack
from bot.playground import Playground, TravellingClock
from tests.support.due import save_due
from tests.support.kills import TOKEN, MortalBot
from tests.support.rest import all_dealt_with, until

HOUR, DAY, YEAR = 3600, 86_400, 365 * 86_400
JUMPS = (
    7,
    -7,
    90,
    -90,
    2 * HOUR,
    -2 * HOUR,
    -6 * HOUR,
    6 * HOUR,
    DAY,
    -DAY,
    YEAR,
    -YEAR,
    -3 * YEAR,
    3 * YEAR,
    5 * HOUR,
)
"""The seconds by which the clock is set, one after the other; in the end it is five hours fast."""
STAYS_FOR = 7.0  # real seconds after a jump: more than a tick
DUE = 20  # learners more whose reminder is due, by the real clock, before each jump


def library() -> Path:
    """The file of libfaketime. Exits with a word on it where there is none."""
    for folder in Path("/usr/lib").glob("*/faketime"):
        if (found := folder / "libfaketimeMT.so.1").exists():
            return found
    sys.exit("libfaketime is not installed: apt-get install faketime")


def megabytes(pid: int) -> float:
    """What a process has in memory."""
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


class Jumps:
    """A bot whose clock is set, somebody who taps, and somebody who watches a demo."""

    def __init__(self, playground: Playground, folder: Path) -> None:
        self.playground = playground
        self._offsets = folder / "offset"
        self._offset = 0
        self._set(0)
        self.bot = MortalBot(
            playground,
            folder,
            {
                "LD_PRELOAD": str(library()),
                "FAKETIME_TIMESTAMP_FILE": str(self._offsets),
                "FAKETIME_CACHE_DURATION": "1",
                "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            },
        )
        self._ada = playground.person("Ada")
        self._noor = playground.person("Noor")
        self._settings = 0
        self._due: list[int] = []
        self.taps: list[float] = []
        self.memory: list[float] = []

    async def begin(self) -> None:
        """Start the bot and bring one learner to a demo, which plays from then on."""
        await self.bot.start()
        for person in (self._ada, self._noor):
            person.say("/start")
        await all_dealt_with(self.playground, self.bot.database)
        for label in ("Begin Day 11", "Continue", "Continue"):
            self._noor.tap(label)
            await all_dealt_with(self.playground, self.bot.database)
        self._ada.say("/settings")
        await all_dealt_with(self.playground, self.bot.database)
        self._settings = self._ada.messages[-1].message_id
        await self.taps_for(3)
        self.memory.append(megabytes(self.bot._process.pid))

    async def jump(self, seconds: int) -> None:
        """Set the clock, and see that all goes on as before."""
        first = 2_000_000 + len(self._due)
        ids = list(range(first, first + DUE))
        self._due += ids
        for person_id in ids:
            self.playground._people.introduce(
                {"message": {"chat": {"id": person_id, "type": "private", "first_name": "Due"}}}
            )
        await asyncio.to_thread(save_due, self.bot.database, ids)
        self._offset += seconds
        self._set(self._offset)
        before = self._beats()
        await self.taps_for(STAYS_FOR)
        assert self._beats() != before, "ticks stood still"
        self.memory.append(megabytes(self.bot._process.pid))
        told = f"{seconds:+d} s: taps {1000 * statistics.median(self.taps[-10:]):.0f} ms, {self.memory[-1]:.0f} MB"
        sys.stdout.write(f"{told}, {dict(self.decided())}\n")
        sys.stdout.flush()

    async def taps_for(self, seconds: float) -> None:
        """Ask for something small again and again, and note how long each answer takes."""
        ends_at = time.monotonic() + seconds
        while time.monotonic() < ends_at:
            began_at, answers = time.monotonic(), len(self._ada.answers)
            self._ada.tap_data(self._settings, pack(ShowSettings(SettingsView.MAIN)))
            async with asyncio.timeout(20):
                await until(lambda: len(self._ada.answers) > answers)  # noqa: B023 -- awaited at once
            self.taps.append(time.monotonic() - began_at)
            await asyncio.sleep(0.5)

    def decided(self) -> Counter[str]:
        """What became of the reminders."""
        with closing(sqlite3.connect(self.bot.database, timeout=30)) as connection:
            return Counter(state for (state,) in connection.execute("SELECT state FROM reminders"))

    def check(self) -> None:
        """Hold the reminders that went out against the ledger, each once; the demo has come to its end."""
        with closing(sqlite3.connect(self.bot.database, timeout=30)) as connection:
            rows = connection.execute("SELECT learner_id, due_on, kind, state FROM reminders").fetchall()
            waiting = connection.execute(
                "SELECT count(*) FROM learners WHERE next_due_at < (SELECT beat_at FROM pulse)"
            ).fetchone()
        sent = Counter(learner_id for learner_id, _, _, state in rows if state == "sent")
        got = Counter(
            int(str(call.parameters["chat_id"]))
            for call in self.playground.calls
            if call.method == "sendMessage" and call.effect and int(str(call.parameters["chat_id"])) >= 2_000_000
        )
        assert got == sent
        assert {learner_id for learner_id, *_ in rows} >= set(self._due)
        assert waiting == (0,)
        assert any("Your video is being generated" in (message.text or "") for message in self._noor.messages)
        assert max(self.memory[3:]) < 1.05 * min(self.memory[3:]) + 2

    def _set(self, offset: int) -> None:
        new = self._offsets.with_suffix(".new")
        new.write_text(f"{offset:+d}s", encoding="ascii")
        new.replace(self._offsets)

    def _beats(self) -> object:
        with closing(sqlite3.connect(self.bot.database, timeout=30)) as connection:
            return connection.execute("SELECT beat_at FROM pulse").fetchone()


async def main() -> None:
    """Make all the jumps."""
    playground = Playground(TOKEN, TravellingClock())
    playground.limits = None
    await playground.start()
    with tempfile.TemporaryDirectory() as folder:
        jumps = Jumps(playground, Path(folder))
        try:
            await jumps.begin()
            calm = statistics.median(jumps.taps)
            for seconds in JUMPS:
                await jumps.jump(seconds)
            jumps.check()
            assert await jumps.bot.stop() == 0
            log = jumps.bot.log.read_text()
            assert "ERROR" not in log, log[-3000:]
            sys.stdout.write(
                f"{len(JUMPS)} jumps, {len(jumps.taps)} taps: {1000 * calm:.0f} ms before them, "
                f"{1000 * statistics.median(jumps.taps):.0f} ms at the median, {1000 * max(jumps.taps):.0f} at most; "
                f"{jumps.memory[0]:.0f} to {jumps.memory[-1]:.0f} MB; reminders {dict(jumps.decided())}.\n"
            )
        finally:
            jumps.bot.end()
            await playground.stop()


if __name__ == "__main__":
    asyncio.run(main())

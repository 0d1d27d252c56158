"""The figures of this bot beside those of bare bots, against one stub of the Bot API: `python -m tests.benchmarks`."""

from __future__ import annotations

import argparse
import os
import platform
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from statistics import median

from tests.benchmarks import broadcasts, ours, reminders, stats, waiting
from tests.benchmarks.contest import (
    ROOT,
    Contender,
    UnfinishedError,
    Work,
    cores,
    measure_sends,
    measure_start,
    measure_taps,
)
from tests.benchmarks.pictures import draw_pictures
from tests.benchmarks.rounds import table, take_turns
from tests.benchmarks.taps import Tap

HERE = Path(__file__).parent
OURS = "this bot"
BARE = "bare python-telegram-bot"
IN_FLIGHT = 50
SIZES = (10_000, 100_000, 1_000_000)
STATS_LEARNERS = 100_000


def main() -> int:
    options = options_of(sys.argv[1:])
    data = ROOT / "data"  # where the bot keeps its database: a folder for temporary files may be memory
    data.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=data, prefix="benchmarks-") as folder:
        prepared = Path(folder) / "prepared.db"
        taps = ours.prepare_learners(prepared, options.learners)
        bare_bots = dict(_bare_bots(options.aiogram))
        benchmarks: dict[str, Callable[[], Iterator[str]]] = {
            "taps": lambda: _taps(prepared, taps, bare_bots, options.rounds),
            "sends": lambda: _sends(options.sends, options.rounds),
            "start": lambda: _start(prepared, bare_bots, options.rounds),
            "pictures": lambda: draw_pictures(options.rounds),
            "reminders": lambda: reminders.measure(Path(folder), SIZES, options.rounds),
            "broadcast": lambda: broadcasts.measure(prepared, taps, options.rounds),
            "stats": lambda: stats.measure(Path(folder), STATS_LEARNERS),
            "waiting": lambda: waiting.measure(options.rounds),
        }
        try:
            _print(_machine(Path(folder)))
            for name in [options.only] if options.only else benchmarks:
                _print(benchmarks[name]())
        except UnfinishedError as failure:
            print(failure, file=sys.stderr)
            return 1
    return 0


def options_of(arguments: Sequence[str]) -> argparse.Namespace:
    """What was said on the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument(
        "--only",
        choices=("taps", "sends", "start", "pictures", "reminders", "broadcast", "stats", "waiting"),
        help="measure nothing else",
    )
    parser.add_argument("--rounds", type=int, default=5, help="rounds that count, after one to warm up (5)")
    parser.add_argument(
        "--learners", type=int, default=1000, help="learners who answer the four quizzes of a day (1000)"
    )
    parser.add_argument("--sends", type=int, default=3000, help="messages sent in one round (3000)")
    parser.add_argument("--aiogram", default=sys.executable, help="a Python that has aiogram, to measure that as well")
    return parser.parse_args(arguments)


def _bare_bots(aiogram_python: str) -> Iterator[tuple[str, Contender]]:
    yield BARE, Contender((sys.executable, str(HERE / "bare_ptb.py")))
    if subprocess.run((aiogram_python, "-c", "import aiogram"), capture_output=True, check=False).returncode == 0:
        yield "bare aiogram", Contender((aiogram_python, str(HERE / "bare_aiogram.py")))


def _taps(prepared: Path, taps: Sequence[Tap], bare_bots: dict[str, Contender], rounds: int) -> Iterator[str]:
    contenders: dict[str, Callable[[], Work]] = {
        OURS: lambda: ours.answer_taps(prepared, taps),
        f"{OURS}, without its inbox": lambda: ours.answer_taps(prepared, taps, kept=False),
    }
    contenders |= {name: partial(measure_taps, bare, taps) for name, bare in bare_bots.items()}
    results = take_turns(contenders, rounds)
    yield from _rates(f"{len(taps):,} taps, per second", results)
    peaks = {name: [work.peak for work in works] for name, works in results.items()}
    yield from table("Peak memory with the taps (MB)", peaks, BARE)


def _sends(count: int, rounds: int) -> Iterator[str]:
    bare = Contender((sys.executable, str(HERE / "send_ptb.py"), str(count), str(IN_FLIGHT)))
    contenders = {OURS: ours.sender(count, IN_FLIGHT), BARE: bare}
    results = take_turns({name: partial(measure_sends, sender, count) for name, sender in contenders.items()}, rounds)
    yield from _rates(f"{count:,} sends, {IN_FLIGHT} in flight, per second", results)


def _start(prepared: Path, bare_bots: dict[str, Contender], rounds: int) -> Iterator[str]:
    contenders = {
        OURS: lambda: ours.start(prepared, again=True),
        f"{OURS}, its course read anew": lambda: ours.start(prepared, again=False),
    }
    contenders |= {name: partial(measure_start, bare) for name, bare in bare_bots.items()}
    results = take_turns(contenders, rounds)
    seconds = {name: [start.seconds for start in starts] for name, starts in results.items()}
    peaks = {name: [start.peak for start in starts] for name, starts in results.items()}
    yield from table("Process start to first poll (s)", seconds, BARE, digits=2)
    yield from table("Peak memory by then (MB)", peaks, BARE)


def _rates(title: str, results: dict[str, list[Work]]) -> Iterator[str]:
    yield from table(title, {name: [work.rate for work in works] for name, works in results.items()}, BARE)
    computing = {name: [work.computing * 1000 for work in works] for name, works in results.items()}
    yield from table("  of the bot's core for each (ms)", computing, BARE, digits=2)
    for name, works in results.items():
        calls, share = median(work.calls for work in works), max(work.stub_share for work in works)
        yield f"  {name}: {calls:.2f} calls for each; the stub was busy {share:.0%} of the time at most"


def _machine(folder: Path) -> Iterator[str]:
    yield f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {platform.platform()}"
    yield f"{os.cpu_count()} cores, " + ("the bot on one and the stub on another" if cores() else "not kept apart")
    yield f"A durable write of 4 kB takes {_durable_write(folder) * 1000:.2f} ms here"


def _durable_write(folder: Path) -> float:
    """The median time (s) to write 4 kB and have the disk confirm it."""
    seconds = []
    with (folder / "written").open("wb", buffering=0) as file:
        for _ in range(50):
            began_at = time.monotonic()
            file.write(bytes(4096))
            os.fsync(file.fileno())
            seconds.append(time.monotonic() - began_at)
    return median(seconds)


def _print(lines: Iterator[str]) -> None:
    for line in lines:
        print(line, flush=True)
    print()


if __name__ == "__main__":
    sys.exit(main())

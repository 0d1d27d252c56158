"""One program in one round: started clean, measured by the stub and by the system, stopped by SIGTERM.

Clean means an environment and a folder with nothing of the machine's owner in them. The program has one core and the
stub another, where the system has two and can keep processes apart.
"""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import IO, TypeVar

from tests.benchmarks.stub import Began, Done, Polled, serve_stub
from tests.benchmarks.taps import Tap

ROOT = Path(__file__).parents[2]

TOKEN = "4200000000:AA-a-token-that-opens-no-door-of-any-bot"  # noqa: S105

PATIENCE = 120.0
"""The longest wait for a report (s)."""

STOPPING = 15.0
"""The longest wait for a process to end once it was asked to (s)."""


@dataclass(frozen=True, slots=True)
class Contender:
    """A program to be measured: its command line, and environment variables beside the token and the API's address."""

    command: Sequence[str]
    environment: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Start:
    """From the start of the process to its first poll (s), and the most memory it had held by then (MB)."""

    seconds: float
    peak: float


@dataclass(frozen=True, slots=True)
class Work:
    """Things done per second; for each of them the contender's computing time (s) and its calls; peak memory (MB); and
    which share of the time (0 to 1) the stub was computing.
    """

    rate: float
    computing: float
    calls: float
    peak: float
    stub_share: float


class UnfinishedError(Exception):
    """A contender ended or stood still before it was done, or did not do what it should have."""


def measure_start(contender: Contender) -> Start:
    """Start a bot that has nothing to do, and stop it after its first poll. Raises `UnfinishedError`."""
    with _stub_process((), 0) as (pipe, port):
        began_at = time.monotonic()
        with _started(contender, port) as (process, errors):
            polled = _report(Polled, pipe, process, errors)
            return Start(polled.at - began_at, _peak_memory(process))


def measure_taps(contender: Contender, taps: Sequence[Tap]) -> Work:
    """Have a bot handle these taps. Raises `UnfinishedError`."""
    return _measure_work(contender, taps, 0)


def measure_sends(contender: Contender, count: int) -> Work:
    """Have a sender send this many messages. Raises `UnfinishedError`."""
    return _measure_work(contender, (), count)


def watch(contender: Contender, taps: Sequence[Tap], sends: int, taps_per_second: float | None = None) -> Done:
    """What the stub saw of a bot that sends this many messages, or handles taps at this pace. Raises
    `UnfinishedError`.
    """
    with (
        _stub_process(taps, sends, taps_per_second) as (pipe, port),
        _started(contender, port) as (process, errors),
    ):
        _report(Began, pipe, process, errors)
        return _report(Done, pipe, process, errors)


def cores() -> tuple[int, int] | None:
    """The core of the bot and that of the stub, or None where processes cannot be kept apart."""
    available = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    return (available[0], available[-1]) if len(available) > 1 else None


def _measure_work(contender: Contender, taps: Sequence[Tap], sends: int) -> Work:
    with _stub_process(taps, sends) as (pipe, port), _started(contender, port) as (process, errors):
        _report(Began, pipe, process, errors)
        computed = _computing_time(process)
        done = _report(Done, pipe, process, errors)
        computed = _computing_time(process) - computed
        return Work(
            rate=done.count / done.seconds,
            computing=computed / done.count,
            calls=done.calls / done.count,
            peak=_peak_memory(process),
            stub_share=done.stub_share,
        )


@contextmanager
def _stub_process(
    taps: Sequence[Tap], sends: int, taps_per_second: float | None = None
) -> Iterator[tuple[Connection, int]]:
    pipe, far_end = multiprocessing.Pipe()
    arguments = (taps, sends, far_end, taps_per_second)
    process = multiprocessing.get_context("spawn").Process(target=serve_stub, args=arguments, daemon=True)
    process.start()
    try:
        if apart := cores():
            os.sched_setaffinity(process.pid or 0, {apart[1]})
        if not pipe.poll(PATIENCE):
            raise UnfinishedError("the stub did not start")
        yield pipe, pipe.recv().port
    finally:
        process.terminate()
        process.join(STOPPING)


@contextmanager
def _started(contender: Contender, port: int) -> Iterator[tuple[subprocess.Popen[bytes], IO[bytes]]]:
    environment = {"PATH": os.environ["PATH"], "BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": f"http://127.0.0.1:{port}"}
    environment |= contender.environment
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(
            contender.command, env=environment, cwd=folder, stdout=subprocess.DEVNULL, stderr=errors
        )
        try:
            if apart := cores():
                os.sched_setaffinity(process.pid, {apart[0]})
            yield process, errors
        finally:
            _stop(process)


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOPPING)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


R = TypeVar("R", Polled, Began, Done)


def _report(kind: type[R], pipe: Connection, process: subprocess.Popen[bytes], errors: IO[bytes]) -> R:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if pipe.poll(0.2):
            report = pipe.recv()
            if isinstance(report, kind):
                return report
        elif process.poll() is not None:
            break
    errors.seek(0)
    last_words = errors.read().decode(errors="replace")[-1000:]
    raise UnfinishedError(f"{process.args!r} did not finish; exit code {process.returncode}. {last_words}")


def _computing_time(process: subprocess.Popen[bytes]) -> float:
    """The time the process has been computing (s), as Linux keeps it; not a number elsewhere."""
    record = Path(f"/proc/{process.pid}/stat")
    if not record.exists():
        return float("nan")
    fields = record.read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _peak_memory(process: subprocess.Popen[bytes]) -> float:
    """The most memory the process has held (MB), as Linux keeps it; not a number elsewhere."""
    record = Path(f"/proc/{process.pid}/status")
    if not record.exists():
        return float("nan")
    return next(int(line.split()[1]) / 1024 for line in record.read_text().splitlines() if line.startswith("VmHWM:"))

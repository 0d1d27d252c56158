"""One process at a time is the bot: it has the lease, and only it writes (docs/decisions/0017-one-writer.md)."""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

from bot.core.lease import Tenure
from bot.store.engine.database import Database, DatabaseLockedError, Transaction
from bot.store.lease import load_tenure, save_beat, save_given_back, save_taken

_log = logging.getLogger(__name__)

LEASE_FOR = 12.0
"""Seconds without a beat after which whoever waits takes the lease."""
_BEAT_EVERY = 3.0
_LOOK_EVERY = 0.5
_SURE_FOR = LEASE_FOR - 2.0  # after a beat: what is called within may take a moment to leave


class LeaseLostError(RuntimeError):
    """Another process is the bot now; nothing was written."""


class StoppedError(RuntimeError):
    """A process was told to stop while it waited to be the bot."""


class Lease:
    """The lease as this process has it. `lost` is set once another one has it."""

    def __init__(self, database: Database, epoch: int, held_since: float, monotonic: Callable[[], float]) -> None:
        self.lost = asyncio.Event()
        self._database = database
        self._epoch = epoch
        self._monotonic = monotonic
        self._beat_at = held_since
        self._loop = asyncio.get_running_loop()

    def is_sure(self) -> bool:
        """Whether no other process can be the bot yet. Not after a long sleep, until the next beat has told."""
        return not self.lost.is_set() and self._monotonic() - self._beat_at < _SURE_FOR

    def check(self, transaction: Transaction) -> None:
        """Raise LeaseLostError, in a transaction, where another process is the bot."""
        if load_tenure(transaction).epoch != self._epoch:
            self._loop.call_soon_threadsafe(self.lost.set)
            raise LeaseLostError("another process is the bot now")

    async def keep(self) -> None:
        """Tell that this process is alive, until the lease is lost."""
        while not self.lost.is_set():
            began_at = self._monotonic()  # before the beat is written: nobody sees it earlier
            try:
                await self._database.transact(lambda transaction: save_beat(transaction, self._epoch))
            except LeaseLostError:
                return
            except Exception as error:
                _log.warning("The lease could not be kept just now: %s", error)
            else:
                self._beat_at = began_at
            await asyncio.sleep(_BEAT_EVERY)

    async def give_back(self) -> None:
        """Let another process take it at once; where that cannot be written, it will once the beats stand still."""
        if self.lost.is_set():
            return
        try:
            await self._database.transact(lambda transaction: save_given_back(transaction, self._epoch))
        except Exception as error:
            _log.warning("The lease could not be given back: %s", error)


def uptime() -> float:
    """Seconds that nobody sets, and that pass while the machine sleeps too, where it can tell."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()


async def take_lease(
    database: Database, holder: str, stopping: asyncio.Event, monotonic: Callable[[], float] = uptime
) -> Lease:
    """Be the bot, as `holder`, once no other process is. From then on nothing is written after the lease is lost.

    Whether another is alive is told by its beats and by our own clock that knows no time of day, so that no clock that
    is set, here or there, can take a lease from the living. On this machine a dead process is known at once.

    A process that is frozen in the middle of a commit keeps the database locked: that is waited for, too.

    Raises StoppedError where `stopping` is set before.
    """
    seen: Tenure | None = None
    seen_at, waiting = monotonic(), False
    while True:
        began_at = monotonic()
        try:
            tenure = await database.transact(load_tenure)
            if tenure != seen:
                seen, seen_at = tenure, monotonic()
            if tenure.holder is None or is_gone(tenure.holder) or monotonic() - seen_at >= LEASE_FOR:
                if await database.transact(partial(save_taken, seen=tenure, holder=holder)):
                    lease = Lease(database, tenure.epoch + 1, began_at, monotonic)
                    database.guard = lease.check
                    return lease
            elif not waiting:
                waiting = True
                _log.info("Another process is the bot. This one waits, ready to take over")
        except DatabaseLockedError as error:
            _log.warning("Whether another process is the bot can't be seen: %s", error)
        with suppress(TimeoutError):
            async with asyncio.timeout(_LOOK_EVERY):
                await stopping.wait()
                raise StoppedError


async def is_bot_at_work(database: Database) -> bool:
    """Whether a process is the bot, as far as can be known."""
    holder = (await database.transact(load_tenure)).holder
    return holder is not None and not is_gone(holder)


def name_of_process() -> str:
    """A name for this process that no other has, by which `is_gone` knows it."""
    return f"{secrets.token_hex(4)} {os.getpid()} {_started_at(os.getpid())} {_machine()}"


def is_gone(name: str) -> bool:
    """Whether the process of this name is known to be dead. Of another machine's nothing is known."""
    _, pid, started_at, machine = name.split(" ", 3)
    return machine == _machine() != "" and _started_at(int(pid)) != started_at


def _machine() -> str:
    """The boot and the namespace in which a process id means one process; empty where that cannot be told."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        return f"{boot} {Path('/proc/self/ns/pid').readlink()}"
    except OSError:
        return ""


def _started_at(pid: int) -> str:
    """When a process began, in ticks since the boot; empty for none, or one that is dead and not yet buried.

    https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
    """
    try:
        _, _, after_name = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")
    except OSError:
        return ""
    state, *fields = after_name.split()
    return "" if state in {"Z", "X"} else fields[18]

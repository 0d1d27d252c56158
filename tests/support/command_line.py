"""`python -m bot` as a process of its own, and what it printed."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
TOKEN = "123456789:AAEabcdefghijklmnopqrstuvwxyz012345"  # noqa: S105 -- of nobody
PATIENCE = 20.0  # seconds; a start takes about one


@asynccontextmanager
async def bot(folder: Path, *arguments: str, **settings: str) -> AsyncIterator[Process]:
    """`python -m bot`, started in a folder without an `.env`, with these settings and none besides."""
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "COURSE": str(ROOT / "tests" / "courses" / "one-day"),
        "DATABASE_URL": f"sqlite:///{folder / 'bot.db'}",
        "PLAYGROUND_PORT": "0",
        **settings,
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", *arguments, cwd=folder, env=environment, stdout=PIPE, stderr=PIPE
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


async def end_of(process: Process) -> tuple[int | None, str, str]:
    """Its exit code, and what it printed to standard output and standard error."""
    async with asyncio.timeout(PATIENCE):
        printed, complained = await process.communicate()
    return process.returncode, printed.decode(), complained.decode()


async def run_to_its_end(folder: Path, *arguments: str, **settings: str) -> tuple[int | None, str, str]:
    async with bot(folder, *arguments, **settings) as process:
        return await end_of(process)


async def address_of(process: Process) -> str:
    """Where the page is, as printed."""
    assert process.stdout is not None
    async with asyncio.timeout(PATIENCE):
        line = (await process.stdout.readline()).decode()
    found = re.search(r"http://127\.0\.0\.1:\d+", line)
    assert found, line
    return found.group()

"""The playground's page, for the commands that open it."""

from __future__ import annotations

import os
import sys
import webbrowser
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.playground import Playground, TravellingClock

_TOKEN = "42:playground"  # noqa: S105 -- opens nothing but the playground


@asynccontextmanager
async def open_playground(port: int, folder: Path) -> AsyncIterator[Playground]:
    """Open the playground at a port, with what it keeps in a folder."""
    playground = Playground(_TOKEN, TravellingClock(), folder / "telegram.db")
    await playground.start(port)
    try:
        yield playground
    finally:
        await playground.stop()


def print_address(what: str, url: str) -> None:
    """Print where the page is, and open it where there is a display to open it on."""
    print(f"{what} is open at {url}  (Ctrl+C ends it)", flush=True)
    if sys.platform in {"darwin", "win32"} or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        webbrowser.open(url)

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable


def pytest_asyncio_loop_factories() -> dict[str, Callable[[], asyncio.AbstractEventLoop]]:
    """Processes are what event loops differ in most: every test that waits runs on both."""
    factories: dict[str, Callable[[], asyncio.AbstractEventLoop]] = {"asyncio": asyncio.new_event_loop}
    if sys.platform != "win32":
        import uvloop  # noqa: PLC0415 -- not on Windows

        factories["uvloop"] = uvloop.new_event_loop
    return factories

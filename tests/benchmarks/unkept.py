"""This bot, had it no inbox in its database: what comes in is in memory only. To be compared with."""

from __future__ import annotations

import gc
import sys
from typing import Any

from bot.chat import inbox
from bot.cli import main


async def do_nothing(*_: Any) -> None:
    """In the place of a flow."""


if __name__ == "__main__":
    gc.disable()  # as `python -m bot` does
    inbox.keep = inbox.forget = do_nothing  # type: ignore[assignment]
    sys.exit(main())

"""Watching a broadcast that was handed to the bot."""

from __future__ import annotations

import asyncio
import json
import sys

from tqdm import tqdm

from bot.cli.broadcast.terminal import BroadcastError, Terminal
from bot.cli.broadcast.texts import figures_of, refusal_text, trouble_text
from bot.core.broadcast import Status
from bot.flows.broadcasts.drafts import BroadcastRefusal
from bot.flows.broadcasts.reports import Report, report
from bot.flows.lease import is_bot_at_work
from bot.flows.school import School

_LOOK_EVERY = 1.0  # seconds


async def watch(school: School, broadcast_id: int, terminal: Terminal) -> None:
    """Wait until the bot is through with it, if it is at work; then print what became of it.

    Raises BroadcastError for one that is gone or was halted.
    """
    alive = await is_bot_at_work(school.database)
    if not alive:
        terminal.tell("The bot is not at work: it goes out when the bot starts.")
    found = await report(school, broadcast_id)
    if alive and terminal.wait:
        found = await _watched(school, broadcast_id, terminal)
    if found is None:
        raise BroadcastError(refusal_text(BroadcastRefusal.UNKNOWN))
    figures = figures_of(found)
    words = ", ".join(f"{name.replace('_', ' ')}: {value}" for name, value in figures.items() if value is not None)
    sys.stdout.write((json.dumps(figures) if terminal.as_json else words) + "\n")
    if found.broadcast.status in {Status.PAUSED, Status.HELD, Status.STOPPED}:
        raise BroadcastError(f"Broadcast {broadcast_id} is {found.broadcast.status}. {trouble_text(found)}")


async def _watched(school: School, broadcast_id: int, terminal: Terminal) -> Report | None:
    """Show a bar until it moves no more."""
    with tqdm(unit=" learners", disable=terminal.as_json or None, leave=False) as bar:
        while found := await report(school, broadcast_id):
            broadcast, tally = found.broadcast, found.tally
            bar.total = tally.size
            bar.update(tally.size - tally.left - bar.n)
            if broadcast.status is not Status.RUNNING and not broadcast.is_winding_up:
                break
            if found.later.number and found.later.number == tally.left:
                break  # everybody who is left has a turn that comes later
            await asyncio.sleep(_LOOK_EVERY)
    return found

"""How long pictures take to draw, beside an empty one of the same size, and how long the bot stands still meanwhile."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from datetime import date
from statistics import median

from bot.pictures.certificate import certificate_drawing
from bot.pictures.drawing import Drawing, Easel, draw
from bot.pictures.progress_picture import progress_drawing
from tests.benchmarks.rounds import table, take_turns
from tests.pictures.a_progress import a_progress

EMPTY = "an empty picture of that size"
DRAWS = 50

_UNDER_WAY = a_progress("1111101100100111000110", coming=4)
_FINISHED = a_progress("1" * 28)


def draw_pictures(rounds: int) -> Iterator[str]:
    """The tables: milliseconds for each picture, and at a stretch without any other work of the bot."""
    drawings: dict[str, Callable[[], Drawing]] = {
        EMPTY: lambda: Drawing('<svg xmlns="http://www.w3.org/2000/svg" width="560" height="490"/>'),
        "the progress": lambda: progress_drawing(_UNDER_WAY),
        "the certificate of Ada Lovelace": lambda: _certificate("Ada Lovelace"),
        "the certificate of 阿达·洛芙莱斯": lambda: _certificate("阿达·洛芙莱斯"),
    }
    contenders = {name: lambda make=make: _milliseconds(make) for name, make in drawings.items()}
    yield from table(f"A picture, {DRAWS} times in turn (ms)", take_turns(contenders, rounds), EMPTY, digits=1)
    stalls = {name: lambda make=make: asyncio.run(_longest_stall(make)) for name, make in drawings.items()}
    yield from table("The longest stall of the bot (ms)", take_turns(stalls, rounds), EMPTY, digits=1)


def _certificate(name: str) -> Drawing:
    return certificate_drawing(_FINISHED, date(2026, 4, 7), name)


def _milliseconds(make: Callable[[], Drawing]) -> float:
    times = []
    for _ in range(DRAWS):
        began_at = time.perf_counter()
        draw(make())
        times.append(time.perf_counter() - began_at)
    return median(times) * 1000


async def _longest_stall(make: Callable[[], Drawing]) -> float:
    """The longest time between two looks of the event loop while ten pictures are asked for at once."""
    easel, stalls = Easel(), [0.0]
    drawing = asyncio.gather(*(easel.draw(make()) for _ in range(10)))
    while not drawing.done():
        looked_at = time.perf_counter()
        await asyncio.sleep(0)
        stalls.append(time.perf_counter() - looked_at)
    return max(stalls) * 1000

"""How long pictures take to draw, beside an empty one of the same size, and how long the bot stands still meanwhile."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from datetime import date

from bot.chat.progress.labels import labelled_certificate, labelled_progress, progress_labels
from bot.cli.service import run_loop
from bot.core.streak import Fate
from bot.pictures.drawing import Drawing, draw
from bot.pictures.progress_picture import progress_drawing
from bot.pictures.renderer import Renderer
from bot.words import words_in
from tests.benchmarks.rounds import table, take_turns
from tests.support.progress import a_progress

ENGLISH = words_in(None)
EMPTY = "an empty picture of that size"
IDLE = "nothing drawn"
DRAWS = 60
IN_A_ROW = 20
LOOK_EVERY = 0.001  # seconds

_UNDER_WAY = a_progress("1111101100100111000110", coming=4)
_FINISHED = a_progress("1" * 28)
_ACCENTED = replace(
    progress_labels(ENGLISH, _UNDER_WAY),
    of_days="z 28 dni ukończono już",
    streak="seria trwająca",
    best_streak="najdłuższa",
    score="zdobyłaś",
    weekdays="ŚŻĆŃÓŁĘ",
    fates=dict.fromkeys([Fate.DONE, Fate.FROZEN, Fate.REPAIRED, Fate.NEUTRAL, Fate.MISSED], "zamrożone"),
    today="dziś",
)


def draw_pictures(rounds: int) -> Iterator[str]:
    """The tables: milliseconds for each picture, and at a stretch without any other work of the bot."""
    drawings: dict[str, Callable[[], Drawing]] = {
        EMPTY: lambda: Drawing('<svg xmlns="http://www.w3.org/2000/svg" width="1120" height="980"/>'),
        "the progress": lambda: labelled_progress(ENGLISH, _UNDER_WAY),
        "the progress, an accent in each word": lambda: progress_drawing(_UNDER_WAY, _ACCENTED),
        "the certificate of Ada Lovelace": lambda: _certificate("Ada Lovelace"),
        "the certificate of 阿达·洛芙莱斯": lambda: _certificate("阿达·洛芙莱斯"),
    }
    load = f"; load average {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    elapsed = {name: lambda make=make: _milliseconds(make, time.perf_counter) for name, make in drawings.items()}
    yield from table(f"A picture, {DRAWS} of each (ms{load})", take_turns(elapsed, DRAWS), EMPTY, digits=1)
    computing = {name: lambda make=make: _milliseconds(make, time.process_time) for name, make in drawings.items()}
    yield from table(f"  of a core, {DRAWS} of each (ms)", take_turns(computing, DRAWS), EMPTY, digits=1)
    ways: dict[str, Callable[[], Awaitable[object]]] = {
        IDLE: lambda: asyncio.sleep(1),
        "drawn by the renderer": _by_the_easel,
        "the same in a thread": _in_a_thread,
    }
    stalls = {name: lambda way=way: run_loop(_longest_stall(way)) for name, way in ways.items()}
    title = f"Longest stall, {IN_A_ROW} pictures (ms)"
    yield from table(title, take_turns(stalls, rounds), IDLE, digits=1)


def _certificate(name: str) -> Drawing:
    return labelled_certificate(ENGLISH, _FINISHED, date(2026, 4, 7), name)


def _milliseconds(make: Callable[[], Drawing], now: Callable[[], float]) -> float:
    began_at = now()
    draw(make())
    return (now() - began_at) * 1000


async def _longest_stall(way: Callable[[], Awaitable[object]]) -> float:
    """How much later than it should the event loop came back at worst, a render process’s start and end included."""
    drawing, longest = asyncio.ensure_future(way()), 0.0
    while not drawing.done():
        looked_at = time.perf_counter()
        await asyncio.sleep(LOOK_EVERY)
        longest = max(longest, time.perf_counter() - looked_at - LOOK_EVERY)
    await drawing
    return longest * 1000


async def _by_the_easel() -> None:
    renderer = Renderer()
    for _ in range(IN_A_ROW):
        await renderer.draw(labelled_progress(ENGLISH, _UNDER_WAY))
    await renderer.close()


async def _in_a_thread() -> None:
    for _ in range(IN_A_ROW):
        await asyncio.to_thread(draw, labelled_progress(ENGLISH, _UNDER_WAY))

"""Broadcasts: how fast they go, and what learners who tap meanwhile feel of it.

In a run with taps an admin pauses and resumes the broadcast over and over, so that the calm and the busy stretches of
one and the same process lie side by side, whatever else the machine does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from statistics import median

from bot.chat.broadcasts.taps import Steer, Turn
from bot.chat.tap import pack
from tests.benchmarks import ours
from tests.benchmarks.rounds import table, take_turns
from tests.benchmarks.stub import Done
from tests.benchmarks.taps import Tap

KINDS = {"at the default pace": False, "paid for": True}
"""Which are paid."""
RECIPIENTS = {False: 850, True: 15_000}
"""Half a minute of the default pace, a quarter of one that is paid for."""
TAPPED = {False: 5_000, True: 40_000}
"""More than there is time for while learners tap."""

TAPS_PER_SECOND = 50.0
STRETCH = 100
"""Taps between two orders of the admin."""
SETTLING = 25
"""Taps after an order that are not counted: a pause may take a second."""
PAIRS = 10
"""Calm and busy stretches in each run."""
CALM, BUSY = "no broadcast", "broadcast"


def measure(prepared: Path, taps: Sequence[Tap], rounds: int) -> Iterator[str]:
    """The lines of the report."""
    rates = take_turns(
        {
            name: partial(ours.broadcast, prepared, RECIPIENTS[paid], paid=paid)
            for name, paid in KINDS.items()
        },
        rounds,
    )  # fmt: skip
    against = next(iter(KINDS))
    averages = {name: [_rate(done.arrivals) for done in dones] for name, dones in rates.items()}
    yield from table("Broadcasts, copies a second", averages, against, digits=1)
    peaks = {name: [float(_most_in_a_second(done.arrivals)) for done in dones] for name, dones in rates.items()}
    yield from table("  in the busiest rolling second", peaks, against)
    ordered = tuple(_with_orders(taps))
    watched = take_turns(
        {
            name: partial(
                ours.broadcast, prepared, TAPPED[paid], paid=paid, taps=ordered, taps_per_second=TAPS_PER_SECOND
            )
            for name, paid in KINDS.items()
        },
        rounds,
    )
    for name, dones in watched.items():
        yield from _latencies(name, dones)


def _with_orders(taps: Sequence[Tap]) -> Iterator[Tap]:
    """Learners' taps, with those of an admin between any two stretches: pause, resume, pause …"""
    for number in range(2 * PAIRS + 1):
        if number:
            order = Turn.PAUSE if number % 2 else Turn.RESUME
            yield Tap(ours.ADMIN, number, pack(Steer(1, order)))
        yield from taps[number * STRETCH : (number + 1) * STRETCH]


def _latencies(name: str, dones: Sequence[Done]) -> Iterator[str]:
    for share in (0.5, 0.95):
        results = {
            CALM: [1000 * _percentile(_of(done, _calm()), share) for done in dones],
            BUSY: [1000 * _percentile(_of(done, _busy()), share) for done in dones],
        }
        yield from table(f"Taps beside a broadcast {name}: p{share * 100:.0f} (ms)", results, CALM, digits=1)
    launches = [1000 * max(done.latencies[:STRETCH]) for done in dones]
    yield f"  the slowest tap during a launch to {TAPPED[KINDS[name]]:,}: {median(launches):.0f} ms"
    yield f"  copies a second while tapped: {median(map(_rate_while_tapped, dones)):.1f}"


def _calm() -> list[range]:
    """The numbers of the taps that are made while the broadcast rests; the first stretch is the launch."""
    return [_counted(stretch) for stretch in range(1, 2 * PAIRS + 1, 2)]


def _busy() -> list[range]:
    return [_counted(stretch) for stretch in range(2, 2 * PAIRS + 1, 2)]


def _counted(stretch: int) -> range:
    first = stretch * (STRETCH + 1)
    return range(first + SETTLING, first + STRETCH)


def _of(done: Done, stretches: Sequence[range]) -> list[float]:
    return [done.latencies[number] for stretch in stretches for number in stretch]


def _percentile(latencies: Sequence[float], share: float) -> float:
    return sorted(latencies)[int(len(latencies) * share)]


def _rate(arrivals: Sequence[float]) -> float:
    return (len(arrivals) - 1) / (arrivals[-1] - arrivals[0])


def _rate_while_tapped(done: Done) -> float:
    spans = [
        (done.tapped_from + stretch.start / TAPS_PER_SECOND, done.tapped_from + stretch.stop / TAPS_PER_SECOND)
        for stretch in _busy()
    ]
    sent = sum(begin <= moment < end for moment in done.arrivals for begin, end in spans)
    return sent / sum(end - begin for begin, end in spans)


def _most_in_a_second(moments: Sequence[float]) -> int:
    """The most messages in any second, wherever it begins."""
    most = first = 0
    for last, moment in enumerate(moments):
        while moments[first] <= moment - 1:
            first += 1
        most = max(most, last - first + 1)
    return most

"""The right to be the bot, which one process at a time has."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tenure:
    """Who has the lease: the process of this name, or nobody (None), for the `epoch`th time; `beats` tells that it
    is alive.
    """

    epoch: int
    holder: str | None
    beats: int

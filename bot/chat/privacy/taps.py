"""Taps of privacy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class DeleteAll:
    """Have everything deleted. `learner` is who was asked whether they are sure, `asked_at` when."""

    kind: ClassVar[str] = "d"
    learner: int
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class KeepAll:
    """Have nothing deleted after all."""

    kind: ClassVar[str] = "k"

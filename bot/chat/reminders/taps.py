"""Taps on reminders."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Snooze:
    """Have a reminder come back in two hours."""

    kind: ClassVar[str] = "z"


@dataclass(frozen=True, slots=True)
class PauseWeek:
    """Have no reminder for a week."""

    kind: ClassVar[str] = "w"


@dataclass(frozen=True, slots=True)
class Resume:
    """Have reminders again."""

    kind: ClassVar[str] = "e"

"""What a rule of style has found, and where."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bot.content.style.forms import Level


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One place to look at again. `rule` is the part of style.yaml and the name in it, such as `counts.steps`. `day` is
    0 for what is about the whole course; `step` is empty for a whole day.
    """

    path: Path
    line: int
    column: int
    level: Level
    rule: str
    message: str
    hint: str = ""
    day: int = 0
    step: str = ""

    def __str__(self) -> str:
        """One line in the form that editors and terminals turn into a link."""
        words = " – ".join(filter(None, (self.message, self.hint)))
        return f"{self.path}:{self.line}:{self.column}: {self.level}: {' '.join(words.split())} [{self.rule}]"

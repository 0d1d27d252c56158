"""What is wrong in a course's files, and where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing to put right. `line` and `column` count from 1, in characters; `hint` says how, or is empty."""

    path: Path
    line: int
    column: int
    message: str
    hint: str = ""

    def __str__(self) -> str:
        """One line in the form that editors and terminals turn into a link: `path:line:column: message`."""
        words = f"{self.message} – {self.hint}" if self.hint else self.message
        one_line = " ".join(words.split())  # a key quoted in the message may hold line ends
        return f"{self.path}:{self.line}:{self.column}: {one_line}"


class CourseError(Exception):
    """The files hold no course yet. `problems` is all that is wrong, sorted by path, line and column."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(map(str, self.problems)))

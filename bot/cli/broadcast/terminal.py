"""The terminal in which a broadcast is ordered."""

from __future__ import annotations

import sys
from dataclasses import dataclass


class BroadcastError(Exception):
    """What was asked for cannot be done; its words say why."""


@dataclass(slots=True)
class Terminal:
    """How to talk to whoever gave the order."""

    yes: bool = False
    as_json: bool = False
    wait: bool = True

    def tell(self, words: str) -> None:
        """Say something to people; programs read what is printed at the end."""
        sys.stderr.write(words + "\n")

    def confirms(self, question: str) -> bool:
        """Whether they are sure. Raises BroadcastError where nobody can be asked."""
        if self.yes:
            return True
        if not sys.stdin.isatty():
            raise BroadcastError("Nobody is here to be asked: say --yes to send it all the same.")
        sys.stderr.write(f"{question} [y/N] ")
        sys.stderr.flush()
        return sys.stdin.readline().strip().casefold() in {"y", "yes"}

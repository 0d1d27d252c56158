"""Faults on demand: what can go wrong between a bot and Telegram, made to happen on the next call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from bot.playground.errors import BadRequestError, RefusalError, TooManyRequestsError

FaultKind = Literal["429", "500", "timeout", "reset", "lost", "refuse"]


@dataclass(slots=True)
class Fault:
    """What befalls calls of `method` (`*`: any): first `after` of them are spared, then `times` are hit.

    `429`, `500` and `refuse` are answers without an effect; `timeout` never answers; `reset` closes the connection
    before the effect, `lost` after it.
    """

    method: str
    kind: FaultKind
    times: int = 1
    after: int = 0
    retry_after: int = 1
    description: str = "refused on demand"

    def refusal(self) -> RefusalError | None:
        """The answer to give, or None where this fault is about the connection."""
        match self.kind:
            case "429":
                return TooManyRequestsError(self.retry_after)
            case "500":
                return RefusalError(500, "Internal Server Error")
            case "refuse":
                return BadRequestError(self.description)
            case _:
                return None


class Faults:
    """The faults still to come, in the order they were asked for."""

    def __init__(self) -> None:
        self.pending: list[Fault] = []

    def add(
        self,
        method: str,
        kind: FaultKind,
        times: int = 1,
        after: int = 0,
        *,
        retry_after: int = 1,
        description: str = "refused on demand",
    ) -> None:
        """Ask for a fault. Raises ValueError on a kind that there is not, or none of it."""
        if kind not in get_args(FaultKind) or times < 1:
            msg = f"no such fault: {times} of {kind}"
            raise ValueError(msg)
        self.pending.append(Fault(method, kind, times, after, retry_after, description))

    def clear(self) -> None:
        """Take every fault back."""
        self.pending.clear()

    def take(self, method: str) -> Fault | None:
        """Take the fault that hits this call, which uses it up."""
        for fault in self.pending:
            if fault.method.lower() not in {"*", method.lower()}:
                continue
            if fault.after:
                fault.after -= 1
                continue
            fault.times -= 1
            if not fault.times:
                self.pending.remove(fault)
            return fault
        return None

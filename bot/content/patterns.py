"""Patterns of authors, tried on what learners write: by an engine that never goes back, so that none can run away.

It is Rust's, which pydantic brings along (docs/decisions/0021-practice.md).
"""

from __future__ import annotations

from functools import lru_cache
from time import perf_counter
from typing import TYPE_CHECKING

from bot.core.richtext import MESSAGE_LIMIT

if TYPE_CHECKING:
    from pydantic_core import SchemaValidator

SLOWEST = 0.25
"""How many seconds a pattern may take over a message as long as Telegram lets it be. What is usual is a thousandth."""

_REASONS = {
    "look-around": ("looks ahead or behind, which is not read", "say what is to be there, and nothing around it"),
    "backreferences": ("refers back to what it has found, which is not read", "spell it out"),
    "size limit": ("can become too large", "smaller numbers in { }"),
}


class PatternError(ValueError):
    """A pattern that is not used: why, and what may help."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


def fits(pattern: str, text: str) -> bool:
    """Whether a pattern is found in a text, whatever the case. Raises PatternError where it can't be read."""
    return _engine(pattern).isinstance_python(text)


def check_pattern(pattern: str) -> None:
    """Raise PatternError where a pattern can't be read, says nothing, or takes long."""
    if fits(pattern, ""):
        raise PatternError("the pattern fits every text, an empty one too", "`+` instead of `*`, perhaps")
    for sign in ("a", "1", "a ", "界", "[a]", "\n"):
        begun = perf_counter()
        fits(pattern, sign * (MESSAGE_LIMIT // len(sign)))
        if perf_counter() - begun > SLOWEST:
            raise PatternError("the pattern takes too long over a long text", "smaller numbers in { }")


@lru_cache(maxsize=256)
def _engine(pattern: str) -> SchemaValidator:
    from pydantic_core import SchemaError, SchemaValidator, core_schema  # a start needs none of it

    try:
        return SchemaValidator(core_schema.str_schema(pattern=f"(?i){pattern}", regex_engine="rust-regex"))
    except SchemaError as error:
        told = str(error)
        for sign, (message, hint) in _REASONS.items():
            if sign in told:
                raise PatternError(f"the pattern {message}", hint) from error
        reason = told.rpartition("error: ")[2].splitlines()[0]
        raise PatternError(f"the pattern can't be read: {reason}") from error

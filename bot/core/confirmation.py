"""Confirmations: how long a question waits for its answer, and what proves that it was asked."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta

CONFIRM_FOR = timedelta(minutes=10)
"""How long the question whether somebody is sure waits for its answer."""


def secret_of(token: str) -> bytes:
    """The key of the codes, the same in every process with this token of the bot, which cannot be told from it."""
    return hmac.new(token.encode(), b"confirmations", hashlib.sha256).digest()


def confirmation_code(secret: bytes, question: str, asked_at: datetime) -> str:
    """What only somebody with the secret can have given to whoever was asked this at this moment."""
    return hmac.new(secret, f"{question} {asked_at.isoformat()}".encode(), hashlib.sha256).hexdigest()[:16]


def is_code(code: str, secret: bytes, question: str, asked_at: datetime) -> bool:
    """Whether this is the code of that question."""
    return hmac.compare_digest(code.encode(), confirmation_code(secret, question, asked_at).encode())


def is_open(asked_at: datetime, now: datetime) -> bool:
    """Whether a question that was asked then can still be answered."""
    return timedelta(0) <= now - asked_at < CONFIRM_FOR

"""What became of a message: the words the sender answers with and the ledger is kept in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Delivery(StrEnum):
    """Where a message stands between being owed and being there.

    `pending → sending → sent | failed | uncertain`, and `sending → pending` where it provably never left. What nobody
    is to send any more is `cancelled`.
    The intent (`sending`) is committed before the send, since Telegram's sendMessage has no idempotency key.
    """

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    CANCELLED = "cancelled"


UNSETTLED = (Delivery.PENDING, Delivery.SENDING)
"""The states of a message that is still owed or on its way."""

WENT_OUT = (*UNSETTLED, Delivery.SENT, Delivery.UNCERTAIN)
"""The states of a message that the learner has, may have or will have."""

BLOCKED = "blocked"
"""The `reason` of a failed receipt where the learner cannot be written to: blocked the bot, deleted, chat unknown."""

HAS_TO_WAIT = "has_to_wait"
"""The `reason` of a pending receipt where Telegram asked for silence, or nothing is to leave any more."""

BROKE_DOWN = "broke_down"
"""The `reason` of an uncertain receipt where sending failed in a way nobody had thought of."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """What a message shows beside its words: a `photo`, `video`, `document` …, under the name Telegram keeps it by."""

    kind: str
    file_id: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """The outcome of one send, with the `reason` where it is not there: one of ours, a slug, or the words of Telegram
    or of the connection. It is `sent` with its message id, and the `file` it shows, if any; `failed` (refused: blocked,
    bad request); `uncertain` (it may have arrived: no answer, or a server error); `pending` (it provably never left and
    may be tried again).
    """

    outcome: Delivery
    message_id: int | None = None
    reason: str | None = None
    file: Attachment | None = None

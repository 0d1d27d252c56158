"""The alerts: what goes wrong is told to the admins, grouped, at most once a minute."""

from __future__ import annotations

import logging
import re
import time
import traceback
from collections import Counter
from collections.abc import Callable, Collection

from bot.botapi.message import Message
from bot.botapi.pacing import Lane
from bot.botapi.sender import Sender
from bot.core.plain_error import PlainError
from bot.words import Words, words_in

_EVERY = 60.0  # seconds between two messages
_MOST_LINES = 8
_LINE_LENGTH = 200
_OURS = "bot."
_LONG_NUMBER = re.compile(r"\d{5,}")


class Alerts(logging.Handler):
    """Collects every error that is logged, and whatever else is `note`d, until `tell` sends it.

    Our own errors call learners by their pseudonyms; in those of libraries long numbers are blotted out, and in all of
    them the token. What an exception says is left to the log, since it may quote anything; its kind and place are told.
    """

    def __init__(
        self, sender: Sender, admin_ids: Collection[int], token: str, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__(logging.ERROR)
        self._sender = sender
        self.admin_ids = admin_ids
        self._token = token
        self._monotonic = monotonic
        self._told_at = monotonic() - _EVERY
        self._noted: Counter[str] = Counter()

    def emit(self, record: logging.LogRecord) -> None:
        """Note an error, in whichever thread it is logged."""
        try:
            text = record.getMessage()
        except (TypeError, ValueError):  # a message and arguments that don't fit
            text = str(record.msg)
        if not record.name.startswith(_OURS):
            text = f"{record.name}: {_LONG_NUMBER.sub('…', text)}"
        self.note(text + _place_of(record))

    def note(self, text: str) -> None:
        """Note something that admins should hear of."""
        line = text.replace(self._token, "<token>")[:_LINE_LENGTH]
        if self.admin_ids and (len(self._noted) < _MOST_LINES or line in self._noted):
            self._noted[line] += 1
        elif self.admin_ids:
            self._noted[""] += 1  # the rest is only counted

    async def tell(self) -> None:
        """Send what was noted, if the last message is a minute old. One that cannot be sent stays in the log only."""
        if not self._noted or self._monotonic() - self._told_at < _EVERY:
            return
        self._told_at = self._monotonic()
        noted, self._noted = self._noted, Counter()
        for admin_id in sorted(self.admin_ids):
            await self._sender.send(admin_id, alerts_screen(words_in(None), noted), Lane.REPLY)


def alerts_screen(words: Words, noted: Counter[str]) -> Message:
    """What was noted, each thing once; under the empty text, how many more there were."""
    total, rest = noted.total(), noted[""]  # as the log writes numbers
    # Translators: above a list of what has gone wrong.
    heading = words.plural("**⚠️ Something needs a look**", "**⚠️ {count} things need a look**", total, count=str(total))
    lines = [line if count == 1 else f"{count} × {line}" for line, count in noted.items() if line]
    if rest:
        more = words.plural(
            "… and {count} more; the log has it.", "… and {count} more; the log has them.", rest, count=str(rest)
        )
        lines.append(more.text)
    return Message(heading + "\n\n" + "\n".join(lines))


def _place_of(record: logging.LogRecord) -> str:
    """` – RuntimeError at lessons.py:57`, where there is an exception."""
    error = record.exc_info[1] if record.exc_info else None
    if error is None:
        return ""
    if isinstance(error, PlainError):
        return f" – {error}"
    frames = traceback.extract_tb(error.__traceback__)
    where = f" at {frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno}" if frames else ""
    return f" – {type(error).__name__}{where}"

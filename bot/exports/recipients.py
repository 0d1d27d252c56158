"""All recipients of a broadcast as a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

from bot.exports.cells import cells
from bot.flows.broadcasts.reports import outcomes
from bot.flows.school import School

_HEADINGS = ("learner", "state", "reason", "attempts", "message", "settled_at")


async def outcome_file(school: School, broadcast_id: int, reason_words: Callable[[str], str]) -> bytes:
    """What became of every recipient, with the reason in words: CSV with a line for each, in the order of their ids."""
    text = io.StringIO()
    lines = csv.writer(text)
    lines.writerow(_HEADINGS)
    after = 0
    while some := await outcomes(school, broadcast_id, after):
        for each in some:
            settled_at = each.settled_at.isoformat(timespec="seconds") if each.settled_at else None
            reason = reason_words(each.reason) if each.reason else None
            row = (each.learner_id, each.state, reason, each.attempts, each.message_id, settled_at)
            lines.writerow(cells(row))
        after = some[-1].learner_id
    return text.getvalue().encode()

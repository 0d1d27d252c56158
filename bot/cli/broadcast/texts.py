"""What a terminal tells of a broadcast."""

from __future__ import annotations

from datetime import datetime

from bot.chat.broadcasts.phrases import (
    audience_words,
    reach_words,
    reason_words,
    refusal_words,
    trouble_words,
    when_words,
)
from bot.core.broadcast import Broadcast
from bot.core.delivery import Delivery, Receipt
from bot.flows.broadcasts.drafts import BroadcastRefusal
from bot.flows.broadcasts.reports import Reach, Report
from bot.flows.school import School
from bot.words import words_in

WORDS = words_in(None)
"""Those of a terminal, which tells no language."""


def refusal_text(refusal: BroadcastRefusal) -> str:
    """Why nothing was done."""
    return refusal_words(WORDS, refusal).text


def failure_text(receipt: Receipt) -> str | None:
    """Why a message did not arrive, where that is known."""
    return reason_words(WORDS, receipt.reason) if receipt.reason else None


def plan_text(school: School, planned: Broadcast, reach: Reach) -> str:
    """What is about to go out: to whom, when, and how long it takes."""
    zone = school.zone_of(school.default_zone_name)
    lines = (
        f"Broadcast {planned.id}",
        f"To: {audience_words(WORDS, planned.audience, school.course)}, {learners_text(reach)} as of now",
        f"When: {when_words(WORDS, planned.when, zone)}",
        reach_words(WORDS, reach, planned.when, zone),
    )
    return "\n".join(filter(None, lines))


def learners_text(reach: Reach) -> str:
    """How many learners it would reach."""
    return WORDS.plural("{n} learner", "{n} learners", reach.recipients).text


def trouble_text(found: Report) -> str:
    """What halted a broadcast; empty where nothing did."""
    return trouble_words(WORDS, found.broadcast.reason)


def figures_of(found: Report) -> dict[str, object]:
    """How a broadcast stands, for programs; None is what there is nothing to say of."""
    broadcast, tally = found.broadcast, found.tally
    planned_at: datetime | None = broadcast.when.at
    return {
        "broadcast": broadcast.id,
        "status": broadcast.status,
        "planned_at": planned_at.isoformat() if planned_at else None,
        "recipients": tally.size,
        **{state.value: tally[state] for state in Delivery},
        "reason": trouble_text(found) or None,
    }

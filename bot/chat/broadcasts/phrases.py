"""Broadcasts in words: whom one is for, when it goes, whom it reaches, and why something was not done."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta, tzinfo

from bot.chat.lessons.names import day_name
from bot.core.audience import Active, AtDay, Audience, Everyone, InLanguage, LeftOut, Listed, Simple, TodayOpen
from bot.core.broadcast import Broadcast, Trouble, TroubleKind, When
from bot.core.course import Course
from bot.core.delivery import BROKE_DOWN, HAS_TO_WAIT
from bot.core.richtext import RichText, bold
from bot.flows.broadcasts.delivery import STOPPED
from bot.flows.broadcasts.drafts import MOST_LISTED, BroadcastRefusal
from bot.flows.broadcasts.reports import Reach
from bot.flows.reminders.due import NOTHING_TO_READ
from bot.words import words_in

REFUSED = {
    BroadcastRefusal.UNKNOWN: "There is no such broadcast.",
    BroadcastRefusal.NOT_NOW: "That can’t be done with it any more. /broadcasts shows how it stands.",
    BroadcastRefusal.VOID: (
        "That question is no longer open: it waits ten minutes, for one person and one plan. Ask again."
    ),
    BroadcastRefusal.TOO_LONG: (
        "That is too long: a message has room for 4,096 characters, words under a picture for 1,024."
    ),
    BroadcastRefusal.EMPTY: "There is nothing in it to say.",
    BroadcastRefusal.NOBODY: "There is nobody to send it to.",
    BroadcastRefusal.TOO_MANY: f"That list is too long: it may hold {MOST_LISTED:,} numbers.",
    BroadcastRefusal.BAD_CHOICE: "There is no such audience. A language goes by its code, such as de.",
    BroadcastRefusal.PAST: "That moment has passed.",
}
"""What an admin is told when nothing was done, in at most 200 characters."""

GONE = "The message to be copied is no longer there. Discard this draft and begin anew with /broadcast."
ALBUM = "An album can’t be copied as one message. Send one photo or video; /broadcast begins anew."
NOT_SENDABLE = "That can’t go out. Send a text, a photo, a video or a file; /broadcast begins anew."
TESTED = "Sent to you alone, as everybody would get it."
NOT_A_MOMENT = "I can’t read that as a time. Try 18:30, or 2026-03-12 18:30."
NOT_A_LIST = "I see no numbers in that. A learner’s number stands first in their /export."

_LEFT_OUT = {
    LeftOut.BLOCKED: "unreachable",
    LeftOut.PAUSED: "paused",
    LeftOut.MUTED: "announcements off",
    LeftOut.CAPPED: "two messages today already",
    LeftOut.UNKNOWN: "unknown numbers",
}

_REASONS = {
    LeftOut.MUTED: "announcements off",
    LeftOut.CAPPED: "two messages today",
    STOPPED: "the broadcast was stopped",
    BROKE_DOWN: "the bot broke down",
    HAS_TO_WAIT: "it has to wait",
    NOTHING_TO_READ: "nothing to read",
}


def title(broadcast: Broadcast) -> RichText:
    """Which broadcast it is, and where it stands."""
    return bold(f"Broadcast {broadcast.id}") + f" · {broadcast.status}"


def reach_words(reach: Reach, broadcast: Broadcast) -> str:
    """How many would get a broadcast now and in which time, whom it leaves out and why."""
    if not reach.recipients:
        lines = ["Nobody would get it now."]
    else:
        lines = [f"{learners(reach.recipients)} would get it now, in about {duration_words(reach.takes_for)}."]
        if broadcast.when.local is None:
            lines.append("Whoever has quiet hours gets it when they end.")
    return "\n".join(filter(None, [*lines, left_out_words(reach.left_out)]))


def left_out_words(left_out: Mapping[LeftOut, int]) -> str:
    """Who of the audience is not written to, and why; nothing where that is nobody."""
    told = [f"{words}: {left_out[reason]:,}" for reason, words in _LEFT_OUT.items() if left_out.get(reason)]
    return f"Left out – {', '.join(told)}." if told else ""


def reason_words(reason: str) -> str:
    """Why somebody didn’t get a message, or may not have got it; what Telegram said of that, as it is."""
    return _REASONS.get(reason, reason)


def trouble_words(trouble: Trouble | None) -> str:
    """Why a broadcast was held or has paused itself; nothing where there is no trouble."""
    if trouble is None:
        return ""
    facts, said = trouble.facts, trouble.facts.get("said")
    told = reason_words(said) if said else said
    match trouble.slug:
        case TroubleKind.SOURCE_GONE:
            return "The message to be copied is no longer there."
        case TroubleKind.REFUSED:
            return f"Telegram refused the message {facts['times']} times in a row: {told}"
        case TroubleKind.UNSURE:
            whole, unsure = facts["of"], facts["unsure"]
            return f"Of the last {whole} messages, {unsure} may or may not have arrived: {told or 'no answer'}"
        case TroubleKind.TOO_LATE:
            planned_at = datetime.fromisoformat(facts["planned_at"])
            return f"It was planned for {planned_at:%Y-%m-%d %H:%M} UTC and could not begin within an hour of that."
        case words:
            return words


def learners(number: int) -> str:
    """So many learners."""
    return "1 learner" if number == 1 else f"{number:,} learners"


def copies(number: int) -> str:
    """So many copies."""
    return "1 copy" if number == 1 else f"{number:,} copies"


def audience_words(audience: Audience, course: Course) -> str:
    """Whom a broadcast is for."""
    match audience:
        case Everyone():
            return "everyone"
        case Active():
            return "whoever was here within 7 days"
        case TodayOpen():
            return "whoever hasn’t finished a lesson today"
        case AtDay(number):
            day = course.day(number)
            return f"those at {day_name(words_in(None), day) if day else number}"
        case InLanguage(language):
            return f"those whose Telegram speaks {language}"
        case Listed():
            return "a list"


def audience_label(audience: Simple) -> str:
    """The button that chooses an audience."""
    match audience:
        case Everyone():
            return "Everyone"
        case Active():
            return "Here within 7 days"
        case TodayOpen():
            return "Today not finished"


def when_words(when: When, zone: tzinfo) -> str:
    """When a broadcast goes, by the clock of the admin who reads it."""
    if when.local is not None:
        return f"{when.local:%H:%M} on everybody’s own clock"
    return moment_words(when.at, zone) if when.at else "now"


def moment_words(moment: datetime, zone: tzinfo) -> str:
    """A date and time in a zone, by its name."""
    here = moment.astimezone(zone)
    return f"{here.day} {here:%b %Y, %H:%M}" + (" UTC" if str(zone) == "UTC" else f" ({zone})")


def duration_words(lasts: timedelta) -> str:
    """About how long something takes."""
    seconds = round(lasts.total_seconds())
    if seconds < 60:
        return f"{max(seconds, 1)} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"

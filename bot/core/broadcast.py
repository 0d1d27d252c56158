"""A broadcast: one message from an admin to many learners. Who gets it, when, and when it stops by itself.

`draft → planned → running ⇄ paused → done`, or `stopped` from anywhere before the end. A planned one that could not
begin within an hour of its time is `held` until an admin decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from enum import StrEnum
from typing import Any

from bot.core.audience import Audience, Everyone, LeftOut
from bot.core.delivery import BLOCKED, UNSETTLED, Attachment, Delivery, Receipt
from bot.core.preferences import Preferences
from bot.core.reminders import has_room
from bot.core.richtext import CAPTION_LIMIT, MESSAGE_LIMIT, NOTHING, RichText
from bot.core.wall_clock import first_instant

UNSAVED = 0
"""The id of a broadcast that has none yet: the database gives it."""

RECALLABLE_FOR = timedelta(hours=48)
"""How long Telegram lets a copy be deleted; it can be edited for good."""

HELD_AFTER = timedelta(hours=1)
"""A planned broadcast that is later than this does not begin by itself."""

_FIRST, _LAST = timezone(timedelta(hours=14)), timezone(timedelta(hours=-12))  # where a date comes first, and last
_REFUSED_IN_A_ROW = 3
_WATCHED = 200
_UNCERTAIN_SHARE = 0.05
_RECIPIENTS_FAULT = ("PEER_ID_INVALID", "USER_DEACTIVATED", "VOICE_MESSAGES_FORBIDDEN", "user not found")
_COPY_IS_GONE = ("message to edit not found", "MESSAGE_ID_INVALID")  # its recipient has deleted it
_SOURCE_IS_GONE = ("message to copy not found", "MESSAGE_ID_INVALID")


class Status(StrEnum):
    """Where a broadcast stands."""

    DRAFT = "draft"
    PLANNED = "planned"
    HELD = "held"
    RUNNING = "running"
    PAUSED = "paused"
    DONE = "done"
    STOPPED = "stopped"


UNDECIDED = (Status.DRAFT, Status.HELD)
"""Where an admin has yet to say when, or whether, a broadcast goes."""

TO_COME = (Status.PLANNED, Status.HELD)
"""Where a broadcast that was launched has not begun."""

HALTED = (Status.PAUSED, Status.DONE, Status.STOPPED)
"""Where a broadcast is not on its way (any more), so that its copies can be changed."""


class Kind(StrEnum):
    """What is done for each recipient: a copy is sent, or one that was sent is deleted or its words are changed."""

    COPY = "copy"
    RECALL = "recall"
    FIX = "fix"


class Amended(StrEnum):
    """Why a copy that was sent is not as it was."""

    RECALLED = "recalled"
    REWORDED = "reworded"


class Act(StrEnum):
    """What an admin is asked to confirm."""

    LAUNCH = "launch"
    STOP = "stop"
    RESEND = "resend"


class TroubleKind(StrEnum):
    """Why a broadcast is held or pauses itself, each with its facts."""

    SOURCE_GONE = "source_gone"
    REFUSED = "refused"
    """How many `times` in a row, and what Telegram `said`."""
    UNSURE = "unsure"
    """How many are `unsure` `of` so many, and what was `said` of the last one, if anything was."""
    TOO_LATE = "too_late"
    """When it was `planned_at`, in ISO 8601."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with a broadcast: a TroubleKind with its facts, or what an earlier version said in words that are
    known no more.
    """

    slug: str
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class When:
    """When a broadcast goes: at a moment (None: at once), from then on for everybody as their clock shows `local`, and
    their calendar `local_on` where that is given.
    """

    at: datetime | None = None
    local: time | None = None
    local_on: date | None = None

    @classmethod
    def everywhere(cls, on: date, local: time, now: datetime) -> When:
        """That date and time on everybody's own clock: it begins where they come first."""
        begins_at = first_instant(on, local, _FIRST)
        return cls(begins_at if begins_at > now else None, local, on)

    def is_past(self, now: datetime) -> bool:
        """Whether that is over, wherever somebody lives."""
        if self.local is not None and self.local_on is not None:
            return first_instant(self.local_on, self.local, _LAST) <= now
        return self.at is not None and self.at <= now


@dataclass(frozen=True, slots=True)
class Source:
    """The message to be copied: the preview that an admin approved. `captioned` where its words are a caption."""

    chat_id: int
    message_id: int
    captioned: bool = False


@dataclass(frozen=True, slots=True)
class Broadcast:
    """One broadcast. `of` is the one whose copies a recall or a fix is about, `text` and `file` what its copies say and
    show, or what a fix changes their words to.

    `size` is the audience that was frozen at the launch, `left_out` whom that passed over. The launch goes through the
    learners by id and is at `frozen_to`, None where it is through. `reason` says why it was held or paused, and
    `per_second` is the pace at which it last went. `opens_day` is the day of the course that a button under each copy
    opens, if one does.
    """

    id: int
    kind: Kind
    status: Status
    admin_id: int
    source: Source
    created_at: datetime
    audience: Audience = field(default_factory=Everyone)
    when: When = When()
    of: int | None = None
    text: RichText = NOTHING
    reason: Trouble | None = None
    size: int = 0
    left_out: dict[str, int] = field(default_factory=dict)
    frozen_to: int | None = 0
    launched_at: datetime | None = None
    ended_at: datetime | None = None
    per_second: float = 0.0
    opens_day: int | None = None
    file: Attachment | None = None

    @property
    def can_be_made_anew(self) -> bool:
        """Whether the message that is copied can be sent once more where it is gone."""
        return self.kind is Kind.COPY and bool(self.text.text or self.file)

    @property
    def is_winding_up(self) -> bool:
        """Whether it was stopped with recipients who are to be told apart still."""
        return self.status is Status.STOPPED and self.ended_at is None

    @property
    def is_under_way(self) -> bool:
        """Whether it can change by itself, or has only come to a halt."""
        return self.is_winding_up or self.status in {Status.PLANNED, Status.RUNNING, Status.PAUSED}

    def question(self, act: Act, admin_id: int) -> str:
        """All that this admin is asked to confirm: a confirmation of another plan is void."""
        plan = (self.kind, self.source, self.audience, self.when, self.of, self.text)
        return f"{act} {admin_id} {self.id} {plan!r}"


@dataclass(frozen=True, slots=True)
class Tally:
    """The recipients by where they stand, which are the whole audience.

    Those who had themselves deleted have no row any more: they are `gone`. `reasons` are those of all that failed or
    were cancelled; `blocked` are those of the failed whom the message could not reach, whatever it says. Of the copies
    that were sent, `amended` are not as they were.
    """

    size: int
    counts: dict[Delivery, int]
    reasons: dict[str, int] = field(default_factory=dict)
    blocked: int = 0
    amended: dict[Amended, int] = field(default_factory=dict)

    @property
    def gone(self) -> int:
        """Recipients who had everything about them deleted."""
        return self.size - sum(self.counts.values())

    @property
    def copies(self) -> int:
        """Copies that are there."""
        return self[Delivery.SENT] - self.amended.get(Amended.RECALLED, 0)

    @property
    def left(self) -> int:
        """Recipients of whom it is not settled yet what becomes of them."""
        return sum(self[state] for state in UNSETTLED)

    def __getitem__(self, state: Delivery) -> int:
        """How many stand there."""
        return self.counts.get(state, 0)


@dataclass(frozen=True, slots=True)
class Later:
    """Recipients whose turn comes later, by their own clock: how many, and when the first and the last of them."""

    number: int = 0
    first_at: datetime | None = None
    last_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Panel:
    """The message in an admin’s chat that shows how a broadcast goes."""

    broadcast_id: int
    admin_id: int
    message_id: int


def left_out(preferences: Preferences, now: datetime, *, blocked: bool, unasked: int) -> LeftOut | None:
    """Why this learner is not to be written to at `now`; `unasked` messages went to them on their local date."""
    if blocked:
        return LeftOut.BLOCKED
    if preferences.is_paused(now):
        return LeftOut.PAUSED
    if not preferences.announcements:
        return LeftOut.MUTED
    return None if has_room(unasked) else LeftOut.CAPPED


def waits_until(broadcast: Broadcast, preferences: Preferences, zone: tzinfo, now: datetime) -> datetime | None:
    """When this learner's turn comes, None where that is now: at their local time, not before their quiet hours end."""
    if broadcast.kind is not Kind.COPY:
        return None
    turn_at = now
    local, local_on = broadcast.when.local, broadcast.when.local_on
    if local is not None and local_on is not None:
        turn_at = max(now, first_instant(local_on, local, zone))
    elif local is not None:
        turn_at = max(now, next_at(broadcast.launched_at or now, zone, local))
    if preferences.is_quiet(turn_at.astimezone(zone).time()):
        turn_at = next_at(turn_at, zone, preferences.quiet_until)
    return turn_at if turn_at > now else None


def next_at(after: datetime, zone: tzinfo, at: time) -> datetime:
    """The first moment, in UTC and not before `after`, at which the clocks of a zone show `at`.

    Where they leap over it, the moment is as much later as they leap; where they show it twice, the first counts that
    is not before `after`.
    """
    on = after.astimezone(zone).date()
    moments = [
        moment
        for days in (0, 1, 2)
        for moment in _moments(datetime.combine(on + timedelta(days=days), at), zone)
        if moment >= after
    ]
    return min(moments)


def _moments(local: datetime, zone: tzinfo) -> list[datetime]:
    first = local.replace(tzinfo=zone).astimezone(UTC)
    second = local.replace(tzinfo=zone, fold=1).astimezone(UTC)
    return [first, second] if second > first else [first]  # an earlier second: the clocks leapt over it


def is_too_late(planned_at: datetime, now: datetime) -> bool:
    """Whether a broadcast planned for then must not begin by itself any more."""
    return now - planned_at > HELD_AFTER


def trouble(kind: Kind, latest: Sequence[Receipt]) -> Trouble | None:
    """Why a broadcast of this kind has to pause itself, from its latest outcomes, oldest first; None where it can go
    on.
    """
    if kind is Kind.COPY and latest and is_source_gone(latest[-1]):
        return Trouble(TroubleKind.SOURCE_GONE)
    refused = latest[-_REFUSED_IN_A_ROW:]
    if len(refused) == _REFUSED_IN_A_ROW and all(_is_refusal(kind, each) for each in refused):
        return Trouble(TroubleKind.REFUSED, {"times": _REFUSED_IN_A_ROW, "said": refused[-1].reason})
    watched = latest[-_WATCHED:]
    unsure = [receipt for receipt in watched if receipt.outcome is Delivery.UNCERTAIN]
    if len(unsure) > _WATCHED * _UNCERTAIN_SHARE:
        return Trouble(TroubleKind.UNSURE, {"unsure": len(unsure), "of": len(watched), "said": unsure[-1].reason})
    return None


def is_source_gone(receipt: Receipt) -> bool:
    """Whether there was nothing to copy, so that it is no fault of the recipient."""
    return receipt.outcome is Delivery.FAILED and any(word in (receipt.reason or "") for word in _SOURCE_IS_GONE)


def takes_for(recipients: int, per_second: float) -> timedelta:
    """How long so many messages take at this pace."""
    return timedelta(seconds=recipients / per_second)


def text_limit(source: Source) -> int:
    """The longest text that a fix may give the copies of this message, in UTF-16 code units."""
    return CAPTION_LIMIT if source.captioned else MESSAGE_LIMIT


def _is_refusal(kind: Kind, receipt: Receipt) -> bool:
    """Whether Telegram refused the message itself, not its recipient."""
    reason = receipt.reason or ""
    theirs = _RECIPIENTS_FAULT if kind is Kind.COPY else (*_RECIPIENTS_FAULT, *_COPY_IS_GONE)
    about_them = reason == BLOCKED or any(word in reason for word in theirs)
    return receipt.outcome is Delivery.FAILED and not about_them

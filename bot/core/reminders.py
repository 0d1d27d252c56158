"""Reminders: when the next one comes, and whether one that is due goes out.

The cadence, by the days since a learner was last seen: 1 and 2 as ever, 3 without the warning that a streak ends,
from then on every other day (5), on day 7 one farewell, and silence but for a word on days 14 and 30. A day that was
paused is not counted, nor is one on which there was nothing to finish. Whoever comes back begins anew.

Whoever waits for a day that is not written hears of that once, of reviews as they come due, and of the day once it
opens, whatever the cadence would say.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import Enum, StrEnum

from bot.core.preferences import UNTIL_RETURN, Preferences
from bot.core.wall_clock import first_instant

LATE_FOR = timedelta(hours=3)
"""A reminder that is later than this, or comes after midnight, is not sent any more."""

SNOOZE_FOR = timedelta(hours=2)
"""How long “In 2 hours” puts a reminder off."""

AT_RISK_STREAK = 2
"""The days in a row from which a streak is worth a warning."""

MOST_UNASKED = 2
"""Messages that nobody asked for, of every kind together, that a learner gets on one local date at most."""

LOOK_AHEAD = 40
"""Dates from today on in which the next reminder is, if one comes at all."""

_WARN_BEFORE = timedelta(hours=3)  # the quiet hours, or midnight where there are none
_NO_WARNING_FROM = 3  # ignored days
_LAST_DAY = 30
_ONE_DAY = timedelta(days=1)


class ReminderKind(StrEnum):
    """What a reminder is for."""

    DAILY = "daily"
    AT_RISK = "at_risk"
    FAREWELL = "farewell"
    DAY_14 = "day_14"
    DAY_30 = "day_30"
    SNOOZED = "snoozed"
    REVIEW = "review"
    """No lesson waits, but a review does."""
    WAITING = "waiting"
    """The day that comes next is not written yet."""
    OPENED = "opened"
    """The day that was waited for is there."""


WORDED = (
    ReminderKind.DAILY,
    ReminderKind.AT_RISK,
    ReminderKind.FAREWELL,
    ReminderKind.DAY_14,
    ReminderKind.DAY_30,
    ReminderKind.SNOOZED,
)
"""The kinds for which a course may have words of its own: those that are about a lesson, time and again."""

_BESIDES = {ReminderKind.AT_RISK, ReminderKind.SNOOZED}  # of the others there is one on a date, at the chosen time
_CADENCE = {
    **dict.fromkeys((0, 1, 2, 3, 5), ReminderKind.DAILY),
    7: ReminderKind.FAREWELL,
    14: ReminderKind.DAY_14,
    _LAST_DAY: ReminderKind.DAY_30,
}


@dataclass(frozen=True, slots=True)
class Planned:
    """The next reminder: its moment, the local calendar date that falls on, and its kind."""

    at: datetime
    on: date
    kind: ReminderKind


@dataclass(frozen=True, slots=True)
class Look:
    """A moment at which to look again whether a day has opened, and the local calendar date that falls on."""

    at: datetime
    on: date


@dataclass(frozen=True, slots=True)
class Situation:
    """All that a learner's reminders depend on.

    `done_until` is when the present learning date ends, where it is done; `at_risk_until` the same where it is open
    and would end the streak. `decided` are the local dates and kinds of which it is settled whether they are sent.
    Of whom it is not known when it is day for them, nobody is reminded but who asks for it.

    `has_lesson` tells whether a lesson waits; where none does, `idle_on` are the dates without a review either, past
    ones and such as come. `owed` is the one word that has to be said before all others. `opened_at` is when the day
    that is ready was opened to somebody who waited for it. Who `waits` for a day may be told of it on any date.
    """

    preferences: Preferences
    zone: tzinfo
    seen_at: datetime
    snoozed_until: datetime | None = None
    done_until: datetime | None = None
    at_risk_until: datetime | None = None
    decided: Collection[tuple[date, ReminderKind]] = ()
    is_day_known: bool = True
    has_lesson: bool = True
    idle_on: Collection[date] = ()
    owed: ReminderKind | None = None
    opened_at: datetime | None = None
    waits: bool = False

    def ignored(self, on: date) -> int:
        """The local dates up to this one since the learner was seen, their pause ended or their day opened, but those
        on which there was nothing to finish.
        """
        since_at = max(self.seen_at, self.opened_at or self.seen_at)
        since_on = since_at.astimezone(self.zone).date()
        if self.preferences.paused_until is not None and self.preferences.paused_until != UNTIL_RETURN:
            since_on = max(since_on, self.preferences.paused_until.astimezone(self.zone).date())
        return max(0, (on - since_on).days - sum(since_on < each <= on for each in self.idle_on))

    def is_decided(self, on: date, kind: ReminderKind) -> bool:
        """Whether it is settled what becomes of this, or of another that would take its place."""
        if kind in _BESIDES:
            return (on, kind) in self.decided
        return any(its_on == on and its_kind not in _BESIDES for its_on, its_kind in self.decided)


class Ruling(Enum):
    """What becomes of a reminder that is due."""

    SEND = "send"
    EARLY = "early"
    """Its moment has moved: the rules of the zone or the wishes are others now. It is to be planned again."""
    LATE = "late"
    QUIET = "quiet"
    PAUSED = "paused"
    DONE = "done"
    UNWANTED = "unwanted"
    """No reminder of this kind is due on that date any more."""
    ENOUGH = "enough"
    """The learner has had as many messages unasked on that date as they may."""


class Postponement(Enum):
    """Why a reminder cannot come back in two hours."""

    QUIET = "quiet"
    MIDNIGHT = "midnight"
    DONE = "done"
    ENOUGH = "enough"


def plan(situation: Situation, now: datetime) -> Planned | None:
    """The next reminder after `now` that is not decided yet; None where there is none until the learner comes back."""
    if situation.preferences.remind_at is None or situation.preferences.paused_until == UNTIL_RETURN:
        return None
    found = (next((each for each in some if _may_come(each, situation, now)), None) for some in _plans(situation, now))
    return min(filter(None, found), key=lambda each: each.at, default=None)


def look_again(situation: Situation, now: datetime) -> Look | None:
    """When to see whether the day has opened that a learner waits for: at the chosen time, each day."""
    paused_until = situation.preferences.paused_until
    if not (situation.waits and situation.is_day_known):
        return None
    if situation.preferences.remind_at is None or paused_until == UNTIL_RETURN:
        return None
    on = (max(now, paused_until) if paused_until else now).astimezone(situation.zone).date()
    for each in (on, on + _ONE_DAY):
        if (at := _moment(each, ReminderKind.OPENED, situation)) and at > now:
            return Look(at, each)
    return None


def rule(on: date, kind: ReminderKind, situation: Situation, now: datetime, unasked: int) -> Ruling:
    """Whether a reminder that was planned for this local date goes out now. `unasked` messages went out on it before.

    What its plan said counts for nothing: all is worked out anew.
    """
    at = _moment(on, kind, situation)
    if at is None:
        return Ruling.UNWANTED
    if now < at:
        return Ruling.EARLY
    if now >= min(at + LATE_FOR, first_instant(on + _ONE_DAY, time(), situation.zone)):
        return Ruling.LATE
    last_word = Ruling.SEND if has_room(unasked) else Ruling.ENOUGH
    return next((ruling for ruling, holds in _objections(on, kind, situation, now) if holds), last_word)


def has_room(unasked: int) -> bool:
    """Whether a learner who had so many messages unasked on a local date may get one more, of whatever kind."""
    return unasked < MOST_UNASKED


def snooze(situation: Situation, now: datetime, unasked: int) -> datetime | Postponement:
    """When the reminder comes back that was put off now, or why it doesn't. A double tap changes nothing."""
    if situation.done_until is not None and now < situation.done_until:
        return Postponement.DONE
    if not has_room(unasked):
        return Postponement.ENOUGH
    if situation.snoozed_until is not None and now < situation.snoozed_until <= now + SNOOZE_FOR:
        return situation.snoozed_until
    at = (now + SNOOZE_FOR).replace(second=0, microsecond=0)  # as the learner is told
    local = at.astimezone(situation.zone)
    if situation.preferences.is_quiet(local.time()):
        return Postponement.QUIET
    return at if local.date() == now.astimezone(situation.zone).date() else Postponement.MIDNIGHT


def _objections(on: date, kind: ReminderKind, situation: Situation, now: datetime) -> Iterator[tuple[Ruling, bool]]:
    """What may speak against a reminder that is on time, and whether it does."""
    yield Ruling.UNWANTED, not situation.is_day_known and kind is not ReminderKind.SNOOZED
    yield Ruling.QUIET, situation.preferences.is_quiet(now.astimezone(situation.zone).time())
    yield Ruling.PAUSED, situation.preferences.is_paused(now)
    yield Ruling.DONE, situation.done_until is not None and now < situation.done_until
    yield Ruling.UNWANTED, not _is_called_for(on, kind, situation, now)


def _plans(situation: Situation, now: datetime) -> list[Iterator[Planned]]:
    """What may come, each in its order: only what was asked for, where it is not known when it is day."""
    if not situation.is_day_known:
        return [_snoozed(situation)]
    return [_by_cadence(situation, now), _warnings(situation, now), _snoozed(situation)]


def _by_cadence(situation: Situation, now: datetime) -> Iterator[Planned]:
    """The reminders at the chosen time, from today on, or from the end of the pause."""
    paused_until = situation.preferences.paused_until
    on = (max(now, paused_until) if paused_until else now).astimezone(situation.zone).date()
    for _ in range(LOOK_AHEAD):
        kind = _kind_on(on, situation)
        if kind and not situation.is_decided(on, kind) and (at := _moment(on, kind, situation)):
            yield Planned(at, on, kind)
        on += _ONE_DAY


def _kind_on(on: date, situation: Situation) -> ReminderKind | None:
    """What is said at the chosen time of this date, if anything is."""
    if situation.owed:
        return situation.owed
    kind = _CADENCE.get(situation.ignored(on))
    if situation.has_lesson:
        return kind
    return ReminderKind.REVIEW if kind is ReminderKind.DAILY and on not in situation.idle_on else None


def _warnings(situation: Situation, now: datetime) -> Iterator[Planned]:
    """The warnings that may fall on the open learning date, which may end on the local date after this."""
    if situation.at_risk_until is None:
        return
    today_on = now.astimezone(situation.zone).date()
    for on in (today_on, today_on + _ONE_DAY):
        at = _moment(on, ReminderKind.AT_RISK, situation)
        if at and _is_called_for(on, ReminderKind.AT_RISK, situation, at):
            yield Planned(at, on, ReminderKind.AT_RISK)


def _snoozed(situation: Situation) -> Iterator[Planned]:
    if at := situation.snoozed_until:
        yield Planned(at, at.astimezone(situation.zone).date(), ReminderKind.SNOOZED)


def _may_come(planned: Planned, situation: Situation, now: datetime) -> bool:
    local = planned.at.astimezone(situation.zone)
    return (
        planned.at > now
        and local.date() == planned.on  # a change of zone may skip a whole date
        and not situation.is_decided(planned.on, planned.kind)
        and not situation.preferences.is_quiet(local.time())
        and not situation.preferences.is_paused(planned.at)
        and (situation.done_until is None or planned.at >= situation.done_until)
    )


def _is_called_for(on: date, kind: ReminderKind, situation: Situation, at: datetime) -> bool:
    """Whether a reminder of this kind has a reason to come on that date."""
    if kind is ReminderKind.SNOOZED:
        return True
    if kind is not ReminderKind.AT_RISK:
        return _kind_on(on, situation) is kind
    is_at_risk = situation.at_risk_until is not None and at < situation.at_risk_until
    return is_at_risk and situation.ignored(on) < _NO_WARNING_FROM


def _moment(on: date, kind: ReminderKind, situation: Situation) -> datetime | None:
    """When a reminder of this kind is due on this date, None where the wishes leave no room for it."""
    preferences = situation.preferences
    if preferences.remind_at is None:
        return None
    if kind is ReminderKind.SNOOZED:
        return situation.snoozed_until
    if kind is not ReminderKind.AT_RISK:
        return first_instant(on, preferences.remind_at, situation.zone)
    ends_at = preferences.quiet_from if preferences.quiet_from != preferences.quiet_until else time()
    warn_at = (datetime.combine(on, ends_at) - _WARN_BEFORE).time()
    return first_instant(on, warn_at, situation.zone) if warn_at > preferences.remind_at else None

"""The learning date: which day a moment belongs to for somebody who lives in a zone, and what a change of it does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

DAY_STARTS_AT = 3
"""The local hour at which a learning day begins: half past one at night still belongs to the evening before."""

LATEST_DAY_START = 6
"""The latest hour a learner may choose for that; the earliest is midnight."""

OUTAGE_FOR = timedelta(hours=2)
"""What a learning date may lose to an outage, or to a change of zone; with more it counts against nobody."""

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Hold:
    """A learning date that a change of zone or of the day's beginning prolongs: it is `on` until `until`."""

    on: date
    until: datetime


@dataclass(frozen=True, slots=True)
class Calendar:
    """How one learner's moments become learning dates. It answers for moments since its last change."""

    zone: tzinfo
    day_starts_at: int = DAY_STARTS_AT
    hold: Hold | None = None

    def is_held(self, moment: datetime) -> bool:
        """Whether the learning date of `moment` is one that a change prolongs."""
        return self.hold is not None and moment < self.hold.until

    def date_at(self, moment: datetime) -> date:
        """The learning date of an aware `moment`. A later moment never has an earlier date."""
        if self.hold is not None and moment < self.hold.until:
            return self.hold.on
        return learning_date(moment, self.zone, self.day_starts_at)

    def ends_at(self, moment: datetime) -> datetime:
        """The moment, in UTC, at which the learning date of `moment` ends."""
        if self.hold is not None and moment < self.hold.until:
            return self.hold.until
        return begins_at(self.date_at(moment) + _ONE_DAY, self.zone, self.day_starts_at)

    def changed(self, now: datetime, zone: tzinfo, day_starts_at: int) -> Calendar:
        """The calendar after a change at `now`: today ends when it would have, or later if the new rule says so."""
        on = self.date_at(now)
        until = max(self.ends_at(now), begins_at(on + _ONE_DAY, zone, day_starts_at))
        return Calendar(zone, day_starts_at, Hold(on, until))

    def skipped(self) -> tuple[date, ...]:
        """The dates that the hold takes away: those it leaps over, and the one after it, if that is cut short."""
        if self.hold is None:
            return ()
        following = learning_date(self.hold.until, self.zone, self.day_starts_at)
        lost = self.hold.until - begins_at(following, self.zone, self.day_starts_at)
        last = following if lost > OUTAGE_FOR else following - _ONE_DAY
        return tuple(self.hold.on + count * _ONE_DAY for count in range(1, (last - self.hold.on).days + 1))


def learning_date(moment: datetime, zone: tzinfo, day_starts_at: int = DAY_STARTS_AT) -> date:
    """The learning day that an aware `moment` falls on for somebody living in `zone`.

    Where a change of the clocks brings the cutoff twice, the first one begins the day, so that no day comes back.
    """
    on = moment.astimezone(zone).date()
    return on if moment >= begins_at(on, zone, day_starts_at) else on - _ONE_DAY


def begins_at(on: date, zone: tzinfo, day_starts_at: int = DAY_STARTS_AT) -> datetime:
    """The moment a learning date begins, which is the moment the one before it ends."""
    return datetime.combine(on, time(day_starts_at), zone).astimezone(UTC)


def outage_dates(
    down_at: datetime, up_at: datetime, zone: tzinfo, day_starts_at: int = DAY_STARTS_AT
) -> Iterator[date]:
    """The learning dates that lost more than OUTAGE_FOR to an outage from `down_at` to `up_at`.

    Holds are left out of account: they differ from learner to learner, and end within days.
    """
    on = learning_date(down_at, zone, day_starts_at)
    while (began_at := begins_at(on, zone, day_starts_at)) < up_at:
        ended_at = begins_at(on + _ONE_DAY, zone, day_starts_at)
        if min(ended_at, up_at) - max(began_at, down_at) > OUTAGE_FOR:
            yield on
        on += _ONE_DAY

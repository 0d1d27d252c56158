"""The learning date: which day a moment belongs to for somebody who lives in a zone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo

DAY_STARTS_AT = 3
"""The local hour at which a learning day begins: half past one at night still belongs to the evening before."""

OUTAGE_FOR = timedelta(hours=2)
"""A learning date loses more than this to an outage before it stops counting against anybody."""


def learning_date(moment: datetime, zone: tzinfo, day_starts_at: int = DAY_STARTS_AT) -> date:
    """The learning day that an aware `moment` falls on for somebody living in `zone`.

    Where a change of the clocks brings the cutoff twice, the first one begins the day, so that no day comes back.
    """
    on = moment.astimezone(zone).date()
    return on if moment >= begins_at(on, zone, day_starts_at) else on - timedelta(days=1)


def begins_at(on: date, zone: tzinfo, day_starts_at: int = DAY_STARTS_AT) -> datetime:
    """The moment a learning date begins, which is the moment the one before it ends."""
    return datetime.combine(on, time(day_starts_at), zone).astimezone(UTC)


def outage_dates(
    down_at: datetime, up_at: datetime, zone: tzinfo, day_starts_at: int = DAY_STARTS_AT
) -> Iterator[date]:
    """The learning dates that lost more than OUTAGE_FOR to an outage from `down_at` to `up_at`."""
    on = learning_date(down_at, zone, day_starts_at)
    while (began_at := begins_at(on, zone, day_starts_at)) < up_at:
        ended_at = begins_at(on + timedelta(days=1), zone, day_starts_at)
        if min(ended_at, up_at) - max(began_at, down_at) > OUTAGE_FOR:
            yield on
        on += timedelta(days=1)

"""The streak: how many learning days in a row, judged in the learner's own time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

DAY_STARTS_AT = 3
"""The local hour at which a learning day begins: half past one at night still belongs to the evening before."""


def learning_date(moment: datetime, zone: tzinfo, day_starts_at: int = DAY_STARTS_AT) -> date:
    """The learning day that an aware `moment` falls on for somebody living in `zone`.

    Where a change of the clocks brings the cutoff twice, the first one begins the day, so that no day comes back.
    """
    on = moment.astimezone(zone).date()
    begins_at = datetime.combine(on, time(day_starts_at), zone).astimezone(UTC)
    return on if moment >= begins_at else on - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Streak:
    """`current` days in a row up to today or yesterday, and the `best` there ever was. `best >= current` always."""

    current: int
    best: int


def streak(finished_on: Iterable[date], today_on: date) -> Streak:
    """Fold the learning dates on which something was finished into a streak.

    Several on one day count once. The run is alive while its last day is yesterday or later; today being open
    does not break it.
    """
    run, best, last_on = 0, 0, None
    for on in sorted(set(finished_on)):
        run = run + 1 if last_on == on - timedelta(days=1) else 1
        best, last_on = max(best, run), on
    alive = last_on is not None and last_on >= today_on - timedelta(days=1)
    return Streak(current=run if alive else 0, best=best)

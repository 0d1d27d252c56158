"""Who learns here."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, select, update

from bot.core.learner import Learner
from bot.core.learning_calendar import Hold
from bot.core.preferences import ZoneFrom
from bot.store.engine.database import Transaction
from bot.store.engine.statement import Statement, insert
from bot.store.tables import learners

_COLUMNS = (
    "id", "open_day", "joined_at", "causes", "day_starts_at", "held_on", "held_until", "zone_from", "language"
)  # fmt: skip
_LOAD = Statement(
    select(learners.c.zone.label("zone_name"), *(learners.c[name] for name in _COLUMNS)).where(
        learners.c.id == bindparam("learner_id")
    )
)
_SAVE_NEW = Statement(
    insert(learners)
    .values(id=bindparam("learner_id"), zone=bindparam("zone"), joined_at=bindparam("joined_at"), causes="")
    .on_conflict_do_nothing()
)
_SAVE_STEP = Statement(
    update(learners)
    .where(learners.c.id == bindparam("learner_id"))
    .values(open_day=bindparam("day"), causes=bindparam("latest"))
)
_SAVE_CALENDAR = Statement(
    update(learners)
    .where(learners.c.id == bindparam("learner_id"))
    .values({name: bindparam(f"new_{name}") for name in ("zone", "day_starts_at", "held_on", "held_until")})
)
_SAVE_ZONE_FROM = Statement(
    update(learners).where(learners.c.id == bindparam("learner_id")).values(zone_from=bindparam("new_zone_from"))
)
_SAVE_LANGUAGE = Statement(
    update(learners).where(learners.c.id == bindparam("learner_id")).values(language=bindparam("new_language"))
)
_REMEMBERED = 8  # causes: more updates of one learner are never on their way at once


def load_learner(transaction: Transaction, learner_id: int) -> Learner | None:
    """The learner, or None for somebody who never began."""
    row = transaction.first(_LOAD, learner_id=learner_id)
    if row is None:
        return None
    causes = tuple(filter(None, row.causes.split(",")))
    return Learner(**{**row._asdict(), "causes": causes, "zone_from": ZoneFrom(row.zone_from)})


def save_new_learner(transaction: Transaction, learner_id: int, zone_name: str, joined_at: datetime) -> None:
    """Enrol somebody; nothing changes for one who is enrolled already."""
    transaction.run(_SAVE_NEW, learner_id=learner_id, zone=zone_name, joined_at=joined_at)


def save_step(transaction: Transaction, learner: Learner, open_day: int | None, cause: str) -> None:
    """Remember which day is being read, None for none, and what brought the learner's new step."""
    latest = ",".join([*learner.causes, cause][-_REMEMBERED:])
    transaction.run(_SAVE_STEP, learner_id=learner.id, day=open_day, latest=latest)


def save_calendar(
    transaction: Transaction, learner_id: int, zone_name: str, day_starts_at: int, hold: Hold | None
) -> None:
    """Save where a learner lives and when their days begin, with the date that this prolongs."""
    transaction.run(
        _SAVE_CALENDAR,
        learner_id=learner_id,
        new_zone=zone_name,
        new_day_starts_at=day_starts_at,
        new_held_on=hold.on if hold else None,
        new_held_until=hold.until if hold else None,
    )


def save_zone_from(transaction: Transaction, learner_id: int, zone_from: ZoneFrom) -> None:
    """Remember whether a learner has been asked for their zone, or has chosen it."""
    transaction.run(_SAVE_ZONE_FROM, learner_id=learner_id, new_zone_from=zone_from.value)


def save_language(transaction: Transaction, learner_id: int, language: str) -> bool:
    """Keep the language that the learner's Telegram speaks; False for somebody who never began."""
    return transaction.run(_SAVE_LANGUAGE, learner_id=learner_id, new_language=language) == 1

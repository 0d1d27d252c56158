"""Broadcasts, each from its draft to its end."""

from __future__ import annotations

import json
from dataclasses import asdict, fields, replace
from typing import Any

from sqlalchemy import bindparam, insert, or_, select, update

from bot.core.audience import CHOICES, Audience
from bot.core.broadcast import TO_COME, Broadcast, Kind, Source, Status, Trouble, When
from bot.core.delivery import Attachment
from bot.core.richtext import NOTHING, Entity, RichText
from bot.store.engine.database import Transaction
from bot.store.engine.statement import Row, Statement, spelled_out
from bot.store.tables import broadcasts

# The order in which an entity's fields are kept: it must not change, what is new comes last.
_ENTITY = ("kind", "offset", "length", "url", "language", "unix_time", "date_time_format")

_AT_WORK = (Status.PLANNED, Status.RUNNING, Status.STOPPED)  # as long as they have not ended

_LOAD = Statement(select(broadcasts).where(broadcasts.c.id == bindparam("broadcast")))
_LOAD_LATEST = Statement(
    select(broadcasts)
    .where(
        or_(
            broadcasts.c.launched_at.is_not(None),
            spelled_out(broadcasts.c.status, (Status.DRAFT, *TO_COME)),
            broadcasts.c.planned_at.is_not(None),
        )
    )
    .order_by(broadcasts.c.id.desc())
    .limit(bindparam("most"))
)
_LOAD_OPEN = Statement(
    select(broadcasts)
    .where(broadcasts.c.ended_at.is_(None), spelled_out(broadcasts.c.status, _AT_WORK))
    .order_by(broadcasts.c.id)
)
_AMENDMENT = Statement(
    select(broadcasts.c.id)
    .where(broadcasts.c.of == bindparam("broadcast"), broadcasts.c.ended_at.is_(None))
    .where(broadcasts.c.launched_at.is_not(None))
    .limit(1)
)
_AMENDED = Statement(
    select(broadcasts.c.of).where(broadcasts.c.of.is_not(None), broadcasts.c.launched_at.is_not(None)).distinct()
)
# Not by the columns' own names: in an UPDATE, SQLAlchemy keeps those for itself.
_values: dict[str, Any] = {
    column.name: bindparam(f"its_{column.name}") for column in broadcasts.columns if column.name != "id"
}
_SAVE_NEW = Statement(insert(broadcasts).values(_values).returning(broadcasts.c.id))
_SAVE = Statement(update(broadcasts).where(broadcasts.c.id == bindparam("broadcast")).values(_values))
_SAVE_PACE = Statement(
    update(broadcasts).where(broadcasts.c.id == bindparam("broadcast")).values(per_second=bindparam("pace"))
)


def load_broadcast(transaction: Transaction, broadcast_id: int) -> Broadcast | None:
    """The broadcast of this id, None where there is none."""
    row = transaction.first(_LOAD, broadcast=broadcast_id)
    return _broadcast(row) if row else None


def load_broadcasts(transaction: Transaction, most: int) -> list[Broadcast]:
    """The latest broadcasts that went out, are to, or may yet, newest first."""
    return [_broadcast(row) for row in transaction.all(_LOAD_LATEST, most=most)]


def load_open_broadcasts(transaction: Transaction) -> list[Broadcast]:
    """Those with something to do: planned, running, or stopped with recipients to be told apart; oldest first."""
    return [_broadcast(row) for row in transaction.all(_LOAD_OPEN)]


def has_open_amendment(transaction: Transaction, broadcast_id: int) -> bool:
    """Whether a recall or a fix of a broadcast has begun and not ended."""
    return transaction.first(_AMENDMENT, broadcast=broadcast_id) is not None


def load_amended(transaction: Transaction) -> set[int]:
    """The broadcasts that a recall or a fix was launched of."""
    return {row.of for row in transaction.all(_AMENDED)}


def save_new_broadcast(transaction: Transaction, broadcast: Broadcast) -> Broadcast:
    """Save a broadcast that is not there yet; as it is then, with the id that the database gave it."""
    (row,) = transaction.all(_SAVE_NEW, **_columns(broadcast))
    return replace(broadcast, id=row.id)


def save_broadcast(transaction: Transaction, broadcast: Broadcast) -> None:
    """Save all of a broadcast that is there."""
    transaction.run(_SAVE, broadcast=broadcast.id, **_columns(broadcast))


def save_pace(transaction: Transaction, broadcast_id: int, per_second: float) -> None:
    """Keep how fast a broadcast goes."""
    transaction.run(_SAVE_PACE, broadcast=broadcast_id, pace=per_second)


def _columns(broadcast: Broadcast) -> dict[str, object]:
    """What stands in its row but the id."""
    values = {
        "kind": broadcast.kind,
        "status": broadcast.status,
        "admin_id": broadcast.admin_id,
        "source_chat_id": broadcast.source.chat_id,
        "source_message_id": broadcast.source.message_id,
        "captioned": broadcast.source.captioned,
        "of": broadcast.of,
        "text": _words(broadcast.text),
        **_whom(broadcast.audience),
        "planned_at": broadcast.when.at,
        "local_at": broadcast.when.local,
        "local_on": broadcast.when.local_on,
        "reason": broadcast.reason.slug if broadcast.reason else None,
        "reason_facts": json.dumps(broadcast.reason.facts) if broadcast.reason and broadcast.reason.facts else None,
        "size": broadcast.size,
        "left_out": json.dumps(broadcast.left_out),
        "frozen_to": broadcast.frozen_to,
        "created_at": broadcast.created_at,
        "launched_at": broadcast.launched_at,
        "ended_at": broadcast.ended_at,
        "per_second": broadcast.per_second,
        "opens_day": broadcast.opens_day,
        "file_kind": broadcast.file.kind if broadcast.file else None,
        "file_id": broadcast.file.file_id if broadcast.file else None,
    }
    return {f"its_{name}": value for name, value in values.items()}


def _broadcast(row: Row) -> Broadcast:
    return Broadcast(
        id=row.id,
        kind=Kind(row.kind),
        status=Status(row.status),
        admin_id=row.admin_id,
        source=Source(chat_id=row.source_chat_id, message_id=row.source_message_id, captioned=row.captioned),
        created_at=row.created_at,
        audience=_audience(row),
        when=When(at=row.planned_at, local=row.local_at, local_on=row.local_on),
        of=row.of,
        text=_rich_text(row.text),
        reason=Trouble(slug=row.reason, facts=json.loads(row.reason_facts or "{}")) if row.reason else None,
        size=row.size,
        left_out=json.loads(row.left_out),
        frozen_to=row.frozen_to,
        launched_at=row.launched_at,
        ended_at=row.ended_at,
        per_second=row.per_second,
        opens_day=row.opens_day,
        file=Attachment(kind=row.file_kind, file_id=row.file_id) if row.file_kind else None,
    )


def _whom(audience: Audience) -> dict[str, object]:
    """The columns of an audience: its slug, and one for each field that one of them has."""
    its_own = {f"whom_{name}": value for name, value in asdict(audience).items()}
    return {"whom": audience.slug, "whom_day": None, "whom_language": None, "whom_unknown": 0, **its_own}


def _audience(row: Row) -> Audience:
    choice = CHOICES[row.whom]
    return choice(**{field.name: getattr(row, f"whom_{field.name}") for field in fields(choice)})


def _words(text: RichText) -> str | None:
    if not text.text:
        return None
    return json.dumps([text.text, [[getattr(each, name) for name in _ENTITY] for each in text.entities]])


def _rich_text(kept: str | None) -> RichText:
    if not kept:
        return NOTHING
    words, entities = json.loads(kept)
    return RichText(text=words, entities=tuple(Entity(**dict(zip(_ENTITY, each, strict=False))) for each in entities))

"""What Telegram keeps the files of the course by, for each bot."""

from __future__ import annotations

from sqlalchemy import bindparam, delete, select

from bot.core.course import Media
from bot.core.delivery import Attachment
from bot.store.engine.database import Transaction
from bot.store.engine.statement import Statement, insert
from bot.store.tables import uploads

_new = insert(uploads)
_SAVE = Statement(
    _new.values(
        bot_id=bindparam("of_bot"),
        digest=bindparam("of_digest"),
        kind=bindparam("of_kind"),
        sent_as=bindparam("as_sent"),
        file_id=bindparam("kept_by"),
    ).on_conflict_do_update(
        index_elements=["bot_id", "digest", "kind"],
        set_={"sent_as": _new.excluded.sent_as, "file_id": _new.excluded.file_id},
    )
)
_OF = (
    uploads.c.bot_id == bindparam("of_bot"),
    uploads.c.digest == bindparam("of_digest"),
    uploads.c.kind == bindparam("of_kind"),
)
_LOAD = Statement(select(uploads.c.sent_as, uploads.c.file_id).where(*_OF))
_DELETE = Statement(delete(uploads).where(*_OF, uploads.c.file_id == bindparam("kept_by")))


def load_upload(transaction: Transaction, bot_id: int, media: Media) -> Attachment | None:
    """What Telegram keeps this file by for this bot; None where it has not been sent."""
    row = transaction.first(_LOAD, **_key(bot_id, media))
    return Attachment(kind=row.sent_as, file_id=row.file_id) if row else None


def save_upload(transaction: Transaction, bot_id: int, media: Media, sent: Attachment) -> None:
    """Keep what Telegram keeps this file by for this bot."""
    transaction.run(_SAVE, **_key(bot_id, media), as_sent=sent.kind, kept_by=sent.file_id)


def forget_upload(transaction: Transaction, bot_id: int, media: Media, sent: Attachment) -> None:
    """Forget what Telegram does not know any more, unless something else has been kept since."""
    transaction.run(_DELETE, **_key(bot_id, media), kept_by=sent.file_id)


def _key(bot_id: int, media: Media) -> dict[str, object]:
    return {"of_bot": bot_id, "of_digest": media.digest, "of_kind": media.kind.value}

"""What admins do with broadcasts: draft, choose, confirm, launch, pause, resume, stop, take back, mend."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum

from bot.core.audit import AuditEntry, Deed
from bot.core.broadcast import (
    HALTED,
    UNDECIDED,
    UNSAVED,
    Act,
    Audience,
    Broadcast,
    Kind,
    Source,
    Status,
    When,
    Whom,
    text_limit,
)
from bot.core.confirmation import confirmation_code, is_code, is_open
from bot.core.richtext import NOTHING, RichText
from bot.flows.school import School
from bot.store.audiences import forget_list, save_list
from bot.store.audit import save_audit
from bot.store.broadcasts import load_broadcast, save_broadcast, save_new_broadcast
from bot.store.engine.sqlite import Transaction
from bot.store.recipients import count_resendable, has_unsettled, resend_recipients

MOST_LISTED = 10_000
"""Ids that a pasted list may hold."""


class BroadcastRefusal(Enum):
    """Why nothing was done."""

    UNKNOWN = "there is no such broadcast"
    NOT_NOW = "it does not stand where that can be done"
    VOID = "the question is no longer open: it was put to somebody else, too long ago, or for another plan"
    TOO_LONG = "the text is too long"
    EMPTY = "there is nothing to say"
    NOBODY = "there is nobody to send it to"
    TOO_MANY = "the list is too long"
    BAD_CHOICE = "there is no such audience"
    PAST = "that moment has passed"


@dataclass(frozen=True, slots=True)
class Confirmation:
    """The answer to a question that was put to an admin; `code` holds for no other admin, act, plan or bot."""

    act: Act
    broadcast_id: int
    asked_at: datetime
    code: str


async def draft(school: School, admin_id: int, source: Source, opens_day: int | None = None) -> Broadcast:
    """A new draft of a broadcast that copies this message, with a button that opens a day or without."""
    now = school.clock.now()

    def work(transaction: Transaction) -> Broadcast:
        made = Broadcast(UNSAVED, Kind.COPY, Status.DRAFT, admin_id, source, now, opens_day=opens_day)
        return _drafted(transaction, made)

    return await school.database.transact(work)


async def draft_recall(school: School, admin_id: int, of: int) -> Broadcast | BroadcastRefusal:
    """A draft that deletes the copies of a broadcast which is not on its way (any more)."""
    return await _draft_of(school, admin_id, of, Kind.RECALL, NOTHING)


async def draft_fix(school: School, admin_id: int, of: int, text: RichText) -> Broadcast | BroadcastRefusal:
    """A draft that changes the words of the copies of a broadcast which is not on its way (any more)."""
    return await _draft_of(school, admin_id, of, Kind.FIX, text)


async def choose_audience(
    school: School, admin_id: int, broadcast_id: int, audience: Audience, ids: Iterable[int] = ()
) -> Broadcast | BroadcastRefusal:
    """Choose whom a draft is for; `ids` are those of a pasted list."""
    pasted = set(ids)
    if len(pasted) > MOST_LISTED:
        return BroadcastRefusal.TOO_MANY
    if not _makes_sense(audience, len(school.course.days)):
        return BroadcastRefusal.BAD_CHOICE

    def change(transaction: Transaction, draft: Broadcast) -> Broadcast | BroadcastRefusal:
        unknown = 0
        if audience.whom is Whom.LISTED:
            unknown = save_list(transaction, broadcast_id, pasted)
        else:
            forget_list(transaction, broadcast_id)
        return replace(draft, audience=replace(audience, unknown=unknown))

    deed, kinds = (Deed.CHOSE_AUDIENCE, audience.whom), {Kind.COPY}
    return await _change(school, admin_id, broadcast_id, {Status.DRAFT}, deed, change, kinds)


async def choose_time(school: School, admin_id: int, broadcast_id: int, when: When) -> Broadcast | BroadcastRefusal:
    """Choose when a draft, or one that was held, is to go."""
    if when.at is not None and when.at <= school.clock.now():
        return BroadcastRefusal.PAST

    def change(_: Transaction, draft: Broadcast) -> Broadcast:
        return replace(draft, when=when)

    return await _change(school, admin_id, broadcast_id, UNDECIDED, (Deed.CHOSE_TIME, None), change)


async def ask(school: School, admin_id: int, broadcast_id: int, act: Act) -> Confirmation | BroadcastRefusal:
    """What this admin has to answer within ten minutes, so that it is done."""
    broadcast = await school.database.transact(lambda transaction: load_broadcast(transaction, broadcast_id))
    if broadcast is None:
        return BroadcastRefusal.UNKNOWN
    now = school.clock.now()
    code = confirmation_code(school.secret, broadcast.question(act, admin_id), now)
    return Confirmation(act, broadcast_id, now, code)


async def launch(school: School, admin_id: int, confirmation: Confirmation) -> Broadcast | BroadcastRefusal:
    """Send a draft on its way, now or at its time; its recipients are written down from then on."""
    now = school.clock.now()

    def change(_: Transaction, draft: Broadcast) -> Broadcast | BroadcastRefusal:
        if draft.when.at is not None and draft.when.at > now:
            return replace(draft, status=Status.PLANNED, reason=None)
        return replace(draft, status=Status.RUNNING, reason=None, launched_at=now)

    return await _confirmed(school, admin_id, confirmation, Act.LAUNCH, UNDECIDED, change)


async def pause(school: School, admin_id: int, broadcast_id: int) -> Broadcast | BroadcastRefusal:
    """Send nothing more until it is resumed."""

    def change(_: Transaction, running: Broadcast) -> Broadcast:
        return replace(running, status=Status.PAUSED, reason=None)

    return await _change(school, admin_id, broadcast_id, {Status.RUNNING}, (Deed.PAUSED, None), change)


async def resume(school: School, admin_id: int, broadcast_id: int) -> Broadcast | BroadcastRefusal:
    """Go on with one that was paused."""

    def change(_: Transaction, paused: Broadcast) -> Broadcast:
        return replace(paused, status=Status.RUNNING, reason=None)

    return await _change(school, admin_id, broadcast_id, {Status.PAUSED}, (Deed.RESUMED, None), change)


async def stop(school: School, admin_id: int, confirmation: Confirmation) -> Broadcast | BroadcastRefusal:
    """Send nothing more, ever: whoever has not got it is cancelled. A draft is thrown away so."""
    now = school.clock.now()
    stoppable = (*UNDECIDED, Status.PLANNED, Status.RUNNING, Status.PAUSED)

    def change(transaction: Transaction, broadcast: Broadcast) -> Broadcast:
        forget_list(transaction, broadcast.id)
        over = not has_unsettled(transaction, broadcast.id)
        return replace(broadcast, status=Status.STOPPED, reason=None, ended_at=now if over else None)

    return await _confirmed(school, admin_id, confirmation, Act.STOP, stoppable, change)


async def resend_uncertain(school: School, admin_id: int, confirmation: Confirmation) -> Broadcast | BroadcastRefusal:
    """Send it to those of whom it is not known whether they have it; to each of them only once more, ever."""
    now = school.clock.now()

    def change(transaction: Transaction, broadcast: Broadcast) -> Broadcast | BroadcastRefusal:
        if not resend_recipients(transaction, broadcast.id, now):
            return BroadcastRefusal.NOBODY
        status = Status.RUNNING if broadcast.status is Status.DONE else broadcast.status
        return replace(broadcast, status=status, ended_at=None)

    standing = {Status.RUNNING, Status.PAUSED, Status.DONE}
    return await _confirmed(school, admin_id, confirmation, Act.RESEND, standing, change)


async def resendable(school: School, broadcast_id: int) -> int:
    """How many `resend_uncertain` would send it to."""
    return await school.database.transact(lambda transaction: count_resendable(transaction, broadcast_id))


async def _draft_of(school: School, admin_id: int, of: int, kind: Kind, text: RichText) -> Broadcast | BroadcastRefusal:
    now = school.clock.now()

    def work(transaction: Transaction) -> Broadcast | BroadcastRefusal:
        original = load_broadcast(transaction, of)
        if original is None or original.kind is not Kind.COPY:
            return BroadcastRefusal.UNKNOWN
        if original.status not in HALTED:
            return BroadcastRefusal.NOT_NOW
        if kind is Kind.FIX and not text.text.strip():
            return BroadcastRefusal.EMPTY
        if len(text) > text_limit(original.source):
            return BroadcastRefusal.TOO_LONG
        made = Broadcast(
            UNSAVED, kind, Status.DRAFT, admin_id, original.source, now, of=of, text=text, opens_day=original.opens_day
        )
        return _drafted(transaction, made)

    return await school.database.transact(work)


async def _confirmed(
    school: School,
    admin_id: int,
    confirmation: Confirmation,
    act: Act,
    standing: Collection[Status],
    change: Callable[[Transaction, Broadcast], Broadcast | BroadcastRefusal],
) -> Broadcast | BroadcastRefusal:
    """Change a broadcast as an admin was asked about and has confirmed."""
    asked_at, now = confirmation.asked_at, school.clock.now()

    def check(transaction: Transaction, broadcast: Broadcast) -> Broadcast | BroadcastRefusal:
        question = broadcast.question(act, admin_id)
        fits = confirmation.act is act and is_code(confirmation.code, school.secret, question, asked_at)
        return change(transaction, broadcast) if fits and is_open(asked_at, now) else BroadcastRefusal.VOID

    return await _change(school, admin_id, confirmation.broadcast_id, standing, (Deed.CONFIRMED, act), check)


async def _change(
    school: School,
    admin_id: int,
    broadcast_id: int,
    standing: Collection[Status],
    deed: tuple[Deed, str | None],
    change: Callable[[Transaction, Broadcast], Broadcast | BroadcastRefusal],
    kinds: Iterable[Kind] = tuple(Kind),
) -> Broadcast | BroadcastRefusal:
    """Change a broadcast that stands where that can be done, and keep who did it, with the detail."""
    now, (did, detail) = school.clock.now(), deed

    def work(transaction: Transaction) -> Broadcast | BroadcastRefusal:
        broadcast = load_broadcast(transaction, broadcast_id)
        if broadcast is None:
            return BroadcastRefusal.UNKNOWN
        if broadcast.status not in standing or broadcast.kind not in kinds:
            return BroadcastRefusal.NOT_NOW
        changed = change(transaction, broadcast)
        if not isinstance(changed, BroadcastRefusal):
            save_broadcast(transaction, changed)
            save_audit(transaction, AuditEntry(now, admin_id, did, broadcast_id, detail))
        return changed

    return await school.database.transact(work)


def _drafted(transaction: Transaction, made: Broadcast) -> Broadcast:
    draft = save_new_broadcast(transaction, made)
    detail = None if draft.kind is Kind.COPY else draft.kind
    save_audit(transaction, AuditEntry(draft.created_at, draft.admin_id, Deed.DRAFTED, draft.id, detail))
    return draft


def _makes_sense(audience: Audience, days: int) -> bool:
    match audience.whom:
        case Whom.AT_DAY:
            return audience.day is not None and 1 <= audience.day <= days
        case Whom.LANGUAGE:
            language = audience.language or ""
            return language.isascii() and language.isalpha() and language.islower() and 2 <= len(language) <= 8
        case _:
            return True

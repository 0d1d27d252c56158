"""What admins do with broadcasts: draft, choose, confirm, launch, pause, resume, stop, take back, mend."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from enum import Enum

from bot.core.audience import Audience, Everyone, FromDay, Listed, is_possible
from bot.core.audit import AuditAction, AuditEntry
from bot.core.broadcast import (
    HALTED,
    UNDECIDED,
    UNSAVED,
    Act,
    Broadcast,
    Kind,
    Source,
    Status,
    When,
    text_limit,
)
from bot.core.confirmation import confirmation_code, is_code, is_open
from bot.core.delivery import Attachment
from bot.core.richtext import NOTHING, RichText
from bot.flows.flow import of_school
from bot.flows.school import School
from bot.store.audiences import forget_list, save_list
from bot.store.audit import save_audit
from bot.store.broadcasts import load_broadcast, save_broadcast, save_new_broadcast
from bot.store.engine.database import Transaction
from bot.store.panels import stir_panels
from bot.store.recipients import has_unsettled, resend_recipients

MOST_LISTED = 10_000
"""Ids that a pasted list may hold."""

LONGEST_WAIT = timedelta(days=366)
"""How long a broadcast may be planned ahead: what lies further away is a slip of the hand."""


class BroadcastRefusal(Enum):
    """Why nothing was done."""

    UNKNOWN = "there is no such broadcast"
    NOT_NOW = "it does not stand where that can be done"
    VOID = "the question is no longer open: it was put to somebody else, too long ago, or for another plan"
    TOO_LONG = "the text is too long"
    EMPTY = "there is nothing to say"
    NOBODY = "there is nobody to send it to"
    NOT_TODAY = "nobody can be sent it now"
    TOO_MANY = "the list is too long"
    BAD_CHOICE = "there is no such audience"
    PAST = "that moment has passed"
    FAR = "that moment is too far away"


@dataclass(frozen=True, slots=True)
class Confirmation:
    """The answer to a question that was put to an admin; `code` holds for no other admin, act, plan or bot."""

    act: Act
    broadcast_id: int
    asked_at: datetime
    code: str


@of_school
def draft(
    transaction: Transaction,
    _: School,
    now: datetime,
    admin_id: int,
    source: Source,
    opens_day: int | None = None,
    *,
    text: RichText = NOTHING,
    file: Attachment | None = None,
) -> Broadcast:
    """Draft a broadcast that copies this message, of which `text` and `file` are all it takes to send it once more,
    with a button that opens a day or without. A day is announced to those who are at it or past it, unless an admin
    chooses otherwise.
    """
    made = Broadcast(
        UNSAVED,
        Kind.COPY,
        Status.DRAFT,
        admin_id,
        source,
        now,
        audience=Everyone() if opens_day is None else FromDay(opens_day),
        text=text,
        file=file,
        opens_day=opens_day,
    )
    return _drafted(transaction, made)


@of_school
def choose_message(
    transaction: Transaction,
    _: School,
    now: datetime,
    admin_id: int,
    broadcast_id: int,
    source: Source,
    text: RichText,
    file: Attachment | None,
) -> Broadcast | BroadcastRefusal:
    """Have a draft, or one that was held, copy another message."""
    undecided = _standing(transaction, broadcast_id, UNDECIDED, {Kind.COPY})
    if isinstance(undecided, BroadcastRefusal):
        return undecided
    changed = replace(undecided, source=source, text=text, file=file, opens_day=None)
    return _keep(transaction, changed, now, admin_id, AuditAction.CHOSE_MESSAGE)


@of_school
def replace_source(transaction: Transaction, _: School, __: datetime, broadcast_id: int, source: Source) -> None:
    """Have a broadcast copy the same words from where they are now."""
    broadcast = load_broadcast(transaction, broadcast_id)
    if broadcast is not None:
        save_broadcast(transaction, replace(broadcast, source=source))


@of_school
def reconsider(
    transaction: Transaction, _: School, now: datetime, admin_id: int, broadcast_id: int
) -> Broadcast | BroadcastRefusal:
    """Make a draft again of a broadcast that waits for its time, so that all of it can be changed."""
    planned = _standing(transaction, broadcast_id, {Status.PLANNED})
    if isinstance(planned, BroadcastRefusal):
        return planned
    return _keep(transaction, replace(planned, status=Status.DRAFT), now, admin_id, AuditAction.RECONSIDERED)


@of_school
def draft_recall(
    transaction: Transaction, _: School, now: datetime, admin_id: int, of: int
) -> Broadcast | BroadcastRefusal:
    """Draft a broadcast that deletes the copies of another which is not on its way (any more)."""
    return _draft_of(transaction, now, admin_id, of, Kind.RECALL, NOTHING)


@of_school
def draft_fix(
    transaction: Transaction, _: School, now: datetime, admin_id: int, of: int, text: RichText
) -> Broadcast | BroadcastRefusal:
    """Draft a broadcast that changes the words of the copies of another which is not on its way (any more)."""
    return _draft_of(transaction, now, admin_id, of, Kind.FIX, text)


@of_school
def choose_audience(
    transaction: Transaction,
    school: School,
    now: datetime,
    admin_id: int,
    broadcast_id: int,
    audience: Audience,
    ids: Collection[int] = (),
) -> Broadcast | BroadcastRefusal:
    """Choose whom a draft is for; `ids` are those of a pasted list."""
    pasted = set(ids)
    if len(pasted) > MOST_LISTED:
        return BroadcastRefusal.TOO_MANY
    if not is_possible(audience, len(school.course.days)):
        return BroadcastRefusal.BAD_CHOICE
    undecided = _standing(transaction, broadcast_id, {Status.DRAFT}, {Kind.COPY})
    if isinstance(undecided, BroadcastRefusal):
        return undecided
    if isinstance(audience, Listed):
        audience = Listed(unknown=save_list(transaction, broadcast_id, pasted))
    else:
        forget_list(transaction, broadcast_id)
    changed = replace(undecided, audience=audience)
    detail = json.dumps({"whom": audience.slug, **asdict(audience)})
    return _keep(transaction, changed, now, admin_id, AuditAction.CHOSE_AUDIENCE, detail)


@of_school
def choose_time(
    transaction: Transaction, _: School, now: datetime, admin_id: int, broadcast_id: int, when: When
) -> Broadcast | BroadcastRefusal:
    """Choose when a draft, or one that was held, is to go."""
    if when.is_past(now):
        return BroadcastRefusal.PAST
    if when.at is not None and when.at > now + LONGEST_WAIT:
        return BroadcastRefusal.FAR
    undecided = _standing(transaction, broadcast_id, UNDECIDED)
    if isinstance(undecided, BroadcastRefusal):
        return undecided
    at, local = when.at.isoformat() if when.at else None, when.local.isoformat() if when.local else None
    on = when.local_on.isoformat() if when.local_on else None
    detail = json.dumps({"at": at, "local": local, "on": on})
    return _keep(transaction, replace(undecided, when=when), now, admin_id, AuditAction.CHOSE_TIME, detail)


@of_school
def ask(
    transaction: Transaction, school: School, now: datetime, admin_id: int, broadcast_id: int, act: Act
) -> Confirmation | BroadcastRefusal:
    """What this admin has to answer within ten minutes, so that it is done."""
    broadcast = load_broadcast(transaction, broadcast_id)
    if broadcast is None:
        return BroadcastRefusal.UNKNOWN
    code = confirmation_code(school.secret, broadcast.question(act, admin_id), now)
    return Confirmation(act, broadcast_id, now, code)


@of_school
def launch(
    transaction: Transaction, school: School, now: datetime, admin_id: int, confirmation: Confirmation
) -> Broadcast | BroadcastRefusal:
    """Send a draft on its way, now or at its time; its recipients are written down from then on."""
    undecided = _confirmed(transaction, school, now, admin_id, confirmation, Act.LAUNCH, UNDECIDED)
    if isinstance(undecided, BroadcastRefusal):
        return undecided
    if undecided.when.at is not None and undecided.when.at > now:
        launched = replace(undecided, status=Status.PLANNED, reason=None)
    else:
        launched = replace(undecided, status=Status.RUNNING, reason=None, launched_at=now)
    return _keep(transaction, launched, now, admin_id, AuditAction.CONFIRMED, Act.LAUNCH)


@of_school
def pause(
    transaction: Transaction, _: School, now: datetime, admin_id: int, broadcast_id: int
) -> Broadcast | BroadcastRefusal:
    """Send nothing more until it is resumed."""
    running = _standing(transaction, broadcast_id, {Status.RUNNING})
    if isinstance(running, BroadcastRefusal):
        return running
    return _keep(transaction, replace(running, status=Status.PAUSED, reason=None), now, admin_id, AuditAction.PAUSED)


@of_school
def resume(
    transaction: Transaction, _: School, now: datetime, admin_id: int, broadcast_id: int
) -> Broadcast | BroadcastRefusal:
    """Go on with one that was paused."""
    paused = _standing(transaction, broadcast_id, {Status.PAUSED})
    if isinstance(paused, BroadcastRefusal):
        return paused
    return _keep(transaction, replace(paused, status=Status.RUNNING, reason=None), now, admin_id, AuditAction.RESUMED)


@of_school
def stop(
    transaction: Transaction, school: School, now: datetime, admin_id: int, confirmation: Confirmation
) -> Broadcast | BroadcastRefusal:
    """Send nothing more, ever: whoever has not got it is cancelled. A draft is thrown away so."""
    stoppable = (*UNDECIDED, Status.PLANNED, Status.RUNNING, Status.PAUSED)
    broadcast = _confirmed(transaction, school, now, admin_id, confirmation, Act.STOP, stoppable)
    if isinstance(broadcast, BroadcastRefusal):
        return broadcast
    forget_list(transaction, broadcast.id)
    ended_at = None if has_unsettled(transaction, broadcast.id) else now
    when = When() if broadcast.status is Status.DRAFT else broadcast.when  # of a draft nothing is left
    stopped = replace(broadcast, status=Status.STOPPED, when=when, reason=None, ended_at=ended_at)
    return _keep(transaction, stopped, now, admin_id, AuditAction.CONFIRMED, Act.STOP)


@of_school
def resend_uncertain(
    transaction: Transaction, school: School, now: datetime, admin_id: int, confirmation: Confirmation
) -> Broadcast | BroadcastRefusal:
    """Send it to those of whom it is not known whether they have it; to each of them only once more, ever."""
    standing = (Status.RUNNING, Status.PAUSED, Status.DONE)
    broadcast = _confirmed(transaction, school, now, admin_id, confirmation, Act.RESEND, standing)
    if isinstance(broadcast, BroadcastRefusal):
        return broadcast
    if not resend_recipients(transaction, broadcast.id, now):
        return BroadcastRefusal.NOBODY
    status = Status.RUNNING if broadcast.status is Status.DONE else broadcast.status
    resent = replace(broadcast, status=status, ended_at=None)
    return _keep(transaction, resent, now, admin_id, AuditAction.CONFIRMED, Act.RESEND)


def _draft_of(
    transaction: Transaction, now: datetime, admin_id: int, of: int, kind: Kind, text: RichText
) -> Broadcast | BroadcastRefusal:
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


def _drafted(transaction: Transaction, made: Broadcast) -> Broadcast:
    draft = save_new_broadcast(transaction, made)
    detail = None if draft.kind is Kind.COPY else draft.kind
    save_audit(transaction, AuditEntry(draft.created_at, draft.admin_id, AuditAction.DRAFTED, draft.id, detail))
    return draft


def _standing(
    transaction: Transaction, broadcast_id: int, standing: Collection[Status], kinds: Collection[Kind] = tuple(Kind)
) -> Broadcast | BroadcastRefusal:
    """The broadcast of this id: refused where it stands elsewhere, or is of another kind."""
    broadcast = load_broadcast(transaction, broadcast_id)
    if broadcast is None:
        return BroadcastRefusal.UNKNOWN
    return broadcast if broadcast.status in standing and broadcast.kind in kinds else BroadcastRefusal.NOT_NOW


def _confirmed(
    transaction: Transaction,
    school: School,
    now: datetime,
    admin_id: int,
    confirmation: Confirmation,
    act: Act,
    standing: Collection[Status],
) -> Broadcast | BroadcastRefusal:
    """The broadcast of which an admin was asked, and has confirmed, that this be done."""
    broadcast = _standing(transaction, confirmation.broadcast_id, standing)
    if isinstance(broadcast, BroadcastRefusal):
        return broadcast
    question, asked_at = broadcast.question(act, admin_id), confirmation.asked_at
    fits = confirmation.act is act and is_code(confirmation.code, school.secret, question, asked_at)
    return broadcast if fits and is_open(asked_at, now) else BroadcastRefusal.VOID


def _keep(
    transaction: Transaction,
    changed: Broadcast,
    now: datetime,
    admin_id: int,
    did: AuditAction,
    detail: str | None = None,
) -> Broadcast:
    """Save what an admin changed, and who did it, with the detail; whatever shows how it goes follows."""
    save_broadcast(transaction, changed)
    for shown in {changed.id, changed.of or changed.id}:
        stir_panels(transaction, shown)
    save_audit(transaction, AuditEntry(now, admin_id, did, changed.id, detail))
    return changed

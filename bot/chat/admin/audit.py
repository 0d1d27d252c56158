"""/audit: who of the admins did what."""

from __future__ import annotations

import json
from datetime import datetime

from bot.botapi.message import Message
from bot.chat.conversation import Typed
from bot.chat.feature import Command, Feature
from bot.core.audience import AtDay, TodayOpen
from bot.core.audit import AuditEntry, Deed
from bot.core.richtext import bold
from bot.flows.audit import look_at_audit
from bot.flows.school import School
from bot.words import N_


class AuditHandlers:
    """Where admins see what admins did."""

    def __init__(self, school: School) -> None:
        self._school = school

    @property
    def feature(self) -> Feature:
        """What the audit brings to the bot."""
        return Feature(
            commands=(Command("audit", self.on_audit, N_("Who of the admins did what"), menu=123),),
            for_admins=True,
        )

    async def on_audit(self, typed: Typed) -> None:
        """/audit."""
        await typed.reply(audit_screen(await look_at_audit(self._school)))


def audit_screen(entries: list[AuditEntry]) -> Message:
    """The latest entries, newest first."""
    lines = [
        f"{_moment(entry.at)}  {entry.admin_id} {_did(entry)}"
        + (f" {entry.broadcast_id}" if entry.broadcast_id is not None else "")
        + (f" ({about[:80]})" if (about := _about(entry)) else "")
        for entry in entries
    ]
    told = "\n".join(lines) or "Nothing yet."
    return Message(bold("What admins did") + "\n\n" + told)


_CHOSEN: dict[str, str] = {TodayOpen.slug: "not finished today", AtDay.slug: "at a day"}


def _did(entry: AuditEntry) -> str:
    """What an admin did; in the words of an earlier version where they are known no more."""
    detail = entry.detail or ""
    told: dict[str, str] = {
        Deed.DRAFTED: f"drafted a {detail}" if detail else "drafted",
        Deed.CHOSE_AUDIENCE: f"chose {_CHOSEN.get(detail, detail)}",
        Deed.CHOSE_TIME: "chose a time",
        Deed.CONFIRMED: f"confirmed to {detail}",
        Deed.LOOKED_AT_LEARNER: "looked at a learner",
        Deed.RELOADED_COURSE: "reloaded the course",
    }
    return told.get(entry.did, entry.did)


def _about(entry: AuditEntry) -> str:
    """What stands behind it in brackets: the detail, where what was done doesn’t say it already."""
    if entry.did in {Deed.DRAFTED, Deed.CHOSE_AUDIENCE, Deed.CONFIRMED}:
        return ""
    if entry.did != Deed.RELOADED_COURSE:
        return entry.detail or ""
    changes = json.loads(entry.detail or "{}").items()
    return "; ".join(f"{word}: {', '.join(map(str, days))}" for word, days in changes) or "titles"


def _moment(at: datetime) -> str:
    return f"{at.day} {at:%b %Y, %H:%M} UTC"

"""What admins did, as they read it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, tzinfo

from bot.botapi.message import Message
from bot.chat.broadcasts.phrases import audience_words, when_words
from bot.core.audience import CHOICES, Active, AtDay, Everyone, FromDay, InLanguage, Listed, TodayOpen
from bot.core.audit import AuditAction, AuditEntry
from bot.core.broadcast import Act, Kind, When
from bot.core.course import Course
from bot.core.richtext import RichText, join
from bot.words import N_, DateForm, Words

NAME_LENGTH = 24
"""Characters that are shown of an admin's name."""


@dataclass(frozen=True, slots=True)
class Told:
    """All that is needed to tell what admins did in the words of whoever reads it."""

    course: Course | None = None
    zone: tzinfo = UTC
    names: Mapping[int, str] = field(default_factory=dict)


def audit_screen(words: Words, entries: list[AuditEntry], told: Told | None = None) -> Message:
    """Entries, newest first."""
    lines = [_line(words, entry, told or Told()) for entry in entries] or [words.text("Nothing yet.")]
    return Message(words.text("**What admins did**") + "\n\n" + join("\n", lines))


ACTIONS: dict[tuple[str, str | None], str] = {
    # Translators: a line for what an admin did. {admin} and {broadcast} are numbers: “70 drafted a recall 12”.
    (AuditAction.DRAFTED, None): N_("{moment}  {admin} drafted {broadcast}"),
    (AuditAction.DRAFTED, Kind.RECALL): N_("{moment}  {admin} drafted a recall {broadcast}"),
    (AuditAction.DRAFTED, Kind.FIX): N_("{moment}  {admin} drafted a fix {broadcast}"),
    # Translators: who gets a broadcast was chosen: “70 chose everyone 12”.
    (AuditAction.CHOSE_AUDIENCE, Everyone.slug): N_("{moment}  {admin} chose everyone {broadcast}"),
    # Translators: those who were here lately.
    (AuditAction.CHOSE_AUDIENCE, Active.slug): N_("{moment}  {admin} chose active {broadcast}"),
    (AuditAction.CHOSE_AUDIENCE, TodayOpen.slug): N_("{moment}  {admin} chose not finished today {broadcast}"),
    # Translators: those who are at a day of the course.
    (AuditAction.CHOSE_AUDIENCE, AtDay.slug): N_("{moment}  {admin} chose at a day {broadcast}"),
    # Translators: those who are at a day of the course or past it.
    (AuditAction.CHOSE_AUDIENCE, FromDay.slug): N_("{moment}  {admin} chose from a day on {broadcast}"),
    # Translators: those whose Telegram speaks a language.
    (AuditAction.CHOSE_AUDIENCE, InLanguage.slug): N_("{moment}  {admin} chose language {broadcast}"),
    # Translators: those whose numbers were typed in.
    (AuditAction.CHOSE_AUDIENCE, Listed.slug): N_("{moment}  {admin} chose listed {broadcast}"),
    (AuditAction.CHOSE_TIME, None): N_("{moment}  {admin} chose a time {broadcast}"),
    (AuditAction.CHOSE_MESSAGE, None): N_("{moment}  {admin} changed the message of {broadcast}"),
    # Translators: a broadcast that was planned is a draft again.
    (AuditAction.RECONSIDERED, None): N_("{moment}  {admin} took back the plan of {broadcast}"),
    (AuditAction.PAUSED, None): N_("{moment}  {admin} paused {broadcast}"),
    (AuditAction.RESUMED, None): N_("{moment}  {admin} resumed {broadcast}"),
    (AuditAction.CONFIRMED, Act.LAUNCH): N_("{moment}  {admin} confirmed to launch {broadcast}"),
    (AuditAction.CONFIRMED, Act.STOP): N_("{moment}  {admin} confirmed to stop {broadcast}"),
    # Translators: to send it again to whoever may not have got it.
    (AuditAction.CONFIRMED, Act.RESEND): N_("{moment}  {admin} confirmed to resend {broadcast}"),
}
"""The lines on broadcasts, by what was done and by the detail that is kept of it."""

_ABOUT_LEARNERS: dict[str, str] = {
    # Translators: {learner} is a pseudonym, such as “blue-heron”.
    AuditAction.LOOKED_AT_LEARNER: N_("{moment}  {admin} looked at a learner ({learner})"),
    # Translators: {learner} is a pseudonym, such as “blue-heron”.
    AuditAction.WROTE_TO_LEARNER: N_("{moment}  {admin} wrote to a learner ({learner})"),
    # Translators: {learner} is a pseudonym, such as “blue-heron”, who had paused all messages.
    AuditAction.ENDED_PAUSE: N_("{moment}  {admin} ended the pause of a learner ({learner})"),
}
_CHANGES = {
    # Translators: days of the course, by number: “new: 12, 13”.
    "new": N_("new: {days}"),
    "changed": N_("changed: {days}"),
    # Translators: days that are no longer written.
    "gone": N_("gone: {days}"),
}
_DETAIL_LENGTH = 80


def _line(words: Words, entry: AuditEntry, told_by: Told) -> RichText | str:
    """What an admin did; in the words of an earlier version where they are known no more."""
    in_utc, here = str(told_by.zone) == "UTC", entry.at.astimezone(told_by.zone)
    moment = words.date(here, DateForm.MOMENT_IN_UTC if in_utc else DateForm.MOMENT_AND_YEAR)
    facts = {"moment": moment, "admin": told_by.names.get(entry.admin_id, str(entry.admin_id))}
    if choice := _choice(words, entry, told_by):
        # Translators: what an admin chose of a broadcast, which is a number: “Ada chose for 12: everyone”.
        return words.text(
            "{moment}  {admin} chose for {broadcast}: {choice}",
            **facts,
            broadcast=str(entry.broadcast_id),
            choice=choice,
        )
    detail = (entry.detail or "")[:_DETAIL_LENGTH]
    if entry.broadcast_id is not None and (entry.did, entry.detail) in ACTIONS:
        return words.text(ACTIONS[entry.did, entry.detail], **facts, broadcast=str(entry.broadcast_id))
    if entry.did in _ABOUT_LEARNERS:
        return words.text(_ABOUT_LEARNERS[entry.did], **facts, learner=detail)
    if entry.did == AuditAction.RELOADED_COURSE:
        changes = _changes(words, json.loads(entry.detail or "{}"))
        return words.text("{moment}  {admin} reloaded the course ({changes})", **facts, changes=changes)
    if entry.did == AuditAction.RESTORED_COURSE:
        changes = _changes(words, json.loads(entry.detail or "{}"))
        return words.text("{moment}  {admin} went back to the course as it was ({changes})", **facts, changes=changes)
    broadcast = "" if entry.broadcast_id is None else str(entry.broadcast_id)
    told = [facts["admin"], entry.did, broadcast, f"({detail})" if detail else ""]
    return f"{facts['moment']}  {' '.join(filter(None, told))}"


def _choice(words: Words, entry: AuditEntry, told_by: Told) -> str | None:
    """The audience or the time that was chosen, where that was kept."""
    if not (entry.detail or "").startswith("{") or told_by.course is None:
        return None
    kept = json.loads(entry.detail or "{}")
    if entry.did == AuditAction.CHOSE_AUDIENCE and (choice := CHOICES.get(kept.pop("whom", ""))):
        return audience_words(words, choice(**kept), told_by.course)
    if entry.did == AuditAction.CHOSE_TIME:
        at, local, on = kept["at"], kept["local"], kept.get("on")
        when = When(
            datetime.fromisoformat(at) if at else None,
            time.fromisoformat(local) if local else None,
            date.fromisoformat(on) if on else None,
        )
        return when_words(words, when, told_by.zone)
    return None


def _changes(words: Words, changed: dict[str, list[int]]) -> str:
    """Which days a reload changed."""
    told = [
        words.text(text, days=", ".join(map(str, changed[kind]))).text
        for kind, text in _CHANGES.items()
        if kind in changed
    ]
    # Translators: of the course’s files nothing but titles has changed.
    return "; ".join(told)[:_DETAIL_LENGTH] or words.text("titles").text

"""How a broadcast goes, as admins see it: the panel that follows it, the list of all, and every recipient as a file."""

from __future__ import annotations

import gzip
from datetime import datetime, tzinfo

from bot.botapi.message import File, Keyboard, Message
from bot.chat.broadcasts.phrases import (
    audience_words,
    duration_words,
    left_out_words,
    moment_words,
    reason_words,
    title,
    trouble_words,
    when_words,
)
from bot.chat.broadcasts.taps import (
    Asked,
    AskFor,
    AskWhether,
    DraftView,
    OpenBroadcast,
    Preparation,
    Prepare,
    ShowBroadcast,
    Steer,
    Turn,
)
from bot.chat.tap import button
from bot.core.audience import LeftOut
from bot.core.broadcast import AMENDABLE_FOR, HALTED, TO_COME, Act, Broadcast, Kind, Status, Tally
from bot.core.course import Course
from bot.core.delivery import Delivery
from bot.core.richtext import RichText, bold, join
from bot.flows.broadcasts.delivery import STOPPED
from bot.flows.broadcasts.reports import Report

_BAR = 10  # squares: as many as fit into a line of a phone, with the share behind them
_MOST_REASONS = 5
_REASON_LENGTH = 120
_ZIPPED_FROM = 20_000_000  # bytes: Telegram takes files of up to 50 MB
_LEFT_OUT = {LeftOut.PAUSED, LeftOut.MUTED, LeftOut.CAPPED, STOPPED}
_VERBS = {Kind.COPY: "sent", Kind.RECALL: "deleted", Kind.FIX: "changed"}


def panel_screen(report: Report, course: Course, zone: tzinfo, now: datetime) -> Message:
    """Where everybody stands, how long it still takes, and what can be done about it."""
    broadcast, tally = report.broadcast, report.tally
    facts = [_about(broadcast, course, zone)]
    if broadcast.reason:
        facts.append(trouble_words(broadcast.reason))
    lines: list[RichText | str] = [title(broadcast), "\n".join(facts)]
    if broadcast.status not in TO_COME:
        left_out = {LeftOut(reason): number for reason, number in broadcast.left_out.items()}
        lines += [f"{_bar(report)}\n{_counts(report)}", _reasons(tally), _pace(report, now), left_out_words(left_out)]
    return Message(join("\n\n", filter(None, lines)), _keyboard(report, now))


def list_screen(broadcasts: list[Broadcast], zone: tzinfo) -> Message:
    """The latest broadcasts, each with a button to see it."""
    if not broadcasts:
        return Message(RichText("Nothing has gone out yet. /broadcast begins."))
    lines = [f"{each.id} · {each.status} · {_size(each)}{_begun(each, zone)}" for each in broadcasts]
    buttons = [button(str(each.id), OpenBroadcast(each.id)) for each in broadcasts]
    rows = tuple(tuple(buttons[start : start + 5]) for start in range(0, len(buttons), 5))
    return Message(bold("Broadcasts") + "\n\n" + "\n".join(lines), rows)


def outcome_message(broadcast_id: int, content: bytes) -> Message:
    """Every recipient, with what became of them."""
    name = f"broadcast-{broadcast_id}.csv"
    file = File("document", name, content, "text/csv")
    if len(content) >= _ZIPPED_FROM:
        file = File("document", f"{name}.gz", gzip.compress(content), "application/gzip")
    return Message(RichText(f"Every recipient of broadcast {broadcast_id}, with what became of them."), file=file)


def _about(broadcast: Broadcast, course: Course, zone: tzinfo) -> str:
    if broadcast.kind is Kind.RECALL:
        return f"Deletes the copies of broadcast {broadcast.of}."
    if broadcast.kind is Kind.FIX:
        return f"Changes the copies of broadcast {broadcast.of}."
    begun_at = broadcast.launched_at
    when = f"Begun: {moment_words(begun_at, zone)}" if begun_at else f"When: {when_words(broadcast.when, zone)}"
    local = f"\nWhen: {when_words(broadcast.when, zone)}" if begun_at and broadcast.when.local else ""
    return f"To: {audience_words(broadcast.audience, course)}\n{when}{local}"


def _bar(report: Report) -> str:
    tally, stopped = report.tally, report.broadcast.status is Status.STOPPED
    undone = tally.left + (tally[Delivery.CANCELLED] if stopped else 0)
    share = 1 - undone / tally.size if tally.size else 1.0
    if report.broadcast.frozen_to is not None and not stopped:  # it is not known yet how many they are
        share = 0.0
    full = int(_BAR * share)
    return "🟩" * full + "⬜" * (_BAR - full) + f" {int(100 * share)}\u00a0%"


def _counts(report: Report) -> str:
    """Every recipient in one of the lines."""
    tally, verb = report.tally, _VERBS[report.broadcast.kind]
    later = f", {report.waiting:,} of them later, by their own clock" if report.waiting else ""
    lines = (
        (tally[Delivery.SENT], "✅", verb, ""),
        (tally.blocked, "🚫", "unreachable", ""),
        (tally[Delivery.FAILED] - tally.blocked, "⚠️", "failed", ""),
        (tally[Delivery.UNCERTAIN], "❔", "uncertain: may have it or not", ""),
        (tally[Delivery.CANCELLED], "➖", "not sent", ""),
        (tally.gone, "👋", "gone: had everything about them deleted", ""),
        (tally.left, "⏳", "left", later),
    )
    told = [f"{sign} {number:,} {word}{more}" for number, sign, word, more in lines if number or word == verb]
    return "\n".join([*told, f"👥 {tally.size:,} in all"])


def _reasons(tally: Tally) -> str:
    """The most frequent ones; of those as frequent, who was left out stands before whom it didn’t reach."""
    told = sorted((-number, reason not in _LEFT_OUT, reason_words(reason)) for reason, number in tally.reasons.items())
    return "\n".join(f"{-number:,} × {words[:_REASON_LENGTH]}" for number, _, words in told[:_MOST_REASONS])


def _pace(report: Report, now: datetime) -> str:
    if report.broadcast.status is not Status.RUNNING:
        return ""
    if report.ends_at is None:
        return "Just begun."
    return f"{report.broadcast.per_second:.1f} a second, {duration_words(report.ends_at - now)} to go."


def _keyboard(report: Report, now: datetime) -> Keyboard:
    broadcast, tally, name = report.broadcast, report.tally, report.broadcast.id
    stop = button("Stop …", AskWhether(name, Act.STOP), "danger")
    steering: dict[Status, Keyboard] = {
        Status.PLANNED: ((stop,),),
        Status.HELD: ((button("Decide …", ShowBroadcast(name, DraftView.PANEL), "primary"),),),
        Status.RUNNING: ((button("Pause", Steer(name, Turn.PAUSE)), stop),),
        Status.PAUSED: ((button("Resume", Steer(name, Turn.RESUME), "primary"), stop),),
    }
    rows = [*steering.get(broadcast.status, ())]
    copied = broadcast.kind is Kind.COPY
    if copied and tally[Delivery.UNCERTAIN] and broadcast.status in {Status.PAUSED, Status.DONE}:
        rows.append((button("Send uncertain ones again …", AskWhether(name, Act.RESEND)),))
    halted = broadcast.status in HALTED
    if copied and halted and tally[Delivery.SENT] and now - (broadcast.launched_at or now) < 2 * AMENDABLE_FOR:
        rows.append((button("Fix …", AskFor(name, Asked.TEXT)), button("Recall …", Prepare(name, Preparation.RECALL))))
    if tally.size:
        rows.append((button("All recipients (CSV)", Steer(name, Turn.FILE)),))
    return tuple(rows)


def _size(broadcast: Broadcast) -> str:
    return "1 recipient" if broadcast.size == 1 else f"{broadcast.size:,} recipients"


def _begun(broadcast: Broadcast, zone: tzinfo) -> str:
    at = broadcast.launched_at or broadcast.when.at
    kind = {Kind.COPY: "", Kind.RECALL: f" · recall of {broadcast.of}", Kind.FIX: f" · fix of {broadcast.of}"}
    return kind[broadcast.kind] + (f" · {moment_words(at, zone)}" if at else "")

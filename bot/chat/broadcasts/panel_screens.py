"""How a broadcast goes, as admins see it: the panel that follows it, the list of all, and every recipient as a file."""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, tzinfo

from bot.botapi.message import Button, File, Keyboard, Message
from bot.chat.broadcasts.phrases import (
    amended_words,
    entry,
    excerpt,
    left_out_words,
    moment_words,
    reach_words,
    reason_words,
    time_words,
    title,
    to_words,
    trouble_words,
)
from bot.chat.broadcasts.screens import yes_button
from bot.chat.broadcasts.taps import (
    Asked,
    AskFor,
    AskWhether,
    DraftView,
    NeverMind,
    OpenBroadcast,
    Preparation,
    Prepare,
    ShowBroadcast,
    Steer,
    Turn,
)
from bot.chat.tap import button
from bot.core.audience import LeftOut
from bot.core.broadcast import HALTED, RECALLABLE_FOR, TO_COME, Act, Amended, Broadcast, Kind, Status, Tally, When
from bot.core.course import Course
from bot.core.delivery import Delivery
from bot.core.richtext import RichText, join
from bot.flows.broadcasts.delivery import STOPPED
from bot.flows.broadcasts.drafts import Confirmation
from bot.flows.broadcasts.reports import Reach, Report
from bot.words import DateForm, Words

_BAR = 10  # squares: as many as fit into a line of a phone, with the share behind them
_EXCERPT, _SHORT_EXCERPT = 200, 40  # characters of what a broadcast says, in a panel and in a list
_MOST_REASONS = 5
_REASON_LENGTH = 120
_ZIPPED_FROM = 20_000_000  # bytes: Telegram takes files of up to 50 MB
_LEFT_OUT = {LeftOut.PAUSED, LeftOut.MUTED, LeftOut.CAPPED, STOPPED}


def panel_screen(words: Words, report: Report, course: Course, zone: tzinfo, now: datetime) -> Message:
    """Where everybody stands, how long it still takes, and what can be done about it."""
    broadcast, tally = report.broadcast, report.tally
    facts = [_about(words, broadcast, course, zone)]
    if broadcast.reason:
        facts.append(trouble_words(words, broadcast.reason, zone))
    said = f"“{excerpt(broadcast, _EXCERPT)}”" if broadcast.text.text else ""
    lines: list[RichText | str] = [title(words, broadcast), said, "\n".join(facts)]
    if broadcast.status is Status.STOPPED and broadcast.launched_at is None and not tally.size:
        # Translators: of a broadcast that was planned, and stopped before its time came.
        lines.append(words.text("It never began: nobody got it."))
    elif broadcast.status not in TO_COME:
        left_out = {LeftOut(reason): number for reason, number in broadcast.left_out.items()}
        counts = "\n".join([_bar(words, report), *_counts(words, report)])
        lines += [counts, _reasons(words, tally), _pace(words, report, zone, now), left_out_words(words, left_out)]
    return Message(join("\n\n", filter(None, lines)), _keyboard(words, report, now))


def list_screen(words: Words, broadcasts: Sequence[tuple[Broadcast, Mapping[Amended, int]]], zone: tzinfo) -> Message:
    """The latest broadcasts, each with a button to see it."""
    if not broadcasts:
        return Message(words.text("Nothing has gone out yet. /broadcast begins."))
    lines = [" · ".join(_columns(words, each, amended, zone)) for each, amended in broadcasts]
    buttons = [button(str(each.id), OpenBroadcast(each.id)) for each, _ in broadcasts]
    rows = tuple(tuple(buttons[start : start + 5]) for start in range(0, len(buttons), 5))
    return Message(join("\n\n", [words.text("**Broadcasts**"), "\n".join(lines)]), rows)


def outcome_message(words: Words, broadcast_id: int, content: bytes) -> Message:
    """Every recipient, with what became of them."""
    name = f"broadcast-{broadcast_id}.csv"
    file = File("document", name, content, "text/csv")
    if len(content) >= _ZIPPED_FROM:
        file = File("document", f"{name}.gz", gzip.compress(content), "application/gzip")
    text = words.text(
        "Every recipient of broadcast {broadcast}, with what became of them.", broadcast=str(broadcast_id)
    )
    return Message(text, file=file)


def stop_screen(words: Words, broadcast: Broadcast, left: int, asked: Confirmation) -> Message:
    """The question before a broadcast is stopped."""
    parts = [
        words.text("**Stop broadcast {broadcast}?**", broadcast=str(broadcast.id)),
        # Translators: what the end of a broadcast that waits for its time means.
        words.text("It has not begun: nobody has got it, and nobody will. Instead, all of it can be changed.")
        if broadcast.status is Status.PLANNED
        # Translators: what the end of a broadcast means.
        else words.plural(
            "{n} learner has not got it, and won’t. That can’t be undone; a pause can.",
            "{n} learners have not got it, and won’t. That can’t be undone; a pause can.",
            left,
        ),
    ]
    return _sure(words, join("\n\n", parts), yes_button(words.text("Yes, stop it"), asked, "danger"))


def resend_screen(words: Words, broadcast: Broadcast, reach: Reach, zone: tzinfo, asked: Confirmation) -> Message:
    """The question before what is uncertain is sent again."""
    parts = [
        words.plural(
            "**Send broadcast {broadcast} again to {n} learner?**",
            "**Send broadcast {broadcast} again to {n} learners?**",
            reach.recipients,
            broadcast=str(broadcast.id),
        ),
        words.text("Telegram didn’t say whether they have it. Those who do get it twice. This can be done once."),
        RichText(reach_words(words, reach, When(), zone)),
    ]
    return _sure(words, join("\n\n", parts), yes_button(words.text("Yes, send it again"), asked))


def answered_screen(words: Words, broadcast_id: int, act: Act) -> Message:
    """What a yes to a question about a broadcast on its way led to."""
    name = str(broadcast_id)
    if act is Act.STOP:
        text = words.text("Broadcast {broadcast} is stopped.", broadcast=name)
    else:
        text = words.text("Broadcast {broadcast} goes on.", broadcast=name)
    # Translators: a button: show how the broadcast goes.
    return Message(text, ((button(words.text("Show it"), OpenBroadcast(broadcast_id)),),))


def left_alone_screen(words: Words) -> Message:
    """No to a question."""
    return Message(words.text("All right, nothing has changed."))


def _about(words: Words, broadcast: Broadcast, course: Course, zone: tzinfo) -> str:
    if broadcast.kind is Kind.RECALL:
        # Translators: what a broadcast does; {broadcast} is the number of another.
        return words.text("Deletes the copies of broadcast {broadcast}.", broadcast=str(broadcast.of)).text
    if broadcast.kind is Kind.FIX:
        # Translators: what a broadcast does; {broadcast} is the number of another.
        return words.text("Changes the copies of broadcast {broadcast}.", broadcast=str(broadcast.of)).text
    lines = [to_words(words, broadcast.audience, course)]
    if broadcast.launched_at:
        # Translators: since when a broadcast goes.
        begun = words.text("Begun: {moment}", moment=moment_words(words, broadcast.launched_at, zone))
        lines.append(begun.text)
    if not broadcast.launched_at or broadcast.when.local:
        lines.append(time_words(words, broadcast.when, zone))
    return "\n".join(lines)


def _bar(words: Words, report: Report) -> str:
    tally, stopped = report.tally, report.broadcast.status is Status.STOPPED
    undone = tally.left + (tally[Delivery.CANCELLED] if stopped else 0)
    share = 1 - undone / tally.size if tally.size else 1.0
    if report.broadcast.frozen_to is not None and not stopped:  # it is not known yet how many they are
        share = 0.0
    full = int(_BAR * share)
    bar = "🟩" * full + "⬜" * (_BAR - full)
    # Translators: how much of a broadcast is done, in per cent: “🟩🟩🟩⬜⬜⬜⬜⬜⬜⬜ 34 %”.
    return words.text("{bar} {percent}\u00a0%", bar=bar, percent=int(100 * share)).text


def _counts(words: Words, report: Report) -> Iterator[str]:
    """Every recipient in one of the lines."""
    tally, later = report.tally, report.later.number
    yield _achieved(words, report.broadcast.kind, tally[Delivery.SENT])
    yield from amended_words(words, tally.amended)
    if number := tally.blocked:
        # Translators: how many learners the bot can’t write to.
        yield words.plural("🚫 {n} unreachable", "🚫 {n} unreachable", number).text
    if number := tally[Delivery.FAILED] - tally.blocked:
        # Translators: how many copies of a broadcast Telegram refused.
        yield words.plural("⚠️ {n} failed", "⚠️ {n} failed", number).text
    if number := tally[Delivery.UNCERTAIN]:
        # Translators: how many learners may have a copy of a broadcast or not.
        yield words.plural("❔ {n} uncertain: may have it or not", "❔ {n} uncertain: may have it or not", number).text
    if number := tally[Delivery.CANCELLED]:
        # Translators: how many copies of a broadcast were not sent.
        yield words.plural("➖ {n} not sent", "➖ {n} not sent", number).text
    if number := tally.gone:
        # Translators: how many learners are gone.
        yield words.plural(
            "👋 {n} gone: had everything about them deleted", "👋 {n} gone: had everything about them deleted", number
        ).text
    if tally.left and later:
        # Translators: how many learners are still to get a broadcast: {n} in all, {later} of them not yet.
        yield words.plural(
            "⏳ {n} left, {later} of them later, by their own clock",
            "⏳ {n} left, {later} of them later, by their own clock",
            tally.left,
            later=later,
        ).text
    elif tally.left:
        # Translators: how many learners are still to get a broadcast.
        yield words.plural("⏳ {n} left", "⏳ {n} left", tally.left).text
    # Translators: how many learners a broadcast is for.
    yield words.plural("👥 {n} in all", "👥 {n} in all", tally.size).text


def _achieved(words: Words, kind: Kind, number: int) -> str:
    match kind:
        case Kind.COPY:
            # Translators: how many copies of a broadcast were sent.
            return words.plural("✅ {n} sent", "✅ {n} sent", number).text
        case Kind.RECALL:
            # Translators: how many copies of a broadcast were deleted.
            return words.plural("✅ {n} deleted", "✅ {n} deleted", number).text
        case Kind.FIX:
            # Translators: how many copies of a broadcast were changed.
            return words.plural("✅ {n} changed", "✅ {n} changed", number).text


def _reasons(words: Words, tally: Tally) -> str:
    """The most frequent ones; of those as frequent, who was left out stands before whom it didn’t reach."""
    told = sorted(
        (-number, reason not in _LEFT_OUT, reason_words(words, reason)) for reason, number in tally.reasons.items()
    )
    lines = [f"{words.number(-number)} × {why[:_REASON_LENGTH]}" for number, _, why in told[:_MOST_REASONS]]
    return "\n".join(lines)


def _pace(words: Words, report: Report, zone: tzinfo, now: datetime) -> str:
    later = report.later
    if report.broadcast.status is not Status.RUNNING:
        return ""
    if later.first_at and later.last_at and later.number == report.tally.left:
        # Translators: when a broadcast goes on, and when it ends: {first} and {last} are such as “Thu 26 Nov, 08:00”.
        return words.text(
            "The next one goes on {first}, the last one on {last}.",
            first=words.date(later.first_at.astimezone(zone), DateForm.MOMENT),
            last=words.date(later.last_at.astimezone(zone), DateForm.MOMENT),
        ).text
    if report.ends_at is None:
        # Translators: a broadcast has, so that its pace is not known yet.
        return words.text("Just begun.").text
    # Translators: {rate} is how many copies are sent in a second, {duration} how long it still takes.
    return words.text(
        "{rate} a second, {duration} to go.",
        rate=words.number(report.broadcast.per_second, 1),
        duration=words.duration(report.ends_at - now),
    ).text


def _keyboard(words: Words, report: Report, now: datetime) -> Keyboard:
    broadcast, tally = report.broadcast, report.tally
    name, status = broadcast.id, broadcast.status
    rows = [*_steering(words, broadcast)]
    copied = broadcast.kind is Kind.COPY
    if copied and report.resendable and status in {Status.PAUSED, Status.DONE}:
        # Translators: a button: of a broadcast, to those who may have it or not.
        rows.append((button(words.text("Send uncertain ones again …"), AskWhether(name, Act.RESEND)),))
    if copied and status in HALTED and tally.copies:
        # Translators: a button: change the words of all copies of a broadcast.
        row = [button(words.text("Fix …"), AskFor(name, Asked.TEXT))]
        if now - (broadcast.launched_at or now) < 2 * RECALLABLE_FOR:
            # Translators: a button: delete all copies of a broadcast.
            row.append(button(words.text("Recall …"), Prepare(name, Preparation.RECALL)))
        rows.append(tuple(row))
    if copied:
        # Translators: a button: begin another broadcast with the same message.
        again = button(words.text("Use it again …"), Prepare(name, Preparation.AGAIN))
        rows.append((button(words.text("Send to me"), Prepare(name, Preparation.TEST)), again))
    if tally.size:
        rows.append((button(words.text("All recipients (CSV)"), Steer(name, Turn.FILE)),))
    return tuple(rows)


def _steering(words: Words, broadcast: Broadcast) -> Keyboard:
    """What can be done with it as it stands."""
    name = broadcast.id
    # Translators: a button: end a broadcast for good.
    stop = button(words.text("Stop …"), AskWhether(name, Act.STOP), "danger")
    match broadcast.status:
        case Status.PLANNED:
            # Translators: a button: change the message, the audience or the time of a broadcast that waits for it.
            return ((button(words.text("Change …"), Prepare(name, Preparation.CHANGE)), stop),)
        case Status.HELD:
            # Translators: a button: whether a broadcast goes that could not begin at its time, and when.
            return ((button(words.text("Decide …"), ShowBroadcast(name, DraftView.PANEL), "primary"),),)
        case Status.RUNNING:
            # Translators: a button: halt a broadcast for a while.
            return ((button(words.text("Pause"), Steer(name, Turn.PAUSE)), stop),)
        case Status.PAUSED:
            # Translators: a button: go on with a broadcast.
            return ((button(words.text("Resume"), Steer(name, Turn.RESUME), "primary"), stop),)
        case _:
            return ()


def _columns(words: Words, broadcast: Broadcast, amended: Mapping[Amended, int], zone: tzinfo) -> Iterator[str]:
    """What a list tells of a broadcast."""
    yield entry(words, broadcast)
    if broadcast.launched_at:
        yield words.plural("{n} recipient", "{n} recipients", broadcast.size).text
    if broadcast.kind is Kind.RECALL:
        # Translators: what a broadcast does: delete the copies of another, by its number.
        yield words.text("recall of {broadcast}", broadcast=str(broadcast.of)).text
    elif broadcast.kind is Kind.FIX:
        # Translators: what a broadcast does: change the copies of another, by its number.
        yield words.text("fix of {broadcast}", broadcast=str(broadcast.of)).text
    if at := broadcast.launched_at or broadcast.when.at:
        yield moment_words(words, at, zone)
    yield from amended_words(words, amended)
    if broadcast.text.text:
        yield f"“{excerpt(broadcast, _SHORT_EXCERPT)}”"


def _sure(words: Words, text: RichText, yes: Button) -> Message:
    return Message(text, ((yes,), (button(words.text("No"), NeverMind()),)))

"""Broadcasts as admins compose them: the message, whom it is for, when it goes, and the question before it does."""

from __future__ import annotations

from datetime import tzinfo

from bot.botapi.message import Button, Keyboard, Message
from bot.chat.broadcasts.phrases import (
    audience_label,
    audience_words,
    copies,
    duration_words,
    reach_words,
    reason_words,
    title,
    trouble_words,
    when_words,
)
from bot.chat.broadcasts.taps import (
    AnnounceDay,
    Asked,
    AskFor,
    ChooseAudience,
    ChooseDay,
    ComposeMessage,
    DraftView,
    OpenBroadcast,
    Preparation,
    Prepare,
    ShowBroadcast,
    ShowDays,
)
from bot.chat.tap import Tap, button
from bot.core.audience import SIMPLE, AtDay, InLanguage, Listed
from bot.core.broadcast import Act, Broadcast, Kind, Status, When
from bot.core.course import Course
from bot.core.richtext import RichText, bold, join
from bot.flows.broadcasts.reports import Reach

_BY_THE_ROW = 7


def compose_screen() -> Message:
    """How a broadcast begins."""
    return Message(
        bold("A new broadcast") + "\n\nAnnounce a day of the course, or send a message of your own. You see it as "
        "everybody will, and choose whom it is for, before anything goes out.",
        ((button("Announce a day", ShowDays()), button("Write a message", ComposeMessage())),),
    )


def days_screen(course: Course) -> Message:
    """The days that can be announced: those that are written."""
    buttons = [button(str(day.number), AnnounceDay(day.number)) for day in course.days if day.lesson]
    return Message(
        bold("Which day?") + "\n\nIts title, its teaser and a button to begin it go out."
        if buttons
        else RichText("No day of the course is written yet."),
        _rows(buttons),
    )


def draft_screen(broadcast: Broadcast, reach: Reach, course: Course, zone: tzinfo) -> Message:
    """A draft, or one that was held: whom it would reach now, and all that can be decided about it."""
    name = broadcast.id
    if broadcast.kind is not Kind.COPY:
        return _amendment_screen(broadcast, reach)
    held = [RichText(trouble_words(broadcast.reason))] if broadcast.status is Status.HELD else []
    facts = [f"To: {audience_words(broadcast.audience, course)}", f"When: {when_words(broadcast.when, zone)}"]
    lines: list[RichText | str] = [title(broadcast), *held, "\n".join(facts), reach_words(reach, broadcast)]
    go = button("Send it …", ShowBroadcast(name, DraftView.CONFIRM), style="primary")
    return Message(
        join("\n\n", lines),
        (
            (
                button("Audience", ShowBroadcast(name, DraftView.AUDIENCE)),
                button("Time", ShowBroadcast(name, DraftView.TIME)),
            ),
            (
                button("Send to me", Prepare(name, Preparation.TEST)),
                button("Count again", ShowBroadcast(name, DraftView.PANEL)),
            ),
            *(((go,),) if reach.recipients or broadcast.when.at else ()),
            (button("Discard", Prepare(name, Preparation.DISCARD)),),
        ),
    )


def audience_view(broadcast: Broadcast, course: Course) -> Message:
    """Whom a draft may be for."""
    name, chosen = broadcast.id, broadcast.audience
    choices = [
        _choice(audience_label(choice), ChooseAudience(name, word), chosen=chosen == choice)
        for word, choice in SIMPLE.items()
    ]
    return Message(
        title(broadcast) + f"\n\nTo: {audience_words(broadcast.audience, course)}",
        (
            *((choice,) for choice in choices),
            (_choice("At a day …", ShowBroadcast(name, DraftView.DAYS), chosen=isinstance(chosen, AtDay)),),
            (_choice("By language …", AskFor(name, Asked.LANGUAGE), chosen=isinstance(chosen, InLanguage)),),
            (_choice("A list …", AskFor(name, Asked.LIST), chosen=isinstance(chosen, Listed)),),
            (button("Back", ShowBroadcast(name, DraftView.PANEL)),),
        ),
    )


def audience_days_view(broadcast: Broadcast, course: Course) -> Message:
    """At which day those are whom a draft is for."""
    buttons = [
        _choice(str(day.number), ChooseDay(broadcast.id, day.number), chosen=broadcast.audience == AtDay(day.number))
        for day in course.days
    ]
    return Message(
        title(broadcast) + "\n\nFor those at which day? Those who have it open, or have it next.",
        (*_rows(buttons), (button("Back", ShowBroadcast(broadcast.id, DraftView.AUDIENCE)),)),
    )


def time_view(broadcast: Broadcast, zone: tzinfo) -> Message:
    """When a draft may go."""
    name, when = broadcast.id, broadcast.when
    return Message(
        title(broadcast) + f"\n\nWhen: {when_words(when, zone)}",
        (
            (_choice("Now", Prepare(name, Preparation.NOW), chosen=when == When()),),
            (_choice("At a time …", AskFor(name, Asked.MOMENT), chosen=when.at is not None),),
            (
                _choice(
                    "At a time on everybody’s clock …", AskFor(name, Asked.LOCAL_TIME), chosen=when.local is not None
                ),
            ),
            (button("Back", ShowBroadcast(name, DraftView.PANEL)),),
        ),
    )


def discarded_screen(broadcast_id: int) -> Message:
    """A draft was thrown away."""
    return Message(RichText(f"Broadcast {broadcast_id} is discarded. Nothing went out."))


def answered_screen(broadcast_id: int, act: Act) -> Message:
    """What a yes to a question about a broadcast on its way led to."""
    words = f"Broadcast {broadcast_id} is stopped." if act is Act.STOP else f"Broadcast {broadcast_id} goes on."
    return Message(RichText(words), ((button("Show it", OpenBroadcast(broadcast_id)),),))


def left_alone_screen() -> Message:
    """No to a question."""
    return Message(RichText("All right, nothing has changed."))


def uncopied_screen(reason: str | None) -> Message:
    """A message of an admin that Telegram doesn’t copy."""
    told = f" It says: {reason_words(reason)}." if reason else ""
    return Message(RichText(f"Telegram didn’t take a copy of that.{told} /broadcast begins anew."))


def _amendment_screen(broadcast: Broadcast, reach: Reach) -> Message:
    recall = broadcast.kind is Kind.RECALL
    what = (
        RichText(f"The copies of broadcast {broadcast.of} are deleted.")
        if recall
        else f"The copies of broadcast {broadcast.of} will say:\n\n" + broadcast.text
    )
    if reach.recipients:
        told = f"That is {copies(reach.recipients)}, in about {duration_words(reach.takes_for)}."
    else:
        told = "Nobody has a copy that Telegram lets me change: that is so for 48 hours."
    go = button(
        "Delete them …" if recall else "Change them …", ShowBroadcast(broadcast.id, DraftView.CONFIRM), "primary"
    )
    return Message(
        join("\n\n", [title(broadcast), what, told]),
        (*(((go,),) if reach.recipients else ()), (button("Discard", Prepare(broadcast.id, Preparation.DISCARD)),)),
    )


def _rows(buttons: list[Button]) -> Keyboard:
    return tuple(tuple(buttons[start : start + _BY_THE_ROW]) for start in range(0, len(buttons), _BY_THE_ROW))


def _choice(label: str, tap: Tap, *, chosen: bool) -> Button:
    return button(f"✓ {label}" if chosen else label, tap)

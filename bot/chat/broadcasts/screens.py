"""Broadcasts as admins compose them: the message, whom it is for, when it goes, and the question before it does."""

from __future__ import annotations

from datetime import tzinfo

from bot.botapi.message import Button, ButtonStyle, Keyboard, Screen
from bot.chat.broadcasts.phrases import (
    audience_words,
    copies,
    duration_words,
    reach_words,
    reason_words,
    title,
    trouble_words,
    when_words,
)
from bot.chat.tap import (
    AnnounceDay,
    AskFor,
    ChooseAudience,
    ChooseDay,
    ComposeMessage,
    OpenBroadcast,
    Prepare,
    ShowBroadcast,
    ShowDays,
    Tap,
    pack,
)
from bot.core.broadcast import Act, Broadcast, Kind, Status, When, Whom
from bot.core.course import Course
from bot.core.richtext import RichText, bold, join
from bot.flows.broadcasts.reports import Reach

BROADCAST_COMMANDS = {
    "broadcast": "Send something to many learners",
    "broadcasts": "What went out, and how it goes",
}
"""The commands of broadcasts, for admins only, each with what it is for."""

WHOM = {"everyone": Whom.EVERYONE, "active": Whom.ACTIVE, "open": Whom.NOT_FINISHED_TODAY}
"""The audiences that take one tap, as their taps name them."""

_BY_THE_ROW = 7


def compose_screen() -> Screen:
    """How a broadcast begins."""
    return Screen(
        bold("A new broadcast") + "\n\nAnnounce a day of the course, or send a message of your own. You see it as "
        "everybody will, and choose whom it is for, before anything goes out.",
        ((_button("Announce a day", ShowDays()), _button("Write a message", ComposeMessage())),),
    )


def days_screen(course: Course) -> Screen:
    """The days that can be announced: those that are written."""
    buttons = [_button(str(day.number), AnnounceDay(day.number)) for day in course.days if day.lesson]
    return Screen(
        bold("Which day?") + "\n\nIts title, its teaser and a button to begin it go out."
        if buttons
        else RichText("No day of the course is written yet."),
        _rows(buttons),
    )


def draft_screen(broadcast: Broadcast, reach: Reach, course: Course, zone: tzinfo) -> Screen:
    """A draft, or one that was held: whom it would reach now, and all that can be decided about it."""
    name = broadcast.id
    if broadcast.kind is not Kind.COPY:
        return _amendment_screen(broadcast, reach)
    held = [RichText(trouble_words(broadcast.reason))] if broadcast.status is Status.HELD else []
    facts = [f"To: {audience_words(broadcast.audience, course)}", f"When: {when_words(broadcast.when, zone)}"]
    lines: list[RichText | str] = [title(broadcast), *held, "\n".join(facts), reach_words(reach, broadcast)]
    go = _button("Send it …", ShowBroadcast(name, "confirm"), style="primary")
    return Screen(
        join("\n\n", lines),
        (
            (_button("Audience", ShowBroadcast(name, "audience")), _button("Time", ShowBroadcast(name, "time"))),
            (_button("Send to me", Prepare(name, "test")), _button("Count again", ShowBroadcast(name, "panel"))),
            *(((go,),) if reach.recipients or broadcast.when.at else ()),
            (_button("Discard", Prepare(name, "discard")),),
        ),
    )


def audience_view(broadcast: Broadcast, course: Course) -> Screen:
    """Whom a draft may be for."""
    name, whom = broadcast.id, broadcast.audience.whom
    choices = [
        _choice(label, ChooseAudience(name, slug), chosen=whom is WHOM[slug])
        for slug, label in (("everyone", "Everyone"), ("active", "Here within 7 days"), ("open", "Today not finished"))
    ]
    return Screen(
        title(broadcast) + f"\n\nTo: {audience_words(broadcast.audience, course)}",
        (
            *((choice,) for choice in choices),
            (_choice("At a day …", ShowBroadcast(name, "days"), chosen=whom is Whom.AT_DAY),),
            (_choice("By language …", AskFor(name, "language"), chosen=whom is Whom.LANGUAGE),),
            (_choice("A list …", AskFor(name, "list"), chosen=whom is Whom.LISTED),),
            (_button("Back", ShowBroadcast(name, "panel")),),
        ),
    )


def audience_days_view(broadcast: Broadcast, course: Course) -> Screen:
    """At which day those are whom a draft is for."""
    buttons = [
        _choice(str(day.number), ChooseDay(broadcast.id, day.number), chosen=day.number == broadcast.audience.day)
        for day in course.days
    ]
    return Screen(
        title(broadcast) + "\n\nFor those at which day? Those who have it open, or have it next.",
        (*_rows(buttons), (_button("Back", ShowBroadcast(broadcast.id, "audience")),)),
    )


def time_view(broadcast: Broadcast, zone: tzinfo) -> Screen:
    """When a draft may go."""
    name, when = broadcast.id, broadcast.when
    return Screen(
        title(broadcast) + f"\n\nWhen: {when_words(when, zone)}",
        (
            (_choice("Now", Prepare(name, "now"), chosen=when == When()),),
            (_choice("At a time …", AskFor(name, "moment"), chosen=when.at is not None),),
            (_choice("At a time on everybody’s clock …", AskFor(name, "local"), chosen=when.local is not None),),
            (_button("Back", ShowBroadcast(name, "panel")),),
        ),
    )


def discarded_screen(broadcast_id: int) -> Screen:
    """A draft was thrown away."""
    return Screen(RichText(f"Broadcast {broadcast_id} is discarded. Nothing went out."))


def answered_screen(broadcast_id: int, act: Act) -> Screen:
    """What a yes to a question about a broadcast on its way led to."""
    words = f"Broadcast {broadcast_id} is stopped." if act is Act.STOP else f"Broadcast {broadcast_id} goes on."
    return Screen(RichText(words), ((_button("Show it", OpenBroadcast(broadcast_id)),),))


def left_alone_screen() -> Screen:
    """No to a question."""
    return Screen(RichText("All right, nothing has changed."))


def uncopied_screen(reason: str | None) -> Screen:
    """A message of an admin that Telegram doesn’t copy."""
    told = f" It says: {reason_words(reason)}." if reason else ""
    return Screen(RichText(f"Telegram didn’t take a copy of that.{told} /broadcast begins anew."))


def _amendment_screen(broadcast: Broadcast, reach: Reach) -> Screen:
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
    go = _button("Delete them …" if recall else "Change them …", ShowBroadcast(broadcast.id, "confirm"), "primary")
    return Screen(
        join("\n\n", [title(broadcast), what, told]),
        (*(((go,),) if reach.recipients else ()), (_button("Discard", Prepare(broadcast.id, "discard")),)),
    )


def _rows(buttons: list[Button]) -> Keyboard:
    return tuple(tuple(buttons[start : start + _BY_THE_ROW]) for start in range(0, len(buttons), _BY_THE_ROW))


def _choice(label: str, tap: Tap, *, chosen: bool) -> Button:
    return _button(f"✓ {label}" if chosen else label, tap)


def _button(label: str, tap: Tap, style: ButtonStyle | None = None) -> Button:
    return Button(label, data=pack(tap), style=style)

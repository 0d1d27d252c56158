"""Broadcasts as admins compose them: the message, whom it is for, when it goes, and the question before it does."""

from __future__ import annotations

from datetime import tzinfo

from bot.botapi.message import Button, ButtonStyle, Keyboard, Message
from bot.chat.broadcasts.phrases import (
    audience_label,
    reach_words,
    reason_words,
    time_words,
    title,
    to_words,
    trouble_words,
)
from bot.chat.broadcasts.taps import (
    AnnounceDay,
    Asked,
    AskFor,
    ChooseAudience,
    ChooseDay,
    ChooseFromDay,
    ComposeMessage,
    Confirm,
    DraftView,
    Preparation,
    Prepare,
    ShowBroadcast,
    ShowDays,
)
from bot.chat.questions import question
from bot.chat.tap import Tap, button
from bot.core.audience import SIMPLE, AtDay, FromDay, InLanguage, Listed
from bot.core.broadcast import Broadcast, Kind, Status, When
from bot.core.course import Course
from bot.core.richtext import RichText, join
from bot.flows.broadcasts.drafts import Confirmation
from bot.flows.broadcasts.reports import Reach
from bot.words import N_, Words

_BY_THE_ROW = 7

_QUESTIONS = {
    # Translators: {broadcast} is a number. It asks for the code of a language.
    Asked.LANGUAGE: N_(
        "Broadcast {broadcast}: which language? Reply with its code or name, such as de, pt-br or German."
    ),
    # Translators: {broadcast} is a number. It asks for the numbers of learners.
    Asked.LIST: N_("Broadcast {broadcast}: for whom? Reply with their numbers: some 400 fit into a message."),
    # Translators: {broadcast} is a number. Times are typed in these forms in every language.
    Asked.MOMENT: N_(
        "Broadcast {broadcast}: when? Reply with a time on your clock: 18:30, tomorrow 9:00, 26 Nov 9:00 or +2h."
    ),
    # Translators: {broadcast} is a number. Times are typed in these forms in every language.
    Asked.LOCAL_TIME: N_(
        "Broadcast {broadcast}: at which time on everybody’s own clock? Reply with it: 9:00, tomorrow 9:00 or "
        "26 Nov 9:00."
    ),
    # Translators: {broadcast} is a number; its message is what goes out.
    Asked.MESSAGE: N_(
        "Broadcast {broadcast}: what shall go out instead? Reply with a text, a photo, a video or a file."
    ),
    # Translators: {broadcast} is a number; its copies are what learners have got.
    Asked.TEXT: N_("Broadcast {broadcast}: what shall its copies say? Reply with the new text."),
}
_HINTS = {
    # Translators: an example of what is to be typed: the code of a language.
    Asked.LANGUAGE: N_("de"),
    Asked.LIST: "123456789 987654321",
    Asked.MOMENT: "18:30",
    Asked.LOCAL_TIME: "9:00",
    Asked.MESSAGE: N_("Text, photo, video or file"),
    # Translators: stands in the empty field where a text is to be typed.
    Asked.TEXT: N_("The new text"),
}
"""What stands in the empty field. What has no words is typed alike in every language."""


def compose_screen(words: Words) -> Message:
    """How a broadcast begins."""
    parts = [
        words.text("**A new broadcast**"),
        words.text(
            "Announce a day of the course, or send a message of your own. You see it as everybody will, and choose "
            "whom it is for, before anything goes out."
        ),
    ]
    announce = button(words.text("Announce a day"), ShowDays())
    return Message(join("\n\n", parts), ((announce, button(words.text("Write a message"), ComposeMessage())),))


def days_screen(words: Words, course: Course) -> Message:
    """The days that can be announced: those that are written."""
    buttons = [button(words.number(day.number), AnnounceDay(day.number)) for day in course.days if day.lesson]
    if not buttons:
        return Message(words.text("No day of the course is written yet."))
    parts = [
        words.text("**Which day?**"),
        # Translators: what is announced of a day of the course.
        words.text("Its title, its teaser and a button to begin it go out."),
    ]
    return Message(join("\n\n", parts), _rows(buttons))


def draft_screen(words: Words, broadcast: Broadcast, reach: Reach, course: Course, zone: tzinfo) -> Message:
    """A draft, or one that was held: whom it would reach now, and all that can be decided about it."""
    name = broadcast.id
    if broadcast.kind is not Kind.COPY:
        return _amendment_screen(words, broadcast, reach)
    held = [trouble_words(words, broadcast.reason, zone)] if broadcast.status is Status.HELD else []
    facts = [to_words(words, broadcast.audience, course), time_words(words, broadcast.when, zone)]
    lines: list[RichText | str] = [
        title(words, broadcast),
        *held,
        "\n".join(facts),
        reach_words(words, reach, broadcast.when, zone),
    ]
    go = button(words.text("Send it …"), ShowBroadcast(name, DraftView.CONFIRM), style="primary")
    return Message(
        join("\n\n", lines),
        (
            (
                # Translators: a button: choose whom a broadcast is for.
                button(words.text("Audience"), ShowBroadcast(name, DraftView.AUDIENCE)),
                # Translators: a button: choose when a broadcast goes.
                button(words.text("Time"), ShowBroadcast(name, DraftView.TIME)),
            ),
            # Translators: a button: have another message go out as this broadcast.
            (button(words.text("Another message …"), AskFor(name, Asked.MESSAGE)),),
            (
                button(words.text("Send to me"), Prepare(name, Preparation.TEST)),
                # Translators: a button: count once more how many learners would get a broadcast.
                button(words.text("Count again"), ShowBroadcast(name, DraftView.PANEL)),
            ),
            *(((go,),) if reach.recipients or broadcast.when.at else ()),
            (_discard(words, broadcast),),
        ),
    )


def audience_view(words: Words, broadcast: Broadcast, course: Course) -> Message:
    """Whom a draft may be for."""
    name, chosen = broadcast.id, broadcast.audience
    choices = [
        _choice(audience_label(words, choice), ChooseAudience(name, word), chosen=chosen == choice)
        for word, choice in SIMPLE.items()
    ]
    if broadcast.opens_day is not None:
        # Translators: a button: whom the announcement of a day is for, those at that day or past it.
        from_day = words.text("At Day {day} or past it", day=broadcast.opens_day)
        tap = ChooseFromDay(name, broadcast.opens_day)
        choices.insert(0, _choice(from_day, tap, chosen=chosen == FromDay(broadcast.opens_day)))
    # Translators: buttons: whom a broadcast is for, those at a day of the course …
    at_day = words.text("At a day …")
    # Translators: … those whose Telegram speaks a language …
    by_language = words.text("By language …")
    # Translators: … or those whose numbers are in a list.
    listed = words.text("A list …")
    return Message(
        join("\n\n", [title(words, broadcast), to_words(words, chosen, course)]),
        (
            *((choice,) for choice in choices),
            (_choice(at_day, ShowBroadcast(name, DraftView.DAYS), chosen=isinstance(chosen, AtDay)),),
            (_choice(by_language, AskFor(name, Asked.LANGUAGE), chosen=isinstance(chosen, InLanguage)),),
            (_choice(listed, AskFor(name, Asked.LIST), chosen=isinstance(chosen, Listed)),),
            (_back(words, broadcast, DraftView.PANEL),),
        ),
    )


def audience_days_view(words: Words, broadcast: Broadcast, course: Course) -> Message:
    """At which day those are whom a draft is for."""
    name, chosen = broadcast.id, broadcast.audience
    buttons = [
        _choice(words.number(day.number), ChooseDay(name, day.number), chosen=chosen == AtDay(day.number))
        for day in course.days
    ]
    asked = words.text("For those at which day? Those who have it open, or are offered it next.")
    return Message(
        join("\n\n", [title(words, broadcast), asked]),
        (*_rows(buttons), (_back(words, broadcast, DraftView.AUDIENCE),)),
    )


def time_view(words: Words, broadcast: Broadcast, zone: tzinfo) -> Message:
    """When a draft may go."""
    name, when = broadcast.id, broadcast.when
    # Translators: a button: when a broadcast goes.
    now = words.text("Now")
    at_time = words.text("At a time …")
    at_local_time = words.text("At a time on everybody’s clock …")
    return Message(
        join("\n\n", [title(words, broadcast), time_words(words, when, zone)]),
        (
            (_choice(now, Prepare(name, Preparation.NOW), chosen=when == When()),),
            (_choice(at_time, AskFor(name, Asked.MOMENT), chosen=when.at is not None and when.local is None),),
            (_choice(at_local_time, AskFor(name, Asked.LOCAL_TIME), chosen=when.local is not None),),
            (_back(words, broadcast, DraftView.PANEL),),
        ),
    )


def message_question(words: Words, *, unasked: bool = False) -> Message:
    """Asks for the message of a broadcast, or, after a text that came `unasked`, whether it was to be one."""
    text = words.text("What shall go out? Reply to this with a text, a photo, a video or a file.")
    if unasked:
        # Translators: to an admin who has typed something that is no command.
        text = words.text("Was that for your learners? Then reply to this with it. Your own lesson is at /today.")
    # Translators: stands in the empty field where the message of a broadcast is to be typed.
    return question(text, ComposeMessage(), words.text("Text, photo, video or file"))


def question_about(words: Words, tap: AskFor) -> Message:
    """Asks for something about a broadcast."""
    text = words.text(_QUESTIONS[tap.what], broadcast=str(tap.broadcast))
    return question(text, tap, words.text(_HINTS[tap.what]), _to_the_panel(words, tap))


def question_again(words: Words, tap: AskFor, why: RichText) -> Message:
    """Says why an answer can’t be taken, and asks again: the next try needs no tap."""
    return question(why, tap, words.text(_HINTS[tap.what]), _to_the_panel(words, tap))


def _to_the_panel(words: Words, tap: AskFor) -> Keyboard:
    return ((button(words.text("Back"), ShowBroadcast(tap.broadcast, DraftView.PANEL)),),)


def confirm_screen(
    words: Words, broadcast: Broadcast, reach: Reach, course: Course, zone: tzinfo, asked: Confirmation
) -> Message:
    """The question before a broadcast goes, or the copies of one are changed."""
    back = button(words.text("Back"), ShowBroadcast(broadcast.id, DraftView.PANEL))
    if broadcast.kind is not Kind.COPY:
        question, yes = _amendment_question(words, broadcast, reach)
        # Translators: when copies of a broadcast are deleted or changed.
        at_once = words.text("At once.")
        return Message(join("\n\n", [question, at_once]), ((yes_button(yes, asked),), (back,)))
    heading = words.plural(
        "**Send broadcast {broadcast} to {n} learner?**",
        "**Send broadcast {broadcast} to {n} learners?**",
        reach.recipients,
        broadcast=str(broadcast.id),
    )
    facts = [to_words(words, broadcast.audience, course), time_words(words, broadcast.when, zone)]
    lines: list[RichText | str] = [heading, "\n".join(facts), reach_words(words, reach, broadcast.when, zone)]
    # Translators: a button: send a broadcast to so many.
    yes = words.plural("Yes, to {n} learner", "Yes, to {n} learners", reach.recipients)
    return Message(join("\n\n", lines), ((yes_button(yes, asked),), (back,)))


def yes_button(label: RichText, asked: Confirmation, style: ButtonStyle = "primary") -> Button:
    """The button that confirms what was asked."""
    return button(label, Confirm(asked.broadcast_id, asked.act, asked.asked_at, asked.code), style)


def discarded_screen(words: Words, broadcast_id: int) -> Message:
    """A draft was thrown away."""
    return Message(
        words.text("Broadcast {broadcast} is discarded. Nothing went out.", broadcast=str(broadcast_id)),
    )


def uncopied_screen(words: Words, reason: str | None) -> Message:
    """A message of an admin that Telegram doesn’t copy."""
    if not reason:
        return Message(words.text("Telegram didn’t take a copy of that. /broadcast begins anew."))
    # Translators: {reason} is what Telegram says, in its own words.
    text = words.text(
        "Telegram didn’t take a copy of that. It says: {reason}. /broadcast begins anew.",
        reason=reason_words(words, reason),
    )
    return Message(text)


def _amendment_screen(words: Words, broadcast: Broadcast, reach: Reach) -> Message:
    name, of = broadcast.id, str(broadcast.of)
    if broadcast.kind is Kind.RECALL:
        # Translators: {broadcast} is a number; it may be taken back from whoever has got it.
        what = words.text("The copies of broadcast {broadcast} would be deleted.", broadcast=of)
        # Translators: copies of a broadcast that are to be taken back.
        nobody = words.text("Nobody has a copy that Telegram lets me delete: it does so for 48 hours.")
        # Translators: a button: delete all copies of a broadcast, as the next one asks once more.
        go_on = words.text("Delete them …")
    else:
        # Translators: {broadcast} is a number; the new text stands below.
        said = words.text("The copies of broadcast {broadcast} would say:", broadcast=of)
        # Translators: copies of a broadcast that are to be changed.
        nobody = words.text("Nobody has a copy any more.")
        what = join("\n\n", [said, broadcast.text])
        # Translators: a button: change all copies of a broadcast, as the next one asks once more.
        go_on = words.text("Change them …")
    if reach.recipients:
        # Translators: {n} is how many copies are deleted or changed, {duration} how long that takes, such as “12 min”.
        told = words.plural(
            "That is {n} copy, in about {duration}.",
            "That is {n} copies, in about {duration}.",
            reach.recipients,
            duration=words.duration(reach.takes_for),
        )
    else:
        told = nobody
    go = button(go_on, ShowBroadcast(name, DraftView.CONFIRM), "primary")
    return Message(
        join("\n\n", [title(words, broadcast), what, told]),
        (*(((go,),) if reach.recipients else ()), (_discard(words, broadcast),)),
    )


def _discard(words: Words, broadcast: Broadcast) -> Button:
    # Translators: a button: throw the draft of a broadcast away.
    return button(words.text("Discard"), Prepare(broadcast.id, Preparation.DISCARD))


def _back(words: Words, broadcast: Broadcast, view: DraftView) -> Button:
    return button(words.text("Back"), ShowBroadcast(broadcast.id, view))


def _rows(buttons: list[Button]) -> Keyboard:
    return tuple(tuple(buttons[start : start + _BY_THE_ROW]) for start in range(0, len(buttons), _BY_THE_ROW))


def _choice(label: RichText | str, tap: Tap, *, chosen: bool) -> Button:
    return button("✓ " + label if chosen else label, tap)


def _amendment_question(words: Words, broadcast: Broadcast, reach: Reach) -> tuple[RichText, RichText]:
    """The question before the copies of a broadcast are deleted or changed, and the yes to it."""
    number, of = reach.recipients, str(broadcast.of)
    if broadcast.kind is Kind.RECALL:
        return (
            words.plural(
                "**Delete {n} copy of broadcast {broadcast}?**",
                "**Delete {n} copies of broadcast {broadcast}?**",
                number,
                broadcast=of,
            ),
            words.plural("Yes, delete {n} copy", "Yes, delete {n} copies", number),
        )
    return (
        words.plural(
            "**Change {n} copy of broadcast {broadcast}?**",
            "**Change {n} copies of broadcast {broadcast}?**",
            number,
            broadcast=of,
        ),
        words.plural("Yes, change {n} copy", "Yes, change {n} copies", number),
    )

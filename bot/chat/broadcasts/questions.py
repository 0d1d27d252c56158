"""What admins are asked about broadcasts: to type something, and whether they are sure."""

from __future__ import annotations

from datetime import tzinfo

from bot.botapi.message import Button, ButtonStyle, Message
from bot.chat.broadcasts.phrases import reach_words, time_words, to_words
from bot.chat.broadcasts.taps import Asked, AskFor, ComposeMessage, Confirm, DraftView, NeverMind, ShowBroadcast
from bot.chat.questions import question
from bot.chat.tap import button
from bot.core.broadcast import Broadcast, Kind
from bot.core.course import Course
from bot.core.richtext import RichText, join
from bot.flows.broadcasts.drafts import Confirmation
from bot.flows.broadcasts.reports import Reach
from bot.words import N_, Words

_QUESTIONS = {
    # Translators: {broadcast} is a number. It asks for the code of a language.
    Asked.LANGUAGE: N_("Broadcast {broadcast}: which language? Reply with its code, such as de or pt."),
    # Translators: {broadcast} is a number. It asks for the numbers of learners.
    Asked.LIST: N_("Broadcast {broadcast}: for whom? Reply with their numbers, as many as fit in."),
    # Translators: {broadcast} is a number. Times are typed in these forms in every language.
    Asked.MOMENT: N_("Broadcast {broadcast}: when? Reply with a time on your clock: 18:30, or 2026-03-12 18:30."),
    # Translators: {broadcast} is a number. Times are typed in this form in every language.
    Asked.LOCAL_TIME: N_("Broadcast {broadcast}: at which time on everybody’s own clock? Reply with it, such as 9:00."),
    # Translators: {broadcast} is a number; its copies are what learners have got.
    Asked.TEXT: N_("Broadcast {broadcast}: what shall its copies say? Reply with the new text."),
}
_HINTS = {
    # Translators: an example of what is to be typed: the code of a language.
    Asked.LANGUAGE: N_("de"),
    Asked.LIST: "123456789 987654321",
    Asked.MOMENT: "18:30",
    Asked.LOCAL_TIME: "9:00",
    # Translators: stands in the empty field where a text is to be typed.
    Asked.TEXT: N_("The new text"),
}
"""What stands in the empty field. What has no words is typed alike in every language."""


def message_question(words: Words) -> Message:
    """Asks for the message of a broadcast."""
    text = words.text("What shall go out? Reply to this with a text, a photo, a video or a file.")
    # Translators: stands in the empty field where the message of a broadcast is to be typed.
    return question(text, ComposeMessage(), words.text("Text, photo, video or file"))


def question_about(words: Words, tap: AskFor) -> Message:
    """Asks for something about a broadcast."""
    text = words.text(_QUESTIONS[tap.what], broadcast=str(tap.broadcast))
    return question(text, tap, words.text(_HINTS[tap.what]))


def confirm_screen(
    words: Words, broadcast: Broadcast, reach: Reach, course: Course, zone: tzinfo, asked: Confirmation
) -> Message:
    """The question before a broadcast goes, or the copies of one are changed."""
    back = button(words.text("Back"), ShowBroadcast(broadcast.id, DraftView.PANEL))
    if broadcast.kind is not Kind.COPY:
        question, yes = _amendment(words, broadcast, reach)
        # Translators: when copies of a broadcast are deleted or changed.
        at_once = words.text("At once.")
        return Message(join("\n\n", [question, at_once]), ((_yes(yes, asked),), (back,)))
    heading = words.plural(
        "**Send broadcast {broadcast} to {n} learner?**",
        "**Send broadcast {broadcast} to {n} learners?**",
        reach.recipients,
        broadcast=str(broadcast.id),
    )
    facts = [to_words(words, broadcast.audience, course), time_words(words, broadcast.when, zone)]
    lines: list[RichText | str] = [heading, "\n".join(facts), reach_words(words, reach, broadcast)]
    # Translators: a button: send a broadcast to so many.
    yes = words.plural("Yes, to {n} learner", "Yes, to {n} learners", reach.recipients)
    return Message(join("\n\n", lines), ((_yes(yes, asked),), (back,)))


def stop_screen(words: Words, broadcast: Broadcast, left: int, asked: Confirmation) -> Message:
    """The question before a broadcast is stopped."""
    parts = [
        words.text("**Stop broadcast {broadcast}?**", broadcast=str(broadcast.id)),
        # Translators: what the end of a broadcast means.
        words.plural(
            "{n} learner has not got it, and won’t. That can’t be undone; a pause can.",
            "{n} learners have not got it, and won’t. That can’t be undone; a pause can.",
            left,
        ),
    ]
    return _sure(words, join("\n\n", parts), _yes(words.text("Yes, stop it"), asked, "danger"))


def resend_screen(words: Words, broadcast: Broadcast, uncertain: int, asked: Confirmation) -> Message:
    """The question before what is uncertain is sent again."""
    parts = [
        words.plural(
            "**Send broadcast {broadcast} again to {n} learner?**",
            "**Send broadcast {broadcast} again to {n} learners?**",
            uncertain,
            broadcast=str(broadcast.id),
        ),
        words.text("Telegram didn’t say whether they have it. Those who do get it twice. This can be done once."),
    ]
    return _sure(words, join("\n\n", parts), _yes(words.text("Yes, send it again"), asked))


def _amendment(words: Words, broadcast: Broadcast, reach: Reach) -> tuple[RichText, RichText]:
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


def _sure(words: Words, text: RichText, yes: Button) -> Message:
    return Message(text, ((yes,), (button(words.text("No"), NeverMind()),)))


def _yes(label: RichText, asked: Confirmation, style: ButtonStyle = "primary") -> Button:
    return button(label, Confirm(asked.broadcast_id, asked.act, asked.asked_at, asked.code), style)

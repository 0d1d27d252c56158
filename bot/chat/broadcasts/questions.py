"""What admins are asked about broadcasts: to type something, and whether they are sure."""

from __future__ import annotations

from datetime import tzinfo

from bot.botapi.message import Button, ButtonStyle, Message
from bot.chat.broadcasts.phrases import audience_words, copies, learners, reach_words, when_words
from bot.chat.broadcasts.taps import Asked, AskFor, ComposeMessage, Confirm, DraftView, NeverMind, ShowBroadcast
from bot.chat.questions import question
from bot.chat.tap import button
from bot.core.broadcast import Broadcast, Kind
from bot.core.course import Course
from bot.core.richtext import RichText, bold, join
from bot.flows.broadcasts.drafts import Confirmation
from bot.flows.broadcasts.reports import Reach

_QUESTIONS = {
    Asked.LANGUAGE: ("which language? Reply with its code, such as de or pt.", "de"),
    Asked.LIST: ("for whom? Reply with their numbers, as many as fit in.", "123456789 987654321"),
    Asked.MOMENT: ("when? Reply with a time on your clock: 18:30, or 2026-03-12 18:30.", "18:30"),
    Asked.LOCAL_TIME: ("at which time on everybody’s own clock? Reply with it, such as 9:00.", "9:00"),
    Asked.TEXT: ("what shall its copies say? Reply with the new text.", "The new text"),
}


def message_question() -> Message:
    """Asks for the message of a broadcast."""
    text = RichText("What shall go out? Reply to this with a text, a photo, a video or a file.")
    return question(text, ComposeMessage(), RichText("Text, photo, video or file"))


def question_about(tap: AskFor) -> Message:
    """Asks for something about a broadcast."""
    words, hint = _QUESTIONS[tap.what]
    return question(RichText(f"Broadcast {tap.broadcast}: {words}"), tap, RichText(hint))


def confirm_screen(broadcast: Broadcast, reach: Reach, course: Course, zone: tzinfo, asked: Confirmation) -> Message:
    """The question before a broadcast goes, or the copies of one are changed."""
    if broadcast.kind is Kind.COPY:
        whom = learners(reach.recipients)
        facts = f"To: {audience_words(broadcast.audience, course)}\nWhen: {when_words(broadcast.when, zone)}"
        heading = bold(f"Send broadcast {broadcast.id} to {whom}?")
        lines: list[RichText | str] = [heading, facts, reach_words(reach, broadcast)]
        yes = f"Yes, to {whom}"
    else:
        verb = "delete" if broadcast.kind is Kind.RECALL else "change"
        lines = [bold(f"{verb.capitalize()} {copies(reach.recipients)} of broadcast {broadcast.of}?"), "At once."]
        yes = f"Yes, {verb} {copies(reach.recipients)}"
    back = button("Back", ShowBroadcast(broadcast.id, DraftView.PANEL))
    return Message(join("\n\n", lines), ((_yes(yes, asked),), (back,)))


def stop_screen(broadcast: Broadcast, left: int, asked: Confirmation) -> Message:
    """The question before a broadcast is stopped."""
    return Message(
        bold(f"Stop broadcast {broadcast.id}?") + f"\n\n{learners(left)} {_has(left)} not got it, and won’t. That "
        "can’t be undone; a pause can.",
        ((_yes("Yes, stop it", asked, "danger"),), (button("No", NeverMind()),)),
    )


def resend_screen(broadcast: Broadcast, uncertain: int, asked: Confirmation) -> Message:
    """The question before what is uncertain is sent again."""
    return Message(
        bold(f"Send broadcast {broadcast.id} again to {learners(uncertain)}?")
        + "\n\nTelegram didn’t say whether they have it. Those who do get it twice. This can be done once.",
        ((_yes("Yes, send it again", asked),), (button("No", NeverMind()),)),
    )


def _yes(label: str, asked: Confirmation, style: ButtonStyle = "primary") -> Button:
    return button(label, Confirm(asked.broadcast_id, asked.act, asked.asked_at, asked.code), style)


def _has(number: int) -> str:
    return "has" if number == 1 else "have"

"""What admins are asked about broadcasts: to type something, and whether they are sure."""

from __future__ import annotations

import re
from datetime import tzinfo

from bot.botapi.message import Button, ButtonStyle, Screen, TypedAnswer
from bot.chat.broadcasts.phrases import audience_words, copies, learners, reach_words, when_words
from bot.chat.tap import Confirm, NeverMind, ShowBroadcast, Tap, pack
from bot.core.broadcast import Broadcast, Kind
from bot.core.course import Course
from bot.core.richtext import RichText, bold, join
from bot.flows.broadcasts.drafts import Confirmation
from bot.flows.broadcasts.reports import Reach

MESSAGE_QUESTION = "What shall go out? Reply to this with a text, a photo, a video or a file."
"""The words of the question that the message of a broadcast answers."""

_QUESTIONS = {
    "language": ("which language? Reply with its code, such as de or pt.", "de"),
    "list": ("for whom? Reply with their numbers, as many as fit in.", "123456789 987654321"),
    "moment": ("when? Reply with a time on your clock: 18:30, or 2026-03-12 18:30.", "18:30"),
    "local": ("at which time on everybody’s own clock? Reply with it, such as 9:00.", "9:00"),
    "text": ("what shall its copies say? Reply with the new text.", "The new text"),
}
_QUESTION = re.compile(r"Broadcast ([1-9][0-9]{0,8}): (.+)")


def message_question_screen() -> Screen:
    """Asks for the message of a broadcast."""
    return Screen(RichText(MESSAGE_QUESTION), answer=TypedAnswer("Text, photo, video or file"))


def question_screen(broadcast_id: int, what: str) -> Screen | None:
    """Asks for something about a broadcast; None for what nobody asks for."""
    if what not in _QUESTIONS:
        return None
    words, hint = _QUESTIONS[what]
    return Screen(RichText(f"Broadcast {broadcast_id}: {words}"), answer=TypedAnswer(hint))


def read_question(text: str) -> tuple[int, str] | None:
    """Which broadcast a question was about, and what it asked for; None where it is none of ours."""
    match = _QUESTION.fullmatch(text)
    asked = next((what for what, (words, _) in _QUESTIONS.items() if match and match[2] == words), None)
    return (int(match[1]), asked) if match and asked else None


def confirm_screen(broadcast: Broadcast, reach: Reach, course: Course, zone: tzinfo, question: Confirmation) -> Screen:
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
    back = _button("Back", ShowBroadcast(broadcast.id, "panel"))
    return Screen(join("\n\n", lines), ((_yes(yes, question),), (back,)))


def stop_screen(broadcast: Broadcast, left: int, question: Confirmation) -> Screen:
    """The question before a broadcast is stopped."""
    return Screen(
        bold(f"Stop broadcast {broadcast.id}?") + f"\n\n{learners(left)} {_has(left)} not got it, and won’t. That "
        "can’t be undone; a pause can.",
        ((_yes("Yes, stop it", question, "danger"),), (_button("No", NeverMind()),)),
    )


def resend_screen(broadcast: Broadcast, uncertain: int, question: Confirmation) -> Screen:
    """The question before what is uncertain is sent again."""
    return Screen(
        bold(f"Send broadcast {broadcast.id} again to {learners(uncertain)}?")
        + "\n\nTelegram didn’t say whether they have it. Those who do get it twice. This can be done once.",
        ((_yes("Yes, send it again", question),), (_button("No", NeverMind()),)),
    )


def _yes(label: str, question: Confirmation, style: ButtonStyle = "primary") -> Button:
    return _button(label, Confirm.of(question.broadcast_id, question.act, question.asked_at, question.code), style)


def _has(number: int) -> str:
    return "has" if number == 1 else "have"


def _button(label: str, tap: Tap, style: ButtonStyle | None = None) -> Button:
    return Button(label, data=pack(tap), style=style)

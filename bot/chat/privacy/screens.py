"""What a learner sees of what is kept about them: the page on privacy, their file, and the way out."""

from __future__ import annotations

from datetime import datetime

from bot.botapi.message import File, Message
from bot.chat.broadcasts.phrases import reason_words
from bot.chat.privacy.taps import DeleteAll, KeepAll
from bot.chat.tap import button
from bot.core.confirmation import CONFIRM_FOR
from bot.core.richtext import RichText, bold
from bot.exports.dossier import dossier_json
from bot.flows.privacy import Export

KEPT = {
    "learners": (
        "You: your Telegram user id, your time zone, when your days begin, when you want to be written to, when you "
        "came and were last here, which lesson is open, the language of your Telegram, and the numbers of your latest "
        "taps, so that none counts twice."
    ),
    "places": (
        "Your places: for each lesson, the step you are at, when it was shown, in which message and whether that "
        "arrived, and when you finished."
    ),
    "answers": "Your answers to knowledge checks, with their times and dates.",
    "review_answers": "Your answers in reviews, with their times and dates.",
    "sittings": "Your latest review: when you opened it, by which tap, and in which message.",
    "completions": "What you have finished and on which dates, for your streak.",
    "neutral_dates": (
        "Dates that don’t count against your streak, because I was out of order or your clock leapt over them."
    ),
    "reminders": (
        "Your reminders: when each was due, in which words and whether it was sent, so that none comes twice and none "
        "comes in the same words twice a week."
    ),
    "recipients": "Announcements: which were for you, whether and when each arrived, and in which message.",
    "listed": "Where somebody who runs this course picks you for an announcement: that, until it goes out.",
    "pauses": "Where Telegram asks me to write to you more slowly: until when. That is gone soon after.",
}
"""What each table keeps about a learner, in their words."""

VOID = "That question is no longer open, so nothing was deleted. /delete asks again."

_MINUTES = int(CONFIRM_FOR.total_seconds() // 60)


def privacy_screen() -> Message:
    """What is kept, why, and for how long."""
    kept = "\n".join(f"• {text}" for text in KEPT.values())
    return Message(
        bold("What is kept about you")
        + f"\n\n{kept}\n\n"
        + bold("What is not")
        + "\n\nYour name, which a certificate takes from Telegram as it is drawn; what you write to me; and where you "
        "are: of a place you share I keep its time zone. If something breaks, the log calls you by a code that doesn’t "
        "show your user id.\n\n"
        + bold("Why, and for how long")
        + "\n\nSo that a lesson goes on where you left it, your score and streak are right, and reminders come when "
        "you want them. It is kept until you send /delete. The messages in this chat lie with Telegram; you can clear "
        "them there.\n\n"
        "/export sends you all of it as a file.\n/delete deletes all of it."
    )


def export_message(export: Export) -> Message:
    """Everything in one file."""
    name = f"about-me-{export.at:%Y-%m-%d}.json"
    file = File("document", name, dossier_json(export, reason_words), "application/json")
    return Message(RichText("Everything that is kept about you."), file=file)


def nothing_kept_screen() -> Message:
    """To somebody unknown who wants their file, or to be deleted."""
    return Message(RichText("Nothing is kept about you. /start begins the course."))


def delete_screen(learner_id: int, asked_at: datetime) -> Message:
    """The question before everything is deleted."""
    return Message(
        bold("Delete everything about you?")
        + "\n\nYour places, answers, score and streak will be gone, and nobody can bring them back. If you’d like to "
        f"have them as a file first, send /export.\n\nThe button works for {_MINUTES} minutes.",
        (
            (button("Delete everything", DeleteAll(learner_id, asked_at), style="danger"),),
            (button("Keep everything", KeepAll()),),
        ),
    )


def deleted_screen() -> Message:
    """Everything is gone."""
    return Message(
        RichText(
            "It’s all gone: nothing is kept about you any more. Thank you for having been here.\n\n"
            "If you ever want to begin anew, /start does it. The messages above lie with Telegram; you can clear them "
            "there."
        )
    )


def kept_screen() -> Message:
    """Everything stays."""
    return Message(RichText("Everything stays as it was. /today opens your lesson."))

"""What a learner sees of what is kept about them: the page on privacy, their file, and the way out."""

from __future__ import annotations

from datetime import datetime

import orjson

from bot.botapi.message import Button, Document, Screen
from bot.chat.broadcasts.phrases import reason_words
from bot.chat.tap import DeleteAll, KeepAll, pack
from bot.core.confirmation import CONFIRM_FOR
from bot.core.richtext import RichText, bold
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


def privacy_screen() -> Screen:
    """What is kept, why, and for how long."""
    kept = "\n".join(f"• {text}" for text in KEPT.values())
    return Screen(
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


def export_document(export: Export) -> Document:
    """Everything in one JSON file: a list for each table, times in ISO 8601."""
    tables = {
        table: [{name.replace("_", " "): _in_words(name, value) for name, value in row.items()} for row in rows]
        for table, rows in export.dossier.items()
    }
    content = orjson.dumps({"exported at": export.at, **tables}, option=orjson.OPT_INDENT_2)
    return Document(
        f"about-me-{export.at:%Y-%m-%d}.json", content, "application/json", "Everything that is kept about you."
    )


def _in_words(name: str, value: object) -> object:
    return reason_words(value) if name == "reason" and isinstance(value, str) else value


def nothing_kept_screen() -> Screen:
    """To somebody unknown who wants their file, or to be deleted."""
    return Screen(RichText("Nothing is kept about you. /start begins the course."))


def delete_screen(learner_id: int, asked_at: datetime) -> Screen:
    """The question before everything is deleted."""
    return Screen(
        bold("Delete everything about you?")
        + "\n\nYour places, answers, score and streak will be gone, and nobody can bring them back. If you’d like to "
        f"have them as a file first, send /export.\n\nThe button works for {_MINUTES} minutes.",
        (
            (Button("Delete everything", data=pack(DeleteAll.asking(learner_id, asked_at)), style="danger"),),
            (Button("Keep everything", data=pack(KeepAll())),),
        ),
    )


def deleted_screen() -> Screen:
    """Everything is gone."""
    return Screen(
        RichText(
            "It’s all gone: nothing is kept about you any more. Thank you for having been here.\n\n"
            "If you ever want to begin anew, /start does it. The messages above lie with Telegram; you can clear them "
            "there."
        )
    )


def kept_screen() -> Screen:
    """Everything stays."""
    return Screen(RichText("Everything stays as it was. /today opens your lesson."))

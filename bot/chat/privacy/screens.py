"""What a learner sees of what is kept about them: the page on privacy, their file, and the way out."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from bot.botapi.message import File, Message
from bot.chat.broadcasts.phrases import reason_words
from bot.chat.privacy.taps import DeleteAll, KeepAll
from bot.chat.tap import button
from bot.core.confirmation import CONFIRM_FOR
from bot.core.richtext import join
from bot.exports.dossier import dossier_json
from bot.flows.privacy import Export
from bot.words import N_, Words

KEPT = {
    "learners": N_(
        "You: your Telegram user id, your time zone, when your days begin, when you want to be written to, when you "
        "came and were last here, which lesson is open, the language of your Telegram, and the numbers of your latest "
        "taps, so that none counts twice."
    ),
    "places": N_(
        "Your places: for each lesson, the step you are at, when it was shown, in which message and whether that "
        "arrived, and when you finished."
    ),
    "answers": N_("Your answers to knowledge checks, with their times and dates."),
    "review_answers": N_("Your answers in reviews, with their times and dates."),
    "tries": N_(
        "Your practice: which points a prompt of yours had at first and at last, and when you first wrote one."
    ),
    "extras": N_("The extra practice you opened last: of which day, by which tap before it, and when."),
    "sittings": N_("Your latest review: when you opened it, by which tap, and in which message."),
    "completions": N_("What you have finished and on which dates, for your streak."),
    "feedback": N_(
        "What you say is wrong or out of date in a lesson: your words, in which message, about which day, and when; "
        "whoever runs this course reads them."
    ),
    "neutral_dates": N_(
        "Dates that don’t count against your streak, because I was out of order or your clock leapt over them."
    ),
    "reminders": N_(
        "Your reminders: when each was due, in which words and whether it was sent, so that none comes twice and none "
        "comes in the same words twice a week."
    ),
    "recipients": N_("Announcements: which were for you, whether and when each arrived, and in which message."),
    "listed": N_("Where somebody who runs this course picks you for an announcement: that, until it goes out."),
    "pauses": N_("Where Telegram asks me to write to you more slowly: until when. That is gone soon after."),
}
"""What each table keeps about a learner, in their words."""

VOID = N_("That question is no longer open, so nothing was deleted. /delete asks again.")

_MINUTES = int(CONFIRM_FOR.total_seconds() // 60)


def privacy_screen(words: Words) -> Message:
    """What is kept, why, and for how long."""
    parts = [
        words.text(
            "**In short:** I keep what lessons, streak and reminders need, under your Telegram number and without your "
            "name. Only those who run this course can see it, and /delete deletes all of it."
        ),
        words.text("**What is kept about you**"),
        join("\n", ["• " + words.text(kept) for kept in KEPT.values()]),
        # Translators: a heading: what is not kept about you.
        words.text("**What is not**"),
        words.text(
            "Your name, which a certificate takes from Telegram as it is drawn; what else you write to me, once it is "
            "answered (where I fail to, whoever runs this course can read it until you send /delete); and where you "
            "are: of a place you share I keep its time zone. If something breaks, the log calls you by a code that "
            "doesn’t show your user id."
        ),
        # Translators: a heading: why it is kept about you.
        words.text("**Why, and for how long**"),
        words.text(
            "So that a lesson goes on where you left it, your score and streak are right, and reminders come when you "
            "want them. It is kept until you send /delete. The messages in this chat lie with Telegram; you can clear "
            "them there."
        ),
        join(
            "\n",
            [
                words.text("/export sends you all of it as a file."),
                words.text("/delete deletes all of it."),
            ],
        ),
    ]
    return Message(join("\n\n", parts))


def export_message(words: Words, export: Export) -> Message:
    """Everything in one file."""
    name = f"about-me-{export.at:%Y-%m-%d}.json"
    file = File("document", name, dossier_json(export, partial(reason_words, words)), "application/json")
    return Message(words.text("Everything that is kept about you."), file=file)


def nothing_kept_screen(words: Words) -> Message:
    """To somebody unknown who wants their file, or to be deleted."""
    return Message(words.text("Nothing is kept about you. /start begins the course."))


def delete_screen(words: Words, learner_id: int, asked_at: datetime) -> Message:
    """The question before everything is deleted."""
    parts = [
        words.text("**Delete everything about you?**"),
        words.text(
            "Your places, answers, score and streak will be gone, and nobody can bring them back. If you’d like to "
            "have them as a file first, send /export."
        ),
        words.plural("The button works for {n} minute.", "The button works for {n} minutes.", _MINUTES),
    ]
    return Message(
        join("\n\n", parts),
        (
            (button(words.text("Delete everything"), DeleteAll(learner_id, asked_at), style="danger"),),
            (button(words.text("Keep everything"), KeepAll()),),
        ),
    )


def deleted_screen(words: Words) -> Message:
    """Everything is gone."""
    parts = [
        words.text("It’s all gone: nothing is kept about you any more. Thank you for having been here."),
        words.text(
            "If you ever want to begin anew, /start does it. The messages above lie with Telegram; you can clear them "
            "there."
        ),
    ]
    return Message(join("\n\n", parts))


def kept_screen(words: Words) -> Message:
    """Everything stays."""
    return Message(words.text("Everything stays as it was. /today opens your lesson."))

"""Feedback as learners see it: the question, and what is said to their answer."""

from __future__ import annotations

from bot.botapi.message import Message
from bot.chat.feedback.taps import GiveFeedback
from bot.chat.questions import question
from bot.core.feedback import AT_MOST, Reception
from bot.core.richtext import RichText, join
from bot.words import N_, Words

NO_WORDS = N_("I can pass on words only, no pictures, files or voice messages. Please write it in one message.")
NO_COMMAND = N_("That looks like a command, so I haven’t passed it on.")
"""Why an answer was not taken."""


def feedback_question(words: Words, asked_by: GiveFeedback) -> Message:
    """Asks what is wrong or out of date in a day."""
    text = words.text(
        "**What is wrong or out of date in Day {day}?** Tell me in one message. Whoever runs this course gets it, and "
        "can answer you here.",
        day=asked_by.day,
    )
    return _question(words, text, asked_by)


def feedback_question_again(words: Words, asked_by: GiveFeedback, why: str) -> Message:
    """Asks again after an answer that cannot be passed on."""
    text = words.text("What is wrong or out of date in Day {day}?", day=asked_by.day)
    return _question(words, join("\n\n", [words.text(why), text]), asked_by)


def reception_screen(words: Words, reception: Reception, day: int, *, words_alone: bool = False) -> Message:
    """What became of a learner's words about a day; `words_alone` where they stood below something that is not kept."""
    match reception:
        case Reception.TAKEN:
            thanks = words.text("**Thank you!** It’s noted, together with the day, for whoever runs this course.")
            alone = [words.text("Only your words are kept, not what you sent with them.")] if words_alone else []
            return Message(join("\n\n", [thanks, *alone]))
        case Reception.ENOUGH:
            told = words.plural(
                "You have told me {n} thing today, thank you! That is all I can note in a day. Please send the next "
                "one tomorrow: the button stays.",
                "You have told me {n} things today, thank you for each! That is all I can note in a day. Please send "
                "the next one tomorrow: the button stays.",
                AT_MOST,
            )
            return Message(told)
        case Reception.UNKNOWN:
            return Message(
                words.text(
                    "I couldn’t note that: as far as I know, you haven’t opened Day {day}. /lessons has all there is.",
                    day=day,
                )
            )


def _question(words: Words, text: RichText, asked_by: GiveFeedback) -> Message:
    # Translators: stands in the empty field where a learner is to type what should be mended in a lesson.
    return question(text, asked_by, words.text("What should be mended?"))

"""The review in words: its questions, how it ended, and when the next comes."""

from __future__ import annotations

from bot.botapi.message import ButtonStyle, Keyboard, Message
from bot.chat.lessons.names import day_name
from bot.chat.lessons.quiz import quiz_screen
from bot.chat.progress.screens import looks_row, streak_lines
from bot.chat.review.taps import AnswerReview, ContinueReview, OpenReview
from bot.chat.tap import button
from bot.core.review import AT_MOST, Review
from bot.core.richtext import RichText, join
from bot.flows.review import Asking, Reviewed
from bot.words import N_, DateForm, Words

PAST = N_("That question is from a review on another day. /review shows what is due now.")
"""To a tap on a question of another learning date."""

_WEEK = 7


def asking_screen(words: Words, asking: Asking) -> Message:
    """A question as it was in its lesson; once answered, it leads to the next one or to the end."""
    day, quiz = asking.day.number, asking.quiz.id
    counted = words.text("Review · {number}/{count}", number=asking.number, count=asking.count)
    whence = words.text("*From {day}*", day=day_name(words, asking.day))
    label = words.text("Next") if asking.left else words.text("Finish")
    onward: Keyboard = ((button(label, ContinueReview(asking.on, day, quiz), style="primary"),),)
    return quiz_screen(
        words,
        asking.quiz,
        counted + "\n\n" + whence + "\n\n",
        asking.choice,
        lambda option: AnswerReview(asking.on, day, quiz, option),
        onward,
        asking.order,
    )


def reviewed_screen(words: Words, reviewed: Reviewed) -> Message:
    """How today's review ended, or that there is none, and when the next comes."""
    review = reviewed.review
    if not review.questions:
        return Message(join("\n\n", [words.text("**Nothing to review today.**"), _outlook(words, review)]))
    parts: list[RichText | str] = [
        words.text("**✓ Review done.** {right} of {of} right.", right=review.right, of=len(review.questions)),
        "\n".join(streak_lines(words, reviewed.streak)),
        join("\n", [*_learned_lines(words, review), _outlook(words, review)]),
    ]
    return Message(join("\n\n", parts), (looks_row(words),))


def review_row(words: Words, due: int, style: ButtonStyle | None = "primary") -> Keyboard:
    """A button to review the questions that are due, if any are."""
    label = words.plural("Review {n} question", "Review {n} questions", due)
    return ((button(label, OpenReview(), style=style),),) if due else ()


def review_line(words: Words, due: int) -> RichText:
    """What a review offers, where any question is due."""
    return words.plural(
        "A question that you missed is back for a review.",
        "{n} questions that you missed are back for a review.",
        due,
    )


def _learned_lines(words: Words, review: Review) -> list[RichText]:
    """What was right twice in a row and is done with."""
    learned = len(review.learned.intersection(review.questions))
    if not learned:
        return []
    if learned == len(review.questions):
        return [
            words.plural("🎓 You know it now: it won’t come back.", "🎓 You know them now: none comes back.", learned)
        ]
    return [words.plural("🎓 One of them you know now: it won’t come back.", "🎓 {n} of them you know now.", learned)]


def _outlook(words: Words, review: Review) -> RichText:
    """When the next question comes back."""
    if not review.coming_on:
        if review.learned:
            return words.text("Every question that you missed, you know by now.")
        return words.text("You haven’t missed a question so far. One that you miss comes back here the next day.")
    next_on = review.coming_on[0]
    count = min(AT_MOST, review.coming_on.count(next_on))
    away = (next_on - review.on).days
    if away == 1:
        return words.plural(
            "The next question comes back tomorrow.", "The next {n} questions come back tomorrow.", count
        )
    day = words.date(next_on, DateForm.WEEKDAY if away < _WEEK else DateForm.LONG_WEEKDAY_COMMA_DAY)
    return words.plural(
        "The next question comes back on {day}.", "The next {n} questions come back on {day}.", count, day=day
    )

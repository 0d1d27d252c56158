"""The review in words: its questions, how it ended, and when the next comes."""

from __future__ import annotations

from datetime import date

from bot.botapi.message import ButtonStyle, Keyboard, Message
from bot.chat.lessons.names import day_name, progress_bar
from bot.chat.lessons.quiz import quiz_screen
from bot.chat.lessons.taps import ShowLessons
from bot.chat.progress.screens import streak_lines
from bot.chat.progress.taps import ShowProgress
from bot.chat.review.taps import AnswerReview, ContinueReview, OpenReview
from bot.chat.tap import button
from bot.core.review import AT_MOST, Review
from bot.core.richtext import RichText, bold, italic, join
from bot.flows.review import Asking, Reviewed

PAST = "That question is from a review on another day. /review shows what is due now."
"""To a tap on a question of another learning date."""


def asking_screen(asking: Asking) -> Message:
    """A question as it was in its lesson; once answered, it leads to the next one or to the end."""
    day, quiz = asking.day.number, asking.quiz.id
    header = RichText(f"Review · {asking.number}/{asking.count}\n{progress_bar(asking.number, asking.count)}\n\n")
    label = "Next" if asking.left else "Finish"
    onward: Keyboard = ((button(label, ContinueReview(asking.on, day, quiz), style="primary"),),)
    return quiz_screen(
        asking.quiz,
        header + italic(f"From {day_name(asking.day)}") + "\n\n",
        asking.choice,
        lambda option: AnswerReview(asking.on, day, quiz, option),
        onward,
    )


def reviewed_screen(reviewed: Reviewed) -> Message:
    """How today's review ended, or that there is none, and when the next comes."""
    review = reviewed.review
    if not review.questions:
        return Message(join("\n\n", [bold("Nothing to review today."), _outlook(review)]))
    parts: list[RichText | str] = [
        bold("✓ Review done.") + f" {review.right} of {len(review.questions)} right.",
        "\n".join(streak_lines(reviewed.streak)),
        "\n".join([*_learned_lines(review), _outlook(review)]),
    ]
    buttons = (button("Progress", ShowProgress()), button("Lessons", ShowLessons()))
    return Message(join("\n\n", parts), (buttons,))


def review_row(due: int, style: ButtonStyle | None = "primary") -> Keyboard:
    """A button to review the questions that are due, if any are."""
    label = "Review 1 question" if due == 1 else f"Review {due} questions"
    return ((button(label, OpenReview(), style=style),),) if due else ()


def review_line(due: int) -> str:
    """What a review offers, where any question is due."""
    those = "A question that you missed is" if due == 1 else f"{due} questions that you missed are"
    return f"{those} back for a review."


def _learned_lines(review: Review) -> list[str]:
    """What was right twice in a row and is done with."""
    learned = len(review.learned.intersection(review.questions))
    if not learned:
        return []
    if learned == len(review.questions):
        return ["🎓 You know it now: it won’t come back." if learned == 1 else "🎓 You know them now: none comes back."]
    return [
        "🎓 One of them you know now: it won’t come back." if learned == 1 else f"🎓 {learned} of them you know now."
    ]


def _outlook(review: Review) -> str:
    """When the next question comes back."""
    if review.coming_on:
        next_on = review.coming_on[0]
        count = min(AT_MOST, review.coming_on.count(next_on))
        come = "The next question comes" if count == 1 else f"The next {count} questions come"
        return f"{come} back {_on(next_on, review.on)}."
    if review.learned:
        return "Every question that you missed, you know by now."
    return "You haven’t missed a question so far. One that you miss comes back here the next day."


def _on(on: date, today_on: date) -> str:
    away = (on - today_on).days
    if away == 1:
        return "tomorrow"
    return f"on {on:%A}" if away < 7 else f"on {on:%A}, {on.day} {on:%B}"

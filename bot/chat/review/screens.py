"""The review in words: its questions, how it ended, and when the next comes."""

from __future__ import annotations

from datetime import date

from bot.botapi.message import Button, Keyboard, Screen
from bot.chat.general_screens import day_name
from bot.chat.lessons.screens import progress_bar, quiz_screen
from bot.chat.progress.screens import streak_lines
from bot.chat.tap import AnswerReview, ContinueReview, ShowLessons, ShowProgress, pack
from bot.core.review import AT_MOST, Review
from bot.core.richtext import RichText, bold, italic, join
from bot.flows.review import Asking, Reviewed

PAST = "That question is from a review on another day. /review shows what is due now."
"""To a tap on a question of another learning date."""


def asking_screen(asking: Asking) -> Screen:
    """A question as it was in its lesson; once answered, it leads to the next one or to the end."""
    day, quiz = asking.day.number, asking.quiz.id
    header = RichText(f"Review · {asking.number}/{asking.count}\n{progress_bar(asking.number, asking.count)}\n\n")
    label = "Next" if asking.left else "Finish"
    onward: Keyboard = ((Button(label, data=pack(ContinueReview(asking.on, day, quiz)), style="primary"),),)
    return quiz_screen(
        asking.quiz,
        header + italic(f"From {day_name(asking.day)}") + "\n\n",
        asking.choice,
        lambda option: AnswerReview(asking.on, day, quiz, option),
        onward,
    )


def reviewed_screen(reviewed: Reviewed) -> Screen:
    """How today's review ended, or that there is none, and when the next comes."""
    review = reviewed.review
    if not review.questions:
        return Screen(join("\n\n", [bold("Nothing to review today."), _outlook(review)]))
    parts: list[RichText | str] = [
        bold("✓ Review done.") + f" {review.right} of {len(review.questions)} right.",
        "\n".join(streak_lines(reviewed.streak)),
        "\n".join([*_learned_lines(review), _outlook(review)]),
    ]
    buttons = (Button("Progress", data=pack(ShowProgress())), Button("Lessons", data=pack(ShowLessons())))
    return Screen(join("\n\n", parts), (buttons,))


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

"""The review in the chat: it goes on in one message, which each tap changes in place."""

from __future__ import annotations

from bot.botapi.message import Message
from bot.chat.conversation import Conversation, Tapped, Typed
from bot.chat.feature import Command, Feature
from bot.chat.lessons.screens import ALREADY_ANSWERED
from bot.chat.review.screens import PAST, asking_screen, reviewed_screen
from bot.chat.review.taps import AnswerReview, ContinueReview, OpenReview
from bot.core.delivery import Delivery
from bot.core.lesson import Refusal
from bot.core.review import Question
from bot.flows.review import (
    Asking,
    Reviewed,
    answer_review,
    answer_review_typed,
    go_on_reviewing,
    open_review,
    settle_review,
)
from bot.flows.school import School
from bot.words import N_, Words


class ReviewHandlers:
    """Where learners answer again what they missed."""

    def __init__(self, school: School) -> None:
        self._school = school

    @property
    def feature(self) -> Feature:
        """What the review brings to the bot."""
        return Feature(
            commands=(Command("review", self.on_review, N_("Answer again what you missed"), menu=20),),
            taps={OpenReview: self.on_open, AnswerReview: self.on_answer, ContinueReview: self.on_continue},
            on_message=self.on_message,
        )

    async def on_review(self, typed: Typed) -> None:
        """Open the review."""
        outcome = await open_review(self._school, typed.learner_id, typed.cause)
        if not isinstance(outcome, Refusal):
            await self._open(typed, outcome, typed.cause)

    async def on_open(self, tapped: Tapped, _: OpenReview) -> None:
        """Open the review, below."""
        outcome = await open_review(self._school, tapped.learner_id, tapped.cause)
        await tapped.say()
        if not isinstance(outcome, Refusal):
            await self._open(tapped, outcome, tapped.cause)

    async def on_answer(self, tapped: Tapped, tap: AnswerReview) -> None:
        """Judge a question in place."""
        question = Question(tap.day, tap.step)
        outcome = await answer_review(self._school, tapped.learner_id, tap.on, question, tap.option)
        if isinstance(outcome, Refusal):
            await _refuse(tapped, outcome)
            return
        changed_mind = not outcome.first and outcome.choice != tap.option
        await tapped.say(tapped.words.text(ALREADY_ANSWERED) if changed_mind else None)
        await tapped.show(asking_screen(tapped.words, outcome))

    async def on_continue(self, tapped: Tapped, tap: ContinueReview) -> None:
        """Go on to the next question, or to the end."""
        outcome = await go_on_reviewing(self._school, tapped.learner_id, tap.on, Question(tap.day, tap.step))
        if isinstance(outcome, Refusal):
            await _refuse(tapped, outcome)
            return
        await tapped.say()
        await tapped.show(_screen(tapped.words, outcome))

    async def on_message(self, typed: Typed) -> bool:
        """Take a letter that is typed while a question is asked for the answer."""
        outcome = await answer_review_typed(self._school, typed.learner_id, typed.text, typed.cause)
        if outcome is None:
            return False
        if outcome.message_id is None:
            await self._open(typed, outcome.asking, typed.cause)
        else:
            await typed.put(outcome.message_id, asking_screen(typed.words, outcome.asking))
        return True

    async def _open(self, conversation: Conversation, outcome: Asking | Reviewed, cause: str) -> None:
        """Show the review in a new message. The one before loses its buttons."""
        receipt = await conversation.reply(_screen(conversation.words, outcome))
        if isinstance(outcome, Reviewed) or receipt.outcome is not Delivery.SENT or receipt.message_id is None:
            return
        await settle_review(self._school, conversation.learner_id, cause, receipt.message_id)
        if outcome.replaces is not None:
            await conversation.sender.edit_keyboard(conversation.learner_id, outcome.replaces, ())


async def _refuse(tapped: Tapped, refusal: Refusal) -> None:
    if refusal is Refusal.OLD:
        await tapped.say(tapped.words.text(PAST))
    else:
        await tapped.refuse(refusal)


def _screen(words: Words, outcome: Asking | Reviewed) -> Message:
    return asking_screen(words, outcome) if isinstance(outcome, Asking) else reviewed_screen(words, outcome)

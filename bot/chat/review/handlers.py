"""The review in the chat: it goes on in one message, which each tap changes in place."""

from __future__ import annotations

from typing import Any

from telegram import CallbackQuery, Update
from telegram.ext import CallbackContext

from bot.botapi.message import Screen
from bot.botapi.pacing import Lane
from bot.botapi.sender import Sender
from bot.chat.general_screens import ALREADY_ANSWERED, TOASTS
from bot.chat.review.screens import PAST, asking_screen, reviewed_screen
from bot.chat.tap import AnswerReview, ContinueReview, OpenReview, ReviewTap
from bot.core.delivery import Delivery
from bot.core.lesson import Refusal
from bot.core.review import Question
from bot.flows.review import (
    TAP,
    Asking,
    Reviewed,
    answer_review,
    go_on_reviewing,
    open_review,
    settle_review,
)
from bot.flows.school import School

_Context = CallbackContext[Any, Any, Any, Any]


class ReviewHandlers:
    """Where learners answer again what they missed."""

    def __init__(self, school: School, sender: Sender) -> None:
        self._school = school
        self._sender = sender

    async def on_review(self, update: Update, _: _Context) -> None:
        """/review."""
        if update.effective_user is not None:
            learner_id, cause = update.effective_user.id, f"update {update.update_id}"
            outcome = await open_review(self._school, learner_id, cause)
            if not isinstance(outcome, Refusal):
                await self._open(learner_id, outcome, cause)

    async def on_tap(self, query: CallbackQuery, tap: ReviewTap) -> None:
        """Open the review, answer one of its questions, or go on from it."""
        match tap:
            case OpenReview():
                await self._on_open(query)
            case AnswerReview():
                await self._on_answer(query, tap)
            case ContinueReview():
                await self._on_continue(query, tap)

    async def _on_open(self, query: CallbackQuery) -> None:
        learner_id, cause = query.from_user.id, TAP + query.id
        outcome = await open_review(self._school, learner_id, cause)
        await self._sender.answer(query.id)
        if not isinstance(outcome, Refusal):
            await self._open(learner_id, outcome, cause)

    async def _on_answer(self, query: CallbackQuery, tap: AnswerReview) -> None:
        question = Question(tap.day, tap.step)
        outcome = await answer_review(self._school, query.from_user.id, tap.on, question, tap.option)
        if isinstance(outcome, Refusal):
            await self._refuse(query, outcome)
            return
        changed_mind = not outcome.first and outcome.choice != tap.option
        await self._sender.answer(query.id, ALREADY_ANSWERED if changed_mind else None)
        await self._change(query, asking_screen(outcome))

    async def _on_continue(self, query: CallbackQuery, tap: ContinueReview) -> None:
        outcome = await go_on_reviewing(self._school, query.from_user.id, tap.on, Question(tap.day, tap.step))
        if isinstance(outcome, Refusal):
            await self._refuse(query, outcome)
            return
        await self._sender.answer(query.id)
        await self._change(query, _screen(outcome))

    async def _open(self, learner_id: int, outcome: Asking | Reviewed, cause: str) -> None:
        """Show the review in a new message. The one before loses its buttons."""
        receipt = await self._sender.send(learner_id, _screen(outcome), Lane.REPLY)
        if isinstance(outcome, Reviewed) or receipt.outcome is not Delivery.SENT or receipt.message_id is None:
            return
        await settle_review(self._school, learner_id, cause, receipt.message_id)
        if outcome.replaces is not None:
            await self._sender.edit_keyboard(learner_id, outcome.replaces, ())

    async def _change(self, query: CallbackQuery, screen: Screen) -> None:
        """Show the screen in the message that was tapped, or in a new one where that can't be changed."""
        learner_id = query.from_user.id
        if query.message is None or not await self._sender.edit(learner_id, query.message.message_id, screen):
            await self._sender.send(learner_id, screen, Lane.REPLY)

    async def _refuse(self, query: CallbackQuery, refusal: Refusal) -> None:
        await self._sender.answer(query.id, PAST if refusal is Refusal.OLD else TOASTS[refusal])


def _screen(outcome: Asking | Reviewed) -> Screen:
    return asking_screen(outcome) if isinstance(outcome, Asking) else reviewed_screen(outcome)

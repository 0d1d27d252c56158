"""Lessons in the chat: what learners do in them calls one flow, and what comes back is shown."""

from __future__ import annotations

from typing import Any

from telegram import CallbackQuery, Message, Update
from telegram.ext import CallbackContext

from bot.botapi.keyboards import keyboard_of
from bot.botapi.message import Screen
from bot.botapi.pacing import Lane
from bot.botapi.sender import Sender
from bot.chat.general_screens import (
    ALREADY_ANSWERED,
    ALREADY_PLAYING,
    TOASTS,
    lessons_screen,
    offer_screen,
    rest_screen,
    welcome_screen,
)
from bot.chat.lessons.delivery import LessonDelivery
from bot.chat.lessons.screens import judged_screen
from bot.chat.progress.captions import SHARED
from bot.chat.progress.handlers import PictureHandlers
from bot.chat.tap import Answer, Begin, Continue, LessonTap, ReadAgain, Replay, ShowLessons
from bot.chat.zones.handlers import ZoneHandlers
from bot.core.course import Closing
from bot.core.lesson import Refusal
from bot.flows.enrolment import Showing
from bot.flows.lessons import (
    Rest,
    Welcome,
    answer,
    continue_from,
    open_day,
    open_lesson_day,
    open_today,
    replay_demo,
)
from bot.flows.progress import look_at_progress
from bot.flows.school import School

_Context = CallbackContext[Any, Any, Any, Any]


class LessonHandlers:
    """Where lessons are taken. A finished one may bring `pictures`, and the first the question for the `zones`."""

    def __init__(
        self, school: School, sender: Sender, delivery: LessonDelivery, pictures: PictureHandlers, zones: ZoneHandlers
    ) -> None:
        self._school = school
        self._sender = sender
        self._delivery = delivery
        self._pictures = pictures
        self._zones = zones

    async def on_today(self, update: Update, context: _Context) -> None:
        """/start and /today: go on where the learner stands. Only somebody new is told that a link was shared."""
        if update.effective_user is None:
            return
        learner_id = update.effective_user.id
        await self._delivery.hurry(learner_id)
        outcome = await open_today(self._school, learner_id, f"update {update.update_id}")
        match outcome:
            case Showing():
                await self._delivery.show(learner_id, outcome)
            case Welcome():
                await self._reply(learner_id, welcome_screen(outcome, invited=context.args == [SHARED]))
            case Rest():
                await self._reply(learner_id, rest_screen(outcome))
            case Refusal.UNSURE:
                day = await open_lesson_day(self._school, learner_id)
                await self._reply(learner_id, offer_screen(day.number if day else None))

    async def on_lessons(self, update: Update, _: _Context) -> None:
        """/lessons."""
        if update.effective_user is not None:
            await self._show_lessons(update.effective_user.id)

    async def on_tap(self, query: CallbackQuery, tap: LessonTap) -> None:
        """A tap in a lesson, or on the way to one."""
        match tap:
            case Answer():
                await self._on_answer(query, tap)
            case Continue():
                await self._on_continue(query, tap)
            case Begin() | ReadAgain():
                await self._on_open(query, tap)
            case Replay():
                await self._on_replay(query, tap)
            case ShowLessons():
                await self._sender.answer(query.id)
                await self._show_lessons(query.from_user.id)

    async def _on_answer(self, query: CallbackQuery, tap: Answer) -> None:
        outcome = await answer(self._school, query.from_user.id, tap.day, tap.step, tap.option)
        if isinstance(outcome, Refusal):
            await self._sender.answer(query.id, TOASTS[outcome])
            return
        changed_mind = not outcome.first and outcome.choice != tap.option
        await self._sender.answer(query.id, ALREADY_ANSWERED if changed_mind else None)
        learner_id, screen = query.from_user.id, judged_screen(outcome)
        if query.message is None or not await self._sender.edit(learner_id, query.message.message_id, screen):
            await self._reply(learner_id, screen)

    async def _on_continue(self, query: CallbackQuery, tap: Continue) -> None:
        learner_id = query.from_user.id
        await self._delivery.hurry(learner_id, leaving=(tap.day, tap.step))
        outcome = await continue_from(self._school, learner_id, tap.day, tap.step, f"tap {query.id}")
        if isinstance(outcome, Refusal):
            await self._sender.answer(query.id, TOASTS[outcome])
            arrived = outcome in {Refusal.OLD, Refusal.REPEATED}
        else:
            await self._sender.answer(query.id)
            arrived = await self._delivery.show(learner_id, outcome)
        if arrived:
            await self._set_buttons(query, without=query.data)
            await self._follow_up(query, outcome)
        elif not isinstance(outcome, Refusal) or outcome is Refusal.UNSURE:
            # The step may have to be asked for again, even where a demo that was cut short has taken the button.
            await self._set_buttons(query)

    async def _on_open(self, query: CallbackQuery, tap: Begin | ReadAgain) -> None:
        learner_id, cause = query.from_user.id, f"tap {query.id}"
        await self._delivery.hurry(learner_id)
        again = isinstance(tap, ReadAgain)
        outcome = await open_day(self._school, learner_id, tap.day, cause, again=again)
        if isinstance(outcome, Refusal):
            await self._sender.answer(query.id, TOASTS[outcome])
            return
        await self._sender.answer(query.id)
        await self._delivery.show(learner_id, outcome)

    async def _on_replay(self, query: CallbackQuery, tap: Replay) -> None:
        outcome = await replay_demo(self._school, query.from_user.id, tap.day, tap.step)
        if isinstance(outcome, Refusal):
            await self._sender.answer(query.id, TOASTS[outcome])
            return
        message_id = query.message.message_id if query.message else None
        begun = await self._delivery.replay(query.from_user.id, outcome, message_id)
        await self._sender.answer(query.id, None if begun else ALREADY_PLAYING)

    async def _follow_up(self, query: CallbackQuery, outcome: Showing | Refusal) -> None:
        """Send what belongs to a closing card."""
        over = isinstance(outcome, Showing) and isinstance(outcome.step, Closing)
        if isinstance(outcome, Showing):
            await self._pictures.celebrate(query.from_user, outcome)
        # A tap that comes again may have been cut short before the question.
        if over or outcome is Refusal.REPEATED:
            await self._zones.ask(query.from_user)

    async def _show_lessons(self, learner_id: int) -> None:
        await self._reply(learner_id, lessons_screen(await look_at_progress(self._school, learner_id)))

    async def _set_buttons(self, query: CallbackQuery, *, without: str | None = None) -> None:
        """Give the tapped message the buttons it had when it was tapped, but not the one with this data."""
        message = query.message
        if isinstance(message, Message) and message.reply_markup is not None:
            rows = (
                tuple(button for button in row if without is None or button.data != without)
                for row in keyboard_of(message.reply_markup)
            )
            keyboard = tuple(row for row in rows if row)
            await self._sender.edit_keyboard(query.from_user.id, message.message_id, keyboard)

    async def _reply(self, chat_id: int, screen: Screen) -> None:
        await self._sender.send(chat_id, screen, Lane.REPLY)

"""What learners do in the chat: each command and tap calls one flow and shows what comes back."""

from __future__ import annotations

import logging
import secrets
from typing import Any, cast

from telegram import CallbackQuery, Chat, InlineKeyboardMarkup, Message, Update
from telegram.ext import Application, CallbackContext, CallbackQueryHandler, CommandHandler, MessageHandler, filters

from bot.chat.admin import AdminHandlers
from bot.chat.admin_screens import ADMIN_COMMANDS
from bot.chat.pacing import Lane
from bot.chat.privacy import PrivacyHandlers
from bot.chat.pseudonym import pseudonym
from bot.chat.review import ReviewHandlers
from bot.chat.screen import Button, ButtonStyle, Keyboard, Screen
from bot.chat.screens import (
    ALREADY_ANSWERED,
    ALREADY_PLAYING,
    TOASTS,
    apology_screen,
    group_screen,
    help_screen,
    lessons_screen,
    offer_screen,
    pointer_screen,
    progress_screen,
    rest_screen,
    welcome_screen,
)
from bot.chat.sender import Sender
from bot.chat.steps import judged_screen
from bot.chat.streak_screens import streak_screen
from bot.chat.taps import (
    Answer,
    AnswerPreview,
    AnswerReview,
    Begin,
    Continue,
    ContinueReview,
    DeleteAll,
    GetStatistics,
    KeepAll,
    OldTapError,
    OpenReview,
    PreviewStep,
    ReadAgain,
    ReloadCourse,
    Replay,
    ShowLessons,
    ShowProgress,
    ShowStatistics,
    Tap,
    unpack,
)
from bot.chat.teacher import Teacher
from bot.core.session import Refusal
from bot.flows.desk import Showing
from bot.flows.ledger import look_at_ledger
from bot.flows.progress import look_at_progress
from bot.flows.school import School
from bot.flows.study import (
    Rest,
    Welcome,
    answer,
    continue_from,
    open_day,
    open_lesson_day,
    open_today,
    replay_demo,
)

_log = logging.getLogger(__name__)

_Application = Application[Any, Any, Any, Any, Any, Any]
_Context = CallbackContext[Any, Any, Any, Any]


class Handlers:
    """The learner's side of the bot. `secret` keeps the pseudonyms of the log from being guessed."""

    def __init__(
        self, school: School, sender: Sender, teacher: Teacher, admin: AdminHandlers, username: str, secret: str
    ) -> None:
        self._school = school
        self._sender = sender
        self._teacher = teacher
        self._admin = admin
        self._username = username
        self._secret = secret
        self._privacy = PrivacyHandlers(school, sender, teacher)
        self._review = ReviewHandlers(school, sender)

    def register(self, application: _Application) -> None:
        """Hang every handler into the application."""
        private = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE
        application.add_handler(CallbackQueryHandler(self.on_tap))
        self._admin.register(application)
        application.add_handler(CommandHandler(["start", "today"], self.on_today, private))
        application.add_handler(CommandHandler("review", self._review.on_review, private))
        application.add_handler(CommandHandler("progress", self.on_progress, private))
        application.add_handler(CommandHandler("streak", self.on_streak, private))
        application.add_handler(CommandHandler("lessons", self.on_lessons, private))
        application.add_handler(CommandHandler("help", self.on_help, private))
        application.add_handler(CommandHandler("privacy", self._privacy.on_privacy, private))
        application.add_handler(CommandHandler("export", self._privacy.on_export, private))
        application.add_handler(CommandHandler("delete", self._privacy.on_delete, private))
        application.add_handler(MessageHandler(private, self.on_anything_else))
        application.add_handler(MessageHandler(filters.ChatType.GROUPS & filters.COMMAND, self.on_group))
        application.add_error_handler(self.on_error)

    async def on_today(self, update: Update, _: _Context) -> None:
        """/start and /today: go on where the learner stands."""
        learner_id = _learner_id(update)
        await self._teacher.hurry(learner_id)
        outcome = await open_today(self._school, learner_id, f"update {update.update_id}")
        match outcome:
            case Showing():
                await self._teacher.show(learner_id, outcome)
            case Welcome():
                await self._reply(learner_id, welcome_screen(outcome))
            case Rest():
                await self._reply(learner_id, rest_screen(outcome))
            case Refusal.UNSURE:
                day = await open_lesson_day(self._school, learner_id)
                await self._reply(learner_id, offer_screen(day.number if day else None))

    async def on_progress(self, update: Update, _: _Context) -> None:
        """/progress."""
        learner_id = _learner_id(update)
        await self._reply(learner_id, progress_screen(await look_at_progress(self._school, learner_id)))

    async def on_streak(self, update: Update, _: _Context) -> None:
        """/streak."""
        learner_id = _learner_id(update)
        await self._reply(learner_id, streak_screen(await look_at_ledger(self._school, learner_id)))

    async def on_lessons(self, update: Update, _: _Context) -> None:
        """/lessons."""
        learner_id = _learner_id(update)
        await self._reply(learner_id, lessons_screen(await look_at_progress(self._school, learner_id)))

    async def on_help(self, update: Update, _: _Context) -> None:
        """/help."""
        learner_id = _learner_id(update)
        more = ADMIN_COMMANDS if self._admin.is_admin(learner_id) else {}
        await self._reply(learner_id, help_screen(self._school.course, more))

    async def on_anything_else(self, update: Update, _: _Context) -> None:
        """Anything that is no command: a pointer to the open step."""
        learner_id = _learner_id(update)
        await self._reply(learner_id, pointer_screen(await open_lesson_day(self._school, learner_id)))

    async def on_group(self, update: Update, _: _Context) -> None:
        """A command in a group: the way to the private chat."""
        if update.effective_chat is not None:
            await self._reply(update.effective_chat.id, group_screen(self._username))

    async def on_tap(self, update: Update, _: _Context) -> None:
        """A tap on a button, whoever made its data."""
        query = update.callback_query
        if query is None or (query.message is not None and query.message.chat.type != Chat.PRIVATE):
            return
        try:
            tap = unpack(query.data or "")
        except OldTapError:
            await self._sender.answer(query.id, TOASTS[Refusal.UNKNOWN])
            return
        await self._on_known_tap(query, tap)

    async def on_error(self, update: object, context: _Context) -> None:
        """Something broke: tell the learner, and give the log a reference to find it by."""
        reference = secrets.token_hex(4)
        learner = update.effective_user if isinstance(update, Update) else None
        whose = pseudonym(learner.id, self._secret) if learner else "nobody"
        _log.error("Error %s of %s", reference, whose, exc_info=context.error)
        if not isinstance(update, Update) or learner is None:
            return
        if update.callback_query is not None:
            await self._sender.answer(update.callback_query.id)
        await self._reply(learner.id, apology_screen(reference))

    async def _on_known_tap(self, query: CallbackQuery, tap: Tap) -> None:
        match tap:
            case Answer():
                await self._on_answer(query, tap)
            case Continue():
                await self._on_continue(query, tap)
            case Begin() | ReadAgain():
                await self._on_open(query, tap)
            case Replay():
                await self._on_replay(query, tap)
            case ShowLessons() | ShowProgress():
                await self._on_look(query, tap)
            case DeleteAll() | KeepAll():
                await self._privacy.on_answer(query, tap)
            case OpenReview() | AnswerReview() | ContinueReview():
                await self._review.on_tap(query, tap)
            case ShowStatistics() | GetStatistics() | ReloadCourse() | PreviewStep() | AnswerPreview():
                await self._admin.on_tap(query, tap)

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
        await self._teacher.hurry(learner_id, leaving=(tap.day, tap.step))
        outcome = await continue_from(self._school, learner_id, tap.day, tap.step, f"tap {query.id}")
        if isinstance(outcome, Refusal):
            await self._sender.answer(query.id, TOASTS[outcome])
            arrived = outcome in {Refusal.OLD, Refusal.REPEATED}
        else:
            await self._sender.answer(query.id)
            arrived = await self._teacher.show(learner_id, outcome)
        if arrived:
            await self._set_buttons(query, without=query.data)
        elif not isinstance(outcome, Refusal) or outcome is Refusal.UNSURE:
            # The step may have to be asked for again, even where a demo that was cut short has taken the button.
            await self._set_buttons(query)

    async def _on_open(self, query: CallbackQuery, tap: Begin | ReadAgain) -> None:
        learner_id, cause = query.from_user.id, f"tap {query.id}"
        await self._teacher.hurry(learner_id)
        again = isinstance(tap, ReadAgain)
        outcome = await open_day(self._school, learner_id, tap.day, cause, again=again)
        if isinstance(outcome, Refusal):
            await self._sender.answer(query.id, TOASTS[outcome])
            return
        await self._sender.answer(query.id)
        await self._teacher.show(learner_id, outcome)

    async def _on_replay(self, query: CallbackQuery, tap: Replay) -> None:
        outcome = await replay_demo(self._school, query.from_user.id, tap.day, tap.step)
        if isinstance(outcome, Refusal):
            await self._sender.answer(query.id, TOASTS[outcome])
            return
        message_id = query.message.message_id if query.message else None
        begun = await self._teacher.replay(query.from_user.id, outcome, message_id)
        await self._sender.answer(query.id, None if begun else ALREADY_PLAYING)

    async def _on_look(self, query: CallbackQuery, tap: ShowLessons | ShowProgress) -> None:
        await self._sender.answer(query.id)
        progress = await look_at_progress(self._school, query.from_user.id)
        screen = lessons_screen if isinstance(tap, ShowLessons) else progress_screen
        await self._reply(query.from_user.id, screen(progress))

    async def _set_buttons(self, query: CallbackQuery, *, without: str | None = None) -> None:
        """Give the tapped message the buttons it had when it was tapped, but not the one with this data."""
        message = query.message
        if isinstance(message, Message) and message.reply_markup is not None:
            keyboard = _keyboard_of(message.reply_markup, without)
            await self._sender.edit_keyboard(query.from_user.id, message.message_id, keyboard)

    async def _reply(self, chat_id: int, screen: Screen) -> None:
        await self._sender.send(chat_id, screen, Lane.REPLY)


def _learner_id(update: Update) -> int:
    if update.effective_user is None:
        raise ValueError("an update of nobody")
    return update.effective_user.id


def _keyboard_of(markup: InlineKeyboardMarkup, without: str | None) -> Keyboard:
    rows = (
        tuple(
            Button(
                each.text,
                data=each.callback_data if isinstance(each.callback_data, str) else None,
                copy=each.copy_text.text if each.copy_text else None,
                url=each.url,
                style=cast("ButtonStyle | None", each.style),
            )
            for each in row
            if without is None or each.callback_data != without
        )
        for row in markup.inline_keyboard
    )
    return tuple(row for row in rows if row)

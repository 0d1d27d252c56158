"""The admins' side of the chat. To anybody else these commands are words like any others."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Callable, Collection
from typing import Any

from telegram import CallbackQuery, Update
from telegram.error import TelegramError
from telegram.ext import Application, CallbackContext, CommandHandler, filters

from bot.botapi.api import BotApi, Refused
from bot.botapi.message import Keyboard, Photo, Screen
from bot.botapi.pacing import Lane
from bot.botapi.sender import Sender
from bot.chat.admin.screens import (
    ADMIN_COMMANDS,
    audit_screen,
    course_screen,
    learner_screen,
    preview_quiz_screen,
    preview_screens,
    unknown_learner_screen,
    unknown_name_screen,
    which_learner_screen,
)
from bot.chat.admin.statistics_screens import lessons_caption, people_caption, period_keyboard, statistics_document
from bot.chat.general_screens import COMMANDS, TOASTS
from bot.chat.pseudonym import pseudonym
from bot.chat.tap import AdminTap, AnswerPreview, GetStatistics, PreviewStep, ReloadCourse, ShowStatistics
from bot.core.delivery import Delivery
from bot.core.lesson import Refusal
from bot.core.richtext import RichText
from bot.core.statistics import Period
from bot.flows.audit import look_at_audit
from bot.flows.course import inspect_course, reload_course
from bot.flows.learners import look_at_learner
from bot.flows.school import School
from bot.flows.statistics import Statistics, look_at_statistics
from bot.pictures.charts import lessons_chart, people_chart

_Application = Application[Any, Any, Any, Any, Any, Any]
_Context = CallbackContext[Any, Any, Any, Any]
_log = logging.getLogger(__name__)

_ID = re.compile(r"[1-9][0-9]{0,15}")


class AdminHandlers:
    """What those whose ids are in ADMIN_IDS can do. `secret` is that of the log's pseudonyms."""

    def __init__(self, school: School, sender: Sender, api: BotApi, admin_ids: Collection[int], secret: str) -> None:
        self._school = school
        self._sender = sender
        self._api = api
        self._admin_ids = admin_ids
        self._secret = secret
        self._drawing = asyncio.Lock()  # matplotlib keeps its style in one place for all threads

    def register(self, application: _Application) -> None:
        """Hang the commands into the application, for admins only: what others send falls through to the next."""
        admins = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE & filters.User(user_id=self._admin_ids)
        application.add_handler(CommandHandler("stats", self.on_stats, admins))
        application.add_handler(CommandHandler("learner", self.on_learner, admins))
        application.add_handler(CommandHandler("course", self.on_course, admins))
        application.add_handler(CommandHandler("audit", self.on_audit, admins))

    def is_admin(self, user_id: int) -> bool:
        """Whether somebody is an admin."""
        return user_id in self._admin_ids

    async def name_commands(self) -> None:
        """Put the admins' commands into their own menus. One who has never written to the bot has none yet."""
        menu = [{"command": name, "description": meaning} for name, meaning in (COMMANDS | ADMIN_COMMANDS).items()]
        for admin_id in self._admin_ids:
            scope = {"type": "chat", "chat_id": admin_id}
            try:
                await self._api.call("setMyCommands", {"commands": menu, "scope": scope})
            except TelegramError as error:
                _log.info("An admin’s command menu could not be set: %s", error)

    async def on_stats(self, update: Update, _: _Context) -> None:
        """/stats."""
        if update.effective_user is not None:
            await self._show_statistics(update.effective_user.id, Period.WEEK)

    async def on_learner(self, update: Update, context: _Context) -> None:
        """/learner and a number, or a name that Telegram may know."""
        if update.effective_user is not None:
            about = context.args[0] if context.args else ""
            await self._reply(update.effective_user.id, await self._learner_screen(update.effective_user.id, about))

    async def on_course(self, update: Update, _: _Context) -> None:
        """/course."""
        if update.effective_user is not None:
            await self._reply(update.effective_user.id, course_screen(await inspect_course(self._school)))

    async def on_audit(self, update: Update, _: _Context) -> None:
        """/audit."""
        if update.effective_user is not None:
            await self._reply(update.effective_user.id, audit_screen(await look_at_audit(self._school)))

    async def on_tap(self, query: CallbackQuery, tap: AdminTap) -> None:
        """A tap on a button that only admins are shown; from anybody else it is a forged one."""
        if not self.is_admin(query.from_user.id):
            await self._sender.answer(query.id, TOASTS[Refusal.UNKNOWN])
            return
        match tap:
            case ShowStatistics() | GetStatistics():
                await self._on_statistics(query, tap)
            case ReloadCourse():
                await self._sender.answer(query.id)
                inspection = await reload_course(self._school, query.from_user.id)
                await self._change(query, course_screen(inspection, reloaded=True))
            case PreviewStep() | AnswerPreview():
                await self._on_preview(query, tap)

    async def _on_statistics(self, query: CallbackQuery, tap: ShowStatistics | GetStatistics) -> None:
        if tap.period not in {each.value for each in Period}:
            await self._sender.answer(query.id, TOASTS[Refusal.UNKNOWN])
            return
        await self._sender.answer(query.id)
        admin_id, period = query.from_user.id, Period(tap.period)
        if isinstance(tap, ShowStatistics):
            if query.message is not None:
                await self._sender.edit_keyboard(admin_id, query.message.message_id, ())
            await self._show_statistics(admin_id, period)
        else:
            document = statistics_document(await look_at_statistics(self._school, period))
            await self._sender.send_document(admin_id, document, Lane.REPLY)

    async def _on_preview(self, query: CallbackQuery, tap: PreviewStep | AnswerPreview) -> None:
        screens = self._previewed(tap)
        await self._sender.answer(query.id, None if screens else TOASTS[Refusal.UNKNOWN])
        for screen in screens:
            if isinstance(tap, AnswerPreview):
                await self._change(query, screen)
            else:
                await self._reply(query.from_user.id, screen)

    def _previewed(self, tap: PreviewStep | AnswerPreview) -> list[Screen]:
        """What the tap leads to; nothing where that is not in the course (any more)."""
        course = self._school.course
        day, lesson, quiz = course.day(tap.day), course.lesson(tap.day), course.quiz(tap.day, tap.step)
        if day is None or lesson is None:
            return []
        if isinstance(tap, PreviewStep):
            return preview_screens(course, day, lesson, tap.step)
        if quiz is None or tap.option not in {option.id for option in quiz.options}:
            return []
        return [preview_quiz_screen(day, lesson, quiz, tap.option)]

    async def _show_statistics(self, admin_id: int, period: Period) -> None:
        await self._sender.typing(admin_id)
        statistics = await look_at_statistics(self._school, period)
        await self._send_chart(admin_id, people_chart, statistics, people_caption(statistics))
        keyboard = period_keyboard(period)
        await self._send_chart(admin_id, lessons_chart, statistics, lessons_caption(statistics), keyboard)

    async def _send_chart(
        self,
        admin_id: int,
        chart: Callable[[Statistics], bytes],
        statistics: Statistics,
        caption: RichText,
        keyboard: Keyboard = (),
    ) -> None:
        """Send a chart with its figures; the figures alone where it cannot be drawn or is refused."""
        try:
            async with self._drawing:
                picture = await asyncio.to_thread(chart, statistics)
        except Exception:
            _log.exception("A chart could not be drawn")
        else:
            receipt = await self._sender.send_photo(admin_id, Photo(picture, caption, keyboard), Lane.REPLY)
            if receipt.outcome is not Delivery.FAILED:
                return
        await self._reply(admin_id, Screen(caption, keyboard))

    async def _learner_screen(self, admin_id: int, about: str) -> Screen:
        if not about:
            return which_learner_screen()
        learner_id = await self._id_of(about)
        if learner_id is None:
            return unknown_name_screen(about[:64])
        called = pseudonym(learner_id, self._secret)
        record = await look_at_learner(self._school, admin_id, learner_id, called)
        return learner_screen(record) if record else unknown_learner_screen(learner_id)

    async def _id_of(self, about: str) -> int | None:
        """The id of a number or a name; None for a name that Telegram doesn't resolve."""
        if _ID.fullmatch(about):
            return int(about)
        try:
            chat = await self._api.call("getChat", {"chat_id": "@" + about.removeprefix("@")})
        except Refused:
            return None
        return int(chat["id"]) if chat.get("type") == "private" else None

    async def _change(self, query: CallbackQuery, screen: Screen) -> None:
        admin_id = query.from_user.id
        if query.message is None or not await self._sender.edit(admin_id, query.message.message_id, screen):
            await self._reply(admin_id, screen)

    async def _reply(self, admin_id: int, screen: Screen) -> None:
        await self._sender.send(admin_id, screen, Lane.REPLY)

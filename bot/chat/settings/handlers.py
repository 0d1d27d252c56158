"""LearnerSettings in the chat: one message that is looked at and changed in place, and /hear_nothing."""

from __future__ import annotations

from datetime import time
from typing import Any

from telegram import CallbackQuery, Message, Update, User
from telegram.ext import CallbackContext

from bot.botapi.message import Screen
from bot.botapi.pacing import Lane
from bot.botapi.sender import Sender
from bot.chat.general_screens import TOASTS
from bot.chat.settings.screens import (
    TIME_QUESTION,
    clash_screen,
    not_a_time_screen,
    offer_reminder_screen,
    reminder_view,
    settings_screen,
    stopped_screen,
    time_question_screen,
    view_screen,
)
from bot.chat.tap import (
    ChangeTime,
    SetAnnouncements,
    SetDayStart,
    SetPause,
    SetQuiet,
    SetReminder,
    SettingsTap,
    ShowSettings,
    TypeTime,
)
from bot.core.learning_calendar import LATEST_DAY_START
from bot.core.lesson import Refusal
from bot.core.wall_clock import read_time
from bot.flows.school import School
from bot.flows.settings import (
    Clash,
    Wish,
    announce,
    be_quiet,
    begin_days_at,
    change_settings,
    hear_nothing,
    look_at_settings,
    pause_for_a_week,
    pause_until_return,
    remind_at,
    unpause,
)

_Context = CallbackContext[Any, Any, Any, Any]

_PAUSES: dict[str, Wish] = {"week": pause_for_a_week, "return": pause_until_return, "off": unpause}
_WANTED = {"on": True, "off": False}
_MOVING = {"keep": False, "move": True}


class SettingsHandlers:
    """Where learners decide when they are written to."""

    def __init__(self, school: School, sender: Sender) -> None:
        self._school = school
        self._sender = sender

    async def on_settings(self, update: Update, _: _Context) -> None:
        """/settings."""
        if update.effective_user is not None:
            settings = await look_at_settings(self._school, update.effective_user.id)
            await self._reply(update.effective_user.id, settings_screen(settings))

    async def on_stop(self, update: Update, _: _Context) -> None:
        """/hear_nothing: nothing comes unasked any more."""
        if update.effective_user is not None:
            learner_id = update.effective_user.id
            before = await look_at_settings(self._school, learner_id)
            await change_settings(self._school, learner_id, hear_nothing)
            await self._reply(learner_id, stopped_screen(before))

    async def on_tap(self, query: CallbackQuery, tap: SettingsTap) -> None:
        """A tap in the settings: the next view takes the place of this one. A reminder stays, and so does what asks."""
        learner_id = query.from_user.id
        screen = await self._next_screen(learner_id, tap)
        await self._sender.answer(query.id, None if screen else TOASTS[Refusal.UNKNOWN])
        if screen is None:
            return
        stays = isinstance(tap, TypeTime | ChangeTime)
        if stays or query.message is None or not await self._sender.edit(learner_id, query.message.message_id, screen):
            await self._reply(learner_id, screen)

    async def on_text(self, message: Message, user: User) -> bool:
        """Something typed: whether it was a time to be reminded at, and has been dealt with."""
        text = message.text or ""
        at, asked = read_time(text), message.reply_to_message
        if asked is not None and asked.text == TIME_QUESTION:
            screen = await self._set(user.id, SetReminder(f"{at:%H%M}", "keep")) if at else not_a_time_screen(text)
            if screen is not None:
                await self._reply(user.id, screen)
            return True
        if at is None or text.strip().isdigit():  # a bare number may mean anything
            return False
        await self._reply(user.id, offer_reminder_screen(at))
        return True

    async def _next_screen(self, learner_id: int, tap: SettingsTap) -> Screen | None:
        if isinstance(tap, TypeTime):
            return time_question_screen()
        if isinstance(tap, ChangeTime):
            return reminder_view(await look_at_settings(self._school, learner_id))
        if isinstance(tap, ShowSettings):
            return view_screen(tap.view, await look_at_settings(self._school, learner_id))
        return await self._set(learner_id, tap)

    async def _set(self, learner_id: int, tap: SettingsTap) -> Screen | None:
        """Do what a tap wishes for; the settings after that, or what stands in the way. None where it is nonsense."""
        wish = _wish(tap)
        if wish is None:
            return None
        outcome = await change_settings(self._school, learner_id, wish)
        if isinstance(outcome, Clash):
            return clash_screen(outcome, about_reminder=isinstance(tap, SetReminder))
        return settings_screen(outcome)

    async def _reply(self, learner_id: int, screen: Screen) -> None:
        await self._sender.send(learner_id, screen, Lane.REPLY)


def _wish(tap: SettingsTap) -> Wish | None:
    """What a tap wishes for; None where it was made by nobody's button."""
    wish: Wish | None = None
    match tap:
        case SetReminder(at="never"):
            wish = remind_at(None)
        case SetReminder(at, quiet) if (when := _time(at)) is not None and quiet in _MOVING:
            wish = remind_at(when, move_quiet_hours=_MOVING[quiet])
        case SetQuiet(start, end, reminder) if reminder in _MOVING:
            since, until = _time(start), _time(end)
            if since is not None and until is not None:
                wish = be_quiet(since, until, move_reminder=_MOVING[reminder])
        case SetDayStart(hour) if hour <= LATEST_DAY_START:
            wish = begin_days_at(hour)
        case SetPause(until):
            wish = _PAUSES.get(until)
        case SetAnnouncements(wanted) if wanted in _WANTED:
            wish = announce(_WANTED[wanted])
    return wish


def _time(digits: str) -> time | None:
    return read_time(digits) if len(digits) == len("0730") and digits.isdigit() else None

"""Settings in the chat: one message that is looked at and changed in place, and /stop."""

from __future__ import annotations

from bot.botapi.message import Message
from bot.chat.conversation import Conversation, Tapped, Typed
from bot.chat.feature import Command, Feature
from bot.chat.settings.screens import (
    clash_screen,
    not_a_time_screen,
    offer_reminder_screen,
    reminder_view,
    settings_screen,
    stopped_screen,
    time_question,
    view_screen,
)
from bot.chat.settings.taps import (
    ChangeTime,
    Other,
    Pause,
    SetAnnouncements,
    SetDayStart,
    SetPause,
    SetQuiet,
    SetReminder,
    ShowSettings,
    TypeTime,
    Wanted,
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
from bot.words import N_, bare_time

_PAUSES: dict[Pause, Wish] = {
    Pause.WEEK: pause_for_a_week,
    Pause.UNTIL_RETURN: pause_until_return,
    Pause.OFF: unpause,
}


class SettingsHandlers:
    """Where learners decide when they are written to."""

    def __init__(self, school: School) -> None:
        self._school = school

    @property
    def feature(self) -> Feature:
        """What settings bring to the bot."""
        return Feature(
            commands=(
                Command("settings", self.on_settings, N_("Reminder, time zone, quiet hours"), menu=60),
                Command("stop", self.on_stop, N_("No more messages unasked"), menu=70),
            ),
            taps={
                ShowSettings: self.on_show_settings,
                SetReminder: self.on_set_reminder,
                SetQuiet: self.on_set_quiet,
                SetDayStart: self.on_set_day_start,
                SetPause: self.on_set_pause,
                SetAnnouncements: self.on_set_announcements,
                ChangeTime: self.on_change_time,
                TypeTime: self.on_type_time,
            },
            questions={TypeTime: self.on_time},
            on_message=self.on_message,
        )

    async def on_settings(self, typed: Typed) -> None:
        """/settings."""
        settings = await look_at_settings(self._school, typed.learner_id)
        await typed.reply(settings_screen(typed.words, settings))

    async def on_stop(self, typed: Typed) -> None:
        """/stop: nothing comes unasked any more."""
        before = await look_at_settings(self._school, typed.learner_id)
        await change_settings(self._school, typed.learner_id, hear_nothing)
        await typed.reply(stopped_screen(typed.words, before))

    async def on_show_settings(self, tapped: Tapped, tap: ShowSettings) -> None:
        """A tap for another view, in the place of this one."""
        settings = await look_at_settings(self._school, tapped.learner_id)
        await tapped.say()
        await tapped.show(view_screen(tapped.words, tap.view, settings))

    async def on_set_reminder(self, tapped: Tapped, tap: SetReminder) -> None:
        """A tap on a time to be reminded at, or on none."""
        await self._set(tapped, remind_at(tap.at, move_quiet_hours=tap.quiet is Other.MOVE), about_reminder=True)

    async def on_set_quiet(self, tapped: Tapped, tap: SetQuiet) -> None:
        """A tap on quiet hours."""
        await self._set(tapped, be_quiet(tap.start, tap.end, move_reminder=tap.reminder is Other.MOVE))

    async def on_set_day_start(self, tapped: Tapped, tap: SetDayStart) -> None:
        """A tap on an hour at which days begin."""
        if tap.hour > LATEST_DAY_START:
            await tapped.refuse(Refusal.UNKNOWN)
        else:
            await self._set(tapped, begin_days_at(tap.hour))

    async def on_set_pause(self, tapped: Tapped, tap: SetPause) -> None:
        """A tap on a pause, or on its end."""
        await self._set(tapped, _PAUSES[tap.until])

    async def on_set_announcements(self, tapped: Tapped, tap: SetAnnouncements) -> None:
        """A tap on whether announcements come."""
        await self._set(tapped, announce(tap.wanted is Wanted.ON))

    async def on_change_time(self, tapped: Tapped, _: ChangeTime) -> None:
        """A tap under a reminder, which stays as it is: the times to choose from, below."""
        settings = await look_at_settings(self._school, tapped.learner_id)
        await tapped.say()
        await tapped.reply(reminder_view(tapped.words, settings))

    async def on_type_time(self, tapped: Tapped, _: TypeTime) -> None:
        """A tap to type a time: the question, below."""
        await tapped.say()
        await tapped.reply(time_question(tapped.words))

    async def on_time(self, typed: Typed, _: TypeTime) -> None:
        """What was typed to that question."""
        at = read_time(bare_time(typed.text))
        if at is None:
            await typed.reply(not_a_time_screen(typed.words, typed.text))
        else:
            await typed.reply(await self._changed(typed, remind_at(at), about_reminder=True))

    async def on_message(self, typed: Typed) -> bool:
        """A time that was typed out of the blue is meant as that of the reminder."""
        at = read_time(bare_time(typed.text))
        if at is None or typed.text.strip().isdigit():  # a bare number may mean anything
            return False
        await typed.reply(offer_reminder_screen(typed.words, at))
        return True

    async def _set(self, tapped: Tapped, wish: Wish, *, about_reminder: bool = False) -> None:
        screen = await self._changed(tapped, wish, about_reminder=about_reminder)
        await tapped.say()
        await tapped.show(screen)

    async def _changed(self, learner: Conversation, wish: Wish, *, about_reminder: bool = False) -> Message:
        """The settings after a wish, or what stands in its way."""
        outcome = await change_settings(self._school, learner.learner_id, wish)
        if isinstance(outcome, Clash):
            return clash_screen(learner.words, outcome, about_reminder=about_reminder)
        return settings_screen(learner.words, outcome)

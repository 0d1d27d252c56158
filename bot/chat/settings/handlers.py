"""Settings in the chat: one message that is looked at and changed in place, and /stop."""

from __future__ import annotations

from typing import get_args

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
from bot.chat.settings.taps import ChangeTime, Choice, ChooseGoal, SetDayStart, SetReminder, ShowSettings, TypeTime
from bot.chat.tap import without
from bot.core.learning_calendar import LATEST_DAY_START
from bot.core.lesson import Refusal
from bot.core.preferences import GOALS, Wish, aim_for, begin_days_at, hear_nothing, remind_at
from bot.flows.school import School
from bot.flows.settings import Clash, change_settings, look_at_settings
from bot.words import N_
from bot.words.typed import typed_time


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
                **dict.fromkeys(get_args(Choice), self.on_choice),
                SetDayStart: self.on_set_day_start,
                ChooseGoal: self.on_choose_goal,
                ChangeTime: self.on_change_time,
                TypeTime: self.on_type_time,
            },
            questions={TypeTime: self.on_time},
            on_message=self.on_message,
        )

    async def on_settings(self, typed: Typed) -> None:
        """Show the settings."""
        settings = await look_at_settings(self._school, typed.learner_id)
        await typed.reply(settings_screen(typed.words.in_zone(settings.zone_in_force), settings))

    async def on_stop(self, typed: Typed) -> None:
        """Send nothing unasked any more."""
        before = await look_at_settings(self._school, typed.learner_id)
        await change_settings(self._school, typed.learner_id, hear_nothing)
        await typed.reply(stopped_screen(typed.words, before))

    async def on_show_settings(self, tapped: Tapped, tap: ShowSettings) -> None:
        """Show another view, in the place of this one."""
        settings = await look_at_settings(self._school, tapped.learner_id)
        await tapped.say()
        await tapped.show(view_screen(tapped.words.in_zone(settings.zone_in_force), tap.view, settings))

    async def on_choice(self, tapped: Tapped, tap: Choice) -> None:
        """Let something be from now on what was chosen."""
        await self._set(tapped, tap.wish, about_reminder=isinstance(tap, SetReminder))

    async def on_set_day_start(self, tapped: Tapped, tap: SetDayStart) -> None:
        """Begin days at another hour."""
        if tap.hour > LATEST_DAY_START:
            await tapped.refuse(Refusal.UNKNOWN)
        else:
            await self._set(tapped, begin_days_at(tap.hour))

    async def on_choose_goal(self, tapped: Tapped, tap: ChooseGoal) -> None:
        """Keep the goal, once: the buttons go."""
        if tap.days not in GOALS:
            await tapped.refuse(Refusal.UNKNOWN)
            return
        await change_settings(self._school, tapped.learner_id, aim_for(tap.days))
        await tapped.say(tapped.words.plural("Your goal: {n} day.", "Your goal: {n} days.", tap.days))
        await tapped.set_buttons(without(tapped.keyboard, ChooseGoal) if tapped.keyboard else None)

    async def on_change_time(self, tapped: Tapped, _: ChangeTime) -> None:
        """Show the times to be reminded at, below; the reminder that was tapped stays as it is."""
        settings = await look_at_settings(self._school, tapped.learner_id)
        await tapped.say()
        await tapped.reply(reminder_view(tapped.words.in_zone(settings.zone_in_force), settings))

    async def on_type_time(self, tapped: Tapped, _: TypeTime) -> None:
        """Ask for a time to be typed, below."""
        await tapped.say()
        await tapped.reply(time_question(tapped.words))

    async def on_time(self, typed: Typed, _: TypeTime) -> None:
        """Remind at the time that was typed to that question."""
        at = typed_time(typed.text, typed.user.language_code)
        if at is None:
            await typed.reply(not_a_time_screen(typed.words, typed.text))
        else:
            await typed.reply(await self._changed(typed, remind_at(at), about_reminder=True))

    async def on_message(self, typed: Typed) -> bool:
        """Take a time that was typed out of the blue for that of the reminder, and offer it."""
        at = typed_time(typed.text, typed.user.language_code, alone=False)  # a bare number may mean anything
        if at is None:
            return False
        settings = await look_at_settings(self._school, typed.learner_id)
        await typed.reply(offer_reminder_screen(typed.words.in_zone(settings.zone_in_force), at))
        return True

    async def _set(self, tapped: Tapped, wish: Wish, *, about_reminder: bool = False) -> None:
        screen = await self._changed(tapped, wish, about_reminder=about_reminder)
        await tapped.say()
        await tapped.show(screen)

    async def _changed(self, learner: Conversation, wish: Wish, *, about_reminder: bool = False) -> Message:
        """The settings after a wish, or what stands in its way."""
        outcome = await change_settings(self._school, learner.learner_id, wish)
        settings = await look_at_settings(self._school, learner.learner_id) if isinstance(outcome, Clash) else outcome
        words = learner.words.in_zone(settings.zone_in_force)
        if isinstance(outcome, Clash):
            return clash_screen(words, outcome, about_reminder=about_reminder)
        return settings_screen(words, outcome)

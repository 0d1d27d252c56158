"""What learners do with announcements: mute them, and hear them after all."""

from __future__ import annotations

from telegram import CallbackQuery, Message

from bot.botapi.keyboards import keyboard_of
from bot.botapi.message import Button, Keyboard, Screen
from bot.botapi.sender import Sender
from bot.chat.general_screens import day_name
from bot.chat.tap import AnnouncementTap, Begin, HearAnnouncements, MuteAnnouncements, pack
from bot.core.course import Day
from bot.core.richtext import bold
from bot.flows.school import School
from bot.flows.settings import announce, change_settings

_MUTED = "No more announcements for you. Your lessons stay as they are."
_HEARD = "You get announcements again."

_MUTE = Button("🔕 Mute announcements", data=pack(MuteAnnouncements()))
_HEAR = Button("🔕 Announcements are off · Turn on", data=pack(HearAnnouncements()))


def announcement_keyboard(opens_day: int | None) -> Keyboard:
    """The buttons under every copy of a broadcast; the first opens a day where it announces one."""
    if opens_day is None:
        return ((_MUTE,),)
    return ((Button(f"Begin Day {opens_day}", data=pack(Begin(opens_day)), style="primary"),), (_MUTE,))


def day_announcement(day: Day) -> Screen:
    """The announcement of a day of the course."""
    heading = bold(day_name(day))
    return Screen(heading + "\n\n" + day.teaser if day.teaser.text else heading, announcement_keyboard(day.number))


class AnnouncementHandlers:
    """Where announcements are answered."""

    def __init__(self, school: School, sender: Sender) -> None:
        self._school = school
        self._sender = sender

    async def on_tap(self, query: CallbackQuery, tap: AnnouncementTap) -> None:
        """A tap under an announcement: its button then says what holds now, and undoes it."""
        muted = isinstance(tap, MuteAnnouncements)
        await change_settings(self._school, query.from_user.id, announce(not muted))
        await self._sender.answer(query.id, _MUTED if muted else _HEARD)
        message = query.message
        if isinstance(message, Message) and message.reply_markup is not None:
            old, new = (_MUTE, _HEAR) if muted else (_HEAR, _MUTE)
            rows = keyboard_of(message.reply_markup)
            keyboard = tuple(tuple(new if each.data == old.data else each for each in row) for row in rows)
            await self._sender.edit_keyboard(query.from_user.id, message.message_id, keyboard)

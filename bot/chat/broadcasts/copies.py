"""The copies of a broadcast as learners get them: their buttons, and what a tap on these does."""

from __future__ import annotations

from bot.botapi.message import Button, Keyboard, Message
from bot.chat.broadcasts.taps import HearAnnouncements, MuteAnnouncements
from bot.chat.conversation import Tapped
from bot.chat.feature import Feature
from bot.chat.lessons.names import day_name
from bot.chat.lessons.taps import Begin
from bot.chat.tap import button
from bot.core.course import Day
from bot.core.richtext import bold
from bot.flows.school import School
from bot.flows.settings import announce, change_settings
from bot.words import N_, words_in

_MUTED = N_("No more announcements for you. Your lessons stay as they are.")
_HEARD = N_("You get announcements again.")

_MUTE = button("🔕 Mute announcements", MuteAnnouncements())
_HEAR = button("🔕 Announcements are off · Turn on", HearAnnouncements())


def announcement_keyboard(opens_day: int | None) -> Keyboard:
    """The buttons under every copy of a broadcast; the first opens a day where it announces one."""
    if opens_day is None:
        return ((_MUTE,),)
    return ((button(f"Begin Day {opens_day}", Begin(opens_day), style="primary"),), (_MUTE,))


def day_announcement(day: Day) -> Message:
    """The announcement of a day of the course."""
    heading = bold(day_name(words_in(None), day))
    return Message(heading + "\n\n" + day.teaser if day.teaser.text else heading, announcement_keyboard(day.number))


class CopyHandlers:
    """Where announcements are answered: the button that was tapped then says what holds now, and undoes it."""

    def __init__(self, school: School) -> None:
        self._school = school

    @property
    def feature(self) -> Feature:
        """What the copies of broadcasts bring to the bot."""
        return Feature(taps={MuteAnnouncements: self.on_mute, HearAnnouncements: self.on_hear})

    async def on_mute(self, tapped: Tapped, _: MuteAnnouncements) -> None:
        """No more announcements."""
        await change_settings(self._school, tapped.learner_id, announce(False))
        await tapped.say(tapped.words.text(_MUTED))
        await tapped.set_buttons(_swapped(tapped.keyboard, _MUTE.data, _HEAR))

    async def on_hear(self, tapped: Tapped, _: HearAnnouncements) -> None:
        """Announcements after all."""
        await change_settings(self._school, tapped.learner_id, announce(True))
        await tapped.say(tapped.words.text(_HEARD))
        await tapped.set_buttons(_swapped(tapped.keyboard, _HEAR.data, _MUTE))


def _swapped(keyboard: Keyboard | None, data: str | None, instead: Button) -> Keyboard | None:
    """The buttons, where they are known, with another in the place of the one with this data."""
    if keyboard is None:
        return None
    return tuple(tuple(instead if each.data == data else each for each in row) for row in keyboard)

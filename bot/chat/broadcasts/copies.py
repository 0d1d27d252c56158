"""The copies of a broadcast as learners get them: their buttons, and what a tap on these does."""

from __future__ import annotations

from bot.botapi.message import Button, Keyboard, Message
from bot.chat.broadcasts.taps import HearAnnouncements, MuteAnnouncements
from bot.chat.conversation import Tapped
from bot.chat.feature import Feature
from bot.chat.lessons.names import day_name
from bot.chat.lessons.taps import Begin
from bot.chat.tap import Tap, button, is_tap
from bot.core.course import Day
from bot.core.preferences import announce
from bot.core.richtext import bold
from bot.flows.school import School
from bot.flows.settings import change_settings
from bot.words import N_, Words

_MUTED = N_("No more announcements for you. Your lessons stay as they are.")
_HEARD = N_("You get announcements again.")


def announcement_keyboard(words: Words, opens_day: int | None) -> Keyboard:
    """The buttons under every copy of a broadcast; the first opens a day where it announces one."""
    if opens_day is None:
        return ((_mute(words),),)
    begin = button(words.text("Begin Day {day}", day=opens_day), Begin(opens_day), style="primary")
    return ((begin,), (_mute(words),))


def day_announcement(words: Words, day: Day) -> Message:
    """The announcement of a day of the course."""
    heading, keyboard = bold(day_name(words, day)), announcement_keyboard(words, day.number)
    return Message(heading + "\n\n" + day.teaser if day.teaser.text else heading, keyboard)


class CopyHandlers:
    """Where announcements are answered: the button that was tapped then says what holds now, and undoes it."""

    def __init__(self, school: School) -> None:
        self._school = school

    @property
    def feature(self) -> Feature:
        """What the copies of broadcasts bring to the bot."""
        return Feature(taps={MuteAnnouncements: self.on_mute, HearAnnouncements: self.on_hear})

    async def on_mute(self, tapped: Tapped, _: MuteAnnouncements) -> None:
        """Send no more announcements."""
        await change_settings(self._school, tapped.learner_id, announce(False))
        await tapped.say(tapped.words.text(_MUTED))
        await tapped.set_buttons(_swapped(tapped.keyboard, MuteAnnouncements, _hear(tapped.words)))

    async def on_hear(self, tapped: Tapped, _: HearAnnouncements) -> None:
        """Send announcements after all."""
        await change_settings(self._school, tapped.learner_id, announce(True))
        await tapped.say(tapped.words.text(_HEARD))
        await tapped.set_buttons(_swapped(tapped.keyboard, HearAnnouncements, _mute(tapped.words)))


def _mute(words: Words) -> Button:
    return button(words.text("🔕 Mute announcements"), MuteAnnouncements())


def _hear(words: Words) -> Button:
    # Translators: a button that says how it is, and turns announcements on again.
    return button(words.text("🔕 Announcements are off · Turn on"), HearAnnouncements())


def _swapped(keyboard: Keyboard | None, kind: type[Tap], instead: Button) -> Keyboard | None:
    """The buttons, where they are known, with another in the place of the one for taps of this kind."""
    if keyboard is None:
        return None
    return tuple(tuple(instead if is_tap(each, kind) else each for each in row) for row in keyboard)

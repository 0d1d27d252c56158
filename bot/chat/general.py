"""What belongs to no feature: /help, a word to whatever else is typed, and the way from a group to the private chat."""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence

from telegram.error import TelegramError

from bot.botapi.api import BotApi
from bot.botapi.message import Button, Message
from bot.botapi.pacing import Lane
from bot.chat.conversation import Typed
from bot.chat.feature import Command, Feature
from bot.chat.lessons.taps import Begin
from bot.chat.tap import button
from bot.core.course import Course, Day
from bot.core.richtext import RichText, bold
from bot.flows.lessons import open_lesson_day
from bot.flows.school import School
from bot.flows.settings import look_at_settings
from bot.words import N_

_log = logging.getLogger(__name__)


class GeneralHandlers:
    """Where everybody finds help, with the commands of all `features`. `api` knows the bot’s name."""

    def __init__(self, school: School, api: BotApi, features: Sequence[Feature], admin_ids: Collection[int]) -> None:
        self._school = school
        self._api = api
        self._features = features
        self._admin_ids = admin_ids

    @property
    def feature(self) -> Feature:
        """What is left to bring to the bot."""
        return Feature(
            commands=(Command("help", self.on_help, N_("How this works"), menu=80),),
            on_message=self.on_message,
            on_group=self.on_group,
        )

    async def on_help(self, typed: Typed) -> None:
        """/help."""
        settings = await look_at_settings(self._school, typed.learner_id)
        features = [*self._features, self.feature]
        commands = menu(features, for_admins=False)
        if typed.learner_id in self._admin_ids:
            commands += menu(features, for_admins=True)
        await typed.reply(help_screen(self._school.course, settings.day_starts_at, commands))

    async def on_message(self, typed: Typed) -> bool:
        """Anything that nobody else wants: a pointer to the open step."""
        await typed.reply(pointer_screen(await open_lesson_day(self._school, typed.learner_id)))
        return True

    async def on_group(self, typed: Typed) -> None:
        """A command in a group: the way to the private chat."""
        await typed.sender.send(typed.message.chat_id, group_screen(self._api.username), Lane.REPLY)


async def name_commands(api: BotApi, features: Sequence[Feature], admin_ids: Collection[int]) -> None:
    """Put the commands into Telegram's menus, those for admins into their own. One who has never written to the bot has
    no menu yet.
    """
    for_all = menu(features, for_admins=False)
    scopes: list[tuple[dict[str, object], list[Command]]] = [({"type": "all_private_chats"}, for_all)]
    for_admins = [*for_all, *menu(features, for_admins=True)]
    scopes += [({"type": "chat", "chat_id": admin_id}, for_admins) for admin_id in admin_ids]
    for scope, commands in scopes:
        named = [{"command": each.name, "description": each.meaning} for each in commands]
        try:
            await api.call("setMyCommands", {"commands": named, "scope": scope})
        except TelegramError as error:
            level = logging.INFO if "chat_id" in scope else logging.WARNING
            _log.log(level, "A command menu could not be set: %s", error)


def menu(features: Sequence[Feature], *, for_admins: bool) -> list[Command]:
    """The commands that Telegram's menu and /help show to everybody, or to admins alone, in their order."""
    commands = [each for feature in features if feature.for_admins is for_admins for each in feature.commands]
    return sorted((each for each in commands if each.menu is not None), key=lambda each: each.menu or 0)


def help_screen(course: Course, day_starts_at: int, commands: Sequence[Command]) -> Message:
    """How it works, in a few lines."""
    listed = "\n".join(f"/{command.name} – {command.meaning}" for command in commands)
    return Message(
        bold("How this works")
        + f"\n\nThe {course.title} has {len(course.days)} lessons, one a day, about four minutes each. "
        "Tap Continue to go on, leave whenever you like: your place is kept.\n\n"
        + _day_line(day_starts_at)
        + "\n\n"
        + listed
    )


def pointer_screen(open_day: Day | None) -> Message:
    """To anything typed that is no command."""
    if open_day is None:
        return Message(RichText("I can’t chat, but I have a lesson for you: /today opens it."))
    return Message(
        "I can’t chat, but " + bold(f"Day {open_day.number}") + " is open. Pick it up where you left it.",
        ((button(f"Back to Day {open_day.number}", Begin(open_day.number), style="primary"),),),
    )


def group_screen(username: str) -> Message:
    """In a group: a way to the private chat."""
    link = f"https://t.me/{username}?start=group"
    return Message(
        RichText("Lessons happen in a private chat, one learner at a time."),
        ((Button("Open the private chat", url=link),),),
    )


def _day_line(day_starts_at: int) -> str:
    if day_starts_at == 0:
        return "A day begins at midnight, on your own clock; /settings changes that."
    hour = ("one", "two", "three", "four", "five", "six")[day_starts_at - 1]
    return f"A day begins at {hour} in the morning, so a late evening still counts; /settings changes that."

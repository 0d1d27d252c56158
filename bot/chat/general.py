"""What belongs to no feature: /help, a word to whatever else is typed, and the way from a group to the private chat."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import replace

from telegram.error import TelegramError

from bot.botapi.api import BotApi
from bot.botapi.message import Button, Message
from bot.botapi.pacing import Lane
from bot.botapi.profile import ABOUT_LIMIT, DESCRIPTION_LIMIT, NAME_LIMIT, Profile, ShopWindow
from bot.chat.conversation import Typed
from bot.chat.feature import Command, Feature
from bot.chat.lessons.pointer import pointer_screen
from bot.core.course import Course
from bot.core.richtext import RichText, join
from bot.flows.lessons import look_at_waiting
from bot.flows.school import School
from bot.flows.settings import look_at_settings
from bot.words import ENGLISH, N_, Words, languages, words_in

_log = logging.getLogger(__name__)


class GeneralHandlers:
    """Where everybody finds help, with the commands of the `others` as well. `api` knows the bot’s name, which
    `ask_username` asks for anew.
    """

    def __init__(
        self,
        school: School,
        api: BotApi,
        others: Sequence[Feature],
        admin_ids: Collection[int],
        ask_username: Callable[[], Awaitable[str]],
    ) -> None:
        self._window = ShopWindow(api, lambda: profiles(school.course), ask_username)
        self._school = school
        self._api = api
        self._others = others
        self._admin_ids = admin_ids

    @property
    def feature(self) -> Feature:
        """What is left to bring to the bot."""
        return Feature(
            commands=(Command("help", self.on_help, N_("How this works"), menu=80),),
            on_message=self.on_message,
            on_group=self.on_group,
            services=(self._window,),
        )

    async def on_help(self, typed: Typed) -> None:
        """Tell how this works, and all that can be said."""
        settings = await look_at_settings(self._school, typed.learner_id)
        features = [*self._others, self.feature]
        commands = menu(features, for_admins=False)
        if typed.learner_id in self._admin_ids:
            commands += menu(features, for_admins=True)
        await typed.reply(help_screen(typed.words, self._school.course, settings.day_starts_at, commands))

    async def on_message(self, typed: Typed) -> bool:
        """Point to what waits, whatever was said that nobody else wants."""
        waiting = await look_at_waiting(self._school, typed.learner_id)
        await typed.reply(pointer_screen(typed.words, waiting, typed.text))
        return True

    async def on_group(self, typed: Typed) -> None:
        """Show whoever gives a command in a group the way to the private chat."""
        screen = replace(group_screen(typed.words, self._api.username), replies_to=typed.message.message_id)
        await typed.sender.send(typed.message.chat_id, screen, Lane.REPLY, patient=True)


async def name_commands(api: BotApi, features: Sequence[Feature], admin_ids: Collection[int]) -> None:
    """Put the commands into Telegram's menus, those for admins into their own. One who has never written to the bot has
    no menu yet.
    """
    for_all = menu(features, for_admins=False)
    await _name(api, for_all, {"type": "all_private_chats"})
    for admin_id in admin_ids:
        await name_commands_of(api, features, admin_id)


async def name_commands_of(api: BotApi, features: Sequence[Feature], admin_id: int) -> None:
    """Put the commands into the menu of an admin, those for admins too."""
    commands = [command for for_admins in (False, True) for command in menu(features, for_admins=for_admins)]
    await _name(api, commands, {"type": "chat", "chat_id": admin_id})


async def _name(api: BotApi, commands: Sequence[Command], scope: dict[str, object]) -> None:
    for language in languages():
        words, code = words_in(language), language_parameter(language)
        named = [{"command": each.name, "description": words.text(each.meaning).text} for each in commands]
        try:
            await api.call("setMyCommands", {"commands": named, "scope": scope, **code})
        except TelegramError as error:
            level = logging.INFO if "chat_id" in scope else logging.WARNING
            _log.log(level, "A command menu could not be set: %s", error)


def profiles(course: Course) -> dict[str, Profile]:
    """What the bot says of itself before a chat has begun, by the code of each language, empty for all others."""
    return {_code(language): _profile(words_in(language), course) for language in languages()}


def _profile(words: Words, course: Course) -> Profile:
    days, title = len(course.days), course.title
    # Translators: stands in the empty chat, before anything has been said.
    description = words.plural(
        "{title}: {n} day, about four minutes a day, right here in the chat.\n\n"
        "You read a little, watch a conversation with ChatGPT, and check yourself with a question. Your place is kept, "
        "and a reminder comes when you want it.\n\nTap START to begin.",
        "{title}: {n} days, about four minutes a day, right here in the chat.\n\n"
        "You read a little, watch a conversation with ChatGPT, and check yourself with a question. Your place is kept, "
        "and a reminder comes when you want it.\n\nTap START to begin.",
        days,
        title=title[:NAME_LIMIT],
    )
    # Translators: what the bot is about, in a list of bots or where a link to it is shared.
    about = words.plural(
        "{title}: {n} day, about four minutes a day.", "{title}: {n} days, about four minutes a day.", days, title=title
    )
    return Profile(title[:NAME_LIMIT], description.text[:DESCRIPTION_LIMIT], about.text[:ABOUT_LIMIT])


def language_parameter(language: str) -> dict[str, str]:
    """What tells Telegram that a menu is in this language; nothing for the one that everybody else reads."""
    return {"language_code": _code(language)} if _code(language) else {}


def _code(language: str) -> str:
    """The code by which Telegram knows a language; empty for the one that everybody else reads."""
    return "" if language == ENGLISH else language.partition("-")[0]


def menu(features: Sequence[Feature], *, for_admins: bool) -> list[Command]:
    """The commands that Telegram's menu and /help show to everybody, or to admins alone, in their order."""
    commands = [each for feature in features if feature.for_admins is for_admins for each in feature.commands]
    return sorted((each for each in commands if each.menu is not None), key=lambda each: each.menu or 0)


def help_screen(words: Words, course: Course, day_starts_at: int, commands: Sequence[Command]) -> Message:
    """How it works, in a few lines."""
    parts: list[RichText | str] = [
        words.text("**How this works**"),
        words.plural(
            "The {title} has {n} lesson, one a day, about four minutes each. Tap Continue to go on, leave whenever you "
            "like: your place is kept.",
            "The {title} has {n} lessons, one a day, about four minutes each. Tap Continue to go on, leave whenever "
            "you like: your place is kept.",
            len(course.days),
            title=course.title,
        ),
        _day_line(words, day_starts_at),
        "\n".join(f"/{command.name} – {words.text(command.meaning).text}" for command in commands),
    ]
    return Message(join("\n\n", parts))


def group_screen(words: Words, username: str) -> Message:
    """In a group: a way to the private chat."""
    link = Button(words.text("Open the private chat").text, url=f"https://t.me/{username}?start=group")
    return Message(words.text("Lessons happen in a private chat, one learner at a time."), ((link,),))


def _day_line(words: Words, day_starts_at: int) -> RichText:
    if day_starts_at == 0:
        return words.text("A day begins at midnight, on your own clock; /settings changes that.")
    return words.text(
        "A day begins at {hour} in the morning, so a late evening still counts; /settings changes that.",
        hour=words.text(_HOURS[day_starts_at - 1]),
    )


_HOURS = (N_("one"), N_("two"), N_("three"), N_("four"), N_("five"), N_("six"))

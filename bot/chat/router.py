"""The way of every update: to the feature that deals with it, or to a word on what went wrong. It names no feature."""

from __future__ import annotations

import logging
import secrets
from collections import deque
from collections.abc import Awaitable, Callable, Collection, Sequence
from functools import partial
from typing import Any

from telegram import Chat, Update
from telegram import Message as TelegramMessage
from telegram.ext import Application, CallbackContext, CallbackQueryHandler, CommandHandler, MessageHandler, filters

from bot.botapi.codec import update_of
from bot.botapi.message import Message
from bot.botapi.pacing import Lane
from bot.botapi.sender import Sender
from bot.chat.conversation import Conversation, Tapped, Typed
from bot.chat.feature import Feature, OnAnswer, OnTap
from bot.chat.pseudonym import pseudonym
from bot.chat.tap import OldTapError, Tap, Taps
from bot.core.inbox import Incoming, UpdateKind
from bot.core.lesson import Refusal
from bot.words import N_, words_in

_log = logging.getLogger(__name__)

_ALBUMS_REMEMBERED = 256

_Application = Application[Any, Any, Any, Any, Any, Any]
_Context = CallbackContext[Any, Any, Any, Any]
_Handle = Callable[[Typed], Awaitable[None]]


# Translators: at most 200 characters.
NOT_NOW = N_("Something is wrong on my side just now. Your message is safe, and I answer as soon as I can.")
TOO_MUCH = N_("That was a lot at once, so I let the rest of it go. /today shows where you are.")


class _From(filters.MessageFilter):
    """Messages of these people, whoever that is by the time."""

    def __init__(self, ids: Collection[int]) -> None:
        super().__init__()
        self._ids = ids

    def filter(self, message: TelegramMessage) -> bool:
        return message.from_user is not None and message.from_user.id in self._ids


class Router:
    """Brings updates to `features`, those for admins only where they come from one.

    A message that is no command is offered to one feature after the other; the last takes what nobody wants. `secret`
    keeps the pseudonyms of the log from being guessed.
    """

    def __init__(self, features: Sequence[Feature], sender: Sender, admin_ids: Collection[int], secret: str) -> None:
        self._features = features
        self._sender = sender
        self._admin_ids = admin_ids  # of the playground's, some may join while the bot is at work
        self._secret = secret
        self._application: _Application
        self._errors: dict[int, Exception] = {}  # by update
        self._albums: deque[str] = deque(maxlen=_ALBUMS_REMEMBERED)
        self._taps = Taps(kind for feature in features for kind in (*feature.taps, *feature.questions))
        self._on_taps: dict[type[Tap], tuple[Feature, OnTap]] = {
            kind: (feature, on_tap) for feature in features for kind, on_tap in feature.taps.items()
        }
        self._on_answers: dict[type[Tap], tuple[Feature, OnAnswer]] = {
            kind: (feature, on_answer) for feature in features for kind, on_answer in feature.questions.items()
        }

    def register(self, application: _Application) -> None:
        """Hang every handler into the application, by which updates are dealt with from then on."""
        self._application = application
        private = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE
        admins = private & _From(self._admin_ids)
        application.add_handler(CallbackQueryHandler(self._on_tap))
        for feature in self._features:
            among = admins if feature.for_admins else private
            for command in feature.commands:
                application.add_handler(CommandHandler(command.name, partial(self._on_command, command.handle), among))
        application.add_handler(MessageHandler(private, self._on_message))
        # In a group every bot may hear of every command: what is none of ours is for another.
        ours = [command.name for feature in self._features for command in feature.commands if not feature.for_admins]
        in_a_group = filters.ChatType.GROUPS & filters.UpdateType.MESSAGE
        for feature in self._features:
            if feature.on_group is not None:
                application.add_handler(
                    CommandHandler(ours, partial(self._on_command, feature.on_group), in_a_group, has_args=None)
                )
        application.add_error_handler(self._on_error)

    async def _on_command(self, handle: _Handle, update: Update, context: _Context) -> None:
        typed = self._typed(update, context.args)
        if typed is not None:
            await handle(typed)

    async def _on_message(self, update: Update, _: _Context) -> None:
        """Anything that is no command of ours: the answer to a question, or for whoever takes it. What Telegram tells
        of the chat by itself is no talk, and of an album, each picture of which is an update, the first speaks for all.
        """
        typed = self._typed(update)
        if typed is None or not typed.is_talk or self._has_spoken(typed) or await self._answers(typed):
            return
        meant_as_command = typed.text.startswith("/")
        *others, last = (each for each in self._features if each.on_message and self._may_use(each, typed))
        for feature in [last] if meant_as_command else [*others, last]:
            if feature.on_message is not None and await feature.on_message(typed):
                return

    def _has_spoken(self, typed: Typed) -> bool:
        """Whether this belongs to an album of which something has come before."""
        album = typed.message.media_group_id
        if album is None or album in self._albums:
            return album is not None
        self._albums.append(album)
        return False

    async def _answers(self, typed: Typed) -> bool:
        """Whether this is the answer to one of our questions, and has been dealt with."""
        try:
            asked_by = self._taps.unpack(typed.asked) if typed.asked else None
        except OldTapError:
            return False
        if asked_by is None or type(asked_by) not in self._on_answers:
            return False
        feature, on_answer = self._on_answers[type(asked_by)]
        if not self._may_use(feature, typed):
            return False
        await on_answer(typed, asked_by)
        return True

    async def _on_tap(self, update: Update, _: _Context) -> None:
        """A tap on a button, whoever made its data."""
        query = update.callback_query
        if query is None or (query.message is not None and query.message.chat.type != Chat.PRIVATE):
            return
        tapped = Tapped(query.from_user, self._sender, query)
        try:
            tap = self._taps.unpack(query.data or "")
        except OldTapError:
            await tapped.refuse(Refusal.UNKNOWN)
            return
        feature, on_tap = self._on_taps.get(type(tap), (None, None))
        if feature is None or on_tap is None or not self._may_use(feature, tapped):
            await tapped.refuse(Refusal.UNKNOWN)
        else:
            await on_tap(tapped, tap)

    async def handle(self, update: Incoming) -> None:
        """Have an update dealt with. Raises what that raises."""
        if update.kind is UpdateKind.STOP:  # python-telegram-bot knows no such update
            for on_stop in (feature.on_stop for feature in self._features if feature.on_stop):
                await on_stop(update.sender_id)
            return
        parsed = self._parsed(update)
        if update.kind is UpdateKind.SURPLUS:
            await self._let_go(parsed)
            return
        await self._application.process_update(parsed)
        error = self._errors.pop(parsed.update_id, None)
        if error is not None:
            raise error

    async def give_up(self, update: Incoming, error: Exception) -> None:
        """Tell a learner that something broke, and give the log a reference to find it by."""
        parsed = self._parsed(update)
        reference = secrets.token_hex(4)
        learner = parsed.effective_user
        whose = pseudonym(learner.id, self._secret) if learner else "nobody"
        _log.error("Error %s of %s", reference, whose, exc_info=error)
        if learner is None:
            return
        if parsed.callback_query is not None:
            await self._sender.answer(parsed.callback_query.id)
        conversation = Conversation(learner, self._sender)
        await conversation.reply(apology_message(conversation, reference))

    async def put_off(self, update: Incoming) -> None:
        """Tell a learner that their tap or message cannot be dealt with just now, as far as that can be told."""
        parsed = self._parsed(update)
        if parsed.effective_user is None:
            return
        told = words_in(parsed.effective_user.language_code).text(NOT_NOW)
        if parsed.callback_query is not None:
            await self._sender.answer(parsed.callback_query.id, told.text)
        elif parsed.message is not None and parsed.message.chat.type == Chat.PRIVATE:
            await self._sender.send(parsed.effective_user.id, Message(told), Lane.REPLY)

    async def _let_go(self, update: Update) -> None:
        """Tell somebody who has sent too much at once that some of it was not read."""
        typed = self._typed(update)
        if typed is not None and typed.message.chat.type == Chat.PRIVATE:
            await typed.reply(Message(typed.words.text(TOO_MUCH)))

    async def _on_error(self, update: object, context: _Context) -> None:
        if isinstance(update, Update) and context.error is not None:
            self._errors[update.update_id] = context.error

    def _parsed(self, update: Incoming) -> Update:
        return update_of(update.content(), self._application.bot)

    def _may_use(self, feature: Feature, conversation: Conversation) -> bool:
        return not feature.for_admins or conversation.learner_id in self._admin_ids

    def _typed(self, update: Update, arguments: Sequence[str] | None = None) -> Typed | None:
        if update.effective_user is None or update.effective_message is None:
            return None
        return Typed(
            update.effective_user, self._sender, update.update_id, update.effective_message, tuple(arguments or ())
        )


def apology_message(conversation: Conversation, reference: str) -> Message:
    """Something broke on our side; `reference` finds it in the log."""
    return Message(
        conversation.words.text(
            "Sorry, something went wrong on my side. Nothing of yours is lost; please try again.\n"
            "If it keeps happening, mention {reference}.",
            reference=reference,
        )
    )

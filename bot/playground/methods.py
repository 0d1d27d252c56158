"""The methods of the Bot API by name. Those that write into chats are in `sending`; the others are here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from bot.playground import calls
from bot.playground.errors import BadRequestError, ConflictError
from bot.playground.messages import Json
from bot.playground.parameters import P, Parameters, read
from bot.playground.sending import Sender
from bot.playground.updates import UpdateQueue
from bot.playground.world import Webhook, World

LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class BotApi:
    """Every method, reading its parameters strictly. What a call returns is the `result` of Telegram's answer."""

    def __init__(self, world: World, updates: UpdateQueue, sender: Sender) -> None:
        self._world = world
        self._updates = updates
        self._sender = sender
        self._methods: dict[str, Callable[[Mapping[str, object]], tuple[Parameters, Callable[[], object]]]] = {}
        self._add_sending(sender)
        self._add_receiving()
        self._add_settings()

    def prepare(self, method: str, raw: Mapping[str, object]) -> tuple[Parameters, Callable[[], object]] | None:
        """The parameters as read and the action to do, or None for a method there is not (their case does not matter).
        Raises BadRequestError on wrong parameters. The action raises RefusalError; its result may have to be awaited.
        """
        found = self._methods.get(method.lower())
        return found(raw) if found else None

    def _add(self, name: str, shape: type[P], action: Callable[[P], object]) -> None:
        def bind(raw: Mapping[str, object]) -> tuple[Parameters, Callable[[], object]]:
            call = read(shape, raw)
            return call, lambda: action(call)

        self._methods[name.lower()] = bind

    def _add_sending(self, sender: Sender) -> None:
        self._add("sendMessage", calls.SendMessage, sender.send_message)
        self._add("sendPhoto", calls.SendPhoto, sender.send_photo)
        self._add("sendDocument", calls.SendDocument, sender.send_document)
        self._add("copyMessage", calls.CopyMessage, sender.copy_message)
        self._add("forwardMessage", calls.ForwardMessage, sender.forward_message)
        self._add("sendMessageDraft", calls.SendMessageDraft, sender.send_message_draft)
        self._add("sendChatAction", calls.SendChatAction, sender.send_chat_action)
        self._add("editMessageText", calls.EditMessageText, sender.edit_message_text)
        self._add("editMessageCaption", calls.EditMessageCaption, sender.edit_message_caption)
        self._add("editMessageReplyMarkup", calls.EditMessageReplyMarkup, sender.edit_message_reply_markup)
        self._add("deleteMessage", calls.MessageCall, sender.delete_message)
        self._add("deleteMessages", calls.DeleteMessages, sender.delete_messages)

    def _add_receiving(self) -> None:
        self._add("getUpdates", calls.GetUpdates, self._get_updates)
        self._add("setWebhook", calls.SetWebhook, self._set_webhook)
        self._add("deleteWebhook", calls.DeleteWebhook, self._delete_webhook)
        self._add("getWebhookInfo", Parameters, self._get_webhook_info)
        self._add("answerCallbackQuery", calls.AnswerCallbackQuery, self._answer_callback_query)

    def _add_settings(self) -> None:
        bot = self._world.bot
        self._add("getMe", Parameters, self._get_me)
        self._add("getChat", calls.Addressed, self._get_chat)
        self._add("setMyCommands", calls.SetMyCommands, self._set_my_commands)
        self._add("getMyCommands", calls.Audience, lambda call: bot.commands.get(call.key, []))
        self._add("deleteMyCommands", calls.Audience, self._delete_my_commands)
        self._add("setMyDescription", calls.SetMyDescription, self._set_my_description)
        self._add("setMyShortDescription", calls.SetMyShortDescription, self._set_my_short_description)
        self._add("getMyDescription", calls.InLanguage, self._get_my_description)
        self._add("getMyShortDescription", calls.InLanguage, self._get_my_short_description)
        self._add("setMyName", calls.SetMyName, self._set_my_name)
        self._add("getMyName", calls.InLanguage, self._get_my_name)
        self._add("logOut", Parameters, lambda _: True)
        self._add("close", Parameters, lambda _: True)

    async def _get_updates(self, call: calls.GetUpdates) -> list[Json]:
        if self._world.bot.webhook:
            raise ConflictError(
                "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
            )
        self._allow(call.allowed_updates)
        return await self._updates.poll(call.offset, call.limit, call.timeout)

    def _set_webhook(self, call: calls.SetWebhook) -> bool:
        if not call.url:
            return self._delete_webhook(calls.DeleteWebhook(drop_pending_updates=call.drop_pending_updates))
        address = urlsplit(call.url)
        if address.scheme not in {"http", "https"} or address.hostname not in LOOPBACK:
            raise BadRequestError("bad webhook: the playground delivers to this machine only")
        if call.drop_pending_updates:
            self._updates.drop()
        self._allow(call.allowed_updates)
        self._world.bot.webhook = Webhook(call.url, call.secret_token, call.max_connections)
        self._world.save_bot()
        self._updates.interrupt("terminated by setWebhook request")
        self._updates.arrived.set()
        return True

    def _delete_webhook(self, call: calls.DeleteWebhook) -> bool:
        if call.drop_pending_updates:
            self._updates.drop()
        self._world.bot.webhook = None
        self._world.save_bot()
        return True

    def _get_webhook_info(self, _: Parameters) -> Json:
        bot = self._world.bot
        info: Json = {
            "url": bot.webhook.url if bot.webhook else "",
            "has_custom_certificate": False,
            "pending_update_count": len(self._updates),
        }
        if bot.webhook:
            info["max_connections"] = bot.webhook.max_connections
        if bot.allowed_updates:
            info["allowed_updates"] = bot.allowed_updates
        return info

    def _allow(self, kinds: list[calls.UpdateType] | None) -> None:
        if kinds is not None:
            self._world.bot.allowed_updates = list(kinds)
            self._world.save_bot()

    def _answer_callback_query(self, call: calls.AnswerCallbackQuery) -> bool:
        if not self._world.answer(call.callback_query_id, call.text, call.show_alert):
            raise BadRequestError("query is too old and response timeout expired or query ID is invalid")
        return True

    def _get_me(self, _: Parameters) -> Json:
        unable = (
            "can_read_all_group_messages", "supports_inline_queries", "can_connect_to_business", "has_main_web_app",
            "has_topics_enabled", "allows_users_to_create_topics",
        )  # fmt: skip
        return {**self._world.me, "can_join_groups": True, **dict.fromkeys(unable, False)}

    def _get_chat(self, call: calls.Addressed) -> Json:
        gifts = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
        return {
            **self._sender.chat(call.chat_id).card,
            "accent_color_id": 0,
            "max_reaction_count": 11,
            "accepted_gift_types": dict.fromkeys(gifts, False),
        }

    def _set_my_commands(self, call: calls.SetMyCommands) -> bool:
        self._world.bot.commands[call.key] = [each.model_dump(exclude_none=True) for each in call.commands]
        self._commands_changed()
        return True

    def _delete_my_commands(self, call: calls.Audience) -> bool:
        self._world.bot.commands.pop(call.key, None)
        self._commands_changed()
        return True

    def _commands_changed(self) -> None:
        self._world.save_bot()
        world = self._world
        world.announce("commands", commands=world.commands_for_page(), own_commands=world.own_commands_for_page())

    def _set_my_description(self, call: calls.SetMyDescription) -> bool:
        self._world.bot.descriptions[call.language_code] = call.description
        self._profile_changed()
        return True

    def _set_my_name(self, call: calls.SetMyName) -> bool:
        self._world.bot.names[call.language_code] = call.name
        self._profile_changed()
        return True

    def _get_my_name(self, call: calls.InLanguage) -> Json:
        return {"name": self._world.bot.names.get(call.language_code) or self._world.me["first_name"]}

    def _profile_changed(self) -> None:
        self._world.save_bot()
        self._world.announce("bot", bot=self._world.bot_for_page())

    def _set_my_short_description(self, call: calls.SetMyShortDescription) -> bool:
        self._world.bot.short_descriptions[call.language_code] = call.short_description
        self._world.save_bot()
        return True

    def _get_my_description(self, call: calls.InLanguage) -> Json:
        return {"description": self._world.bot.descriptions.get(call.language_code, "")}

    def _get_my_short_description(self, call: calls.InLanguage) -> Json:
        return {"short_description": self._world.bot.short_descriptions.get(call.language_code, "")}

"""The methods that write into chats: send, copy, forward, edit, delete, draft, “typing…”."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.playground import calls
from bot.playground.entities import formatted
from bot.playground.errors import BadRequestError, ForbiddenError
from bot.playground.limits import Traffic
from bot.playground.messages import Draft, File, Json, Message
from bot.playground.parameters import ForceReply, InlineKeyboard, RemoveKeyboard, ReplyKeyboard, ReplyMarkup, Upload
from bot.playground.world import Chat, Input, World

MESSAGE_LIMIT = 4096
CAPTION_LIMIT = 1024
PHOTO_LIMIT = 10_000_000
DRAFT_LASTS_FOR = timedelta(seconds=30)
ACTION_LASTS_FOR = timedelta(seconds=5)
DELETABLE_FOR = timedelta(hours=48)


class Sender:
    """The bot's hand in every chat."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.traffic = Traffic(None)

    def send_message(self, call: calls.SendMessage) -> Json:
        """https://core.telegram.org/bots/api#sendmessage"""
        chat = self._open_chat(call)
        text, entities = _text(call)
        return self._send(chat, call, replace(self._blank(chat), text=text, entities=entities))

    def send_photo(self, call: calls.SendPhoto) -> Json:
        """https://core.telegram.org/bots/api#sendphoto"""
        chat = self._open_chat(call)
        caption, entities = _caption(call)
        photo = self._file(call.photo, is_photo=True)
        return self._send(
            chat, call, replace(self._blank(chat), photo=photo, caption=caption, caption_entities=entities)
        )

    def send_document(self, call: calls.SendDocument) -> Json:
        """https://core.telegram.org/bots/api#senddocument"""
        chat = self._open_chat(call)
        caption, entities = _caption(call)
        document = self._file(call.document, is_photo=False)
        message = replace(self._blank(chat), document=document, caption=caption, caption_entities=entities)
        return self._send(chat, call, message)

    def copy_message(self, call: calls.CopyMessage) -> Json:
        """https://core.telegram.org/bots/api#copymessage"""
        chat = self._open_chat(call)
        original = self._message(call.from_chat_id, call.message_id, "message to copy not found")
        copy = _moved(original, self._blank(chat))
        if call.caption is not None:
            caption, entities = _caption(call)
            copy = replace(copy, caption=caption, caption_entities=entities)
        return {"message_id": self._send(chat, call, copy)["message_id"]}

    def forward_message(self, call: calls.ForwardMessage) -> Json:
        """https://core.telegram.org/bots/api#forwardmessage"""
        chat = self._open_chat(call)
        original = self._message(call.from_chat_id, call.message_id, "message to forward not found")
        author = self._world.me if original.from_bot else self._world.chats[original.chat_id].user
        origin: Json = {"type": "user", "date": int(original.sent_at.timestamp()), "sender_user": author}
        return {**self._send(chat, call, _moved(original, self._blank(chat))), "forward_origin": origin}

    def send_message_draft(self, call: calls.SendMessageDraft) -> bool:
        """https://core.telegram.org/bots/api#sendmessagedraft"""
        chat = self._open_chat(call)
        if chat.kind != "private":
            raise BadRequestError("message drafts can be sent to private chats only")
        if not call.draft_id:
            raise BadRequestError("RANDOM_ID_INVALID")
        text, entities = formatted(call.text, call.parse_mode, call.entities, MESSAGE_LIMIT, "message is too long")
        if self._world.stopped.get(chat.id) != call.draft_id:
            draft = Draft(call.draft_id, text, entities, call.can_stop, call.keep_on_stop)
            self._world.drafts.show(chat.id, draft, DRAFT_LASTS_FOR)
        return True

    def send_chat_action(self, call: calls.SendChatAction) -> bool:
        """https://core.telegram.org/bots/api#sendchataction"""
        self._world.actions.show(self._open_chat(call).id, call.action, ACTION_LASTS_FOR)
        return True

    def edit_message_text(self, call: calls.EditMessageText) -> Json:
        """https://core.telegram.org/bots/api#editmessagetext"""
        message = self._own_message(call)
        if message.text is None:
            raise BadRequestError("there is no text in the message to edit")
        text, entities = _text(call)
        edited_at = self._world.clock.now()
        edited = replace(message, text=text, entities=entities, edited_at=edited_at)
        return self._edit(message, edited, call.reply_markup)

    def edit_message_caption(self, call: calls.EditMessageCaption) -> Json:
        """https://core.telegram.org/bots/api#editmessagecaption"""
        message = self._own_message(call)
        if message.text is not None:
            raise BadRequestError("there is no caption in the message to edit")
        caption, entities = _caption(call)
        edited = replace(message, caption=caption, caption_entities=entities, edited_at=self._world.clock.now())
        return self._edit(message, edited, call.reply_markup)

    def edit_message_reply_markup(self, call: calls.EditMessageReplyMarkup) -> Json:
        """https://core.telegram.org/bots/api#editmessagereplymarkup"""
        message = self._own_message(call)
        return self._edit(message, message, call.reply_markup)

    def delete_message(self, call: calls.MessageCall) -> bool:
        """https://core.telegram.org/bots/api#deletemessage"""
        message = self._message(call.chat_id, call.message_id, "message to delete not found")
        if self._world.clock.now() - message.sent_at > DELETABLE_FOR:
            raise BadRequestError("message can't be deleted for everyone")
        self._world.delete(message)
        return True

    def delete_messages(self, call: calls.DeleteMessages) -> bool:
        """https://core.telegram.org/bots/api#deletemessages"""
        here = self._world.messages[self.chat(call.chat_id).id]
        for message in [here[message_id] for message_id in call.message_ids if message_id in here]:
            self._world.delete(message)
        return True

    def chat(self, chat_id: int | str) -> Chat:
        """The chat of this id. Raises BadRequestError where there is none."""
        chat = self._world.chats.get(chat_id) if isinstance(chat_id, int) else None
        if chat is None:
            raise BadRequestError("chat not found")
        return chat

    def _open_chat(self, call: calls.Addressed) -> Chat:
        """The chat of a call, if the bot may write to it."""
        chat = self.chat(call.chat_id)
        if chat.deactivated:
            raise ForbiddenError("user is deactivated")
        if chat.blocked:
            raise ForbiddenError("bot was blocked by the user")
        if not chat.started:
            raise ForbiddenError("bot can't initiate conversation with a user")
        return chat

    def _message(self, chat_id: int | str, message_id: int, not_found: str) -> Message:
        message = self._world.messages[self.chat(chat_id).id].get(message_id)
        if message is None:
            raise BadRequestError(not_found)
        return message

    def _own_message(self, call: calls.MessageCall) -> Message:
        message = self._message(call.chat_id, call.message_id, "message to edit not found")
        if not message.from_bot:
            raise BadRequestError("message can't be edited")
        return message

    def _blank(self, chat: Chat) -> Message:
        return Message(chat.id, 0, from_bot=True, sent_at=self._world.clock.now())

    def _send(self, chat: Chat, call: calls.Sending, message: Message) -> Json:
        effect_id = call.message_effect_id
        if effect_id is not None and (chat.kind != "private" or not effect_id.isdecimal()):
            raise BadRequestError("EFFECT_ID_INVALID")
        message = replace(message, effect_id=effect_id)
        if isinstance(call, calls.Replying):
            message = self._replying(chat, call, message)
        self.traffic.admit(chat.id)
        message = self._world.write(message)
        if isinstance(call, calls.Replying):
            self._change_input(chat, call.reply_markup, message.message_id)
        return self._world.message_for_bot(message)

    def _replying(self, chat: Chat, call: calls.Replying, message: Message) -> Message:
        reply = call.reply_parameters
        if reply and not reply.allow_sending_without_reply:
            self._message(chat.id, reply.message_id, "message to be replied not found")
        if reply and reply.message_id in self._world.messages[chat.id]:
            message = replace(message, reply_to=reply.message_id)
        if isinstance(call.reply_markup, InlineKeyboard):
            forces_reply = bool(call.reply_markup.force_reply)
            message = replace(message, buttons=_rows(call.reply_markup), force_reply=forces_reply)
        if isinstance(call.reply_markup, ReplyKeyboard) and chat.kind != "private":
            _refuse_requests(call.reply_markup)
        return message

    def _change_input(self, chat: Chat, markup: ReplyMarkup | None, message_id: int) -> None:
        match markup:
            case ReplyKeyboard():
                one_time = bool(markup.one_time_keyboard)
                rows, replies = _reply_rows(markup), bool(markup.force_reply)
                new = Input(message_id, rows, markup.input_field_placeholder, one_time, replies)
                self._world.set_input(chat, new)
            case InlineKeyboard(force_reply=True):
                self._world.set_input(chat, Input(message_id, []))
            case ForceReply():
                self._world.set_input(chat, Input(message_id, [], markup.input_field_placeholder))
            case RemoveKeyboard():
                self._world.set_input(chat, None)
            case _:
                pass

    def _edit(self, message: Message, edited: Message, keyboard: InlineKeyboard | None) -> Json:
        """Let a message be as it is edited, with this keyboard."""
        if keyboard and keyboard.force_reply is not None and keyboard.force_reply != message.force_reply:
            raise BadRequestError("force_reply of an inline keyboard can't be changed")
        edited = replace(edited, buttons=_rows(keyboard))
        if replace(edited, edited_at=message.edited_at) == message:
            raise BadRequestError(
                "message is not modified: specified new message content and reply markup are exactly the same "
                "as a current content and reply markup of the message"
            )
        self._world.rewrite(edited)
        return self._world.message_for_bot(edited)

    def _file(self, given: Upload | str, *, is_photo: bool) -> File:
        """The file uploaded, or the one sent before under this id."""
        if isinstance(given, str):
            file = self._world.files.get(given)
            if file is None or bool(file.width) != is_photo:
                raise BadRequestError("wrong file identifier/HTTP URL specified")
            return file
        if not given.content:
            raise BadRequestError("file must be non-empty")
        if not is_photo:
            return self._world.keep_file(given.name, given.mime_type, given.content)
        if len(given.content) > PHOTO_LIMIT:
            raise BadRequestError("file is too big")
        return self._world.keep_file(given.name, given.mime_type, given.content, pixels(given.content))


def _text(call: calls.Text) -> tuple[str, list[Json]]:
    text, entities = formatted(call.text, call.parse_mode, call.entities, MESSAGE_LIMIT, "message is too long")
    if not text:
        raise BadRequestError("message text is empty")
    return text, entities


def _caption(call: calls.Caption) -> tuple[str | None, list[Json]]:
    caption, entities = formatted(
        call.caption or "", call.parse_mode, call.caption_entities, CAPTION_LIMIT, "message caption is too long"
    )
    return caption or None, entities


def _rows(keyboard: InlineKeyboard | None) -> list[list[Json]]:
    rows = keyboard.inline_keyboard if keyboard else []
    return [[button.model_dump(exclude_none=True) for button in row] for row in rows if row]


def _reply_rows(keyboard: ReplyKeyboard) -> list[list[Json]]:
    return [
        [{"text": each} if isinstance(each, str) else each.model_dump(exclude_none=True) for each in row]
        for row in keyboard.keyboard
        if row
    ]


def _refuse_requests(keyboard: ReplyKeyboard) -> None:
    """Nobody can be asked for their place or their number in front of others."""
    for button in (button for row in keyboard.keyboard for button in row if not isinstance(button, str)):
        if button.request_location:
            raise BadRequestError("location can be requested in private chats only")
        if button.request_contact:
            raise BadRequestError("phone number can be requested in private chats only")


def _moved(original: Message, blank: Message) -> Message:
    """The content of one message in another place, without its keyboard."""
    return replace(
        blank,
        text=original.text,
        entities=original.entities,
        caption=original.caption,
        caption_entities=original.caption_entities,
        photo=original.photo,
        video=original.video,
        document=original.document,
    )


def pixels(content: bytes) -> tuple[int, int]:
    """Width and height of a PNG; a JPEG passes for a square one."""
    if content.startswith(b"\x89PNG\r\n\x1a\n") and len(content) >= 24:
        width, height = int.from_bytes(content[16:20], "big"), int.from_bytes(content[20:24], "big")
        if width + height > 10_000 or max(width, height) > 20 * min(width, height):
            raise BadRequestError("PHOTO_INVALID_DIMENSIONS")
        return width, height
    if content.startswith(b"\xff\xd8\xff"):
        return 1280, 1280
    raise BadRequestError("IMAGE_PROCESS_FAILED")

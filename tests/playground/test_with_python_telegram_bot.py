"""The library the bot is made with takes the playground for Telegram."""

import pytest
from telegram import Bot, BotCommand, InlineKeyboardButton, InlineKeyboardMarkup, MessageEntity, Update
from telegram.error import BadRequest, Conflict, Forbidden, NetworkError, RetryAfter, TimedOut

from tests.playground.conftest import BOT


@pytest.fixture
async def bot(playground):
    async with Bot(BOT, base_url=f"{playground.url}/bot") as bot:
        yield bot


async def test_a_conversation(bot, ada):
    [update] = await bot.get_updates(allowed_updates=Update.ALL_TYPES)
    assert update.message.parse_entities() == {update.message.entities[0]: "/start"}
    buttons = [
        InlineKeyboardButton("Go", callback_data="go", style="success"),
        InlineKeyboardButton("Copy", copy_text={"text": "prompt"}),
    ]
    bold = MessageEntity(MessageEntity.BOLD, 0, 5)
    keyboard = InlineKeyboardMarkup([buttons])
    message = await bot.send_message(ada.id, "Hello", entities=[bold], reply_markup=keyboard)
    assert (message.text, message.entities, message.chat.id, message.from_user.id) == ("Hello", (bold,), ada.id, bot.id)
    assert ada.messages[-1].buttons[0][1] == {"text": "Copy", "copy_text": {"text": "prompt"}}
    ada.tap("Go")
    [update] = await bot.get_updates(offset=update.update_id + 1)
    assert update.callback_query.message.reply_markup == message.reply_markup
    assert await update.callback_query.answer("Right")
    edited = await update.callback_query.edit_message_text("<i>Bye</i>", parse_mode="HTML")
    assert edited.text_html == "<i>Bye</i>"


async def test_the_neighbouring_methods(bot, ada):
    assert (await bot.get_me()).username == "daily_lesson_bot"
    assert (await bot.get_chat(ada.id)).first_name == "Ada"
    assert await bot.set_my_commands([BotCommand("help", "Help")])
    assert [command.command for command in await bot.get_my_commands()] == ["help"]
    assert await bot.delete_my_commands()
    assert await bot.set_my_description("A course")
    assert (await bot.get_my_description()).description == "A course"
    assert await bot.set_my_short_description("Course")
    assert (await bot.get_my_short_description()).short_description == "Course"
    assert await bot.send_message_draft(ada.id, 5, "Hm")
    assert await bot.send_chat_action(ada.id, "typing")
    document = await bot.send_document(ada.id, b"abc", filename="a.txt", caption="A")
    assert (document.document.file_name, document.document.file_size) == ("a.txt", 3)
    assert (await bot.edit_message_caption(ada.id, document.id, caption="B")).caption == "B"
    assert (await bot.forward_message(ada.id, ada.id, document.id)).forward_origin.sender_user.id == bot.id
    copy = await bot.copy_message(ada.id, ada.id, document.id)
    assert await bot.delete_messages(ada.id, [copy.message_id, document.id])
    assert await bot.set_webhook("http://127.0.0.1:9/hook", max_connections=1)
    assert (await bot.get_webhook_info()).max_connections == 1
    with pytest.raises(Conflict):
        await bot.get_updates()
    assert await bot.delete_webhook()


async def test_refusals_become_the_errors_of_the_library(bot, ada, playground, monkeypatch):
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    message = await bot.send_message(ada.id, "x")
    with pytest.raises(BadRequest, match="not modified"):
        await message.edit_text("x")
    playground.faults.add("sendMessage", "429", retry_after=3)
    with pytest.raises(RetryAfter, match="3"):
        await bot.send_message(ada.id, "x")
    playground.faults.add("sendMessage", "500")
    playground.faults.add("sendMessage", "reset")
    for _ in range(2):
        with pytest.raises(NetworkError):
            await bot.send_message(ada.id, "x")
    playground.faults.add("sendMessage", "timeout")
    with pytest.raises(TimedOut):
        await bot.send_message(ada.id, "x", read_timeout=0.05)
    ada.block()
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(ada.id, "x")

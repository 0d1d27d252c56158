"""Every way in which the bot could be wrong about a message is refused, in Telegram's words."""

from datetime import timedelta

import aiohttp
import pytest

BOT = "42:playground"

BUTTON = {"text": "Go on", "callback_data": "go"}
NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)


def keyboard(**button):
    return {"inline_keyboard": [[button]]}


def entity(**fields):
    return {"text": "a 🎉 b", "entities": [fields]}


WRONG_MESSAGES = {
    "no text": ({}, "message text is empty"),
    "empty text": ({"text": ""}, "message text is empty"),
    "blank text": ({"text": " \n "}, "message text is empty"),
    "empty once parsed": ({"text": "<b> </b>", "parse_mode": "HTML"}, "message text is empty"),
    "text of 4097 characters": ({"text": "x" * 4097}, "message is too long"),
    "text of 4098 code units": ({"text": "🎉" * 2049}, "message is too long"),
    "text that is a number": ({"text": 5}, 'parameter "text": Input should be a valid string'),
    "slip in a name": ({"text": "x", "parsemode": "HTML"}, 'unknown parameter "parsemode"'),
    "topic": ({"text": "x", "message_thread_id": 1}, 'the playground does not do "message_thread_id"'),
    "for one's eyes only": (
        {"text": "x", "ephemeral_message_parameters": {"receiver_user_id": 1}},
        'the playground does not do "ephemeral_message_parameters"',
    ),
    "wrong parse mode": ({"text": "x", "parse_mode": "XML"}, "unsupported parse_mode"),
    "markup and entities": (
        {"text": "x", "parse_mode": "HTML", "entities": [{"type": "bold", "offset": 0, "length": 1}]},
        "parse_mode and entities exclude each other",
    ),
    "entity of no known type": (entity(type="huge", offset=0, length=1), 'parameter "entities.0.type"'),
    "entity without length": (entity(type="bold", offset=0, length=0), 'parameter "entities.0.length"'),
    "entity before the text": (entity(type="bold", offset=-1, length=2), 'parameter "entities.0.offset"'),
    "entity beyond the text": (
        entity(type="bold", offset=4, length=3),
        "entity beginning at UTF-16 offset 4 ends after the end of the text at UTF-16 offset 6",
    ),
    "entity from within a character": (
        entity(type="bold", offset=3, length=2),
        "entity begins in a middle of a UTF-16 symbol at UTF-16 offset 3",
    ),
    "entity into a character": (
        entity(type="bold", offset=0, length=3),
        "entity ends in a middle of a UTF-16 symbol at UTF-16 offset 3",
    ),
    "link to nowhere": (
        entity(type="text_link", offset=0, length=1),
        "can't parse MessageEntity: can't find field \"url\"",
    ),
    "bold link": (
        entity(type="bold", offset=0, length=1, url="https://a.b"),
        "can't parse MessageEntity: url is for text_link",
    ),
    "broken JSON": ({"text": "x", "reply_markup": "{"}, "object expected as JSON"),
    "effect of letters": ({"text": "x", "message_effect_id": "party"}, "EFFECT_ID_INVALID"),
    "reply to nothing": ({"text": "x", "reply_parameters": {"message_id": 99}}, "message to be replied not found"),
}

WRONG_BUTTONS = {
    "no label": ({"text": "", "callback_data": "x"}, "can't parse inline keyboard button: Text must be non-empty"),
    "no action": (
        {"text": "x"},
        "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
    ),
    "disabled, and with data": ({**BUTTON, "disabled": {}}, "can't parse inline keyboard button: exactly one optional"),
    "disabled by a word": ({"text": "x", "disabled": True}, 'parameter "reply_markup.inline_keyboard'),
    "disabled for a reason": (
        {"text": "x", "disabled": {"reason": "over"}},
        'unknown parameter "reply_markup.inline_keyboard',
    ),
    "two actions": ({**BUTTON, "url": "https://a.b"}, "can't parse inline keyboard button: exactly one optional field"),
    "data of 65 bytes": ({"text": "x", "callback_data": "é" * 32 + "x"}, "BUTTON_DATA_INVALID"),
    "empty data": ({"text": "x", "callback_data": ""}, "BUTTON_DATA_INVALID"),
    "257 characters to copy": ({"text": "x", "copy_text": {"text": "x" * 257}}, "reply_markup.inline_keyboard"),
    "nothing to copy": ({"text": "x", "copy_text": {"text": ""}}, "reply_markup.inline_keyboard"),
    "unknown style": ({**BUTTON, "style": "green"}, "reply_markup.inline_keyboard"),
    "unknown field": ({**BUTTON, "colour": "green"}, 'unknown parameter "reply_markup.inline_keyboard'),
    "odd link": ({"text": "x", "url": "ftp://a"}, "inline keyboard button URL 'ftp://a' is invalid: Wrong HTTP URL"),
}

BROKEN_HTML = {
    "<b>x": 'Can\'t find end tag corresponding to start tag "b"',
    "é<h1>x</h1>": 'Unsupported start tag "h1" at byte offset 2',
    "1 < 2": 'Unsupported start tag "" at byte offset 2',
    "<b>x</i>": 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"',
    "x</b>": "Unexpected end tag at byte offset 1",
    "<b": 'Unclosed start tag "b" at byte offset 0',
    "<b>x</b": "Unclosed end tag at byte offset 4",
    "<span>x</span>": 'Tag "span" must have class "tg-spoiler" at byte offset 0',
    '<tg-time unix="soon">x</tg-time>': "Invalid Unix time specified in tg-time",
}

HTML = {
    "<b>a</b> &lt;&amp;&#33;": ("a <&!", [{"type": "bold", "offset": 0, "length": 1}]),
    "🎉<strong><em>a</em></strong>": (
        "🎉a",
        [{"type": "italic", "offset": 2, "length": 1}, {"type": "bold", "offset": 2, "length": 1}],
    ),
    '<a href="https://a.b/?c=1&amp;d">x</a>': (
        "x",
        [{"type": "text_link", "url": "https://a.b/?c=1&d", "offset": 0, "length": 1}],
    ),
    "<a>x</a>": ("x", []),
    "<blockquote expandable>x</blockquote>": ("x", [{"type": "expandable_blockquote", "offset": 0, "length": 1}]),
    "<blockquote>x</blockquote>": ("x", [{"type": "blockquote", "offset": 0, "length": 1}]),
    '<pre><code class="language-python">x</code></pre>': (
        "x",
        [{"type": "pre", "language": "python", "offset": 0, "length": 1}],
    ),
    '<span class="tg-spoiler">x</span>': ("x", [{"type": "spoiler", "offset": 0, "length": 1}]),
    "<tg-time unix=7 format='t'>x</tg-time>": (
        "x",
        [{"type": "date_time", "unix_time": 7, "date_time_format": "t", "offset": 0, "length": 1}],
    ),
    '<tg-emoji emoji-id="5">👍</tg-emoji>': (
        "👍",
        [{"type": "custom_emoji", "custom_emoji_id": "5", "offset": 0, "length": 2}],
    ),
    "<u>  x  </u>  ": ("x", [{"type": "underline", "offset": 0, "length": 1}]),
}


@pytest.mark.parametrize("name", WRONG_MESSAGES)
async def test_a_wrong_message_is_refused(name, call, ada):
    parameters, description = WRONG_MESSAGES[name]
    answer = await call("sendMessage", chat_id=ada.id, **parameters)
    assert not answer["ok"]
    assert answer["error_code"] == 400
    assert answer["description"].startswith(f"Bad Request: {description}")
    assert len(ada.messages) == 1


@pytest.mark.parametrize("name", WRONG_BUTTONS)
async def test_a_wrong_button_is_refused(name, call, ada):
    button, description = WRONG_BUTTONS[name]
    answer = await call("sendMessage", chat_id=ada.id, text="x", reply_markup=keyboard(**button))
    assert answer["error_code"] == 400
    assert description in answer["description"]
    assert len(ada.messages) == 1


@pytest.mark.parametrize("html", BROKEN_HTML)
async def test_broken_html_is_refused_as_telegram_does(html, call, ada):
    answer = await call("sendMessage", chat_id=ada.id, text=html, parse_mode="HTML")
    assert answer["description"] == f"Bad Request: can't parse entities: {BROKEN_HTML[html]}"


@pytest.mark.parametrize("html", HTML)
async def test_html_becomes_text_and_entities(html, call, ada):
    answer = await call("sendMessage", chat_id=ada.id, text=html, parse_mode="html")
    text, entities = HTML[html]
    assert answer["result"]["text"] == text
    assert answer["result"].get("entities", []) == entities


@pytest.mark.parametrize(
    "parameters",
    [
        {"text": "x" * 4096},
        {"text": "🎉" * 2048},
        {"text": "x", "reply_markup": keyboard(text="x", callback_data="é" * 32, style="danger")},
        {"text": "x", "reply_markup": keyboard(text="x", copy_text={"text": "x" * 256})},
        {"text": "x", "reply_markup": keyboard(text="x", url="tg://user?id=1")},
        {"text": "x", "reply_markup": {"keyboard": [["A", {"text": "B"}]], "resize_keyboard": True}},
        {"text": "x", "reply_markup": {"remove_keyboard": True}},
        {"text": "x", "message_effect_id": "5046509860389126442"},
        {"text": "x", "link_preview_options": {"is_disabled": True}, "disable_notification": True},
        {"text": "a 🎉 b", "entities": [{"type": "bold", "offset": 2, "length": 2}]},
    ],
)
async def test_what_is_just_right_is_taken(parameters, call, ada):
    assert (await call("sendMessage", chat_id=ada.id, **parameters))["ok"]


async def test_a_keyboard_has_at_most_a_hundred_buttons(call, ada):
    rows = [[BUTTON] * 10] * 10
    assert (await call("sendMessage", chat_id=ada.id, text="x", reply_markup={"inline_keyboard": rows}))["ok"]
    answer = await call("sendMessage", chat_id=ada.id, text="x", reply_markup={"inline_keyboard": [*rows, [BUTTON]]})
    assert answer["description"] == "Bad Request: reply markup is too long"


async def test_white_space_around_a_text_is_cut_and_its_entities_move(call, ada):
    marks = [{"type": "bold", "offset": 0, "length": 4}, {"type": "italic", "offset": 0, "length": 2}]
    answer = await call("sendMessage", chat_id=ada.id, text="\n ab ", entities=marks)
    assert answer["result"]["text"] == "ab"
    assert answer["result"]["entities"] == [{"type": "bold", "offset": 0, "length": 2}]


async def test_commands_links_and_mentions_are_found(call, ada):
    answer = await call("sendMessage", chat_id=ada.id, text="🎉 /help, a/b, @some_bot: https://a.b/c?d.")
    assert answer["result"]["entities"] == [
        {"type": "bot_command", "offset": 3, "length": 5},
        {"type": "mention", "offset": 15, "length": 9},
        {"type": "url", "offset": 26, "length": 15},
    ]


async def test_nothing_is_found_in_code(call, ada):
    answer = await call("sendMessage", chat_id=ada.id, text="<code>/help</code>", parse_mode="HTML")
    assert answer["result"]["entities"] == [{"type": "code", "offset": 0, "length": 5}]


async def test_an_edit_has_to_change_something(call, ada):
    message_id = (await call("sendMessage", chat_id=ada.id, text="x", reply_markup=keyboard(**BUTTON)))["result"][
        "message_id"
    ]
    where = {"chat_id": ada.id, "message_id": message_id}
    same = await call("editMessageText", **where, text="x", reply_markup=keyboard(**BUTTON))
    assert same["description"] == NOT_MODIFIED
    assert (await call("editMessageText", **where, text="x"))["ok"]
    assert ada.messages[-1].buttons == []
    assert (await call("editMessageReplyMarkup", **where))["description"] == NOT_MODIFIED


async def test_only_the_bots_own_messages_that_are_there_can_be_edited(call, ada):
    theirs = ada.messages[0].message_id
    wrong = {theirs: "message can't be edited", 99: "message to edit not found"}
    for message_id, description in wrong.items():
        answer = await call("editMessageText", chat_id=ada.id, message_id=message_id, text="y")
        assert answer["description"] == f"Bad Request: {description}"
    answer = await call("editMessageText", chat_id=ada.id, text="y")
    assert answer["description"] == "Bad Request: message identifier is not specified"


async def test_a_callback_query_is_answered_once_and_in_time(call, ada, playground):
    await call("sendMessage", chat_id=ada.id, text="x", reply_markup=keyboard(**BUTTON))
    first, late = ada.tap("Go on"), ada.tap("Go")
    too_long = await call("answerCallbackQuery", callback_query_id=first, text="x" * 201)
    assert too_long["error_code"] == 400
    assert (await call("answerCallbackQuery", callback_query_id=first, text="Right!", show_alert=True))["ok"]
    assert [(answer.query_id, answer.text, answer.show_alert) for answer in ada.answers] == [(first, "Right!", True)]
    playground.clock.travel(timedelta(minutes=5))
    for query_id in (first, late, "unknown"):
        answer = await call("answerCallbackQuery", callback_query_id=query_id)
        assert answer["description"] == (
            "Bad Request: query is too old and response timeout expired or query ID is invalid"
        )


async def test_only_those_who_want_to_hear_are_written_to(call, playground):
    shy, cross, gone = playground.person("Shy"), playground.person("Cross"), playground.person("Gone")
    cross.say("/start")
    cross.block()
    gone.say("/start")
    gone.deactivate()
    for person, description in [
        (shy, "bot can't initiate conversation with a user"),
        (cross, "bot was blocked by the user"),
        (gone, "user is deactivated"),
    ]:
        answer = await call("sendMessage", chat_id=person.id, text="x")
        assert (answer["error_code"], answer["description"]) == (403, f"Forbidden: {description}")
    for chat_id in (5, "@nobody"):
        assert (await call("sendMessage", chat_id=chat_id, text="x"))["description"] == "Bad Request: chat not found"


async def test_the_token_and_the_method_have_to_exist(call):
    assert await call("getMe", bot="42:other") == {"ok": False, "error_code": 401, "description": "Unauthorized"}
    assert await call("getMe", bot="playground") == {"ok": False, "error_code": 404, "description": "Not Found"}
    assert (await call("sendRose"))["error_code"] == 404
    assert (await call("GETME"))["result"]["is_bot"] is True


async def test_captions_are_shorter_and_photos_are_pictures(call, ada):
    wrong = await call("sendPhoto", chat_id=ada.id, photo="nothing")
    assert wrong["description"] == "Bad Request: wrong file identifier/HTTP URL specified"
    form = aiohttp.FormData({"chat_id": str(ada.id), "caption": "x" * 1025})
    form.add_field("document", b"abc", filename="a.txt")
    async with call.session.post(f"{call.playground.url}/bot{BOT}/sendDocument", data=form) as response:
        assert (await response.json())["description"] == "Bad Request: message caption is too long"
    form = aiohttp.FormData({"chat_id": str(ada.id)})
    form.add_field("photo", b"abc", filename="a.png")
    async with call.session.post(f"{call.playground.url}/bot{BOT}/sendPhoto", data=form) as response:
        assert (await response.json())["description"] == "Bad Request: IMAGE_PROCESS_FAILED"
    shown = [each["parameters"] for each in (await call.state())["calls"]]
    assert shown[0]["photo"] == "nothing"
    assert shown[1]["document"]["content"] == "3 bytes"


def a_png(width, height):
    return b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + width.to_bytes(4, "big") + height.to_bytes(4, "big")


@pytest.mark.parametrize(
    ("photo", "fields", "problem"),
    [
        (a_png(640, 560), {"caption": "😀" * 512}, None),
        (a_png(640, 560), {"caption": "😀" * 513}, "message caption is too long"),
        (a_png(640, 560), {"caption": "Hi", "caption_entities": '[{"type":"bold","offset":0,"length":2}]'}, None),
        (a_png(640, 560), {"caption": "Hi", "entities": "[]"}, 'unknown parameter "entities"'),
        (a_png(640, 560), {"text": "Hi"}, 'unknown parameter "text"'),
        (a_png(640, 560), {"reply_markup": '{"inline_keyboard":[[{"text":"Go"}]]}'}, "Text buttons are unallowed"),
        (a_png(9000, 1001), {}, "PHOTO_INVALID_DIMENSIONS"),
        (a_png(2100, 100), {}, "PHOTO_INVALID_DIMENSIONS"),
        (a_png(2000, 100), {}, None),
    ],
)
async def test_a_photo_is_taken_as_telegram_takes_it(photo, fields, problem, call, ada):
    form = aiohttp.FormData({"chat_id": str(ada.id), **fields})
    form.add_field("photo", photo, filename="a.png")
    async with call.session.post(f"{call.playground.url}/bot{BOT}/sendPhoto", data=form) as response:
        answer = await response.json()
    assert answer["ok"] is (problem is None)
    assert (problem or "") in answer.get("description", "")


async def test_old_messages_cannot_be_deleted(call, ada, playground):
    message_id = (await call("sendMessage", chat_id=ada.id, text="x"))["result"]["message_id"]
    playground.clock.travel(timedelta(hours=49))
    answer = await call("deleteMessage", chat_id=ada.id, message_id=message_id)
    assert answer["description"] == "Bad Request: message can't be deleted for everyone"
    assert (await call("deleteMessages", chat_id=ada.id, message_ids=[message_id, 99]))["ok"]


@pytest.mark.parametrize(
    ("commands", "fine"),
    [
        ([{"command": "help", "description": "Help"}], True),
        ([{"command": "Help", "description": "Help"}], False),
        ([{"command": "help", "description": ""}], False),
        ([{"command": f"c{n}", "description": "x"} for n in range(101)], False),
    ],
)
async def test_commands_keep_their_form(commands, fine, call):
    assert (await call("setMyCommands", commands=commands))["ok"] is fine
    assert (await call("getMyCommands"))["result"] == (commands if fine else [])

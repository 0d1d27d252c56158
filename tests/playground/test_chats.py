"""What people see and do, and how a test watches it."""

import asyncio
from datetime import timedelta
from unittest.mock import ANY

import aiohttp
import pytest

from bot.playground import world
from tests.playground.conftest import BOT

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x20\0\0\0\x10"


def keyboard(*labels):
    return {"inline_keyboard": [[{"text": label, "callback_data": label.lower()}] for label in labels]}


async def test_the_newest_button_is_pressed_exact_labels_first(call, ada):
    await call("sendMessage", chat_id=ada.id, text="old", reply_markup=keyboard("Go"))
    await call("sendMessage", chat_id=ada.id, text="new", reply_markup=keyboard("Go on", "Stop"))
    for label in ("Go", "Go o", "Stop"):
        ada.tap(label)
    taps = [update["callback_query"] for update in (await call("getUpdates"))["result"][1:]]
    assert [(tap["message"]["text"], tap["data"]) for tap in taps] == [("old", "go"), ("new", "go on"), ("new", "stop")]
    with pytest.raises(LookupError, match="sees no button “Back”"):
        ada.tap("Back")


async def test_a_tap_can_be_forged_on_a_message_that_is_gone(call, ada):
    ada.tap_data(999, "forged")
    query = (await call("getUpdates"))["result"][-1]["callback_query"]
    assert query["data"] == "forged"
    assert query["message"] == {
        "chat": {"id": ada.id, "type": "private", "first_name": "Ada"},
        "message_id": 999,
        "date": 0,
    }


async def test_blocking_and_coming_back_are_told_to_the_bot(call, ada):
    ada.block()
    ada.block()
    with pytest.raises(ValueError, match="only /start unblocks"):
        ada.say("hello")
    ada.say("/start again")
    updates = (await call("getUpdates"))["result"][1:]
    changes = [update["my_chat_member"]["new_chat_member"]["status"] for update in updates[:2]]
    assert changes == ["kicked", "member"]
    assert updates[2]["message"]["text"] == "/start again"
    assert (await call("sendMessage", chat_id=ada.id, text="Welcome back"))["ok"]


@pytest.mark.parametrize("text", ["", "  ", "x" * 4097, "🎉" * 2049])
def test_nobody_says_what_an_app_would_not_send(text, ada):
    with pytest.raises(ValueError, match="1 to 4096"):
        ada.say(text)


async def test_a_draft_is_typed_until_the_message_comes(call, ada):
    assert (await call("sendMessageDraft", chat_id=ada.id, draft_id=0, text="x"))["error_code"] == 400
    for text in ("", "He", "Hello"):
        assert (await call("sendMessageDraft", chat_id=ada.id, draft_id=1, text=text))["ok"]
        assert ada.draft == text
    await call("sendChatAction", chat_id=ada.id, action="typing")
    assert ada.typing
    await call("sendMessage", chat_id=ada.id, text="Hello")
    assert ada.draft is None
    assert not ada.typing


@pytest.mark.parametrize("kept", [True, False])
async def test_a_draft_can_be_stopped_where_the_bot_lets_it(call, ada, kept):
    draft = {"chat_id": ada.id, "draft_id": 5, "keep_on_stop": kept}
    await call("sendMessageDraft", **draft, text="Once")
    with pytest.raises(LookupError, match="can be stopped"):
        ada.stop_draft()
    await call("sendMessageDraft", **draft, text="Once upon", can_stop=True)
    assert await call.control("stop-draft", person=ada.id) == {}
    assert ada.draft == ("Once upon" if kept else None)
    (update,) = (await call("getUpdates", offset=-1))["result"]
    assert update["stopped_message_generation"] == {"chat": ANY, "draft_id": 5}
    assert update["stopped_message_generation"]["chat"]["id"] == ada.id
    assert (await call("sendMessageDraft", **draft, text="Once upon a time", can_stop=True))["ok"]
    assert ada.draft == ("Once upon" if kept else None)
    assert (await call.control("stop-draft", person=ada.id))[0] == 400
    await call("sendMessage", chat_id=ada.id, text="Once upon a time")
    await call("sendMessageDraft", **draft, text="The end", can_stop=True)
    assert ada.draft == "The end"


async def test_a_disabled_button_keeps_its_colour_and_cannot_be_tapped(call, ada):
    button = {"text": "A", "style": "success", "disabled": {}}
    await call("sendMessage", chat_id=ada.id, text="Right", reply_markup={"inline_keyboard": [[button]]})
    assert ada.messages[-1].buttons == [[button]]
    with pytest.raises(LookupError, match="no button"):
        ada.tap("A")


async def test_what_is_fleeting_goes_by_itself():
    seen = asyncio.Queue()
    shown = world.Fleeting(lambda chat_id, value: seen.put_nowait((chat_id, value)))
    shown.show(1, "typing", timedelta(hours=1))
    shown.show(1, "uploading", timedelta(milliseconds=1))
    assert [await seen.get() for _ in range(3)] == [(1, "typing"), (1, "uploading"), (1, None)]
    assert shown.get(1) is None


async def test_a_message_that_was_looked_at_stays_as_it_was(call, ada):
    sent = await call("sendMessage", chat_id=ada.id, text="before", message_effect_id="5046509860389126442")
    before = ada.messages[-1]
    await call("editMessageText", chat_id=ada.id, message_id=sent["result"]["message_id"], text="after")
    assert (before.text, before.edited, before.effect_id) == ("before", False, "5046509860389126442")
    assert (ada.messages[-1].text, ada.messages[-1].edited) == ("after", True)


async def test_pictures_and_files_are_sent_sent_again_and_shown(call, ada):
    form = aiohttp.FormData({"chat_id": str(ada.id), "caption": "<b>A</b>", "parse_mode": "HTML"})
    form.add_field("photo", PNG, filename="a.png", content_type="image/png")
    async with call.session.post(f"{call.playground.url}/bot{BOT}/sendPhoto", data=form) as response:
        photo = (await response.json())["result"]
    assert (photo["photo"][0]["width"], photo["photo"][0]["height"], photo["caption"]) == (32, 16, "A")
    assert (await call("sendPhoto", chat_id=ada.id, photo=photo["photo"][0]["file_id"]))["ok"]
    where = {"chat_id": ada.id, "message_id": photo["message_id"]}
    assert (await call("editMessageCaption", **where, caption="B"))["result"]["caption"] == "B"
    no_text = await call("editMessageText", **where, text="B")
    assert no_text["description"] == "Bad Request: there is no text in the message to edit"
    shown = (await call.state())["chats"][str(ada.id)]["messages"][-1]["photo"]
    async with call.session.get(call.playground.url + shown) as response:
        assert (response.content_type, await response.read()) == ("image/png", PNG)


async def test_messages_are_copied_and_forwarded_without_their_buttons(call, ada, playground):
    bob = playground.person("Bob")
    bob.say("/start")
    sent = await call("sendMessage", chat_id=ada.id, text="x", reply_markup=keyboard("Go"))
    source = {"from_chat_id": ada.id, "message_id": sent["result"]["message_id"]}
    copy = await call("copyMessage", chat_id=bob.id, **source)
    forward = await call("forwardMessage", chat_id=bob.id, **source)
    assert copy["result"] == {"message_id": bob.messages[1].message_id}
    assert forward["result"]["forward_origin"]["sender_user"]["is_bot"] is True
    assert [(message.text, message.buttons) for message in bob.messages[1:]] == [("x", []), ("x", [])]
    gone = await call("copyMessage", chat_id=bob.id, from_chat_id=ada.id, message_id=999)
    assert gone["description"] == "Bad Request: message to copy not found"


async def test_a_deleted_message_is_gone(call, ada):
    sent = await call("sendMessage", chat_id=ada.id, text="x")
    where = {"chat_id": ada.id, "message_id": sent["result"]["message_id"]}
    assert (await call("deleteMessage", **where))["result"] is True
    assert len(ada.messages) == 1
    assert (await call("deleteMessage", **where))["description"] == "Bad Request: message to delete not found"


async def test_parameters_come_as_query_form_or_json(call, ada, playground):
    url = f"{playground.url}/bot{BOT}/sendMessage"
    markup = '{"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}'
    fields = {"chat_id": str(ada.id), "text": "x", "reply_markup": markup, "disable_notification": "true"}
    async with call.session.get(url, params=fields) as response:
        assert (await response.json())["ok"]
    async with call.session.post(url, data=fields) as response:
        assert (await response.json())["ok"]
    async with call.session.post(url, data=b"[1", headers={"Content-Type": "application/json"}) as response:
        assert response.status == 400
    assert [message.buttons[0][0]["text"] for message in ada.messages[1:]] == ["Go", "Go"]


async def test_every_call_is_in_the_ledger(call, ada, playground):
    await call("sendMessage", chat_id=str(ada.id), text="x", disable_notification="true")
    await call("sendMessage", chat_id=ada.id, text="")
    first, second = playground.calls
    assert first.parameters == {"chat_id": ada.id, "text": "x", "disable_notification": True}
    assert (first.method, first.status, first.effect) == ("sendMessage", 200, True)
    assert (second.status, second.description, second.effect) == (400, "Bad Request: message text is empty", False)
    assert first.took_for >= 0
    assert first.started_at <= second.started_at


async def test_waiting_in_vain_tells_what_the_chats_show(call, ada, playground):
    await call("sendMessage", chat_id=ada.id, text="Hello", reply_markup=keyboard("Go"))
    with pytest.raises(TimeoutError, match=r"(?s)Ada.*'Hello' \['Go'\].*sendMessage 200"):
        await playground.wait_for(lambda: len(ada.messages) > 2, timeout=0.01)


def test_a_name_is_one_person(playground):
    ada = playground.person("Ada", admin=True)
    assert playground.person("Ada").id == ada.id == 1001
    assert playground.person("Bob").id == 1002
    assert list(playground.admin_ids) == [ada.id]

"""What a bot can ask for: a reply, a big button, a place on the map."""

from __future__ import annotations

from pathlib import Path

import aiohttp
import pytest

from bot.playground import Playground, TravellingClock
from tests.playground.conftest import Caller

SHARE = {"text": "Share", "request_location": True}
KEYBOARD = {"keyboard": [[SHARE], ["No"]], "one_time_keyboard": True}
REPLY = {"force_reply": True, "input_field_placeholder": "Your city"}


async def updates(call):
    await call("setWebhook", url="")
    return [update["message"] for update in (await call("getUpdates", offset=-1))["result"]]


async def test_a_place_on_the_map_reaches_the_bot(call, ada):
    ada.share_location(52.5, 13.4)
    (message,) = await updates(call)
    assert message["location"] == {"latitude": 52.5, "longitude": 13.4}
    assert "text" not in message
    state = await call.state()
    assert state["chats"][str(ada.id)]["messages"][-1]["location"] == {"latitude": 52.5, "longitude": 13.4}


@pytest.mark.parametrize("place", [(91, 0), (0, 181), (float("nan"), 0)])
async def test_there_is_no_place_beyond_the_map(ada, place):
    with pytest.raises(ValueError, match="no such place"):
        ada.share_location(*place)


async def test_who_has_blocked_the_bot_shares_nothing(ada):
    ada.block()
    with pytest.raises(ValueError, match="blocked"):
        ada.share_location(0, 0)


async def test_big_buttons_are_there_until_they_are_used(call, ada):
    await call("sendMessage", chat_id=ada.id, text="Where?", reply_markup=KEYBOARD)
    assert ada.input.rows == [[SHARE], [{"text": "No"}]]
    ada.share_location(0, 0)
    assert ada.input is None
    await call("sendMessage", chat_id=ada.id, text="Where?", reply_markup=KEYBOARD)
    ada.press("No")
    assert ada.input is None
    assert ada.messages[-1].text == "No"


async def test_big_buttons_stay_unless_they_are_for_one_time(call, ada):
    await call("sendMessage", chat_id=ada.id, text="Where?", reply_markup={"keyboard": [["Yes", "No"]]})
    ada.press("Yes")
    assert ada.input is not None
    await call("sendMessage", chat_id=ada.id, text="Thanks", reply_markup={"remove_keyboard": True})
    assert ada.input is None
    with pytest.raises(LookupError, match="no big button"):
        ada.press("Yes")


async def test_a_big_button_that_shares_a_place_says_nothing(call, ada):
    await call("sendMessage", chat_id=ada.id, text="Where?", reply_markup=KEYBOARD)
    with pytest.raises(LookupError, match="no big button"):
        ada.press("Share")


async def test_a_reply_that_was_asked_for_names_the_message(call, ada):
    asked = (await call("sendMessage", chat_id=ada.id, text="Which city?", reply_markup=REPLY))["result"]
    assert ada.input.placeholder == "Your city"
    ada.say("Berlin")
    assert ada.input is None
    (message,) = await updates(call)
    assert message["reply_to_message"]["message_id"] == asked["message_id"]
    assert message["reply_to_message"]["text"] == "Which city?"
    ada.say("And then")
    (message,) = await updates(call)
    assert "reply_to_message" not in message


async def test_a_place_that_is_shared_is_the_reply_that_was_asked_for(call, ada):
    asked = (await call("sendMessage", chat_id=ada.id, text="Which city?", reply_markup=REPLY))["result"]
    ada.share_location(52.52, 13.4)
    (message,) = await updates(call)
    assert message["reply_to_message"]["message_id"] == asked["message_id"]
    assert ada.input is None


async def test_a_reply_can_be_dismissed(call, ada):
    await call("sendMessage", chat_id=ada.id, text="Which city?", reply_markup=REPLY)
    ada.leave_reply()
    ada.say("Berlin")
    (message,) = await updates(call)
    assert "reply_to_message" not in message


async def test_a_reply_can_be_forced_beside_buttons(call, ada):
    keyboard = {"inline_keyboard": [[{"text": "Others", "callback_data": "o"}]], "force_reply": True}
    asked = (await call("sendMessage", chat_id=ada.id, text="Which city?", reply_markup=keyboard))["result"]
    assert asked["reply_markup"] == keyboard
    assert (ada.input.replies, ada.input.rows) == (True, [])
    ada.tap("Others")
    ada.say("Berlin")
    (message,) = await updates(call)
    assert message["reply_to_message"]["message_id"] == asked["message_id"]
    big = {"keyboard": [["Yes", "No"]], "force_reply": True}
    await call("sendMessage", chat_id=ada.id, text="Sure?", reply_markup=big)
    assert (ada.input.replies, len(ada.input.rows)) == (True, 1)
    ada.press("Yes")
    (message,) = await updates(call)
    assert message["reply_to_message"]["text"] == "Sure?"
    assert (ada.input.replies, len(ada.input.rows)) == (False, 1)


async def test_an_edit_forces_no_reply_and_takes_none_back(call, ada):
    rows = {"inline_keyboard": [[{"text": "Others", "callback_data": "o"}]]}
    for first, later in ((False, True), (True, False)):
        asked = {**rows, "force_reply": first}
        message = (await call("sendMessage", chat_id=ada.id, text="Which?", reply_markup=asked))["result"]
        edit = {"chat_id": ada.id, "message_id": message["message_id"], "text": "Which, please?"}
        refused = await call("editMessageText", **edit, reply_markup={**rows, "force_reply": later})
        assert refused["description"] == "Bad Request: force_reply of an inline keyboard can't be changed"
        edited = (await call("editMessageText", **edit, reply_markup=rows))["result"]
        assert edited["reply_markup"].get("force_reply", False) is first


async def test_the_bots_own_replies_name_the_message_too(call, ada):
    said = ada.messages[-1].message_id
    sent = await call("sendMessage", chat_id=ada.id, text="Yes?", reply_parameters={"message_id": said})
    assert sent["result"]["reply_to_message"]["message_id"] == said


@pytest.mark.parametrize(
    ("markup", "reason"),
    [
        ({"keyboard": [[{"text": "x", "request_location": True, "request_contact": True}]]}, "more than one thing"),
        ({"keyboard": [[{"text": ""}]]}, "text"),
        ({"keyboard": [[{"text": "x", "location": True}]]}, "unknown parameter"),
        ({"force_reply": False}, "force_reply"),
        ({"inline_keyboard": [], "force_reply": True, "input_field_placeholder": "x"}, "unknown parameter"),
        ({"remove_keyboard": False}, "remove_keyboard"),
        ({"force_reply": True, "input_field_placeholder": "x" * 65}, "input_field_placeholder"),
    ],
)
async def test_what_telegram_would_refuse_is_refused(call, ada, markup, reason):
    answer = await call("sendMessage", chat_id=ada.id, text="x", reply_markup=markup)
    assert answer["error_code"] == 400
    assert reason in answer["description"]
    assert ada.input is None


async def test_nobody_is_asked_for_their_place_in_front_of_others(call, ada, playground):
    group = {"id": -100_500, "type": "supergroup", "title": "Class of 2026"}
    playground.post_update(
        {"message": {"message_id": 1, "date": 1, "chat": group, "from": {"id": ada.id}, "text": "x"}}
    )
    answer = await call("sendMessage", chat_id=-100_500, text="x", reply_markup=KEYBOARD)
    assert answer["description"] == "Bad Request: location can be requested in private chats only"


async def test_the_page_shares_presses_and_dismisses(call, ada):
    await call("sendMessage", chat_id=ada.id, text="Where?", reply_markup=KEYBOARD)
    assert (await call.state())["chats"][str(ada.id)]["input"]["rows"] == [[SHARE], [{"text": "No"}]]
    assert await call.control("press", person=ada.id, label="No") == {}
    assert await call.control("place", person=ada.id, latitude=1.5, longitude=2.5) == {}
    assert ada.messages[-1].location == {"latitude": 1.5, "longitude": 2.5}
    await call("sendMessage", chat_id=ada.id, text="Which?", reply_markup=REPLY)
    assert await call.control("leave-reply", person=ada.id) == {}
    assert ada.input is None
    assert (await call.control("place", person=ada.id, latitude=100, longitude=0))[0] == 400
    assert (await call.control("press", person=ada.id, label="No"))[0] == 400


async def test_all_of_it_survives_a_restart(tmp_path: Path):
    def opened() -> Playground:
        return Playground("42:playground", TravellingClock(), tmp_path / "telegram.db")

    before = opened()
    await before.start()
    ada = before.person("Ada")
    ada.share_location(1, 2)
    async with aiohttp.ClientSession() as session:
        await Caller(before, session)("sendMessage", chat_id=ada.id, text="Where?", reply_markup=KEYBOARD)
    await before.stop()
    after = opened()
    await after.start()
    assert after.person("Ada").messages[0].location == {"latitude": 1, "longitude": 2}
    assert after.person("Ada").input == ada.input
    await after.stop()

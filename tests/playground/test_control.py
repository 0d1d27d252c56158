"""The control API, which the page speaks."""

import asyncio
from datetime import datetime, timedelta

import aiohttp
import orjson
import pytest

KEYBOARD = {
    "inline_keyboard": [
        [{"text": "Go", "callback_data": "go", "style": "success"}, {"text": "See", "url": "https://a.b"}]
    ]
}

NO_STOP = {"can_stop": False, "keep_on_stop": False}


async def test_the_state_has_all_the_page_shows(call, ada, playground):
    playground.limits = None
    await call("setMyCommands", commands=[{"command": "help", "description": "Help"}])
    await call("sendMessage", chat_id=ada.id, text="x" * 300, reply_markup=KEYBOARD, message_effect_id="1")
    await call("sendMessage", chat_id=ada.id, text="")
    await call("sendMessageDraft", chat_id=ada.id, draft_id=7, text="Hm")
    await call("sendChatAction", chat_id=ada.id, action="typing")
    playground.show_problems(["day-11.yaml:3:5: no answer"])
    playground.faults.add("sendMessage", "500")
    state = await call.state()
    assert state["bot"] == {"username": "daily_lesson_bot", "first_name": "Daily Lesson", "descriptions": {}}
    assert state["commands"] == [{"command": "help", "description": "Help"}]
    assert state["own_commands"] == {}
    assert state["problems"] == ["day-11.yaml:3:5: no answer"]
    person = {"id": ada.id, "name": "Ada", "language": "en", "admin": False, "blocked": False, "unread": 1}
    assert state["people"] == [person]
    chat = state["chats"][str(ada.id)]
    assert (chat["draft"], chat["action"]) == ({"draft_id": 7, "text": "Hm", "entities": [], **NO_STOP}, "typing")
    assert {key: chat["messages"][1][key] for key in ("from_bot", "effect_id", "reply_markup")} == {
        "from_bot": True,
        "effect_id": "1",
        "reply_markup": KEYBOARD,
    }
    sent, refused = state["calls"][1:3]
    assert (sent["n"], sent["method"], sent["status"], sent["chat_id"]) == (2, "sendMessage", 200, ada.id)
    assert sent["parameters"]["text"] == "x" * 200 + "…"
    assert (refused["status"], refused["description"]) == (400, "Bad Request: message text is empty")
    assert state["faults"][0]["kind"] == "500"
    assert datetime.fromisoformat(state["now"]) <= playground.clock.now()


async def test_people_join_speak_tap_and_block(call, playground):
    eve = (await call.control("people", name="Eve", admin=True))["id"]
    await call.control("say", person=eve, text="/start")
    sent = await call("sendMessage", chat_id=eve, text="x", reply_markup=KEYBOARD)
    shown = {"person": eve, "message_id": sent["result"]["message_id"], "data": "a"}
    query_id = (await call.control("tap", **shown))["query_id"]
    assert playground.person("Eve").messages[0].text == "/start"
    updates = (await call("getUpdates"))["result"]
    assert (updates[1]["callback_query"]["id"], updates[1]["callback_query"]["data"]) == (query_id, "a")
    await call.control("block", person=eve, blocked=True)
    assert (await call("sendMessage", chat_id=eve, text="x"))["error_code"] == 403
    await call.control("block", person=eve, blocked=False)
    await call.control("clear", person=eve)
    assert playground.person("Eve").messages == []


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("say", {"person": 5, "text": "x"}),
        ("say", {"person": 1001, "text": ""}),
        ("say", {"person": 1001}),
        ("tap", {"person": 5, "message_id": 1, "data": "a"}),
        ("tap", {"person": 1001, "message_id": 1, "data": None}),
        ("clock", {"to": "yesterday"}),
        ("clock", {"to": "next-morning", "zone": "Mars/Olympus"}),
        ("fault", {"method": "sendMessage", "kind": "lightning"}),
    ],
)
async def test_a_wrong_request_is_explained(path, body, call, ada):
    status, why = await call.control(path, **body)
    assert status == 400
    assert why


async def test_the_clock_travels(call, playground):
    before = playground.clock.now()
    await call.control("clock", seconds=3600)
    await call.control("clock", to="next-day")
    assert timedelta(hours=25) <= playground.clock.now() - before < timedelta(hours=25, seconds=10)
    for zone, hour in (("UTC", 8), ("Asia/Tokyo", 23)):
        earlier = playground.clock.now()
        now = datetime.fromisoformat((await call.control("clock", to="next-morning", zone=zone))["now"])
        assert (now.hour, now.minute) == (hour, 0)
        assert timedelta() < now - earlier <= timedelta(days=1)


async def test_faults_are_ordered_and_called_off(call, ada, playground):
    await call.control("fault", method="sendMessage", kind="429", times=3, retry_after=9)
    assert (await call("sendMessage", chat_id=ada.id, text="x"))["parameters"] == {"retry_after": 9}
    async with call.session.delete(f"{playground.url}/playground/faults") as response:
        assert response.status == 200
    assert (await call("sendMessage", chat_id=ada.id, text="x"))["ok"]


async def test_the_page_hears_of_everything(call, ada, playground):
    async with call.session.get(f"{playground.url}/playground/events") as stream:
        assert stream.content_type == "text/event-stream"
        await stream.content.readuntil(b"\n\n")
        sent = await call("sendMessage", chat_id=ada.id, text="x", reply_markup=KEYBOARD)
        message_id = sent["result"]["message_id"]
        await call("sendMessageDraft", chat_id=ada.id, draft_id=1, text="Hm")
        await call("sendChatAction", chat_id=ada.id, action="typing")
        await call("answerCallbackQuery", callback_query_id=ada.tap("Go"), text="Yes", show_alert=True)
        await call("editMessageText", chat_id=ada.id, message_id=message_id, text="y")
        await call("deleteMessage", chat_id=ada.id, message_id=message_id)
        await call("setMyCommands", commands=[])
        playground.show_problems(["p"])
        playground.clock.travel(timedelta(hours=1))
        await call.control("clear", person=ada.id)
        events = await read_events(stream, until="reset")
    del events["call"], events["people"]
    assert events["message"]["message"]["text"] == "x"
    assert events["edit"]["message"]["text"] == "y"
    assert events["delete"] == {"type": "delete", "chat": ada.id, "message_id": message_id}
    assert events["draft"]["draft"] == {"draft_id": 1, "text": "Hm", "entities": [], **NO_STOP}
    assert events["action"] == {"type": "action", "chat": ada.id, "action": "typing"}
    assert events["answer"]["text"] == "Yes"
    assert events["answer"]["alert"] is True
    assert events["commands"]["commands"] == []
    assert events["problems"]["problems"] == ["p"]
    assert datetime.fromisoformat(events["clock"]["now"]) > playground.clock.now() - timedelta(minutes=1)


async def read_events(stream, until):
    events = {}
    async with asyncio.timeout(5):
        while until not in events:
            line = await stream.content.readline()
            if line.startswith(b"data: "):
                event = orjson.loads(line[6:])
                events[event["type"]] = event
    return events


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "playground.example"},
        {"Origin": "https://playground.example"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
)
@pytest.mark.parametrize("path", ["/playground/state", "/bot42:playground/getMe"])
async def test_a_web_page_elsewhere_cannot_drive_the_playground(headers, path, call, playground):
    async with call.session.get(playground.url + path, headers=headers) as response:
        assert response.status == 403
    async with call.session.get(playground.url + path, headers={"Origin": playground.url}) as response:
        assert response.status == 200


async def test_only_the_files_of_the_page_are_served(call, playground):
    for path in ("/page/..%2Fserver.py", "/page/nothing.js", "/playground/files/file-9"):
        async with call.session.get(aiohttp.client.URL(playground.url + path, encoded=True)) as response:
            assert response.status == 404


async def test_stopping_lets_go_of_pages_and_pollers(call, playground):
    poll = asyncio.create_task(call("getUpdates", timeout=50))
    async with call.session.get(f"{playground.url}/playground/events") as stream:
        await stream.content.readuntil(b"\n\n")
        async with asyncio.timeout(2):
            await playground.stop()
    assert (await poll)["result"] == []


async def test_a_photo_a_video_and_a_file_are_shown(call, ada, playground):
    png = b"\x89PNG\r\n\x1a\n" + bytes(8) + (8).to_bytes(4, "big") * 2
    assert await call.shows(ada.id, png, "image/png", name="a.png", caption="Look") == (200, "{}")
    assert await call.shows(ada.id, b"moving", "video/mp4", name="a.mp4") == (200, "{}")
    assert await call.shows(ada.id, b"not really a picture", "image/png", name="b.png") == (200, "{}")
    updates = (await call("getUpdates"))["result"]
    photo, video, file = (update["message"] for update in updates[1:])
    assert (photo["photo"][0]["width"], photo["caption"]) == (8, "Look")
    assert (video["video"]["file_name"], video["video"]["mime_type"]) == ("a.mp4", "video/mp4")
    assert file["document"]["file_name"] == "b.png"
    assert await call.shows(ada.id, b"", "video/mp4", name="a.mp4") == (400, "the file is empty")
    assert await call.shows(ada.id, b"x", "video/mp4", name="a.mp4", caption="x" * 1025) == (
        400, "the words below a file have 1024 characters at most",
    )  # fmt: skip
    ada.block()
    assert await call.shows(ada.id, b"x", "video/mp4", name="a.mp4") == (
        400, "Ada has blocked the bot: only /start unblocks it",
    )  # fmt: skip
    assert (await call.state())["chats"][str(ada.id)]["messages"][2]["video"].startswith("/playground/files/")


async def test_a_browser_that_tells_no_site_may_not_call_the_bot_api(call, playground):
    headers = {"User-Agent": "Mozilla/5.0 (an old one)"}
    async with call.session.get(f"{playground.url}/bot{playground.token}/getMe", headers=headers) as response:
        assert response.status == 403
    async with call.session.get(playground.url, headers=headers) as response:
        assert response.status == 200


@pytest.mark.parametrize("host", ["[", "[::1", "elsewhere.example", ""])
async def test_a_host_that_is_none_is_refused(host, call, playground):
    async with call.session.get(playground.url, headers={"Host": host}) as response:
        assert response.status in {400, 403}


async def test_no_page_frames_the_playground(call, playground):
    for path in ("/", "/page/main.js", "/playground/state"):
        async with call.session.get(playground.url + path) as response:
            assert response.headers["Content-Security-Policy"] == "frame-ancestors 'none'"


@pytest.mark.parametrize("seconds", [10**18, -(10**18), 190 * 366 * 86_400])
async def test_the_clock_does_not_leave_its_centuries(seconds, call, playground):
    before = playground.clock.offset
    async with call.session.post(f"{playground.url}/playground/clock", json={"seconds": seconds}) as response:
        assert response.status == 400
    assert playground.clock.offset == before


async def test_what_is_typed_as_formatting_becomes_it(call, ada, playground):
    text = "**Bold** and __slanted__, ~~gone~~ ||hidden|| `code` [here](https://a.org) 2*3*4"
    async with call.session.post(f"{playground.url}/playground/say", json={"person": ada.id, "text": text}) as response:
        assert response.status == 200
    said = ada.messages[-1]
    assert said.text == "Bold and slanted, gone hidden code here 2*3*4"
    assert [(each["type"], said.text[each["offset"] : each["offset"] + each["length"]]) for each in said.entities] == [
        ("bold", "Bold"),
        ("italic", "slanted"),
        ("strikethrough", "gone"),
        ("spoiler", "hidden"),
        ("code", "code"),
        ("text_link", "here"),
    ]
    ada.say("**as it is**")
    assert ada.messages[-1].text == "**as it is**"


async def test_what_is_offered_can_be_chosen(call, playground):
    chosen = []
    playground.offer(["intro", "kc1"], chosen.append)
    assert (await call.state())["offers"] == ["intro", "kc1"]
    for offer, status in (("kc1", 200), ("kc9", 400)):
        async with call.session.post(f"{playground.url}/playground/choose", json={"offer": offer}) as response:
            assert response.status == status
    assert chosen == ["kc1"]

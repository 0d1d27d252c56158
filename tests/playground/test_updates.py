"""Polling and webhooks: every update arrives until it is confirmed, and at one bot only."""

import asyncio
from datetime import timedelta

import aiohttp
import pytest
from aiohttp import web

from bot.playground import Playground, TravellingClock
from tests.playground.conftest import Caller


def ids(answer):
    return [update["update_id"] for update in answer["result"]]


def texts(answer):
    return [update["message"]["text"] for update in answer["result"]]


async def is_waiting(poll):
    done, _ = await asyncio.wait({poll}, timeout=0.05)
    return not done


async def test_an_update_comes_until_a_higher_offset_confirms_it(call, ada, playground):
    first = await call("getUpdates")
    assert texts(first) == ["/start"]
    ada.say("hello")
    both = await call("getUpdates", offset=ids(first)[0])
    assert texts(both) == ["/start", "hello"]
    assert texts(await call("getUpdates", offset=ids(both)[0] + 1)) == ["hello"]
    assert texts(await call("getUpdates")) == ["hello"]
    assert texts(await call("getUpdates", offset=ids(both)[1] + 1)) == []
    assert playground.pending_update_count == 0


async def test_a_negative_offset_forgets_all_but_the_last(call, ada):
    for text in "abc":
        ada.say(text)
    assert texts(await call("getUpdates", offset=-2)) == ["b", "c"]
    assert texts(await call("getUpdates")) == ["b", "c"]


@pytest.mark.parametrize(("limit", "fine"), [(0, False), (1, True), (100, True), (101, False)])
async def test_a_batch_has_1_to_100_updates(limit, fine, call, ada):
    for number in range(120):
        ada.say(str(number))
    answer = await call("getUpdates", limit=limit)
    assert answer["ok"] is fine
    if fine:
        assert len(answer["result"]) == limit


async def test_a_long_poll_waits_for_the_first_update(call, playground):
    poll = asyncio.create_task(call("getUpdates", timeout=30))
    assert await is_waiting(poll)
    playground.person("Ada").say("here")
    assert texts(await poll) == ["here"]


async def test_a_long_poll_ends_empty_in_time(call):
    assert await call("getUpdates", timeout=1) == {"ok": True, "result": []}


async def test_a_second_poller_ends_the_first(call, ada):
    await call("getUpdates", offset=10**9)
    first = asyncio.create_task(call("getUpdates", timeout=30))
    assert await is_waiting(first)
    second = asyncio.create_task(call("getUpdates", timeout=30))
    assert await first == {
        "ok": False,
        "error_code": 409,
        "description": "Conflict: terminated by other getUpdates request; "
        "make sure that only one bot instance is running",
    }
    ada.say("hello")
    assert texts(await second) == ["hello"]


async def test_allowed_updates_are_remembered(call, ada, playground):
    await call("getUpdates", allowed_updates=["callback_query"], offset=10**9)
    ada.say("unheard")
    ada.tap_data(1, "x")
    assert [set(update) for update in (await call("getUpdates"))["result"]] == [{"update_id", "callback_query"}]
    await call("getUpdates", allowed_updates=[], offset=10**9)
    playground.post_update({"chat_member": {}})
    playground.post_update({"message_reaction": {}})
    ada.say("heard")
    assert texts(await call("getUpdates")) == ["heard"]
    assert not (await call("getUpdates", allowed_updates=["massage"]))["ok"]


async def test_raw_updates_arrive_twice_out_of_order_and_as_rubbish(call, playground):
    for update in (
        {"update_id": 9, "message": {"chat": 5}},
        {"update_id": 7},
        {"update_id": 9},
        {"update_id": "x"},
        {},
    ):
        playground.post_update(update)
    assert ids(await call("getUpdates", limit=1)) == [9]
    late = await call("getUpdates", offset=10)
    assert ids(late)[:3] == [7, 9, "x"]
    assert ids(await call("getUpdates", offset=10)) == ids(late)[3:]


async def test_a_group_and_a_stranger_can_be_answered_once_heard_of(call, playground):
    group = {"id": -100, "type": "group", "title": "Class"}
    stranger = {"id": 77, "type": "private", "first_name": "Eve"}
    for chat in (group, stranger):
        playground.post_update({"message": {"message_id": 1, "date": 0, "chat": chat, "text": "/start"}})
        answer = await call("sendMessage", chat_id=chat["id"], text="Hello")
        assert answer["result"]["chat"] == chat
        assert [message.text for message in playground.messages_in(chat["id"])] == ["Hello"]
    effect = await call("sendMessage", chat_id=-100, text="x", message_effect_id="5046509860389126442")
    assert effect["description"] == "Bad Request: EFFECT_ID_INVALID"
    draft = await call("sendMessageDraft", chat_id=-100, draft_id=1, text="x")
    assert draft["description"] == "Bad Request: message drafts can be sent to private chats only"


async def test_a_redelivered_tap_can_still_be_answered_only_once(call, ada, playground):
    query_id = ada.tap_data(1, "x")
    update = (await call("getUpdates"))["result"][-1]
    assert (await call("answerCallbackQuery", callback_query_id=query_id))["ok"]
    playground.post_update(update)
    assert not (await call("answerCallbackQuery", callback_query_id=query_id))["ok"]


class Bot:
    """A webhook that says no a few times first, and keeps what it was sent."""

    def __init__(self, refusals):
        self.refusals = refusals
        self.seen = []

    async def hear(self, request):
        self.seen.append((request.headers.get("X-Telegram-Bot-Api-Secret-Token"), await request.json()))
        if self.refusals:
            self.refusals -= 1
            return web.Response(status=500)
        return web.Response(status=204)


@pytest.fixture
async def webhook():
    bot = Bot(refusals=2)
    app = web.Application()
    app.router.add_post("/hook", bot.hear)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    bot.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield bot
    await runner.cleanup()


async def test_a_webhook_is_tried_until_it_takes_the_update_and_hears_the_secret(call, ada, playground, webhook):
    word = "s-3_cret"
    assert (await call("setWebhook", url=webhook.url, secret_token=word))["ok"]
    await playground.wait_for(lambda: playground.pending_update_count == 0)
    assert [secret for secret, _ in webhook.seen] == [word] * 3
    assert {update["message"]["text"] for _, update in webhook.seen} == {"/start"}
    for number in range(5):
        ada.say(str(number))
    await playground.wait_for(lambda: playground.pending_update_count == 0)
    assert [update["message"]["text"] for _, update in webhook.seen[3:]] == ["0", "1", "2", "3", "4"]


async def test_nobody_polls_while_there_is_a_webhook(call, webhook):
    poll = asyncio.create_task(call("getUpdates", timeout=30))
    assert await is_waiting(poll)
    await call("setWebhook", url=webhook.url, allowed_updates=["message"])
    assert (await poll)["description"] == "Conflict: terminated by setWebhook request"
    assert (await call("getWebhookInfo"))["result"]["url"] == webhook.url
    answer = await call("getUpdates")
    assert answer["error_code"] == 409
    assert answer["description"].startswith("Conflict: can't use getUpdates method while webhook is active")
    await call("deleteWebhook", drop_pending_updates=True)
    assert (await call("getUpdates"))["ok"]
    assert (await call("getWebhookInfo"))["result"]["url"] == ""


@pytest.mark.parametrize(
    "parameters",
    [
        {"url": "https://example.com/hook"},
        {"url": "http://127.0.0.1:1/", "secret_token": "with spaces"},
        {"url": "http://127.0.0.1:1/", "max_connections": 101},
        {},
    ],
)
async def test_a_webhook_that_will_not_do_is_refused(parameters, call):
    assert (await call("setWebhook", **parameters))["error_code"] == 400


async def test_what_happened_survives_a_sudden_end(tmp_path):
    async def begin():
        playground = Playground("42:playground", TravellingClock(), tmp_path / "playground.db")
        await playground.start()
        return playground

    first = await begin()
    first.clock.travel(timedelta(days=3))
    ada = first.person("Ada", language="de", admin=True)
    ada.say("/start")
    async with aiohttp.ClientSession() as session:
        call = Caller(first, session)
        keyboard = {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}
        await call("sendMessage", chat_id=ada.id, text="Hello", reply_markup=keyboard)
        await call("setMyCommands", commands=[{"command": "help", "description": "Help"}])
        await call("getUpdates", offset=10**9)
        query_id = ada.tap("Go")
        second = await begin()  # while the first has not stopped: all is in the file already, as if it had been killed
        call = Caller(second, session)
        again = second.person("Ada")
        assert (again.id, list(second.admin_ids)) == (ada.id, [ada.id])
        assert again.messages == ada.messages
        assert second.clock.now() - TravellingClock().now() > timedelta(days=2, hours=23)
        assert [update["callback_query"]["id"] for update in (await call("getUpdates"))["result"]] == [query_id]
        assert (await call("answerCallbackQuery", callback_query_id=query_id))["ok"]
        assert (await call("getMyCommands"))["result"] == [{"command": "help", "description": "Help"}]
        sent = await call("sendMessage", chat_id=ada.id, text="x")
        assert sent["result"]["message_id"] == ada.messages[-1].message_id + 1
        await second.stop()
        await first.stop()

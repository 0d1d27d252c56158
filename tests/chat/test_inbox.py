"""One learner at a time, many learners at once, and nothing is forgotten before it is dealt with."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from telegram.error import NetworkError

from bot.bootstrap import open_school
from bot.chat import inbox as module
from bot.chat.inbox import Inbox
from bot.core.clock import SystemClock
from bot.core.course import Course
from bot.core.inbox import MOST_WAITING, Incoming, UpdateKind
from bot.flows import inbox as flows
from bot.flows.inbox import drop, hand_back, kept, set_aside
from bot.flows.school import School
from tests.support.rest import until

TOKEN = "42:inbox"  # noqa: S105 -- of nobody


class Desk:
    """Takes down what it is to deal with. Whoever is in `waits` waits, and a text in `fails` fails so many times."""

    def __init__(self) -> None:
        self.done: list[tuple[int, str]] = []
        self.given_up: list[tuple[int, str, str]] = []
        self.put_off: list[int] = []
        self.tried: list[str] = []
        self.waits: defaultdict[int, asyncio.Event] = defaultdict(asyncio.Event)
        self.fails: dict[str, tuple[int, Exception]] = {}

    async def handle(self, update: Incoming) -> None:
        text = str(update.content()["message"]["text"]) if "message" in update.content() else "tap"
        self.tried.append(text)
        times, error = self.fails.get(text, (0, Exception()))
        if self.tried.count(text) <= times:
            raise error
        if update.sender_id in self.waits:
            await self.waits[update.sender_id].wait()
        self.done.append((update.sender_id, f"{update.kind}: {text}" if update.kind is UpdateKind.SURPLUS else text))

    async def give_up(self, update: Incoming, error: Exception) -> None:
        self.given_up.append((update.sender_id, str(update.content()["message"]["text"]), type(error).__name__))

    async def put(self, update: Incoming) -> None:
        self.put_off.append(update.sender_id)


def said(number: int, sender_id: int, text: str) -> dict[str, Any]:
    sender = {"id": sender_id, "is_bot": False, "first_name": "Ada"}
    return {"update_id": number, "message": {"message_id": number, "from": sender, "text": text}}


def tapped(number: int, sender_id: int) -> dict[str, Any]:
    return {"update_id": number, "callback_query": {"id": str(number), "from": {"id": sender_id}, "data": "x"}}


@pytest.fixture(autouse=True)
def no_backoff(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "backoff", lambda attempt: 0.0)


@pytest.fixture
async def school(course: Course, tmp_path: Path) -> AsyncIterator[School]:
    async with open_school(tmp_path / "bot.db", course, SystemClock(), "UTC", TOKEN) as school:
        yield school


@pytest.fixture
def desk() -> Desk:
    return Desk()


async def begun(school: School, desk: Desk) -> Inbox:
    inbox = Inbox(school)
    await inbox.begin(desk.handle, desk.give_up, desk.put)
    return inbox


async def is_empty(school: School) -> bool:
    return await kept(school) == []


async def test_each_sender_is_dealt_with_in_order_and_nobody_waits_for_another(school: School, desk: Desk) -> None:
    inbox = await begun(school, desk)
    desk.waits[1].clear()
    await inbox.receive([said(number, 1, str(number)) for number in range(20)], False)
    await inbox.receive([said(100 + number, 2, str(number)) for number in range(20)], False)
    await until(lambda: len(desk.done) == 20)
    assert desk.done == [(2, str(number)) for number in range(20)]
    desk.waits[1].set()
    await until(lambda: not len(inbox))
    assert desk.done[20:] == [(1, str(number)) for number in range(20)]
    await inbox.stop(1)
    assert await is_empty(school)


async def test_a_crowd_is_dealt_with_some_at_a_time_but_those_who_wait_take_nobodys_place(
    school: School, desk: Desk
) -> None:
    inbox = await begun(school, desk)
    crowd = range(1, 301)
    for sender in crowd:
        desk.waits[sender].clear()
    await inbox.receive([said(sender, sender, "waits") for sender in crowd] + [said(1000, 1000, "goes")], False)
    await asyncio.sleep(0)
    await until(lambda: bool(desk.tried))
    assert len(desk.tried) == module._AT_ONCE
    await until(lambda: len(desk.done) == 1)
    assert desk.done == [(1000, "goes")]
    for sender in crowd:
        desk.waits[sender].set()
    await until(lambda: not len(inbox))
    assert inbox._free._value == module._AT_ONCE
    await inbox.stop(1)


async def test_what_was_not_dealt_with_is_taken_up_by_the_next_process_and_once_only(
    school: School, desk: Desk
) -> None:
    first, again = await begun(school, desk), Desk()
    desk.waits[1].clear()
    await first.receive([said(1, 1, "one"), said(2, 1, "two"), said(3, 2, "three")], False)
    await until(lambda: len(desk.done) == 1)
    await first.stop(0)
    assert [update.update_id for update in await kept(school)] == [1, 2]
    second = await begun(school, again)
    await asyncio.sleep(0.05)
    assert again.done == []  # before Telegram has told what it still has
    await second.receive([said(2, 1, "two"), said(4, 1, "four")], False)
    await until(lambda: not len(second))
    assert again.done == [(1, "one"), (1, "two"), (1, "four")]
    await second.stop(1)
    assert await is_empty(school)


async def test_repeated_commands_are_answered_once_at_their_last_place(school: School, desk: Desk) -> None:
    inbox = await begun(school, desk)
    commands = ["/start", "/start", "/help", "hello", "/start", "/help", "hello", "/help"]
    await inbox.receive([said(number, 1, text) for number, text in enumerate(commands)], True)
    assert desk.done == []
    await inbox.receive([said(100, 2, "/help")], False)
    await until(lambda: not len(inbox))
    assert sorted(desk.done) == sorted([(1, "hello"), (1, "/start"), (1, "hello"), (1, "/help"), (2, "/help")])
    assert [text for who, text in desk.done if who == 1] == ["hello", "/start", "hello", "/help"]
    await inbox.stop(1)
    assert await is_empty(school)


async def test_the_same_update_twice_is_dealt_with_once(school: School, desk: Desk) -> None:
    inbox = await begun(school, desk)
    await inbox.receive([said(1, 1, "one"), said(1, 1, "one"), said(2, 1, "two")], False)
    await inbox.receive([said(2, 1, "two")], False)
    await until(lambda: not len(inbox))
    assert desk.done == [(1, "one"), (1, "two")]
    await inbox.stop(1)


async def test_a_command_that_waits_for_its_answer_answers_its_repetition(school: School, desk: Desk) -> None:
    inbox = await begun(school, desk)
    desk.waits[1].clear()
    await inbox.receive([said(1, 1, "/help")], False)
    await until(lambda: desk.tried == ["/help"])
    await inbox.receive([said(2, 1, "/help")], False)
    desk.waits[1].set()
    await until(lambda: not len(inbox))
    assert desk.tried == ["/help"]
    await inbox.receive([said(3, 1, "/help")], False)
    await until(lambda: not len(inbox))
    assert desk.tried == ["/help", "/help"]
    await inbox.stop(1)


async def test_of_one_sender_no_more_than_fifty_wait_but_for_taps(school: School, desk: Desk) -> None:
    inbox = await begun(school, desk)
    desk.waits[1].clear()
    for start in range(0, 300, 100):
        updates = [said(number, 1, str(number)) for number in range(start, start + 100)]
        await inbox.receive([*updates, tapped(1000 + start, 1)], False)
    await inbox.receive([said(2000, 2, "other")], False)
    await until(lambda: len(desk.done) == 1)
    assert desk.done == [(2, "other")]
    desk.waits[1].set()
    await until(lambda: not len(inbox))
    mine = [text for who, text in desk.done if who == 1]
    assert mine[:MOST_WAITING] == [str(number) for number in range(MOST_WAITING)]
    assert mine[MOST_WAITING:] == [f"surplus: {MOST_WAITING}", "tap", "tap", "tap"]
    await inbox.receive([said(3000, 1, "again")], False)
    await until(lambda: not len(inbox))
    assert desk.done[-1] == (1, "again")
    await inbox.stop(1)
    assert await is_empty(school)


async def test_what_fails_is_tried_again_and_at_last_set_aside(school: School, desk: Desk) -> None:
    inbox = await begun(school, desk)
    desk.fails = {"twice": (2, LookupError()), "always": (99, LookupError()), "Telegram": (99, NetworkError("500"))}
    await inbox.receive([said(n, 1, text) for n, text in enumerate(["twice", "always", "Telegram", "after"])], False)
    await until(lambda: not len(inbox))
    assert desk.done == [(1, "twice"), (1, "after")]
    assert desk.given_up == [(1, "always", "LookupError"), (1, "Telegram", "NetworkError")]
    assert [desk.tried.count(text) for text in ("twice", "always", "Telegram", "after")] == [3, 3, 3, 1]
    await inbox.stop(1)
    assert [(update.update_id, update.attempts) for update in await kept(school)] == [(1, 3)]
    again = Desk()
    second = await begun(school, again)
    await second.receive([], False)
    await second.receive([said(1, 1, "always")], False)
    await asyncio.sleep(0.05)
    assert again.tried == []  # neither once more nor as something new
    await second.stop(1)


async def test_what_was_set_aside_is_taken_up_again_once_it_is_handed_back(school: School, desk: Desk) -> None:
    inbox = await begun(school, desk)
    desk.fails = {"broken": (3, LookupError()), "hopeless": (99, LookupError())}
    await inbox.receive([said(1, 1, "broken"), said(2, 1, "hopeless"), said(3, 2, "well")], False)
    await until(lambda: not len(inbox) and len(desk.given_up) == 2)
    await until(lambda: inbox._set_aside_ids == {1, 2})
    await inbox.take_back()
    assert desk.tried.count("broken") == 3
    assert [update.update_id for update in await set_aside(school)] == [1, 2]
    assert await drop(school, 2)
    assert not await drop(school, 2)
    assert not await drop(school, 3)
    assert await hand_back(school) == 1
    await inbox.take_back()
    await until(lambda: (1, "broken") in desk.done)
    assert desk.tried.count("hopeless") == 3
    await inbox.stop(1)
    assert await is_empty(school)


async def test_one_that_fails_keeps_only_its_own_sender_waiting(
    school: School, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "backoff", lambda attempt: 0.2)
    inbox = await begun(school, desk)
    desk.fails = {"once": (1, LookupError())}
    await inbox.receive([said(1, 1, "once"), said(2, 1, "behind"), said(3, 2, "other")], False)
    await until(lambda: len(desk.done) == 3)
    assert desk.done == [(2, "other"), (1, "once"), (1, "behind")]
    await inbox.stop(1)


async def test_what_cannot_be_kept_is_told_once_and_not_begun(
    school: School, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox = await begun(school, desk)

    async def refuse(*_: object) -> None:
        raise OSError("no room")

    monkeypatch.setattr(module, "keep", refuse)
    updates = [said(1, 1, "one"), said(2, 1, "two"), tapped(3, 1), tapped(4, 1), said(5, 2, "three")]
    for _ in range(3):
        with pytest.raises(OSError, match="no room"):
            await inbox.receive(updates, False)
    assert desk.put_off == [1, 1, 1, 2]
    assert (desk.tried, len(inbox)) == ([], 0)
    monkeypatch.setattr(module, "keep", flows.keep)
    await inbox.receive(updates, False)
    await until(lambda: not len(inbox))
    assert len(desk.done) == 5
    await inbox.stop(1)
    assert await is_empty(school)


async def test_what_cannot_be_forgotten_just_now_is_later(
    school: School, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox = await begun(school, desk)
    refusals = [OSError("no room")] * 3

    async def refuse_at_first(school: School, ids: list[int]) -> None:
        if refusals:
            raise refusals.pop()
        await flows.forget(school, ids)

    monkeypatch.setattr(module, "forget", refuse_at_first)
    await inbox.receive([said(1, 1, "one")], False)
    await until(lambda: not len(inbox))
    await inbox.stop(1)
    assert await is_empty(school)


@pytest.mark.parametrize(
    "odd",
    [
        {},
        {"message": None},
        {"message": "x"},
        {"message": {}},
        {"message": {"from": 7}},
        {"message": {"from": {"id": "x"}, "text": 7}},
        {"callback_query": {"message": []}},
        {"a": {"message": {"text": 1}}, "b": {}},
    ],
)
async def test_whatever_is_in_an_update_it_is_kept(school: School, odd: dict[str, Any]) -> None:
    heard: list[Incoming] = []

    async def note(update: Incoming) -> None:
        heard.append(update)

    inbox, desk = Inbox(school), Desk()
    await inbox.begin(note, desk.give_up, desk.put)
    await inbox.receive([{"update_id": 1, **odd}], False)
    await until(lambda: len(heard) == 1)
    assert heard[0].update_id == 1
    await inbox.stop(1)


async def test_the_words_of_a_tapped_message_are_not_kept(school: School, desk: Desk) -> None:
    inbox = await begun(school, desk)
    desk.waits[1].clear()
    message = {"message_id": 7, "text": "ours", "entities": [1], "caption": "ours", "reply_markup": {"a": 1}}
    await inbox.receive([{"update_id": 1, "callback_query": {"from": {"id": 1}, "message": message}}], False)
    (update,) = await kept(school)
    assert update.content()["callback_query"]["message"] == {"message_id": 7, "reply_markup": {"a": 1}}
    await inbox.stop(0)


async def test_nothing_is_remembered_of_those_who_were_answered(school: School, desk: Desk) -> None:
    inbox = await begun(school, desk)
    await inbox.receive([said(sender, sender, "hello") for sender in range(1, 300)], False)
    await until(lambda: not len(inbox))
    await inbox.stop(1)
    assert [len(each) for each in (inbox._waiting, inbox._working, inbox._known, inbox._turns)] == [0, 0, 0, 0]

"""Whoever was here under the former version goes on where they were; what it left half done is brought to its end."""

from __future__ import annotations

import asyncio
import json
import logging
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bot.chat.tap import Taps, pack
from bot.core.delivery import Delivery
from bot.flows.broadcasts.reports import Report, report
from bot.playground import Playground, TravellingClock
from bot.playground.messages import Message
from tests.support.classroom import Classroom, Learner, labels, words
from tests.support.former import ADMINS, COURSE, FORMER, LEFT_AT, restore
from tests.support.taps import kinds_of_taps

Answer = tuple[list[str], list[dict[str, Any]]]

BROKEN_OFF = "It is broken off."
PANELS = ("Broadcast 13 · running", "Broadcast 17 · running")  # change by themselves, and nobody in the transcript asks


@pytest.fixture
async def playground(tmp_path: Path) -> AsyncIterator[Playground]:
    """Telegram, with all the chats, two minutes after the former version was killed."""
    playground = Playground("42:playground", TravellingClock(), restore("telegram", tmp_path / "telegram.db"))
    playground.limits = None
    playground.clock.travel(LEFT_AT - playground.clock.now())
    await playground.start()
    yield playground
    await playground.stop()


@pytest.fixture
def tick_for() -> float:
    return 0.2


@pytest.fixture
async def classroom(
    playground: Playground, tmp_path: Path, tick_for: float, caplog: pytest.LogCaptureFixture
) -> AsyncIterator[Classroom]:
    """Today's bot on the former one's database. It must log no error."""
    classroom = Classroom(playground, COURSE, restore("bot", tmp_path / "bot.db"), admins=ADMINS, tick_for=tick_for)
    await classroom.open()
    await classroom.at_rest()
    yield classroom
    await classroom.close()
    assert [record.getMessage() for record in caplog.get_records("call") if record.levelno >= logging.ERROR] == []


def shown(message: Message) -> dict[str, Any]:
    """A message as the transcript has it."""
    parts = {
        "text": words(message),
        "photo": message.photo is not None,
        "file": message.document.name if message.document else None,
        "buttons": labels(message),
    }
    return {name: part for name, part in parts.items() if part}


def answer_to(learner: Learner) -> Answer:
    """What the last thing they did was answered with, above and in the chat."""
    return learner.told, [shown(each) for each in learner.news if not words(each).startswith(PANELS)]


def is_answered(learner: Learner, before: Answer) -> bool:
    return answer_to(learner) == before


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


async def lives_until(classroom: Classroom, moment: datetime) -> None:
    classroom.playground.clock.travel(moment - classroom.playground.clock.now())


async def has_settled(classroom: Classroom, broadcast_id: int) -> Report:
    """Wait until all are told apart to whom it went, and those whose turn comes later."""
    async with asyncio.timeout(15):
        while True:
            found = await report(classroom.school, broadcast_id)
            if found and not found.tally[Delivery.SENDING] and found.tally[Delivery.PENDING] <= found.later.number:
                return found
            await asyncio.sleep(0.05)


def copies(classroom: Classroom, text: str) -> Counter[int]:
    """How many messages with this text are in each learner's chat."""
    chats = classroom.playground._world.messages
    return Counter(
        chat_id
        for chat_id, messages in chats.items()
        for message in messages.values()
        if message.from_bot and words(message) == text and chat_id not in classroom.playground.admin_ids
    )


def buttons(playground: Playground) -> Iterator[str]:
    """What every button says that the former version left in a chat."""
    for messages in playground._world.messages.values():
        for message in messages.values():
            yield from (
                str(each["callback_data"]) for row in message.buttons for each in row if "callback_data" in each
            )


async def test_every_button_that_is_left_is_read_as_it_was_written(playground: Playground) -> None:
    taps = Taps(kinds_of_taps())
    found = sorted(set(buttons(playground)))
    assert len(found) > 300
    assert [pack(taps.unpack(data)) for data in found] == found


@pytest.mark.parametrize("tick_for", [600.0])  # nothing comes unasked meanwhile
async def test_whatever_they_type_and_tap_is_answered_as_before(classroom: Classroom) -> None:
    await has_settled(classroom, 17)
    people: dict[str, Learner] = {}
    for line in (FORMER / "transcript.jsonl").read_text().splitlines():
        act = json.loads(line)
        learner = people.setdefault(act["who"], classroom.learner(act["who"]))
        learner.looks()
        if act.get("on") and act["does"].startswith("1"):
            learner.person.tap_data(act["on"], act["does"])
        else:
            learner.person.say(act["does"], reply_to=act.get("on"))
        await classroom.at_rest()
        before = (act.get("told", []), act["sees"])
        with suppress(TimeoutError):
            await classroom.playground.wait_for(partial(is_answered, learner, before), 15)
        assert (act["who"], act["does"], answer_to(learner)) == (act["who"], act["does"], before)


async def test_a_lesson_half_done_is_finished(classroom: Classroom) -> None:
    ada = classroom.learner("Ada")
    await ada.forges("1c:9:check-1", on=ada.message("Day 9 of 9 · 3/5").message_id)
    await ada.sees("Day 9 of 9 · 4/5")
    await ada.taps("D")
    await ada.taps("Continue")
    await ada.sees("🎬 Day 9 Complete", "🎯 Score: 12 of 18", "🔥 9-day streak", "The whole course is behind you.")
    await ada.says("/progress")
    await ada.sees("9 of 9 days done")
    assert ["Get my certificate"] in ada.buttons


async def test_a_lesson_that_is_read_again_is_finished(classroom: Classroom) -> None:
    noor = classroom.learner("Noor")
    await noor.forges("1c:1:check-1", on=noor.message("Day 1 of 9 · 3/5").message_id)
    await noor.taps("D")
    await noor.taps("Continue")
    await noor.sees("🎬 Day 1 Complete", "🎯 Score: 2 of 2\nThis time: 1 of 2")


async def test_a_review_half_done_is_finished(classroom: Classroom) -> None:
    ada = classroom.learner("Ada")
    await ada.taps("Next")
    await ada.sees("Review · 2/3")
    await ada.taps("D")
    await ada.taps("Next")
    await ada.taps("B")
    await ada.taps("Finish")
    await ada.sees("✓ Review done. 2 of 3 right.", "🔥 9-day streak")


async def test_steps_that_were_on_their_way_are_not_lost(classroom: Classroom) -> None:
    owed, unsure = classroom.learner("Learner 6"), classroom.learner("Learner 9")
    await classroom.playground.wait_for(lambda: "There is a second part." in words(owed.last))
    await owed.taps("Continue")
    await owed.sees("Day 1 of 9 · 2/5")
    await unsure.says("/today")
    await unsure.sees("Day 1 of 9 · 3/5")
    await unsure.taps("B")
    await unsure.taps("Continue")
    await unsure.taps("D")
    await unsure.taps("Continue")
    await unsure.sees("🎬 Day 1 Complete", "🎯 Score: 2 of 2")


async def test_reminders_come_as_they_were_planned(classroom: Classroom) -> None:
    grace, ada, shy = (classroom.learner(name) for name in ("Grace", "Ada", "Shy"))
    unknown = classroom.learner("Learner 3"), classroom.learner("Learner 4")  # never said where they live
    for each in (grace, ada, shy, *unknown):
        each.looks()
    await lives_until(classroom, at(10, 17))
    await grace.sees("Here I am again. Day 2 is ready: Lesson 2.")
    await lives_until(classroom, at(11, 8))
    await ada.sees("Day 9")
    await ada.taps("Start")
    await ada.sees("Day 9 of 9 · 3/5")
    await lives_until(classroom, at(11, 13))
    await grace.sees("Day 2")
    await lives_until(classroom, at(11, 15, 30))
    assert shy.arrived == []
    assert [message for each in unknown for message in each.arrived if "Day 1" in words(message)] == []


async def test_a_broadcast_that_was_broken_off_reaches_nobody_twice_and_loses_nobody(classroom: Classroom) -> None:
    admin = classroom.learner("Admin")
    found = await has_settled(classroom, 17)
    counts = {state: number for state, number in found.tally.counts.items() if number}
    assert counts == {Delivery.PENDING: 1, Delivery.SENT: 5, Delivery.UNCERTAIN: 6}
    assert sorted(copies(classroom, BROKEN_OFF).values()) == [1] * 5
    await lives_until(classroom, at(10, 23))
    await classroom.playground.wait_for(lambda: "Broadcast 17 · done" in words(admin.message("Broadcast 17 ·")), 15)
    assert sorted(copies(classroom, BROKEN_OFF).values()) == [1] * 6
    await admin.taps("Send uncertain ones again …")
    await admin.taps("Yes, send it again")
    await has_settled(classroom, 17)
    assert max(copies(classroom, BROKEN_OFF).values()) == 1


async def test_broadcasts_begin_and_go_on_at_their_time(classroom: Classroom) -> None:
    eve, bob = classroom.learner("Learner 2"), classroom.learner("Bob")
    await has_settled(classroom, 17)
    await lives_until(classroom, at(10, 20))
    await eve.sees("Tonight, at eight.")
    await lives_until(classroom, at(11, 12))
    await eve.sees("Tomorrow at noon.")
    found = await has_settled(classroom, 14)
    assert found.broadcast.launched_at is not None
    assert copies(classroom, "Tomorrow at noon.").total() == found.tally[Delivery.SENT] > 5
    assert bob.id not in copies(classroom, "Tomorrow at noon.")


async def test_a_broadcast_that_was_paused_goes_on_by_its_old_button(classroom: Classroom) -> None:
    another = classroom.learner("Another admin")
    await another.forges("1ns:12:resume", on=another.message("Broadcast 12 ·").message_id)
    await another.sees("Broadcast 12 · running")
    await lives_until(classroom, at(11, 6))
    await has_settled(classroom, 12)
    await lives_until(classroom, at(11, 8))
    await has_settled(classroom, 12)
    assert sum(copies(classroom, "Half of it went out.").values()) > 5


async def test_a_question_that_had_to_be_confirmed_is_put_again(classroom: Classroom) -> None:
    admin = classroom.learner("Admin")
    (yes,) = (data for data in buttons(classroom.playground) if data.startswith("1nc:16:"))
    await admin.forges(yes, on=admin.message("Send broadcast 16").message_id)
    assert admin.told == [
        "That question is no longer open: it waits ten minutes, for one person and one plan. Ask again."
    ]


async def test_whoever_was_asked_whether_they_are_sure_has_all_of_it_deleted(classroom: Classroom) -> None:
    learner = classroom.learner("Learner 5")
    await learner.taps("Delete everything")
    await learner.says("/export")
    await learner.sees("Nothing is kept about you")


async def test_whoever_blocked_the_bot_comes_back_to_their_place(classroom: Classroom) -> None:
    cross = classroom.learner("Cross")
    await cross.says("/start")
    await cross.sees("Day 1 of 9 · 2/5")
    await cross.watches()
    await cross.taps("Continue")
    await cross.sees("Day 1 of 9 · 3/5")

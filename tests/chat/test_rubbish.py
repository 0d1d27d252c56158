"""Rubbish from all sides: nothing breaks, nobody is moved, and the lesson goes on afterwards."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest

from bot.chat.router import NOT_NOW
from bot.flows import lease
from bot.playground.people import Person
from tests.support.classroom import Classroom, Learner, tap_of
from tests.support.rest import until

PER_KIND = 3_400  # 10,200 in all: callback data, texts, names
AT_ONCE = 400
BEYOND_OURS = "\u202e\u200b\u200d\ufeff\u0301\u2028\u05d0\u0627\u0e01\u4e2d\U0001f389\U0001f468\u0007\x1b\uffff"
MARKUP = ["<b", "</b>", "<script>", "&lt;", "*_`[", "](tg://user?id=1)", "{0}", "%s", "${x}", "'; --", "\\", "\n\n"]
OURS = ["1", "2", "c", "q", "b", "a", "r", "l", "p", ":", "11", "12", "0", "kc1", "kc2", "final", "intro", "A", "E"]


def rubbish(chance: random.Random, longest: int) -> str:
    """Some text of at most `longest` characters that is not blank, of what is ours, markup, and other scripts."""
    pieces = [*OURS, *MARKUP, *BEYOND_OURS, " ", chr(chance.randrange(32, 0xD800))]
    length = longest if chance.random() < 0.01 else chance.randrange(1, 12)
    text = "".join(chance.choices(pieces, k=length))[:longest]
    return text if text.strip() else "x"


def forged_data(chance: random.Random, learner: Learner) -> dict[str, Any]:
    """A tap on a button that is not there."""
    data = rubbish(chance, 64).encode()[:64].decode(errors="ignore")
    if chance.random() < 0.5:
        data = ":".join(["1" + chance.choice("cqbarlp"), *chance.choices(OURS, k=chance.randrange(4))])
    return tap_of(learner, data, f"forged-{chance.getrandbits(60)}")


def odd_text(chance: random.Random, learner: Learner) -> dict[str, Any]:
    """A message that is no command."""
    return {"message": message_of(learner, rubbish(chance, 4096), "Ada")}


def odd_name(chance: random.Random, learner: Learner) -> dict[str, Any]:
    """An ordinary message of somebody with an odd name."""
    return {"message": message_of(learner, "hello", rubbish(chance, 64))}


@pytest.mark.parametrize("kind", [forged_data, odd_text, odd_name])
async def test_thousands_of_odd_updates_change_nothing(
    ada: Learner, classroom: Classroom, kind: Callable[[random.Random, Learner], dict[str, Any]]
) -> None:
    chance = random.Random(f"rubbish of {kind.__name__}")  # noqa: S311 -- the same rubbish in every run
    await ada.reaches(2)
    bob = classroom.learner("Bob")
    await bob.reaches(4)
    before = await ada.place()
    for start in range(0, PER_KIND, AT_ONCE):
        for _ in range(min(AT_ONCE, PER_KIND - start)):
            # Bob is the one who forges: what he sends, he may do, but only to himself.
            classroom.playground.post_update(kind(chance, bob))
        await classroom.at_rest(within=60)
    assert await ada.place() == before
    assert ada.news == []
    assert all(call.status == 200 for call in classroom.playground.calls if call.method == "sendMessage")
    assert set(await bob.answers()) <= {"kc1"}
    await ada.leaves(2)
    await bob.says("/today")
    await bob.sees("Day 11 of 28 · ")


async def test_duplicates_and_old_updates_change_nothing(ada: Learner, classroom: Classroom) -> None:
    await ada.reaches(3)
    await ada.sees("Your video is being generated.")
    tap = tap_of(ada, "1c:11:coffee", "one-tap")
    classroom.playground.post_update(tap)
    await classroom.at_rest()
    await ada.sees("· 4/12")
    place = await ada.place()
    ada.looks()
    for update_id in [5, 3, 4, 3, 2_000_000_000, 7]:
        classroom.playground.post_update({"update_id": update_id, **tap})
    await classroom.at_rest()
    assert ada.arrived == []
    assert await ada.place() == place
    await ada.taps("C")
    await ada.taps("Continue")
    await ada.sees("· 5/12")


async def test_a_lesson_tapped_in_any_order_is_gone_through_in_its_own(ada: Learner, classroom: Classroom) -> None:
    chance = random.Random("shuffled")  # noqa: S311
    lesson = classroom.school.course.lesson(11)
    assert lesson is not None
    taps = [f"1c:11:{step.id}" for step in lesson.steps]
    taps += [f"1q:11:{quiz.id}:{option.id}" for quiz in lesson.quizzes for option in quiz.options]
    await ada.reaches(1)
    for round_number in range(40):
        chance.shuffle(taps)
        for number, data in enumerate(taps):
            classroom.playground.post_update(tap_of(ada, data, f"shuffled-{round_number}-{number}"))
        await classroom.at_rest(within=30)
    sent = [str(call.parameters["text"]) for call in classroom.calls("sendMessage")]
    headers = [text.splitlines()[0].removeprefix("Day 11 of 28 · ") for text in sent if "Day 11 of 28" in text]
    assert headers == [f"{number}/12" for number in range(1, 13)]
    assert set(await ada.answers()) == {quiz.id for quiz in lesson.quizzes}


@pytest.mark.parametrize("leaves", [Person.block, Person.deactivate])
async def test_somebody_who_cannot_be_written_to_stops_nobody(
    ada: Learner, classroom: Classroom, leaves: Callable[[Person], None]
) -> None:
    await ada.reaches(4)
    bob = classroom.learner("Bob")
    await bob.reaches(2)
    for data in ["1c:11:sora-2", "1r:11:coffee", "1l", "1p", "1b:11", "rubbish", "1c:11:coffee", "1q:11:kc1:A"]:
        bob.person.tap_data(bob.last.message_id, data)
    leaves(bob.person)
    await classroom.at_rest()
    await ada.taps("C")
    await ada.taps("Continue")
    await ada.sees("· 5/12")


async def test_while_nothing_can_be_kept_learners_are_told_and_answered_afterwards(
    ada: Learner, classroom: Classroom, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    await ada.reaches(4)
    before = (await ada.place()).step
    await classroom.school.database.close()
    for data in ["1c:11:kc1", "1r:11:coffee", "1a:11", "1p", "rubbish"]:
        ada.person.tap_data(ada.last.message_id, data)
    for text in ["/progress", "/lessons", "hello", "rubbish"]:
        ada.person.say(text)
    await classroom.playground.wait_for(lambda: len(ada.told) == 5 and len(ada.arrived) == 1)
    assert set(ada.told) == {NOT_NOW}
    assert ada.last.text == NOT_NOW
    assert classroom.playground.pending_update_count == 9
    await until(lambda: "could not be kept, and is asked for again: the database is closed" in caplog.text)
    caplog.clear()
    monkeypatch.setattr(lease, "LEASE_FOR", 0.5)  # it could not be given back

    await classroom.close()
    await classroom.open()
    await classroom.at_rest()
    await ada.sees("0 of 28 days done", "Tap a lesson to open it.", "I can’t chat")
    assert (await ada.place()).step == before
    await ada.taps("C")
    await ada.taps("Continue")
    await ada.sees("· 5/12")


@pytest.mark.parametrize(
    "update",
    [
        {},
        {"edited_message": {}},
        {"callback_query": {"id": "1", "from": {"id": 1001, "is_bot": False, "first_name": ""}, "chat_instance": "1"}},
        {"message": {"message_id": 1, "date": 0, "chat": {"id": -7, "type": "channel", "title": "News"}}},
        {"message": {"message_id": 1, "date": 0, "chat": {"id": 7, "type": "private"}, "text": "/start"}},
    ],
)
async def test_an_update_with_nothing_in_it_stops_nothing(
    ada: Learner, classroom: Classroom, update: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    classroom.playground.post_update(update)
    await ada.says("/start")
    await ada.sees("Welcome")
    caplog.clear()


def message_of(learner: Learner, text: str, name: str) -> dict[str, Any]:
    return {
        "message_id": 500_000,
        "date": 1_800_000_000,
        "chat": {"id": learner.id, "type": "private", "first_name": name},
        "from": {"id": learner.id, "is_bot": False, "first_name": name},
        "text": text,
    }

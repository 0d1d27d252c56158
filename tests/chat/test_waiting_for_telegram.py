"""Whatever somebody does, and however long Telegram wants silence then: it is answered afterwards, once, by whichever
process there is.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from pathlib import Path

import pytest

from bot.chat.settings.taps import SettingsView, ShowSettings
from bot.chat.tap import pack
from bot.playground import Playground, TravellingClock
from bot.playground.messages import Message
from bot.playground.people import Person
from tests.support.kills import TOKEN, MortalBot
from tests.support.rest import all_dealt_with

SILENCE = int(os.environ.get("SILENCE", "12"))
"""Seconds; more than the bot sits out for a step. `make kill` has it be 45 and 300."""

Act = Callable[[Person], object]

COMMANDS = {
    "/today": "Day 11 of 28 · 1/12",
    "/lessons": "Tap a lesson to open it.",
    "/streak": "Your streak",
    "/review": "Nothing to review",
    "/settings": "Settings",
    "/stop": "I won’t write to you by myself",
    "/help": "How this works",
    "/privacy": "What is kept about you",
    "/delete": "Delete everything about you?",
    "/rubbish": "I know no /rubbish",
    "thanks": "You’re welcome!",
}
ADMINS = {
    "/broadcast": "A new broadcast",
    "/broadcasts": "Nothing has gone out",
    "/course": "Course",
    "/audit": "What admins did",
    "/learner": "Whose state?",
}


def tap(label: str) -> Act:
    return lambda person: person.tap(label)


def look_at_the_settings(person: Person) -> object:
    return person.tap_data(from_bot(person)[0].message_id, pack(ShowSettings(SettingsView.MAIN)))


def from_bot(person: Person) -> list[Message]:
    return [message for message in person.messages if message.from_bot]


def words(message: Message) -> str:
    return message.text or message.caption or ""


def answers(person: Person, before: list[Message]) -> list[Message]:
    """What the bot has said or changed since then."""
    return [message for message in from_bot(person) if message not in before and not words(message).startswith("⚠️")]


class Telegram:
    """A playground, a bot that can be killed, and people who have come as far as the first knowledge check."""

    def __init__(self, playground: Playground, bot: MortalBot) -> None:
        self.playground = playground
        self.bot = bot

    async def does(self, person: Person, act: Act) -> None:
        act(person)
        await all_dealt_with(self.playground, self.bot.database, 20)

    async def is_refused(self, person: Person, act: Act, method: str) -> None:
        """Do something to which the answer is refused. Somebody else is answered meanwhile."""
        calls = self.playground.calls
        before = len(calls)
        self.playground.faults.add(method, "429", retry_after=SILENCE)
        act(person)
        await self.playground.wait_for(lambda: any(call.status == 429 for call in calls[before:]), 20)
        other = self.playground.person(f"Beside {person.name}")
        other.say("/start")
        await self.playground.wait_for(lambda: from_bot(other), 20)


@pytest.fixture
async def telegram(tmp_path: Path) -> AsyncIterator[Telegram]:
    playground = Playground(TOKEN, TravellingClock())
    playground.limits = None
    await playground.start()
    admins = [playground.person(command, admin=True) for command in ("/stats", *ADMINS)]
    bot = MortalBot(playground, tmp_path, {"ADMIN_IDS": ",".join(str(admin.id) for admin in admins)})
    await bot.start()
    yield Telegram(playground, bot)
    assert await bot.stop() == 0
    await playground.stop()


@pytest.mark.timeout(120 + 2 * SILENCE)
@pytest.mark.parametrize("killed", [False, True], ids=["alive", "killed"])
async def test_every_answer_comes_when_the_silence_is_over(telegram: Telegram, killed: bool) -> None:
    playground = telegram.playground
    acts: dict[str, tuple[Act, str, str]] = {
        text: (lambda person, text=text: person.say(text), "sendMessage", answer)
        for text, answer in (COMMANDS | ADMINS).items()
    }
    acts |= {
        "/stats": (lambda person: person.say("/stats"), "sendPhoto", "Statistics"),
        "new": (lambda person: person.say("/start"), "sendMessage", "Welcome"),
        "picture": (lambda person: person.say("/progress"), "sendPhoto", "0 of 28 days done"),
        "file": (lambda person: person.say("/export"), "sendDocument", "Everything that is kept about you."),
        "place": (lambda person: person.share_location(52.52, 13.4), "sendMessage", "Thank you"),
        "city": (lambda person: person.say("Tokyo", reply_to=from_bot(person)[-1].message_id), "sendMessage", "Tokyo"),
        "begin": (tap("Begin Day 11"), "sendMessage", "Day 11 of 28 · 1/12"),
        "continue": (tap("Continue"), "sendMessage", "Day 11 of 28 · 2/12"),
    }
    people = {name: playground.person(name) for name in acts}
    for name, person in people.items():
        if name != "new":
            person.say("/start")
    await all_dealt_with(playground, telegram.bot.database, 20)
    await telegram.does(people["/today"], tap("Begin Day 11"))
    await telegram.does(people["continue"], tap("Begin Day 11"))
    await telegram.does(people["city"], lambda person: person.say("/settings"))
    await telegram.does(people["city"], tap("Time zone"))
    await telegram.does(people["city"], tap("Type"))
    before = {name: list(person.messages) for name, person in people.items()}
    for name, (act, method, _) in acts.items():
        await telegram.is_refused(people[name], act, method)
    if killed:
        await asyncio.sleep(0.5)  # until the refusal of the last one is noted
        telegram.bot._kill("in the silence")
        await telegram.bot._process.wait()
        await telegram.bot.start()
    early = {name: list(map(words, answers(person, before[name]))) for name, person in people.items()}
    assert [name for name in early if early[name]] == [], early
    async with asyncio.timeout(SILENCE + 20):
        await all_dealt_with(playground, telegram.bot.database, SILENCE + 20)
        await playground.wait_for(lambda: all(answers(people[name], before[name]) for name in acts), 10)
    for name, (_, _, answer) in acts.items():
        heard = answers(people[name], before[name])
        assert answer in words(heard[0]), (name, [words(each) for each in heard])
        again = [each for each in heard[1:] if words(each) == words(heard[0])]
        assert again == [], name
    with closing(sqlite3.connect(telegram.bot.database)) as database:
        assert database.execute("SELECT count(*) FROM inbox").fetchone() == (0,)
    assert "ERROR" not in telegram.bot.log.read_text()


async def test_an_answer_that_was_to_be_edited_in_is_sent_while_edits_have_to_pause(telegram: Telegram) -> None:
    ada = telegram.playground.person("Ada")
    acts = {"/start": (look_at_the_settings, "Settings"), "/delete": (tap("Delete everything"), "It’s all gone")}
    for command, (act, answer) in acts.items():
        await telegram.does(ada, lambda person, command=command: person.say(command))
        telegram.playground.faults.clear()
        telegram.playground.faults.add("editMessageText", "429", retry_after=SILENCE)
        await telegram.does(ada, act)
        assert answer in words(ada.messages[-1])

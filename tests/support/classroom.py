"""The bot and its Telegram in one process, and learners whose conversations read like transcripts."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

from bot.bootstrap import lesson_bot, open_school
from bot.botapi.pacing import Pacer
from bot.chat.app import LessonBot
from bot.chat.lessons.demo import DemoPlayer
from bot.core.course import Course, Demo, Quiz
from bot.core.lesson import Place
from bot.flows.school import School
from bot.playground import Playground
from bot.playground.messages import Message
from bot.playground.server import Call
from bot.store.answers import load_answers
from bot.store.places import load_place
from tests.support.rest import at_rest, until

DAY = 11
LESSONS = Path(__file__).parents[1] / "courses" / "one-day"

COMMANDS = {
    "today": "Open today’s lesson",
    "review": "Answer again what you missed",
    "progress": "See how far you have come",
    "streak": "See your streak, day by day",
    "lessons": "All lessons, to take or to read again",
    "prompts": "Every prompt you have seen, to copy",
    "settings": "Reminder, time zone, quiet hours",
    "stop": "No more messages unasked",
    "help": "How this works",
    "privacy": "What is kept about you",
    "export": "Get all of it as a file",
    "delete": "Have all of it deleted",
}
"""Everybody's commands, in the order of the menu."""

ADMIN_COMMANDS = {
    "broadcast": "Send something to many learners",
    "broadcasts": "What went out, and how it goes",
    "stats": "How the course does",
    "learner": "One learner’s state, by number",
    "course": "The course’s files: problems, reload, preview",
    "audit": "Who of the admins did what",
}
"""Those of admins, which come after them."""

TELL = ["Something wrong or out of date?"]
"""The last row of buttons under a closing card."""


class Classroom:
    """A running bot, with all that can be looked at around it."""

    def __init__(
        self,
        playground: Playground,
        course: Course,
        database: Path,
        tempo: float = 0.0,
        per_second: int = 10_000,
        admins: Collection[str] = (),
        tick_for: float = 5.0,
    ) -> None:
        self.playground = playground
        self.course = course
        self.database = database
        self.tempo = tempo
        self._per_second = per_second
        self._admins = admins
        self._tick_for = tick_for
        self._stopping = asyncio.Event()
        self._running: asyncio.Task[None] | None = None
        self._resources = AsyncExitStack()
        self.school: School
        self.pacer: Pacer
        self.bot: LessonBot

    async def open(self) -> None:
        """Start the bot."""
        school = open_school(self.database, self.course, self.playground.clock, "UTC", self.playground.token)
        self.school = await self._resources.enter_async_context(school)
        self.pacer = Pacer(overall_per_second=self._per_second, chat_burst=10_000)
        self.bot = lesson_bot(
            self.school,
            self.playground.token,
            self.playground.url,
            admin_ids={self.playground.person(name, admin=True).id for name in self._admins},
            tempo=self.tempo,
            pacer=self.pacer,
            tick_for=self._tick_for,
        )
        self._running = asyncio.create_task(self.bot.run(self._stopping))

    async def close(self) -> None:
        """Stop the bot as SIGTERM does."""
        self._stopping.set()
        if self._running is not None:
            await self._running
        await self._resources.aclose()
        self._stopping.clear()

    def learner(self, name: str) -> Learner:
        """Somebody with a chat of their own."""
        return Learner(name, self)

    def calls(self, method: str) -> list[Call]:
        """What the bot called of this method so far."""
        return [call for call in self.playground.calls if call.method == method]

    @property
    def player(self) -> DemoPlayer:
        """Who plays demos to them all."""
        owners = [getattr(close, "__self__", None) for feature in self.bot._features for close in feature.closing]
        (player,) = (owner for owner in owners if isinstance(owner, DemoPlayer))
        return player

    @asynccontextmanager
    async def no_more(self, method: str) -> AsyncIterator[None]:
        """What is done within makes the bot call this method not at all."""
        before = len(self.calls(method))
        yield
        await self.at_rest()
        assert self.calls(method)[before:] == []

    async def at_rest(self, within: float = 10.0) -> None:
        """Wait until every update has been kept, confirmed and dealt with."""
        await at_rest(self.playground, self.bot, within)


class Learner:
    """Somebody in a chat with the bot. What they do returns once the bot has dealt with it; `person` does not wait."""

    def __init__(self, name: str, classroom: Classroom) -> None:
        self._classroom = classroom
        self.person = classroom.playground.person(name)
        self.id = self.person.id
        self._looked_at: dict[int, Message] = {}
        self._answers_seen = 0

    async def says(self, text: str) -> None:
        """Send a message."""
        self.looks()
        self.person.say(text)
        await self._classroom.at_rest()

    async def taps(self, label: str) -> None:
        """Press the newest button with this label."""
        self.looks()
        self.person.tap(label)
        await self._classroom.at_rest()

    async def forges(self, data: str, on: int | None = None) -> None:
        """Press a button that is not there (any more) on a message of this id, else on the newest."""
        self.looks()
        self.person.tap_data(on or self.last.message_id, data)
        await self._classroom.at_rest()

    async def sees(self, *texts: str) -> None:
        """Wait until each of these stands in a message that is new, or changed, since the last thing they did."""
        await self._classroom.playground.wait_for(
            lambda: all(any(text in words(message) for message in self.news) for text in texts)
        )

    async def reaches(self, step: int) -> None:
        """Take the lesson from its beginning to this step (from 1), with every answer right."""
        await self.says("/start")
        await self.taps(f"Begin Day {DAY}")
        for number in range(1, step):
            await self.leaves(number)
        self.looks()

    async def leaves(self, number: int) -> None:
        """Go on from this step (from 1) to the next, with the right answer."""
        lesson = self._classroom.school.course.lesson(DAY)
        assert lesson is not None
        standing, following = lesson.steps[number - 1 : number + 1]
        if isinstance(standing, Quiz):
            await self.taps(standing.answer)
        if isinstance(standing, Demo):
            await self.watches()
        await self.taps("Continue")
        await self.sees(f"· {lesson.index_of(following.id) + 1}/{len(lesson.steps)}\n")

    async def watches(self) -> None:
        """See a demo to its end; where it takes its time, have the rest of it shown at once."""
        playing = self._classroom.player._playing

        def is_shown() -> bool:
            return self.id not in playing or playing[self.id].shown

        async with asyncio.timeout(10):
            if self._classroom.tempo:
                await until(lambda: is_shown() or self.person.draft is not None)
                if not is_shown():
                    await self.taps("Continue")
            await until(is_shown)

    def looks(self) -> None:
        """Take note of all there is, so that only what comes later is new."""
        self._looked_at = {message.message_id: message for message in self.person.messages}
        self._answers_seen = len(self.person.answers)

    @property
    def news(self) -> list[Message]:
        """The bot's messages that came or changed since the last thing they did."""
        return [
            message
            for message in self.person.messages
            if message.from_bot and message != self._looked_at.get(message.message_id)
        ]

    @property
    def arrived(self) -> list[Message]:
        """The bot's messages that came since the last thing they did."""
        return [message for message in self.news if message.message_id not in self._looked_at]

    @property
    def last(self) -> Message:
        """The newest message of the bot."""
        return [message for message in self.person.messages if message.from_bot][-1]

    def message(self, text: str) -> Message:
        """The newest message of the bot with this in it."""
        return [message for message in self.person.messages if message.from_bot and text in (message.text or "")][-1]

    @property
    def buttons(self) -> list[list[str]]:
        """The labels under the newest message of the bot, row by row."""
        return labels(self.last)

    @property
    def told(self) -> list[str]:
        """What the taps of the last thing they did were answered with at the top of the screen, silence left out."""
        return [answer.text for answer in self.person.answers[self._answers_seen :] if answer.text]

    async def place(self) -> Place | None:
        """Where the database has them."""
        database = self._classroom.school.database
        return await database.transact(lambda transaction: load_place(transaction, self.id, DAY))

    async def answers(self, visit: int = 1) -> dict[str, str]:
        """What the database has as their answers."""
        database = self._classroom.school.database
        return await database.transact(lambda transaction: load_answers(transaction, self.id, DAY, visit))


def words(message: Message) -> str:
    """What a message says, be it as its text or under a picture."""
    return message.text or message.caption or ""


def labels(message: Message) -> list[list[str]]:
    """The labels of a message’s buttons, row by row."""
    return [[str(button["text"]) for button in row] for row in message.buttons]


def styled(message: Message, kind: str) -> list[str]:
    """The parts of a message that have this format."""
    units = words(message).encode("utf-16-le")
    return [
        units[2 * entity["offset"] : 2 * (entity["offset"] + entity["length"])].decode("utf-16-le")
        for entity in message.entities or message.caption_entities
        if entity["type"] == kind
    ]


def tap_of(learner: Learner, data: str, query_id: str) -> dict[str, Any]:
    """A raw update: a tap with any data and query id, on their newest message."""
    message = {"message_id": learner.last.message_id, "date": 1, "chat": {"id": learner.id, "type": "private"}}
    return {
        "callback_query": {
            "id": query_id,
            "from": {"id": learner.id, "is_bot": False, "first_name": "Ada"},
            "chat_instance": "1",
            "message": message,
            "data": data,
        }
    }

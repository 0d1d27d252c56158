"""Somebody who tries whatever there is in the bot, and hears what it says."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable

from bot.chat.tap import Tap, pack
from bot.playground.messages import Message
from tests.support.classroom import Classroom, Learner, tap_of
from tests.support.listening import Listener

MOST_OF_A_KIND = 16
"""So many buttons of one kind are pressed in one walk."""


class Pathfinder(Learner):
    """Finds buttons by what they do, in whichever language they are. `pressed` counts them by their kind."""

    def __init__(self, name: str, language: str, classroom: Classroom, listener: Listener) -> None:
        classroom.playground.person(name, language)
        super().__init__(name, classroom)
        self.pressed: Counter[str] = Counter()
        self._language = language
        self._listener = listener

    async def says(self, text: str) -> None:
        self._listener.after(f"{self.person.name}: {text}")
        await super().says(text)

    async def forges(self, data: str, on: int | None = None) -> None:
        self._listener.after(f"{self.person.name}: [{data}]")
        self.pressed[_kind(data)] += 1
        await super().forges(data, on)

    async def presses(self, tap: Tap) -> None:
        """Press a button that does this, be it there or not."""
        await self.forges(pack(tap))

    async def finds(self, kind: type[Tap], last: str = "") -> None:
        """Press the newest button of this kind, of which the last field is so, once there is one that is new."""
        await self._classroom.playground.wait_for(lambda: self.offered(kind, last))
        message_id, data = self.offered(kind, last)[-1]
        await self.forges(data, message_id)

    def offered(self, kind: type[Tap], last: str = "") -> list[tuple[int, str]]:
        """The new buttons of this kind, of which the last field is so."""
        return [each for each in _buttons(self.news) if _kind(each[1]) == kind.kind and each[1].endswith(last)]

    async def does_twice(self, data: str) -> None:
        """Press a button so that the bot hears of it twice, and doesn’t hear what became of its first answer."""
        self._listener.after(f"{self.person.name}: [{data}], twice")
        update = tap_of(self, data, f"twice {data}")
        update["callback_query"]["from"]["language_code"] = self._language
        self._classroom.playground.faults.add("sendMessage", "500")
        for _ in range(2):
            self._classroom.playground.post_update(update)
            await self._classroom.at_rest()

    async def says_twice(self, text: str) -> None:
        """Send a message in the same way."""
        self._listener.after(f"{self.person.name}: {text}, twice")
        self._classroom.playground.faults.add("sendMessage", "500")
        update = self.person.say(text)
        await self._classroom.at_rest()
        self.looks()
        self._classroom.playground.post_update(update)
        await self._classroom.at_rest()

    async def presses_big_button(self) -> None:
        """Press the last of the big buttons below the chat, which shares nothing."""
        assert self.person.input is not None
        label = str(self.person.input.rows[-1][0]["text"])
        await self._acts(f"({label})", lambda: self.person.press(label))

    async def shares(self, latitude: float, longitude: float) -> None:
        """Share a place on the map."""
        await self._acts("(a place)", lambda: self.person.share_location(latitude, longitude))

    async def shows_an_album(self) -> None:
        """Send a file as one of an album."""
        await self._acts("(an album)", lambda: self.person.show(b"x", album="1"))

    async def answers_late(self, text: str, question: int) -> None:
        """Send a message as a reply to a question that is no longer the newest."""
        await self._acts(f"{text}, to {question}", lambda: self.person.say(text, reply_to=question))

    async def _acts(self, deed: str, act: Callable[[], object]) -> None:
        self._listener.after(f"{self.person.name}: {deed}")
        self.looks()
        act()
        await self._classroom.at_rest()

    async def walks(self, *, without: Iterable[type[Tap]] = ()) -> None:
        """Press every button of what is new and of what comes of that, breadth first, each once."""
        shunned = {kind.kind for kind in without}
        known: set[str] = set()
        of_a_kind: Counter[str] = Counter()
        ahead: deque[tuple[int, str]] = deque()
        news = _buttons(self.news)
        while ahead or news:
            for message_id, data in news:
                kind = _kind(data)
                if data not in known and kind not in shunned and of_a_kind[kind] < MOST_OF_A_KIND:
                    known.add(data)
                    of_a_kind[kind] += 1
                    ahead.append((message_id, data))
            news = []
            if ahead:
                message_id, data = ahead.popleft()
                await self.forges(data, message_id)
                news = _buttons(self.news)


def _buttons(messages: Iterable[Message]) -> list[tuple[int, str]]:
    """Under which message each button is, and its data."""
    return [
        (message.message_id, str(button["callback_data"]))
        for message in messages
        for row in message.buttons
        for button in row
        if "callback_data" in button
    ]


def _kind(data: str) -> str:
    """The kind of tap, by what stands before the first field."""
    return data.partition(":")[0][1:]

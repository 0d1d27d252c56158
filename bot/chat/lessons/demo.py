"""Demos at play: their replies are typed as ChatGPT would, one after the other, and can be hurried or ended."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from bot.botapi.message import Message
from bot.botapi.sender import Sender
from bot.core.richtext import RichText
from bot.core.typewriter import frames
from bot.flows.lease import LeaseLostError

_log = logging.getLogger(__name__)

_TYPING_FOR = 4.0  # seconds of a reply that is typed unseen, at most


@dataclass(slots=True)
class Performance:
    """A demo being played, the `step` of a day, for the first time or not. `hurry` ends the typing at once; in the end
    it is `shown`, whole.
    """

    day: int
    step: str
    first: bool
    task: asyncio.Task[None] | None = None
    hurry: asyncio.Event = field(default_factory=asyncio.Event)
    shown: bool = False


class DemoPlayer:
    """Plays demos, one for each learner at most. `tempo` scales how long typing takes: 1 at reading pace, 0 at once."""

    def __init__(self, sender: Sender, tempo: float) -> None:
        self._sender = sender
        self._tempo = tempo
        self._playing: dict[int, Performance] = {}

    def is_playing(self, learner_id: int) -> bool:
        """Whether a demo is at play for this learner."""
        return learner_id in self._playing

    def begin(self, learner_id: int, performance: Performance, play: Awaitable[None]) -> None:
        """Let a demo play on by itself."""

        async def perform() -> None:
            try:
                await play
            except LeaseLostError:
                _log.info("A demo is another process’s to end")
            except Exception:
                _log.exception("A demo could not be played to its end")
            finally:
                self._playing.pop(learner_id, None)

        self._playing[learner_id] = performance
        performance.task = asyncio.create_task(perform())

    async def hurry(self, learner_id: int) -> None:
        """End the typing of a running demo at once and wait until its messages are there."""
        performance = self._playing.get(learner_id)
        if performance is not None and performance.task is not None:
            performance.hurry.set()
            await asyncio.shield(performance.task)

    async def hurry_by(self, learner_id: int, day: int, step: str) -> bool:
        """Do so by a Continue on this step of a day; whether that is all that the tap is for: it shows the rest of a
        demo, and only the next one goes on.

        While a demo is new, a Continue on another step was a tap too many on the button that led there: it types on.
        """
        performance = self._playing.get(learner_id)
        if performance is None:
            return False
        its_own, shown = (day, step) == (performance.day, performance.step), performance.shown
        if its_own or not performance.first:
            await self.hurry(learner_id)
        return its_own and not shown

    async def dismiss(self, learner_id: int) -> None:
        """End a running demo at once; nothing more of it is sent."""
        performance = self._playing.pop(learner_id, None)
        if performance is not None and performance.task is not None:
            performance.task.cancel()
            await asyncio.wait([performance.task])

    async def close(self) -> None:
        """Bring the running demos to their end, at once. Cancelling ends them as they are, with that written down."""
        try:
            await asyncio.gather(*(self.hurry(learner_id) for learner_id in list(self._playing)))
        finally:
            for learner_id in list(self._playing):
                await self.dismiss(learner_id)

    async def play(
        self,
        learner_id: int,
        screens: list[Message],
        start: int,
        deliver: Callable[[Message], Awaitable[bool]],
        performance: Performance,
    ) -> bool:
        """Type and deliver the screens from `start` on; whether all of them arrived."""
        for index in range(start, len(screens)):
            screen = screens[index]
            if screen.typed:
                await self._type(learner_id, screen.text, draft_id=index + 1, hurry=performance.hurry)
            if not await deliver(screen):
                return False
        performance.shown = True
        return True

    async def _type(self, learner_id: int, text: RichText, draft_id: int, hurry: asyncio.Event) -> None:
        """Show the text being typed, or “typing …” while that is refused: not for long, then all of it is sent."""
        unseen = 0.0
        for frame in frames(text):
            if hurry.is_set() or unseen >= _TYPING_FOR:
                return
            if not await self._sender.draft(learner_id, draft_id, frame.text):
                if not unseen:
                    await self._sender.typing(learner_id)
                unseen += frame.seconds
            await self._wait(frame.seconds, hurry)

    async def _wait(self, seconds: float, hurry: asyncio.Event) -> None:
        try:
            async with asyncio.timeout(seconds * self._tempo):
                await hurry.wait()
        except TimeoutError:
            pass

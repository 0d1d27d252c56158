"""Teaching in the chat: sends the messages of a step one after the other, and types a demo's replies."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from bot.botapi.api import Unauthorised
from bot.botapi.message import Screen
from bot.botapi.pacing import Lane
from bot.botapi.sender import Sender
from bot.chat.lessons.screens import replay_screens, step_screens, without_continue
from bot.core.course import Demo
from bot.core.delivery import Delivery, Receipt
from bot.core.lesson import Place
from bot.core.richtext import RichText
from bot.core.typewriter import PACE, frames
from bot.flows.enrolment import Showing
from bot.flows.lesson_delivery import claim, owed, settle
from bot.flows.lessons import Replaying
from bot.flows.school import School

_log = logging.getLogger(__name__)

_TYPING_FOR = 4.0  # seconds of “typing …” at most, where drafts are refused


@dataclass(slots=True)
class _Performance:
    """A demo being played, the `step` of a day, for the first time or not. `hurry` ends the typing at once; then it
    `leads_on`, or not.
    """

    day: int
    step: str
    first: bool
    task: asyncio.Task[None] | None = None
    hurry: asyncio.Event = field(default_factory=asyncio.Event)
    leads_on: bool = True


class LessonDelivery:
    """Shows steps to learners. `tempo` scales how long typing takes: 1 at reading pace, 0 at once.

    `turn_of` gives the lock that keeps all that is done for one learner in order.
    """

    def __init__(
        self, school: School, sender: Sender, turn_of: Callable[[int], asyncio.Lock], tempo: float = 1.0
    ) -> None:
        self._school = school
        self._sender = sender
        self._turn_of = turn_of
        self._tempo = tempo
        self._playing: dict[int, _Performance] = {}

    async def show(self, learner_id: int, showing: Showing) -> bool:
        """Send the messages of a step, of which the first is claimed; whether that one is known to have arrived.

        A demo goes on playing after this returns.
        """
        screens = step_screens(showing)
        place = await self._deliver(learner_id, showing, showing.place, screens[showing.place.part])
        if showing.replaces is not None and place.message_id is not None:
            last = without_continue(screens[-1])
            await self._sender.edit_keyboard(learner_id, showing.replaces, last.keyboard)
        if not isinstance(showing.step, Demo):
            await self._send_rest(learner_id, showing, place, screens)
        elif _owes_next(place, showing.place):
            performance = _Performance(showing.day.number, showing.step.id, first=True)
            self._perform(learner_id, performance, self._play_first(learner_id, showing, place, performance))
        return _has_arrived(place, showing.place)

    async def replay(self, learner_id: int, replaying: Replaying, tapped_message: int | None) -> bool:
        """Play a demo again, below; its buttons move there from the tapped message. False if one plays."""
        if learner_id in self._playing:
            return False

        performance = _Performance(replaying.day.number, replaying.demo.id, first=False)

        async def play() -> None:
            used = [] if tapped_message is None else [tapped_message]

            async def deliver(screen: Screen) -> bool:
                receipt = await self._sender.send(learner_id, screen, Lane.LESSON)
                if receipt.message_id is not None and not screen.typed:
                    used.append(receipt.message_id)
                return receipt.outcome is Delivery.SENT

            if await self._play(learner_id, replay_screens(replaying), 0, deliver, performance):
                for message_id in used:
                    await self._sender.edit_keyboard(learner_id, message_id, ())

        self._perform(learner_id, performance, play())
        return True

    async def hurry(self, learner_id: int, *, leaving: tuple[int, str] | None = None) -> None:
        """End the typing of a running demo at once and wait until its messages are there.

        They come without a Continue if the demo is the step (of a day) that the learner is `leaving`. Nobody leaves
        another step while a demo is new: that was a tap too many on the button that led there, and it types on.
        """
        performance = self._playing.get(learner_id)
        if performance is None or performance.task is None:
            return
        its_own = leaving == (performance.day, performance.step)
        if leaving is not None and performance.first and not its_own:
            return
        performance.leads_on = not its_own
        performance.hurry.set()
        await asyncio.shield(performance.task)

    async def dismiss(self, learner_id: int) -> None:
        """End a running demo at once; nothing more of it is sent."""
        performance = self._playing.pop(learner_id, None)
        if performance is not None and performance.task is not None:
            performance.task.cancel()
            await asyncio.wait([performance.task])

    async def send_owed(self) -> None:
        """Send what is owed to learners since a restart or a refusal, without typing. Demos at play are left alone."""
        for learner_id, showing in await owed(self._school):
            async with self._turn_of(learner_id):
                if learner_id in self._playing:
                    continue
                place = await claim(self._school, learner_id, showing.place)
                if place is not None:
                    screens = step_screens(showing)
                    place = await self._deliver(learner_id, showing, place, screens[place.part])
                    await self._send_rest(learner_id, showing, place, screens)

    async def close(self) -> None:
        """Bring the running demos to their end, at once."""
        await asyncio.gather(*(self.hurry(learner_id) for learner_id in list(self._playing)))

    async def _deliver(self, learner_id: int, showing: Showing, place: Place, screen: Screen) -> Place:
        """Send one claimed message and settle it; the place as it is then."""
        receipt = Receipt(Delivery.UNCERTAIN)  # as it is if this is cancelled half-way
        try:
            receipt = await self._sender.send(learner_id, screen, Lane.LESSON)
        except Unauthorised:
            receipt = Receipt(Delivery.PENDING)
            raise
        finally:
            place = await settle(self._school, learner_id, showing, place, receipt)
        return place

    async def _send_rest(self, learner_id: int, showing: Showing, place: Place, screens: list[Screen]) -> None:
        """Send the messages after one that was just settled as `place`, as long as each arrives."""
        while place.delivery is Delivery.PENDING and place.part > 0:
            claimed = await claim(self._school, learner_id, place)
            if claimed is None:
                return
            place = await self._deliver(learner_id, showing, claimed, screens[claimed.part])
            if not _owes_next(place, claimed):
                return

    def _perform(self, learner_id: int, performance: _Performance, play: Awaitable[None]) -> None:
        async def perform() -> None:
            try:
                await play
            except Exception:
                _log.exception("A demo could not be played to its end")
            finally:
                self._playing.pop(learner_id, None)

        self._playing[learner_id] = performance
        performance.task = asyncio.create_task(perform())

    async def _play_first(self, learner_id: int, showing: Showing, place: Place, performance: _Performance) -> None:
        """Play the rest of a demo whose first message has been sent, and take the Continue from that one."""
        standing, first_message = place, place.message_id

        async def deliver(screen: Screen) -> bool:
            nonlocal standing
            claimed = await claim(self._school, learner_id, standing)
            if claimed is None:
                return False
            standing = await self._deliver(learner_id, showing, claimed, screen)
            return _has_arrived(standing, claimed)

        if await self._play(learner_id, step_screens(showing), place.part, deliver, performance) and first_message:
            await self._sender.edit_keyboard(learner_id, first_message, ())

    async def _play(
        self,
        learner_id: int,
        screens: list[Screen],
        start: int,
        deliver: Callable[[Screen], Awaitable[bool]],
        performance: _Performance,
    ) -> bool:
        """Type and deliver the screens from `start` on; whether all of them arrived."""
        for index in range(start, len(screens)):
            screen = screens[index]
            if screen.typed:
                await self._type(learner_id, screen.text, draft_id=index + 1, hurry=performance.hurry)
            if not performance.leads_on:
                screen = without_continue(screen)
            if not await deliver(screen):
                return False
        return True

    async def _type(self, learner_id: int, text: RichText, draft_id: int, hurry: asyncio.Event) -> None:
        """Show the text being typed, or “typing …” where that is refused."""
        for frame in frames(text):
            if hurry.is_set():
                return
            if not await self._sender.draft(learner_id, draft_id, frame.text):
                await self._sender.typing(learner_id)
                await self._wait(min(_TYPING_FOR, len(text.text) / PACE), hurry)
                return
            await self._wait(frame.seconds, hurry)

    async def _wait(self, seconds: float, hurry: asyncio.Event) -> None:
        try:
            async with asyncio.timeout(seconds * self._tempo):
                await hurry.wait()
        except TimeoutError:
            pass


def _owes_next(place: Place, before: Place) -> bool:
    """Whether a message arrived and another is owed."""
    return place.delivery is Delivery.PENDING and place.part > before.part


def _has_arrived(place: Place, before: Place) -> bool:
    """Whether a message is known to have arrived, be it the last or not."""
    return place.delivery is Delivery.SENT or _owes_next(place, before)

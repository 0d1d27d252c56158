"""Lessons on their way: the messages of a step one after the other, each claimed before it is sent, settled after."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from bot.botapi.api import Unauthorised
from bot.botapi.message import Message
from bot.botapi.pacing import Lane
from bot.botapi.sender import Sender
from bot.chat.lessons.demo import DemoPlayer, Performance
from bot.chat.lessons.screens import replay_screens, step_screens, without_continue
from bot.core.course import Demo
from bot.core.delivery import Delivery, Receipt
from bot.core.lesson import Place
from bot.flows.enrolment import Showing
from bot.flows.lesson_delivery import claim, owed, settle
from bot.flows.lessons import Replaying
from bot.flows.school import School
from bot.words import Words, words_in


class LessonDelivery:
    """Shows steps to learners. `turn_of` gives the lock that keeps all that is done for one learner in order."""

    def __init__(
        self, school: School, sender: Sender, player: DemoPlayer, turn_of: Callable[[int], asyncio.Lock]
    ) -> None:
        self._school = school
        self._sender = sender
        self._player = player
        self._turn_of = turn_of

    async def show(self, words: Words, learner_id: int, showing: Showing) -> Delivery:
        """Send the messages of a step, of which the first is claimed; what became of that one.

        A demo goes on playing after this returns.
        """
        screens = step_screens(words, showing)
        place = await self._deliver(learner_id, showing, showing.place, screens[showing.place.part])
        if showing.replaces is not None and place.message_id not in {None, showing.replaces}:  # it is there
            last = without_continue(screens[-1])
            await self._sender.edit_keyboard(learner_id, showing.replaces, last.keyboard)
        if not isinstance(showing.step, Demo):
            await self._send_rest(learner_id, showing, place, screens)
        elif _owes_next(place, showing.place):
            performance = Performance(showing.day.number, showing.step.id, first=True)
            self._player.begin(
                learner_id, performance, self._play_first(learner_id, showing, place, screens, performance)
            )
        return Delivery.SENT if _has_arrived(place, showing.place) else place.delivery

    async def replay(self, words: Words, learner_id: int, replaying: Replaying, tapped_message: int | None) -> bool:
        """Play a demo again, below; its buttons move there from the tapped message. False if one plays."""
        if self._player.is_playing(learner_id):
            return False

        performance = Performance(replaying.day.number, replaying.demo.id, first=False)

        async def play() -> None:
            used = [] if tapped_message is None else [tapped_message]

            async def deliver(screen: Message) -> bool:
                receipt = await self._sender.send(learner_id, screen, Lane.LESSON)
                if receipt.message_id is not None and not screen.typed:
                    used.append(receipt.message_id)
                return receipt.outcome is Delivery.SENT

            if await self._player.play(learner_id, replay_screens(words, replaying), 0, deliver, performance):
                for message_id in used:
                    await self._sender.edit_keyboard(learner_id, message_id, ())

        self._player.begin(learner_id, performance, play())
        return True

    async def send_owed(self) -> None:
        """Send what is owed to learners since a restart or a refusal, without typing. Demos at play are left alone, and
        so is, until the next look, whoever is being answered: that may have to wait for long.
        """
        owing = [(learner, showing) for learner, showing in await owed(self._school) if self._is_at_rest(learner.id)]
        sent = (self._send_owed_to(words_in(learner.language), learner.id, showing) for learner, showing in owing)
        for failure in await asyncio.gather(*sent, return_exceptions=True):  # nobody waits for anybody else
            if failure is not None:
                raise failure

    def _is_at_rest(self, learner_id: int) -> bool:
        return not (self._player.is_playing(learner_id) or self._turn_of(learner_id).locked())

    async def _send_owed_to(self, words: Words, learner_id: int, showing: Showing) -> None:
        async with self._turn_of(learner_id):
            place = None
            if not self._player.is_playing(learner_id):
                place = await claim(self._school, learner_id, showing.place)
            if place is not None:
                screens = step_screens(words, showing)
                place = await self._deliver(learner_id, showing, place, screens[place.part])
                await self._send_rest(learner_id, showing, place, screens)

    async def _deliver(self, learner_id: int, showing: Showing, place: Place, screen: Message) -> Place:
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

    async def _send_rest(self, learner_id: int, showing: Showing, place: Place, screens: list[Message]) -> None:
        """Send the messages after one that was just settled as `place`, as long as each arrives."""
        while place.delivery is Delivery.PENDING and place.part > 0:
            claimed = await claim(self._school, learner_id, place)
            if claimed is None:
                return
            place = await self._deliver(learner_id, showing, claimed, screens[claimed.part])
            if not _owes_next(place, claimed):
                return

    async def _play_first(
        self, learner_id: int, showing: Showing, place: Place, screens: list[Message], performance: Performance
    ) -> None:
        """Play the rest of a demo whose first message has been sent, and take the Continue from that one."""
        standing, first_message = place, place.message_id

        async def deliver(screen: Message) -> bool:
            nonlocal standing
            claimed = await claim(self._school, learner_id, standing)
            if claimed is None:
                return False
            standing = await self._deliver(learner_id, showing, claimed, screen)
            return _has_arrived(standing, claimed)

        if await self._player.play(learner_id, screens, place.part, deliver, performance) and first_message:
            await self._sender.edit_keyboard(learner_id, first_message, ())


def _owes_next(place: Place, before: Place) -> bool:
    """Whether a message arrived and another is owed."""
    return place.delivery is Delivery.PENDING and place.part > before.part


def _has_arrived(place: Place, before: Place) -> bool:
    """Whether a message is known to have arrived, be it the last or not."""
    return place.delivery is Delivery.SENT or _owes_next(place, before)

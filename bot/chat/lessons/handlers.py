"""Lessons in the chat: what learners do in them calls one flow, and what comes back is shown."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable

from bot.chat.conversation import Conversation, Tapped, Typed
from bot.chat.feature import Command, Feature, Tick
from bot.chat.lessons.delivery import LessonDelivery
from bot.chat.lessons.demo import DemoPlayer
from bot.chat.lessons.opening_screens import (
    elsewhere_screen,
    lessons_screen,
    offer_screen,
    parts_screen,
    rest_screen,
    welcome_screen,
)
from bot.chat.lessons.screens import ALREADY_ANSWERED, first_counts_screen, judged_screen
from bot.chat.lessons.taps import Answer, Begin, Continue, JumpTo, MoveTo, ReadAgain, Replay, ShowLessons, ShowParts
from bot.core.course import Closing
from bot.core.lesson import Refusal
from bot.flows.enrolment import Showing
from bot.flows.lessons import (
    Elsewhere,
    Rest,
    Welcome,
    answer,
    answer_typed,
    begin_day,
    continue_from,
    jump_to,
    open_day,
    open_lesson_day,
    open_today,
    replay_demo,
)
from bot.flows.progress import look_at_progress
from bot.flows.school import School
from bot.words import N_

ALREADY_PLAYING = N_("It’s already playing.")

SHARED = "share"
"""What `/start` brings along when somebody follows a shared link."""
_LINK = re.compile(r"day-([0-9]{1,3})")  # what it brings along from a link to a day


class LessonHandlers:
    """Where lessons are taken. Below a closing card there is more: the tap that finishes a day is to `celebrate`, and
    `ask` asks for the zone, once.
    """

    def __init__(
        self,
        school: School,
        delivery: LessonDelivery,
        player: DemoPlayer,
        celebrate: Callable[[Conversation, Showing], Awaitable[None]],
        ask: Callable[[Conversation], Awaitable[None]],
    ) -> None:
        self._school = school
        self._delivery = delivery
        self._player = player
        self._celebrate = celebrate
        self._ask = ask

    @property
    def feature(self) -> Feature:
        """What lessons bring to the bot."""
        return Feature(
            commands=(
                Command("start", self.on_today),
                Command("today", self.on_today, N_("Open today’s lesson"), menu=10),
                Command("lessons", self.on_lessons, N_("All lessons, to take or to read again"), menu=50),
            ),
            taps={
                Answer: self.on_answer,
                Continue: self.on_continue,
                Begin: self.on_begin,
                MoveTo: self.on_move,
                ReadAgain: self.on_read_again,
                ShowParts: self.on_show_parts,
                JumpTo: self.on_jump,
                Replay: self.on_replay,
                ShowLessons: self.on_show_lessons,
            },
            on_message=self.on_message,
            on_stop=self._player.hurry,
            ticks=(Tick(self._delivery.send_owed),),
            closing=(self._player.close,),
        )

    async def on_today(self, typed: Typed) -> None:
        """Go on where the learner stands, or at the day a link leads to. Only somebody new is told that a link was
        shared.
        """
        await self._player.hurry(typed.learner_id)
        outcome: Showing | Elsewhere | Welcome | Rest | Refusal = Refusal.UNKNOWN
        if linked := _LINK.fullmatch(" ".join(typed.arguments)):
            outcome = await begin_day(self._school, typed.learner_id, int(linked[1]), typed.cause)
        if outcome is Refusal.UNKNOWN:
            outcome = await open_today(self._school, typed.learner_id, typed.cause)
        match outcome:
            case Elsewhere():
                await typed.reply(elsewhere_screen(typed.words, self._school.course, outcome))
            case Showing():
                await self._show(typed, outcome)
            case Welcome():
                await typed.reply(welcome_screen(typed.words, outcome, invited=typed.arguments == (SHARED,)))
            case Rest():
                await typed.reply(rest_screen(typed.words, outcome))
            case Refusal.UNSURE:
                day = await open_lesson_day(self._school, typed.learner_id)
                await typed.reply(offer_screen(typed.words, day.number if day else None))

    async def on_lessons(self, typed: Typed) -> None:
        """List the lessons."""
        await typed.reply(lessons_screen(typed.words, await look_at_progress(self._school, typed.learner_id)))

    async def on_show_lessons(self, tapped: Tapped, _: ShowLessons) -> None:
        """List the lessons, below."""
        await tapped.say()
        await tapped.reply(lessons_screen(tapped.words, await look_at_progress(self._school, tapped.learner_id)))

    async def on_answer(self, tapped: Tapped, tap: Answer) -> None:
        """Judge a knowledge check in place."""
        outcome = await answer(self._school, tapped.learner_id, tap.day, tap.step, tap.option)
        if isinstance(outcome, Refusal):
            await tapped.refuse(outcome)
            return
        is_over = not outcome.first and (outcome.choice != tap.option or not outcome.current)
        await tapped.say(tapped.words.text(ALREADY_ANSWERED) if is_over else None)
        await tapped.show(judged_screen(tapped.words, outcome))

    async def on_continue(self, tapped: Tapped, tap: Continue) -> None:
        """Show the rest of a demo that is being typed, or else go on to the next step, below."""
        if await self._player.hurry_by(tapped.learner_id, tap.day, tap.step):
            await tapped.say()
            return
        outcome = await continue_from(self._school, tapped.learner_id, tap.day, tap.step, tapped.cause)
        if isinstance(outcome, Refusal):
            await tapped.refuse(outcome)
            arrived = outcome in {Refusal.OLD, Refusal.REPEATED}
        else:
            arrived = await self._show(tapped, outcome)
        if arrived:
            await tapped.take_button()
            await self._follow_up(tapped, outcome)
        elif not isinstance(outcome, Refusal) or outcome is Refusal.UNSURE:
            # The step may have to be asked for again, even where a demo that was cut short has taken the button.
            await tapped.set_buttons(tapped.keyboard)

    async def on_message(self, typed: Typed) -> bool:
        """Take a letter that is typed at a knowledge check for the answer."""
        outcome = await answer_typed(self._school, typed.learner_id, typed.text)
        if outcome is None:
            return False
        screen = judged_screen(typed.words, outcome.judged)
        if not outcome.judged.first:
            await typed.reply(first_counts_screen(typed.words))
        else:
            await typed.put(outcome.message_id, screen)
        return True

    async def on_begin(self, tapped: Tapped, tap: Begin) -> None:
        """Open a day where the learner stands in it; whoever is at another is asked first."""
        await self._player.hurry(tapped.learner_id)
        outcome = await begin_day(self._school, tapped.learner_id, tap.day, tapped.cause)
        if isinstance(outcome, Elsewhere):
            await tapped.say()
            await tapped.reply(elsewhere_screen(tapped.words, self._school.course, outcome))
        else:
            await self._opened(tapped, outcome)

    async def on_move(self, tapped: Tapped, tap: MoveTo) -> None:
        """Open a day, whichever the learner is at."""
        await self._player.hurry(tapped.learner_id)
        await self._opened(tapped, await open_day(self._school, tapped.learner_id, tap.day, tapped.cause))

    async def on_read_again(self, tapped: Tapped, tap: ReadAgain) -> None:
        """Open a finished day from its start."""
        await self._player.hurry(tapped.learner_id)
        outcome = await open_day(self._school, tapped.learner_id, tap.day, tapped.cause, again=True)
        await self._opened(tapped, outcome, again=True)

    async def on_show_parts(self, tapped: Tapped, tap: ShowParts) -> None:
        """List the parts of a day, below."""
        day = self._school.course.day(tap.day)
        if day is None or day.lesson is None:
            await tapped.refuse(Refusal.UNKNOWN)
            return
        await tapped.say()
        await tapped.reply(parts_screen(tapped.words, day, day.lesson))

    async def on_jump(self, tapped: Tapped, tap: JumpTo) -> None:
        """Open one of them."""
        await self._player.hurry(tapped.learner_id)
        await self._opened(tapped, await jump_to(self._school, tapped.learner_id, tap.day, tap.step, tapped.cause))

    async def on_replay(self, tapped: Tapped, tap: Replay) -> None:
        """Play a demo again, below."""
        outcome = await replay_demo(self._school, tapped.learner_id, tap.day, tap.step)
        if isinstance(outcome, Refusal):
            await tapped.refuse(outcome)
            return
        begun = await self._delivery.replay(tapped.words, tapped.learner_id, outcome, tapped.message_id)
        await tapped.say(None if begun else tapped.words.text(ALREADY_PLAYING))

    async def _opened(self, tapped: Tapped, outcome: Showing | Refusal, *, again: bool = False) -> None:
        """Answer a tap that opens a day."""
        if isinstance(outcome, Refusal):
            await tapped.refuse(outcome)
            return
        if await self._show(tapped, outcome) and not again:
            await tapped.take_button()  # what it opens is there now; /lessons keeps its own to read again

    async def _show(self, conversation: Conversation, outcome: Showing) -> bool:
        """Show a step; whether it is known to have arrived. If not, that is told, and what is owed comes by itself."""
        return await conversation.tell(await self._delivery.show(conversation.words, conversation.learner_id, outcome))

    async def _follow_up(self, tapped: Tapped, outcome: Showing | Refusal) -> None:
        """Send what belongs to a closing card."""
        over = isinstance(outcome, Showing) and isinstance(outcome.step, Closing)
        if isinstance(outcome, Showing):
            await self._celebrate(tapped, outcome)
        # A tap that comes again may have been cut short before the question.
        if over or outcome is Refusal.REPEATED:
            await self._ask(tapped)

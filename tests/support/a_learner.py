"""A learner for whom the bot dies again and again, and who holds it to what it promises."""

from __future__ import annotations

import asyncio
import random
import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.core.course import Demo, Lesson, Quiz, Step
from bot.playground import Playground
from bot.playground.messages import Message
from tests.support.rest import kept_in, until

DAY = 11

_HEADER = re.compile(rf"Day {DAY} of 28 · (\d+)/\d+\n")
_SCORE = re.compile(r"(Score|This time): (\d) of \d")
_REPLY = "🤖 ChatGPT\n\n"
_VERDICTS = ("\nRight.\n", "\nNot quite: the answer is ")


@dataclass(frozen=True, slots=True)
class Arrival:
    """A copy of a step that reached the chat: on which visit to the day, which step (both from 1)."""

    visit: int
    step: int
    message: Message


@dataclass(frozen=True, slots=True)
class Act:
    """A tap or a command, with what they had before them: the step, the id of the newest message, the kills so far."""

    label: str
    here: Arrival | None
    seen: int
    kills: int
    update_id: int
    query_id: str | None

    @property
    def is_answer(self) -> bool:
        """Whether it was a tap on an option."""
        return self.label in "ABCD"

    @property
    def asks_for_a_step(self) -> bool:
        """Whether a step may follow from it."""
        return not self.is_answer and self.label != "/lessons"


class ALearner:
    """Takes Day 11 over and over: taps what there is to be tapped, at times twice, and types /today now and then.

    Once an act is dealt with, the database must hold its effect. If the bot was not killed meanwhile (`kills` counts
    that), the chat must have gone on as well.
    """

    patience = 60.0
    """Seconds in which whatever they do has to be dealt with."""

    def __init__(
        self,
        name: str,
        playground: Playground,
        lesson: Lesson,
        database: Path,
        kills: Callable[[], int],
        chance: random.Random | None = None,
        reads_for: float = 0.12,
    ) -> None:
        self.person = playground.person(name)
        self.acts: list[Act] = []
        self.first_answers: dict[tuple[int, str], str] = {}
        self._playground = playground
        self._lesson = lesson
        self._database = database
        self._kills = kills
        self._chance = chance or random.Random()  # noqa: S311 -- no two runs are the same
        self._reads_for = reads_for

    async def learn(self, enough: asyncio.Event) -> None:
        """Go on until it is enough."""
        with self._telling_the_story():
            while not enough.is_set():
                await asyncio.sleep(self._chance.uniform(0, self._reads_for))
                await self.act()

    async def act(self) -> None:
        """Do the next thing, wait until it is dealt with, and look at what came of it."""
        here = self.here
        label = self._next(here)
        act = self._do(label, here)
        if not label.startswith("/") and self._chance.random() < 0.2:
            self._do(self._chance.choice("ABCD") if act.is_answer else label, here)
        await self._playground.wait_for(self._is_all_confirmed, self.patience)
        async with asyncio.timeout(self.patience):
            await self._all_dealt_with(self._latest())
        self._check_database(act)
        if act.kills == self._kills():
            self._check_chat(act)

    async def _all_dealt_with(self, update_ids: set[int]) -> None:
        """Wait until these, which are confirmed, are dealt with and forgotten."""
        await until(lambda: kept_in(self._database).isdisjoint(update_ids))

    @property
    def arrivals(self) -> list[Arrival]:
        """Every copy of a step in the chat, in order."""
        return [arrival for arrival, message in self._transcript() if arrival.message is message]

    @property
    def here(self) -> Arrival | None:
        """The step they are at, as far as they can see."""
        return self.arrivals[-1] if self.arrivals else None

    def check_transcript(self) -> None:
        """What must be true of the whole conversation, whatever died in it."""
        with self._telling_the_story():
            self._check_order()
            self._check_copies()
            self._check_scores()
            assert self._stored_answers() == self.first_answers

    @contextmanager
    def _telling_the_story(self) -> Iterator[None]:
        """To whatever goes wrong within, add the conversation: a line for each message and each act."""
        try:
            yield
        except Exception as error:
            lines = [(float(act.seen), f"    {act.label} (after {act.kills} kills)") for act in self.acts]
            for message in self._from_bot():
                buttons = [str(button["text"]) for row in message.buttons for button in row]
                lines.append(
                    (message.message_id - 0.5, f"{message.message_id} {(message.text or '')[:60]!r} {buttons}")
                )
            error.add_note("\n".join(line for _, line in sorted(lines, key=lambda each: each[0])))
            raise

    def _next(self, here: Arrival | None) -> str:
        """What to do now: the button to tap or the command to type."""
        newest = [str(button["text"]) for row in self._from_bot()[-1:] for each in row.buttons for button in each]
        for label in newest:
            if label.startswith(("Show my step", "✓ ", "Begin ")):
                return label
        if here is None:
            return "/start"
        if here.step == len(self._lesson.steps):
            return "/lessons"
        if isinstance(self._step(here), Quiz) and not _leads_on(here.message):
            return self._chance.choice("ABCD")
        return "/today" if self._chance.random() < 0.05 else "Continue"

    def _do(self, label: str, here: Arrival | None) -> Act:
        seen, query_id = self._newest, None
        if label.startswith("/"):
            self.person.say(label)
        else:
            query_id = self.person.tap(label)
        act = Act(label, here, seen, self._kills(), self._playground._world.bot.last_update_id, query_id)
        self.acts.append(act)
        if act.is_answer and here is not None:
            self.first_answers.setdefault((here.visit, self._step(here).id), label)
        return act

    def _is_all_confirmed(self) -> bool:
        """Whether the bot has told Telegram that nothing of theirs need be delivered again."""
        pending = {update["update_id"] for _, update in self._playground._updates.waiting()}
        return pending.isdisjoint(self._latest())

    def _latest(self) -> set[int]:
        """The updates of the last two acts."""
        return {act.update_id for act in self.acts[-2:]}

    def _check_database(self, act: Act) -> None:
        """What was confirmed has had its effect, for good."""
        here = act.here
        if here is None:
            return
        if act.is_answer:
            question = here.visit, self._step(here).id
            assert self._stored_answers()[question] == self.first_answers[question]
        elif act.label == "Continue":
            assert self._stored_place() >= (here.visit, here.step + (not self._may_complete(act))), act
        elif "✓" in act.label:
            assert self._stored_place() >= (here.visit + 1, 1), act

    def _check_chat(self, act: Act) -> None:
        """The tap, or the command, has led on."""
        here = self.here
        if act.here is None or here is None or not (act.is_answer or act.label == "Continue"):
            assert self._newest > act.seen, act
        elif act.is_answer:
            assert _leads_on(here.message), act
        elif self._may_complete(act):
            assert self._newest > act.seen or not _leads_on(act.here.message), act
        else:
            assert (here.visit, here.step) > (act.here.visit, act.here.step), act

    def _may_complete(self, act: Act) -> bool:
        """Whether it is a Continue that may have done no more than end the typing of a demo."""
        return act.label == "Continue" and act.here is not None and isinstance(self._step(act.here), Demo)

    def _check_order(self) -> None:
        """No step was skipped, and none came before its time."""
        last, before = len(self._lesson.steps), (1, 1)
        for arrival in self.arrivals:
            visit, step = before
            now = (arrival.visit, arrival.step)
            assert now in {before, (visit, step + 1)} or (step == last and now == (visit + 1, 1)), (before, now)
            before = now

    def _check_copies(self) -> None:
        """Each copy of a message has a request of its own, made since the step before came. A judged check is one more
        where it could not take the place of the question.
        """
        copies: Counter[tuple[int, int, bool]] = Counter()
        came_at = [0]
        for arrival, message in self._transcript():
            if not (message is arrival.message or words(message).startswith(_REPLY)):
                continue
            copy = arrival.visit, arrival.step, message is arrival.message
            copies[copy] += 1
            if copies[copy] == 1 and message is arrival.message:
                came_at.append(message.message_id)
            is_judged = any(verdict in words(message) for verdict in _VERDICTS)
            requests = [
                act
                for act in self.acts
                if (act.asks_for_a_step or (is_judged and act.is_answer)) and came_at[-2] <= act.seen
            ]
            assert copies[copy] <= sum(act.seen < message.message_id for act in requests), message

    def _check_scores(self) -> None:
        """The closing card counts the first answers."""
        quizzes = self._lesson.quizzes
        for arrival in self.arrivals:
            for which, score in _SCORE.findall(words(arrival.message)):
                visit = 1 if which == "Score" else arrival.visit
                right = sum(self.first_answers[visit, quiz.id] == quiz.answer for quiz in quizzes)
                assert int(score) == right, arrival

    def _transcript(self) -> Iterator[tuple[Arrival, Message]]:
        """The bot's messages from the first step on, each with the step it belongs to."""
        arrival: Arrival | None = None
        for message in self._from_bot():
            if header := _HEADER.match(words(message)):
                step = int(header[1])
                visit = 1 if arrival is None else arrival.visit + (step < arrival.step)
                arrival = Arrival(visit, step, message)
            if arrival is not None:
                yield arrival, message

    def _from_bot(self) -> list[Message]:
        return [message for message in self.person.messages if message.from_bot]

    @property
    def _newest(self) -> int:
        return max((message.message_id for message in self._from_bot()), default=0)

    def _step(self, here: Arrival) -> Step:
        return self._lesson.steps[here.step - 1]

    def _stored_place(self) -> tuple[int, int]:
        """Visit and step (from 1) as the database has them."""
        ((visit, step),) = self._query("SELECT visit, step FROM places WHERE learner_id = ?")
        return visit, (self._lesson.index_of(step) or 0) + 1

    def _stored_answers(self) -> dict[tuple[int, str], str]:
        rows = self._query("SELECT visit, question, option FROM answers WHERE learner_id = ?")
        return {(visit, question): option for visit, question, option in rows}

    def _query(self, sql: str) -> list[Any]:
        with closing(sqlite3.connect(f"file:{self._database}?mode=ro", uri=True)) as database:
            return database.execute(sql, [self.person.id]).fetchall()


def words(message: Message) -> str:
    """What a message says, be it as its text or under a picture."""
    return message.text or message.caption or ""


def _leads_on(message: Message) -> bool:
    return any(button["text"] == "Continue" for row in message.buttons for button in row)

"""Broadcasts go out: a few recipients are claimed, each gets their copy as the pacer lets it go, all are settled.

What is claimed and not settled is never more than the window, so that a dead process leaves no more than that
uncertain; and no more of it waits for the pacer than goes within half a second.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from dataclasses import dataclass, field
from datetime import timedelta

from bot.botapi.api import Unauthorised, backoff
from bot.botapi.pacing import Lane, Pacer
from bot.botapi.sender import Sender
from bot.chat.alerts import Alerts
from bot.chat.broadcasts.copies import announcement_keyboard
from bot.chat.broadcasts.phrases import trouble_words
from bot.chat.broadcasts.sources import made_anew
from bot.core.broadcast import Broadcast, Kind, Source, Trouble, is_source_gone, trouble
from bot.core.delivery import BROKE_DOWN, Delivery, Receipt
from bot.core.richtext import join
from bot.flows.broadcasts.delivery import Assignment, Claimed, Notes, Settled, settle_and_claim
from bot.flows.pauses import remember_pauses
from bot.flows.school import School
from bot.words import N_, Words, words_in

_log = logging.getLogger(__name__)

WINDOW, PAID_WINDOW = 50, 150
"""Recipients that are claimed and not settled, at most: as many as go while one message is on its way and back."""

# All in seconds.
_AHEAD_FOR = 0.5  # how much of a broadcast may wait for the pacer
_HEARD_WITHIN = 0.25  # a pause or a stop, and an outcome
_LOOK_EVERY = 1.0  # while there is nothing to do
_LONGEST_REST = 30.0  # after what led nowhere
_LONGEST_WAIT = 5.0  # for a database that refuses
_PACED_EVERY = 1.0

_MOST_AHEAD = 40  # recipients that may wait for the pacer
_AT_ONCE = 10  # recipients that are claimed in one transaction: learners who tap wait for it

_WATCHED = 200  # outcomes by which a broadcast's health is judged
_SMOOTHING = 0.3

_NO_DATABASE = N_(
    "The database can’t be written to; perhaps the disk is full. Broadcasts wait, and go on by themselves when it can."
)


@dataclass(slots=True)
class _Run:
    """What is known here of a running broadcast; after a pause, or a restart, it is known anew."""

    latest: deque[Receipt] = field(default_factory=lambda: deque(maxlen=_WATCHED))
    trouble: Trouble | None = None
    gone: Broadcast | None = None  # whose message is to be made anew
    source: Source | None = None  # where it is since
    sent: int = 0  # since its pace was last measured
    pace: float = 0.0  # a second


class BroadcastSending:
    """Carries out every running broadcast. `paid` has each copy sent as a paid broadcast, which costs Stars.

    That one has paused itself is told by the alerts.
    """

    def __init__(self, school: School, sender: Sender, pacer: Pacer, alerts: Alerts, *, paid: bool = False) -> None:
        self._school = school
        self._sender = sender
        self._pacer = pacer
        self._alerts = alerts
        self._paid = paid
        self._window = PAID_WINDOW if paid else WINDOW
        self._ahead = min(_MOST_AHEAD, max(8, round(pacer.broadcasts_per_second * _AHEAD_FOR)))
        self._stopping = False
        self._stir = asyncio.Event()
        self._runs: dict[int, _Run] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._under_way: dict[tuple[int, int], Assignment] = {}
        self._waiting: set[tuple[int, int]] = set()  # those of them that the pacer has not let go yet
        self._settled: list[Settled] = []
        self._more_is_due = True
        self._failures = 0  # in a row
        self._rested_at = 0.0
        self._paced_at = 0.0
        self._pause_kept_until = 0.0

    async def run(self) -> None:
        """Serve until `stop`, and then until all that is under way has come to its end and is settled."""
        while not (self._stopping and not self._under_way and not self._settled):
            await self._pacer.leisure()
            result = await self._settle_and_claim()
            if result is None or not result.more:
                await self._wait()

    def stop(self) -> None:
        """Claim nothing more, and let nothing go that still waits for the pacer."""
        self._stopping = True
        self._stir.set()

    async def _settle_and_claim(self) -> Claimed | None:
        """Bring the outcomes home and take new assignments along; None where the database refuses."""
        for broadcast_id, run in self._runs.items():
            if run.gone and await self._mended(run, run.gone):
                _log.info("The message of broadcast %d was gone and is made anew", broadcast_id)
        settled, self._settled = self._settled, []
        room, troubles = self._room(), {id_: run.trouble for id_, run in self._runs.items() if run.trouble}
        try:
            await self._keep_pause()
            result = await settle_and_claim(self._school, settled, room, Notes(troubles, self._paces()))
        except Exception as error:
            self._settled = settled + self._settled
            await self._bear(error)
            return None
        for broadcast_id, told in troubles.items():
            self._alerts.note(_halted(words_in(None), broadcast_id, told))
        for broadcast_id in sorted(result.running ^ self._runs.keys()):
            _log.info(
                "Broadcast %d %s", broadcast_id, "goes out" if broadcast_id in result.running else "is through or held"
            )
        self._runs = {
            id_: self._runs[id_] if id_ in self._runs and id_ not in troubles else _Run() for id_ in result.running
        }
        if room:
            self._more_is_due = len(result.assignments) == room
        for assignment in result.assignments:
            self._under_way[_key(assignment)] = assignment
            self._waiting.add(_key(assignment))
            self._begin(assignment)
        return result

    async def _mended(self, run: _Run, broadcast: Broadcast) -> bool:
        """Whether the message to be copied was gone and is there anew, so that the run has no trouble."""
        run.gone = None
        anew = await made_anew(self._school, self._sender, broadcast)
        if anew is None:
            return False
        run.source, run.trouble = anew.source, None
        run.latest.clear()
        return True

    def _room(self) -> int:
        """How many assignments may be claimed now."""
        resting = asyncio.get_running_loop().time() < self._rested_at
        paused = self._pacer.pause_left(0, Lane.BROADCAST) > 0
        if self._stopping or resting or paused or self._sender.unauthorised.is_set():
            return 0
        return max(0, min(_AT_ONCE, self._window - len(self._under_way), self._ahead - len(self._waiting)))

    async def _wait(self) -> None:
        """Wait until another settle_and_claim is worth its commit."""
        busy = self._under_way or self._settled
        try:
            async with asyncio.timeout(_HEARD_WITHIN if busy else _LOOK_EVERY):
                while not self._is_worth_it():
                    self._stir.clear()
                    await self._stir.wait()
        except TimeoutError:
            pass

    def _is_worth_it(self) -> bool:
        if self._stopping:
            return not self._under_way
        return self._more_is_due and self._room() >= min(_AT_ONCE, self._ahead / 2)

    def _begin(self, assignment: Assignment) -> None:
        task = asyncio.create_task(self._perform(assignment))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _perform(self, assignment: Assignment) -> None:
        receipt = Receipt(Delivery.UNCERTAIN, reason=BROKE_DOWN)
        try:
            receipt = await self._send(assignment)
        except Unauthorised as refusal:
            receipt = Receipt(Delivery.PENDING, reason=str(refusal))
        except Exception:
            _log.exception("A message of broadcast %d broke down", assignment.broadcast.id)
        finally:
            self._note(assignment, receipt)

    async def _send(self, assignment: Assignment) -> Receipt:
        broadcast, learner_id = assignment.broadcast, assignment.learner_id

        def leaving() -> bool:
            self._waiting.discard(_key(assignment))
            self._stir.set()
            run = self._runs.get(broadcast.id)
            return run is not None and run.trouble is None and not self._stopping

        keyboard = announcement_keyboard(words_in(assignment.language), broadcast.opens_day)
        if broadcast.kind is Kind.COPY:
            return await self._sender.copy(
                learner_id, broadcast.source, keyboard, Lane.BROADCAST, leaving, paid=self._paid
            )
        if assignment.message_id is None:
            raise LookupError("no copy to change")
        if broadcast.kind is Kind.RECALL:
            return await self._sender.unsend(learner_id, assignment.message_id, leaving)
        captioned = broadcast.source.captioned
        return await self._sender.reword(
            learner_id, assignment.message_id, broadcast.text, keyboard, leaving, captioned=captioned
        )

    def _note(self, assignment: Assignment, receipt: Receipt) -> None:
        """Keep the outcome until the next settle_and_claim, and what it says about the broadcast."""
        run = self._runs.get(assignment.broadcast.id, _Run())
        gone = assignment.broadcast.kind is Kind.COPY and is_source_gone(receipt)
        if gone and run.source not in {None, assignment.broadcast.source}:  # it is copied from elsewhere by now
            receipt = Receipt(Delivery.PENDING, reason=receipt.reason)
        elif gone and run.source is None and assignment.broadcast.can_be_made_anew:
            run.gone = assignment.broadcast
        if receipt.outcome is not Delivery.PENDING:
            self._failures = 0
            run.sent += 1
            run.latest.append(receipt)
        if receipt.outcome in {Delivery.FAILED, Delivery.UNCERTAIN}:
            run.trouble = run.trouble or trouble(assignment.broadcast.kind, tuple(run.latest))
        if gone:
            receipt = Receipt(Delivery.PENDING, reason=receipt.reason)
        again_after = 0.0 if gone else self._again_after(assignment, receipt)
        self._settled.append(Settled(assignment, receipt, timedelta(seconds=again_after)))
        del self._under_way[_key(assignment)]
        self._waiting.discard(_key(assignment))
        self._stir.set()

    def _again_after(self, assignment: Assignment, receipt: Receipt) -> float:
        """The seconds after which one that is pending again is due: at once, unless it was tried in vain."""
        if receipt.outcome is not Delivery.PENDING:
            return 0.0
        if paused := self._pacer.pause_left(assignment.learner_id, Lane.BROADCAST):
            return paused
        if assignment.broadcast.kind is not Kind.COPY and (paused := self._sender.amending_pause):
            return paused
        run = self._runs.get(assignment.broadcast.id)
        if self._stopping or run is None or run.trouble:  # it was not let go
            return 0.0
        self._rest()
        return backoff(assignment.attempt, _LONGEST_REST)

    def _rest(self) -> None:
        """Something led nowhere: claim nothing for a while, the longer the more often."""
        self._failures += 1
        self._rested_at = asyncio.get_running_loop().time() + backoff(self._failures, _LONGEST_REST)

    async def _bear(self, error: Exception) -> None:
        """The database refuses: nothing is claimed, and what was sent is kept here until it can be settled."""
        _log.warning("The database refuses: %s", error)
        if not self._failures:
            self._alerts.note(words_in(None).text(_NO_DATABASE).text)
        self._failures += 1
        await asyncio.sleep(backoff(self._failures, _LONGEST_WAIT))

    def _paces(self) -> dict[int, float]:
        """How fast each broadcast goes, once a second."""
        now = asyncio.get_running_loop().time()
        passed = now - self._paced_at
        if passed < _PACED_EVERY:
            return {}
        self._paced_at = now
        for run in self._runs.values():
            rate, run.sent = run.sent / passed, 0
            run.pace = rate if not run.pace else run.pace + _SMOOTHING * (rate - run.pace)
        return {id_: round(run.pace, 2) for id_, run in self._runs.items() if run.pace}

    async def _keep_pause(self) -> None:
        """Telegram's wish for silence is written down before anything else, so that a restart keeps it."""
        until = asyncio.get_running_loop().time() + self._pacer.pause_left(0, Lane.BROADCAST)
        if until > self._pause_kept_until + _PACED_EVERY and self._pacer.pause_left(0, Lane.BROADCAST):
            await remember_pauses(self._school, self._pacer.pauses())
            self._pause_kept_until = until


def _halted(words: Words, broadcast_id: int, trouble: Trouble) -> str:
    """That a broadcast has paused itself, and why."""
    # Translators: {broadcast} is a number; why it has paused itself is said behind that.
    paused = words.text("Broadcast {broadcast} has paused itself.", broadcast=str(broadcast_id))
    return join(" ", [paused, trouble_words(words, trouble)]).text


def _key(assignment: Assignment) -> tuple[int, int]:
    return assignment.broadcast.id, assignment.learner_id

"""The pace of sends, lived through on a clock that jumps to the next moment at which something happens."""

from __future__ import annotations

import asyncio
import selectors
from collections import defaultdict
from collections.abc import Callable, Coroutine, Iterable
from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.botapi.pacing import Lane, Pacer

Sent = list[tuple[float, int, Lane]]


class JumpingSelector(selectors.DefaultSelector):
    """Never waits: the time jumps to the next timer, and creeps a microsecond each round."""

    now = 1000.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        assert timeout is not None, "somebody waits for what will never happen"
        self.now += max(timeout, 1e-6)
        return super().select(0)


class JumpingLoop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self._jumping = JumpingSelector()
        super().__init__(self._jumping)

    def time(self) -> float:
        return self._jumping.now


def live(
    scenario: Callable[[Pacer, Callable[[], float]], Coroutine[Any, Any, None]],
    overall_per_second: int = 30,
    chat_burst: int = 8,
    paid_per_second: int | None = None,
) -> None:
    loop = JumpingLoop()
    try:
        pacer = Pacer(
            overall_per_second, chat_burst=chat_burst, monotonic=loop.time, broadcasts_per_second=paid_per_second
        )
        loop.run_until_complete(scenario(pacer, loop.time))
    finally:
        loop.close()


async def send(pacer: Pacer, sent: Sent, chat_id: int, lane: Lane, after: float = 0.0) -> None:
    await asyncio.sleep(after)
    left_at = await pacer.acquire(chat_id, lane)
    assert left_at is not None
    sent.append((pacer._monotonic(), chat_id, lane))
    pacer.arrived(left_at)


def most_in_a_second(moments: Iterable[float], most: int) -> bool:
    times = list(moments)
    return all(later - earlier > 1.0 for earlier, later in zip(times, times[most:], strict=False))


arrivals = st.lists(
    st.tuples(st.floats(0, 5), st.integers(1, 6), st.sampled_from(Lane), st.one_of(st.none(), st.floats(0, 6))),
    max_size=120,
)


@settings(max_examples=60, deadline=None)
@given(arrivals)
def test_whatever_comes_the_limits_hold_everybody_is_served_and_nothing_is_left_behind(
    plan: list[tuple[float, int, Lane, float | None]],
) -> None:
    sent: Sent = []

    async def scenario(pacer: Pacer, now: Callable[[], float]) -> None:
        tasks = []
        for after, chat_id, lane, given_up_after in plan:
            task = asyncio.create_task(send(pacer, sent, chat_id, lane, after))
            if given_up_after is not None:
                asyncio.get_running_loop().call_later(given_up_after, task.cancel)
            tasks.append((task, given_up_after))
        outcomes = await asyncio.gather(*(task for task, _ in tasks), return_exceptions=True)
        assert all(
            outcome is None or given_up_after is not None
            for outcome, (_, given_up_after) in zip(outcomes, tasks, strict=True)
        )
        await asyncio.sleep(60)
        assert not pacer._queues
        assert not any(line.ready for line in pacer._lines)
        assert not pacer._resting
        assert pacer._timer is None

    live(scenario, overall_per_second=10, chat_burst=3)
    assert most_in_a_second((at for at, _, _ in sent), 10)
    chats = defaultdict(list)
    for at, chat_id, _ in sent:
        chats[chat_id].append(at)
    for times in chats.values():
        assert all(times[i + 3] - times[i] > 0.99 for i in range(len(times) - 3))


def test_an_idle_pacer_lets_a_second_worth_of_replies_go_at_once_and_then_keeps_the_rate() -> None:
    sent: Sent = []

    async def scenario(pacer: Pacer, now: Callable[[], float]) -> None:
        began = now()
        await asyncio.gather(*(send(pacer, sent, chat, Lane.REPLY) for chat in range(90)))
        assert sent[29][0] - began < 0.001
        assert most_in_a_second((at for at, _, _ in sent), 30)
        assert now() - began < 2.2

    live(scenario)


def test_the_urgent_go_first_and_within_a_lane_those_who_came_first() -> None:
    sent: Sent = []

    async def scenario(pacer: Pacer, now: Callable[[], float]) -> None:
        await asyncio.gather(*(send(pacer, [], chat, Lane.REPLY) for chat in range(1000, 1030)))
        lanes = [Lane.BROADCAST, Lane.REMINDER, Lane.LESSON, Lane.REPLY] * 5
        await asyncio.gather(*(send(pacer, sent, chat, lane) for chat, lane in enumerate(lanes)))

    live(scenario)
    order = [(lane, chat) for _, chat, lane in sent]
    assert order == sorted(order)


def test_a_reply_passes_thousands_of_waiting_broadcasts() -> None:
    async def scenario(pacer: Pacer, now: Callable[[], float]) -> None:
        crowd = [asyncio.create_task(pacer.acquire(chat, Lane.BROADCAST)) for chat in range(30_000)]
        await asyncio.sleep(10)
        for learner in range(20):
            began = now()
            await pacer.acquire(learner, Lane.REPLY)
            assert now() - began < 0.06
            await asyncio.sleep(0.2)
        assert 28 * 10 + 20 * 3 < sum(task.done() for task in crowd) < 29 * 10 + 24 * 5
        for task in crowd:
            task.cancel()
        await asyncio.sleep(1)
        assert not pacer._queues

    live(scenario)


def test_bulk_is_spread_evenly() -> None:
    sent: Sent = []

    async def scenario(pacer: Pacer, now: Callable[[], float]) -> None:
        await asyncio.gather(*(send(pacer, sent, chat, Lane.BROADCAST) for chat in range(100)))

    live(scenario)
    gaps = [later - earlier for (earlier, *_), (later, *_) in pairwise(sent)]
    assert max(gaps) < 0.06
    assert sorted(gaps)[10] > 0.034


def test_bulk_has_all_there_is_while_nobody_else_sends_and_leaves_a_tenth_as_soon_as_somebody_does() -> None:
    sent: Sent = []

    async def scenario(pacer: Pacer, now: Callable[[], float]) -> None:
        crowd = [asyncio.create_task(send(pacer, sent, chat, Lane.BROADCAST)) for chat in range(10, 2000)]
        await asyncio.sleep(20)
        assert 28 * 20 <= len(sent) <= 29 * 20
        for _ in range(20):
            await pacer.acquire(1, Lane.REPLY)
            await asyncio.sleep(1)
        assert 24 * 20 < len(sent) - 28.5 * 20 < 26 * 20
        alone_again = len(sent)
        await asyncio.sleep(15)
        assert len(sent) - alone_again > 24 * 5 + 28 * 9
        for task in crowd:
            task.cancel()

    live(scenario)
    assert most_in_a_second((at for at, _, _ in sent), 30)


def test_paid_broadcasts_go_by_a_limit_of_their_own_and_hold_up_nobody() -> None:
    sent: Sent = []

    async def scenario(pacer: Pacer, now: Callable[[], float]) -> None:
        began = now()
        crowd = [asyncio.create_task(send(pacer, sent, chat, Lane.BROADCAST)) for chat in range(1000, 11_000)]
        reminders = [asyncio.create_task(pacer.acquire(chat, Lane.REMINDER)) for chat in range(100, 400)]
        await asyncio.sleep(1)
        for learner in range(20):
            asked = now()
            await pacer.acquire(learner, Lane.REPLY)
            assert now() - asked < 0.06
            await asyncio.sleep(0.2)
        await asyncio.gather(*crowd)
        assert 10_000 / 970 < now() - began < 10_000 / 940
        await asyncio.gather(*reminders)
        assert 11 < now() - began < 14

    live(scenario, paid_per_second=1000)
    assert most_in_a_second((at for at, _, _ in sent), 1000)


def test_a_paid_broadcast_gives_way_while_a_learner_is_answered_and_makes_up_for_it() -> None:
    sent: Sent = []

    async def scenario(pacer: Pacer, now: Callable[[], float]) -> None:
        began = now()
        crowd = [asyncio.create_task(send(pacer, sent, chat, Lane.BROADCAST)) for chat in range(1000, 6000)]
        await asyncio.sleep(1)
        before = len(sent)
        with pacer.answering():
            await asyncio.sleep(0.01)
        assert len(sent) == before
        await asyncio.sleep(0.01)
        assert len(sent) >= before + 18
        await asyncio.gather(*crowd)
        assert now() - began < 5000 / 940

    live(scenario, paid_per_second=1000)
    assert most_in_a_second((at for at, _, _ in sent), 1000)


def test_a_paid_broadcast_gives_way_to_one_slow_answer_for_a_moment_only() -> None:
    sent: Sent = []

    async def scenario(pacer: Pacer, now: Callable[[], float]) -> None:
        crowd = [asyncio.create_task(send(pacer, sent, chat, Lane.BROADCAST)) for chat in range(1000, 4000)]
        with pacer.answering():
            await asyncio.sleep(1.05)
            assert len(sent) > 920
            began = now()
            await pacer.leisure()
            assert now() - began < 0.001
        for task in crowd:
            task.cancel()

    live(scenario, paid_per_second=1000)


def test_a_paid_broadcast_goes_on_however_many_learners_are_answered() -> None:
    sent: Sent = []

    async def answer(pacer: Pacer, number: int) -> None:
        await asyncio.sleep(number * 0.004)
        with pacer.answering():
            await asyncio.sleep(0.01)

    async def scenario(pacer: Pacer, now: Callable[[], float]) -> None:
        crowd = [asyncio.create_task(send(pacer, sent, chat, Lane.BROADCAST)) for chat in range(1000, 2000)]
        await asyncio.gather(*(answer(pacer, number) for number in range(2500)))
        assert 27 * 10 < len(sent) < 30 * 10 + 40  # and what goes at once at the beginning and at the end
        for task in crowd:
            task.cancel()

    live(scenario, paid_per_second=1000)


def test_leisure_comes_when_the_last_learner_has_been_answered() -> None:
    async def answer(pacer: Pacer, seconds: float) -> None:
        with pacer.answering():
            await asyncio.sleep(seconds)

    async def scenario(pacer: Pacer, now: Callable[[], float]) -> None:
        answers = [asyncio.create_task(answer(pacer, seconds)) for seconds in (0.01, 0.02)]
        await asyncio.sleep(0)
        began = now()
        await pacer.leisure()
        assert 0.019 < now() - began < 0.021
        slow = asyncio.create_task(answer(pacer, 9))
        await asyncio.sleep(0)
        began = now()
        await pacer.leisure()
        assert 0.049 < now() - began < 0.051
        await asyncio.gather(slow, *answers)

    live(scenario)


def test_a_broadcast_that_is_not_paid_for_leaves_learners_enough_as_it_is() -> None:
    sent: Sent = []

    async def scenario(pacer: Pacer, now: Callable[[], float]) -> None:
        crowd = [asyncio.create_task(send(pacer, sent, chat, Lane.BROADCAST)) for chat in range(1000, 2000)]
        with pacer.answering():
            await asyncio.sleep(10)
        assert len(sent) > 280
        for task in crowd:
            task.cancel()

    live(scenario)


def test_a_chat_that_has_to_wait_holds_up_nobody() -> None:
    sent: Sent = []

    async def scenario(pacer: Pacer, now: Callable[[], float]) -> None:
        flood = [asyncio.create_task(send(pacer, sent, 1, Lane.REPLY)) for _ in range(12)]
        pacer.pause(2, 300)
        paused = asyncio.create_task(pacer.acquire(2, Lane.REPLY))
        await asyncio.sleep(0)
        began = now()
        for chat in range(3, 13):
            await send(pacer, sent, chat, Lane.BROADCAST if chat % 2 else Lane.REPLY)
        assert now() - began < 0.3
        assert sum(task.done() for task in flood) == 8
        await asyncio.gather(*flood)
        assert 3.9 < now() - began < 4.2
        await paused
        assert 299.9 < now() - began < 300.1

    live(scenario)


def test_a_reply_is_not_stuck_behind_the_broadcast_to_the_same_learner() -> None:
    sent: Sent = []

    async def scenario(pacer: Pacer, now: Callable[[], float]) -> None:
        crowd = [asyncio.create_task(pacer.acquire(chat, Lane.BROADCAST)) for chat in range(10, 500)]
        mine = asyncio.create_task(send(pacer, sent, 1, Lane.BROADCAST))
        await asyncio.sleep(1)
        began = now()
        await send(pacer, sent, 1, Lane.REPLY)
        assert now() - began < 0.06
        await asyncio.gather(mine, *crowd)

    live(scenario)
    assert [lane for _, _, lane in sent] == [Lane.REPLY, Lane.BROADCAST]


def test_a_pause_that_comes_while_waiting_is_obeyed() -> None:
    async def scenario(pacer: Pacer, now: Callable[[], float]) -> None:
        for _ in range(8):
            await pacer.acquire(1, Lane.REPLY)
        began = now()
        waiting = asyncio.create_task(pacer.acquire(1, Lane.REPLY))
        await asyncio.sleep(0.5)
        pacer.pause(1, 20)
        assert 19.9 < pacer.pause_left(1, Lane.REPLY) <= 20
        await waiting
        assert 20.4 < now() - began < 20.6
        assert pacer.pause_left(1, Lane.REPLY) == 0

    live(scenario)


def test_refusals_from_several_chats_pause_bulk_but_not_replies() -> None:
    async def scenario(pacer: Pacer, now: Callable[[], float]) -> None:
        for chat in (1, 2, 2, 2):
            pacer.pause(chat, 5)
        assert pacer.pause_left(4, Lane.BROADCAST) == 0
        pacer.pause(3, 30)
        assert 29 < pacer.pause_left(4, Lane.BROADCAST) <= 30
        assert pacer.pause_left(4, Lane.REPLY) == 0
        began = now()
        broadcast = asyncio.create_task(pacer.acquire(4, Lane.BROADCAST))
        await pacer.acquire(4, Lane.REPLY)
        assert now() - began < 0.01
        await broadcast
        assert 29.9 < now() - began < 30.1

    live(scenario)


def test_refusals_far_apart_do_not_pause_bulk() -> None:
    async def scenario(pacer: Pacer, now: Callable[[], float]) -> None:
        for chat in range(5):
            pacer.pause(chat, 1)
            await asyncio.sleep(6)
        assert pacer.pauses() == {}

    live(scenario)


def test_pauses_outlive_a_restart_and_are_never_shortened() -> None:
    async def scenario(pacer: Pacer, now: Callable[[], float]) -> None:
        pacer.restore({1: 40.0, 2: 50.0, 3: 60.0, None: 10.0})
        pacer.restore({1: 5.0})
        later = Pacer(monotonic=now)
        later.restore(pacer.pauses())
        assert {chat: round(seconds) for chat, seconds in later.pauses().items()} == {1: 40, 2: 50, 3: 60, None: 10}

    live(scenario)


def test_chats_at_rest_are_forgotten() -> None:
    async def scenario(pacer: Pacer, now: Callable[[], float]) -> None:
        for chat in range(10_000):
            await pacer.acquire(chat, Lane.REPLY)
        assert len(pacer._chat_rested_at) < 5000

    live(scenario)


def test_while_everything_is_refused_one_goes_at_a_time() -> None:
    """Sixty replies to sixty chats come in within the three seconds for which Telegram refuses everything."""
    refused: list[float] = []
    sent: list[float] = []

    async def scenario(pacer: Pacer, now: Callable[[], float]) -> None:
        began = now()

        async def reply(chat_id: int) -> None:
            await asyncio.sleep(chat_id * 0.05)
            while not sent or len(sent) < 61:
                left_at = await pacer.acquire(chat_id, Lane.REPLY)
                assert left_at is not None
                await asyncio.sleep(0.05)  # on its way, and back
                if now() - began >= 3:
                    sent.append(now() - began)
                    pacer.arrived(left_at)
                    return
                refused.append(now() - began)
                pacer.pause(chat_id, began + 3 - now())

        await asyncio.gather(*(reply(chat_id) for chat_id in range(60)))

    live(scenario)
    assert len(refused) <= 6
    assert len(sent) == 60
    assert max(sent) < 6


def test_a_chat_that_is_refused_for_its_own_sake_costs_the_others_no_more_than_one_answer() -> None:
    sent: Sent = []

    async def scenario(pacer: Pacer, now: Callable[[], float]) -> None:
        pacer.pause(1, 300)
        began = now()
        probe = await pacer.acquire(2, Lane.REPLY)
        assert probe is not None
        waiting = [asyncio.create_task(send(pacer, sent, chat, Lane.REPLY)) for chat in range(3, 20)]
        await asyncio.sleep(0.08)
        assert sent == []
        pacer.arrived(probe)
        await asyncio.gather(*waiting)
        assert now() - began < 0.1

    live(scenario)


def test_what_left_before_the_refusal_tells_nothing() -> None:
    async def scenario(pacer: Pacer, now: Callable[[], float]) -> None:
        before = await pacer.acquire(1, Lane.REPLY)
        assert before is not None
        await asyncio.sleep(0.01)
        pacer.pause(2, 10)
        await pacer.acquire(3, Lane.REPLY)
        pacer.arrived(before)
        began = now()
        await pacer.acquire(4, Lane.REPLY)
        assert 0.9 < now() - began < 1.1

    live(scenario)


def test_once_stopped_only_the_patient_wait() -> None:
    async def scenario(pacer: Pacer, now: Callable[[], float]) -> None:
        pacer.pause(1, 10)
        pacer.pause(2, 10)
        began = now()
        waiting = asyncio.create_task(pacer.acquire(1, Lane.LESSON))
        patient = asyncio.create_task(pacer.acquire(1, Lane.REPLY, patient=True))
        behind = asyncio.create_task(pacer.acquire(1, Lane.REMINDER))
        await asyncio.sleep(1)
        pacer.stop()
        assert await waiting is None
        assert await behind is None
        assert await pacer.acquire(2, Lane.LESSON) is None
        assert await pacer.acquire(3, Lane.LESSON) is not None
        assert now() - began < 3
        assert await patient is not None
        assert 9.9 < now() - began < 10.1
        await asyncio.sleep(60)
        assert not pacer._queues

    live(scenario)

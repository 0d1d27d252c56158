"""One learner at a time, many learners at once."""

from __future__ import annotations

import asyncio
import gc
from datetime import UTC, datetime, timedelta

import pytest
from telegram import Chat, Message, Update, User

from bot.chat.update_processor import UpdateProcessor


def update_of(user_id: int | None, update_id: int = 1, chat_id: int = 7) -> Update:
    user = User(user_id, "Ada", is_bot=False) if user_id else None
    message = Message(1, datetime(2026, 1, 1, tzinfo=UTC), Chat(chat_id, Chat.PRIVATE), from_user=user)
    return Update(update_id, message=message)


async def test_one_user_is_handled_in_order_even_where_the_first_is_slow() -> None:
    processor, handled, first_may_end = UpdateProcessor(), [], asyncio.Event()

    async def handle(number: int) -> None:
        if number == 0:
            await first_may_end.wait()
        handled.append(number)

    running = [asyncio.create_task(processor.process_update(update_of(1), handle(number))) for number in range(20)]
    await asyncio.sleep(0)
    assert handled == []
    first_may_end.set()
    await asyncio.gather(*running)
    assert handled == list(range(20))


async def test_another_user_does_not_wait() -> None:
    processor, hold = UpdateProcessor(), asyncio.Event()
    slow = asyncio.create_task(processor.process_update(update_of(1), hold.wait()))
    await asyncio.sleep(0)
    await asyncio.wait_for(processor.process_update(update_of(2), asyncio.sleep(0)), timeout=1)
    assert not slow.done()
    hold.set()
    await slow


async def test_without_a_user_the_chat_takes_turns() -> None:
    processor, hold = UpdateProcessor(), asyncio.Event()
    first = asyncio.create_task(processor.process_update(update_of(None, chat_id=-5), hold.wait()))
    second = asyncio.create_task(processor.process_update(update_of(None, chat_id=-5), asyncio.sleep(0)))
    await processor.process_update(update_of(None, chat_id=-6), asyncio.sleep(0))
    await processor.process_update("rubbish", asyncio.sleep(0))
    assert not second.done()
    hold.set()
    await asyncio.gather(first, second)


async def test_no_more_run_at_once_than_allowed_and_those_who_wait_take_nobody_elses_place() -> None:
    processor, running, most = UpdateProcessor(at_once=3), 0, 0

    async def handle() -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0)
        running -= 1

    crowd = [processor.process_update(update_of(1), handle()) for _ in range(10)]
    others = [processor.process_update(update_of(user), handle()) for user in range(2, 12)]
    await asyncio.gather(*crowd, *others)
    assert most == 3


async def test_a_handler_that_fails_or_hangs_does_not_keep_the_next_one_waiting() -> None:
    processor = UpdateProcessor(patience=timedelta(milliseconds=20))

    async def fail() -> None:
        raise LookupError

    with pytest.raises(LookupError):
        await processor.process_update(update_of(1), fail())
    with pytest.raises(TimeoutError):
        await processor.process_update(update_of(1), asyncio.Event().wait())
    await asyncio.wait_for(processor.process_update(update_of(1), asyncio.sleep(0)), timeout=1)


async def test_cancelling_one_that_waits_lets_the_others_go_on() -> None:
    processor, hold, handled = UpdateProcessor(), asyncio.Event(), []

    async def handle(number: int) -> None:
        handled.append(number)

    first = asyncio.create_task(processor.process_update(update_of(1), hold.wait()))
    second = asyncio.create_task(processor.process_update(update_of(1), handle(2)))
    third = asyncio.create_task(processor.process_update(update_of(1), handle(3)))
    await asyncio.sleep(0)
    second.cancel()
    hold.set()
    await asyncio.gather(first, third)
    assert handled == [3]
    assert second.cancelled()


async def test_nothing_is_kept_of_users_who_have_had_their_turn() -> None:
    processor = UpdateProcessor()
    await asyncio.gather(*(processor.process_update(update_of(user), asyncio.sleep(0)) for user in range(1, 500)))
    gc.collect()
    assert len(processor._locks) == 0

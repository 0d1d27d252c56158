"""Broadcasts on their way: who is due when, who is left out, and what becomes of everybody."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta
from pathlib import Path

from bot.chat.broadcasts.phrases import trouble_words
from bot.core.audience import LeftOut
from bot.core.broadcast import Act, Status, Trouble, When
from bot.core.delivery import BLOCKED, Delivery, Receipt
from bot.core.preferences import UNTIL_RETURN, Preferences, announce
from bot.flows.broadcasts.delivery import Notes, Settled, settle_and_claim
from bot.flows.broadcasts.drafts import (
    draft_recall,
    stop,
)
from bot.flows.broadcasts.reports import STRETCH
from bot.flows.lesson_delivery import disown
from bot.flows.privacy import ask_to_delete, delete
from bot.flows.school import School
from bot.flows.settings import change_settings
from bot.store.rhythms import save_block
from bot.words import words_in
from tests.support.newsroom import ADMIN, Newsroom, ok, taken_meanwhile, told

ENGLISH = words_in(None)


async def test_a_large_audience_is_frozen_stretch_by_stretch_as_it_was_at_the_launch(newsroom: Newsroom) -> None:
    many = 2 * STRETCH + 10
    await newsroom.enrol(range(1, many + 1))
    broadcast = await newsroom.launches(await newsroom.drafts())
    first = await settle_and_claim(newsroom.school, (), 5, Notes())
    assert (len(first.assignments), first.more) == (5, True)
    assert (await newsroom.reads(broadcast)).broadcast.size == STRETCH
    newsroom.clock.move(timedelta(seconds=1))
    await newsroom.enrol([many + 1])
    again = replace(newsroom.school, process="the next process")
    assert await disown(again) == 5
    while (await settle_and_claim(newsroom.school, (), 0, Notes())).more:
        pass
    found = await newsroom.reads(broadcast)
    assert (found.broadcast.size, found.tally[Delivery.UNCERTAIN]) == (many, 5)
    assert (await newsroom.reach(await newsroom.drafts())).recipients == many + 1


async def test_whoever_is_not_to_be_written_to_is_left_out_with_the_reason(newsroom: Newsroom) -> None:
    await newsroom.enrol([1, 2])
    await newsroom.enrol([3], preferences=Preferences(paused_until=UNTIL_RETURN))
    await newsroom.enrol([4], preferences=Preferences(paused_until=newsroom.clock.now()))
    await newsroom.enrol([5, 6], preferences=Preferences(announcements=False))
    await newsroom.school.database.transact(lambda transaction: save_block(transaction, 2, newsroom.clock.now()))
    broadcast = await newsroom.drafts()
    expected = {LeftOut.BLOCKED: 1, LeftOut.PAUSED: 1, LeftOut.MUTED: 2}
    assert (await newsroom.reach(broadcast)).left_out == expected
    await newsroom.launches(broadcast)
    assert await newsroom.sends() == [1, 4]
    found = await newsroom.reads(broadcast)
    assert (found.broadcast.size, found.broadcast.left_out) == (2, expected)


async def test_whoever_changes_their_mind_before_their_turn_is_cancelled(newsroom: Newsroom) -> None:
    await newsroom.enrol([1, 2])
    broadcast = await newsroom.launches(await newsroom.drafts())
    await settle_and_claim(newsroom.school, (), 0, Notes())
    await change_settings(newsroom.school, 2, announce(False))
    assert await newsroom.sends() == [1]
    assert told((await newsroom.reads(broadcast)).tally) == {"announcements off": 1}


async def test_nobody_gets_more_than_two_on_one_local_date(newsroom: Newsroom) -> None:
    await newsroom.enrol([1])
    await newsroom.enrol([2], zone="Asia/Tokyo", preferences=Preferences(quiet_from=time(0), quiet_until=time(0)))
    for _ in range(2):
        await newsroom.launches(await newsroom.drafts())
        assert await newsroom.sends() == [1, 2]
    third = await newsroom.drafts()
    assert (await newsroom.reach(third)).left_out == {LeftOut.CAPPED: 2}
    await newsroom.launches(third)
    assert await newsroom.sends() == []
    assert told((await newsroom.reads(third)).tally) == {"two messages today": 2}
    newsroom.clock.move(timedelta(hours=8))  # 17:00 in UTC, 02:00 of the next date in Tokyo
    fourth = await newsroom.drafts()
    assert (await newsroom.reach(fourth)).left_out == {LeftOut.CAPPED: 1}
    await newsroom.launches(fourth)
    assert await newsroom.sends() == [2]


async def test_quiet_hours_are_waited_for_on_both_sides_of_the_date_line(newsroom: Newsroom) -> None:
    await newsroom.enrol([1])  # 09:00
    await newsroom.enrol([2], zone="Pacific/Kiritimati")  # 23:00
    await newsroom.enrol([3], zone="Pacific/Pago_Pago")  # 22:00 of the date before
    broadcast = await newsroom.launches(await newsroom.drafts())
    assert await newsroom.sends() == [1]
    assert await newsroom.stands(broadcast) is Status.RUNNING
    newsroom.clock.move(timedelta(hours=8, minutes=59))
    assert await newsroom.sends() == []
    newsroom.clock.move(timedelta(minutes=1))
    assert await newsroom.sends() == [2]
    newsroom.clock.move(timedelta(hours=1))
    assert await newsroom.sends() == [3]
    assert await newsroom.stands(broadcast) is Status.DONE


async def test_a_local_time_comes_to_everybody_by_their_own_clock(newsroom: Newsroom) -> None:
    await newsroom.enrol([1])
    await newsroom.enrol([2], zone="America/New_York")  # 05:00
    await newsroom.enrol([3], zone="Nowhere/Atlantis")  # by the zone of the school, where there is none of this name
    broadcast = await newsroom.launches(await newsroom.drafts(when=When(local=time(10))))
    assert await newsroom.sends() == []
    newsroom.clock.move(timedelta(hours=1))
    assert await newsroom.sends() == [1, 3]
    found = await newsroom.reads(broadcast)
    assert found.tally[Delivery.PENDING] == 1
    newsroom.clock.move(timedelta(hours=4))
    assert await newsroom.sends() == [2]


async def test_a_planned_one_begins_at_its_hour_and_is_held_when_that_is_long_past(newsroom: Newsroom) -> None:
    await newsroom.enrol([1])
    at = newsroom.clock.now() + timedelta(hours=2)
    early, late = [await newsroom.launches(await newsroom.drafts(when=When(at))) for _ in range(2)]
    ok(await stop(newsroom.school, ADMIN, await newsroom.asked(late, Act.STOP)))
    assert (await newsroom.stands(early), await newsroom.stands(late)) == (Status.PLANNED, Status.STOPPED)
    assert await newsroom.sends() == []
    newsroom.clock.move(timedelta(hours=2))
    assert await newsroom.sends() == [1]
    missed = await newsroom.launches(await newsroom.drafts(when=When(newsroom.clock.now() + timedelta(minutes=5))))
    newsroom.clock.move(timedelta(minutes=66))
    assert await newsroom.sends() == []
    held = await newsroom.reads(missed)
    assert held.broadcast.status is Status.HELD
    assert trouble_words(ENGLISH, held.broadcast.reason) == (
        "It was planned for 2026-03-10 11:05 UTC and could not begin within an hour of that."
    )
    await newsroom.launches(missed)
    assert await newsroom.sends() == [1]


async def test_whoever_somebody_else_takes_meanwhile_is_not_sent_to(newsroom: Newsroom, tmp_path: Path) -> None:
    await newsroom.enrol([1, 2])
    broadcast = await newsroom.launches(await newsroom.drafts())
    taken_meanwhile(tmp_path / "bot.db", "recipients")
    assert await newsroom.takes() == []
    assert (await newsroom.reads(broadcast)).tally.counts == {Delivery.SENDING: 2}


async def test_two_broadcasts_at_once_share_the_room(newsroom: Newsroom) -> None:
    await newsroom.enrol(range(1, 31))
    for _ in range(2):
        await newsroom.launches(await newsroom.drafts())
    while (await settle_and_claim(newsroom.school, (), 0, Notes())).more:
        pass
    assignments = (await settle_and_claim(newsroom.school, (), 9, Notes())).assignments
    assert [each.broadcast.id for each in assignments].count(1) == 5
    assert [each.broadcast.id for each in assignments].count(2) == 4


async def test_trouble_pauses_it_with_the_reason(newsroom: Newsroom, school: School) -> None:
    await newsroom.enrol([1])
    broadcast = await newsroom.launches(await newsroom.drafts())
    await settle_and_claim(school, (), 0, Notes({broadcast: Trouble("It is refused.")}, {broadcast: 28.5}))
    found = await newsroom.reads(broadcast)
    assert (found.broadcast.status, trouble_words(ENGLISH, found.broadcast.reason)) == (Status.PAUSED, "It is refused.")
    assert found.broadcast.per_second == 28.5


async def test_what_is_tried_again_waits_as_long_as_it_has_to(newsroom: Newsroom, school: School) -> None:
    await newsroom.enrol([1])
    await newsroom.launches(await newsroom.drafts())
    (assignment,) = await newsroom.takes()
    again = Settled(assignment, Receipt(Delivery.PENDING, reason="too fast"), timedelta(seconds=30))
    await settle_and_claim(school, [again], 0, Notes())
    assert await newsroom.takes() == []
    newsroom.clock.move(timedelta(seconds=30))
    (assignment,) = await newsroom.takes()
    assert assignment.attempt == 2
    await settle_and_claim(school, [again], 0, Notes())  # an outcome of the first attempt, too late
    await newsroom.settles([assignment])
    assert await newsroom.sends() == []


async def test_whoever_cannot_be_written_to_is_marked(newsroom: Newsroom, school: School) -> None:
    await newsroom.enrol([1, 2])
    await newsroom.launches(await newsroom.drafts())
    await newsroom.settles(await newsroom.takes(1), Receipt(Delivery.FAILED, reason=BLOCKED))
    assert (await newsroom.reach(await newsroom.drafts())).left_out == {LeftOut.BLOCKED: 1}


async def test_what_a_dead_process_was_sending_is_uncertain_and_what_it_was_deleting_is_done_again(
    newsroom: Newsroom, school: School
) -> None:
    await newsroom.enrol([1, 2, 3])
    broadcast = await newsroom.launches(await newsroom.drafts())
    await newsroom.settles(await newsroom.takes(2))
    assert len(await newsroom.takes()) == 1
    after = replace(school, process="the next process")
    assert (await disown(school), await disown(after)) == (0, 1)
    await newsroom.takes()
    assert await newsroom.stands(broadcast) is Status.DONE
    recall = ok(await draft_recall(school, ADMIN, broadcast))
    await newsroom.launches(recall.id)
    assert [each.message_id for each in await newsroom.takes()] == [9, 9]
    assert await disown(after) == 0
    assert (await newsroom.reads(recall.id)).tally[Delivery.PENDING] == 2


async def test_somebody_who_deletes_themselves_on_the_way_gets_nothing_and_is_counted_as_gone(
    newsroom: Newsroom, school: School
) -> None:
    await newsroom.enrol([1, 2])
    broadcast = await newsroom.launches(await newsroom.drafts())
    await settle_and_claim(school, (), 0, Notes())
    assert await delete(school, 2, 2, ok(await ask_to_delete(school, 2)))
    assert await newsroom.sends() == [1]
    found = await newsroom.reads(broadcast)
    assert (found.broadcast.status, found.tally.gone) == (Status.DONE, 1)

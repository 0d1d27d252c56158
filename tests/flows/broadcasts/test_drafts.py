"""What admins do with broadcasts, from the draft to the report."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.chat.admin.audit_screens import audit_screen
from bot.core.audience import Active, AtDay, Audience, Everyone, FromDay, InLanguage, LeftOut, Listed, TodayOpen
from bot.core.audit import AuditAction, AuditEntry
from bot.core.broadcast import Act, Amended, Broadcast, Kind, Status, When
from bot.core.delivery import Delivery, Receipt
from bot.core.richtext import RichText
from bot.flows.admin.audit import look_at_audit
from bot.flows.broadcasts.delivery import Notes, settle_and_claim
from bot.flows.broadcasts.drafts import (
    MOST_LISTED,
    BroadcastRefusal,
    ask,
    choose_audience,
    choose_time,
    draft,
    draft_fix,
    draft_recall,
    launch,
    pause,
    resend_uncertain,
    resume,
    stop,
)
from bot.flows.broadcasts.reports import Reach, outcomes, past
from bot.flows.presence import note_language
from bot.flows.school import School
from bot.store.engine.sqlite import open_file
from bot.store.learners import load_learner
from bot.words import words_in
from tests.support.newsroom import ADMIN, ANOTHER, SOURCE, UNSURE, Newsroom, ok
from tests.support.pupil import Pupil

ENGLISH = words_in(None)


async def test_a_broadcast_goes_from_its_draft_to_its_end(newsroom: Newsroom) -> None:
    await newsroom.enrol(range(1, 6))
    broadcast = await newsroom.drafts()
    assert await newsroom.reach(broadcast) == Reach(5, {}, timedelta(seconds=0.5))
    assert await newsroom.takes() == []
    await newsroom.launches(broadcast)
    assert await newsroom.stands(broadcast) is Status.RUNNING
    assert await newsroom.sends() == [1, 2, 3, 4, 5]
    done = await newsroom.reads(broadcast)
    assert (done.broadcast.status, done.broadcast.size, done.tally[Delivery.SENT]) == (Status.DONE, 5, 5)
    latest, first = await look_at_audit(newsroom.school)
    assert first.did == "drafted"
    assert latest == AuditEntry(newsroom.clock.now(), ADMIN, AuditAction.CONFIRMED, broadcast, Act.LAUNCH)
    assert "confirmed to launch" in audit_screen(ENGLISH, [latest]).text.text
    assert [each.id for each, _ in await past(newsroom.school)] == [broadcast]
    assert [
        (each.learner_id, each.state, each.message_id) for each in await outcomes(newsroom.school, broadcast, 3)
    ] == [
        (4, Delivery.SENT, 9),
        (5, Delivery.SENT, 9),
    ]


async def test_two_processes_that_draft_at_once_never_get_the_same_number(
    newsroom: Newsroom, school: School, tmp_path: Path
) -> None:
    other = replace(school, database=await open_file(tmp_path / "bot.db"), process="another process")
    drafts = await asyncio.gather(*(draft(each, ADMIN, SOURCE) for _ in range(8) for each in (school, other)))
    await other.database.close()
    assert sorted(each.id for each in drafts) == list(range(1, 17))
    assert sorted(entry.broadcast_id or 0 for entry in await look_at_audit(school)) == list(range(1, 17))
    await stop(school, ADMIN, await newsroom.asked(16, Act.STOP))
    assert await newsroom.drafts() == 17


async def test_a_broadcast_to_nobody_is_over_at_once(newsroom: Newsroom) -> None:
    broadcast = await newsroom.drafts()
    assert (await newsroom.reach(broadcast)).recipients == 0
    await newsroom.launches(broadcast)
    assert await newsroom.sends() == []
    assert await newsroom.stands(broadcast) is Status.DONE


async def test_audiences_are_who_they_say(newsroom: Newsroom, school: School, ada: Pupil, noor: Pupil) -> None:
    await newsroom.enrol([3])
    newsroom.clock.move(timedelta(days=7, seconds=1))
    await ada.reaches("check-2")
    await ada.answers("check-2", "D")
    await ada.goes_on("check-2")
    await noor.reaches("demo")
    await note_language(school, ada.id, "pt-BR")
    await note_language(school, noor.id, "ptx")
    for audience, expected in (
        (AtDay(1), 0),  # it is not written: whoever is new is offered Day 2
        (AtDay(2), 2),
        (AtDay(3), 0),
        (AtDay(4), 1),
        (FromDay(2), 3),
        (FromDay(4), 1),
        (InLanguage("pt"), 1),
        (InLanguage("de"), 0),
        (Everyone(), 3),
        (Active(), 2),
        (TodayOpen(), 2),
    ):
        reach = await newsroom.reach(await newsroom.drafts(audience))
        assert (audience, reach.recipients) == (audience, expected)
    listed = await newsroom.drafts(Listed(), ids=[1, 3, 3, 404, 405])
    assert await newsroom.reach(listed) == Reach(2, {LeftOut.UNKNOWN: 2}, timedelta(seconds=0.2))
    await newsroom.launches(listed)
    assert await newsroom.sends() == [1, 3]
    open_still = await newsroom.drafts(TodayOpen())
    await newsroom.launches(open_still)
    assert await newsroom.sends() == [2, 3]


async def test_a_day_is_announced_to_those_who_have_come_that_far(
    newsroom: Newsroom, school: School, ada: Pupil, noor: Pupil
) -> None:
    await newsroom.enrol([3])
    await ada.reaches("end")
    await noor.reaches("demo")
    announced = await draft(school, ADMIN, SOURCE, 4)
    assert announced.audience == FromDay(4)
    reach = await newsroom.reach(announced.id)
    assert (reach.recipients, reach.left_out) == (1, {LeftOut.EARLIER: 2})
    await newsroom.launches(announced.id)
    assert await newsroom.sends() == [ada.id]


async def test_whoever_reads_a_day_again_is_at_their_next_one(newsroom: Newsroom, school: School, ada: Pupil) -> None:
    await ada.reaches("end")
    await ada.opens(2, again=True)
    for audience, expected in ((AtDay(4), 1), (FromDay(4), 1), (AtDay(2), 1)):
        assert (await newsroom.reach(await newsroom.drafts(audience))).recipients == expected
    await ada.opens(4)
    await ada.reaches("bye", day=4)
    for audience, expected in ((AtDay(5), 1), (AtDay(3), 0), (FromDay(5), 1), (FromDay(1), 1)):
        assert (await newsroom.reach(await newsroom.drafts(audience))).recipients == expected


@pytest.mark.parametrize(
    ("audience", "ids", "refusal"),
    [
        (AtDay(0), [], BroadcastRefusal.BAD_CHOICE),
        (AtDay(29), [], BroadcastRefusal.BAD_CHOICE),
        (InLanguage("%"), [], BroadcastRefusal.BAD_CHOICE),
        (InLanguage(""), [], BroadcastRefusal.BAD_CHOICE),
        (Listed(), range(MOST_LISTED + 1), BroadcastRefusal.TOO_MANY),
    ],
)
async def test_an_audience_that_makes_no_sense_is_refused(
    newsroom: Newsroom, audience: Audience, ids: Collection[int], refusal: BroadcastRefusal
) -> None:
    broadcast = await newsroom.drafts()
    assert await choose_audience(newsroom.school, ADMIN, broadcast, audience, ids) is refusal
    assert await choose_time(newsroom.school, ADMIN, broadcast, When(newsroom.clock.now())) is BroadcastRefusal.PAST
    assert await choose_audience(newsroom.school, ADMIN, 404, Everyone()) is BroadcastRefusal.UNKNOWN


async def test_only_the_admin_who_was_asked_can_confirm_and_only_for_a_while_and_only_that(
    newsroom: Newsroom, school: School
) -> None:
    await newsroom.enrol([1])
    broadcast, other = await newsroom.drafts(), await newsroom.drafts()
    confirmation = await newsroom.asked(broadcast)
    assert await launch(school, ANOTHER, confirmation) is BroadcastRefusal.VOID
    assert await launch(school, ADMIN, replace(confirmation, broadcast_id=other)) is BroadcastRefusal.VOID
    assert await launch(school, ADMIN, replace(confirmation, code="")) is BroadcastRefusal.VOID
    assert await launch(school, ADMIN, replace(confirmation, code="ü" * 16)) is BroadcastRefusal.VOID
    assert await launch(school, ADMIN, await newsroom.asked(broadcast, Act.STOP)) is BroadcastRefusal.VOID
    assert await launch(replace(school, secret=b"of another token"), ADMIN, confirmation) is BroadcastRefusal.VOID
    ok(await choose_audience(school, ADMIN, broadcast, Active()))
    assert await launch(school, ADMIN, confirmation) is BroadcastRefusal.VOID
    confirmation = await newsroom.asked(broadcast)
    newsroom.clock.move(timedelta(minutes=10))
    assert await launch(school, ADMIN, confirmation) is BroadcastRefusal.VOID
    assert await newsroom.stands(broadcast) is Status.DRAFT
    assert await ask(school, ADMIN, 404, Act.LAUNCH) is BroadcastRefusal.UNKNOWN


async def test_a_question_is_answered_after_a_restart_and_beside_another_process(
    newsroom: Newsroom, school: School
) -> None:
    await newsroom.enrol([1])
    confirmation = await newsroom.asked(await newsroom.drafts())
    after = replace(school, process="the next process")
    assert await launch(replace(after, secret=b"of another token"), ADMIN, confirmation) is BroadcastRefusal.VOID
    assert ok(await launch(after, ADMIN, confirmation)).status is Status.RUNNING


async def test_two_admins_at_once_launch_it_once(newsroom: Newsroom, school: School) -> None:
    await newsroom.enrol([1])
    broadcast = await newsroom.drafts()
    mine, theirs = await newsroom.asked(broadcast), await newsroom.asked(broadcast, admin_id=ANOTHER)
    results = await asyncio.gather(launch(school, ADMIN, mine), launch(school, ANOTHER, theirs))
    assert [isinstance(each, Broadcast) for each in results] == [True, False]
    assert results[1] is BroadcastRefusal.NOT_NOW
    assert await newsroom.sends() == [1]


async def test_a_paused_one_waits_and_a_stopped_one_is_cancelled(newsroom: Newsroom, school: School) -> None:
    await newsroom.enrol(range(1, 11))
    broadcast = await newsroom.launches(await newsroom.drafts())
    first = await newsroom.takes(3)
    ok(await pause(school, ANOTHER, broadcast))
    assert await pause(school, ADMIN, broadcast) is BroadcastRefusal.NOT_NOW
    assert await newsroom.sends() == []
    await newsroom.settles(first)
    ok(await resume(school, ADMIN, broadcast))
    second = await newsroom.takes(2)
    ok(await stop(school, ADMIN, await newsroom.asked(broadcast, Act.STOP)))
    assert await newsroom.takes() == []
    assert (await newsroom.reads(broadcast)).broadcast.ended_at is None
    await newsroom.settles(second[:1])
    await newsroom.settles(second[1:], Receipt(Delivery.PENDING))
    await newsroom.takes()
    found = await newsroom.reads(broadcast)
    assert found.tally.counts == {Delivery.SENT: 4, Delivery.CANCELLED: 6}
    assert found.broadcast.ended_at is not None
    assert await resume(school, ADMIN, broadcast) is BroadcastRefusal.NOT_NOW
    assert [entry.admin_id for entry in await look_at_audit(school)] == [ADMIN, ADMIN, ANOTHER, ADMIN, ADMIN]


async def test_what_is_uncertain_is_sent_again_once_and_never_by_itself(newsroom: Newsroom, school: School) -> None:
    await newsroom.enrol([1, 2, 3])
    broadcast = await newsroom.launches(await newsroom.drafts())
    await newsroom.settles(await newsroom.takes(2), UNSURE)
    assert await newsroom.sends() == [3]
    assert await newsroom.stands(broadcast) is Status.DONE
    assert (await newsroom.reads(broadcast)).resendable == 2
    assert await resend_uncertain(school, ANOTHER, await newsroom.asked(broadcast, Act.RESEND)) is BroadcastRefusal.VOID
    ok(await resend_uncertain(school, ADMIN, await newsroom.asked(broadcast, Act.RESEND)))
    await newsroom.settles(await newsroom.takes(), UNSURE)
    assert await resend_uncertain(school, ADMIN, await newsroom.asked(broadcast, Act.RESEND)) is BroadcastRefusal.NOBODY
    assert (await newsroom.reads(broadcast)).tally[Delivery.UNCERTAIN] == 2


async def test_what_was_sent_can_be_taken_back_for_two_days_and_mended_for_good(
    newsroom: Newsroom, school: School
) -> None:
    await newsroom.enrol([1, 2])
    broadcast = await newsroom.drafts()
    assert await draft_recall(school, ADMIN, broadcast) is BroadcastRefusal.NOT_NOW
    await newsroom.launches(broadcast)
    assert await draft_fix(school, ADMIN, broadcast, RichText("x")) is BroadcastRefusal.NOT_NOW
    await newsroom.settles(await newsroom.takes(1), Receipt(Delivery.FAILED, reason="no"))
    await newsroom.sends()
    assert await draft_fix(school, ADMIN, broadcast, RichText(" ")) is BroadcastRefusal.EMPTY
    assert await draft_fix(school, ADMIN, broadcast, RichText("🎉" * 2049)) is BroadcastRefusal.TOO_LONG
    assert await draft_fix(school, ADMIN, 404, RichText("x")) is BroadcastRefusal.UNKNOWN
    fix = ok(await draft_fix(school, ADMIN, broadcast, RichText("🎉" * 2048)))
    assert (await newsroom.reach(fix.id)).recipients == 1
    await newsroom.launches(fix.id)
    (assignment,) = await newsroom.takes()
    assert (assignment.learner_id, assignment.message_id, assignment.broadcast.kind) == (2, 9, Kind.FIX)
    assert assignment.broadcast.text == RichText("🎉" * 2048)
    assert await draft_recall(school, ADMIN, fix.id) is BroadcastRefusal.UNKNOWN
    newsroom.clock.move(timedelta(hours=48))
    assert (await newsroom.reach(ok(await draft_recall(school, ADMIN, broadcast)).id)).recipients == 0
    newsroom.clock.move(timedelta(days=365))
    assert (await newsroom.reach(ok(await draft_fix(school, ADMIN, broadcast, RichText("x"))).id)).recipients == 1


async def test_what_was_taken_back_or_mended_says_so_and_is_mended_no_more(newsroom: Newsroom, school: School) -> None:
    await newsroom.enrol([1, 2, 3])
    broadcast = await newsroom.launches(await newsroom.drafts())
    await newsroom.sends()
    await newsroom.launches(ok(await draft_fix(school, ADMIN, broadcast, RichText("x"))).id)
    await newsroom.sends()
    assert (await newsroom.reads(broadcast)).tally.amended == {Amended.REWORDED: 3}
    recall = await newsroom.launches(ok(await draft_recall(school, ADMIN, broadcast)).id)
    assert (await newsroom.reads(broadcast)).can_change
    await newsroom.settles(await newsroom.takes(2))
    await newsroom.settles(await newsroom.takes(), Receipt(Delivery.FAILED, reason="no"))
    await newsroom.takes()
    found = await newsroom.reads(broadcast)
    assert (found.tally[Delivery.SENT], found.tally.copies, found.can_change) == (3, 1, False)
    assert found.tally.amended == {Amended.RECALLED: 2, Amended.REWORDED: 1}
    assert [each.message_id for each in await outcomes(school, broadcast)] == [None, None, 9]
    assert (await newsroom.reach(ok(await draft_fix(school, ADMIN, broadcast, RichText("y"))).id)).recipients == 1
    assert [(each.id, amended) for each, amended in await past(school)] == [
        (recall + 1, {}),
        (recall, {}),
        (recall - 1, {}),
        (broadcast, {Amended.RECALLED: 2, Amended.REWORDED: 1}),
    ]


async def test_a_caption_is_shorter_than_a_text(newsroom: Newsroom, school: School) -> None:
    drafted = await draft(school, ADMIN, replace(SOURCE, captioned=True))
    await newsroom.launches(drafted.id)
    await newsroom.takes()
    assert await draft_fix(school, ADMIN, drafted.id, RichText("x" * 1025)) is BroadcastRefusal.TOO_LONG


async def test_a_running_one_says_when_it_will_be_through(newsroom: Newsroom, school: School) -> None:
    await newsroom.enrol(range(1, 101))
    broadcast = await newsroom.launches(await newsroom.drafts())
    await newsroom.takes(10)
    await settle_and_claim(school, (), 0, Notes(paces={broadcast: 20.0}))
    assert (await newsroom.reads(broadcast)).ends_at == newsroom.clock.now() + timedelta(seconds=5)


async def test_nothing_is_kept_about_the_language_of_a_stranger(newsroom: Newsroom, school: School) -> None:
    assert not await note_language(school, 404, "de")
    assert await school.database.transact(lambda transaction: load_learner(transaction, 404)) is None


@pytest.mark.parametrize("told", ['=HYPERLINK("http://example.org")', "de de", "ä", "", "x" * 40])
async def test_a_language_that_is_none_is_not_kept(newsroom: Newsroom, school: School, told: str) -> None:
    await newsroom.enrol([1])
    assert await note_language(school, 1, "pt-BR")
    assert await note_language(school, 1, told)
    kept = await school.database.transact(lambda transaction: load_learner(transaction, 1))
    assert kept is not None
    assert kept.language == "pt-br"

"""What learners say is wrong or out of date: how much is taken of whom, and in which order admins see it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.core.feedback import AT_MOST, Feedback, Reception
from bot.core.statistics import Period
from bot.flows.admin.statistics import look_at_statistics
from bot.flows.feedback import (
    SHOWN,
    FeedbackPage,
    count_open_feedback,
    deal_with_feedback,
    find_feedback,
    give_feedback,
    look_at_feedback,
    offer_feedback,
)
from bot.flows.privacy import ask_to_delete, delete, export
from bot.flows.school import School
from bot.store.admins import save_admin
from tests.support.clock import MovableClock
from tests.support.pupil import Pupil


async def gives(pupil: Pupil, message_id: int, text: str = "It is gone.", *, day: int = 2) -> Reception:
    return await give_feedback(pupil.school, pupil.id, day, "end", message_id, text)


def told(page: FeedbackPage) -> list[tuple[int, int]]:
    return [(each.learner_id, each.message_id) for each in page.shown]


async def test_it_is_kept_with_the_day_the_step_and_the_date(ada: Pupil, clock: MovableClock) -> None:
    await ada.reaches("end")
    assert await offer_feedback(ada.school, ada.id, 2) is Reception.TAKEN
    assert await gives(ada, 700) is Reception.TAKEN
    now = clock.now()
    assert await find_feedback(ada.school, ada.id, 700) == Feedback(
        ada.id, 700, 2, "end", "It is gone.", said_at=now, learning_on=now.date()
    )


async def test_five_are_taken_a_day_and_the_sixth_has_to_wait_for_the_next(ada: Pupil, clock: MovableClock) -> None:
    await ada.reaches("end")
    assert AT_MOST == 5
    for message_id in range(1, 6):
        assert await offer_feedback(ada.school, ada.id, 2) is Reception.TAKEN
        assert await gives(ada, message_id) is Reception.TAKEN
    assert await offer_feedback(ada.school, ada.id, 2) is Reception.ENOUGH
    assert await gives(ada, 6) is Reception.ENOUGH
    assert await find_feedback(ada.school, ada.id, 6) is None
    clock.move(timedelta(days=1))
    assert await gives(ada, 7) is Reception.TAKEN


async def test_what_is_dealt_with_counts_towards_the_five_too(ada: Pupil) -> None:
    await ada.reaches("end")
    for message_id in range(1, 6):
        await gives(ada, message_id)
        await deal_with_feedback(ada.school, ada.id, message_id, settled=True)
    assert await gives(ada, 6) is Reception.ENOUGH


async def test_nobody_s_five_are_anybody_else_s(ada: Pupil, noor: Pupil) -> None:
    for pupil in (ada, noor):
        await pupil.reaches("end")
    for message_id in range(1, 6):
        await gives(ada, message_id)
    assert await gives(noor, 1) is Reception.TAKEN


async def test_a_message_that_comes_again_is_kept_once_and_thanked_for_again(ada: Pupil) -> None:
    await ada.reaches("end")
    for message_id in (1, 2, 3, 4, 5, 5, 5, 1):
        assert await gives(ada, message_id) is Reception.TAKEN
    assert await count_open_feedback(ada.school) == 5


async def test_a_day_that_was_never_opened_cannot_be_spoken_of(ada: Pupil) -> None:
    await ada.reaches("end")
    for day in (4, 99, 10**15):
        assert await offer_feedback(ada.school, ada.id, day) is Reception.UNKNOWN
        assert await gives(ada, 1, day=day) is Reception.UNKNOWN
    assert await count_open_feedback(ada.school) == 0


async def test_a_day_that_is_gone_by_then_can(ada: Pupil) -> None:
    await ada.reaches("end")
    days = tuple(replace(day, lesson=None) for day in ada.school.course.days)
    ada.school.course = replace(ada.school.course, days=days)
    assert await gives(ada, 1) is Reception.TAKEN
    ada.school.course = replace(ada.school.course, days=())
    assert await gives(ada, 2) is Reception.TAKEN


async def test_nobody_is_enrolled_by_it(ada: Pupil) -> None:
    assert await gives(ada, 1) is Reception.UNKNOWN
    assert await export(ada.school, ada.id) is None


async def test_the_oldest_come_first_a_few_at_a_time(ada: Pupil, noor: Pupil, clock: MovableClock) -> None:
    for pupil in (ada, noor):
        await pupil.reaches("end")
    expected = []
    for number in range(4):
        for pupil in (noor, ada):
            clock.move(timedelta(minutes=1))
            await gives(pupil, 90 - number)
            expected.append((pupil.id, 90 - number))
    pages = [await look_at_feedback(ada.school, passing) for passing in range(0, 9, SHOWN)]
    assert [each for page in pages for each in told(page)] == expected
    assert {page.count for page in pages} == {8}


async def test_what_is_dealt_with_makes_way_and_comes_back_where_it_was(ada: Pupil, clock: MovableClock) -> None:
    await ada.reaches("end")
    for message_id in range(1, 5):
        clock.move(timedelta(minutes=1))
        await gives(ada, message_id)
    await deal_with_feedback(ada.school, ada.id, 1, settled=True)
    assert told(await look_at_feedback(ada.school, 0)) == [(ada.id, 2), (ada.id, 3), (ada.id, 4)]
    page = await look_at_feedback(ada.school, SHOWN)  # which is gone: the last that is there is shown
    assert (page.passing, len(page.shown)) == (0, 3)
    await deal_with_feedback(ada.school, ada.id, 1, settled=False)
    assert told(await look_at_feedback(ada.school, 0))[0] == (ada.id, 1)


async def test_a_page_beyond_all_there_are_is_the_last(ada: Pupil) -> None:
    assert await look_at_feedback(ada.school, 10**15) == FeedbackPage(ada.school.course, [], 0, 0)


async def test_it_is_exported_and_deleted_with_all_the_rest(ada: Pupil, noor: Pupil) -> None:
    for pupil in (ada, noor):
        await pupil.reaches("end")
        await gives(pupil, 7, f"By {pupil.id}")
    exported = await export(ada.school, ada.id)
    assert exported is not None
    assert [(row["day"], row["step"], row["text"]) for row in exported.dossier["feedback"]] == [(2, "end", "By 1")]
    asked_at = await ask_to_delete(ada.school, ada.id)
    assert asked_at is not None
    assert await delete(ada.school, ada.id, ada.id, asked_at)
    assert told(await look_at_feedback(ada.school, 0)) == [(noor.id, 7)]
    assert await gives(ada, 8) is Reception.UNKNOWN


async def test_statistics_count_it_by_day_in_the_period_and_what_is_open_always(
    ada: Pupil, noor: Pupil, school: School, clock: MovableClock
) -> None:
    await ada.reaches("end")
    for message_id in (1, 2):
        await gives(ada, message_id)
    await deal_with_feedback(school, ada.id, 2, settled=True)
    clock.move(timedelta(days=20))
    await ada.reaches("bye", day=4)
    await gives(ada, 3, day=4)
    await noor.reaches("end")
    await gives(noor, 1)
    await school.database.transact(lambda transaction: save_admin(transaction, noor.id, clock.now().date()))
    week = (await look_at_statistics(school, Period.WEEK)).figures
    ever = (await look_at_statistics(school, Period.ALL)).figures
    assert +week.feedback == {(4, "given"): 1, (4, "open"): 1, (2, "open"): 1}
    assert (week.told("given"), week.told("open")) == (1, 2)
    assert +ever.feedback == {(2, "given"): 2, (2, "open"): 1, (4, "given"): 1, (4, "open"): 1}

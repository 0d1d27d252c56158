"""The ledger of messages: claimed before they are sent, settled with what became of them, never sent twice."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from bot.core.delivery import BLOCKED, Delivery, Receipt
from bot.core.lesson import Place
from bot.flows.enrolment import Showing
from bot.flows.lesson_delivery import claim, disown, owed, settle
from bot.flows.lessons import continue_from, open_day, open_today
from bot.flows.school import School
from tests.support.course import COURSE, HELLO
from tests.support.pupil import Pupil

SENT = Receipt(Delivery.SENT, message_id=70)


@pytest.fixture
async def hello(school: School, ada: Pupil) -> Showing:
    """The first step, of two messages, of which the first is claimed."""
    showing = await open_day(school, ada.id, 2, "a tap")
    assert isinstance(showing, Showing)
    return showing


def standing(place: Place | None) -> tuple[str, int, Delivery, int | None]:
    assert place is not None
    return place.step, place.part, place.delivery, place.message_id


async def test_each_message_is_claimed_sent_and_settled_before_the_next(
    school: School, ada: Pupil, hello: Showing
) -> None:
    assert standing(await ada.place()) == ("hello", 0, Delivery.SENDING, None)
    place = await settle(school, ada.id, hello, hello.place, SENT)
    assert standing(place) == standing(await ada.place()) == ("hello", 1, Delivery.PENDING, 70)
    claimed = await claim(school, ada.id, place)
    assert claimed is not None
    assert standing(claimed) == standing(await ada.place()) == ("hello", 1, Delivery.SENDING, 70)
    last = await settle(school, ada.id, hello, claimed, Receipt(Delivery.SENT, message_id=71))
    assert standing(last) == standing(await ada.place()) == ("hello", 1, Delivery.SENT, 71)


async def test_an_owed_message_is_claimed_by_one_only(school: School, ada: Pupil, hello: Showing) -> None:
    place = await settle(school, ada.id, hello, hello.place, SENT)
    claims = await asyncio.gather(*(claim(school, ada.id, place) for _ in range(10)))
    assert sum(each is not None for each in claims) == 1


async def test_what_is_being_sent_cannot_be_claimed(school: School, ada: Pupil, hello: Showing) -> None:
    assert await claim(school, ada.id, hello.place) is None


async def test_nothing_is_claimed_for_a_step_that_the_learner_has_left(
    school: School, ada: Pupil, hello: Showing
) -> None:
    place = await settle(school, ada.id, hello, hello.place, SENT)
    await continue_from(school, ada.id, 2, "hello", "the next tap")
    assert await claim(school, ada.id, place) is None


@pytest.mark.parametrize("outcome", [Delivery.UNCERTAIN, Delivery.FAILED, Delivery.PENDING])
async def test_a_message_that_did_not_arrive_is_settled_as_such_and_owes_no_next(
    school: School, ada: Pupil, hello: Showing, outcome: Delivery
) -> None:
    place = await settle(school, ada.id, hello, hello.place, Receipt(outcome, reason=BLOCKED))
    assert standing(place) == standing(await ada.place()) == ("hello", 0, outcome, None)


async def test_a_message_that_never_left_can_be_claimed_again(school: School, ada: Pupil, hello: Showing) -> None:
    place = await settle(school, ada.id, hello, hello.place, Receipt(Delivery.PENDING))
    claimed = await claim(school, ada.id, place)
    assert claimed is not None
    assert standing(await ada.place()) == ("hello", 0, Delivery.SENDING, None)


async def test_what_is_settled_stays_settled(school: School, ada: Pupil, hello: Showing) -> None:
    await settle(school, ada.id, hello, hello.place, Receipt(Delivery.UNCERTAIN))
    await settle(school, ada.id, hello, hello.place, SENT)
    assert standing(await ada.place()) == ("hello", 0, Delivery.UNCERTAIN, None)


async def test_a_late_outcome_does_not_touch_the_step_that_came_after(
    school: School, ada: Pupil, hello: Showing
) -> None:
    await settle(school, ada.id, hello, hello.place, Receipt(Delivery.UNCERTAIN))
    await continue_from(school, ada.id, 2, "hello", "the next tap")
    before = await ada.place()
    await settle(school, ada.id, hello, hello.place, SENT)
    assert await ada.place() == before


async def test_an_outcome_does_not_settle_another_message_of_the_step(
    school: School, ada: Pupil, hello: Showing
) -> None:
    place = await settle(school, ada.id, hello, hello.place, SENT)
    await claim(school, ada.id, place)
    await settle(school, ada.id, hello, hello.place, Receipt(Delivery.FAILED))
    assert standing(await ada.place()) == ("hello", 1, Delivery.SENDING, 70)


async def test_what_a_dead_process_was_sending_becomes_uncertain(school: School, ada: Pupil, hello: Showing) -> None:
    after = replace(school, process="the next process")
    assert await disown(after) == 1
    assert standing(await ada.place()) == ("hello", 0, Delivery.UNCERTAIN, None)
    assert await disown(after) == 0


async def test_what_this_process_is_sending_stays_its_own(school: School, ada: Pupil, hello: Showing) -> None:
    assert await disown(school) == 0
    assert standing(await ada.place()) == ("hello", 0, Delivery.SENDING, None)


async def test_what_the_next_process_claims_is_its_own(school: School, ada: Pupil, hello: Showing) -> None:
    place = await settle(school, ada.id, hello, hello.place, SENT)
    after = replace(school, process="the next process")
    assert await claim(after, ada.id, place) is not None
    assert await disown(after) == 0
    assert await disown(school) == 1


async def test_owed_is_what_nobody_has_begun_to_send(school: School, ada: Pupil, noor: Pupil, hello: Showing) -> None:
    await noor.reaches("demo")
    assert await owed(school) == []
    await settle(school, ada.id, hello, hello.place, SENT)
    ((learner, showing),) = await owed(school)
    assert (learner.id, showing.step) == (ada.id, HELLO)
    assert standing(showing.place) == ("hello", 1, Delivery.PENDING, 70)
    assert await claim(school, ada.id, showing.place) is not None
    assert await owed(school) == []


async def test_an_owed_check_is_shown_with_its_answer_and_an_owed_closing_with_its_card(
    school: School, ada: Pupil, noor: Pupil
) -> None:
    await ada.reaches("check-1")
    await ada.answers("check-1", "C")
    await noor.reaches("check-2")
    await noor.answers("check-2", "D")
    check = await open_today(school, ada.id, "a command")
    closing = await continue_from(school, noor.id, 2, "check-2", "a tap")
    assert isinstance(check, Showing)
    assert isinstance(closing, Showing)
    await settle(school, ada.id, check, check.place, Receipt(Delivery.PENDING))
    await settle(school, noor.id, closing, closing.place, Receipt(Delivery.PENDING))
    found = {learner.id: showing for learner, showing in await owed(school)}
    assert found[ada.id].choice == "C"
    assert found[noor.id].card == closing.card is not None


async def test_nothing_is_owed_of_a_lesson_that_was_withdrawn(school: School, ada: Pupil, hello: Showing) -> None:
    await settle(school, ada.id, hello, hello.place, SENT)
    school.course = replace(COURSE, days=(COURSE.days[0],))
    assert await owed(school) == []

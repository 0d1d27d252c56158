"""Practice: what is typed is a try while the learner is at one, and of a try only what it met is kept."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.lesson import Refusal
from bot.core.statistics import Period
from bot.flows.admin.statistics import look_at_statistics
from bot.flows.enrolment import Showing
from bot.flows.practice import Practising, look_at_practice, note_buttons, open_extra, try_prompt
from bot.flows.privacy import ask_to_delete, delete, export
from bot.flows.review import open_review
from bot.flows.school import School
from tests.support.clock import MovableClock
from tests.support.course import COURSE, EXTRA, PRACTICE
from tests.support.pupil import Pupil

THERE = COURSE.days[3]
GOOD = "A slow pan over my street, 20 seconds."
WITHOUT_LENGTH = "A slow pan over my street."


async def met(school: School, pupil: Pupil, text: str) -> list[str] | None:
    """What a try has; None where it is none."""
    tried = await try_prompt(school, pupil.id, text)
    return [each.criterion.id for each in tried.assessment.met] if tried and tried.assessment else None


async def kept(school: School, pupil: Pupil) -> dict[str, object]:
    exported = await export(school, pupil.id)
    return dict(exported.dossier) if exported else {}


async def test_what_is_typed_at_a_practice_is_a_try_as_often_as_they_like(school: School, ada: Pupil) -> None:
    await ada.reaches("street", day=4)
    assert await met(school, ada, WITHOUT_LENGTH) == ["camera", "brief"]
    assert await met(school, ada, GOOD) == ["camera", "length", "brief"]
    tried = await try_prompt(school, ada.id, GOOD)
    place = await ada.place(4)
    assert tried
    assert place
    assert tried.at == Practising(THERE, 5, PRACTICE, COURSE.chatgpt, current=True, message_id=place.message_id)


async def test_what_is_typed_anywhere_else_is_none(school: School, ada: Pupil) -> None:
    assert await try_prompt(school, ada.id, GOOD) is None
    await ada.opens(4)
    assert await try_prompt(school, ada.id, GOOD) is None
    await ada.reaches("bye", day=4)
    assert await try_prompt(school, ada.id, GOOD) is None
    assert "tries" not in await kept(school, ada)


async def test_a_try_moves_nobody_and_nobody_has_to_make_one(school: School, ada: Pupil) -> None:
    await ada.reaches("street", day=4)
    before = await ada.place(4)
    await try_prompt(school, ada.id, "Nothing of it.")
    assert await ada.place(4) == before
    outcome = await ada.goes_on("street", day=4)
    assert isinstance(outcome, Showing)
    assert outcome.step.id == "bye"
    assert outcome.card
    assert outcome.card.score.of == 0


async def test_what_has_no_words_is_no_try(school: School, ada: Pupil) -> None:
    await ada.reaches("street", day=4)
    for nothing in ("", "🙂", "…!?"):
        tried = await try_prompt(school, ada.id, nothing)
        assert tried
        assert tried.assessment is None
    assert "tries" not in await kept(school, ada)


async def test_only_what_was_met_at_first_and_at_last_is_kept(school: School, ada: Pupil, clock: MovableClock) -> None:
    await ada.reaches("street", day=4)
    first_at = clock.now()
    await try_prompt(school, ada.id, WITHOUT_LENGTH)
    clock.move(timedelta(hours=1))
    await try_prompt(school, ada.id, "20 sec")
    told = {"learner_id": ada.id, "day": 4, "practice": "street", "tried_at": first_at}
    assert (await kept(school, ada))["tries"] == [
        {**told, "criterion": "brief", "met_at_first": True, "met_at_last": True},
        {**told, "criterion": "camera", "met_at_first": True, "met_at_last": False},
        {**told, "criterion": "length", "met_at_first": False, "met_at_last": True},
    ]


async def test_it_goes_with_the_learner(school: School, ada: Pupil) -> None:
    await ada.reaches("bye", day=4)
    await open_extra(school, ada.id, 4)
    await try_prompt(school, ada.id, "Hello!")
    assert {"tries", "extras"} <= (await kept(school, ada)).keys()
    asked_at = await ask_to_delete(school, ada.id)
    assert asked_at
    assert await delete(school, ada.id, ada.id, asked_at)
    assert await kept(school, ada) == {}


async def test_the_extra_waits_for_the_end_of_its_day_and_is_no_step(school: School, ada: Pupil) -> None:
    assert await open_extra(school, ada.id, 4) is Refusal.NOT_YET
    await ada.reaches("street", day=4)
    assert await open_extra(school, ada.id, 4) is Refusal.NOT_YET
    assert await look_at_practice(school, ada.id, 4, EXTRA.id) is Refusal.NOT_YET
    await ada.goes_on("street", day=4)
    place = await ada.place(4)
    assert await open_extra(school, ada.id, 4) == Practising(THERE, 5, EXTRA, COURSE.chatgpt)
    assert await met(school, ada, "Good morning!") == ["greeting"]
    assert await met(school, ada, "Bye.") == []
    assert await ada.place(4) == place
    assert await open_extra(school, ada.id, 2) is Refusal.NOT_YET
    assert await open_extra(school, ada.id, 9) is Refusal.UNKNOWN


async def test_the_extra_is_over_with_the_next_step(school: School, ada: Pupil) -> None:
    await ada.reaches("bye", day=4)
    await open_extra(school, ada.id, 4)
    await ada.opens(2)
    assert await try_prompt(school, ada.id, "Hello!") is None


async def test_the_extra_is_over_with_its_date(school: School, ada: Pupil, clock: MovableClock) -> None:
    await ada.reaches("bye", day=4)
    await open_extra(school, ada.id, 4)
    clock.move(timedelta(days=1))
    assert await try_prompt(school, ada.id, "Hello!") is None


async def test_a_day_without_an_extra_has_none(school: School, ada: Pupil) -> None:
    await ada.reaches("end")
    assert await open_extra(school, ada.id, 2) is Refusal.UNKNOWN


async def test_a_review_that_is_opened_later_is_in_front(school: School, ada: Pupil, clock: MovableClock) -> None:
    await ada.reaches("end", wrong=("check-1",))
    await ada.reaches("street", day=4)
    clock.move(timedelta(days=1))
    await open_review(school, ada.id, "a review")
    assert await try_prompt(school, ada.id, GOOD) is None
    clock.move(timedelta(minutes=1))
    await ada.asks_for_today()
    assert await met(school, ada, GOOD) == ["camera", "length", "brief"]


@pytest.mark.parametrize(
    ("day", "step", "refusal"),
    [
        (4, "street", Refusal.NOT_YET),
        (4, "again", Refusal.UNKNOWN),
        (4, "nowhere", Refusal.UNKNOWN),
        (2, "hello", Refusal.NOT_YET),
        (9, "street", Refusal.UNKNOWN),
    ],
)
async def test_a_practice_that_was_not_reached_is_not_shown(
    school: School, ada: Pupil, day: int, step: str, refusal: Refusal
) -> None:
    await ada.opens(4)
    assert await look_at_practice(school, ada.id, day, step) is refusal


async def test_a_practice_that_is_past_is_still_to_be_looked_at(school: School, ada: Pupil) -> None:
    await ada.reaches("bye", day=4)
    assert await look_at_practice(school, ada.id, 4, "street") == Practising(THERE, 5, PRACTICE, COURSE.chatgpt)


async def test_the_buttons_of_a_practice_are_where_they_were_last(school: School, ada: Pupil) -> None:
    await ada.reaches("street", day=4)
    at = await look_at_practice(school, ada.id, 4, "street")
    assert isinstance(at, Practising)
    await note_buttons(school, ada.id, at, 777)
    again = await ada.asks_for_today()
    assert isinstance(again, Showing)
    assert again.replaces == 777
    await ada.goes_on("street", day=4)
    await note_buttons(school, ada.id, at, 778)
    place = await ada.place(4)
    assert place
    assert place.message_id != 778


async def test_statistics_tell_how_many_tried_and_what_was_missing(
    school: School, ada: Pupil, noor: Pupil, clock: MovableClock
) -> None:
    for pupil, tries in ((ada, [WITHOUT_LENGTH, GOOD]), (noor, ["My street.", WITHOUT_LENGTH])):
        await pupil.reaches("street", day=4)
        for text in tries:
            await try_prompt(school, pupil.id, text)
    figures = (await look_at_statistics(school, Period.WEEK)).figures
    assert figures.tried == {(4, "street"): 2}
    assert +figures.lacked == {(4, "street", "camera"): 1, (4, "street", "length"): 2}
    assert +figures.still_lack == {(4, "street", "length"): 1}
    clock.move(timedelta(days=8))
    figures = (await look_at_statistics(school, Period.WEEK)).figures
    assert figures.tried + figures.lacked + figures.still_lack == {}

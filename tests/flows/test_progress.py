"""How far a learner has come, as `/progress` and `/lessons` tell it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.flows.enrolment import Score
from bot.flows.progress import Mark, look_at_progress
from bot.flows.school import School
from tests.support.clock import MovableClock
from tests.support.course import COURSE
from tests.support.pupil import Pupil

DONE, OPEN, READY, COMING = Mark.DONE, Mark.OPEN, Mark.READY, Mark.COMING


async def marks(pupil: Pupil) -> list[Mark]:
    progress = await look_at_progress(pupil.school, pupil.id)
    assert [day for day, _ in progress.marks] == list(COURSE.days)
    return [mark for _, mark in progress.marks]


async def test_whoever_is_new_has_everything_before_them(school: School, ada: Pupil) -> None:
    progress = await look_at_progress(school, ada.id)
    assert await marks(ada) == [COMING, READY, COMING, READY, COMING]
    assert (progress.done, progress.score, progress.streak.best) == (0, Score(0, 0), 0)


async def test_days_are_marked_as_they_are_opened_and_finished(ada: Pupil) -> None:
    await ada.reaches("demo")
    assert await marks(ada) == [COMING, OPEN, COMING, READY, COMING]
    await ada.reaches("end")
    assert await marks(ada) == [COMING, DONE, COMING, READY, COMING]
    await ada.reaches("again", day=4)
    assert await marks(ada) == [COMING, DONE, COMING, OPEN, COMING]


async def test_a_finished_day_that_is_read_again_stays_done(ada: Pupil, clock: MovableClock) -> None:
    await ada.reaches("end")
    clock.move(timedelta(minutes=1))
    await ada.opens(2, again=True)
    assert await marks(ada) == [COMING, DONE, COMING, READY, COMING]


async def test_a_finished_day_stays_done_even_if_its_lesson_is_withdrawn(ada: Pupil, school: School) -> None:
    await ada.reaches("end")
    school.course = replace(COURSE, days=tuple(replace(day, lesson=None) for day in COURSE.days))
    progress = await look_at_progress(school, ada.id)
    assert [mark for _, mark in progress.marks] == [COMING, DONE, COMING, COMING, COMING]


async def test_the_score_and_the_streak_grow_with_the_lessons(ada: Pupil, clock: MovableClock) -> None:
    await ada.reaches("end", wrong=("check-2",))
    clock.move(timedelta(days=1))
    await ada.reaches("bye", day=4)
    progress = await look_at_progress(ada.school, ada.id)
    assert (progress.done, progress.score, progress.streak.current) == (2, Score(1, 2), 2)


async def test_a_streak_that_breaks_is_remembered_as_the_best(ada: Pupil, clock: MovableClock) -> None:
    await ada.reaches("end")
    clock.move(timedelta(days=4))
    progress = await look_at_progress(ada.school, ada.id)
    assert (progress.streak.current, progress.streak.best) == (0, 1)

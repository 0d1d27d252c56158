"""The course as it is opened, whatever became of its files, and the way back."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.bootstrap import UNOPENED, open_school
from bot.content import CourseError, load_course
from bot.core.clock import SystemClock
from bot.flows.course.versions import (
    compare_course,
    inspect_course,
    open_course,
    reload_course,
    restore_course,
    taught_course,
)
from bot.flows.school import School
from bot.store.day_states import load_day_states
from tests.support.course import a_course_of

ADMIN = 7
COURSE = "title: T\nlength: 5\ndays:\n  1: {title: One}\n  2: {title: Two}\n"
DAY = """day: {number}
steps:
  - id: intro
    text: {text}
  - id: end
    closing: Bye.
"""


@pytest.fixture
def folder(tmp_path: Path, school: School) -> Path:
    """The course's files, two days of which are written."""
    folder = tmp_path / "course"
    folder.mkdir()
    write(folder, "course.yaml", COURSE)
    write(folder, "day-01.yaml", DAY.format(number=1, text="First"))
    write(folder, "day-02.yaml", DAY.format(number=2, text="Second"))
    school.folder = folder
    return folder


def write(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text, encoding="utf-8")


def said(school: School, number: int) -> str:
    """The first words of a day as it is taught."""
    lesson = school.course.lesson(number)
    return lesson.steps[0].parts[0].text if lesson else "nothing"  # type: ignore[union-attr]


async def readable(school: School) -> set[int]:
    """The days that can be read, as it is noted."""
    states = await school.database.transact(load_day_states)
    return {each.day for each in states if each.written and each.until_at is None}


async def test_a_course_in_order_is_taught_as_its_files_say(school: School, folder: Path) -> None:
    opened = await open_course(school)
    assert school.course == load_course(folder)
    assert (opened.problems, opened.changes) == ((), None)


@pytest.mark.parametrize("broken", ["steps: [", "day: 2\nsteps:\n  - id: a\n    text: b\n", "day: 2\n"])
async def test_a_day_that_broke_is_taught_as_it_was_taught_last(school: School, folder: Path, broken: str) -> None:
    await open_course(school)
    write(folder, "day-01.yaml", DAY.format(number=1, text="First and better"))
    write(folder, "day-02.yaml", broken)
    opened = await open_course(school)
    assert (said(school, 1), said(school, 2)) == ("First and better", "Second")
    assert {problem.path.name for problem in opened.problems} == {"day-02.yaml"}


async def test_a_day_that_was_never_in_order_is_left_out(school: School, folder: Path) -> None:
    write(folder, "day-02.yaml", "steps: [")
    write(folder, "notes.yaml", "milk")
    await open_course(school)
    assert (said(school, 1), said(school, 2)) == ("First", "nothing")


async def test_a_day_without_a_title_is_left_out(school: School, folder: Path) -> None:
    write(folder, "day-03.yaml", DAY.format(number=3, text="Third"))
    (problem,) = (await open_course(school)).problems
    assert (problem.path.name, sorted(school.course.lessons)) == ("day-03.yaml", [1, 2])


@pytest.mark.parametrize("broken", ["title: [", None])
async def test_an_outline_that_broke_is_that_of_last_time(school: School, folder: Path, broken: str | None) -> None:
    await open_course(school)
    write(folder, "day-02.yaml", DAY.format(number=2, text="Second and better"))
    (folder / "course.yaml").unlink()
    if broken:
        write(folder, "course.yaml", broken)
    await open_course(school)
    assert (school.course.title, said(school, 2)) == ("T", "Second and better")


async def test_where_the_folder_is_gone_all_is_as_it_was(school: School, folder: Path) -> None:
    await open_course(school)
    taught = school.course
    shutil.rmtree(folder)
    opened = await open_course(school)
    assert school.course == taught
    assert opened.problems


async def test_nothing_that_could_be_taught_is_an_error_with_every_problem(school: School, folder: Path) -> None:
    write(folder, "course.yaml", "title: [")
    with pytest.raises(CourseError, match=r"course\.yaml:2:1"):
        await open_course(school)


async def test_a_step_that_is_gone_is_told_when_the_course_is_opened(school: School, folder: Path) -> None:
    await open_course(school)
    write(folder, "day-01.yaml", DAY.format(number=1, text="First").replace("intro", "hello"))
    (folder / "day-02.yaml").unlink()
    opened = await open_course(school)
    assert opened.changes is not None
    assert (opened.changes.lost, opened.changes.gone) == (((1, "intro"),), (2,))
    assert (await open_course(school)).changes is None  # once


async def test_an_id_that_means_another_kind_of_step_is_lost(school: School, folder: Path) -> None:
    await open_course(school)
    demo = "demo: D\n    turns:\n      - you: a\n        chatgpt: b"
    write(folder, "day-01.yaml", DAY.format(number=1, text="First").replace("text: First", demo))
    changes = (await inspect_course(school)).changes
    assert changes is not None
    assert changes.lost == ((1, "intro"),)


async def test_the_way_back_outlasts_a_restart_until_the_files_change(school: School, folder: Path) -> None:
    await open_course(school)
    assert not (await inspect_course(school)).has_former
    write(folder, "day-01.yaml", DAY.format(number=1, text="Worse"))
    digest = (await inspect_course(school)).digest
    await reload_course(school, ADMIN, digest)
    assert said(school, 1) == "Worse"
    back = await restore_course(school, ADMIN)
    assert (said(school, 1), back.has_former) == ("First", False)
    assert back.changes is not None
    assert back.changes.rewritten == (1,)  # as the files still say
    await open_course(school)
    assert said(school, 1) == "First"
    write(folder, "day-01.yaml", DAY.format(number=1, text="Better"))
    await open_course(school)
    assert said(school, 1) == "Better"


async def test_what_was_taken_back_can_be_taken_over_after_all(school: School, folder: Path) -> None:
    await open_course(school)
    write(folder, "day-01.yaml", DAY.format(number=1, text="Worse"))
    await open_course(school)
    await restore_course(school, ADMIN)
    await reload_course(school, ADMIN, (await inspect_course(school)).digest)
    await open_course(school)
    assert said(school, 1) == "Worse"


async def test_of_the_past_a_few_states_are_kept(school: School, folder: Path) -> None:
    for number in range(9):
        write(folder, "day-01.yaml", DAY.format(number=1, text=f"State {number}"))
        await open_course(school)
    for number in (7, 6, 5, 4):
        assert (await inspect_course(school)).has_former
        await restore_course(school, ADMIN)
        assert said(school, 1) == f"State {number}"
    assert not (await inspect_course(school)).has_former


async def test_others_learn_what_is_taught_though_the_files_are_bad(school: School, folder: Path) -> None:
    await open_course(school)
    write(folder, "day-02.yaml", "steps: [")
    assert await taught_course(school, folder) == school.course
    compared = await compare_course(school, school.course)
    assert not compared.changes


async def test_which_days_can_be_read_is_noted_at_a_start_a_reload_and_a_way_back(school: School, folder: Path) -> None:
    (folder / "day-02.yaml").unlink()
    await open_course(school)
    assert await readable(school) == {1}
    write(folder, "day-02.yaml", DAY.format(number=2, text="Second"))
    await reload_course(school, ADMIN, (await inspect_course(school)).digest)
    assert await readable(school) == {1, 2}
    await restore_course(school, ADMIN)
    assert await readable(school) == {1}


async def test_a_start_takes_no_day_away_before_the_files_are_read(tmp_path: Path) -> None:
    for course in (a_course_of(2), UNOPENED):
        async with open_school(tmp_path / "restarted.db", course, SystemClock(), "UTC", "42:token") as school:
            assert await readable(school) == {1, 2}

"""What comes unasked to somebody who has read all there is, and once the next day is there."""

from __future__ import annotations

import pytest

from bot.core.course import Course
from bot.flows.reminders.due import BATCH
from tests.chat.reminders.test_reminders import Story
from tests.support.course import a_course_of, a_course_of_questions
from tests.support.teaching import only, teach

WRITTEN = "Day 3 · Lesson 3 is being written. I’ll tell you the moment it opens."
OPEN = "Day 3 is open: Lesson 3. It takes 4 minutes."


@pytest.fixture
def course() -> Course:
    return a_course_of(5)


async def finishes_two(ada: Story, course: Course) -> None:
    """Take the two lessons that are there on Tuesday and on Wednesday."""
    await teach(ada.school, only(course, {1, 2}))
    await ada.learns()
    await ada.lives_until(11, 12)
    await ada.learns()


async def test_one_honest_word_and_then_silence_for_however_long(ada: Story, course: Course) -> None:
    await finishes_two(ada, course)
    assert await ada.lives_until(12, 10) == [f"Thu 12 09:00 {WRITTEN}"]
    assert ada.buttons == []
    assert await ada.lives_until(60) == []


@pytest.mark.parametrize("days", [1, 3, 14, 48])
async def test_the_day_that_opens_is_told_once_at_their_hour_however_long_they_waited(
    ada: Story, course: Course, days: int
) -> None:
    await finishes_two(ada, course)
    await ada.lives_until(12 + days, 7)
    await teach(ada.school, only(course, {1, 2, 3}))
    heard = await ada.lives_until(12 + days, 23)
    assert [each[7:] for each in heard] == [f"09:00 {OPEN}"]
    assert ada.buttons == [["Start", "In 2 hours"], ["Pause a week", "Change time"]]
    following = await ada.lives_until(13 + days, 23)
    assert [each[7:] for each in following][:1] == ["09:00 Day 3 is ready: Lesson 3. It takes 4 minutes."]


async def test_a_day_that_opens_after_their_hour_is_told_the_next_morning(ada: Story, course: Course) -> None:
    await finishes_two(ada, course)
    await ada.lives_until(15, 12)
    await teach(ada.school, only(course, {1, 2, 3}))
    assert await ada.lives_until(16, 8) == []
    assert await ada.lives_until(16, 10) == [f"Mon 16 09:00 {OPEN}"]


async def test_whoever_saw_it_first_is_told_no_more(ada: Story, course: Course) -> None:
    await finishes_two(ada, course)
    await ada.lives_until(15, 12)
    await teach(ada.school, only(course, {1, 2, 3}))
    await ada.learns()
    assert await ada.lives_until(16, 12) == [
        "Mon 16 09:00 Day 4 · Lesson 4 is being written. I’ll tell you the moment it opens."
    ]


async def test_a_day_that_is_written_while_they_have_others_is_no_news(ada: Story, course: Course) -> None:
    await finishes_two(ada, only(course, {1, 2}))
    await teach(ada.school, only(course, {1, 2, 3}))
    await ada.lives_until(12, 8)
    await teach(ada.school, only(course, {1, 2, 3, 4}))
    assert await ada.lives_until(12, 10) == [f"Thu 12 09:00 {OPEN}"]
    await ada.learns()
    assert await ada.lives_until(13, 10) == ["Fri 13 09:00 Day 4 is ready: Lesson 4. It takes 4 minutes."]


async def test_whoever_came_before_the_first_lesson_hears_of_it(ada: Story, course: Course) -> None:
    await teach(ada.school, only(course, set()))
    await ada.says("/start")
    assert await ada.lives_until(20, 7) == []
    await teach(ada.school, only(course, {1}))
    assert await ada.lives_until(20, 10) == ["Fri 20 09:00 Day 1 is open: Lesson 1. It takes 4 minutes."]


async def test_a_pause_is_kept_and_the_day_told_after_it(ada: Story, course: Course) -> None:
    await finishes_two(ada, course)
    await ada.lives_until(12, 10)
    await ada.says("/settings")
    await ada.taps("Pause")
    await ada.taps("A week")
    await teach(ada.school, only(course, {1, 2, 3}))
    assert await ada.lives_until(19, 0) == []
    assert await ada.lives_until(19, 10) == [f"Thu 19 09:00 {OPEN}"]


async def test_reviews_are_announced_by_themselves(ada: Story) -> None:
    await teach(ada.school, only(a_course_of_questions(2, days=2), {1}))
    await ada.says("/today")
    await ada.taps("Day 1")
    for answer in ("B", "A"):
        await ada.taps(answer)
        await ada.taps("Continue")
    back = "A question that you missed is back for a review."
    assert await ada.lives_until(12) == [
        f"Wed 11 09:00 Day 2 · Ask me is being written. I’ll tell you the moment it opens.\n\n{back}"
    ]
    assert ada.buttons == [["Review 1 question"]]
    kept = "❄️ Yesterday a freeze kept your 1-day streak."
    assert await ada.lives_until(13) == [f"Thu 12 09:00 {back}\n\n{kept}"]
    assert ada.buttons == [["Review 1 question"], ["In 2 hours"], ["Pause a week", "Change time"]]
    await ada.taps("Review")
    await ada.taps("B")
    assert await ada.lives_until(16) == [f"Sun 15 09:00 {back}"]  # three days later


async def test_a_graduate_hears_of_reviews_and_of_nothing_else(ada: Story) -> None:
    await teach(ada.school, a_course_of(1))
    await ada.learns()
    assert await ada.lives_until(60) == []


async def test_many_who_wait_are_all_told_once(ada: Story, course: Course) -> None:
    ada.school.default_zone_name = "Africa/Abidjan"  # where it is as late as in UTC, which is no place
    await teach(ada.school, only(course, set()))
    others = [ada.playground.person(f"Learner {number}") for number in range(2 * BATCH + 7)]
    for each in others:
        each.say("/start")
    await ada.playground.wait_for(lambda: not ada.playground.pending_update_count, 30)
    await ada.lives_until(15, 8)
    await teach(ada.school, only(course, {1}))
    await ada.lives_until(15, 12)
    told = [sum("is open" in (message.text or "") for message in each.messages) for each in others]
    assert told == [1] * len(others)

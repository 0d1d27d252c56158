"""Any written day can be taken at any time, and a finished one be read from any part."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.course import Course
from tests.support.classroom import Classroom, Learner, labels, words
from tests.support.course import COURSE, a_course_of


class TestADayAhead:
    @pytest.fixture
    def course(self) -> Course:
        return a_course_of(4)

    async def test_the_list_has_every_written_day_with_the_next_one_in_blue(self, ada: Learner) -> None:
        await ada.says("/lessons")
        assert labels(ada.last) == [[f"Day {day} · Lesson {day}"] for day in (1, 2, 3, 4)]
        assert [row[0].get("style") for row in ada.last.buttons] == ["primary", None, None, None]
        assert "Take them in order, or tap any you like." in words(ada.last)

    async def test_it_is_a_side_trip_after_a_question(self, ada: Learner) -> None:
        await ada.says("/start")
        await ada.taps("Begin Day 1")
        await ada.taps("Continue")
        await ada.says("/lessons")
        await ada.taps("Day 4 · Lesson 4")
        assert words(ada.last) == (
            "Day 4 · Lesson 4 comes after 2 lessons you haven’t taken. You can take it now: your next, "
            "Day 2 · Lesson 2, waits for you."
        )
        await ada.taps("Open Day 4")
        await ada.sees("Day 4 of 4 · 1/2")
        await ada.says("/today")
        await ada.sees("Day 4 of 4 · 1/2")
        await ada.taps("Continue")
        await ada.sees("Day 4 Complete", "Your next lesson: Day 2 · Lesson 2")
        await ada.says("/today")
        await ada.sees("Next is Day 2 · Lesson 2.")
        await ada.says("/progress")
        await ada.sees("2 of 4 days done")

    async def test_a_place_that_is_left_is_kept(self, ada: Learner) -> None:
        await ada.says("/start")
        await ada.taps("Begin Day 1")
        await ada.says("/lessons")
        await ada.taps("Day 3")
        assert words(ada.last).startswith("You are in the middle of Day 1 · Lesson 1.")
        await ada.taps("Open Day 3")
        await ada.taps("Continue")
        await ada.says("/today")
        await ada.sees("Next is Day 1 · Lesson 1.")

    async def test_a_link_leads_somebody_new_to_it_with_a_welcome(self, ada: Learner) -> None:
        await ada.says("/start day-3")
        assert words(ada.last).startswith("Welcome to the A long course.")
        assert "Day 3 · Lesson 3 comes after 2 lessons you haven’t taken." in words(ada.last)
        assert labels(ada.last) == [["Begin Day 1"], ["Open Day 3"]]
        await ada.taps("Open Day 3")
        await ada.sees("Day 3 of 4 · 1/2")

    @pytest.mark.parametrize("link", ["day-0", "day-5", "day-999", "day-", "day-٣", "day-1x", "share day-2", "nothing"])
    async def test_a_link_to_nothing_opens_the_course(self, ada: Learner, link: str) -> None:
        await ada.says(f"/start {link}")
        assert words(ada.last).startswith("Welcome to the A long course.")
        assert labels(ada.last) == [["Begin Day 1"]]

    async def test_a_link_to_a_finished_day_shows_its_closing_card(self, ada: Learner) -> None:
        await ada.says("/start day-1")
        await ada.sees("Hello, day 1.")
        await ada.taps("Continue")
        await ada.says("/start day-1")
        await ada.sees("Day 1 Complete")


class TestADayThatBuildsOnOthers:
    @pytest.fixture
    def course(self) -> Course:
        course = a_course_of(9)
        built = {4: (1, 2), 9: tuple(range(1, 9))}
        written = ((day, day.lesson) for day in course.days if day.lesson)
        days = (replace(day, lesson=replace(it, builds_on=built.get(day.number, ()))) for day, it in written)
        return replace(course, days=tuple(days))

    async def test_its_first_screen_names_those_that_were_not_taken(self, ada: Learner, classroom: Classroom) -> None:
        await ada.says("/start day-4")
        await ada.taps("Open Day 4")
        await ada.sees("Day 4 of 9 · 1/2\nBuilds on Days 1 and 2.\n\nHello, day 4.")
        await ada.says("/start day-1")
        await ada.taps("Open Day 1")
        await ada.taps("Continue")
        classroom.playground.clock.travel(timedelta(minutes=1))
        await ada.says("/start day-4")
        await ada.taps("Open Day 4")
        await ada.sees("Day 4 of 9 · 1/2\nBuilds on Day 2.\n\nHello, day 4.")

    async def test_many_are_not_named_one_by_one(self, ada: Learner) -> None:
        await ada.says("/start day-9")
        await ada.taps("Open Day 9")
        await ada.sees("Day 9 of 9 · 1/2\nBuilds on what came before.\n\nHello, day 9.")

    async def test_whoever_has_taken_them_reads_nothing_of_it(self, ada: Learner) -> None:
        for day in (1, 2, 3):
            await ada.says("/today")
            await ada.taps(f"Day {day}")
            await ada.sees(f"Hello, day {day}.")
            await ada.taps("Continue")
        await ada.says("/today")
        await ada.taps("Go on with Day 4")
        await ada.sees("Day 4 of 9 · 1/2\n\nHello, day 4.")


class TestAPartOfADay:
    @pytest.fixture
    def course(self) -> Course:
        return COURSE

    async def finishes(self, ada: Learner) -> None:
        await ada.says("/start")
        await ada.taps("Begin Day 2")
        await ada.taps("Continue")
        await ada.sees("Glad to hear it.")
        await ada.taps("Continue")
        for letter in "BD":
            await ada.taps(letter)
            await ada.taps("Continue")
        await ada.sees("Day 2 Complete", "🔥 1-day streak")

    async def test_it_is_chosen_where_the_day_begins_anew(self, ada: Learner) -> None:
        await self.finishes(ada)
        await ada.says("/lessons")
        await ada.taps("✓ Day 2")
        await ada.sees("There is a second part.")
        assert labels(ada.last) == [["Continue"], ["Go to a part …"]]
        await ada.taps("Go to a part …")
        assert labels(ada.last) == [
            ["1 · Hello and welcome."],
            ["2 · A talk"],
            ["3 · What is the answer to check-1?"],
            ["4 · What is the answer to check-2?"],
        ]
        await ada.taps("4 · ")
        await ada.sees("Day 2 of 5 · 4/5")
        await ada.taps("A")
        await ada.taps("Continue")
        await ada.sees("🎯 Score: 2 of 2")
        assert "This time" not in words(ada.last)

    async def test_a_part_of_a_day_that_is_not_finished_opens_nothing(self, ada: Learner) -> None:
        await ada.says("/start")
        await ada.taps("Begin Day 2")
        for tap in ("j:2:check-2", "j:2:end", "j:2:nowhere", "j:9:check-2", "pt:9"):
            await ada.forges(f"1{tap}")
            assert ada.told
        await ada.says("/today")
        await ada.sees("Day 2 of 5 · 1/5")

    async def test_the_closing_card_is_no_part(self, ada: Learner) -> None:
        await self.finishes(ada)
        await ada.says("/lessons")
        await ada.taps("✓ Day 2")
        await ada.forges("1j:2:end")
        assert ada.told == ["That button no longer works. /today shows where you are."]

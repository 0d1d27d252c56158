"""The review in a chat: what was missed comes back, as the learner reads of it; and what odd taps come to."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.chat.conversation import MAYBE_LOST, REFUSED
from bot.chat.lessons.screens import ALREADY_ANSWERED
from bot.chat.review.screens import PAST
from bot.core.course import Course, Lesson, Option, Quiz
from bot.core.lesson import Refusal
from bot.core.richtext import RichText
from bot.playground import Playground
from tests.support.classroom import Classroom, Learner, labels, styled, tap_of
from tests.support.course import a_course_of_questions

ONE_DAY = timedelta(days=1)
MONDAY = datetime(2026, 3, 9, 9, 0, tzinfo=UTC)
QUESTIONS = 4  # on each day; B is the right answer


@pytest.fixture
def course() -> Course:
    return a_course_of_questions(QUESTIONS, days=9)


@pytest.fixture(autouse=True)
def monday(playground: Playground) -> None:
    playground.clock.travel(MONDAY - playground.clock.now())


@pytest.fixture
def days(classroom: Classroom) -> Days:
    return Days(classroom)


class Days:
    """The days as they go by, each with its lesson."""

    def __init__(self, classroom: Classroom) -> None:
        self._classroom = classroom
        self._lesson = 0

    async def pass_by(self, days: int = 1) -> None:
        self._classroom.playground.clock.travel(days * ONE_DAY)

    async def lesson(self, learner: Learner, answers: str) -> None:
        """The next lesson, with these answers."""
        self._lesson += 1
        await learner.says("/today")
        await learner.taps(f"Day {self._lesson}")
        for option in answers:
            await learner.taps(option)
            await learner.taps("Continue")
        await learner.sees(f"🎬 Day {self._lesson} Complete")


def text(learner: Learner) -> str:
    """What stands in the newest message."""
    return learner.last.text or ""


def styles(learner: Learner) -> list[str | None]:
    """The colours of the letters under the newest message."""
    return [button.get("style") for button in learner.last.buttons[0]]


def answered(classroom: Classroom) -> list[tuple[Any, ...]]:
    """What the database has of reviews: the questions with their answers, and what was finished."""
    with closing(sqlite3.connect(f"file:{classroom.database}?mode=ro", uri=True)) as database:
        answers = database.execute("SELECT learning_on, question, option FROM review_answers ORDER BY 1, 2").fetchall()
        done = database.execute("SELECT learning_on, what FROM completions WHERE kind = 'review' ORDER BY 1").fetchall()
    return answers + done


async def test_before_anything_was_missed(ada: Learner) -> None:
    await ada.says("/review")
    assert text(ada) == (
        "Nothing to review today.\n\n"
        "You haven’t missed a question so far. One that you miss comes back here the next day."
    )


async def test_a_week_of_reviews(ada: Learner, days: Days) -> None:
    await days.lesson(ada, "BBAA")
    assert labels(ada.message("Day 1 Complete")) == [["7 days"], ["Progress", "Lessons"]]
    await ada.says("/review")
    assert text(ada) == "Nothing to review today.\n\nThe next 2 questions come back tomorrow."

    await days.pass_by()
    await ada.says("/review")
    assert text(ada) == (
        "Review · 1/2\n\nFrom Day 1 · Ask me\n\nKnowledge check\n\nWhat is the answer to q3?\n\n"
        "A  Is it A?\nB  Is it B?\nC  Is it C?\nD  Is it D?"
    )
    assert ada.buttons == [["A", "B", "C", "D"]]
    review = ada.last.message_id
    await ada.taps("B")
    assert "✅ B  Is it B?" in text(ada)
    assert text(ada).endswith("Right.\nIt is B, for all we know.")
    assert styles(ada) == [None, "success", None, None]
    assert ada.buttons == [["A", "B", "C", "D"], ["Next"]]
    await ada.taps("Next")
    assert text(ada).startswith("Review · 2/2\n\nFrom Day 1 · Ask me\n\n")
    await ada.taps("C")
    assert "❌ C  Is it C?" in text(ada)
    assert "Not quite: the answer is B." in styled(ada.last, "bold")
    assert styles(ada) == [None, "success", "danger", None]
    assert ada.buttons == [["A", "B", "C", "D"], ["Finish"]]
    await ada.taps("Finish")
    assert text(ada) == ("✓ Review done. 1 of 2 right.\n\n🔥 2-day streak\n\nThe next question comes back tomorrow.")
    assert ada.buttons == [["Progress", "Lessons"]]
    assert ada.last.message_id == review
    await ada.says("/streak")
    assert "Tue 10 Mar  🟩 done · 2\nMon 9 Mar  🟩 done · 1\n" in text(ada)

    await days.pass_by()
    await ada.says("/review")
    await ada.taps("B")
    await ada.taps("Finish")
    assert text(ada) == ("✓ Review done. 1 of 1 right.\n\n🔥 3-day streak\n\nThe next question comes back on Friday.")
    await days.pass_by()
    await ada.says("/review")
    assert text(ada) == "Nothing to review today.\n\nThe next question comes back tomorrow."

    await days.pass_by()
    await ada.says("/review")
    assert "What is the answer to q3?" in text(ada)
    await ada.taps("B")
    await ada.taps("Finish")
    assert text(ada).endswith("🎓 You know it now: it won’t come back.\nThe next question comes back tomorrow.")


async def test_a_slip_brings_the_second_proof_a_week_later(ada: Learner, days: Days) -> None:
    await days.lesson(ada, "BBBA")
    for away, option in [(1, "B"), (3, "A"), (1, "B")]:
        await days.pass_by(away)
        await ada.says("/review")
        await ada.taps(option)
        await ada.taps("Finish")
    assert text(ada).endswith("The next question comes back on Saturday, 21 March.")
    await days.pass_by(7)
    await ada.says("/review")
    await ada.taps("B")
    await ada.taps("Finish")
    assert text(ada).endswith(
        "🎓 You know it now: it won’t come back.\nEvery question that you missed, you know by now."
    )
    await ada.says("/review")
    await days.pass_by()
    await ada.says("/review")
    assert text(ada) == "Nothing to review today.\n\nEvery question that you missed, you know by now."


async def test_the_closing_card_of_the_next_lesson_offers_what_is_due(
    ada: Learner, classroom: Classroom, days: Days
) -> None:
    await days.lesson(ada, "BBAA")
    await days.pass_by()
    await days.lesson(ada, "ABBB")
    assert ada.buttons == [["Review 2 questions"], ["Progress", "Lessons"]]
    await ada.taps("Review 2 questions")
    assert text(ada).startswith("Review · 1/2\n")
    assert len(ada.arrived) == 1
    await ada.taps("B")
    classroom.playground.clock.travel(timedelta(seconds=5))
    await ada.says("/today")
    assert ada.buttons[1] == ["Review 1 question"]
    assert "A question that you missed is back for a review." in text(ada)
    await ada.taps("Review 1 question")
    assert text(ada).startswith("Review · 2/2\n")
    await ada.taps("B")
    await ada.taps("Finish")
    assert text(ada).endswith("2 of 2 right.\n\n🔥 2-day streak\n\nThe next question comes back tomorrow.")
    await ada.says("/today")
    assert "review" not in text(ada)


async def test_ten_missed_questions_come_three_a_day(ada: Learner, days: Days) -> None:
    for answers in ("AAAA", "AAAA", "AABB"):
        await days.lesson(ada, answers)
    for day, first in enumerate(["Day 1", "Day 1", "Day 2"], 1):
        await days.pass_by()
        await ada.says("/review")
        assert f"From {first} · Ask me" in text(ada)
        for number in range(1, 4):
            assert text(ada).startswith(f"Review · {number}/3\n")
            await ada.taps("B")
            await ada.taps("Finish" if number == 3 else "Next")
        assert text(ada).startswith("✓ Review done. 3 of 3 right.")
        assert "The next 3 questions come back tomorrow." in text(ada), day
        await ada.says("/review")
        assert text(ada).startswith("✓ Review done. 3 of 3 right.")


async def test_a_review_never_changes_the_score(ada: Learner, days: Days) -> None:
    await days.lesson(ada, "BBAA")
    await days.pass_by()
    await ada.says("/review")
    for button in ("B", "Next", "B", "Finish"):
        await ada.taps(button)
    await ada.says("/progress")
    await ada.sees("🎯 Score: 2 of 4")


async def test_two_reviews_or_lessons_repair_a_streak(ada: Learner, days: Days) -> None:
    await days.lesson(ada, "BBBB")
    await days.pass_by()
    await days.lesson(ada, "BBBA")
    await days.pass_by(4)
    await ada.says("/streak")
    await ada.sees("🩹 Two lessons or reviews by the end of Sunday bring your 2-day streak back.")
    await ada.says("/review")
    await ada.taps("A")
    await ada.taps("Finish")
    assert "🩹 One more lesson or review by the end of Sunday brings your 2-day streak back." in text(ada)
    await days.pass_by()
    await ada.says("/review")
    await ada.taps("B")
    await ada.taps("Finish")
    assert "🔥 4-day streak\n🩹 Repaired: your streak is back." in text(ada)


async def test_the_first_answer_counts(ada: Learner, classroom: Classroom, days: Days) -> None:
    await days.lesson(ada, "BBBA")
    await days.pass_by()
    await ada.says("/review")
    (before,) = ada.last.buttons
    await ada.taps("A")
    assert [button["disabled"] for button in ada.last.buttons[0]] == 4 * [{}]
    await ada.forges(str(before[1]["callback_data"]))  # by an app that shows the old buttons
    assert ada.told == [ALREADY_ANSWERED]
    assert styles(ada) == ["danger", "success", None, None]
    assert answered(classroom) == [("2026-03-10", "q4", "A"), ("2026-03-10", "2026-03-10")]


async def test_double_taps_are_silent_and_count_once(ada: Learner, classroom: Classroom, days: Days) -> None:
    await days.lesson(ada, "BBAA")
    await days.pass_by()
    await days.lesson(ada, "BBBB")
    for button in ("Review 2 questions", "B", "Next", "B", "Finish"):
        ada.looks()
        ada.person.tap(button)
        ada.person.tap(button)
        await classroom.at_rest()
        assert ada.told == []
        assert len(ada.arrived) == (button == "Review 2 questions")
    assert text(ada).startswith("✓ Review done. 2 of 2 right.")
    assert answered(classroom) == [
        ("2026-03-10", "q3", "B"),
        ("2026-03-10", "q4", "B"),
        ("2026-03-10", "2026-03-10"),
    ]


async def test_everything_delivered_again_leaves_it_as_it_was(ada: Learner, classroom: Classroom, days: Days) -> None:
    await days.lesson(ada, "BBAA")
    await days.pass_by()
    command = {
        "message": {
            "message_id": 500_000,
            "date": 1_800_000_000,
            "chat": {"id": ada.id, "type": "private"},
            "from": {"id": ada.id, "is_bot": False, "first_name": "Ada"},
            "text": "/review",
            "entities": [{"type": "bot_command", "offset": 0, "length": 7}],
        }
    }
    classroom.playground.post_update({"update_id": 1_000_000_000, **command})
    await classroom.at_rest()
    taps = ["1va:2026-03-10:1:q3:B", "1vc:2026-03-10:1:q3", "1va:2026-03-10:1:q4:A", "1vc:2026-03-10:1:q4"]
    batch = [tap_of(ada, data, f"tap-{number}") for number, data in enumerate(taps)]
    for update in batch:
        classroom.playground.post_update(update)
        await classroom.at_rest()
    end, kept = ada.last, answered(classroom)
    assert text(ada).startswith("✓ Review done. 1 of 2 right.")
    ada.looks()
    await classroom.close()  # a new process knows nothing of the old one's
    await classroom.open()
    classroom.playground.post_update({"update_id": 1_000_000_000, **command})
    for number, update in enumerate(batch, 1):
        classroom.playground.post_update({"update_id": 1_000_000_000 + number, **update})
    await classroom.at_rest()
    assert (ada.arrived, ada.last.text, ada.last.buttons) == ([], end.text, end.buttons)
    assert answered(classroom) == kept


async def test_a_stop_in_the_middle_loses_nothing(ada: Learner, classroom: Classroom, days: Days) -> None:
    await days.lesson(ada, "BBAA")
    await days.pass_by()
    await ada.says("/review")
    await ada.taps("B")
    await classroom.close()
    await classroom.open()
    await ada.taps("Next")
    assert text(ada).startswith("Review · 2/2\n")
    await ada.taps("B")
    await ada.taps("Finish")
    assert text(ada).startswith("✓ Review done. 2 of 2 right.")


async def test_a_question_that_never_arrived_is_asked_when_the_command_comes_again(
    ada: Learner, classroom: Classroom, days: Days
) -> None:
    await days.lesson(ada, "BBAA")
    await days.pass_by()
    classroom.playground.faults.add("sendMessage", "reset")
    await ada.says("/review")
    assert text(ada) == MAYBE_LOST
    await ada.says("/review")
    assert text(ada).startswith("Review · 1/2\n")


async def test_a_button_of_yesterday_is_old(ada: Learner, classroom: Classroom, days: Days) -> None:
    await days.lesson(ada, "BBAA")
    await days.pass_by()
    await ada.says("/review")
    yesterday = ada.last.message_id
    await ada.taps("B")
    await days.pass_by()
    await ada.taps("Next")
    assert (ada.told, ada.news) == ([PAST], [])
    await ada.says("/review")
    assert labels(next(each for each in ada.person.messages if each.message_id == yesterday)) == []
    assert "What is the answer to q4?" in text(ada)
    await ada.forges("1va:2026-03-10:1:q4:A", on=yesterday)
    assert ada.told == [PAST]
    assert answered(classroom) == [("2026-03-10", "q3", "B")]


@pytest.mark.parametrize(
    ("data", "toast"),
    [
        ("1va:2026-03-10:1:q3:E", REFUSED[Refusal.UNKNOWN]),
        ("1va:2026-03-10:1:q1:B", REFUSED[Refusal.UNKNOWN]),
        ("1va:2026-03-10:2:q3:B", REFUSED[Refusal.UNKNOWN]),
        ("1va:2026-03-10:1:bye:B", REFUSED[Refusal.UNKNOWN]),
        ("1va:2026-03-10:0:q3:B", REFUSED[Refusal.UNKNOWN]),
        ("1vc:2026-03-10:1:q1", REFUSED[Refusal.UNKNOWN]),
        ("1vc:2026-03-10:1:q3", REFUSED[Refusal.UNANSWERED]),
        ("1va:2026-03-11:1:q3:B", PAST),
        ("1va:9999-12-31:1:q3:B", PAST),
        ("1vc:0001-01-01:1:q3", PAST),
    ],
)
async def test_a_forged_button_does_nothing(
    ada: Learner, classroom: Classroom, days: Days, data: str, toast: str
) -> None:
    await days.lesson(ada, "BBAA")
    await days.pass_by()
    await ada.says("/review")
    await ada.forges(data)
    assert (ada.told, ada.news) == ([toast], [])
    assert answered(classroom) == []
    noor = classroom.learner("Noor")
    await noor.says("/start")
    await noor.forges("1va:2026-03-10:1:q3:B")
    assert noor.told == [REFUSED[Refusal.UNKNOWN]]
    assert answered(classroom) == []


async def test_a_question_that_left_the_course_is_passed_over(ada: Learner, classroom: Classroom, days: Days) -> None:
    await days.lesson(ada, "BAAA")
    await days.pass_by()
    await ada.says("/review")
    assert text(ada).startswith("Review · 1/3\n")
    await ada.taps("B")
    classroom.school.course = a_course_of_questions(QUESTIONS, days=9, without=["q3"])
    await ada.taps("Next")
    assert text(ada).startswith("Review · 2/2\n")
    assert "What is the answer to q4?" in text(ada)


async def test_a_review_that_cannot_be_changed_in_place_goes_on_below(
    ada: Learner, classroom: Classroom, days: Days
) -> None:
    await days.lesson(ada, "BBAA")
    await days.pass_by()
    await ada.says("/review")
    classroom.playground.faults.add("editMessageText", "refuse", description="message can't be edited")
    await ada.taps("B")
    assert "Right." in (ada.arrived[0].text or "")
    await ada.taps("Next")
    assert text(ada).startswith("Review · 2/2\n")


async def test_a_review_is_in_the_export_and_goes_with_the_rest(ada: Learner, classroom: Classroom, days: Days) -> None:
    await days.lesson(ada, "BBBA")
    await days.pass_by()
    await ada.says("/review")
    await ada.taps("B")
    await ada.says("/export")
    document = ada.last.document
    assert document is not None
    content = classroom.playground._world.contents[document.file_id].decode()
    assert '"review_answers": [' in content
    assert '"sittings": [' in content
    await ada.says("/delete")
    await ada.taps("Delete everything")
    assert answered(classroom) == []


async def test_the_help_and_the_rules_of_the_streak_tell_of_it(ada: Learner) -> None:
    await ada.says("/help")
    await ada.sees("/review – Answer again what you missed")
    await ada.says("/streak")
    await ada.sees("A finished lesson or review adds a day.", "two lessons or reviews in the next two days")


class TestShuffled:
    """Questions whose words speak of no letter."""

    @pytest.fixture
    def course(self) -> Course:
        course = a_course_of_questions(3, days=2)
        return replace(course, days=tuple(replace(day, lesson=in_words(day.lesson)) for day in course.days))

    async def test_a_review_asks_in_an_order_of_its_own_and_each_letter_means_what_it_shows(
        self, ada: Learner, days: Days, classroom: Classroom
    ) -> None:
        await days.lesson(ada, "AAA")
        await days.pass_by()
        await ada.says("/review")
        orders = []
        for label in ("Next", "Next", "Finish"):
            lines = [line.split("  ") for line in text(ada).splitlines() if line[:3] in {"A  ", "B  ", "C  ", "D  "}]
            orders.append([word for _, word in lines])
            letter = next(letter for letter, word in lines if word == "a dog")
            await ada.taps(letter)
            assert f"✅ {letter}  a dog" in text(ada)
            assert "Right." in text(ada)
            if label != "Finish":
                await ada.taps(label)
        assert any(order != ["a cat", "a dog", "a cow", "a hen"] for order in orders)
        assert [option for _, _, option in answered(classroom)[:3]] == ["B"] * 3

    async def test_a_typed_letter_answers_what_is_shown(self, ada: Learner, days: Days, classroom: Classroom) -> None:
        await days.lesson(ada, "AAA")
        await days.pass_by()
        await ada.says("/review")
        review = ada.last.message_id
        letter = next(line[0] for line in text(ada).splitlines() if line.endswith("  a dog"))
        await ada.says(letter.lower())
        assert ada.last.message_id == review
        assert "Right." in text(ada)
        await ada.says("A")  # to a question that is not in sight yet: it is shown, and not answered
        assert ada.last.message_id != review
        assert text(ada).startswith("Review · 2/3")
        assert [option for _, _, option in answered(classroom)] == ["B"]


def in_words(lesson: Lesson | None) -> Lesson:
    assert lesson is not None
    animals = ("a cat", "a dog", "a cow", "a hen")
    options = tuple(Option(letter, animal) for letter, animal in zip("ABCD", animals, strict=True))
    steps = (
        replace(step, options=options, why=RichText("It barks.")) if isinstance(step, Quiz) else step
        for step in lesson.steps
    )
    return Lesson(tuple(steps))

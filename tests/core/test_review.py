from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

import pytest

from bot.core.course import Course, Option, Quiz
from bot.core.review import Answered, Question, Review, review, shuffled
from bot.core.richtext import RichText
from tests.support.course import a_course_of_questions

START = date(2026, 3, 9)  # a Monday


Q1, Q2, Q3, Q4 = (Question(1, f"q{number}") for number in range(1, 5))


def on(day: int) -> date:
    """So many days after the start."""
    return START + timedelta(days=day)


def missed(question: Question = Q1, day: int = 0) -> Answered:
    return Answered(question, on(day), "A", right=False)


def given(question: Question, day: int, *, right: bool) -> Answered:
    return Answered(question, on(day), "B" if right else "A", right)


def due_days(answers: str, until: int = 30) -> list[int]:
    """The days on which a question missed on day 0 is due if it is answered so: `r` right, `w` wrong."""
    reviewed: list[Answered] = []
    days = []
    for day in range(until):
        if review(a_course_of_questions(1), [missed()], reviewed, on(day)).due:
            days.append(day)
            if len(days) > len(answers):
                break
            reviewed.append(given(Q1, day, right=answers[len(days) - 1] == "r"))
    return days


def look(
    day: int, *answers: Answered, lesson: Iterable[Answered] = (missed(),), course: Course | None = None
) -> Review:
    return review(course or a_course_of_questions(4), lesson, answers, on(day))


def test_nothing_missed_is_nothing_to_review() -> None:
    found = look(5, lesson=[])
    assert (found.questions, found.coming_on, found.learned, found.done) == ((), (), frozenset(), False)


def test_a_missed_question_comes_back_the_next_day_and_not_before() -> None:
    assert look(0).questions == ()
    assert look(0).coming_on == (on(1),)
    assert look(1).questions == (Q1,)


def test_it_waits_as_long_as_it_takes() -> None:
    assert look(20).due == (Q1,)


def test_two_right_answers_one_and_three_days_later_and_it_is_learned() -> None:
    assert due_days("rr") == [1, 4]
    found = look(4, given(Q1, 1, right=True), given(Q1, 4, right=True))
    assert (found.done, found.learned, found.coming_on) == (True, {Q1}, ())


def test_a_wrong_answer_begins_again_at_one_day() -> None:
    assert due_days("wwwrr") == [1, 2, 3, 4, 7]


def test_after_a_slip_the_second_proof_is_a_week_away() -> None:
    assert due_days("rwrr") == [1, 4, 5, 12]
    assert due_days("wrwrwrr") == [1, 2, 5, 6, 13, 14, 21]


def test_a_learned_question_that_is_missed_again_begins_anew() -> None:
    answers = [given(Q1, 1, right=True), given(Q1, 4, right=True)]
    lesson = [missed(), missed(day=10)]
    assert look(9, *answers, lesson=lesson[:1]).learned == {Q1}
    assert look(11, *answers, lesson=lesson).due == (Q1,)
    after = look(11, *answers, given(Q1, 11, right=True), lesson=lesson)
    assert after.coming_on == (on(14),)


def test_a_right_answer_before_its_time_proves_nothing() -> None:
    found = look(2, given(Q1, 1, right=True), given(Q1, 2, right=True))
    assert found.coming_on == (on(4),)


def test_a_wrong_answer_in_a_lesson_read_again_brings_it_back_the_next_day() -> None:
    found = look(3, given(Q1, 1, right=True), lesson=[missed(), missed(day=2)])
    assert found.due == (Q1,)


def test_wrong_and_right_on_one_date_is_wrong() -> None:
    found = look(1, given(Q1, 1, right=True), lesson=[missed(), missed(day=1)])
    assert (found.done, found.right, found.coming_on) == (True, 1, (on(2),))


def test_what_happens_on_a_date_does_not_change_what_it_asks() -> None:
    both = [missed(Q1), missed(Q2)]
    before = look(1, lesson=both).questions
    assert look(1, lesson=[*both, missed(Q1, day=1), missed(Q3, day=1)]).questions == before
    answered = look(1, given(Q1, 1, right=False), lesson=both)
    assert answered.questions == before
    assert answered.due == (Q2,)


def test_those_that_wait_longest_come_first_and_then_as_the_course_has_them() -> None:
    later = Question(2, "q1")
    lesson = [missed(Q2, 1), missed(Q1, 1), missed(later)]
    assert look(2, lesson=lesson, course=a_course_of_questions(2, days=2)).questions == (later, Q1, Q2)


def test_at_most_three_a_day_in_however_many_sittings() -> None:
    lesson = [missed(question) for question in (Q1, Q2, Q3, Q4)]
    answers: list[Answered] = []
    for left in (3, 2, 1):
        found = look(1, *answers, lesson=lesson)
        assert (len(found.questions), len(found.due)) == (3, left)
        answers.append(given(found.due[0], 1, right=True))
    found = look(1, *answers, lesson=lesson)
    assert (found.done, found.right, found.due) == (True, 3, ())
    assert found.coming_on == (on(2), on(4), on(4), on(4))
    assert look(2, *answers, lesson=lesson).questions == (Q4,)


def test_a_question_the_course_no_longer_has_is_passed_over() -> None:
    lesson = [missed(Q1), missed(Q2), missed(Question(7, "q1"))]
    course = a_course_of_questions(4, without=["q1"])
    assert look(1, lesson=lesson, course=course).questions == (Q2,)
    assert look(1, lesson=lesson, course=course).coming_on == ()


def test_what_was_answered_and_is_gone_still_counts_among_the_three() -> None:
    lesson = [missed(question) for question in (Q1, Q2, Q3, Q4)]
    answers = [given(Q1, 1, right=True), given(Q2, 1, right=True)]
    found = look(1, *answers, lesson=lesson, course=a_course_of_questions(4, without=["q1"]))
    assert (found.questions, found.due) == ((Q2, Q3), (Q3,))


def test_somebody_who_travels_back_stays_on_the_date_of_their_latest_review() -> None:
    found = look(1, given(Q1, 2, right=True))
    assert (found.on, found.done) == (on(2), True)


def test_a_lesson_answered_on_a_later_date_waits_for_the_day_after_it() -> None:
    assert look(1, lesson=[missed(day=2)]).questions == ()
    assert look(2, lesson=[missed(day=2)]).questions == ()
    assert look(3, lesson=[missed(day=2)]).questions == (Q1,)


def a_quiz(*texts: str, why: str = "Because.") -> Quiz:
    options = tuple(Option(letter, text) for letter, text in zip("ABCD", texts, strict=False))
    return Quiz("q", "", RichText("Which?"), options, "B", RichText(why))


def test_a_review_shuffles_the_options_alike_however_often_it_is_shown() -> None:
    quiz = a_quiz("a cat", "a dog", "a cow", "a hen")
    orders = {shuffled(quiz, learner, date(2026, 3, day)) for learner in range(20) for day in range(1, 11)}
    assert len(orders) == 24
    assert {tuple(sorted(order)) for order in orders} == {("A", "B", "C", "D")}
    assert shuffled(quiz, 7, date(2026, 3, 1)) == shuffled(quiz, 7, date(2026, 3, 1))


@pytest.mark.parametrize(
    "quiz",
    [
        a_quiz("a cat", "a dog", "all of them", "a hen"),
        a_quiz("a cat", "a dog", "none of the above", "a hen"),
        a_quiz("a cat", "a dog", "A and B", "a hen"),
        a_quiz("a cat", "a dog", "a cow", "a hen", why="C is no pet."),
    ],
)
def test_options_that_speak_of_each_other_stay_in_their_order(quiz: Quiz) -> None:
    assert {shuffled(quiz, learner, date(2026, 3, 1)) for learner in range(20)} == {("A", "B", "C", "D")}


def test_a_photo_is_no_letter() -> None:
    quiz = a_quiz("A photo", "A text", "A video", "A song")
    assert len({shuffled(quiz, learner, date(2026, 3, 1)) for learner in range(20)}) > 1
